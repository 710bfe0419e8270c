//! A request with names in place of a world's values: `{sddc}` stands for the id of the thing with that name.

use serde::Deserialize;
use std::{collections::BTreeMap, fmt::Write, ops::Range};

/// The maximum number of bytes of a body that are shown.
const SHOWN_MAX: usize = 4000;

/// The sender of a request.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Sender {
    /// The owner of the organization, authenticated by an access token.
    #[default]
    Owner,
    /// A user who may only read, authenticated by an access token.
    Reader,
    /// The OAuth app of the organization, authenticated by its secret.
    Client,
    /// A sender without credentials.
    Nobody,
    /// A sender with this text as the access token.
    #[serde(skip)]
    Token(String),
}

/// A request. Path, query and body contain names of things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Request {
    pub(super) method: String,
    /// The path and query, percent-encoded.
    pub(super) target: String,
    pub(super) sender: Sender,
    pub(super) content_type: Option<String>,
    pub(super) body: Vec<u8>,
    /// The number of spaces after the body, so that a huge body need not be stored.
    pub(super) padding: usize,
    /// Things that must exist although the request does not name them.
    pub(super) needs: Vec<String>,
}

/// The values of things, by their names.
pub(super) type Known = BTreeMap<String, Value>;

/// The value of a thing.
#[derive(Debug, Clone)]
pub(super) struct Value {
    pub(super) text: String,
    pub(super) secret: bool,
}

impl Request {
    /// Returns the names of the things in the request.
    pub(super) fn things(&self) -> Vec<String> {
        let mut names = names_in(self.target.as_bytes());
        names.extend(names_in(&self.body));
        names.extend(self.needs.iter().cloned());
        names
    }

    /// Returns the request as a shell command. Secrets are shown as names.
    pub(super) fn curl(&self, url: &str, known: &Known) -> String {
        let public: Known = known
            .iter()
            .filter(|(_, value)| !value.secret)
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        let target = String::from_utf8_lossy(&filled(self.target.as_bytes(), &public)).into_owned();
        let mut line = format!("curl -g -X {} '{url}{target}'", self.method);
        let _ = match &self.sender {
            Sender::Owner => write!(line, " -H \"csp-auth-token: $TOKEN\""),
            Sender::Reader => write!(line, " -H \"csp-auth-token: $READER_TOKEN\""),
            Sender::Client => write!(line, " -u \"$CLIENT_ID:$CLIENT_SECRET\""),
            Sender::Token(token) => write!(line, " -H 'csp-auth-token: {token}'"),
            Sender::Nobody => Ok(()),
        };
        let _ = match &self.content_type {
            Some(kind) => write!(line, " -H 'Content-Type: {kind}'"),
            None => write!(line, " -H 'Content-Type:'"),
        };
        let body = filled(&self.body, &public);
        if body.is_empty() && self.padding == 0 {
            return line;
        }
        let mut text = String::new();
        for byte in &body[..body.len().min(SHOWN_MAX)] {
            let _ = match byte {
                b'%' => write!(text, "%%"),
                b'\\' => write!(text, "\\\\"),
                b' '..=b'~' if *byte != b'\'' => write!(text, "{}", char::from(*byte)),
                _ => write!(text, "\\{byte:03o}"),
            };
        }
        let rest = body.len().saturating_sub(SHOWN_MAX) + self.padding;
        let rest = if rest > 0 { format!("  # and {rest} bytes more") } else { String::new() };
        format!("printf '{text}' | {line} --data-binary @-{rest}")
    }
}

/// Replaces the names in a text with values. Unknown names stay unchanged.
pub(super) fn filled(text: &[u8], known: &Known) -> Vec<u8> {
    let mut full = Vec::with_capacity(text.len() + 64);
    let mut done = 0;
    for (place, name, form) in places(text) {
        if let Some(value) = known.get(name) {
            full.extend_from_slice(&text[done..place.start]);
            full.extend_from_slice(formed(&value.text, form).as_bytes());
            done = place.end;
        }
    }
    full.extend_from_slice(&text[done..]);
    full
}

/// Returns an id in another spelling: `{sddc|upper}`.
fn formed(value: &str, form: &str) -> String {
    match form {
        "upper" => value.to_uppercase(),
        "plain" => value.replace('-', ""),
        "encoded" => value.bytes().fold(String::new(), |text, byte| format!("{text}%{byte:02x}")),
        "cut" => value.chars().skip(1).collect(),
        _ => value.to_owned(),
    }
}

fn names_in(text: &[u8]) -> Vec<String> {
    places(text).map(|(_, name, _)| name.to_owned()).collect()
}

/// Returns the ranges of names in a text, with the names and the requested spellings.
fn places(text: &[u8]) -> impl Iterator<Item = (Range<usize>, &str, &str)> {
    let starts = (0..text.len()).filter(|at| text[*at] == b'{');
    starts.filter_map(|start| {
        let word = |byte: &u8| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'|');
        let length = text[start + 1..].iter().take_while(|byte| word(byte)).count();
        let end = start + 1 + length;
        if length == 0 || text.get(end) != Some(&b'}') {
            return None;
        }
        let name = std::str::from_utf8(&text[start + 1..end]).ok()?;
        let (name, form) = name.split_once('|').unwrap_or((name, ""));
        Some((start..end + 1, name, form))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Known {
        let value = |text: &str, secret| Value { text: text.to_owned(), secret };
        [("sddc".to_owned(), value("ab-cd", false)), ("api_token".to_owned(), value("hidden", true))].into()
    }

    #[test]
    fn names_are_filled_and_everything_else_stays() {
        for (text, full) in [
            ("/sddcs/{sddc}/x", "/sddcs/ab-cd/x"),
            ("{sddc|upper}{sddc|plain}{sddc|encoded}{sddc|cut}", "AB-CDabcd%61%62%2d%63%64b-cd"),
            (r#"{"a": {}, "b": "{sddc}", "c": "{other}"}"#, r#"{"a": {}, "b": "ab-cd", "c": "{other}"}"#),
            ("{sddc", "{sddc"),
        ] {
            assert_eq!(String::from_utf8(filled(text.as_bytes(), &known())).unwrap(), full);
        }
    }

    #[test]
    fn a_shell_can_repeat_a_request_and_secrets_stay_names() {
        let request = Request {
            method: "POST".to_owned(),
            target: "/x/{sddc}".to_owned(),
            sender: Sender::Owner,
            content_type: Some("application/json".to_owned()),
            body: b"{\"a\":\"{api_token}'\xff%\"}".to_vec(),
            padding: 3,
            needs: Vec::new(),
        };
        assert_eq!(
            request.curl("http://host", &known()),
            "printf '{\"a\":\"{api_token}\\047\\377%%\"}' | curl -g -X POST 'http://host/x/ab-cd' -H \"csp-auth-token: $TOKEN\" \
             -H 'Content-Type: application/json' --data-binary @-  # and 3 bytes more"
        );
    }
}
