//! A request and its answer as they travelled, and what of them is written down.

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

/// The longest body that is written down.
pub const BODY_MAX: usize = 4 * 1024 * 1024;

/// How often an exchange is gone through at most: what its end tells counts for its beginning too.
const ROUNDS_MAX: usize = 4;

/// Headers that are written down. Of others nobody knows what they hold, and they tell nothing about the service.
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

/// Comparisons in a `$filter`, as `name eq 'my-sddc'`.
static COMPARISONS: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(clippy::unwrap_used, reason = "a constant")]
    Regex::new(r"(?P<field>[\w/.]+)(?P<is>\s+(?:eq|ne|lt|le|gt|ge)\s+')(?P<value>[^']*)'").unwrap()
});

/// A request and its answer as they travelled. It holds secrets, so it shows nothing of itself.
#[derive(Clone)]
pub struct Exchange {
    /// When the request came.
    pub at: Timestamp,
    /// How long the answer took.
    pub took: SignedDuration,
    /// HTTP method.
    pub method: String,
    /// Path as it was sent, percent-encoded.
    pub path: String,
    /// Query as it was sent, without the question mark.
    pub query: Option<String>,
    /// Headers of the request.
    pub request_headers: HeaderMap,
    /// Body of the request.
    pub request_body: Bytes,
    /// Status of the answer.
    pub status: u16,
    /// Headers of the answer.
    pub response_headers: HeaderMap,
    /// Body of the answer.
    pub response_body: Bytes,
}

impl std::fmt::Debug for Exchange {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Exchange {{ {} … {} }}", self.method, self.status)
    }
}

impl Redactor {
    /// The recording of an exchange: everything that it told, and nothing that belongs to somebody.
    ///
    /// # Errors
    /// More secrets were met than can be kept in mind, so nothing is sure to be clean any more.
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

    /// A path, part by part; what the template calls a part counts as the name of its field.
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

    /// A query or a form.
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

    /// What a `$filter` compares fields with.
    fn compared(&mut self, filter: &str) -> String {
        let clean = COMPARISONS.replace_all(filter, |found: &regex::Captures<'_>| {
            let value = self.value(keys::kind_of("", &found["field"]), &found["value"], Look::default());
            format!("{}{}{value}'", &found["field"], &found["is"])
        });
        clean.into_owned()
    }

    /// The headers that tell something. Where one comes more than once, its values stand in lines.
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

    /// `name=value; name=value`. In a `Set-Cookie` only the first is a cookie, the rest says how long and where it counts.
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

    /// A body, or why it is not written down.
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
            // As in the recordings of others: the fields, without the wrapping that every client draws anew.
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
