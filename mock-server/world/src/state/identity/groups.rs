//! What is known of a group.

use super::roles::Roles;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use uuid::Uuid;
use vmc_client::wire::{OrgId, UserId};

/// A group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Its id.
    pub id: Uuid,
    /// Its organization.
    pub org: OrgId,
    /// Its name, unique in the organization.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// Who is in it. All are members of the organization.
    pub users: BTreeSet<UserId>,
    /// What it gives them.
    pub roles: Roles,
    /// When it was made.
    pub created: Timestamp,
}
