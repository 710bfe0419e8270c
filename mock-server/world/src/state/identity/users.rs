//! What is known of a user.

use super::{oauth_apps::ClientId, roles::Roles};
use crate::kernel::shared::Shared;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use vmc_client::wire::{OrgId, UserId};

/// The identity provider of all users, as ids of users begin. (recorded)
pub const IDP: &str = "vmware.com";

/// A user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// Its id (version 3, as recorded).
    pub id: UserId,
    /// The name it signs in with: a mail address, which is its account name too. (recorded)
    pub username: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// The organization that it begins in.
    pub default_org: OrgId,
    /// When it was made.
    pub created: Timestamp,
    /// What it may do by itself, by organization; it is a member of each of these. Groups may allow it more.
    pub roles: BTreeMap<OrgId, Shared<Roles>>,
}

/// Whom an access token is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Subject {
    /// A user.
    User(UserId),
    /// An OAuth app.
    Client(ClientId),
}

impl User {
    /// Its id as the service writes it: identity provider and id. (recorded)
    pub fn id_text(&self) -> String {
        format!("{IDP}:{}", self.id)
    }
}
