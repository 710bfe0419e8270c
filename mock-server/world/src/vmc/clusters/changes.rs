//! Starts tasks on clusters.

use crate::{
    context::Cx,
    kernel::refusal::ApiResult,
    state::{
        clusters::ClusterPhase,
        orgs::Org,
        tasks::Plan,
        work::{ClusterWork, Work},
    },
    tasks::{self, NewTask},
};
use jiff::SignedDuration;
use vmc_client::wire::{self, ClusterId, SddcId};

/// A task that is to start on clusters of an SDDC.
pub(crate) struct Begin {
    pub(crate) work: ClusterWork,
    /// The task's duration at the service.
    pub(crate) realistic: SignedDuration,
}

/// Starts a task on clusters of an SDDC. `version` is the SDDC's version.
pub(crate) fn begin(org: &mut Org, cx: &Cx, sddc: SddcId, version: i32, begin: Begin) -> wire::Task {
    let Begin { work, realistic } = begin;
    let work = Work::Clusters { sddc, work };
    tasks::start(org, cx, NewTask { work, realistic, plan: Plan::Succeed, start_version: version })
}

/// Puts clusters into a phase that a task will end.
pub(crate) fn enter(org: &mut Org, cx: &Cx, id: SddcId, clusters: &[ClusterId], phase: ClusterPhase) -> ApiResult<()> {
    let sddc = org.sddc_mut(id)?;
    for cluster in sddc.clusters.iter_mut().filter(|cluster| clusters.contains(&cluster.id)) {
        cluster.phase = phase;
    }
    sddc.write(Some(cx.caller.author()), cx.now());
    Ok(())
}
