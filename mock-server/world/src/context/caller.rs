//! The caller of an operation.

use crate::{
    kernel::faults::RequestCaller,
    state::{
        author::Author,
        identity::{oauth_apps::ClientId, roles::Right},
        orgs::Org,
    },
};
use std::sync::Arc;
use vmc_client::wire::{OrgId, UserId};

/// The caller of an operation, as read from a verified access token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The user, or the user id that VMC shows as author for the OAuth app.
    pub user: UserId,
    /// The user's name.
    pub username: Arc<str>,
    /// The OAuth app's client id, if the caller is an OAuth app.
    pub client: Option<ClientId>,
    /// The organization for which the token was issued.
    pub org: OrgId,
    /// The rights that the token's roles give.
    pub rights: Vec<Right>,
}

impl Caller {
    /// The service itself. It acts as the author of the organization when no request caused an action.
    pub fn service(org: &Org) -> Self {
        let Author { id, name } = &org.author;
        Self { user: *id, username: name.clone(), client: None, org: org.id, rights: Vec::new() }
    }

    /// Returns true if the token's roles give this right.
    #[inline]
    pub fn may(&self, right: Right) -> bool {
        self.rights.contains(&right)
    }

    /// Returns the caller as the author of records.
    pub fn author(&self) -> Author {
        Author { id: self.user, name: self.username.clone() }
    }

    /// Returns the caller in the form that fault rules match.
    pub fn asking(&self) -> RequestCaller<'_> {
        match &self.client {
            Some(client) => RequestCaller::Client(client.as_str()),
            None => RequestCaller::User(&self.username),
        }
    }
}
