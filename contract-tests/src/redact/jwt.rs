//! Redacts access and id tokens: their claims are redacted and encoded again, with an invalid signature.

use super::{Look, Redactor};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};

/// The minimum length of a part of a token that is remembered.
const PIECE_MIN: usize = 16;

impl Redactor {
    /// Redacts a token of three parts. A token that cannot be decoded, because it is truncated or encrypted, becomes
    /// a token without claims.
    pub(super) fn jwt(&mut self, token: &str, look: Look) -> String {
        let mut parts = token.trim_end_matches('=').split('.');
        let (header, claims, signature) = (parts.next(), parts.next(), parts.next());
        let clean = |redactor: &mut Self, part: Option<&str>| {
            let mut document = decode(part?)?;
            redactor.document(&mut document, "", look.deeper());
            Some(document)
        };
        if look.again && (decode(header.unwrap_or_default()).is_none() || decode(claims.unwrap_or_default()).is_none())
        {
            return token.to_owned();
        }
        let (header, claims) = match (clean(self, header), clean(self, claims)) {
            (Some(header), Some(claims)) => (header, claims),
            _ => (json!({"alg": "none"}), json!({"redacted": self.placeholders.signature(token)})),
        };
        if look.again {
            return format!("{}.{}.{}", encode(&header), encode(&claims), signature.unwrap_or_default());
        }
        let dummy = self.placeholders.signature(signature.unwrap_or(token));
        // A single part of a token cannot be used, but it must not be recorded either.
        for piece in token.split('.').skip(2) {
            self.learned.learn(piece, &dummy, PIECE_MIN);
        }
        format!("{}.{}.{dummy}", encode(&header), encode(&claims))
    }
}

fn decode(part: &str) -> Option<Value> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(part).ok()?;
    serde_json::from_slice(&bytes).ok().filter(Value::is_object)
}

fn encode(document: &Value) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(document.to_string())
}
