//! The effect of fault rules on a task.

use crate::{
    context::Cx,
    kernel::faults::{StartingTask, TaskFault},
    state::{orgs::Org, tasks::Plan, work::Work},
};
use jiff::SignedDuration;
use vmc_client::wire::ClusterId;

/// The planned course of a task.
pub(super) struct Course {
    pub(super) plan: Plan,
    /// The factor by which the task's duration is multiplied.
    pub(super) factor: i32,
    /// The delay after the task's end at which a host fails, if a rule says so.
    pub(super) host_fails: Option<SignedDuration>,
}

/// Returns the course of a task that is about to start: the normal one, or the one of a fault rule that strikes.
pub(super) fn course(org: &Org, cx: &Cx, new: &NewTask) -> Course {
    let own = || Course { plan: new.plan.clone(), factor: 1, host_fails: None };
    if cx.settings.faults.rules().is_empty() {
        return own();
    }
    let (kind, resources, caller) = (new.work.kind(), resources(org, &new.work), cx.caller.asking());
    match cx.settings.faults.strike_task(&StartingTask { operation: cx.operation, kind, resources, caller }) {
        None => own(),
        Some(TaskFault::Fail { at, message }) => Course { plan: Plan::Fail { at, message }, ..own() },
        Some(TaskFault::Stick { at }) => Course { plan: Plan::Stick { at }, ..own() },
        Some(TaskFault::Cancel { at }) => Course { plan: Plan::Cancel { at }, ..own() },
        Some(TaskFault::Slow { factor }) => Course { factor: i32::from(factor), ..own() },
        Some(TaskFault::HostFails { after }) => Course { host_fails: Some(after), ..own() },
    }
}

/// Returns the ids and names of the resources that a task acts on: its resource, the SDDC that the resource is or belongs to, and its
/// clusters. The name of an SDDC or cluster that is just being created comes from the request.
fn resources(org: &Org, work: &Work) -> Vec<String> {
    let mut all: Vec<_> = work.resource_id().map(|id| id.to_string()).into_iter().collect();
    all.extend(work.clusters().iter().map(ClusterId::to_string));
    if let Some(sddc) = work.sddc().and_then(|id| org.sddcs.get(&id)) {
        if work.resource_id() != Some(sddc.id.into()) {
            all.push(sddc.id.to_string());
        }
        all.push(sddc.name.clone());
        let concerned = sddc.clusters.iter().filter(|cluster| work.clusters().contains(&cluster.id));
        all.extend(concerned.map(|cluster| cluster.name.clone()));
    }
    if let Work::SddcGroup { group, .. } = work {
        all.push(group.to_string());
        all.extend(org.sddc_groups.get(group).map(|group| group.name.clone()));
    }
    all.extend(work.new_name().map(str::to_owned));
    all
}

/// The values that are needed to start a task.
pub(crate) struct NewTask {
    pub(crate) work: Work,
    /// The task's duration at the service.
    pub(crate) realistic: SignedDuration,
    pub(crate) plan: Plan,
    pub(crate) start_version: i32,
}
