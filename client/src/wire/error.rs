//! Types for refusals: one shape of the service, one of its newer services, and two of the sign-in service.

use serde::{Deserialize, Serialize};

/// Body of every 4xx and 5xx of the service (published type). All fields are required: official clients fail on a missing one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
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

/// Body of every 4xx and 5xx of the newer services below `/api/` (published types). `details` is there only if members of a
/// group or the deletion of a group were checked and refused (recorded with status 409).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct CoreError {
    /// When the request was refused, in ISO 8601 with milliseconds and the offset `+00:00`.
    pub timestamp: String,
    /// HTTP status, once more.
    pub status: u16,
    /// The words of the HTTP status, such as `Conflict`.
    pub error: String,
    /// Description of the error.
    pub message: String,
    /// Path of the refused request.
    pub path: String,
    /// Everything that the check found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub details: Option<Vec<ValidationErrorDetail>>,
}

/// One finding of a check that refused a request.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema), schemars(rename = "CoreErrorDetail"))]
pub struct ValidationErrorDetail {
    /// Description of the finding.
    pub validation_error_message: String,
    /// The same in the user's language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub localized_validation_error_message: Option<String>,
    /// The ids of the SDDCs that the finding is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub members: Option<Vec<String>>,
}

/// Body of the sign-in's refusal of an API token (recorded with status 400).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CspModuleError {
    /// Number of the refusing module.
    pub module_code: i64,
    /// Description of the error. It begins with the name of an OAuth error if there is one.
    pub message: String,
}

/// Body of the sign-in's other refusals (recorded with status 401).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
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
