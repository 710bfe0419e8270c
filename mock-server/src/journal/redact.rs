//! Removes the secrets from one exchange.
//!
//! The names and forms of secrets are defined in [`vmc_client::secrets`]. This module adds one rule: on the paths of the sign-in service, a
//! field that the service does not know is treated as a secret, because it may be a secret under a misspelled name. If a body on these
//! paths cannot be read, it is not shown at all.
//!
//! A value that was found under a secret's name is also removed wherever else it occurs in the exchange, because the service is known to
//! repeat a refused token in its answer.

use super::placeholders::Placeholders;
use crate::fingerprint::Fingerprint;
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Map, Value};
use std::cmp::Reverse;
use vmc_client::{
    form,
    secrets::{credentials_in, is_secret_header, is_secret_key, looks_like_api_token, looks_like_jwt},
};

/// A secret that is shorter than this, in bytes, is not searched for in other texts, because it would match too much.
const SOUGHT_MIN: usize = 6;

/// Replaces a world document.
pub(crate) const A_WORLD: &str = "[a world]";

/// Removes the secrets from one exchange.
pub(super) struct Redactor<'p> {
    placeholders: &'p mut Placeholders,
    /// The secrets that were found in this exchange, the longest first, each with its placeholder.
    met: Vec<(String, String)>,
}

/// Returns a path without parts that have the form of a token, as it may be logged.
pub(crate) fn path_without_secrets(path: &str) -> String {
    Redactor::new(&mut Placeholders::default()).path(path)
}

/// Returns a sentence without parts that have the form of a token, as it may be logged. The sentence may repeat a path.
pub(crate) fn without_secrets(sentence: &str) -> String {
    Redactor::new(&mut Placeholders::default()).text(sentence)
}

