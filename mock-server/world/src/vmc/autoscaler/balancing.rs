//! Balancing the load of clusters: an analysis, the balancing itself, and stopping it.
//!
//! Published are the three operations and the number of clusters. That the analysis comes first, that one task at a time analyses or
//! balances, and that stopping cancels the task that balances is chosen. (assumption) Nothing is moved, because an SDDC has no workload VMs.

use super::{begin::begin, refusals};
use crate::{
    context::{Call, Cx},
    kernel::refusal::{ApiResult, Refusal},
    state::{autoscaler::BALANCED_MAX, orgs::Org, sddcs::SddcFacts, work::AutoscalerWork},
    tasks,
    vmc::states::{self, StateRule},
};
use jiff::{SignedDuration, Timestamp};
use vmc_client::{
    endpoints::autoscaler::{AnalyzeBalance, RunBalance, StopBalance},
    wire::{AutoscalerTask, ClusterId, SddcId, TaskId},
};

/// The smallest number of clusters that are balanced together. (published)
const BALANCED_MIN: usize = 2;

/// The durations of an analysis, of the balancing and of stopping it. (assumption)
const ANALYSIS_TIME: SignedDuration = SignedDuration::from_mins(2);
const RUN_TIME: SignedDuration = SignedDuration::from_mins(30);
const STOP_TIME: SignedDuration = SignedDuration::from_secs(30);

/// `POST …/sddcs/{sddc}/xlb/analysis`
pub fn analyze(org: &mut Org, cx: &Cx, call: &Call<AnalyzeBalance>) -> ApiResult<AutoscalerTask> {
    let (id, mut clusters) = (call.path.sddc, call.body.0.clone());
    let sddc = org.sddc(id)?;
    check_sddc::<AnalyzeBalance>(sddc)?;
    clusters.sort_unstable();
    clusters.dedup();
    if !(BALANCED_MIN..=BALANCED_MAX).contains(&clusters.len()) {
        let message = format!("The analysis needs {BALANCED_MIN} to {BALANCED_MAX} different clusters.");
        return Err(Refusal::invalid(message));
    }
    check_clusters::<AnalyzeBalance>(sddc, &clusters)?;
    let task = begin(org, cx, id, AutoscalerWork::Analysis { clusters }, ANALYSIS_TIME)?;
    org.sddc_mut(id)?.autoscaler.balancing = Some(task.id);
    Ok(task)
}

/// `POST …/sddcs/{sddc}/xlb/run`
pub fn run(org: &mut Org, cx: &Cx, call: &Call<RunBalance>) -> ApiResult<AutoscalerTask> {
    let id = call.path.sddc;
    let sddc = org.sddc(id)?;
    check_sddc::<RunBalance>(sddc)?;
    let clusters = sddc.autoscaler.analyzed.clone();
    if clusters.is_empty() {
        return Err(refusals::not_analyzed(id));
    }
    check_clusters::<RunBalance>(sddc, &clusters)?;
    let task = begin(org, cx, id, AutoscalerWork::Balancing { clusters }, RUN_TIME)?;
    org.sddc_mut(id)?.autoscaler.balancing = Some(task.id);
    Ok(task)
}

/// `POST …/sddcs/{sddc}/xlb/stop`
pub fn stop(org: &mut Org, cx: &Cx, call: &Call<StopBalance>) -> ApiResult<AutoscalerTask> {
    let id = call.path.sddc;
    let sddc = org.sddc(id)?;
    sddc.check_state::<StopBalance>()?;
    if sddc.autoscaler.stopping.is_some() {
        return Err(refusals::busy("Stopping the balancing", id));
    }
    let run = sddc.autoscaler.balancing.ok_or_else(|| refusals::not_running(id))?;
    let task = begin(org, cx, id, AutoscalerWork::Stop { run }, STOP_TIME)?;
    org.sddc_mut(id)?.autoscaler.stopping = Some(task.id);
    Ok(task)
}

fn check_sddc<E: StateRule<states::Sddc>>(sddc: &SddcFacts) -> ApiResult<()> {
    sddc.check_state::<E>()?;
    if sddc.autoscaler.balancing.is_some() {
        return Err(refusals::busy("Balancing the clusters", sddc.id));
    }
    Ok(())
}

/// Checks that the SDDC has these clusters, and that no other task changes them.
fn check_clusters<E: StateRule<states::Cluster>>(sddc: &SddcFacts, clusters: &[ClusterId]) -> ApiResult<()> {
    clusters.iter().try_for_each(|cluster| {
        let there = sddc.clusters.iter().find(|there| there.id == *cluster);
        let unknown = || Refusal::invalid(format!("Sddc {} has no cluster {cluster}.", sddc.id));
        there.ok_or_else(unknown)?.check_state::<E>()
    })
}

/// Called when an analysis has ended. Returns true if the SDDC has waited for it.
pub(super) fn analyzed(org: &mut Org, id: SddcId, task: TaskId, clusters: &[ClusterId], well: bool) -> bool {
    let awaited = balanced(org, id, task);
    if let (true, true, Ok(sddc)) = (awaited, well, org.sddc_mut(id)) {
        sddc.autoscaler.analyzed = clusters.to_vec();
    }
    awaited
}

/// Called when the balancing has ended. Returns true if the SDDC has waited for it.
pub(super) fn balanced(org: &mut Org, id: SddcId, task: TaskId) -> bool {
    let Ok(sddc) = org.sddc_mut(id) else { return false };
    sddc.autoscaler.balancing.take_if(|balancing| *balancing == task).is_some()
}

/// Called when the stopping has ended: cancels the task that balances, unless that has ended before. Returns true if the SDDC has waited
/// for it.
pub(super) fn stopped(org: &mut Org, id: SddcId, task: TaskId, run: TaskId, well: bool, at: Timestamp) -> bool {
    let Ok(sddc) = org.sddc_mut(id) else { return false };
    let awaited = sddc.autoscaler.stopping.take_if(|stopping| *stopping == task).is_some();
    if awaited && well && sddc.autoscaler.balancing == Some(run) {
        tasks::stop(org, run, at);
    }
    awaited
}
