//! A request and its answer as they were sent, and the recording that is made from them.

use super::{Kind, Look, Redactor, keys, texts::UNRESERVED};
use crate::{
    operation::line_of,
    recording::{Grade, Recording, Request, Response},
};
use anyhow::ensure;
use bytes::Bytes;
use http::HeaderMap;
use jiff::{SignedDuration, Timestamp};
use percent_encoding::{percent_decode_str, utf8_percent_encode};
use regex::Regex;
use serde_json::{Value, json};
use std::{collections::BTreeMap, sync::LazyLock};
use vmc_client::{
    endpoint::{Body, Form},
    secrets::is_secret_header,
};

/// The maximum length of a body that is recorded, in bytes.
pub const BODY_MAX: usize = 4 * 1024 * 1024;

/// The maximum number of passes over an exchange. Several are needed because a secret found late in the exchange may
/// also occur earlier.
const ROUNDS_MAX: usize = 4;

/// The headers that are recorded. Others may contain anything, and they say nothing about the service.
const HEADERS: &[&str] = &[
    "accept",
    "allow",
    "authorization",
    "cache-control",
    "content-disposition",
    "content-language",
    "content-type",
    "cookie",
    "csp-auth-token",
    "etag",
    "expires",
    "if-match",
    "if-none-match",
    "last-modified",
    "link",
    "location",
    "retry-after",
    "set-cookie",
    "user-agent",
    "www-authenticate",
    "x-request-id",
];

/// Matches comparisons in a `$filter`, such as `name eq 'my-sddc'`.
static COMPARISONS: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(clippy::unwrap_used, reason = "a constant")]
    Regex::new(r"(?P<field>[\w/.]+)(?P<is>\s+(?:eq|ne|lt|le|gt|ge)\s+')(?P<value>[^']*)'").unwrap()
});

/// A request and its answer as they were sent. It contains secrets, so its `Debug` output shows nothing of them.
#[derive(Clone)]
pub struct Exchange {
    /// The time at which the request was received.
    pub at: Timestamp,
    /// The time until the answer.
    pub took: SignedDuration,
    pub method: String,
    /// The path as it was sent, percent-encoded.
    pub path: String,
    /// The query as it was sent, without the question mark.
    pub query: Option<String>,
    pub request_headers: HeaderMap,
    pub request_body: Bytes,
    pub status: u16,
    pub response_headers: HeaderMap,
    pub response_body: Bytes,
}

impl std::fmt::Debug for Exchange {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Exchange {{ {} … {} }}", self.method, self.status)
    }
}

impl Redactor {
    /// Makes the recording of an exchange, without private data.
    ///
    /// # Errors
    /// There are more secrets than can be remembered, so redaction is no longer guaranteed.
    pub fn recording(&mut self, number: u32, exchange: &Exchange) -> anyhow::Result<Recording> {
        for _ in 0..ROUNDS_MAX {
            self.learned.freeze()?;
            let known = self.learned.count();
            let recording = self.written(number, exchange);
            ensure!(!self.is_full(), "more secrets were met than the {} that can be kept in mind", super::LEARNED_MAX);
            if self.learned.count() == known {
                return Ok(recording);
            }
        }
        anyhow::bail!("every look at an exchange shows more secrets")
    }

    fn written(&mut self, number: u32, exchange: &Exchange) -> Recording {
        let line = line_of(&exchange.method, &exchange.path);
        let template = line.map_or("", |line| line.path);
        let (request_body, request_without) = self.body(&exchange.request_headers, &exchange.request_body);
        let (response_body, response_without) = self.body(&exchange.response_headers, &exchange.response_body);
        Recording {
            file: String::new(),
            record: number,
            endpoint: line.map(|line| line.name.to_owned()),
            source: json!({"tool": concat!("vmc-contract ", env!("CARGO_PKG_VERSION"))}),
            grade: Grade::Recorded,
            weak: None,
            partial: false,
            at: Some(exchange.at),
            took_ms: u64::try_from(exchange.took.as_millis()).ok(),
            request: Request {
                method: exchange.method.clone(),
                path: self.path(template, &exchange.path),
                query: exchange.query.as_deref().filter(|query| !query.is_empty()).map(|query| self.query(query)),
                headers: self.headers(&exchange.request_headers),
                body: request_body,
                body_left_out: request_without,
            },
            response: Response {
                status: Some(exchange.status),
                status_inferred: false,
                headers: self.headers(&exchange.response_headers),
                body: response_body,
                body_left_out: response_without,
            },
        }
    }

