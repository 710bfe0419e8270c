//! What is known of an SDDC's add-ons.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use vmc_client::wire::Secret;

/// An addition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Addon {
    /// Migration between sites.
    Hcx,
    /// Site recovery.
    Draas,
}

/// What is true of an SDDC's additions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddonFacts {
    /// Those that are on. All are off at first.
    pub enabled: BTreeSet<Addon>,
    /// What they keep, by name.
    pub credentials: BTreeMap<Addon, BTreeMap<String, Credentials>>,
}

/// A user and a password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credentials {
    /// User.
    pub username: String,
    /// Password.
    pub password: Secret,
}
