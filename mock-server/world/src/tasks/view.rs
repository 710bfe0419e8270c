//! The representation of a task in answers. Percentage, phase, sub status, remaining minutes, version and time of the last write are
//! computed from the task's record and the current time.

use crate::{
    context::{
        Cx,
        kinds::{Phase, Row},
    },
    kernel::clock::saturating_add,
    state::{
        orgs::Org,
        tasks::{Plan, TaskFacts, TaskState},
    },
};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};
use vmc_client::wire::{self, Time};

/// Returns the instant up to which the task has made progress, as of `now`.
fn progress_at(task: &TaskFacts, now: Timestamp) -> Timestamp {
    let at = match &task.state {
        TaskState::Running => now,
        TaskState::Canceling(at) | TaskState::Finished(at) | TaskState::Failed(at, _) | TaskState::Canceled(at, _) => {
            *at
        }
    };
    last(task).map_or(at, |(_, last)| at.min(last))
}

/// Returns the end of the progress of a task that stops before its planned end: the share in thousandths, and the instant.
fn last(task: &TaskFacts) -> Option<(u16, Timestamp)> {
    let (Plan::Fail { at, .. } | Plan::Stick { at } | Plan::Cancel { at }) = task.plan else { return None };
    let whole = task.planned_end?.duration_since(task.start);
    Some((at, saturating_add(task.start, whole * i32::from(at) / 1000)))
}

/// Returns the elapsed share of the task's duration, in units of 1/`of`, rounded down.
fn share(task: &TaskFacts, now: Timestamp, of: i64) -> i64 {
    let Some(end) = task.planned_end else { return 0 };
    let whole = (end.as_millisecond() - task.start.as_millisecond()).max(0);
    let spent = (progress_at(task, now).as_millisecond() - task.start.as_millisecond()).clamp(0, whole);
    match last(task) {
        // At the end, return the exact share, although the instant was rounded to milliseconds.
        Some((share, last)) if progress_at(task, now) >= last => i64::from(share) * of / 1000,
        _ if whole == 0 => 0,
        _ => spent * of / whole,
    }
}

/// Returns the `progress_percent`: rounded down, and (recorded) never 0 for a task that shows its progress.
pub(super) fn percent(row: &Row, task: &TaskFacts, now: Timestamp) -> i64 {
    match &task.state {
        TaskState::Finished(_) => 100,
        TaskState::Canceled(_, percent) => *percent,
        TaskState::Running | TaskState::Canceling(_) | TaskState::Failed(..) if row.tells_progress => {
            share(task, now, 100).clamp(row.first_percent, 99)
        }
        TaskState::Running | TaskState::Canceling(_) | TaskState::Failed(..) => row.first_percent,
    }
}

/// Returns the `estimated_remaining_minutes`: whole minutes, rounded down; -1 if there is no estimate; 0 at the end. (recorded)
fn remaining_minutes(row: &Row, task: &TaskFacts, now: Timestamp) -> i64 {
    match (&task.state, task.planned_end) {
        (TaskState::Running, Some(end)) if row.tells_progress => {
            (end.as_millisecond() - progress_at(task, now).as_millisecond()).max(0) / 60_000
        }
        (TaskState::Running | TaskState::Canceling(_), _) => -1,
        (TaskState::Finished(_) | TaskState::Failed(..) | TaskState::Canceled(..), _) => 0,
    }
}

/// Returns the phase in progress, if any.
fn phase<'r>(row: &'r Row, task: &TaskFacts, now: Timestamp) -> Option<&'r Phase> {
    let done = share(task, now, 1000);
    let running = matches!(task.state, TaskState::Running | TaskState::Canceling(_));
    row.phases.iter().find(|phase| running && done < i64::from(phase.until))
}

fn phases(row: &Row, task: &TaskFacts, now: Timestamp) -> Vec<wire::TaskProgressPhase> {
    let done = share(task, now, 1000);
    let mut from = 0;
    row.phases
        .iter()
        .map(|phase| {
            let until = i64::from(phase.until);
            let percent = match task.state {
                TaskState::Finished(_) => 100,
                _ => ((done - from) * 100 / (until - from).max(1)).clamp(0, 100),
            };
            from = until;
            wire::TaskProgressPhase {
                id: phase.id.to_owned(),
                name: phase.name.to_owned(),
                progress_percent: small(percent),
            }
        })
        .collect()
}

