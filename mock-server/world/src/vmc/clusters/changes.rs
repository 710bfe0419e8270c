//! Starts tasks on clusters.

use crate::{
    context::Cx,
    kernel::{refusal::ApiResult, task_kind::TaskKind},
    state::{
        clusters::ClusterPhase,
        orgs::Org,
        tasks::{Plan, TaskResource},
    },
    tasks::{self, NewTask},
};
use jiff::SignedDuration;
use serde_json::{Map, Value};
use vmc_client::wire::{self, ClusterId, SddcId};

/// A task that is to start on clusters of an SDDC.
pub(crate) struct Begin {
    pub(crate) kind: TaskKind,
    pub(crate) params: Map<String, Value>,
    /// The task's duration at the service.
    pub(crate) realistic: SignedDuration,
}

/// Starts a task on clusters of an SDDC. `version` is the SDDC's version.
pub(crate) fn begin(org: &mut Org, cx: &Cx, sddc: SddcId, version: i32, begin: Begin) -> wire::Task {
    let Begin { kind, params, realistic } = begin;
    let resource = TaskResource::Clusters(sddc);
    tasks::start(org, cx, NewTask { kind, resource, params, realistic, plan: Plan::Succeed, start_version: version })
}

/// Puts clusters into a phase that a task will end.
pub(crate) fn enter(org: &mut Org, cx: &Cx, id: SddcId, clusters: &[ClusterId], phase: &ClusterPhase) -> ApiResult<()> {
    let sddc = org.sddc_mut(id)?;
    for cluster in sddc.clusters.iter_mut().filter(|cluster| clusters.contains(&cluster.id)) {
        cluster.phase = phase.clone();
    }
    sddc.write(Some(cx.caller.author()), cx.now());
    Ok(())
}
