//! Deletion of SDDCs: at a user's request, or at the end of a single-host SDDC's lifetime.

use crate::{
    context::{Call, Cx},
    kernel::refusal::{ApiResult, Refusal},
    state::{
        clusters::ClusterFacts,
        orgs::Org,
        public_ips::PublicIpFacts,
        sddcs::{Phase, SddcFacts},
        tasks::Plan,
        work::{SddcWork, Work},
    },
    tasks::{self, NewTask},
    vmc::{sddcs::template, states},
};
use jiff::SignedDuration;
use vmc_client::{
    endpoints::sddcs::DeleteSddc,
    wire::{self, Provider, SddcId},
};

/// `DELETE /orgs/{org}/sddcs/{sddc}`
pub fn delete(org: &mut Org, cx: &Cx, call: &Call<DeleteSddc>) -> ApiResult<wire::Task> {
    let (id, query) = (call.path.sddc, &call.query);
    let sddc = org.sddc(id)?;
    if query.template_name.is_some() && !query.retain_configuration {
        return Err(Refusal::invalid("template_name applies only together with retain_configuration=true."));
    }
    states::check_forced::<DeleteSddc, states::Sddc>(query.force, &id, sddc.phase.state().as_str())?;
    for cluster in &sddc.clusters {
        let state = cluster.phase.name();
        states::check_forced::<DeleteSddc, states::Cluster>(query.force, &cluster.id, state)?;
    }
    if query.retain_configuration {
        template::keep(org, cx, id, query.template_name.as_deref())?;
    }
    begin(org, cx, id)
}

/// Starts to delete an SDDC. Running tasks on the SDDC are ended.
fn begin(org: &mut Org, cx: &Cx, id: SddcId) -> ApiResult<wire::Task> {
    tasks::overtake_all(org, cx, id);
    org.agenda.forget_sddc(id);
    let sddc = org.sddc(id)?;
    let new = NewTask {
        work: Work::Sddc { sddc: id, work: SddcWork::Delete },
        realistic: deletion_time(&sddc.provider),
        plan: Plan::Succeed,
        start_version: sddc.version,
    };
    let task = tasks::start(org, cx, new);
    let sddc = org.sddc_mut(id)?;
    sddc.phase = Phase::Deleting(task.entity.id);
    // The tasks on its parts have been ended, so the parts must not wait for them.
    sddc.clusters.iter_mut().for_each(ClusterFacts::let_go);
    sddc.public_ips.retain_mut(PublicIpFacts::let_go);
    sddc.dns.change = None;
    sddc.autoscaler.let_go();
    sddc.clusters.iter_mut().for_each(|cluster| cluster.autoscaler.change = None);
    sddc.site_recovery.iter_mut().for_each(|facts| facts.let_go());
    sddc.write(Some(cx.caller.author()), cx.now());
    Ok(task)
}

/// Deletes a single-host SDDC whose lifetime is over. It is an assumption that the service does so by a task of its own, even while other
/// tasks run. An SDDC that has been converted has no end of its lifetime.
pub(crate) fn expire(org: &mut Org, id: SddcId, cx: &Cx) {
    let due = |sddc: &SddcFacts| sddc.expires.is_some_and(|expires| expires <= cx.now());
    let there = |sddc: &SddcFacts| !matches!(sddc.phase, Phase::Deleting(_) | Phase::Deleted);
    if org.sddc(id).is_ok_and(|sddc| due(sddc) && there(sddc)) {
        // The SDDC exists, so this cannot fail.
        let _ = begin(org, cx, id);
    }
}

/// The time that the service takes to delete an SDDC. It is not published separately: the simulated provider took about 100 seconds to
/// create and delete together; half an hour for AWS is an assumption.
fn deletion_time(provider: &Provider) -> SignedDuration {
    match provider {
        Provider::ZeroCloud => SignedDuration::from_secs(27),
        Provider::Aws | Provider::Other(_) => SignedDuration::from_mins(30),
    }
}
