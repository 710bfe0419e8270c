//! The control of a world's clock: reading, setting and moving it, and listing the events that are due.

use super::{WorldPath, span};
use crate::{
    http::{Shell, routes::Routes},
    world::{
        Call, World,
        kernel::{
            agenda::{Step, Waiting},
            clock::{Clock, OnPoll},
            refusal::{ApiResult, Refusal},
        },
        state::{not_found, orgs::Org, tasks::Milestone},
        task_kinds::TASK_KINDS,
    },
    worlds::Outcome,
};
use http::request::Parts;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use vmc_client::{
    endpoint::{Empty, Json, Nothing, OptionalJson},
    endpoints,
    wire::{OrgId, ResourceId, TaskId},
};

endpoints! {
    service Control;
    /// Get a world's time and the time of the next event.
    GetClock: GET "/_vmcsim/worlds/{world}/clock" (WorldPath, Nothing, Empty) -> OK Json<ClockView>, admin;
    /// Set a world's time or the rate at which it passes. Time only moves forward.
    UpdateClock: PATCH "/_vmcsim/worlds/{world}/clock" (WorldPath, Nothing, Json<ClockChange>) -> OK Json<ClockView>, admin;
    /// Advance a world's time by a span.
    AdvanceClock: POST "/_vmcsim/worlds/{world}/clock/advance" (WorldPath, Nothing, Json<ClockAdvance>) -> OK Json<ClockView>, admin;
    /// Advance a world's time to the next event that is due, or to the end of a task. If only expiry dates are due, release the task that
    /// has been held longest instead. The body may be left out.
    SkipClock: POST "/_vmcsim/worlds/{world}/clock/skip" (WorldPath, Nothing, OptionalJson<ClockSkip>) -> OK Json<SkippedView>, admin;
    /// List the events that are due in a world, with their times.
    GetAgenda: GET "/_vmcsim/worlds/{world}/agenda" (WorldPath, AgendaQuery, Empty) -> OK Json<AgendaView>, admin;
}

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .shell::<GetClock>(get_clock)
        .shell::<UpdateClock>(update_clock)
        .shell::<AdvanceClock>(advance_clock)
        .shell::<SkipClock>(skip_clock)
        .shell::<GetAgenda>(get_agenda)
}

/// The default and the maximum number of events in an agenda.
const STEPS_SHOWN: usize = 100;
const STEPS_SHOWN_MAX: usize = 1000;

/// A world's clock.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ClockView {
    /// The present time of the world.
    #[cfg_attr(feature = "schemas", schemars(with = "String"))]
    pub now: Timestamp,
    /// Seconds of the world for each second of the machine.
    pub rate: f64,
    /// The effect that a read of an unfinished task has on the clock.
    pub on_poll: OnPoll,
    /// Time of the next event, if one is due.
    #[cfg_attr(feature = "schemas", schemars(with = "Option<String>"))]
    pub next_due: Option<Timestamp>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ClockChange {
    /// Seconds of the world for each second of the machine. 0 stops the clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<f64>,
    /// The time to set, RFC 3339. It must not be before the clock's present time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemas", schemars(with = "Option<String>"))]
    pub at: Option<Timestamp>,
    /// The effect that a read of an unfinished task has on the clock: nothing (`stay`), or a move to the end of the task (`jump`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_poll: Option<OnPoll>,
}

/// The target of a skip.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ClockSkip {
    /// The task to whose end the clock is moved. Default: the clock is moved to the next event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<TaskId>,
}

/// A world's clock after a skip, and the task that was released by it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SkippedView {
    #[serde(flatten)]
    pub clock: ClockView,
    /// The task that was held and now continues, if the skip released one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub released: Option<HeldView>,
}

/// The size of the agenda in the answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct AgendaQuery {
    /// The maximum number of events to return, 1 to 1000. Default 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemas", schemars(range(min = 1, max = 1000)))]
    pub limit: Option<usize>,
}

/// The events that are due in a world.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct AgendaView {
    /// The present time of the world.
    #[cfg_attr(feature = "schemas", schemars(with = "String"))]
    pub now: Timestamp,
    /// The events in the order in which they will happen.
    pub due: Vec<StepView>,
    /// Number of events that were left out because of the limit.
    pub more: usize,
    /// Tasks that wait until they are released, the longest-held first.
    pub held: Vec<HeldView>,
    /// Events that will happen when a task has ended, the oldest first. Their times are not known yet.
    pub waiting: Vec<WaitingView>,
}

/// An event that is due.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct StepView {
    /// Time of the event.
    #[cfg_attr(feature = "schemas", schemars(with = "String"))]
    pub at: Timestamp,
    /// Kind of the event.
    pub what: StepKind,
    pub org_id: OrgId,
    /// The task that the event belongs to, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task_id: Option<TaskId>,
    /// The kind of that task.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task_type: Option<String>,
    /// The milestone that the task's resource reaches.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub milestone: Option<Milestone>,
    /// The resource that the event affects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource_id: Option<ResourceId>,
}

