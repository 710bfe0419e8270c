//! Queries of several operations of the sign-in service.

use serde::{Deserialize, Serialize};

/// Which part of a list is asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct PageQuery {
    /// Number of the first result, from 1. Default 1.
    #[serde(
        rename = "pageStart",
        default,
        deserialize_with = "crate::endpoints::number_if_any",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "schemas", schemars(range(min = 1)))]
    pub start: Option<i32>,
    /// The maximum number of results. The server has a default and a limit.
    #[serde(
        rename = "pageLimit",
        default,
        deserialize_with = "crate::endpoints::number_if_any",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "schemas", schemars(range(min = 1)))]
    pub limit: Option<i32>,
}

/// Whether to show more than paths.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ExpandQuery {
    /// Whether to return whole items. Every value except `0`, `false` and an empty one counts as true. Clients send `1` and `true`.
    #[serde(default, deserialize_with = "crate::endpoints::text_if_any", skip_serializing_if = "Option::is_none")]
    pub expand: Option<String>,
}

/// Whether to show a user's settings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ProfileQuery {
    /// Whether to include the settings of the users. Default false.
    #[serde(
        rename = "expandProfile",
        default,
        deserialize_with = "crate::endpoints::lenient_bool",
        skip_serializing_if = "crate::endpoints::is_false"
    )]
    pub expand_profile: bool,
}

impl ExpandQuery {
    /// Whether the whole is asked for.
    pub fn is_set(&self) -> bool {
        self.expand.as_deref().is_some_and(|text| !matches!(text.to_ascii_lowercase().as_str(), "0" | "false"))
    }
}
