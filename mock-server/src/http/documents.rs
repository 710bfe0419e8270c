//! What the server answers without an operation: the documents that describe it, and whether it is up.

use super::{
    auth::base_url,
    dcli,
    document_call::MANAGER,
    error, networking,
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

/// The paths of the OpenAPI documents about networks.
const NETWORKING_PATHS: [&str; 2] = ["/openapi/networking.json", "/openapi/networking-3.0.json"];

/// The place of the metadata of NSX among the documents about networks. DCLI reads it below the address of each NSX.
const OF_NSX: usize = 2;

impl Fixed {
    /// Returns the fixed answer at a path.
    pub(super) fn at(path: &str) -> Option<Self> {
        match path {
            "/healthz" => Some(Self::Healthy),
            "/readyz" => Some(Self::Ready),
            path => {
                let place = |paths: &[&str]| paths.iter().position(|known| *known == path);
                let of_nsx = || is_metadata_of_nsx(path).then_some(OF_NSX);
                place(&PATHS)
                    .map(Self::Document)
                    .or_else(|| place(&NETWORKING_PATHS).or_else(of_nsx).map(Self::Networking))
            }
        }
    }
}

/// Whether a path is that of DCLI's metadata below the address of an NSX. The document is the same for every NSX, and also where there is none.
fn is_metadata_of_nsx(path: &str) -> bool {
    let address = path.strip_suffix("/rest/com/vmware/vapi/metadata.json");
    let ids = address.and_then(|rest| rest.strip_prefix("/vmc/reverse-proxy/api/orgs/"));
    let ids = ids.map(|rest| rest.strip_suffix(MANAGER).unwrap_or(rest)).and_then(|rest| rest.split_once("/sddcs/"));
    ids.is_some_and(|(org, sddc)| [org, sddc].iter().all(|id| !id.is_empty() && !id.contains('/')))
}

/// The documents of a server. They are written when one is first asked for.
pub(super) struct FixedAnswers(LazyLock<[Text; 5], Box<dyn FnOnce() -> [Text; 5] + Send>>);

/// The documents about networks. They are large, and are written when one of them is first asked for.
static NETWORKING: LazyLock<[Text; 3]> = LazyLock::new(|| {
    let document = networking::document();
    let metadata = dcli::nsx_metadata(&document, &networking::is_used);
    [&document, &version_3_0(&document), &metadata].map(|document| Text::of(serde_json::to_string(document)))
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
