//! The record of a user.

use super::{oauth_apps::ClientId, roles::Roles};
use crate::kernel::{shared::Shared, sorted_map::SortedMap};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use vmc_client::wire::{OrgId, UserId};

/// The identity provider of all users; user ids begin with it. (recorded)
pub const IDP: &str = "vmware.com";

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// The id (version 3, as recorded).
    pub id: UserId,
    /// The login name: a mail address, which is also the account name. (recorded)
    pub username: Arc<str>,
    pub first_name: Arc<str>,
    pub last_name: Arc<str>,
    /// The organization in which the user's sessions begin.
    pub default_org: OrgId,
    pub created: Timestamp,
    /// The roles of the user itself, by organization. The user is a member of each of these. Groups may give it
    /// further roles.
    pub roles: SortedMap<OrgId, Shared<Roles>>,
}

/// The subject of an access token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Subject {
    User(UserId),
    Client(ClientId),
}

impl User {
    /// Returns the id as the service writes it: identity provider and id. (recorded)
    pub fn id_text(&self) -> String {
        format!("{IDP}:{}", self.id)
    }
}
