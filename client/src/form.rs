//! Reads the fields of a form in any of the encodings that clients use.
//!
//! The declared content type is not consulted, because real clients mislabel bodies: they send forms declared as JSON
//! and JSON declared as a form. The first bytes of the body decide how it is read.

use crate::decode_error::DecodeError;
use std::borrow::Cow;

/// A name and its value.
pub type Pair<'a> = (Cow<'a, str>, Cow<'a, str>);

/// The maximum length of a multipart boundary (RFC 2046).
const BOUNDARY_MAX: usize = 70;

/// The maximum number of parts in a multipart body. The largest form of the service has a handful of fields.
const PARTS_MAX: usize = 100;

/// Returns the fields of a form: a JSON object, a multipart body, or else `a=1&b=2`.
///
/// # Errors
/// The body begins like JSON or multipart but cannot be parsed as such.
pub fn pairs(bytes: &[u8]) -> Result<Vec<Pair<'_>>, DecodeError> {
    let body = bytes.trim_ascii_start();
    if body.starts_with(b"{") {
        return json(body);
    }
    match Frame::of(body) {
        Some(frame) => frame.fields(body),
        None => Ok(form_urlencoded::parse(bytes).collect()),
    }
}

fn refused(reason: impl Into<String>) -> DecodeError {
    DecodeError { path: String::new(), reason: reason.into() }
}

/// Returns the members of a JSON object as texts. A null member counts as a field that was not sent. A list or an
/// object as a member is an error.
fn json(body: &[u8]) -> Result<Vec<Pair<'_>>, DecodeError> {
    use serde_json::Value;
    let members: serde_json::Map<String, Value> =
        serde_json::from_slice(body).map_err(|err| refused(err.to_string()))?;
    members
        .into_iter()
        .filter(|(_, value)| !value.is_null())
        .map(|(name, value)| match value {
            Value::String(text) => Ok((name.into(), text.into())),
            Value::Bool(_) | Value::Number(_) => Ok((name.into(), value.to_string().into())),
            Value::Null | Value::Array(_) | Value::Object(_) => {
                Err(DecodeError { path: name, reason: "a form holds single values only".to_owned() })
            }
        })
        .collect()
}

/// The delimiter and the line ending of a multipart body. Both are read from its first line.
#[derive(Debug, Clone, Copy)]
struct Frame<'a> {
    /// Two hyphens and the boundary.
    delimiter: &'a [u8],
    /// `\r\n` as the standard requires, or `\n` as sent by clients that build the body by hand.
    line_end: &'a [u8],
}

impl<'a> Frame<'a> {
    fn of(body: &'a [u8]) -> Option<Self> {
        let end = body.iter().take(BOUNDARY_MAX + 6).position(|byte| *byte == b'\n')?;
        let (first, line_end) = match body[..end].strip_suffix(b"\r") {
            Some(first) => (first, &b"\r\n"[..]),
            None => (&body[..end], &b"\n"[..]),
        };
        // If the body has no parts, its first line is the closing delimiter.
        let delimiter = first.trim_ascii_end();
        let delimiter = delimiter.strip_suffix(b"--").filter(|shorter| shorter.len() > 2).unwrap_or(delimiter);
        (delimiter.starts_with(b"--") && delimiter.len() > 2).then_some(Self { delimiter, line_end })
    }

