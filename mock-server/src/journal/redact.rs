//! Takes the secrets out of one exchange.
//!
//! What is secret is known by the names and forms of [`vmc_client::secrets`]; nothing is known here beside them, but for one rule: on the
//! paths of the sign-in service, a field that it does not have is secret too, for it may be a secret under a mistyped name. Where a body
//! cannot be read, nothing of it is shown there at all.
//!
//! What was found under a secret's name is then taken out wherever else it stands in the exchange: the service is known to repeat a
//! refused token in its answer.

use super::{Fingerprint, placeholders::Placeholders};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Map, Value};
use std::{cmp::Reverse, ops::Range};
use vmc_client::{
    form,
    secrets::{is_secret_header, is_secret_key, jwts_in, looks_like_api_token, looks_like_jwt},
};

/// A secret shorter than this is not looked for where no name says that it is one: too much else would be taken for it.
const SOUGHT_MIN: usize = 6;

/// Stands in place of a world as a document.
pub(crate) const A_WORLD: &str = "[a world]";

/// What takes the secrets out of one exchange.
pub(super) struct Redactor<'p> {
    placeholders: &'p mut Placeholders,
    /// Secrets met in this exchange, the longest first, and what stands in their place.
    met: Vec<(String, String)>,
}

/// How a body was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Body<'b> {
    Json,
    /// `a=1&b=2`
    Pairs(&'b str),
    Multipart(&'b str),
    /// Neither, or cut off.
    Text(&'b str),
    /// Not even text.
    Bytes,
}

impl<'p> Redactor<'p> {
    pub(super) fn new(placeholders: &'p mut Placeholders) -> Self {
        Self { placeholders, met: Vec::new() }
    }

    /// How many secrets were met so far.
    pub(super) fn met(&self) -> usize {
        self.met.len()
    }

    /// What stands in place of a secret, which is taken out of everything that comes after.
    pub(super) fn secret(&mut self, text: &str) -> String {
        if text.is_empty() {
            return String::new();
        }
        let placeholder = self.placeholders.of(Fingerprint::of(text));
        if text.len() >= SOUGHT_MIN && self.met.iter().all(|(met, _)| met != text) {
            self.met.push((text.to_owned(), placeholder.clone()));
            self.met.sort_by_key(|(secret, _)| Reverse(secret.len()));
        }
        placeholder
    }

    /// What stands in place of a secret whose text is not there.
    pub(super) fn placeholder(&mut self, secret: Fingerprint) -> String {
        self.placeholders.of(secret)
    }

    /// A text without the secrets that were met and without what looks like one.
    pub(super) fn text(&mut self, text: &str) -> String {
        let mut clean = text.to_owned();
        for (secret, placeholder) in &self.met {
            if clean.contains(secret.as_str()) {
                clean = clean.replace(secret.as_str(), placeholder);
            }
        }
        let mut shown = String::with_capacity(clean.len());
        let mut end = 0;
        for range in forms_in(&clean) {
            shown.push_str(&clean[end..range.start]);
            shown.push_str(&self.placeholders.of(Fingerprint::of(&clean[range.clone()])));
            end = range.end;
        }
        shown.push_str(&clean[end..]);
        shown
    }

    /// A path: its parts are looked at as they are meant, not as they are written.
    pub(super) fn path(&mut self, path: &str) -> String {
        let parts: Vec<_> = path
            .split('/')
            .map(|part| {
                let meant = decoded(part);
                if looks_like_jwt(&meant) || looks_like_api_token(&meant) {
                    self.secret(&meant)
                } else {
                    self.text(part)
                }
            })
            .collect();
        parts.join("/")
    }

    /// `a=1&b=2`, as a query or as a form. What is not secret stays as it was written. `unknown` are names that nobody knows, where
    /// those count as secret.
    pub(super) fn pairs(&mut self, text: &str, unknown: &[String]) -> String {
        let pairs: Vec<_> = text
            .split('&')
            .map(|pair| {
                let Some((name, value)) = pair.split_once('=') else { return self.text(pair) };
                let (name_meant, meant) = (decoded(name), decoded(value));
                let secret = is_secret_key(&name_meant) || unknown.contains(&name_meant);
                let looks = looks_like_jwt(&meant) || looks_like_api_token(&meant);
                // Some take a semicolon for the end of a pair too.
                let value = if secret || looks { self.secret(&meant) } else { self.words(value) };
                format!("{}={value}", self.text(name))
            })
            .collect();
        pairs.join("&")
    }

    /// A header. Basic credentials are shown as what they say, the secret taken out.
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
            // The scheme may itself be half of a secret that was put here whole.
            None if scheme.eq_ignore_ascii_case("bearer") => format!("{scheme} {}", self.secret(credentials)),
            None => self.secret(value),
        }
    }

    /// A JSON document. Everything below a secret's name is secret.
    pub(super) fn json(&mut self, value: Value, secret: bool, unknown: &[String]) -> Value {
        match value {
            Value::String(text) if secret => Value::String(self.secret(&text)),
            Value::Number(number) if secret => Value::String(self.secret(&number.to_string())),
            Value::String(text) => Value::String(self.within(&text)),
            Value::Array(items) => items.into_iter().map(|item| self.json(item, secret, &[])).collect(),
            // A world as a document is nothing but keys and what they open.
            Value::Object(members) if members.contains_key("vmcsim") && members.contains_key("world") => {
                Value::String(A_WORLD.to_owned())
            }
            Value::Object(members) => {
                let mut shown = Map::new();
                for (name, member) in members {
                    let secret = secret || is_secret_key(&name) || unknown.contains(&name);
                    shown.insert(self.text(&name), self.json(member, secret, &[]));
                }
                Value::Object(shown)
            }
            plain @ (Value::Null | Value::Bool(_) | Value::Number(_)) => plain,
        }
    }

    /// A text in a document, which may be a document itself.
    fn within(&mut self, text: &str) -> String {
        let may_be = text.trim_start().starts_with(['{', '[']) && names_a_secret(text);
        match serde_json::from_str(text) {
            Ok(value) if may_be => self.json(value, false, &[]).to_string(),
            Err(_) if may_be => format!("[{} bytes that cannot be read]", text.len()),
            _ => self.text(text),
        }
    }

    /// A multipart body: the values of its secret fields are taken out of its lines.
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

    /// Text that cannot be read as what it should be, or breaks off: what follows a secret's name is secret, up to where it ends.
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

    /// Text in which `name=value` may stand.
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
    /// How a body is written; `whole` unless it was cut off.
    pub(super) fn of(bytes: &'b [u8], whole: bool) -> (Self, Option<Value>) {
        let Ok(text) = std::str::from_utf8(bytes).or_else(|err| match err.error_len() {
            // Cut off within a letter.
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

/// Whether the name of a secret stands in a text.
pub(super) fn names_a_secret(text: &str) -> bool {
    let belongs = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-');
    text.split(|letter| !belongs(letter)).any(is_secret_key)
}

/// Where in a text something stands that has the form of a token, in order.
fn forms_in(text: &str) -> Vec<Range<usize>> {
    let mut found = jwts_in(text);
    // Most texts are short, and no API token is.
    if text.len() >= 60 {
        let belongs = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
        let mut start = 0;
        for word in text.split(|letter| !belongs(letter)) {
            let range = start..start + word.len();
            let apart = found.iter().all(|jwt| range.end <= jwt.start || jwt.end <= range.start);
            if looks_like_api_token(word) && apart {
                found.push(range.clone());
            }
            start = range.end + text[range.end..].chars().next().map_or(0, char::len_utf8);
        }
        found.sort_by_key(|range| range.start);
    }
    found
}

/// What a part of a path or query means: `%41` is `A`, and `+` a blank.
fn decoded(text: &str) -> String {
    let pair = format!("={text}");
    let value = form_urlencoded::parse(pair.as_bytes()).next();
    value.map(|(_, value)| value.into_owned()).unwrap_or_default()
}

/// Where a quoted text ends that begins here.
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

/// Where a value ends that begins here: a quoted text, a list or object with everything in it, or a word.
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