fn sub_status(row: &Row, task: &TaskFacts, now: Timestamp) -> String {
    match &task.state {
        // The first sub status of every kind is STARTED. (recorded)
        TaskState::Running if share(task, now, 1000) == 0 => "STARTED".to_owned(),
        TaskState::Running => {
            let done = share(task, now, 1000);
            let step = row.sub_statuses.iter().find(|(_, until)| done < i64::from(*until));
            let step = step.map(|(name, _)| *name).or_else(|| phase(row, task, now).map(|phase| phase.sub_status));
            step.unwrap_or("STARTED").to_owned()
        }
        over => over.status().to_string(),
    }
}

/// Returns the next time at which a field of the task changes without an event: a percentage, a phase, the remaining minutes or the number
/// of writes. Returns `None` if no field changes before the task's record does.
pub(super) fn next_change(row: &Row, task: &TaskFacts, now: Timestamp) -> Option<Timestamp> {
    let end = task.planned_end.filter(|_| task.state == TaskState::Running)?.as_millisecond();
    let last = last(task).map(|(_, last)| last.as_millisecond());
    let (start, at) = (task.start.as_millisecond(), now.as_millisecond());
    if last.is_some_and(|last| at >= last) {
        return None;
    }
    let whole = (end - start).max(0);
    let spent = (at - start).clamp(0, whole);
    // Each share is rounded down, so it changes when the next whole unit has elapsed.
    let shares = [100, 1000, row.writes - 1].into_iter().filter(|of| *of > 0 && whole > 0).map(|of| {
        let next = spent * of / whole + 1;
        start + (next * whole + of - 1) / of
    });
    let left = (end - at).max(0);
    let minute = (row.tells_progress && left > 0).then(|| end - left / 60_000 * 60_000 + 1);
    let next = shares.chain(minute).chain(last).filter(|next| *next > at).min()?;
    Timestamp::from_millisecond(next).ok()
}

fn small(number: i64) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

/// Returns the `params`: the view of the work, and the results.
fn params(row: &Row, task: &TaskFacts) -> Map<String, Value> {
    let mut params = (row.params)(&task.work);
    params.extend(task.results.clone());
    params
}

