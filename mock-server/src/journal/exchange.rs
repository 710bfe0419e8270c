//! A request and its answer as they were sent, including secrets. Their content cannot be read outside the journal.

use super::{Fingerprint, unused};
use crate::{
    tokens::Verified,
    world::documents::{schema, table::Table},
};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, Method, Uri, header};
use serde::Serialize;
use std::{collections::BTreeSet, fmt, ops::RangeInclusive, sync::Arc};
use vmc_client::endpoint::Service;

/// The maximum number of bytes of a request's body that are kept. Worlds are replayed from requests; therefore this is also the maximum
/// that is read of a body. Only a body that contains a whole world may be longer ([`Document`]).
pub(crate) const REQUEST_KEPT_MAX: usize = 1 << 20;

/// The maximum number of bytes of an answer's body that are kept. An answer about an SDDC has a few kilobytes.
pub(crate) const ANSWER_KEPT_MAX: usize = 64 << 10;

/// The maximum number of bytes of a request's path with its query that are kept. Requests with a longer one are rejected.
pub(crate) const TARGET_KEPT_MAX: usize = 60 << 10;
/// The maximum number of bytes of a header's value that are kept.
pub(crate) const HEADER_KEPT_MAX: usize = 2048;

/// Request bodies of these sizes share their buffer with the connection instead of being copied. The buffer of a smaller or a much larger
/// body may be larger than the body itself. This does not apply to answers, whose buffers have the size of the answer.
const SHARED: RangeInclusive<usize> = 4096..=64 << 10;

/// The initial capacity for the headers of a request, in bytes. It is enough for most requests.
const HEADERS_SIZE: usize = 128;

/// The request headers that are kept.
pub(super) static TELLING: [HeaderName; 8] = [
    header::ACCEPT,
    header::ACCEPT_LANGUAGE,
    header::AUTHORIZATION,
    header::CONTENT_TYPE,
    HeaderName::from_static("csp-auth-token"),
    header::HOST,
    header::ORIGIN,
    header::USER_AGENT,
];

/// Replaces an access token that was verified. No header value can contain this character.
pub(super) const VERIFIED: &str = "\u{1}";

/// A function that returns the names in a query and the places in a body that an endpoint does not read.
type UnreadFields = fn(&[u8], &[u8]) -> (Vec<String>, Vec<String>);

/// Finds the query parameters and the body fields that an operation does not read.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Unread {
    /// Those of an endpoint.
    Endpoint(UnreadFields),
    /// Those of an operation on documents, by its place in a table.
    Document(&'static Table, usize),
}

/// Returns the query parameters and body fields of a request that the simulator ignores.
pub(super) fn unread(operation: &'static str, find: Unread, query: &[u8], body: &[u8]) -> Vec<String> {
    let (in_query, in_body) = match find {
        Unread::Endpoint(find) => find(query, body),
        Unread::Document(table, place) => schema::unread(table, place, query, body),
    };
    let in_body = in_body.into_iter().chain(unused::sent(operation, body));
    let query = in_query.into_iter().chain(repeated(query)).map(|name| format!("query.{name}"));
    let mut unread: Vec<_> = query.chain(in_body.map(|place| format!("body.{place}"))).collect();
    unread.sort();
    unread.dedup();
    unread
}

/// Returns the parameters that occur more than once in a query. Only the last one is read.
fn repeated(query: &[u8]) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let names = form_urlencoded::parse(query).map(|(name, _)| name.into_owned());
    names.filter(|name| !seen.insert(name.clone())).collect()
}

/// A request and its answer as they were sent.
pub(crate) struct Exchange {
    /// Name of the operation in the endpoint table, if the request matched one.
    pub(crate) operation: Option<&'static str>,
    /// The service that received the request.
    pub(crate) service: Service,
    /// The verified access token of the request.
    pub(crate) visitor: Option<Arc<Verified>>,
    /// Name of the caller that signed in with the request.
    pub(crate) signs_in: Option<Arc<str>>,
    pub(crate) head: Head,
    /// The fingerprint of the world document that the request or the answer contained.
    pub(crate) document: Option<Fingerprint>,
    pub(crate) body: Kept,
    pub(crate) status: u16,
    pub(crate) answer: Kept,
    /// The function that finds the ignored parts of the request. `None` if no part of the request was read.
    pub(crate) unread: Option<Unread>,
    /// The fault that was applied: the number of its rule, and its name.
    pub(crate) fault: Option<(u64, &'static str)>,
    /// Whether the request hit a bug in the simulator.
    pub(crate) panicked: bool,
}

impl fmt::Debug for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // All other fields may contain a secret.
        f.debug_struct("Exchange").field("operation", &self.operation).finish_non_exhaustive()
    }
}

/// The method, the path, the query and the kept headers of a request.
pub(crate) struct Head {
    pub(super) method: Method,
    /// The path with its query, then one line for each header.
    text: Box<str>,
}

