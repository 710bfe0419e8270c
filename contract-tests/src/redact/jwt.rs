//! Access and id tokens: their claims are read, cleaned and written again, under a signature that signs nothing.

use super::{Look, Redactor};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};

/// Shorter pieces of a token are not kept in mind.
const PIECE_MIN: usize = 16;

impl Redactor {
    /// A token in three parts. What cannot be read as one, because it was cut off or is encrypted, becomes a token that says nothing.
    pub(super) fn jwt(&mut self, token: &str, look: Look) -> String {
        let mut parts = token.trim_end_matches('=').split('.');
        let (header, claims, signature) = (parts.next(), parts.next(), parts.next());
        let clean = |redactor: &mut Self, part: Option<&str>| {
            let mut document = decode(part?)?;
            redactor.document(&mut document, "", look.deeper());
            Some(document)
        };
        let (header, claims) = match (clean(self, header), clean(self, claims)) {
            (Some(header), Some(claims)) => (header, claims),
            _ => (json!({"alg": "none"}), json!({"redacted": self.placeholders.signature(token)})),
        };
        let dummy = self.placeholders.signature(signature.unwrap_or(token));
        // A part of a token can be used by nobody, but it was never to be written down.
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
