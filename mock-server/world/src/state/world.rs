//! The record of a world, which contains all other records.

use super::{identity::everyone::Identity, orgs::Org};
use crate::{
    kernel::{
        clock::{Clock, OnPoll},
        faults::Faults,
        ids,
        pacing::Pacing,
        refusal::ApiResult,
        shared::Shared,
    },
    state::not_found,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;
use vmc_client::wire::{OrgId, UserId};

/// One simulation. Isolation, locking, export, fork and persistence work on whole worlds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct World {
    /// The id. Access tokens contain it.
    pub id: Uuid,
    /// The seed of the world's ids.
    #[serde(with = "ids::number_text")]
    pub seed: u64,
    pub clock: Clock,
    /// The effect that reading a running task has on the clock.
    pub on_poll: OnPoll,
    /// The speed of tasks.
    pub pacing: Pacing,
    /// The fault rules.
    #[serde(default)]
    pub faults: Faults,
    /// Users and tokens.
    pub identity: Shared<Identity>,
    /// Organizations.
    pub orgs: BTreeMap<OrgId, Shared<Org>>,
    /// The organization that the world was made with.
    pub home: OrgId,
    /// The languages that users have set.
    pub locales: BTreeMap<UserId, String>,
}

impl World {
    /// Returns the time of the next due step.
    #[inline]
    pub fn next_due(&self) -> Option<Timestamp> {
        self.orgs.values().filter_map(|org| org.next_due()).min()
    }

    /// Returns an organization for reading. The caller of this function has already checked membership.
    ///
    /// # Errors
    /// Fails if there is no such organization.
    #[inline]
    pub fn org(&self, id: OrgId) -> ApiResult<&Org> {
        self.orgs.get(&id).map(|org| &**org).ok_or_else(|| not_found::org(id))
    }

    /// Returns the organization that was created with the world.
    pub fn home(&self) -> Option<&Org> {
        self.orgs.get(&self.home).map(|org| &**org)
    }
}
