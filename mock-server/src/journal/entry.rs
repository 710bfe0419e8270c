//! An entry as it is shown.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// A request to a world and its answer. Each secret is replaced by `[secret n]`, the same one by the same number throughout the world.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Entry {
    /// Its number. A later request to the world has a higher one.
    pub number: u64,
    /// The world's time when the request was let in.
    #[schemars(with = "String")]
    pub at: Timestamp,
    /// Name of the operation; none where the service has it but it is not simulated, or has it not.
    pub operation: Option<String>,
    /// Whether it is an operation of the control of the simulation.
    pub control: bool,
    /// Who asked: the name of a user, or the client id of an OAuth app; at sign-in, whose key it was. None where that
    /// is not known.
    pub caller: Option<String>,
    /// Method of the request.
    pub method: String,
    /// Path of the request.
    pub path: String,
    /// Query of the request, without the question mark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// Headers of the request that tell something, by their names in small letters.
    pub headers: BTreeMap<String, String>,
    /// Body of the request: JSON where it is that, otherwise text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_body: Option<Value>,
    /// How long the request's body was, in bytes, if it was too long to be kept whole; what is shown is the beginning, as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_body_cut_from: Option<u64>,
    /// Where the request brought a whole world or the answer is one: the SHA-256 of its document, in hex. In its place stands `[a world]`,
    /// for it is nothing but keys and what they open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// Status of the answer.
    pub status: u16,
    /// Body of the answer: JSON where it is that, otherwise text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer_body: Option<Value>,
    /// How long the answer's body was, in bytes, if it was too long to be kept whole; what is shown is the beginning, as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer_body_cut_from: Option<u64>,
    /// What was sent and nobody looked at: `query.pizza`, `body.config.pizza[0]`. Nulls and empty texts count as not sent.
    pub unread: Vec<String>,
    /// The fault that struck, if one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<EntryFault>,
    /// Whether a bug in the simulation was met.
    pub panicked: bool,
}

/// A fault that struck a request. What it did to the connection is not seen in the entry, which shows the answer as it set out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EntryFault {
    /// Number of the rule.
    pub rule: u64,
    /// What it does: `error`, `reset` and so on.
    pub name: String,
}

impl Entry {
    /// The entry in one line: number, time, caller, request, status.
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
