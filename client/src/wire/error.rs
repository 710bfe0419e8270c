//! Types for refusals: one shape of the service, and two of the sign-in service.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Body of every 4xx and 5xx of the service (published type). All fields are required: official clients fail on a missing one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ErrorResponse {
    /// HTTP status, once more.
    pub status: u16,
    /// Path of the refused request.
    pub path: String,
    /// Whether the same request may succeed later.
    pub retryable: bool,
    /// Dotted code, such as `skyscraper.sddc.provision.config.too.many.subnets`.
    pub error_code: String,
    /// Sentences for a person, the most important first.
    pub error_messages: Vec<String>,
}

/// Body of the sign-in's refusal of an API token (recorded with status 400).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CspModuleError {
    /// Number of the refusing module.
    pub module_code: i64,
    /// Description of the error. It begins with the name of an OAuth error if there is one.
    pub message: String,
}

/// Body of the sign-in's other refusals (recorded with status 401).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CspError {
    /// HTTP status, once more.
    pub status_code: u16,
    /// Trace id of the request, 32 hexadecimal digits.
    pub trace_id: String,
    /// Code of module and error, such as `250.100`.
    pub csp_error_code: String,
    /// Description of the error.
    pub message: String,
    /// Number of the refusing module.
    pub module_code: i64,
    /// Id of the request, 16 hexadecimal digits.
    pub request_id: String,
    /// All recordings have null here.
    pub metadata: Option<serde_json::Value>,
}
