//! The records of an SDDC's add-ons.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use vmc_client::wire::Secret;

/// An add-on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Addon {
    /// Hybrid Cloud Extension: migration between sites.
    Hcx,
    /// Site recovery.
    Draas,
}

/// The add-ons of an SDDC.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddonFacts {
    /// The add-ons that are enabled. A new SDDC has none.
    pub enabled: BTreeSet<Addon>,
    /// The credentials that each add-on stores, by name.
    pub credentials: BTreeMap<Addon, BTreeMap<String, Credentials>>,
}

/// A user name and a password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credentials {
    pub username: String,
    pub password: Secret,
}
