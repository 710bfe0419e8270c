//! The life of a task: its start, its steps and its end.
//!
//! A task's record contains its start, its planned end and its planned result. Percentage, phase, sub status, remaining minutes, version
//! and time of the last write are computed from these and the current time. A task that is never polled is therefore the same as one that
//! is polled a thousand times.

use super::{
    fault::{self, NewTask},
    notifications,
    view::{percent, view},
};
use crate::{
    context::{Cx, kinds::Kinds},
    kernel::{agenda::Step, clock::saturating_add, ids::Kind, pacing::Takes},
    state::{
        orgs::Org,
        tasks::{Milestone, Plan, TaskFacts, TaskState},
        work::Work,
    },
};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};
use std::sync::Arc;
use vmc_client::wire::{self, SddcId, TaskId};

/// When an organization has this many tasks and another one starts, the tasks that are over are removed, oldest first, until nine tenths of
/// this number are left. A removed task is answered with 404. (assumption)
pub const TASKS_KEPT_MAX: usize = 1000;

/// Starts a task and schedules its steps. The calling function records the task's id in the resource.
pub(crate) fn start(org: &mut Org, cx: &Cx, new: NewTask) -> wire::Task {
    let now = cx.now();
    make_room(org);
    let course = fault::course(org, cx, &new);
    let mut task = TaskFacts {
        id: TaskId(org.ids.uuid(Kind::Task)),
        work: new.work,
        author: cx.caller.author(),
        results: Map::new(),
        start: now,
        planned_end: None,
        plan: course.plan,
        host_fails: course.host_fails,
        state: TaskState::Running,
        start_version: new.start_version,
        end_version: None,
    };
    match cx.settings.pacing.takes(task.work.kind(), new.realistic) {
        Takes::Time(time) => schedule(org, cx.settings.kinds, &mut task, now, time.saturating_mul(course.factor)),
        Takes::UntilTold => org.agenda.hold(task.id),
    }
    let seen = view(&task, org, cx);
    notifications::started(org, &task);
    org.tasks.insert(task.id, Arc::new(task));
    seen
}

/// Records a request that was only checked, as a task of its own that is over at once and changed nothing. If `fault` says why the request
/// itself would fail later, the task has failed for that reason.
pub(crate) fn record_validation(org: &mut Org, cx: &Cx, work: Work, fault: Option<String>) -> wire::Task {
    let now = cx.now();
    make_room(org);
    let state = fault.map_or(TaskState::Finished(now), |message| TaskState::Failed(now, message));
    let task = TaskFacts {
        id: TaskId(org.ids.uuid(Kind::Task)),
        work,
        author: cx.caller.author(),
        results: Map::new(),
        start: now,
        planned_end: Some(now),
        plan: Plan::Succeed,
        host_fails: None,
        state,
        start_version: 0,
        end_version: None,
    };
    let seen = view(&task, org, cx);
    org.tasks.insert(task.id, Arc::new(task));
    seen
}

/// Releases a held task: schedules all its steps from `now`. Returns true if it was held.
pub(crate) fn release(org: &mut Org, kinds: &Kinds, id: TaskId, now: Timestamp) -> bool {
    if !org.agenda.let_go(id) {
        return false;
    }
    if let Some(task) = org.tasks.get(&id) {
        let mut task = TaskFacts::clone(task);
        schedule(org, kinds, &mut task, now, SignedDuration::ZERO);
        org.tasks.insert(id, Arc::new(task));
    }
    true
}

fn schedule(org: &mut Org, kinds: &Kinds, task: &mut TaskFacts, from: Timestamp, time: SignedDuration) {
    let at = |share: u16| saturating_add(from, time.saturating_mul(i32::from(share)) / 1000);
    let last = match task.plan {
        Plan::Succeed => 1000,
        Plan::Fail { at, .. } | Plan::Stick { at } | Plan::Cancel { at } => at.min(1000),
    };
    for (number, (share, _)) in (0u16..).zip(kinds.row(task.work.kind()).milestones) {
        if *share <= last {
            org.agenda.promise(at(*share), Step::Milestone { task: task.id, number });
        }
    }
    if !matches!(task.plan, Plan::Stick { .. }) {
        org.agenda.promise(at(last), Step::End { task: task.id });
    }
    task.planned_end = Some(saturating_add(from, time));
}

