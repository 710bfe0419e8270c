//! Removes tokens from the texts of errors.
//!
//! CSP is known to repeat a refused API token in its message (recorded), a gateway may print a request's headers, and
//! a decoder quotes unexpected values.

use serde_json::Value;
use std::cmp::Reverse;

/// The replacement for a token.
const REDACTED: &str = "[redacted]";
/// The first characters of every JWT: `{"` in base64.
const JWT: &str = "eyJ";

/// Removes secrets and access tokens from texts.
pub(super) struct Redactor {
    /// The secrets, longest first, because one secret may be part of a longer one.
    secrets: Vec<String>,
}

impl Redactor {
    pub(super) fn new(secrets: impl IntoIterator<Item = String>) -> Self {
        let mut secrets: Vec<String> = secrets.into_iter().filter(|secret| !secret.is_empty()).collect();
        secrets.sort_unstable_by_key(|secret| Reverse(secret.len()));
        Self { secrets }
    }

    /// Returns the text without the secrets and without anything that looks like an access token.
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

    /// Redacts every text in a document. Member names stay unchanged, so that the document can still be decoded.
    pub(super) fn document(&self, value: &mut Value) {
        match value {
            Value::String(text) => *text = self.text(text),
            Value::Array(items) => items.iter_mut().for_each(|item| self.document(item)),
            Value::Object(members) => members.values_mut().for_each(|member| self.document(member)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}

/// Returns every text in a JSON document except member names; returns nothing if the bytes are not JSON.
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
