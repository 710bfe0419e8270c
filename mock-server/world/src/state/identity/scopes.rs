//! The scopes of API tokens and OAuth apps.

use super::roles::{OrgRole, ServiceRole};
use crate::kernel::shared::Shared;
use serde::{Deserialize, Deserializer, Serialize};
use std::{collections::BTreeSet, sync::LazyLock};

/// The general scopes of a credential without limits. (recorded)
pub const EVERYTHING: [&str; 5] = ["ALL_PERMISSIONS", "customer_number", "openid", "group_ids", "group_names"];

/// The limits of the access tokens of an API token or OAuth app. Apart from these limits, a token never allows more than its owner's roles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scopes {
    /// Scopes that belong to no service, such as `openid`.
    pub general: Vec<String>,
    /// Roles in the organization; `None` means all roles of the owner.
    pub org: Option<BTreeSet<OrgRole>>,
    /// Roles in the VMC service; `None` means all roles of the owner.
    pub service: Option<BTreeSet<ServiceRole>>,
}

/// Scopes without limits, which most credentials have.
static WITHOUT_LIMITS: LazyLock<Shared<Scopes>> = LazyLock::new(|| {
    let general = EVERYTHING.map(str::to_owned).to_vec();
    Scopes { general, org: None, service: None }.into()
});

impl Scopes {
    /// Returns scopes without limits.
    pub fn everything() -> Shared<Self> {
        WITHOUT_LIMITS.clone()
    }
}

/// Reads scopes. Those without limits are the same value for all credentials.
pub(super) fn shared<'de, D: Deserializer<'de>>(reader: D) -> Result<Shared<Scopes>, D::Error> {
    let scopes = Scopes::deserialize(reader)?;
    Ok(if scopes == **WITHOUT_LIMITS { Scopes::everything() } else { scopes.into() })
}