fn make_room(org: &mut Org) {
    if org.tasks.len() >= TASKS_KEPT_MAX {
        let mut surplus = org.tasks.len() - TASKS_KEPT_MAX / 10 * 9;
        org.tasks.retain(|_, task| {
            let forget = surplus > 0 && task.state.is_over();
            surplus -= usize::from(forget);
            !forget
        });
    }
}

/// The effect of a step on a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Progress {
    /// The task has reached this milestone.
    Reached(Milestone),
    /// The task has ended, with the result in its state.
    Ended,
}

/// Takes one step of a task at the step's own time. Returns the task and the effect of the step; the caller then changes the task's
/// resource. A step of a task that is over has no effect.
pub(crate) fn take(
    org: &mut Org,
    kinds: &Kinds,
    id: TaskId,
    step: Step,
    at: Timestamp,
) -> Option<(Arc<TaskFacts>, Progress)> {
    let task = org.tasks.get(&id).filter(|task| !task.state.is_over())?;
    let row = kinds.row(task.work.kind());
    let state = match (step, &task.state, &task.plan) {
        (Step::Milestone { number, .. }, TaskState::Running, _) => {
            let (_, milestone) = row.milestones.get(usize::from(number))?;
            return Some((Arc::clone(task), Progress::Reached(*milestone)));
        }
        (Step::End { .. }, TaskState::Running, Plan::Succeed) => TaskState::Finished(at),
        (Step::End { .. }, TaskState::Running, Plan::Fail { message, .. }) => TaskState::Failed(at, message.clone()),
        (Step::End { .. }, TaskState::Running, Plan::Cancel { .. }) => TaskState::Canceled(at, percent(row, task, at)),
        (Step::Cancel { .. }, TaskState::Canceling(since), _) => TaskState::Canceled(at, percent(row, task, *since)),
        _ => return None,
    };
    find_mut(org, id)?.state = state;
    org.tasks.get(&id).map(|task| (Arc::clone(task), Progress::Ended))
}

/// Records the version of the task's resource at the end of the task.
pub(crate) fn note_end_version(org: &mut Org, id: TaskId, version: Option<i32>) {
    if let Some(task) = find_mut(org, id) {
        task.end_version = version;
    }
}

/// Ends a task because a forced deletion replaces it. The caller changes the task's resource.
pub(crate) fn overtake(org: &mut Org, cx: &Cx, id: TaskId) {
    let (kinds, at) = (cx.settings.kinds, cx.now());
    org.agenda.forget(id);
    if let Some(task) = find_mut(org, id).filter(|task| !task.state.is_over()) {
        let percent = percent(kinds.row(task.work.kind()), task, at);
        task.state = TaskState::Canceled(at, percent);
        if let Some(task) = org.tasks.get(&id).cloned() {
            notifications::ended(org, &task);
        }
    }
}

/// Ends all tasks on an SDDC that is being deleted. The caller changes the SDDC.
pub(crate) fn overtake_all(org: &mut Org, cx: &Cx, sddc: SddcId) {
    let on_it = |task: &TaskFacts| task.work.sddc() == Some(sddc) && !task.state.is_over();
    let running: Vec<_> = org.tasks.values().filter(|task| on_it(task)).map(|task| task.id).collect();
    running.into_iter().for_each(|task| overtake(org, cx, task));
}

/// Cancels a task at once because another task has stopped it. The end of the task then changes its resource.
pub(crate) fn stop(org: &mut Org, id: TaskId, at: Timestamp) {
    if find_mut(org, id).is_some_and(|task| task.state == TaskState::Running) {
        org.agenda.forget(id);
        org.agenda.promise(at, Step::Cancel { task: id });
        if let Some(task) = find_mut(org, id) {
            task.state = TaskState::Canceling(at);
        }
    }
}

/// Returns a task by its id, mutably.
pub(super) fn find_mut(org: &mut Org, id: TaskId) -> Option<&mut TaskFacts> {
    org.tasks.get_mut(&id).map(Arc::make_mut)
}

/// Adds a key to the task's `params`, for a result that its end has brought.
pub(crate) fn note(org: &mut Org, id: TaskId, key: &str, value: Value) {
    if let Some(task) = find_mut(org, id) {
        task.results.insert(key.to_owned(), value);
    }
}
