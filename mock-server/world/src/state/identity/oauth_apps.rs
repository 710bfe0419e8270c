//! The record of an OAuth app.

use super::{
    roles::Roles,
    scopes::{self, Scopes},
};
use crate::kernel::{shared::Shared, sorted_map::SortedMap};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use vmc_client::wire::{OrgId, Secret, UserId};

/// The id of an OAuth app. It begins with the mark of its world, so that a sign-in request can be assigned to the world.
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

/// A grant type of OAuth 2.0 (published).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GrantType {
    /// The app signs in as itself.
    ClientCredentials,
    /// The app signs in for a user, with the user's API token.
    RefreshToken,
    /// The app signs in for a user at a browser.
    AuthorizationCode,
    /// The app signs in for a user, with the user's password.
    Password,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OauthApp {
    /// The client id.
    pub id: ClientId,
    /// The user id that VMC shows as author for the app.
    pub principal: UserId,
    /// The organization that owns the app.
    pub org: OrgId,
    pub display_name: Arc<str>,
    pub description: Option<String>,
    /// The grant types that the app may use.
    pub grant_types: Vec<GrantType>,
    /// The limits of the app's tokens.
    #[serde(deserialize_with = "scopes::shared")]
    pub scopes: Shared<Scopes>,
    /// The roles of the app, by organization.
    pub roles: SortedMap<OrgId, Shared<Roles>>,
    /// Other organizations in which it may be given roles.
    pub allowed_orgs: Vec<OrgId>,
    /// The addresses to which browsers may be redirected.
    pub redirect_uris: Vec<String>,
    /// The lifetime of its access tokens in seconds.
    pub access_ttl: i32,
    /// The lifetime of its refresh tokens in seconds. No refresh tokens are issued.
    pub refresh_ttl: Option<i32>,
    /// The largest number of groups in its id tokens.
    pub max_groups: Option<i32>,
    /// How long an old secret remains valid after a rotation, in seconds.
    pub rotation_seconds: i32,
    /// True if only owners of the organization, and not the app itself, may rotate the secret.
    pub owner_only_rotation: bool,
    /// True if the app has no secret.
    pub public: bool,
    /// True if the app must use PKCE with authorization codes.
    pub force_pkce: bool,
    /// True if redirect addresses are not checked.
    pub open_redirects: bool,
    pub secret: Secret,
    /// The previous secret, and the time at which it expires.
    pub old_secret: Option<(Secret, Timestamp)>,
    /// The time of its creation, and the name of its author.
    pub created: (Timestamp, Arc<str>),
    /// The time of the last change, and the name of its author.
    pub updated: (Timestamp, Arc<str>),
}

impl ClientId {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
