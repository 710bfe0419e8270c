//! Types for the add-ons of an SDDC: their states, and the credentials that they store.

use super::secret::Secret;
use serde::{Deserialize, Serialize};

/// Whether an addition is on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct EnablementInfo {
    /// The addition.
    pub name: String,
    /// Whether it is on.
    pub enabled: bool,
}

/// Credentials that an add-on stores.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct NewCredentials {
    /// Name of the entry.
    #[cfg_attr(feature = "schemas", schemars(length(min = 1)))]
    pub name: String,
    /// User.
    #[cfg_attr(feature = "schemas", schemars(length(min = 1)))]
    pub username: String,
    pub password: Secret,
}

/// New values for an entry.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct UpdateCredentials {
    /// User.
    #[cfg_attr(feature = "schemas", schemars(length(min = 1)))]
    pub username: String,
    pub password: Secret,
}
