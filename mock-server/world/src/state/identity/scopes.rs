//! What the tokens of an API token or OAuth app may do at most.

use super::roles::{OrgRole, ServiceRole};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What tokens may do at most. Whatever it is, they can do no more than their owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scopes {
    /// Scopes beyond any service, as `openid`.
    pub general: Vec<String>,
    /// Roles in the organization; `None` is every one that the owner has.
    pub org: Option<BTreeSet<OrgRole>>,
    /// Roles at VMC; `None` is every one that the owner has.
    pub service: Option<BTreeSet<ServiceRole>>,
}
