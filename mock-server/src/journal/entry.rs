//! Journal entries in the form in which they are shown.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// The status of an entry whose request has no answer, because the client disconnected while the request waited for its turn. No answer of
/// the server has it; it is the status that nginx logs in this case.
pub(crate) const CLIENT_GONE: u16 = 499;

/// A request to a world and its answer. Each secret is replaced by `[secret n]`. Within a world, the same secret always has the same
/// number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct Entry {
    /// Number of the entry. A later request to the world has a higher number.
    pub number: u64,
    /// The world's time when the request was accepted.
    #[cfg_attr(feature = "schemas", schemars(with = "String"))]
    pub at: Timestamp,
    /// Name of the operation. `null` if the service does not have the operation, or the simulator does not simulate it.
    pub operation: Option<String>,
    /// Whether the operation belongs to the control API of the simulator.
    pub control: bool,
    /// The caller: the name of a user, or the client id of an OAuth app. At sign-in, this is the owner of the credential. `null` if the
    /// caller is not known.
    pub caller: Option<String>,
    /// Method of the request.
    pub method: String,
    /// Path of the request.
    pub path: String,
    /// Query of the request, without the question mark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// Selected headers of the request, by their names in lower case.
    pub headers: BTreeMap<String, String>,
    /// Body of the request: a JSON value if the body is JSON, otherwise text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_body: Option<Value>,
    /// Length of the request's body in bytes, if it was too long to be kept whole. The entry then shows the beginning of the body as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_body_cut_from: Option<u64>,
    /// SHA-256, in hex, of the world document that the request or the answer contained. The document itself is replaced by `[a world]`,
    /// because it consists of credentials and the data that they protect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// Status of the answer. 499 if there is no answer and the request had no effect, because the client disconnected before its turn came.
    pub status: u16,
    /// Body of the answer: a JSON value if the body is JSON, otherwise text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer_body: Option<Value>,
    /// Length of the answer's body in bytes, if it was too long to be kept whole. The entry then shows the beginning of the body as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer_body_cut_from: Option<u64>,
    /// Request fields that the simulator ignored, such as `query.pizza` and `body.config.pizza[0]`. Null values and empty strings count as
    /// not sent.
    pub unread: Vec<String>,
    /// The fault that was applied to the request, if there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<EntryFault>,
    /// Whether the request hit a bug in the simulator.
    pub panicked: bool,
}

/// A fault that was applied to a request. The entry shows the answer before the fault changed the connection, and not the effect on the
/// connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct EntryFault {
    /// Number of the fault rule.
    pub rule: u64,
    /// Name of the fault: `error`, `reset` and so on.
    pub name: String,
}

impl Entry {
    /// Formats the entry as one line: number, time, caller, request, status and operation.
    ///
    /// ```text
    /// 7 2026-01-05T08:00:00Z owner@customer.example POST /vmc/api/orgs/…/sddcs 202 CreateSddc
    /// ```
    pub fn line(&self) -> String {
        let Self { number, at, method, path, status, .. } = self;
        let query = self.query.as_ref().map(|query| format!("?{query}")).unwrap_or_default();
        let (caller, operation) = (self.caller.as_deref().unwrap_or("-"), self.operation.as_deref().unwrap_or("-"));
        format!("{number} {at} {caller} {method} {path}{query} {status} {operation}")
    }
}
