//! Host failures that fault rules cause, and the replacement of failed hosts.
//!
//! Sources show that the service replaces a failed host by a task of its own, and the task's kind. How the replacement
//! proceeds is not known. (assumption)

use crate::{
    context::{Cx, Request},
    kernel::{agenda::Step, clock::saturating_add, refusal::ApiResult},
    state::{
        clusters::{Change, ClusterPhase},
        esxs::EsxFacts,
        orgs::Org,
        sddcs::Phase,
        tasks::TaskFacts,
        work::ClusterWork,
        world::WorldState,
    },
    vmc::clusters::{self, Begin},
};
use jiff::{SignedDuration, Timestamp};
use vmc_client::wire::{ClusterId, EsxState, SddcId};

/// The largest number of scheduled host failures in an organization. A strike of a rule beyond this number has no effect.
const FAILURES_MAX: usize = 1000;

/// Schedules the failure of a host of the SDDC that a request names, and of the cluster, if the request names one.
pub fn promise(world: &mut WorldState, request: &Request, now: Timestamp, after: SignedDuration) {
    let (Some(sddc), cluster) = (request.sddc, request.cluster) else { return };
    if let Some(org) = world.orgs.values_mut().find(|org| org.sddcs.contains_key(&sddc)) {
        promise_one(org, sddc, cluster, saturating_add(now, after));
    }
}

/// Schedules the failure of a host, unless the SDDC is deleted or being deleted.
fn promise_one(org: &mut Org, sddc: SddcId, cluster: Option<ClusterId>, at: Timestamp) {
    if !org.sddc(sddc).is_ok_and(|sddc| !matches!(sddc.phase, Phase::Deleting(_) | Phase::Deleted)) {
        return;
    }
    let steps = org.agenda.steps().map(|(_, step)| step).chain(org.agenda.waiting().map(|waiting| waiting.step));
    if steps.filter(|step| matches!(step, Step::HostFails { .. })).count() < FAILURES_MAX {
        org.agenda.promise(at, Step::HostFails { sddc, cluster });
    }
}

/// Schedules the failure of a host after a task that has just ended, if a fault rule says so.
pub(crate) fn promise_after(org: &mut Org, task: &TaskFacts, at: Timestamp) {
    if let (Some(after), Some(sddc)) = (task.host_fails, task.work.sddc()) {
        promise_one(org, sddc, task.work.clusters().first().copied(), saturating_add(at, after));
    }
}

/// Lets the first host that is in use fail. While a task changes the cluster, the failure waits for the task's end, even if the task is
/// held. If no host is in use, nothing happens.
pub(crate) fn fail(org: &mut Org, id: SddcId, cluster: Option<ClusterId>, cx: &Cx) {
    let Ok(sddc) = org.sddc(id) else { return };
    let Ok(there) = sddc.cluster(cluster) else { return };
    if let Some(task) = there.phase.task() {
        org.agenda.wait(task, Step::HostFails { sddc: id, cluster });
        return;
    }
    let host = there.hosts.iter().find(|host| host.state == EsxState::Ready);
    let in_use = sddc.phase == Phase::Ready && there.phase == ClusterPhase::Ready;
    let (Some(host), true, cluster) = (host.cloned(), in_use, there.id) else { return };
    let is_left = there.autoscaler.leaves_failed_hosts;
    if let Ok(sddc) = org.sddc_mut(id) {
        let hosts = sddc.clusters.iter_mut().flat_map(|cluster| &mut cluster.hosts);
        hosts.filter(|there| there.id == host.id).for_each(|host| host.enter(EsxState::Failed, cx.now()));
        sddc.write(None, cx.now());
    }
    if is_left {
        return;
    }
    // The SDDC, the cluster and the host exist, so this cannot fail.
    let _ = replace(org, id, cluster, &host, cx);
}

/// Replaces the first failed host of a cluster, unless failed hosts are left as they are. While a task changes the cluster, this waits for
/// the task's end.
pub(crate) fn remediate(org: &mut Org, id: SddcId, cluster: ClusterId, cx: &Cx) {
    let Ok(sddc) = org.sddc(id) else { return };
    let Ok(there) = sddc.cluster(Some(cluster)) else { return };
    if let Some(task) = there.phase.task() {
        org.agenda.wait(task, Step::Remediate { sddc: id, cluster });
        return;
    }
    let host = there.hosts.iter().find(|host| host.state == EsxState::Failed).cloned();
    let in_use = sddc.phase == Phase::Ready && there.phase == ClusterPhase::Ready;
    if let (Some(host), true, false) = (host, in_use, there.autoscaler.leaves_failed_hosts) {
        // As in `fail`, this cannot fail.
        let _ = replace(org, id, cluster, &host, cx);
    }
}

/// Starts to replace a failed host: a new host is added, and the failed one is removed when the new one is ready.
fn replace(org: &mut Org, id: SddcId, cluster: ClusterId, host: &EsxFacts, cx: &Cx) -> ApiResult<()> {
    let sddc = org.sddc(id)?;
    let (version, realistic) = (sddc.version, clusters::moving_time(&sddc.provider, 1));
    clusters::bring(org, cx, id, cluster, 1, host.availability_zone.as_deref())?;
    let begun = Begin { work: ClusterWork::ReplaceHost { cluster, host: host.id }, realistic };
    let task = clusters::begin(org, cx, id, version, begun);
    let phase = ClusterPhase::Changing { task: task.entity.id, change: Change::Other };
    clusters::enter(org, cx, id, &[cluster], phase)
}
