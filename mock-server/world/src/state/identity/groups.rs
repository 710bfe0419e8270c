//! The record of a group.

use super::roles::Roles;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use uuid::Uuid;
use vmc_client::wire::{OrgId, UserId};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    pub id: Uuid,
    pub org: OrgId,
    /// The name, unique in the organization.
    pub name: String,
    pub description: Option<String>,
    /// The members of the group. All are members of the organization.
    pub users: BTreeSet<UserId>,
    /// The roles that the group gives to its members.
    pub roles: Roles,
    pub created: Timestamp,
}
