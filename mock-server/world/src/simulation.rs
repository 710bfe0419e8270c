//! Creates a world and lets time pass in it.

use crate::{
    context::{Caller, Cx, Settings},
    identity::{demo, people::People},
    kernel::{
        agenda::Step,
        clock::{Clock, OnPoll},
        faults::{FaultRule, Faults},
        ids::Ids,
        network_api::NetworkApi,
        pacing::Pacing,
        refusal::{ApiResult, Refusal},
        sorted_map::SortedMap,
    },
    state::{
        not_found,
        orgs::{NewOrg, Org},
        world::{World, WorldSettings, WorldState},
    },
    task_kinds::TASK_KINDS,
    tasks::{self, Progress},
    vmc::{autoscaler, host_failure, sddc_groups, sddcs, subscriptions},
};
use jiff::Timestamp;
use std::collections::BTreeMap;
use uuid::Uuid;
use vmc_client::wire::{OrgId, TaskId};

/// The values from which a new world is made.
#[derive(Debug, Clone)]
pub struct WorldSpec {
    pub id: Uuid,
    /// The seed of the world's ids. Worlds with equal seeds draw equal ids.
    pub seed: u64,
    pub clock: Clock,
    /// The effect that reading a running task has on the world's clock.
    pub on_poll: OnPoll,
    /// The speed of tasks.
    pub pacing: Pacing,
    /// Properties of the world's organization that differ from the default.
    pub properties: BTreeMap<String, String>,
    /// The fault rules.
    pub faults: Vec<FaultRule>,
    /// The networking interfaces of the SDDCs.
    pub network_api: NetworkApi,
}

/// Builds the [`Settings`] that operations of a world receive.
pub fn settings(world: &WorldSettings) -> Settings<'_> {
    Settings { pacing: &world.pacing, faults: &world.faults, network_api: world.network_api, kinds: &TASK_KINDS }
}

impl World {
    /// Creates a world with one organization, its users and their API tokens.
    ///
    /// # Errors
    /// Fails if a fault rule is refused: see [`Faults::add`].
    pub fn new(spec: WorldSpec, machine: Timestamp) -> ApiResult<Self> {
        let properties = spec.properties.clone();
        Self::described(spec, NewOrg { properties, ..NewOrg::default() }, None, machine)
    }

    /// Creates a world with a described organization, and with described people if there are any.
    ///
    /// # Errors
    /// Fails if a fault rule is refused.
    pub(crate) fn described(
        spec: WorldSpec,
        org: NewOrg,
        people: Option<People>,
        machine: Timestamp,
    ) -> ApiResult<Self> {
        let mut faults = Faults::new(spec.seed);
        faults.replace(spec.faults)?;
        let now = spec.clock.now(machine);
        let mut ids = Ids::new(spec.seed);
        let org = Org::described(&mut ids, now, org);
        let identity = match people {
            None => demo::identity(spec.id, &mut ids, &org, now),
            Some(people) => people.identity((spec.id, spec.seed), &mut ids, &org, now),
        };
        Ok(Self {
            id: spec.id,
            seed: spec.seed,
            settings: WorldSettings {
                clock: spec.clock,
                on_poll: spec.on_poll,
                pacing: spec.pacing,
                faults,
                network_api: spec.network_api,
            },
            state: WorldState {
                identity: identity.into(),
                home: org.id,
                orgs: SortedMap::from([(org.id, org.into())]),
                locales: BTreeMap::new(),
            },
        })
    }

    /// Takes all steps that are due up to `now`, each one at its own time.
    pub fn settle(&mut self, now: Timestamp) {
        self.settle_partly(now, usize::MAX);
    }

    /// Takes steps that are due up to `now`, but at most this many. Returns `true` if no more are due.
    pub fn settle_partly(&mut self, now: Timestamp, max: usize) -> bool {
        let settings = settings(&self.settings);
        let mut left = max;
        // Only an organization in which something is due is written to: the others may be shared with copies of this world.
        for org in self.state.orgs.values_mut().filter(|org| org.next_due().is_some_and(|due| due <= now)) {
            while left > 0
                && let Some((at, step)) = org.agenda.pop_due(now)
            {
                take(org, settings, step, at);
                left -= 1;
            }
            if left == 0 {
                break;
            }
        }
        self.state.next_due().is_none_or(|due| due > now)
    }

