//! What the server answers without an operation: the documents that describe it, and whether it is up.

use super::{
    auth::base_url,
    dcli, error, networking,
    openapi::{Documents, DocumentsDraft, SERVER, version_3_0},
};
use axum::response::Response;
use bytes::Bytes;
use http::{StatusCode, request::Parts};
use std::sync::LazyLock;

/// A fixed answer, which is the same for every caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fixed {
    Healthy,
    Ready,
    Document(usize),
    /// A document about the networks of SDDCs.
    Networking(usize),
}

/// The paths of the documents.
const PATHS: [&str; 5] = [
    "/openapi.json",
    "/openapi-3.0.json",
    "/_vmcsim/openapi.json",
    "/_vmcsim/openapi-3.0.json",
    // DCLI reads this path of every server.
    "/rest/com/vmware/vapi/metadata.json",
];

/// The paths of the documents about networks.
const NETWORKING_PATHS: [&str; 2] = ["/openapi/networking.json", "/openapi/networking-3.0.json"];

impl Fixed {
    /// Returns the fixed answer at a path.
    pub(super) fn at(path: &str) -> Option<Self> {
        match path {
            "/healthz" => Some(Self::Healthy),
            "/readyz" => Some(Self::Ready),
            path => {
                let place = |paths: &[&str]| paths.iter().position(|known| *known == path);
                place(&PATHS).map(Self::Document).or_else(|| place(&NETWORKING_PATHS).map(Self::Networking))
            }
        }
    }
}

/// The documents of a server. They are written when one is first asked for.
pub(super) struct FixedAnswers(LazyLock<[Text; 5], Box<dyn FnOnce() -> [Text; 5] + Send>>);

/// The documents about networks. They are large, and are written when one of them is first asked for.
static NETWORKING: LazyLock<[Text; 2]> = LazyLock::new(|| {
    let document = networking::document();
    [Text::of(serde_json::to_string(&document)), Text::of(serde_json::to_string(&version_3_0(&document)))]
});

impl FixedAnswers {
    pub(super) fn new(draft: DocumentsDraft) -> Self {
        Self(LazyLock::new(Box::new(move || {
            let Documents { service, control } = draft.finish();
            let older = [&service, &control].map(version_3_0);
            let metadata = dcli::metadata(&service);
            let people_read = [&service, &older[0], &control, &older[1]];
            let [service, older_service, control, older_control] =
                people_read.map(|document| Text::of(serde_json::to_string_pretty(document)));
            [service, older_service, control, older_control, Text::of(serde_json::to_string(&metadata))]
        })))
    }

    pub(super) fn response(&self, fixed: Fixed, request: &Parts) -> Response {
        match fixed {
            Fixed::Healthy => error::json(StatusCode::OK, Bytes::from_static(br#"{"status":"ok"}"#)),
            Fixed::Ready => error::json(StatusCode::OK, Bytes::from_static(br#"{"status":"ready"}"#)),
            Fixed::Document(number) => self.0[number].response(request),
            Fixed::Networking(number) => NETWORKING[number].response(request),
        }
    }
}

/// The text of a document, in which the address that the client used takes the place of the first server.
struct Text {
    before: String,
    /// `None` if the document names no server.
    after: Option<String>,
}

impl Text {
    fn of(text: serde_json::Result<String>) -> Self {
        let text = text.unwrap_or_default();
        let server = format!("\"{}\"", SERVER);
        match text.split_once(&server) {
            Some((before, after)) => Self { before: before.to_owned(), after: Some(after.to_owned()) },
            None => Self { before: text, after: None },
        }
    }

    /// The response has no `ETag`: DCLI would keep the document by it, and the code with which it does so fails with the versions of its
    /// libraries that are installed today.
    fn response(&self, request: &Parts) -> Response {
        let text = match &self.after {
            Some(after) => [&self.before, "\"", &base_url(request), "\"", after].concat(),
            None => self.before.clone(),
        };
        error::json(StatusCode::OK, Bytes::from(text))
    }
}
