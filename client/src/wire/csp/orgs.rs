//! Types for organizations in the sign-in service.

use crate::wire::entity::{empty_as_none, null_as_empty};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct OrganizationDto {
    /// Its short name.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its name for people.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// Path of the organization.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub ref_link: Option<String>,
    /// Path of the organization that it belongs to.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub parent_ref_link: Option<String>,
    /// Notes about it.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub metadata: BTreeMap<String, String>,
}

/// The organizations of a user.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct OrganizationsDto {
    /// Their paths.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub ref_links: Vec<String>,
    /// The organizations, if they were requested.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub items: Vec<OrganizationDto>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CreateOrganizationRequest {
    /// Its name for people.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
}
