//! A request and its answer as they passed, secrets and all. Nothing of it is readable outside the journal.

use super::{Fingerprint, unused};
use crate::tokens::Verified;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, Method, Uri, header};
use serde::Serialize;
use std::{collections::BTreeSet, fmt, ops::RangeInclusive, sync::Arc};
use vmc_client::endpoint::Service;

/// Bytes of a request's body that are kept. Requests are what a world is replayed from, so this is as much as is read of one; only of
/// bodies in which a whole world stands more is read ([`Document`]).
pub(crate) const REQUEST_KEPT_MAX: usize = 1 << 20;

/// Bytes of an answer's body that are kept. The answer about an SDDC has a few kilobytes.
pub(crate) const ANSWER_KEPT_MAX: usize = 64 << 10;

/// Bytes of a request's path with its query that are kept, which is all that is let in, and of a header's value.
pub(crate) const TARGET_KEPT_MAX: usize = 60 << 10;
pub(crate) const HEADER_KEPT_MAX: usize = 2048;

/// A request's body of such a size is shared with the connection. What a smaller or a much larger one was read into may be larger than it;
/// what an answer was written into is not.
const SHARED: RangeInclusive<usize> = 4096..=64 << 10;

/// Room for the headers of most requests, in bytes.
const HEADERS_SIZE: usize = 128;

/// Headers of a request that tell something.
static TELLING: [HeaderName; 8] = [
    header::ACCEPT,
    header::ACCEPT_LANGUAGE,
    header::AUTHORIZATION,
    header::CONTENT_TYPE,
    HeaderName::from_static("csp-auth-token"),
    header::HOST,
    header::ORIGIN,
    header::USER_AGENT,
];

/// Stands in place of an access token that was verified: no header can hold it.
pub(super) const VERIFIED: &str = "\u{1}";

/// What of query and body an endpoint does not read.
pub(crate) type Unread = fn(&[u8], &[u8]) -> (Vec<String>, Vec<String>);

/// Which parts of a request to an operation nobody looks at.
pub(super) fn unread(operation: &'static str, find: Unread, query: &[u8], body: &[u8]) -> Vec<String> {
    let (in_query, in_body) = find(query, body);
    let in_body = in_body.into_iter().chain(unused::sent(operation, body));
    let query = in_query.into_iter().chain(repeated(query)).map(|name| format!("query.{name}"));
    let mut unread: Vec<_> = query.chain(in_body.map(|place| format!("body.{place}"))).collect();
    unread.sort();
    unread.dedup();
    unread
}

/// Parameters that are in a query more than once: the last one is read.
fn repeated(query: &[u8]) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let names = form_urlencoded::parse(query).map(|(name, _)| name.into_owned());
    names.filter(|name| !seen.insert(name.clone())).collect()
}

/// A request and its answer.
pub(crate) struct Exchange {
    /// Name of the operation in the endpoint table, where the request belongs to one.
    pub(crate) operation: Option<&'static str>,
    /// The service that was asked.
    pub(crate) service: Service,
    /// Whose token the request carried.
    pub(crate) visitor: Option<Arc<Verified>>,
    /// Who signed in with the request.
    pub(crate) signs_in: Option<Arc<str>>,
    /// What was asked.
    pub(crate) head: Head,
    /// The document that was brought or given.
    pub(crate) document: Option<Fingerprint>,
    /// The request's body.
    pub(crate) body: Kept,
    /// Status of the answer.
    pub(crate) status: u16,
    /// The answer's body.
    pub(crate) answer: Kept,
    /// What finds out which parts of the request nobody looked at; none where nobody looked at any.
    pub(crate) unread: Option<Unread>,
    /// The fault that struck: number and name of its rule.
    pub(crate) fault: Option<(u64, &'static str)>,
    /// Whether a bug was met.
    pub(crate) panicked: bool,
}

impl fmt::Debug for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Everything else may hold a secret.
        f.debug_struct("Exchange").field("operation", &self.operation).finish_non_exhaustive()
    }
}

/// Method, path, query and telling headers.
pub(crate) struct Head {
    pub(super) method: Method,
    /// The path with its query, then a line for each header.
    text: String,
}

impl Head {
    /// The head of a request, whose access token need not be kept if it was verified.
    pub(crate) fn of(method: &Method, uri: &Uri, headers: &HeaderMap, verified: Option<&[u8]>) -> Self {
        let target = uri.path_and_query().map_or("/", |target| target.as_str());
        let mut text = String::with_capacity(target.len() + HEADERS_SIZE);
        text.push_str(cut(target, TARGET_KEPT_MAX));
        let mut last = None;
        for (name, value) in headers {
            // Of a header that is there more than once, the first counts.
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
        Self { method: method.clone(), text }
    }

    pub(super) fn path_and_query(&self) -> (&str, Option<&str>) {
        let target = self.text.lines().next().unwrap_or_default();
        target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)))
    }

    pub(super) fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.text.lines().skip(1).filter_map(|line| line.split_once(':'))
    }
}

/// What stands before a token in a header's value: mostly the token is its end.
fn before<'v>(value: &'v [u8], token: &[u8]) -> Option<&'v [u8]> {
    let anywhere = || value.windows(token.len()).position(|part| part == token).map(|at| &value[..at]);
    value.strip_suffix(token).or_else(anywhere)
}

/// A whole world that a request brought or an answer gave. It is nothing but keys and what they open, so of itself nothing is kept.
pub(crate) struct Document {
    /// Which document it was.
    pub(crate) sum: Fingerprint,
    /// The request's body without it, where it was brought.
    pub(crate) request: Option<Bytes>,
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What stands beside a document is a request as it passed.
        f.debug_struct("Document").finish_non_exhaustive()
    }
}

impl Document {
    /// A document that was given.
    pub(crate) fn given(text: &str) -> Self {
        Self { sum: Fingerprint::of(text), request: None }
    }

    /// A document that was brought, in a request that says this beside it.
    pub(crate) fn brought(text: &str, request: &impl Serialize) -> Self {
        Self { sum: Fingerprint::of(text), request: Some(serde_json::to_vec(request).unwrap_or_default().into()) }
    }
}

/// A body, cut where it is too long.
pub(crate) struct Kept {
    pub(super) bytes: Bytes,
    /// How long it was.
    pub(super) length: usize,
}

impl Kept {
    /// What is kept of a request's body.
    pub(crate) fn request(body: &Bytes) -> Self {
        Self::of(body, REQUEST_KEPT_MAX, SHARED)
    }

    /// What is kept of an answer's body.
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
    /// What the owner of the server did in this process, as the request to the control that would have done the same.
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
        size_of::<Self>() + self.head.text.capacity() + self.body.bytes.len() + self.answer.bytes.len()
    }
}

/// The beginning of a text, in whole letters.
pub(super) fn cut(text: &str, length: usize) -> &str {
    &text[..text.floor_char_boundary(length)]
}
