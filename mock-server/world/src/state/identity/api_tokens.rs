//! The record of an API token.

use super::scopes::{self, Scopes};
use crate::kernel::shared::Shared;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use uuid::Uuid;
use vmc_client::wire::{OrgId, Secret, UserId};

/// The text of an API token. It is a secret, and the key of the map of API tokens.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ApiTokenText(pub(crate) String);

impl ApiTokenText {
    /// Returns the text for the token's owner.
    pub fn secret(&self) -> Secret {
        Secret::from(self.0.clone())
    }
}

impl std::fmt::Debug for ApiTokenText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("..")
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiToken {
    /// The id, which is not secret.
    pub id: Uuid,
    /// The owner.
    pub user: UserId,
    /// The organization for which the token is valid.
    pub org: OrgId,
    pub name: Arc<str>,
    /// The limits of the access tokens that are issued for it.
    #[serde(deserialize_with = "scopes::shared")]
    pub scopes: Shared<Scopes>,
    pub created: Timestamp,
    pub expires: Timestamp,
    /// The time at which it was last exchanged for an access token.
    pub last_used: Option<Timestamp>,
    /// The time at which it was revoked, if it was.
    pub revoked: Option<Timestamp>,
}