    /// Moves the clock to the end of a task of an organization and takes all steps up to then. A task that is held is released first. If
    /// the task is already over, nothing changes. Returns the new time.
    ///
    /// # Errors
    /// Fails if the organization or the task does not exist, or if the task has no end.
    pub fn skip_to_end(&mut self, org: OrgId, task: TaskId, machine: Timestamp) -> ApiResult<Timestamp> {
        let now = self.settings.clock.now(machine);
        let owner = self.state.orgs.get_mut(&org).ok_or_else(|| not_found::org(org))?;
        let facts = owner.tasks.get(&task).ok_or_else(|| not_found::task(task))?;
        if facts.state.is_over() {
            return Ok(now);
        }
        tasks::release(owner, &TASK_KINDS, task, now);
        let end = owner.agenda.end_of(task);
        let end = end.ok_or_else(|| Refusal::invalid(format!("Task {task} has no end that time could bring.")))?;
        self.settings.clock.set(end.max(now), machine)?;
        let now = self.settings.clock.now(machine);
        self.settle(now);
        Ok(now)
    }

    /// Moves the clock to the next due step. If no task is under way, a held task is released first; otherwise it would have to wait for a
    /// due date, which may be months away.
    ///
    /// # Errors
    /// Fails if the clock cannot be moved that far.
    pub fn skip_to_next(&mut self, now: Timestamp, machine: Timestamp) -> ApiResult<()> {
        let under_way = self.state.orgs.values().any(|org| org.agenda.next_of_task().is_some());
        let held = self.state.orgs.values_mut().find_map(|org| {
            let task = org.agenda.held().next()?;
            Some((org, task))
        });
        if let Some((org, task)) = held.filter(|_| !under_way) {
            tasks::release(org, &TASK_KINDS, task, now);
        } else if let Some(due) = self.state.next_due() {
            self.settings.clock.set(due.max(now), machine)?;
        }
        Ok(())
    }
}

/// Takes one step of an organization's agenda at the step's own time.
fn take(org: &mut Org, settings: Settings, step: Step, at: Timestamp) {
    match step {
        Step::Milestone { task, .. } | Step::End { task } | Step::Cancel { task } => {
            take_of_task(org, settings, task, step, at);
        }
        Step::Expire { sddc } => {
            let service = Caller::service(org);
            sddcs::expire(org, sddc, &Cx::due(settings, at, &service));
        }
        Step::HostFails { sddc, cluster } => {
            let service = Caller::service(org);
            host_failure::fail(org, sddc, cluster, &Cx::due(settings, at, &service));
        }
        Step::Scale { sddc, cluster } => {
            let service = Caller::service(org);
            autoscaler::scale(org, sddc, cluster, &Cx::due(settings, at, &service));
        }
        Step::Remediate { sddc, cluster } => {
            let service = Caller::service(org);
            host_failure::remediate(org, sddc, cluster, &Cx::due(settings, at, &service));
        }
        Step::AccountAccepts { group, account } => sddc_groups::accept(org, group, account, at),
        Step::SubscriptionEnds { subscription } => subscriptions::expire(org, subscription),
    }
}

/// Takes one step of a task: the task goes on or ends, and then the function in the table of task kinds changes the resource.
fn take_of_task(org: &mut Org, settings: Settings, id: TaskId, step: Step, at: Timestamp) {
    let Some((task, progress)) = tasks::take(org, settings.kinds, id, step, at) else { return };
    let row = settings.kinds.row(task.work.kind());
    match progress {
        Progress::Reached(milestone) => (row.reach)(org, &task, milestone, at),
        Progress::Ended => {
            let version = (row.end)(org, &task, at);
            tasks::note_end_version(org, id, version);
            tasks::notify_of_end(org, &task);
            host_failure::promise_after(org, &task, at);
            org.agenda.wake(id, at);
            autoscaler::arrange(org, at);
        }
    }
}