/// Returns the task as clients see it.
pub(super) fn view(task: &TaskFacts, org: &Org, cx: &Cx) -> wire::Task {
    let row = cx.settings.kinds.row(task.work.kind());
    // When a task is over, its representation no longer depends on the time.
    let now = task.state.ended_at().unwrap_or_else(|| cx.until(|now| (now, next_change(row, task, now))));
    // The service writes a running task many times; the writes are spread evenly over its duration.
    let written = match &task.state {
        TaskState::Finished(_) => row.writes - 1,
        _ => share(task, now, row.writes - 1).min(row.writes - 2),
    };
    let updated = match (task.state.ended_at(), task.planned_end) {
        (Some(at), _) => at,
        (None, Some(end)) => {
            let whole = (end.as_millisecond() - task.start.as_millisecond()).max(0);
            saturating_add(task.start, SignedDuration::from_millis(whole * written / (row.writes - 1)))
        }
        (None, None) => task.start,
    };
    let error_message = match &task.state {
        TaskState::Failed(_, message) => Some(message.clone()),
        _ => None,
    };
    let entity = task.author.entity(task.id, task.start, updated, small(written + 1));
    wire::Task {
        status: Some(task.state.status()),
        resource_id: task.work.resource_id(),
        resource_type: Some(row.kind.resource_type().to_owned()),
        start_resource_entity_version: task.work.resource_id().map(|_| task.start_version),
        end_resource_entity_version: task.end_version,
        sub_status: Some(sub_status(row, task, now)),
        task_type: Some(row.kind.name().to_owned()),
        error_message,
        start_time: Some(Time::millis(task.start)),
        end_time: task.state.ended_at().map(Time::millis),
        retries: Some(0),
        task_version: Some("20180321".to_owned()),
        progress_percent: Some(small(percent(row, task, now))),
        estimated_remaining_minutes: Some(small(remaining_minutes(row, task, now))),
        task_progress_phases: phases(row, task, now),
        params: params(row, task),
        org_type: Some("CUSTOMER".to_owned()),
        phase_in_progress: Some(phase(row, task, now).map_or("", |phase| phase.id).to_owned()),
        org_id: Some(org.id),
        ..wire::Task::from(entity)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        context::Caller,
        kernel::{
            clock::{Clock, OnPoll},
            faults::Faults,
            ids::{Ids, Kind},
            network_api::NetworkApi,
            pacing::{Pacing, Preset},
        },
        settings,
        state::{
            work::{ClusterWork, SddcWork, Work},
            world::WorldSettings,
        },
    };
    use proptest::prelude::*;
    use std::collections::BTreeMap;
    use uuid::Uuid;
    use vmc_client::wire::{ClusterId, SddcId, TaskId};

    /// Work of kinds that differ in how they show their progress: with phases, with sub statuses, without a percentage, with none of these.
    fn works() -> Vec<Work> {
        let (sddc, cluster) = (SddcId(Uuid::nil()), ClusterId(Uuid::nil()));
        let delete = ClusterWork::Delete { cluster, name: "a".to_owned(), failed: false, worker_task: Uuid::nil() };
        vec![
            Work::SddcCheck { config: Box::default(), will_fail: false },
            Work::Sddc { sddc, work: SddcWork::Delete },
            Work::Clusters { sddc, work: delete },
            Work::Clusters { sddc, work: ClusterWork::Convert { cluster, hosts: 3 } },
            Work::Connectivity { sddc, group: Box::default() },
        ]
    }

    /// Instants between a time and the next change that are compared with it.
    const COMPARED: i64 = 8;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        /// A task is shown in the same manner until the instant that `next_change` returns, and that instant is always in the future.
        #[test]
        fn nothing_changes_before_the_next_change(
            work in proptest::sample::select(works()),
            millis in 0_i64..200_000,
            stop in proptest::option::of(0_u16..1000),
            // The share of the duration that has elapsed, in thousandths. The task may be late.
            elapsed in 0_i64..1100,
        ) {
            let from = millis * elapsed / 1000;
            let mut ids = Ids::new(7);
            let start: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
            let org = Org::new(&mut ids, start, BTreeMap::new());
            let caller = Caller::service(&org);
            let plan = stop.map_or(Plan::Succeed, |at| Plan::Fail { at, message: "no".to_owned() });
            let task = TaskFacts {
                id: TaskId(ids.uuid(Kind::Task)),
                work,
                author: caller.author(),
                results: Map::new(),
                start,
                planned_end: Some(saturating_add(start, SignedDuration::from_millis(millis))),
                plan,
                host_fails: None,
                state: TaskState::Running,
                start_version: 0,
                end_version: None,
            };
            let world = WorldSettings {
                clock: Clock::new(start, start),
                on_poll: OnPoll::Stay,
                pacing: Pacing::preset(Preset::Realistic),
                faults: Faults::new(7),
                network_api: NetworkApi::Nsxt,
            };
            let seen = |at: i64| {
                let now = saturating_add(start, SignedDuration::from_millis(at));
                let cx = Cx::new(settings(&world), now, &caller, "", "");
                serde_json::to_string(&view(&task, &org, &cx)).unwrap()
            };
            let now = saturating_add(start, SignedDuration::from_millis(from));
            let row = settings(&world).kinds.row(task.work.kind());
            let next = next_change(row, &task, now).map_or(from + 5000, |next| next.as_millisecond() - start.as_millisecond());
            prop_assert!(next > from);
            let between = (1..COMPARED).map(|part| from + (next - from) * part / COMPARED);
            for at in between.chain([from + 1, next - 1]).filter(|at| (from..next).contains(at)) {
                prop_assert_eq!(seen(from), seen(at), "from {} to {}", from, at);
            }
        }
    }
}
