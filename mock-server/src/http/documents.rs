//! What the server answers without an operation: the documents that describe it, and whether it is up.

use super::{
    auth::base_url,
    dcli,
    document_call::MANAGER,
    error, networking,
    openapi::{DocumentsDraft, Family, SERVER, Version, version_3_0},
    refusals,
};
use crate::world::kernel::refusal::ApiResult;
use axum::response::Response;
use bytes::Bytes;
use http::{StatusCode, Uri, request::Parts};
use serde_json::Value;
use std::{
    array,
    sync::{LazyLock, OnceLock},
};

/// A fixed answer, which is the same for every caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fixed {
    Healthy,
    Ready,
    /// An OpenAPI document, by its place in [`DOCUMENTS`].
    Openapi(usize, Version),
    /// The document from which DCLI makes its commands for VMC.
    Commands,
    /// The document from which DCLI makes its commands for an NSX.
    CommandsOfNsx,
}

/// The OpenAPI documents, with their path, and the older path of their form in OpenAPI 3.0 if there is one. The one without a family has all operations except
/// those of networks and of the control.
const DOCUMENTS: [(Option<Family>, &str, Option<&str>); 6] = [
    (None, "/openapi.json", Some("/openapi-3.0.json")),
    (Some(Family::Vmc), "/openapi/vmc.json", None),
    (Some(Family::Csp), "/openapi/csp.json", None),
    (Some(Family::AddOns), "/openapi/addons.json", None),
    (Some(Family::Networking), "/openapi/networking.json", Some("/openapi/networking-3.0.json")),
    (Some(Family::Control), "/_vmcsim/openapi.json", Some("/_vmcsim/openapi-3.0.json")),
];

/// DCLI reads this path of every server.
const COMMANDS: &str = "/rest/com/vmware/vapi/metadata.json";

impl Fixed {
    /// Returns the fixed answer at an address; `None` if there is none.
    ///
    /// # Errors
    /// The address asks for a document in a version of OpenAPI that it does not have.
    pub(super) fn at(uri: &Uri) -> ApiResult<Option<Self>> {
        Ok(match uri.path() {
            "/healthz" => Some(Self::Healthy),
            "/readyz" => Some(Self::Ready),
            COMMANDS => Some(Self::Commands),
            path if is_metadata_of_nsx(path) => Some(Self::CommandsOfNsx),
            path => {
                let newer = DOCUMENTS.iter().position(|(_, newer, _)| *newer == path);
                let older = || DOCUMENTS.iter().position(|(.., older)| *older == Some(path));
                match newer {
                    Some(place) => Some(Self::Openapi(place, version(uri)?)),
                    None => older().map(|place| Self::Openapi(place, Version::V3_0)),
                }
            }
        })
    }
}

/// Reads the version of OpenAPI that a query asks for.
fn version(uri: &Uri) -> ApiResult<Version> {
    let query = uri.query().unwrap_or_default().as_bytes();
    let mut asked = form_urlencoded::parse(query).filter(|(name, _)| name == "version").map(|(_, value)| value);
    match (asked.next(), asked.next()) {
        (None, _) => Ok(Version::V3_1),
        (Some(number), None) => Version::numbered(&number).ok_or_else(refusals::openapi_version_unknown),
        (Some(_), Some(_)) => Err(refusals::openapi_version_unknown()),
    }
}

/// Whether a path is that of DCLI's metadata below the address of an NSX. The document is the same for every NSX, and also where there is none.
fn is_metadata_of_nsx(path: &str) -> bool {
    let address = path.strip_suffix(COMMANDS);
    let ids = address.and_then(|rest| rest.strip_prefix("/vmc/reverse-proxy/api/orgs/"));
    let ids = ids.map(|rest| rest.strip_suffix(MANAGER).unwrap_or(rest)).and_then(|rest| rest.split_once("/sddcs/"));
    ids.is_some_and(|(org, sddc)| [org, sddc].iter().all(|id| !id.is_empty() && !id.contains('/')))
}

/// The documents of a server. Each is written when it is first asked for.
pub(super) struct FixedAnswers {
    draft: DocumentsDraft,
    openapi: [Forms; DOCUMENTS.len()],
    commands: OnceLock<Text>,
}

/// A document in OpenAPI 3.1 and 3.0.
#[derive(Default)]
struct Forms([OnceLock<Text>; 2]);

/// The documents about networks. They are large and the same for every server of a process.
static NETWORKING_FORMS: Forms = Forms([OnceLock::new(), OnceLock::new()]);
static NETWORKING_COMMANDS: LazyLock<Text> = LazyLock::new(|| {
    let metadata = dcli::nsx_metadata(&networking::document(), &networking::is_used);
    Text::of(serde_json::to_string(&metadata))
});

impl Forms {
    /// Returns the document in a version. `document` makes it in 3.1.
    fn text(&self, version: Version, write: Write, document: impl FnOnce() -> Value) -> &Text {
        let place = usize::from(version == Version::V3_0);
        self.0[place].get_or_init(|| {
            let document = document();
            Text::of(write(&if version == Version::V3_0 { version_3_0(&document) } else { document }))
        })
    }
}

/// Writes a document as text.
type Write = fn(&Value) -> serde_json::Result<String>;

impl FixedAnswers {
    pub(super) fn new(draft: DocumentsDraft) -> Self {
        Self { draft, openapi: array::from_fn(|_| Forms::default()), commands: OnceLock::new() }
    }

    pub(super) fn response(&self, fixed: Fixed, request: &Parts) -> Response {
        let text = match fixed {
            Fixed::Healthy => return error::json(StatusCode::OK, Bytes::from_static(br#"{"status":"ok"}"#)),
            Fixed::Ready => return error::json(StatusCode::OK, Bytes::from_static(br#"{"status":"ready"}"#)),
            Fixed::Openapi(place, version) => self.openapi(place, version),
            Fixed::Commands => self.commands.get_or_init(|| {
                let metadata = dcli::metadata(&self.draft.document(None));
                Text::of(serde_json::to_string(&metadata))
            }),
            Fixed::CommandsOfNsx => &NETWORKING_COMMANDS,
        };
        text.response(request)
    }

    fn openapi(&self, place: usize, version: Version) -> &Text {
        match DOCUMENTS[place].0 {
            Some(Family::Networking) => NETWORKING_FORMS.text(version, serde_json::to_string, networking::document),
            // People read these.
            family => self.openapi[place].text(version, serde_json::to_string_pretty, || self.draft.document(family)),
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