/// Kinds of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// A task's resource reaches a milestone.
    TaskMilestone,
    /// A task ends. It succeeds, or fails as was determined at its start.
    TaskEnds,
    /// The cancellation of a task takes effect.
    TaskIsCanceled,
    /// The lifetime of a single-host SDDC ends.
    SddcExpires,
    /// A host fails.
    HostFails,
    /// A scaling policy adds or removes hosts of a cluster.
    ClusterScales,
    /// A failed host is replaced, because failed hosts are replaced from now on.
    FailedHostIsReplaced,
    /// An AWS account accepts that its VPCs are attached to an SDDC group.
    AccountAccepts,
    /// The term of a subscription ends.
    SubscriptionEnds,
}

/// A task that is held.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct HeldView {
    pub org_id: OrgId,
    pub task_id: TaskId,
    /// The kind of the task.
    pub task_type: String,
    /// The resource that it acts on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource_id: Option<ResourceId>,
}

/// An event that will happen when a task has ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct WaitingView {
    /// Kind of the event.
    pub what: StepKind,
    pub org_id: OrgId,
    /// The task that must end first.
    pub task_id: TaskId,
    /// The kind of that task.
    pub task_type: String,
    /// The resource that the event affects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource_id: Option<ResourceId>,
}

/// A span of time to advance a clock by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ClockAdvance {
    /// `2h`, `90m`, `1d 6h` or ISO 8601 (`PT2H`). A day is 24 hours.
    pub by: String,
}

pub(super) fn clock_view(world: &World, now: Timestamp) -> ClockView {
    ClockView {
        now,
        rate: world.settings.clock.rate(),
        on_poll: world.settings.on_poll,
        next_due: world.state.next_due(),
    }
}

/// Changes a world's clock, applies the events that became due, and looks at the world.
fn with_clock<T>(
    shell: &Shell,
    id: Uuid,
    change: impl FnOnce(&mut World, Timestamp, Timestamp) -> ApiResult<T>,
) -> Outcome<(T, ClockView)> {
    shell.worlds.control(id, |world, now, machine| {
        let changed = change(world, now, machine)?;
        let now = world.settings.clock.now(machine);
        world.settle(now);
        Ok((changed, clock_view(world, now)))
    })
}

/// Sets time, rate and `on_poll` of a world's clock, as far as the change names them.
pub(crate) fn change(shell: &Shell, id: Uuid, change: &ClockChange) -> Outcome<ClockView> {
    let changed = with_clock(shell, id, |world, _, machine| {
        // The time and the rate change together or not at all: a wrong rate must not leave a moved clock.
        let mut clock: Clock = world.settings.clock;
        if let Some(at) = change.at {
            clock.set(at, machine)?;
        }
        if let Some(rate) = change.rate {
            clock.set_rate(rate, machine)?;
        }
        world.settings.clock = clock;
        world.settings.on_poll = change.on_poll.unwrap_or(world.settings.on_poll);
        Ok(())
    });
    changed.map(|((), view)| view)
}

/// Moves a world's clock forward, or refuses what is no span.
pub(crate) fn advance(shell: &Shell, id: Uuid, by: ApiResult<SignedDuration>) -> Outcome<ClockView> {
    let moved = with_clock(shell, id, |world, _, machine| {
        let by = by?;
        if by.is_negative() {
            return Err(Refusal::invalid("Time only moves forward: `by` must not be negative."));
        }
        Ok(world.settings.clock.advance(by, machine)?)
    });
    moved.map(|((), view)| view)
}

/// Moves a world's clock to the end of a task or to the next event, or releases a held task.
pub(crate) fn skip(shell: &Shell, id: Uuid, task: Option<TaskId>) -> Outcome<SkippedView> {
    let moved = with_clock(shell, id, |world, now, machine| {
        let held = held(world);
        match task {
            Some(task) => {
                let owner = world.state.orgs.values().find(|org| org.tasks.contains_key(&task)).map(|org| org.id);
                world.skip_to_end(owner.ok_or_else(|| not_found::task(task))?, task, machine)?;
            }
            None => world.skip_to_next(now, machine)?,
        }
        let still = self::held(world);
        Ok(held.into_iter().find(|one| still.iter().all(|other| other.task_id != one.task_id)))
    });
    moved.map(|(released, clock)| SkippedView { clock, released })
}

/// Returns the tasks of a world that wait until they are released.
fn held(world: &World) -> Vec<HeldView> {
    world.state.orgs.values().flat_map(|org| org.agenda.held().map(|task| HeldView::of(org, task))).collect()
}

fn get_clock(shell: &Shell, _: &Parts, call: &Call<GetClock>) -> Outcome<ClockView> {
    match shell.worlds.named(&call.path.world) {
        Ok(id) => shell.worlds.inspect(id, |world, now| Ok(clock_view(world, now))),
        Err(error) => Outcome::refused(error),
    }
}

