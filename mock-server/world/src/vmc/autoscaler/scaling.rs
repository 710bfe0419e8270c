//! The effect of scaling policies: hosts are added to clusters and removed from them, by tasks that the service starts itself.
//!
//! Only the control of a world gives a cluster a load, and without one nothing happens. How long the service waits is not known but for the
//! interval at which it looks. (assumption)

use super::decision::Wish;
use crate::{
    context::Cx,
    kernel::{
        agenda::Step,
        clock::saturating_add,
        refusal::{ApiResult, Refusal},
    },
    state::{
        autoscaler::{Attempt, Load},
        clusters::{ClusterFacts, ClusterPhase},
        orgs::Org,
        sddcs::{Phase, SddcFacts},
        tasks::TaskState,
    },
    vmc::{clusters, esxs},
};
use jiff::{SignedDuration, Timestamp};
use vmc_client::wire::{ClusterId, EsxConfig, SddcId};

/// The interval at which the service looks at the load. (documented; that a load of this duration suffices is an assumption)
const INTERVAL: SignedDuration = SignedDuration::from_mins(5);

/// The load that the control gives to a cluster. A resource that is left out keeps its load.
#[derive(Debug, Clone, Copy, Default)]
pub struct NewLoad {
    /// The load of each resource in percent of what the hosts have.
    pub cpu: Option<u8>,
    pub memory: Option<u8>,
    pub storage: Option<u8>,
}

/// Sets the load of a cluster, or of the first one. Returns the cluster.
///
/// # Errors
/// The SDDC or the cluster does not exist, or a load is more than 100 percent.
pub fn set_load(
    org: &mut Org,
    id: SddcId,
    cluster: Option<ClusterId>,
    new: NewLoad,
    now: Timestamp,
) -> ApiResult<ClusterId> {
    let there = org.sddc(id)?.cluster(cluster)?;
    if [new.cpu, new.memory, new.storage].into_iter().flatten().any(|percent| percent > Load::MAX) {
        return Err(Refusal::invalid("A load is a number from 0 to 100 percent."));
    }
    let (cluster, old) = (there.id, there.autoscaler.load);
    let old = old.unwrap_or(Load { cpu: 0, memory: 0, storage: 0, since: now });
    let load = Load {
        cpu: new.cpu.unwrap_or(old.cpu),
        memory: new.memory.unwrap_or(old.memory),
        storage: new.storage.unwrap_or(old.storage),
        since: now,
    };
    // A load that is set anew lets the policy try again what has failed.
    let attempt = there.autoscaler.attempt.filter(|attempt| !has_failed(org, attempt));
    for there in org.sddc_mut(id)?.clusters.iter_mut().filter(|there| there.id == cluster) {
        (there.autoscaler.load, there.autoscaler.attempt) = (Some(load), attempt);
    }
    org.agenda.withdraw(Step::Scale { sddc: id, cluster });
    arrange(org, now);
    Ok(cluster)
}

/// Removes the loads of all clusters.
pub fn clear_loads(org: &mut Org) {
    for (sddc, cluster) in loaded(org) {
        org.agenda.withdraw(Step::Scale { sddc, cluster });
        let Ok(sddc) = org.sddc_mut(sddc) else { continue };
        for there in sddc.clusters.iter_mut().filter(|there| there.id == cluster) {
            (there.autoscaler.load, there.autoscaler.attempt) = (None, None);
        }
    }
}

/// Returns the clusters that have a load.
fn loaded(org: &Org) -> Vec<(SddcId, ClusterId)> {
    let of_sddc = |sddc: &SddcFacts| {
        let loaded = sddc.clusters.iter().filter(|cluster| cluster.autoscaler.load.is_some());
        loaded.map(|cluster| (sddc.id, cluster.id)).collect::<Vec<_>>()
    };
    org.sddcs.values().flat_map(|sddc| of_sddc(sddc)).collect()
}

