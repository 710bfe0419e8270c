//! Converts a journal into the format in which exchanges with the service are recorded. The tools that check and replay recordings can then
//! read it.

use super::entry::{CLIENT_GONE, Entry};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Faults after which a client receives no answer.
const UNANSWERED: [&str; 2] = ["reset", "black_hole"];

/// One exchange, in the format of a file of recordings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct RecordedExchange {
    /// Number of the journal entry.
    pub record: u32,
    /// Name of the operation. `null` if it is not an operation of the service.
    pub endpoint: Option<String>,
    /// Origin of the recording.
    pub source: RecordedFrom,
    /// The grade of trust in the recording: `simulated`.
    pub grade: String,
    /// The reason to trust the recording less, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weak: Option<String>,
    /// Whether a body is missing or incomplete.
    pub partial: bool,
    pub request: RecordedRequest,
    /// The answer.
    pub response: RecordedResponse,
}

/// The origin of a recording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct RecordedFrom {
    /// `vmcsim` and its version.
    pub simulator: String,
    /// Id of the world.
    #[cfg_attr(feature = "schemas", schemars(with = "String"))]
    pub world: Uuid,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct RecordedRequest {
    /// HTTP method.
    pub method: String,
    pub path: String,
    /// Query without the question mark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// Selected headers of the request.
    pub headers: BTreeMap<String, String>,
    /// Body: a JSON value, or the text of a form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
}

/// A recorded answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct RecordedResponse {
    pub status: u16,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
}

impl RecordedExchange {
    /// Converts a journal entry into a recording. Returns `None` if the client received no answer.
    pub(crate) fn of(entry: Entry, world: Uuid) -> Option<Self> {
        let whole =
            entry.request_body_cut_from.is_none() && entry.answer_body_cut_from.is_none() && entry.document.is_none();
        let fault = entry.fault.as_ref().map(|fault| &*fault.name);
        if entry.status == CLIENT_GONE || fault.is_some_and(|name| UNANSWERED.contains(&name)) {
            return None;
        }
        let weak = match fault {
            Some(name) => Some(format!("The fault {name} struck, which a rule of the world asked for.")),
            None => (!whole).then(|| "A body was too long to be kept, or was a whole world.".to_owned()),
        };
        Some(Self {
            record: u32::try_from(entry.number).unwrap_or(u32::MAX),
            endpoint: entry.operation.filter(|_| !entry.control),
            source: RecordedFrom { simulator: concat!("vmcsim ", env!("CARGO_PKG_VERSION")).to_owned(), world },
            grade: "simulated".to_owned(),
            weak,
            // If the answer was truncated, the journal contains the whole answer and not the part that the client received.
            partial: !whole || fault == Some("truncate"),
            request: RecordedRequest {
                method: entry.method,
                path: entry.path,
                query: entry.query,
                headers: entry.headers,
                body: entry.request_body.filter(|_| entry.request_body_cut_from.is_none()),
            },
            response: RecordedResponse {
                status: entry.status,
                body: entry.answer_body.filter(|_| entry.answer_body_cut_from.is_none()),
            },
        })
    }
}
