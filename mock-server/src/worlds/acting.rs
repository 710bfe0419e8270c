//! What pages for people need to know of a world: in whose name they act, and whether anything has changed since they were made.

#![cfg_attr(not(feature = "console"), expect(dead_code, reason = "only the console uses it"))]

use super::{Worlds, cell::Version, settling::settled};
use crate::{
    fingerprint::Fingerprint,
    tokens::Verified,
    world::{
        Caller, World,
        identity::roles::rights,
        state::identity::{roles::OrgRole, users::User},
    },
};
use jiff::Timestamp;
use std::sync::Arc;
use uuid::Uuid;
use vmc_client::wire::OrgId;

/// What a page shows changes only if one of these does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sight {
    revision: u64,
    /// The number of requests in the journal, if the page shows the journal.
    requests: Option<u64>,
    /// The second of the world's time, if a task is under way, whose progress is seen.
    second: Option<i64>,
}

impl Worlds {
    /// Returns the owner of a world's organization as a caller who is signed in. A world without an owner has its service act instead.
    pub(crate) fn owner(&self, id: Uuid) -> Option<Arc<Verified>> {
        let cell = self.find(id)?;
        let (world, _) = settled(&cell);
        let org = world.state.home()?;
        let caller = owner_of(&world, org.id).unwrap_or_else(|| Caller::service(org));
        Some(Arc::new(Verified {
            id: Uuid::nil(),
            world: id,
            issued: Timestamp::MIN,
            expires: Timestamp::MAX,
            not_before: None,
            subject: caller.username.to_string(),
            caller,
            fingerprint: Fingerprint::of(""),
            of_nsx: false,
        }))
    }

    /// Returns what a world looks like now, to compare it with how it looked before. Only a page that shows the journal changes with every
    /// request.
    pub(crate) fn sight(&self, id: Uuid, shows_journal: bool) -> Option<Sight> {
        let cell = self.find(id)?;
        let (world, now) = settled(&cell);
        let Version { revision, .. } = cell.version_at(now);
        let mut tasks = world.state.orgs.values().flat_map(|org| org.tasks.values());
        let under_way = tasks.any(|task| !task.state.is_over());
        Some(Sight {
            revision,
            requests: shows_journal.then(|| cell.journal.recorded()),
            second: under_way.then(|| now.as_second()),
        })
    }
}

fn owner_of(world: &World, org: OrgId) -> Option<Caller> {
    let owns = |user: &&User| user.roles.get(&org).is_some_and(|roles| roles.org.contains(&OrgRole::OrgOwner));
    let members = world.state.identity.members(org);
    let user = members.iter().copied().find(&owns).or_else(|| members.first().copied())?;
    let perms = world.state.identity.held(user, org).roles().perms();
    Some(Caller { user: user.id, username: user.username.clone(), client: None, org, rights: rights(&perms) })
}
