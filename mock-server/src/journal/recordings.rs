//! A journal in the form in which exchanges with the service are recorded, so that what judges and replays those can read it.

use super::entry::Entry;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Faults after which a client gets no answer.
const UNANSWERED: [&str; 2] = ["reset", "black_hole"];

/// One exchange, as a file of recordings has it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RecordedExchange {
    /// Number of the entry.
    pub record: u32,
    /// Name of the operation; none where it is not one of the service's.
    pub endpoint: Option<String>,
    /// Where it comes from.
    pub source: RecordedFrom,
    /// How far to trust it: `simulated`.
    pub grade: String,
    /// Why to trust it less.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weak: Option<String>,
    /// Whether a body is missing.
    pub partial: bool,
    /// What was sent.
    pub request: RecordedRequest,
    /// What came back.
    pub response: RecordedResponse,
}

/// Where a recording comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RecordedFrom {
    /// `vmcsim` with its version.
    pub simulator: String,
    /// The world.
    #[schemars(with = "String")]
    pub world: Uuid,
}

/// What was sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RecordedRequest {
    /// HTTP method.
    pub method: String,
    /// Path.
    pub path: String,
    /// Query without the question mark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// Headers that tell something.
    pub headers: BTreeMap<String, String>,
    /// Body: JSON, or the text of a form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RecordedResponse {
    /// Status.
    pub status: u16,
    /// Body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
}

impl RecordedExchange {
    /// An entry as a recording; none where no answer went out.
    pub(crate) fn of(entry: Entry, world: Uuid) -> Option<Self> {
        let whole =
            entry.request_body_cut_from.is_none() && entry.answer_body_cut_from.is_none() && entry.document.is_none();
        let fault = entry.fault.as_ref().map(|fault| &*fault.name);
        if fault.is_some_and(|name| UNANSWERED.contains(&name)) {
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
            // What a client got of an answer that broke off is not in the journal, which has what it should have got.
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
