//! The record of a world, which contains all other records.

use super::{identity::everyone::Identity, orgs::Org};
use crate::{
    kernel::{
        clock::{Clock, OnPoll},
        faults::Faults,
        ids,
        network_api::NetworkApi,
        pacing::Pacing,
        refusal::ApiResult,
        shared::Shared,
        sorted_map::SortedMap,
    },
    state::not_found,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;
use vmc_client::wire::{OrgId, UserId};

/// One simulation. Isolation, locking, export, fork and persistence work on whole worlds.
///
/// Settings and state are separate, so that an operation can read the settings while it changes the state. A document has the fields of both
/// side by side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "WorldRecord", into = "WorldRecord")]
pub struct World {
    /// The id. Access tokens contain it.
    pub id: Uuid,
    /// The seed of the world's ids.
    pub seed: u64,
    pub settings: WorldSettings,
    pub state: WorldState,
}

/// What the control of a world sets. Operations read it.
#[derive(Debug, Clone, PartialEq)]
pub struct WorldSettings {
    pub clock: Clock,
    /// The effect that reading a running task has on the clock.
    pub on_poll: OnPoll,
    /// The speed of tasks.
    pub pacing: Pacing,
    /// The fault rules.
    pub faults: Faults,
    /// The networking interfaces of the SDDCs.
    pub network_api: NetworkApi,
}

/// What operations read and change.
#[derive(Debug, Clone, PartialEq)]
pub struct WorldState {
    /// Users and tokens.
    pub identity: Shared<Identity>,
    /// Organizations.
    pub orgs: SortedMap<OrgId, Shared<Org>>,
    /// The organization that the world was made with.
    pub home: OrgId,
    /// The languages that users have set.
    pub locales: BTreeMap<UserId, String>,
}

/// A world as it is written into documents.
#[derive(Serialize, Deserialize)]
struct WorldRecord {
    id: Uuid,
    #[serde(with = "ids::number_text")]
    seed: u64,
    clock: Clock,
    on_poll: OnPoll,
    pacing: Pacing,
    #[serde(default)]
    faults: Faults,
    #[serde(default = "NetworkApi::both", skip_serializing_if = "NetworkApi::is_both")]
    network_api: NetworkApi,
    identity: Shared<Identity>,
    orgs: SortedMap<OrgId, Shared<Org>>,
    home: OrgId,
    locales: BTreeMap<UserId, String>,
}

impl From<WorldRecord> for World {
    fn from(record: WorldRecord) -> Self {
        let WorldRecord { id, seed, clock, on_poll, pacing, faults, network_api, identity, orgs, home, locales } =
            record;
        let (mut identity, mut orgs) = (identity, orgs);
        identity.shrink_to_fit();
        orgs.values_mut().for_each(|org| org.shrink_to_fit());
        let settings = WorldSettings { clock, on_poll, pacing, faults, network_api };
        Self { id, seed, settings, state: WorldState { identity, orgs, home, locales } }
    }
}

impl From<World> for WorldRecord {
    fn from(world: World) -> Self {
        let World { id, seed, settings, state } = world;
        let WorldSettings { clock, on_poll, pacing, faults, network_api } = settings;
        let WorldState { identity, orgs, home, locales } = state;
        Self { id, seed, clock, on_poll, pacing, faults, network_api, identity, orgs, home, locales }
    }
}

impl WorldState {
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
