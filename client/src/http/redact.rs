//! Keeps tokens out of errors.
//!
//! CSP is known to repeat a refused API token in its message (recorded), a gateway may print a request's headers, and a
//! decoder quotes what it did not expect.

use serde_json::Value;
use std::cmp::Reverse;

/// Stands where a token was.
const REDACTED: &str = "[redacted]";
/// How every JWT begins: `{"` in base64.
const JWT: &str = "eyJ";

/// The texts to remove.
pub(super) struct Redactor {
    /// The longest first, as a secret may be part of a longer one.
    secrets: Vec<String>,
}

impl Redactor {
    pub(super) fn new(secrets: impl IntoIterator<Item = String>) -> Self {
        let mut secrets: Vec<String> = secrets.into_iter().filter(|secret| !secret.is_empty()).collect();
        secrets.sort_unstable_by_key(|secret| Reverse(secret.len()));
        Self { secrets }
    }

    /// The text without the secrets, and without anything that looks like an access token.
    pub(super) fn text(&self, text: &str) -> String {
        let known_removed = self.secrets.iter().fold(text.to_owned(), |text, secret| text.replace(secret, REDACTED));
        let mut clean = String::with_capacity(known_removed.len());
        let mut rest = known_removed.as_str();
        while let Some(start) = rest.find(JWT) {
            let (before, token) = rest.split_at(start);
            let ends_token = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
            let end = token.find(ends_token).unwrap_or(token.len());
            clean.push_str(before);
            clean.push_str(REDACTED);
            rest = &token[end..];
        }
        clean + rest
    }

    /// Cleans every text in a document. Names stay, so that the document can still be decoded.
    pub(super) fn document(&self, value: &mut Value) {
        match value {
            Value::String(text) => *text = self.text(text),
            Value::Array(items) => items.iter_mut().for_each(|item| self.document(item)),
            Value::Object(members) => members.values_mut().for_each(|member| self.document(member)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}

/// Every text in a JSON document, names left out; nothing where it is no document.
pub(super) fn texts_in(json: &[u8]) -> Vec<String> {
    fn collect(value: Value, texts: &mut Vec<String>) {
        match value {
            Value::String(text) => texts.push(text),
            Value::Array(items) => items.into_iter().for_each(|item| collect(item, texts)),
            Value::Object(members) => members.into_iter().for_each(|(_, member)| collect(member, texts)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    let mut texts = Vec::new();
    if let Ok(document) = serde_json::from_slice(json) {
        collect(document, &mut texts);
    }
    texts
}
