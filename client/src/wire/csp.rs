//! Types for the requests and answers of the sign-in service (CSP).
//!
//! The required fields of its answers are not published, so nearly all fields are optional here.

mod clients;
mod definitions;
mod groups;
mod invitations;
mod members;
mod orgs;
mod roles;
mod tokens;
mod tos;
mod users;

pub use self::{
    clients::*, definitions::*, groups::*, invitations::*, members::*, orgs::*, roles::*, tokens::*, tos::*, users::*,
};

use super::entity::{empty_as_none, null_as_empty};
use serde::{Deserialize, Serialize};

/// A page of a list that was requested with GET, with links to the next and the previous page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", bound(deserialize = "T: Deserialize<'de>"))]
#[cfg_attr(feature = "schemas", schemars(rename = "PagedResponseOf{T}"))]
pub struct PagedResponse<T> {
    /// Number of results on all pages.
    pub total_results: i32,
    /// The results on this page.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub results: Vec<T>,
    /// Path and query of the previous page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prev_link: Option<String>,
    /// Path and query of the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_link: Option<String>,
}

/// A page of a list that was requested with POST.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", bound(deserialize = "T: Deserialize<'de>"))]
#[cfg_attr(feature = "schemas", schemars(rename = "PagedPostResponseOf{T}"))]
pub struct PagedPostResponse<T> {
    /// Number of results on all pages.
    pub total_results: i32,
    /// Number of the first result of this page, from 1.
    pub start_index: i32,
    /// The maximum number of results on a page.
    pub items_per_page: i32,
    /// The results on this page.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub results: Vec<T>,
}

/// With which of several things an operation succeeded.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(bound(deserialize = "T: Deserialize<'de>"))]
#[cfg_attr(feature = "schemas", schemars(rename = "PartialSuccessResponseOf{T}"))]
pub struct PartialSuccessResponse<T> {
    /// The things with which it succeeded.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub succeeded: Vec<T>,
    /// The things with which it failed.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub failed: Vec<T>,
}

/// A path.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RefLinkDto {
    /// The path, such as `/csp/gateway/am/api/orgs/{orgId}`.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub ref_link: Option<String>,
}

/// Several paths.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RefLinksDto {
    /// The paths.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub ref_links: Vec<String>,
}