impl Head {
    /// Takes the head of a request. `verified` is the text of the access token if it was verified; this text is not kept.
    pub(crate) fn of(method: &Method, uri: &Uri, headers: &HeaderMap, verified: Option<&[u8]>) -> Self {
        let target = uri.path_and_query().map_or("/", |target| target.as_str());
        let mut text = String::with_capacity(target.len() + HEADERS_SIZE);
        text.push_str(cut(target, TARGET_KEPT_MAX));
        let mut last = None;
        for (name, value) in headers {
            // If a header occurs more than once, the first one is kept.
            if last.replace(name) == Some(name) || !TELLING.contains(name) {
                continue;
            }
            let value = value.as_bytes();
            let (value, end) = match verified.and_then(|token| before(value, token)) {
                Some(before) => (before, VERIFIED),
                None => (value, ""),
            };
            let Ok(value) = std::str::from_utf8(value) else { continue };
            text.extend(["\n", name.as_str(), ":", cut(value, HEADER_KEPT_MAX), end]);
        }
        Self { method: method.clone(), text: text.into() }
    }

    pub(super) fn path_and_query(&self) -> (&str, Option<&str>) {
        let target = self.text.lines().next().unwrap_or_default();
        target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)))
    }

    pub(super) fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.text.lines().skip(1).filter_map(|line| line.split_once(':'))
    }
}

/// Returns the part of a header's value before a token, or `None` if the value does not contain the token. The token is usually the end of
/// the value.
fn before<'v>(value: &'v [u8], token: &[u8]) -> Option<&'v [u8]> {
    let anywhere = || value.windows(token.len()).position(|part| part == token).map(|at| &value[..at]);
    value.strip_suffix(token).or_else(anywhere)
}

/// A whole world that a request or an answer contained. It consists of credentials and the data that they protect; therefore its content is
/// not kept.
pub(crate) struct Document {
    /// Identifies the document.
    pub(crate) sum: Fingerprint,
    /// The request's body without the document, if the request contained the document.
    pub(crate) request: Option<Bytes>,
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The rest of the request's body may contain secrets.
        f.debug_struct("Document").finish_non_exhaustive()
    }
}

impl Document {
    /// Creates the value for a document that an answer contained.
    pub(crate) fn given(text: &str) -> Self {
        Self { sum: Fingerprint::of(text), request: None }
    }

    /// Creates the value for a document that a request contained. `request` is the rest of the request's body.
    pub(crate) fn brought(text: &str, request: &impl Serialize) -> Self {
        Self { sum: Fingerprint::of(text), request: Some(serde_json::to_vec(request).unwrap_or_default().into()) }
    }
}

/// A body, truncated if it is too long.
pub(crate) struct Kept {
    pub(super) bytes: Bytes,
    /// Length of the whole body in bytes.
    pub(super) length: usize,
}

impl Kept {
    /// Keeps a request's body, at most [`REQUEST_KEPT_MAX`] bytes of it.
    pub(crate) fn request(body: &Bytes) -> Self {
        Self::of(body, REQUEST_KEPT_MAX, SHARED)
    }

    /// Keeps an answer's body, at most [`ANSWER_KEPT_MAX`] bytes of it.
    pub(crate) fn answer(body: &Bytes) -> Self {
        Self::of(body, ANSWER_KEPT_MAX, 1..=ANSWER_KEPT_MAX)
    }

    fn of(body: &Bytes, max: usize, shared: RangeInclusive<usize>) -> Self {
        let length = body.len();
        let bytes =
            if shared.contains(&length) { body.clone() } else { Bytes::copy_from_slice(&body[..length.min(max)]) };
        Self { bytes, length }
    }

    pub(super) fn is_cut(&self) -> bool {
        self.bytes.len() < self.length
    }
}

impl Exchange {
    /// Creates the exchange for a change that the owner of the server made in this process. It is recorded as the request to the control
    /// API that has the same effect.
    pub(crate) fn in_process(
        operation: &'static str,
        (method, path): (Method, &str),
        status: u16,
        body: &Bytes,
        document: Option<Fingerprint>,
    ) -> Self {
        Self {
            operation: Some(operation),
            service: Service::Control,
            visitor: None,
            signs_in: None,
            head: Head { method, text: path.into() },
            document,
            body: Kept::request(body),
            status,
            answer: Kept::answer(&Bytes::new()),
            unread: None,
            fault: None,
            panicked: false,
        }
    }

    pub(super) fn size(&self) -> usize {
        size_of::<Self>() + self.head.text.len() + self.body.bytes.len() + self.answer.bytes.len()
    }
}

/// Returns at most the first `length` bytes of a text, ending at a character boundary.
pub(super) fn cut(text: &str, length: usize) -> &str {
    &text[..text.floor_char_boundary(length)]
}
