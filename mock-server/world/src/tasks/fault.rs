//! What fault rules make of a task.

use super::{NewTask, Plan, Subject, later};
use crate::{
    Cx, esxs,
    faults::{Asking, Begun, TaskFault},
    orgs::Org,
};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use vmc_client::wire::{SddcId, TaskId};

/// The course that a task is to take.
pub(super) struct Course {
    pub(super) plan: Plan,
    /// How many times as long as otherwise it takes.
    pub(super) factor: i32,
    /// How long after its end a host fails.
    pub(super) host_fails: Option<SignedDuration>,
}

/// The course of a task that is about to start: its own, or the one that a fault rule gives it.
pub(super) fn course(org: &Org, cx: &Cx, new: &NewTask) -> Course {
    let own = || Course { plan: new.plan.clone(), factor: 1, host_fails: None };
    if cx.faults.rules().is_empty() {
        return own();
    }
    let (kind, resources, caller) = (new.kind, resources(org, new), Asking::of(cx.caller));
    match cx.faults.strike_task(&Begun { operation: cx.operation, kind, resources, caller }) {
        None => own(),
        Some(TaskFault::Fail { at, message }) => Course { plan: Plan::Fail { at, message }, ..own() },
        Some(TaskFault::Stick { at }) => Course { plan: Plan::Stick { at }, ..own() },
        Some(TaskFault::Cancel { at }) => Course { plan: Plan::Cancel { at }, ..own() },
        Some(TaskFault::Slow { factor }) => Course { factor: i32::from(factor), ..own() },
        Some(TaskFault::HostFails { after }) => Course { host_fails: Some(after), ..own() },
    }
}

/// Ids and names of what a task acts on: its resource, the SDDC that this is or belongs to, and its clusters. An SDDC that is only now
/// being asked for has its name in the request.
fn resources(org: &Org, new: &NewTask) -> Vec<String> {
    let mut all: Vec<_> = new.subject.id().map(|id| id.to_string()).into_iter().collect();
    if let Some(sddc) = sddc_of(new.subject).and_then(|id| org.sddcs.get(&id)) {
        all.push(sddc.name.clone());
    }
    let param = |name: &str| new.params.get(name);
    let single = [param("sddcConfig").and_then(|config| config.get("name")), param("clusterId"), param("clusterName")];
    let several = param("clusterIds").and_then(Value::as_array);
    let named = single.into_iter().flatten().chain(several.into_iter().flatten());
    all.extend(named.filter_map(Value::as_str).map(str::to_owned));
    all
}

fn sddc_of(subject: Subject) -> Option<SddcId> {
    match subject {
        Subject::Sddc(id)
        | Subject::Clusters(id)
        | Subject::PublicIps(id)
        | Subject::Dns(id)
        | Subject::Connectivity(id) => Some(id),
        Subject::ConnectedAccount(_) | Subject::Subscription(_) | Subject::Template(_) | Subject::Nothing => None,
    }
}

/// A task has ended: where a host is to fail after it, that is promised now.
pub(super) fn promise_host_failure(org: &mut Org, task: TaskId, at: Timestamp) {
    let Some(task) = org.tasks.get(&task) else { return };
    let cluster = task.params.get("clusterId").and_then(|id| serde_json::from_value(id.clone()).ok());
    if let (Some(after), Some(sddc)) = (task.host_fails, sddc_of(task.subject)) {
        esxs::failure::promise_one(org, sddc, cluster, later(at, after));
    }
}
