//! Types for the language of a user.

use serde::{Deserialize, Serialize};

/// The language that a user prefers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct VmcLocale {
    /// Language and country, such as `en_US`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
}