    fn fields(self, body: &'a [u8]) -> Result<Vec<Pair<'a>>, DecodeError> {
        let between = [self.line_end, self.delimiter].concat();
        let blank_line = self.line_end.repeat(2);
        let mut fields = Vec::new();
        let mut rest = &body[self.delimiter.len()..];
        while !rest.starts_with(b"--") {
            if fields.len() == PARTS_MAX {
                return Err(refused(format!("a form has {PARTS_MAX} parts at most")));
            }
            let (part, after) = cut(rest, &between).ok_or_else(|| refused("the multipart body has no end"))?;
            let (head, value) =
                cut(part, &blank_line).ok_or_else(|| refused("a part of the multipart body has no head"))?;
            let head = std::str::from_utf8(head).map_err(|_| refused("the head of a part is not UTF-8"))?;
            let name = field_name(head).ok_or_else(|| refused("a part of the multipart body has no name"))?;
            let value = std::str::from_utf8(value)
                .map_err(|_| DecodeError { path: name.to_owned(), reason: "the value is not UTF-8".to_owned() })?;
            fields.push((name.into(), value.into()));
            rest = after;
        }
        Ok(fields)
    }
}

/// Returns the field name in the headers of a part. The names of this contract contain neither quotes nor semicolons.
fn field_name(head: &str) -> Option<&str> {
    let disposition = head.lines().filter_map(|line| line.split_once(':'));
    let (_, parameters) =
        disposition.into_iter().find(|(header, _)| header.trim().eq_ignore_ascii_case("content-disposition"))?;
    let mut parameters = parameters.split(';').filter_map(|parameter| parameter.split_once('='));
    let (_, name) = parameters.find(|(key, _)| key.trim().eq_ignore_ascii_case("name"))?;
    Some(name.trim().trim_matches('"'))
}

/// Splits `bytes` at the first occurrence of `at`.
fn cut<'a>(bytes: &'a [u8], at: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let start = bytes.windows(at.len()).position(|window| window == at)?;
    Some((&bytes[..start], &bytes[start + at.len()..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Result<Vec<(String, String)>, String> {
        let owned = |(name, value): Pair| (name.into_owned(), value.into_owned());
        pairs(body.as_bytes()).map(|pairs| pairs.into_iter().map(owned).collect()).map_err(|err| err.to_string())
    }

    fn one(name: &str, value: &str) -> Result<Vec<(String, String)>, String> {
        Ok(vec![(name.to_owned(), value.to_owned())])
    }

    #[test]
    fn a_field_is_found_in_every_encoding() {
        for body in [
            "token=a%20b",
            "token=a+b",
            r#"{"token": "a b"}"#,
            " {\"token\": \"a b\", \"hint\": null}",
            "--x\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\na b\r\n--x--\r\n",
            "--x\r\nContent-Type: text/plain\r\ncontent-disposition: form-data; filename=\"f\"; name=token\r\n\r\na b\r\n--x--",
            "--x\nContent-Disposition: form-data; name=\"token\"\n\na b\n--x--\n",
            "\r\n------WebKitFormBoundary7\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\na b\r\n------WebKitFormBoundary7--",
        ] {
            assert_eq!(read(body), one("token", "a b"), "{body}");
        }
    }

    #[test]
    fn values_keep_what_looks_like_structure() {
        let body = "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n--y\r\n\r\n--\r\n--x\r\n\
                    Content-Disposition: form-data; name=\"b\"\r\n\r\n\r\n--x--\r\n";
        let fields = [("a", "--y\r\n\r\n--"), ("b", "")].map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(read(body), Ok(fields.to_vec()));
        // A single line that begins with hyphens is a form field with an unusual name.
        assert_eq!(read("--x=1"), one("--x", "1"));
        assert_eq!(read(r#"{"n": 7, "b": true}"#).map(|fields| fields.len()), Ok(2));
    }

    #[test]
    fn nothing_is_a_form_without_fields() {
        for body in ["", "{}", "--x--\r\n"] {
            assert_eq!(read(body), Ok(Vec::new()), "{body:?}");
        }
    }

    #[test]
    fn what_is_broken_is_named() {
        let many =
            format!("{}--x--", "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n".repeat(PARTS_MAX + 1));
        for (body, reason) in [
            ("{\"token\": ", "EOF"),
            ("{\"token\": [\"a\"]}", "single values"),
            ("--x\r\n", "no end"),
            ("--x\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\na b", "no end"),
            ("--x\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\na b\r\n--y--\r\n", "no end"),
            ("--x\r\nContent-Disposition: form-data; name=\"token\"\r\na b\r\n--x--\r\n", "no head"),
            ("--x\r\nContent-Type: text/plain\r\n\r\na b\r\n--x--\r\n", "no name"),
            (many.as_str(), "at most"),
        ] {
            let err = read(body).expect_err(body);
            assert!(err.contains(reason), "{body}: {err}");
        }
        assert!(pairs(b"--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\xff\r\n--x--").is_err());
    }
}
