//! What is known of an OAuth app.

use super::{roles::Roles, scopes::Scopes};
use crate::kernel::shared::Shared;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use vmc_client::wire::{OrgId, Secret, UserId};

/// The id of an OAuth app. It begins with the mark of its world, so that a sign-in finds the world.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ClientId(pub(crate) String);

impl From<&str> for ClientId {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl std::fmt::Display for ClientId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A way to sign in (published).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GrantType {
    /// As itself.
    ClientCredentials,
    /// For a user, with the user's API token.
    RefreshToken,
    /// For a user at a browser.
    AuthorizationCode,
    /// For a user, with the user's password.
    Password,
}

/// An OAuth app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OauthApp {
    /// Client id.
    pub id: ClientId,
    /// Who it is where VMC notes who wrote something.
    pub principal: UserId,
    /// The organization that owns it.
    pub org: OrgId,
    /// Name for people.
    pub display_name: String,
    /// What it is for.
    pub description: Option<String>,
    /// How it may sign in.
    pub grant_types: Vec<GrantType>,
    /// What its tokens may do at most.
    pub scopes: Scopes,
    /// What it was given, by organization.
    pub roles: BTreeMap<OrgId, Shared<Roles>>,
    /// Other organizations in which it may be given roles.
    pub allowed_orgs: Vec<OrgId>,
    /// Where browsers may be sent back to.
    pub redirect_uris: Vec<String>,
    /// Life of its access tokens in seconds.
    pub access_ttl: i32,
    /// Life of its refresh tokens in seconds. It is never given any.
    pub refresh_ttl: Option<i32>,
    /// The most groups that its id tokens name.
    pub max_groups: Option<i32>,
    /// How long an old secret lives on after a rotation, in seconds.
    pub rotation_seconds: i32,
    /// Only owners rotate its secret, not it itself.
    pub owner_only_rotation: bool,
    /// It has no secret.
    pub public: bool,
    /// It must prove possession of its authorization codes.
    pub force_pkce: bool,
    /// Redirect addresses are not checked.
    pub open_redirects: bool,
    /// Its secret.
    pub secret: Secret,
    /// The secret that it had before, and when that ends.
    pub old_secret: Option<(Secret, Timestamp)>,
    /// When it was made, and by whom.
    pub created: (Timestamp, String),
    /// When it was last changed, and by whom.
    pub updated: (Timestamp, String),
}

impl ClientId {
    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
