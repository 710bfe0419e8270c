//! The scopes of API tokens and OAuth apps.

use super::roles::{OrgRole, ServiceRole};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

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
