//! Everyone in a world, and their keys.

use super::{
    api_tokens::{ApiToken, ApiTokenText},
    groups::Group,
    invitations::Invitation,
    oauth_apps::{ClientId, OauthApp},
    tos::Signature,
    users::User,
};
use crate::kernel::{ids::Ids, shared::Shared};
use indexmap::IndexMap;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;
use vmc_client::wire::{OrgId, UserId};

/// Everyone and their keys.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Identity {
    /// Users by id.
    pub users: BTreeMap<UserId, Shared<User>>,
    /// API tokens by their text, in the order in which they were made.
    #[serde(with = "indexmap::map::serde_seq")]
    pub api_tokens: IndexMap<ApiTokenText, ApiToken>,
    /// OAuth apps in the order in which they were made.
    #[serde(with = "indexmap::map::serde_seq")]
    pub apps: IndexMap<ClientId, OauthApp>,
    /// Groups in the order in which they were made.
    #[serde(with = "indexmap::map::serde_seq")]
    pub groups: IndexMap<Uuid, Group>,
    /// Invitations in the order in which they were made.
    #[serde(with = "indexmap::map::serde_seq")]
    pub invitations: IndexMap<Uuid, Invitation>,
    /// Signatures of the terms of use, in the order in which they were made.
    #[serde(with = "indexmap::map::serde_seq")]
    pub signatures: IndexMap<Uuid, Signature>,
    /// What is noted about organizations.
    pub notes: BTreeMap<OrgId, BTreeMap<String, String>>,
    /// `jti` of revoked access tokens, with the time at which each would have expired.
    pub revoked: BTreeMap<Uuid, Timestamp>,
    /// Where ids come from.
    pub(crate) ids: Ids,
    /// Where secrets come from: a stream that differs from world to world, whatever the seed.
    pub(crate) secrets: Ids,
    /// The world; keys begin with its mark.
    pub(crate) world: Uuid,
}
