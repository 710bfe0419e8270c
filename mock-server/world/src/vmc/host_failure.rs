//! Hosts that fail because a fault rule wants it, and how the service replaces them.
//!
//! That the service replaces a failed host by a task of its own, and the task's kind, is attested; how it goes on is not. (assumption)

use crate::{
    context::Cx,
    kernel::{agenda::Step, clock::saturating_add, refusal::ApiResult, task_kind::TaskKind},
    state::{
        clusters::{Change, ClusterPhase},
        esxs::EsxFacts,
        orgs::Org,
        sddcs::Phase,
        tasks::TaskFacts,
        world::World,
    },
    vmc::clusters::{self, Begin},
};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, json};
use vmc_client::wire::{ClusterId, EsxState, SddcId};

/// The most hosts of an organization that may be going to fail. A rule that strikes once more promises nothing.
const FAILURES_MAX: usize = 1000;

/// Promises that a host fails of the SDDC that a path names, and of the cluster, if it names one.
pub fn promise(world: &mut World, path: &str, now: Timestamp, after: SignedDuration) {
    let named = |kind: &str| path.split('/').skip_while(|part| *part != kind).nth(1).and_then(|id| id.parse().ok());
    let (Some(sddc), cluster) = (named("sddcs").map(SddcId), named("clusters").map(ClusterId)) else { return };
    if let Some(org) = world.orgs.values_mut().find(|org| org.sddcs.contains_key(&sddc)) {
        promise_one(org, sddc, cluster, saturating_add(now, after));
    }
}

/// Promises that a host fails, unless the SDDC goes or is gone.
fn promise_one(org: &mut Org, sddc: SddcId, cluster: Option<ClusterId>, at: Timestamp) {
    if !org.sddc(sddc).is_ok_and(|sddc| !matches!(sddc.phase, Phase::Deleting(_) | Phase::Deleted)) {
        return;
    }
    let steps = org.agenda.steps().map(|(_, step)| step).chain(org.agenda.waiting().map(|waiting| waiting.step));
    if steps.filter(|step| matches!(step, Step::HostFails { .. })).count() < FAILURES_MAX {
        org.agenda.promise(at, Step::HostFails { sddc, cluster });
    }
}

/// Promises that a host fails after a task that has just ended, if a fault rule wants that.
pub(crate) fn promise_after(org: &mut Org, task: &TaskFacts, at: Timestamp) {
    let cluster = task.params.get("clusterId").and_then(|id| serde_json::from_value(id.clone()).ok());
    if let (Some(after), Some(sddc)) = (task.host_fails, task.resource.sddc()) {
        promise_one(org, sddc, cluster, saturating_add(at, after));
    }
}

/// A host fails: the first that is in use. While a task changes the cluster this waits for the task's end, however long somebody holds
/// it back; where no host is in use, nothing fails.
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
    if let Ok(sddc) = org.sddc_mut(id) {
        let hosts = sddc.clusters.iter_mut().flat_map(|cluster| &mut cluster.hosts);
        hosts.filter(|there| there.id == host.id).for_each(|host| host.enter(EsxState::Failed, cx.now()));
        sddc.write(None, cx.now());
    }
    // Everything that it looks for is there.
    let _ = replace(org, id, cluster, &host, cx);
}

/// Begins to replace a host that has failed: another comes, and when it can be used the failed one is gone.
fn replace(org: &mut Org, id: SddcId, cluster: ClusterId, host: &EsxFacts, cx: &Cx) -> ApiResult<()> {
    let sddc = org.sddc(id)?;
    let (version, realistic) = (sddc.version, clusters::moving_time(&sddc.provider, 1));
    clusters::bring(org, cx, id, cluster, 1, host.availability_zone.as_deref())?;
    let params = Map::from_iter([("clusterId".to_owned(), json!(cluster)), ("esxId".to_owned(), json!(host.id))]);
    let begun = Begin { kind: TaskKind::RemediateEbsHost, params, realistic };
    let task = clusters::begin(org, cx, id, version, begun);
    let phase = ClusterPhase::Changing { task: task.entity.id, change: Change::ReplaceHost(host.id) };
    clusters::enter(org, cx, id, &[cluster], &phase)
}
