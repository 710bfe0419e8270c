//! A world: everything that is known of one simulation.

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

/// One simulation. It is the unit of isolation, locking, export, fork and persistence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct World {
    /// Its id; access tokens carry it.
    pub id: Uuid,
    /// Where its ids come from.
    #[serde(with = "ids::number_text")]
    pub seed: u64,
    /// Its time.
    pub clock: Clock,
    /// What a look at a task under way does to its time.
    pub on_poll: OnPoll,
    /// Its pace.
    pub pacing: Pacing,
    /// What goes wrong in it.
    #[serde(default)]
    pub faults: Faults,
    /// Users and tokens.
    pub identity: Shared<Identity>,
    /// Organizations.
    pub orgs: BTreeMap<OrgId, Shared<Org>>,
    /// The organization that the world was made with.
    pub home: OrgId,
    /// Languages that users have set.
    pub locales: BTreeMap<UserId, String>,
}

impl World {
    /// When the next thing will happen.
    #[inline]
    pub fn next_due(&self) -> Option<Timestamp> {
        self.orgs.values().filter_map(|org| org.next_due()).min()
    }

    /// An organization, for reading. Membership has been checked by then.
    ///
    /// # Errors
    /// There is none.
    #[inline]
    pub fn org(&self, id: OrgId) -> ApiResult<&Org> {
        self.orgs.get(&id).map(|org| &**org).ok_or_else(|| not_found::org(id))
    }

    /// The organization that the world was made with.
    pub fn home(&self) -> Option<&Org> {
        self.orgs.get(&self.home).map(|org| &**org)
    }
}