fn has_failed(org: &Org, attempt: &Attempt) -> bool {
    let task = org.tasks.get(&attempt.task);
    task.is_some_and(|task| matches!(task.state, TaskState::Failed(..) | TaskState::Canceled(..)))
}

/// Schedules the next change of each cluster whose policy wants one, and withdraws what it no longer wants. This is called whenever a task
/// has ended, because the task may have changed what is wanted or possible.
pub(crate) fn arrange(org: &mut Org, now: Timestamp) {
    for (sddc, cluster) in loaded(org) {
        let step = Step::Scale { sddc, cluster };
        let is_arranged = org.agenda.steps().any(|(_, arranged)| arranged == step);
        match due(org, sddc, cluster, now) {
            Some((at, _)) if !is_arranged => org.agenda.promise(at, step),
            None if is_arranged => org.agenda.withdraw(step),
            Some(_) | None => {}
        }
    }
}

/// Returns the next change of a cluster by its policy, and when it happens. `None` if the policy wants none, if none is possible now, or
/// if the last one failed.
fn due(org: &Org, id: SddcId, cluster: ClusterId, now: Timestamp) -> Option<(Timestamp, Wish)> {
    let sddc = org.sddc(id).ok().filter(|sddc| sddc.phase == Phase::Ready && !sddc.is_single_host())?;
    let there = sddc.cluster(Some(cluster)).ok().filter(|there| there.phase == ClusterPhase::Ready)?;
    let (load, wish) = (there.autoscaler.load?, there.wish());
    is_possible(org, sddc, there, wish).then_some(())?;
    let mut at = now.max(saturating_add(load.since, INTERVAL));
    if let Some(attempt) = &there.autoscaler.attempt {
        (!has_failed(org, attempt)).then_some(())?;
        at = at.max(saturating_add(attempt.at, wish.pause(there.policy().kind)));
    }
    Some((at, wish))
}

fn is_possible(org: &Org, sddc: &SddcFacts, cluster: &ClusterFacts, wish: Wish) -> bool {
    match wish {
        Wish::Add(more) => clusters::check_addition(org, sddc, &[cluster], more).is_ok(),
        Wish::Remove(fewer) => clusters::check_removal(org, sddc, cluster, fewer, false).is_ok(),
        Wish::Nothing | Wish::AtMost | Wish::AtLeast | Wish::HostsFailed => false,
    }
}

/// Starts the change of a cluster that is due, if its policy still wants it.
pub(crate) fn scale(org: &mut Org, id: SddcId, cluster: ClusterId, cx: &Cx) {
    match due(org, id, cluster, cx.now()) {
        Some((at, _)) if at > cx.now() => org.agenda.promise(at, Step::Scale { sddc: id, cluster }),
        // It was checked that the change is possible, so it cannot be refused.
        Some((_, wish)) => drop(begin(org, id, cluster, wish, cx)),
        None => {}
    }
}

fn begin(org: &mut Org, id: SddcId, cluster: ClusterId, wish: Wish, cx: &Cx) -> ApiResult<()> {
    let (Wish::Add(number) | Wish::Remove(number)) = wish else { return Ok(()) };
    let num_hosts = i32::try_from(number).unwrap_or(i32::MAX);
    let config = EsxConfig { num_hosts, cluster_id: Some(cluster), ..EsxConfig::default() };
    let task = if let Wish::Add(_) = wish {
        esxs::add(org, cx, id, &[cluster], &config, number)?
    } else {
        let leaving = clusters::choose(org.sddc(id)?.cluster(Some(cluster))?, number);
        esxs::remove(org, cx, id, &[cluster], &config, &leaving)?
    };
    let attempt = Attempt { task: task.entity.id, at: cx.now() };
    for there in org.sddc_mut(id)?.clusters.iter_mut().filter(|there| there.id == cluster) {
        there.autoscaler.attempt = Some(attempt);
    }
    Ok(())
}
