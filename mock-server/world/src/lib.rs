//! A world: all state of one simulation, as one plain value.
//!
//! Nothing in here reads a clock, draws randomness, does input or output, logs, or is async. The time comes in as an argument, ids come
//! from the world's own seeded streams, and what will happen later is data in an agenda. So a world can be cloned, serialised, compared
//! and moved through time, and the same requests give the same answers.

/// The version of this program, as exported worlds name it.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

pub mod agenda;
pub mod clock;
pub mod faults;
pub mod filter;
pub mod ids;
pub mod memo;
pub mod pacing;
pub mod refusal;
pub mod states;
pub mod task_kinds;

pub mod near_names;

pub mod export;

pub mod identity;
pub mod orgs;

pub mod tasks;
// One file per resource, named as in the wire types and the endpoint table.
pub mod account_link;
pub mod agreements;
pub mod clusters;
pub mod esxs;
pub mod provision_spec;
pub mod quota_requests;
pub mod sddcs;
pub mod subscriptions;
pub mod templates;
// What is done to a finished SDDC.
pub mod addons;
pub mod connectivity;
pub mod customer_support;
pub mod dns;
pub mod locale;
pub mod public_ips;
pub mod reservations;

use clock::{Clock, OnPoll};
use faults::{FaultRule, Faults};
use identity::{Identity, Right, User, oauth_apps::ClientId};
use ids::Ids;
use jiff::Timestamp;
use orgs::Org;
use pacing::Pacing;
use refusal::{ApiResult, Refusal};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};
use uuid::Uuid;
use vmc_client::wire::{Entity, OrgId, TaskId, Time, UserId};

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
    /// What goes wrong in it. Documents from before there were rules have none.
    #[serde(default)]
    pub faults: Faults,
    /// Users and tokens.
    pub identity: Identity,
    /// Organizations.
    pub orgs: BTreeMap<OrgId, Org>,
    /// The organization that the world was made with.
    pub home: OrgId,
    /// Languages that users have set.
    pub locales: BTreeMap<UserId, String>,
}

/// What a new world is made from.
#[derive(Debug, Clone)]
pub struct WorldSpec {
    /// Its id.
    pub id: Uuid,
    /// Where its ids come from; worlds with equal seeds give equal ids.
    pub seed: u64,
    /// Its clock.
    pub clock: Clock,
    /// What a look at a task under way does to its time.
    pub on_poll: OnPoll,
    /// Its pace.
    pub pacing: Pacing,
    /// Properties of its organization that differ from the default.
    pub properties: BTreeMap<String, String>,
    /// What goes wrong in it.
    pub faults: Vec<FaultRule>,
}

/// What an operation is told besides the request: the time, who asks, and how the world is set.
#[derive(Debug, Clone, Copy)]
pub struct Cx<'a> {
    /// The world's time.
    pub now: Timestamp,
    /// Who asks.
    pub caller: &'a Caller,
    /// Name of the operation; empty where the service does something by itself.
    pub operation: &'a str,
    /// How long things take.
    pub pacing: &'a Pacing,
    /// What goes wrong.
    pub faults: &'a Faults,
    /// How the client reached the server, as `http://host:port`: addresses in answers point back there.
    pub base_url: &'a str,
}

/// What the service is told when it does something by itself, because its time has come.
#[derive(Debug, Clone, Copy)]
pub struct ByItself<'a> {
    /// The world's time.
    pub now: Timestamp,
    /// How long things take.
    pub pacing: &'a Pacing,
    /// What goes wrong.
    pub faults: &'a Faults,
}

impl<'a> ByItself<'a> {
    /// The same as for an operation of this caller.
    fn cx(self, caller: &'a Caller) -> Cx<'a> {
        let Self { now, pacing, faults } = self;
        Cx { now, caller, operation: "", pacing, faults, base_url: "" }
    }
}

pub use vmc_client::endpoint::Call;

/// Who asks: read from a verified access token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The user, or who writes for the OAuth app.
    pub user: UserId,
    /// Its name.
    pub username: Arc<str>,
    /// The OAuth app, if the caller is one and not a user.
    pub client: Option<ClientId>,
    /// The organization that the token is for.
    pub org: OrgId,
    /// What the token's roles allow.
    pub rights: Vec<Right>,
}

