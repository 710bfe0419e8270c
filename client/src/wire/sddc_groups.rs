//! Types of SDDC groups and of the newer services that take part in them: inventory, networks, operations.

mod connectivity;
mod deployments;
mod inventory;
mod operations;
mod organizations;
mod routes;

pub use connectivity::*;
pub use deployments::*;
pub use inventory::*;
pub use operations::*;
pub use organizations::*;
pub use routes::*;

use super::entity::{UserId, empty_as_none, null_as_empty};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Who did something, and when. Published as `Creator` and as `Updater`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct CoreAuthor {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_name: Option<String>,
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub user_id: Option<UserId>,
    /// The OAuth app.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// The time, in ISO 8601 with milliseconds and the offset `+00:00`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
}

/// A region. Published as `Location`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct CoreLocation {
    /// Its name, such as `US_WEST_2`.
    pub name: String,
    /// Its code in AWS, such as `us-west-2`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<BTreeMap<String, String>>,
}

/// A part of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema), schemars(rename = "PageOf{T}"))]
#[serde(bound(deserialize = "T: Deserialize<'de>"))]
pub struct Page<T> {
    /// The items of this page.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub content: Vec<T>,
    /// Which page it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pageable: Option<Pageable>,
    /// Whether it is the first page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first: Option<bool>,
    /// Whether it is the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last: Option<bool>,
    /// Whether it has no items.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub empty: Option<bool>,
    /// Number of pages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_pages: Option<i64>,
    /// Number of items of all pages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_elements: Option<i64>,
    /// Number of items of this page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number_of_elements: Option<i64>,
    /// The largest number of items of a page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<i64>,
    /// The number of this page, counted from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<i64>,
}

/// Which page of a list is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct Pageable {
    /// The largest number of items of a page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_size: Option<i64>,
    /// The number of the page, counted from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_number: Option<i64>,
}