    /// Redacts a path segment by segment. The template's name of a segment is used as its field name.
    fn path(&mut self, template: &str, path: &str) -> String {
        let mut names = template.split('/');
        let parts: Vec<_> = path
            .split('/')
            .map(|part| {
                let name = names.next().and_then(|name| name.strip_prefix('{')?.strip_suffix('}')).unwrap_or_default();
                let decoded = percent_decode_str(part).decode_utf8_lossy().into_owned();
                let clean = self.value(keys::kind_of("", name), &decoded, Look::default());
                if clean == decoded { part.to_owned() } else { utf8_percent_encode(&clean, UNRESERVED).to_string() }
            })
            .collect();
        parts.join("/")
    }

    /// Redacts a query or a form.
    fn query(&mut self, query: &str) -> String {
        let mut clean = form_urlencoded::Serializer::new(String::new());
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let kind = keys::kind_of("", &name);
            let value = if kind.is_none() { self.compared(&value) } else { value.into_owned() };
            let value = self.value(kind, &value, Look::default());
            let name =
                if keys::is_word_of_the_service(&name) { name.into_owned() } else { self.text(&name, Look::default()) };
            clean.append_pair(&name, &value);
        }
        clean.finish()
    }

    /// Redacts the values in a `$filter`.
    fn compared(&mut self, filter: &str) -> String {
        let clean = COMPARISONS.replace_all(filter, |found: &regex::Captures<'_>| {
            let value = self.value(keys::kind_of("", &found["field"]), &found["value"], Look::default());
            format!("{}{}{value}'", &found["field"], &found["is"])
        });
        clean.into_owned()
    }

    /// Returns the informative headers, redacted. If a header occurs more than once, its values are separated by line
    /// breaks.
    fn headers(&mut self, headers: &HeaderMap) -> BTreeMap<String, String> {
        let mut clean = BTreeMap::<String, String>::new();
        for (name, value) in headers {
            let name = name.as_str();
            if !HEADERS.contains(&name) {
                continue;
            }
            let value = String::from_utf8_lossy(value.as_bytes());
            let value = self.header(name, &value);
            clean.entry(name.to_owned()).and_modify(|before| *before = format!("{before}\n{value}")).or_insert(value);
        }
        clean
    }

    fn header(&mut self, name: &str, value: &str) -> String {
        match name {
            "cookie" | "set-cookie" => self.cookies(name == "cookie", value),
            _ if is_secret_header(name) => match value.split_once(' ') {
                Some((scheme, credentials)) if scheme.eq_ignore_ascii_case("basic") => {
                    format!("{scheme} {}", self.basic(credentials.trim()))
                }
                Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => {
                    format!("{scheme} {}", self.value(Some(Kind::Secret), token.trim(), Look::default()))
                }
                _ => self.value(Some(Kind::Secret), value, Look::default()),
            },
            _ => self.text(value, Look::default()),
        }
    }

    /// Redacts `name=value; name=value`. In a `Set-Cookie` header only the first pair is a cookie; the others are
    /// attributes, such as its lifetime.
    fn cookies(&mut self, all: bool, header: &str) -> String {
        let parts: Vec<_> = header
            .split(';')
            .enumerate()
            .map(|(number, part)| match part.trim().split_once('=') {
                Some((name, value)) if all || number == 0 => {
                    format!(
                        "{}={}",
                        self.text(name, Look::default()),
                        self.value(Some(Kind::Secret), value, Look::default())
                    )
                }
                None if all || number == 0 => self.value(Some(Kind::Secret), part.trim(), Look::default()),
                _ => self.text(part.trim(), Look::default()),
            })
            .collect();
        parts.join("; ")
    }

    /// Returns the redacted body, or the reason why it is not recorded.
    fn body(&mut self, headers: &HeaderMap, bytes: &[u8]) -> (Option<Value>, Option<String>) {
        if bytes.is_empty() {
            return (None, None);
        }
        if bytes.len() > BODY_MAX {
            return (None, Some(format!("longer than {BODY_MAX} bytes")));
        }
        let Ok(text) = std::str::from_utf8(bytes) else { return (None, Some("not a text".to_owned())) };
        if let Ok(mut document) = serde_json::from_str(text) {
            self.document(&mut document, "", Look::default());
            return (Some(document), None);
        }
        let declared =
            headers.get(http::header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if declared.contains("multipart/form-data") || text.starts_with("--") {
            // The fields are recorded as in the recordings from other sources, without the boundaries that every
            // client draws at random.
            return match Form::<BTreeMap<String, String>>::decode(bytes, None) {
                Ok(Form(fields)) => {
                    let mut document = json!(fields);
                    self.document(&mut document, "", Look::default());
                    (Some(document), None)
                }
                Err(_) => (None, Some("a multipart body that cannot be read".to_owned())),
            };
        }
        let is_form =
            declared.contains("x-www-form-urlencoded") || (text.contains('=') && !text.contains(char::is_whitespace));
        let clean = if is_form { self.query(text) } else { self.text(text, Look::default()) };
        (Some(Value::String(clean)), None)
    }
}
