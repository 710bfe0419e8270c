//! What is known of an API token.

use super::scopes::Scopes;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use vmc_client::wire::{OrgId, Secret, UserId};

/// The text of an API token: a key of the map, and a secret.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ApiTokenText(pub(crate) String);

impl ApiTokenText {
    /// The text, to be handed to its owner.
    pub fn secret(&self) -> Secret {
        Secret::from(self.0.clone())
    }
}

impl std::fmt::Debug for ApiTokenText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("..")
    }
}

/// An API token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiToken {
    /// Its id, which is no secret.
    pub id: Uuid,
    /// Whose.
    pub user: UserId,
    /// For which organization.
    pub org: OrgId,
    /// Its name.
    pub name: String,
    /// What it is good for.
    pub scopes: Scopes,
    /// When it was made.
    pub created: Timestamp,
    /// When it ends.
    pub expires: Timestamp,
    /// When it was last exchanged.
    pub last_used: Option<Timestamp>,
    /// When it was revoked, if it was.
    pub revoked: Option<Timestamp>,
}