/// Who wrote a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// The user.
    pub id: UserId,
    /// The user's name.
    pub name: Arc<str>,
}

impl World {
    /// A world with one organization, its users and their API tokens.
    ///
    /// # Errors
    /// A fault rule is refused: [`Faults::add`].
    pub fn new(spec: WorldSpec, machine: Timestamp) -> ApiResult<Self> {
        let mut faults = Faults::new(spec.seed);
        faults.replace(spec.faults)?;
        let now = spec.clock.now(machine);
        let mut ids = Ids::new(spec.seed);
        let org = Org::new(&mut ids, now, spec.properties);
        let identity = Identity::new(spec.id, &mut ids, &org, now);
        Ok(Self {
            id: spec.id,
            seed: spec.seed,
            clock: spec.clock,
            on_poll: spec.on_poll,
            pacing: spec.pacing,
            faults,
            identity,
            home: org.id,
            orgs: BTreeMap::from([(org.id, org)]),
            locales: BTreeMap::new(),
        })
    }

    /// Lets everything promised up to `now` happen, each thing at its own time.
    pub fn settle(&mut self, now: Timestamp) {
        for org in self.orgs.values_mut() {
            org.settle(&self.pacing, &self.faults, now);
        }
    }

    /// Moves the clock to the end of a task of an organization, and lets everything up to then happen. A task that is held back is let go
    /// first; one that is over changes nothing. Returns the time.
    ///
    /// # Errors
    /// There is no such organization or task, or the task has no end.
    pub fn skip_to_end(&mut self, org: OrgId, task: TaskId, machine: Timestamp) -> ApiResult<Timestamp> {
        let now = self.clock.now(machine);
        let owner = self.orgs.get_mut(&org).ok_or_else(|| orgs::refusals::not_found(org))?;
        let facts = owner.tasks.get(&task).ok_or_else(|| tasks::refusals::not_found(task))?;
        if facts.state.is_over() {
            return Ok(now);
        }
        tasks::release(owner, task, now);
        let end = owner.agenda.end_of(task);
        let end = end.ok_or_else(|| Refusal::invalid(format!("Task {task} has no end that time could bring.")))?;
        self.clock.set(end.max(now), machine)?;
        let now = self.clock.now(machine);
        self.settle(now);
        Ok(now)
    }

    /// When the next thing will happen.
    #[inline]
    pub fn next_due(&self) -> Option<Timestamp> {
        self.orgs.values().filter_map(Org::next_due).min()
    }

    /// An organization, for reading. Membership has been checked by then.
    ///
    /// # Errors
    /// There is no such organization.
    #[inline]
    pub fn org(&self, id: OrgId) -> ApiResult<&Org> {
        self.orgs.get(&id).ok_or_else(|| orgs::refusals::not_found(id))
    }

    /// The organization that the world was made with.
    pub fn home(&self) -> Option<&Org> {
        self.orgs.get(&self.home)
    }
}

impl Caller {
    /// Whether the token's roles allow this.
    #[inline]
    pub fn may(&self, right: Right) -> bool {
        self.rights.contains(&right)
    }

    /// The caller as the author of what it writes.
    pub fn author(&self) -> Author {
        Author { id: self.user, name: self.username.clone() }
    }
}

impl Author {
    /// A user as an author.
    pub fn of(user: &User) -> Self {
        Self { id: user.id, name: user.username.as_str().into() }
    }

    /// The fields that every record has, in the service's forms of time.
    pub fn entity<Id>(&self, id: Id, created: Timestamp, updated: Timestamp, version: i32) -> Entity<Id> {
        Entity {
            user_id: self.id,
            user_name: self.name.to_string(),
            created: Time::padded_millis(created),
            version,
            id,
            updated_by_user_id: self.id,
            updated_by_user_name: Some(self.name.to_string()),
            updated: Time::whole_second(updated),
        }
    }
}
