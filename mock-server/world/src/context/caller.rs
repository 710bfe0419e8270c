//! Who asks.

use crate::{
    kernel::faults::Asking,
    state::{
        author::Author,
        identity::{oauth_apps::ClientId, roles::Right},
        orgs::Org,
    },
};
use std::sync::Arc;
use vmc_client::wire::{OrgId, UserId};

/// Who asks: read from a verified access token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The user, or who writes for the OAuth app.
    pub user: UserId,
    /// Its name.
    pub username: Arc<str>,
    /// The OAuth app, if the caller is one and not a user.
    pub client: Option<ClientId>,
    /// The organization that the token is for.
    pub org: OrgId,
    /// What the token's roles allow.
    pub rights: Vec<Right>,
}

impl Caller {
    /// The service itself, in whose name the organization's own author acts where nobody has asked.
    pub fn service(org: &Org) -> Self {
        let Author { id, name } = &org.author;
        Self { user: *id, username: name.clone(), client: None, org: org.id, rights: Vec::new() }
    }

    /// Whether the token's roles allow this.
    #[inline]
    pub fn may(&self, right: Right) -> bool {
        self.rights.contains(&right)
    }

    /// The caller as the author of what it writes.
    pub fn author(&self) -> Author {
        Author { id: self.user, name: self.username.clone() }
    }

    /// The caller as fault rules name it.
    pub fn asking(&self) -> Asking<'_> {
        match &self.client {
            Some(client) => Asking::Client(client.as_str()),
            None => Asking::User(&self.username),
        }
    }
}
