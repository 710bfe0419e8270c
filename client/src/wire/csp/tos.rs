//! Types for signatures of the terms of use.

use crate::wire::entity::{empty_as_none, null_as_empty};
use serde::{Deserialize, Serialize};

/// A signature to add.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct TosSignatureCreationRequest {
    /// Name of the person who signs.
    pub display_name: String,
    /// Mail address of that person.
    pub email: String,
    /// Path of the organization that the signature binds.
    pub org_link: String,
    /// Time of the signature according to the client's clock, in milliseconds since 1970.
    pub client_utc_timestamp: i64,
    /// Kind of the terms.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub tos_type: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct TosSignatureResponse {
    /// Name of the person who signed.
    pub display_name: String,
    /// Mail address of that person.
    pub email: String,
    /// Path of the organization that the signature binds.
    pub org_link: String,
    /// Time of the signature according to the client's clock, in milliseconds since 1970.
    pub client_utc_timestamp: i64,
    /// When it arrived, in milliseconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_utc_timestamp: Option<i64>,
    /// Kind of the terms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tos_type: Option<String>,
}

/// A page of signatures.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct PaginatedResponseOfTosSignatureResponse {
    /// Number of results. The published type is a text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_results: Option<String>,
    /// Token of the previous page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prev_token: Option<String>,
    /// Token of the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    /// The signatures.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub results: Vec<TosSignatureResponse>,
}