fn update_clock(shell: &Shell, _: &Parts, call: &Call<UpdateClock>) -> Outcome<ClockView> {
    match shell.worlds.named(&call.path.world) {
        Ok(id) => change(shell, id, &call.body.0),
        Err(error) => Outcome::refused(error),
    }
}

fn advance_clock(shell: &Shell, _: &Parts, call: &Call<AdvanceClock>) -> Outcome<ClockView> {
    match shell.worlds.named(&call.path.world) {
        Ok(id) => advance(shell, id, span(&call.body.0.by)),
        Err(error) => Outcome::refused(error),
    }
}

fn skip_clock(shell: &Shell, _: &Parts, call: &Call<SkipClock>) -> Outcome<SkippedView> {
    let task = call.body.0.as_ref().and_then(|skip| skip.task);
    match shell.worlds.named(&call.path.world) {
        Ok(id) => skip(shell, id, task),
        Err(error) => Outcome::refused(error),
    }
}

fn get_agenda(shell: &Shell, _: &Parts, call: &Call<GetAgenda>) -> Outcome<AgendaView> {
    let limit = call.query.limit.unwrap_or(STEPS_SHOWN);
    if !(1..=STEPS_SHOWN_MAX).contains(&limit) {
        return Outcome::refused(Refusal::invalid(format!("`limit` is a number from 1 to {STEPS_SHOWN_MAX}.")));
    }
    match shell.worlds.named(&call.path.world) {
        Ok(id) => shell.worlds.inspect(id, |world, now| Ok(agenda_view(world, now, limit))),
        Err(error) => Outcome::refused(error),
    }
}

fn agenda_view(world: &World, now: Timestamp, limit: usize) -> AgendaView {
    let mut due: Vec<_> = world
        .state
        .orgs
        .values()
        .flat_map(|org| org.agenda.steps().map(|(at, step)| StepView::of(org, at, step)))
        .collect();
    due.sort_by_key(|step| step.at);
    let mut waiting: Vec<_> =
        world.state.orgs.values().flat_map(|org| org.agenda.waiting().map(|one| WaitingView::of(org, one))).collect();
    let more = due.len().saturating_sub(limit) + waiting.len().saturating_sub(limit);
    due.truncate(limit);
    waiting.truncate(limit);
    AgendaView { now, due, more, held: held(world), waiting }
}

impl StepView {
    fn of(org: &Org, at: Timestamp, step: Step) -> Self {
        let task = step.task().and_then(|task| org.tasks.get(&task));
        let (what, resource_id) = about(org, step);
        let milestone = match step {
            Step::Milestone { number, .. } => task
                .and_then(|task| TASK_KINDS.row(task.work.kind()).milestones.get(usize::from(number)))
                .map(|(_, milestone)| *milestone),
            _ => None,
        };
        let task_type = task.map(|task| task.work.kind().name().to_owned());
        Self { at, what, org_id: org.id, task_id: step.task(), task_type, milestone, resource_id }
    }
}

/// Returns the kind of an event, and the resource that it affects.
fn about(org: &Org, step: Step) -> (StepKind, Option<ResourceId>) {
    let task = step.task().and_then(|task| org.tasks.get(&task));
    let of_task = |what| (what, task.and_then(|task| task.work.resource_id()));
    match step {
        Step::Milestone { .. } => of_task(StepKind::TaskMilestone),
        Step::End { .. } => of_task(StepKind::TaskEnds),
        Step::Cancel { .. } => of_task(StepKind::TaskIsCanceled),
        Step::Expire { sddc } => (StepKind::SddcExpires, Some(sddc.into())),
        Step::HostFails { sddc, .. } => (StepKind::HostFails, Some(sddc.into())),
        Step::Scale { sddc, .. } => (StepKind::ClusterScales, Some(sddc.into())),
        Step::Remediate { sddc, .. } => (StepKind::FailedHostIsReplaced, Some(sddc.into())),
        Step::AccountAccepts { group, .. } => (StepKind::AccountAccepts, Some(ResourceId(group.0))),
        Step::SubscriptionEnds { subscription } => (StepKind::SubscriptionEnds, Some(subscription.into())),
    }
}

impl WaitingView {
    fn of(org: &Org, waiting: Waiting) -> Self {
        let (what, resource_id) = about(org, waiting.step);
        let task = org.tasks.get(&waiting.task);
        Self {
            what,
            org_id: org.id,
            task_id: waiting.task,
            task_type: task.map(|task| task.work.kind().name().to_owned()).unwrap_or_default(),
            resource_id,
        }
    }
}

impl HeldView {
    fn of(org: &Org, task_id: TaskId) -> Self {
        let task = org.tasks.get(&task_id);
        Self {
            org_id: org.id,
            task_id,
            task_type: task.map(|task| task.work.kind().name().to_owned()).unwrap_or_default(),
            resource_id: task.and_then(|task| task.work.resource_id()),
        }
    }
}
