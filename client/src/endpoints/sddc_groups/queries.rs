//! Queries of several lists of the newer services.

use crate::endpoints::{flag_if_any, number_if_any, text_if_any};
use serde::{Deserialize, Serialize};

/// Query of the lists of the inventory.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct InventoryQuery {
    /// Whether deleted resources are shown.
    #[serde(default, deserialize_with = "flag_if_any", skip_serializing_if = "Option::is_none")]
    pub include_deleted_resources: Option<bool>,
    /// The largest number of items of a page.
    #[serde(default, deserialize_with = "number_if_any", skip_serializing_if = "Option::is_none")]
    pub size: Option<i32>,
    /// The number of the page, counted from 0.
    #[serde(default, deserialize_with = "number_if_any", skip_serializing_if = "Option::is_none")]
    pub page: Option<i32>,
    /// The field by which the items are sorted, and `asc` or `desc`: `name,desc`.
    #[cfg_attr(feature = "schemas", schemars(with = "Vec<String>"))]
    #[serde(default, deserialize_with = "text_if_any", skip_serializing_if = "Option::is_none")]
    pub sort: Option<String>,
}

/// Query of the lists of routes and of route tables.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct RoutesQuery {
    /// Filter expression, in the published grammar of VMC. (assumption)
    #[cfg_attr(feature = "schemas", schemars(with = "Vec<String>"))]
    #[serde(default, deserialize_with = "text_if_any", skip_serializing_if = "Option::is_none")]
    pub filter: Option<String>,
    /// The largest number of items of a page.
    #[serde(default, deserialize_with = "number_if_any", skip_serializing_if = "Option::is_none")]
    pub size: Option<i32>,
    /// The number of the page, counted from 0.
    #[serde(default, deserialize_with = "number_if_any", skip_serializing_if = "Option::is_none")]
    pub page: Option<i32>,
    /// The field by which the items are sorted, and `asc` or `desc`: `destination,desc`.
    #[cfg_attr(feature = "schemas", schemars(with = "Vec<String>"))]
    #[serde(default, deserialize_with = "text_if_any", skip_serializing_if = "Option::is_none")]
    pub sort: Option<String>,
}
