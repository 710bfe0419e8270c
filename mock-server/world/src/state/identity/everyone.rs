//! The users, OAuth apps and credentials of a world.

use super::{
    api_tokens::{ApiToken, ApiTokenText},
    groups::Group,
    invitations::Invitation,
    oauth_apps::{ClientId, OauthApp},
    tos::Signature,
    users::User,
};
use crate::kernel::{ids::Ids, shared::Shared, sorted_map::SortedMap};
use indexmap::IndexMap;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;
use vmc_client::wire::{OrgId, UserId};

/// The users, OAuth apps and credentials of a world.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Identity {
    /// Users by id.
    pub users: SortedMap<UserId, Shared<User>>,
    /// API tokens by their text, in the order in which they were made.
    #[serde(with = "indexmap::map::serde_seq")]
    pub api_tokens: IndexMap<ApiTokenText, ApiToken>,
    /// OAuth apps in the order of their creation.
    #[serde(with = "indexmap::map::serde_seq")]
    pub apps: IndexMap<ClientId, OauthApp>,
    /// Groups in the order of their creation.
    #[serde(with = "indexmap::map::serde_seq")]
    pub groups: IndexMap<Uuid, Group>,
    /// Invitations in the order of their creation.
    #[serde(with = "indexmap::map::serde_seq")]
    pub invitations: IndexMap<Uuid, Invitation>,
    /// Signatures of the terms of use, in the order of their creation.
    #[serde(with = "indexmap::map::serde_seq")]
    pub signatures: IndexMap<Uuid, Signature>,
    /// The notes on organizations, by name.
    pub notes: BTreeMap<OrgId, BTreeMap<String, String>>,
    /// The `jti` of revoked access tokens, with the time at which each one would have expired.
    pub revoked: BTreeMap<Uuid, Timestamp>,
    /// The stream of ids.
    pub(crate) ids: Ids,
    /// The stream of secrets. It differs from world to world, even for worlds with equal seeds.
    pub(crate) secrets: Ids,
    /// The world's id. API tokens and client ids begin with its mark.
    pub(crate) world: Uuid,
}

impl Identity {
    /// Frees the memory that no record uses. A server may keep thousands of worlds in which nobody ever makes another record.
    pub(crate) fn shrink_to_fit(&mut self) {
        self.users.shrink_to_fit();
        self.api_tokens.shrink_to_fit();
        self.apps.shrink_to_fit();
    }
}
