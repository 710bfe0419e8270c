//! A request and its answer as they passed, secrets and all. Nothing of it is readable outside the journal.

use crate::tokens::Verified;
use bytes::Bytes;
use http::{HeaderMap, Method, Uri};
use std::{fmt, sync::Arc};

/// Bytes of a body that are kept. The largest request of an official client and the answer about an SDDC have a few kilobytes.
pub(crate) const BODY_KEPT_MAX: usize = 64 << 10;

/// Bytes of a request's path with its query that are kept, and of a header's value.
pub(crate) const TARGET_KEPT_MAX: usize = 4096;
pub(crate) const HEADER_KEPT_MAX: usize = 2048;

/// A body below this size is copied: what it was written into may be much larger than what it holds.
const COPIED_BELOW: usize = 4096;

/// Headers of a request that tell something.
const TELLING: &[&str] =
    &["accept", "accept-language", "authorization", "content-type", "csp-auth-token", "host", "origin", "user-agent"];

/// Stands in place of an access token that was verified: no header can hold it.
pub(super) const VERIFIED: &str = "\u{1}";

/// Where in what was sent nobody looked, given query and body.
pub(crate) type Unread = fn(&[u8], &[u8]) -> Vec<String>;

/// A request and its answer.
pub(crate) struct Exchange {
    /// Name of the operation in the endpoint table, where the request belongs to one.
    pub(crate) operation: Option<&'static str>,
    /// Whose token the request carried.
    pub(crate) visitor: Option<Arc<Verified>>,
    /// Who signed in with the request.
    pub(crate) signs_in: Option<Arc<str>>,
    /// What was asked.
    pub(crate) head: Head,
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
    text: Box<str>,
}

impl Head {
    /// The head of a request, whose access token need not be kept if it was verified.
    pub(crate) fn of(method: &Method, uri: &Uri, headers: &HeaderMap, verified: Option<&str>) -> Self {
        let target = uri.path_and_query().map_or("/", |target| target.as_str());
        let mut text = String::with_capacity(256);
        text.push_str(cut(target, TARGET_KEPT_MAX));
        for name in TELLING {
            let Some(value) = headers.get(*name).and_then(|value| value.to_str().ok()) else { continue };
            text.push('\n');
            text.push_str(name);
            text.push(':');
            // Looking for a long token costs much, and shorter values cannot hold it.
            match verified.filter(|token| token.len() <= value.len()).and_then(|token| before(value, token)) {
                Some(before) => text.extend([before, VERIFIED]),
                None => text.push_str(cut(value, HEADER_KEPT_MAX)),
            }
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

/// What stands before a token in a header's value: mostly the token is its end.
fn before<'v>(value: &'v str, token: &str) -> Option<&'v str> {
    value.strip_suffix(token).or_else(|| value.split_once(token).map(|(before, _)| before))
}

/// A body, cut where it is too long.
pub(crate) struct Kept {
    pub(super) bytes: Bytes,
    /// How long it was.
    pub(super) length: usize,
}

impl Kept {
    /// What is kept of a body.
    pub(crate) fn of(body: &Bytes) -> Self {
        let length = body.len();
        let bytes = if !(COPIED_BELOW..=BODY_KEPT_MAX).contains(&length) {
            Bytes::copy_from_slice(&body[..length.min(BODY_KEPT_MAX)])
        } else {
            body.clone()
        };
        Self { bytes, length }
    }

    pub(super) fn is_cut(&self) -> bool {
        self.bytes.len() < self.length
    }
}

impl Exchange {
    /// What the owner of the server did in this process, as the request to the control that would have done the same.
    pub(crate) fn in_process(operation: &'static str, method: Method, path: &str, body: &Bytes) -> Self {
        Self {
            operation: Some(operation),
            visitor: None,
            signs_in: None,
            head: Head { method, text: path.into() },
            body: Kept::of(body),
            status: 200,
            answer: Kept::of(&Bytes::new()),
            unread: None,
            fault: None,
            panicked: false,
        }
    }

    pub(super) fn size(&self) -> usize {
        size_of::<Self>() + self.head.text.len() + self.body.bytes.len() + self.answer.bytes.len()
    }
}

/// The beginning of a text, in whole letters.
pub(super) fn cut(text: &str, length: usize) -> &str {
    &text[..text.floor_char_boundary(length)]
}