/// The format of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Body<'b> {
    Json,
    /// A form: `a=1&b=2`
    Pairs(&'b str),
    Multipart(&'b str),
    /// Another text, or a truncated text.
    Text(&'b str),
    /// Bytes that are not text.
    Bytes,
}

impl<'p> Redactor<'p> {
    pub(super) fn new(placeholders: &'p mut Placeholders) -> Self {
        Self { placeholders, met: Vec::new() }
    }

    /// Returns the number of secrets that were found until now.
    pub(super) fn met(&self) -> usize {
        self.met.len()
    }

    /// Returns the placeholder of a secret. The secret is then removed from all texts that are processed later.
    pub(super) fn secret(&mut self, text: &str) -> String {
        if text.is_empty() {
            return String::new();
        }
        let placeholder = self.placeholders.of_text(text);
        if text.len() >= SOUGHT_MIN && self.met.iter().all(|(met, _)| met != text) {
            self.met.push((text.to_owned(), placeholder.clone()));
            self.met.sort_by_key(|(secret, _)| Reverse(secret.len()));
        }
        placeholder
    }

    /// Returns the placeholder of a secret of which only the fingerprint is known.
    pub(super) fn placeholder(&mut self, secret: Fingerprint) -> String {
        self.placeholders.of(secret)
    }

    /// Returns a text without the secrets that were found and without credentials that their form or the name before them reveals.
    pub(super) fn text(&mut self, text: &str) -> String {
        let mut clean = self.placeholders.replaced(text).unwrap_or_else(|| text.to_owned());
        for (secret, placeholder) in &self.met {
            if clean.contains(secret.as_str()) {
                clean = clean.replace(secret.as_str(), placeholder);
            }
        }
        let mut shown = String::with_capacity(clean.len());
        let mut end = 0;
        for range in credentials_in(&clean) {
            shown.push_str(&clean[end..range.start]);
            let credential = &clean[range.clone()];
            let is_placeholder = credential.starts_with("[secret ");
            shown.push_str(&if is_placeholder { credential.to_owned() } else { self.secret(credential) });
            end = range.end;
        }
        shown.push_str(&clean[end..]);
        shown
    }

    /// Redacts a path. Its segments are decoded before they are checked.
    pub(super) fn path(&mut self, path: &str) -> String {
        let parts: Vec<_> = path
            .split('/')
            .map(|part| {
                let meant = decoded(part);
                if looks_like_jwt(&meant) || looks_like_api_token(&meant) {
                    self.secret(&meant)
                } else if meant != part && !credentials_in(&meant).is_empty() {
                    self.text(&meant).replace('%', "%25").replace('/', "%2F")
                } else {
                    self.text(part)
                }
            })
            .collect();
        parts.join("/")
    }

    /// Redacts a query or a form such as `a=1&b=2`. Everything that is not secret keeps its original encoding. `unknown` contains the names
    /// that the service does not know, if these are treated as secrets.
    pub(super) fn pairs(&mut self, text: &str, unknown: &[String]) -> String {
        let pairs: Vec<_> = text
            .split('&')
            .map(|pair| {
                let Some((name, value)) = pair.split_once('=') else { return self.text(pair) };
                let (name_meant, meant) = (decoded(name), decoded(value));
                let secret = is_secret_key(&name_meant) || unknown.contains(&name_meant);
                let looks = looks_like_jwt(&meant) || looks_like_api_token(&meant);
                let value = if secret || looks {
                    self.secret(&meant)
                } else if meant != value && !credentials_in(&meant).is_empty() {
                    self.text(&meant).replace('%', "%25").replace('&', "%26").replace('+', "%2B")
                } else {
                    // Some parsers also accept a semicolon as the end of a pair.
                    self.words(value)
                };
                format!("{}={value}", self.text(name))
            })
            .collect();
        pairs.join("&")
    }

    /// Redacts a header. Basic credentials are shown decoded and without the secret.
    pub(super) fn header(&mut self, name: &str, value: &str) -> String {
        if !is_secret_header(name) {
            return self.text(value);
        }
        let Some((scheme, credentials)) = value.split_once(' ') else { return self.secret(value) };
        let basic = BASE64_STANDARD.decode(credentials.trim()).ok().filter(|_| scheme.eq_ignore_ascii_case("basic"));
        match basic.and_then(|bytes| String::from_utf8(bytes).ok()) {
            Some(text) => match text.split_once(':') {
                Some((id, secret)) => format!("{scheme} {}:{}", self.text(id), self.secret(&decoded(secret))),
                None => format!("{scheme} {}", self.secret(credentials)),
            },
            // The scheme may be a part of a secret that was sent without a scheme.
            None if scheme.eq_ignore_ascii_case("bearer") => format!("{scheme} {}", self.secret(credentials)),
            None => self.secret(value),
        }
    }

    /// Redacts a JSON document. Every value below a secret's name is treated as a secret.
    pub(super) fn json(&mut self, value: Value, secret: bool, unknown: &[String]) -> Value {
        match value {
            Value::String(text) if secret => Value::String(self.secret(&text)),
            Value::Number(number) if secret => Value::String(self.secret(&number.to_string())),
            Value::String(text) => Value::String(self.within(&text)),
            Value::Array(items) => items.into_iter().map(|item| self.json(item, secret, &[])).collect(),
            // A world document consists of credentials and the data that they protect.
            Value::Object(members) if members.contains_key("vmcsim") && members.contains_key("world") => {
                Value::String(A_WORLD.to_owned())
            }
            Value::Object(members) => {
                // A variable of a Postman environment, which says itself that its value is secret.
                let holds_secret = members.get("type").is_some_and(|kind| kind == "secret");
                let mut shown = Map::new();
                for (name, member) in members {
                    let secret =
                        secret || is_secret_key(&name) || unknown.contains(&name) || (holds_secret && name == "value");
                    shown.insert(self.text(&name), self.json(member, secret, &[]));
                }
                Value::Object(shown)
            }
            plain @ (Value::Null | Value::Bool(_) | Value::Number(_)) => plain,
        }
    }

    /// Redacts a string in a document. The string may itself be a JSON document.
    fn within(&mut self, text: &str) -> String {
        let may_be = text.trim_start().starts_with(['{', '[']) && names_a_secret(text);
        match serde_json::from_str(text) {
            Ok(value) if may_be => self.json(value, false, &[]).to_string(),
            Err(_) if may_be => format!("[{} bytes that cannot be read]", text.len()),
            _ => self.text(text),
        }
    }

    /// Redacts a multipart body: the values of its secret fields are removed from its lines.
    pub(super) fn multipart(&mut self, text: &str, unknown: &[String]) -> String {
        let mut values = Vec::new();
        for (name, value) in form::pairs(text.as_bytes()).unwrap_or_default() {
            if is_secret_key(&name) || unknown.iter().any(|unknown| *unknown == name) {
                values.push((value.to_string(), self.secret(&value)));
            }
        }
        let mut text = text.to_owned();
        for (value, placeholder) in values.iter().filter(|(value, _)| value.contains('\n')) {
            text = text.replace(value, placeholder);
        }
        let lines: Vec<_> = text
            .split('\n')
            .map(|line| {
                let content = line.trim_end_matches('\r');
                match values.iter().find(|(value, _)| !content.is_empty() && value == content) {
                    Some((_, placeholder)) => line.replacen(content, placeholder, 1),
                    None => self.text(line),
                }
            })
            .collect();
        lines.join("\n")
    }

    /// Redacts a text that is truncated or cannot be parsed. A value that follows a secret's name is removed up to its end.
    pub(super) fn broken(&mut self, text: &str) -> String {
        let mut shown = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(start) = rest.find('"') {
            let (plain, quoted) = rest.split_at(start);
            shown.push_str(&self.words(plain));
            let (name, after) = quoted.split_at(string_end(quoted));
            let value = after.trim_start().strip_prefix(':').map(str::trim_start);
            match value {
                Some(value) if is_secret_key(name.trim_matches('"')) => {
                    let (secret, after) = value.split_at(value_end(value));
                    shown.extend([name, ": ", &self.secret(secret.trim_matches('"'))]);
                    rest = after;
                }
                _ => {
                    shown.push_str(&self.words(name));
                    rest = after;
                }
            }
        }
        shown + &self.words(rest)
    }

    /// Redacts a text that may contain `name=value`.
    fn words(&mut self, text: &str) -> String {
        let words = text.split_inclusive(|letter: char| letter.is_whitespace() || matches!(letter, '&' | ';' | ','));
        let mut shown = String::with_capacity(text.len());
        for word in words {
            match word.split_once('=') {
                Some((name, value)) if is_secret_key(name) => {
                    let end =
                        value.trim_end_matches(|letter: char| letter.is_whitespace() || "&;,".contains(letter)).len();
                    shown.extend([name, "=", &self.secret(&value[..end]), &value[end..]]);
                }
                _ => shown.push_str(&self.text(word)),
            }
        }
        shown
    }
}

impl<'b> Body<'b> {
    /// Detects the format of a body. `whole` is false if the body was truncated. For JSON, the parsed value is returned too.
    pub(super) fn of(bytes: &'b [u8], whole: bool) -> (Self, Option<Value>) {
        let Ok(text) = std::str::from_utf8(bytes).or_else(|err| match err.error_len() {
            // The body was truncated within a character.
            None if !whole => std::str::from_utf8(&bytes[..err.valid_up_to()]),
            _ => Err(err),
        }) else {
            return (Self::Bytes, None);
        };
        if !whole {
            return (Self::Text(text), None);
        }
        if let Ok(value) = serde_json::from_str(text) {
            return (Self::Json, Some(value));
        }
        let start = text.trim_start();
        let body = if start.starts_with("--") && form::pairs(bytes).is_ok() && text.contains('\n') {
            Self::Multipart(text)
        } else if !start.starts_with(['{', '[', '"'])
            && text.contains('=')
            && !text.trim().contains(char::is_whitespace)
        {
            Self::Pairs(text)
        } else {
            Self::Text(text)
        };
        (body, None)
    }
}

/// Returns whether a text contains the name of a secret.
pub(super) fn names_a_secret(text: &str) -> bool {
    let belongs = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-');
    text.split(|letter| !belongs(letter)).any(is_secret_key)
}

/// Decodes a part of a path or query: `%41` is `A`, and `+` is a space.
fn decoded(text: &str) -> String {
    let pair = format!("={text}");
    let value = form_urlencoded::parse(pair.as_bytes()).next();
    value.map(|(_, value)| value.into_owned()).unwrap_or_default()
}

/// Returns the end of the quoted string at the start of a text.
fn string_end(text: &str) -> usize {
    let mut escaped = false;
    for (at, letter) in text.char_indices().skip(1) {
        match letter {
            '"' if !escaped => return at + 1,
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    text.len()
}

/// Returns the end of the value at the start of a text: a quoted string, a whole list or object, or a word.
fn value_end(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(letter) = text[at..].chars().next() {
        match letter {
            '"' => {
                at += string_end(&text[at..]);
                if depth == 0 {
                    return at;
                }
                continue;
            }
            '[' | '{' => depth += 1,
            ']' | '}' | ',' if depth == 0 => return at,
            ']' | '}' => {
                depth -= 1;
                if depth == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
        at += letter.len_utf8();
    }
    text.len()
}
