//! The end of SDDCs: because somebody asked for it, or because a single host's time is over.

use super::{Phase, find, find_mut};
use crate::{
    ByItself, Call, Cx,
    orgs::Org,
    refusal::{ApiResult, Refusal},
    states,
    task_kinds::TaskKind,
    tasks::{self, NewTask, Plan, Subject},
    templates,
};
use jiff::SignedDuration;
use serde_json::Map;
use vmc_client::{
    endpoints::sddcs::DeleteSddc,
    wire::{self, Provider, SddcId},
};

/// `DELETE /orgs/{org}/sddcs/{sddc}`
pub fn delete(org: &mut Org, cx: &Cx, call: &Call<DeleteSddc>) -> ApiResult<wire::Task> {
    let (id, query) = (call.path.sddc, &call.query);
    let sddc = find(org, id)?;
    if query.template_name.is_some() && !query.retain_configuration {
        return Err(Refusal::invalid("template_name applies only together with retain_configuration=true."));
    }
    states::check_forced::<DeleteSddc, states::Sddc>(query.force, &id, sddc.phase.state().as_str())?;
    for cluster in &sddc.clusters {
        let state = cluster.phase.name();
        states::check_forced::<DeleteSddc, states::Cluster>(query.force, &cluster.id, state)?;
    }
    if query.retain_configuration {
        templates::keep(org, cx, id, query.template_name.as_deref())?;
    }
    begin(org, cx, id)
}

/// Begins to take an SDDC down, whatever is under way there.
fn begin(org: &mut Org, cx: &Cx, id: SddcId) -> ApiResult<wire::Task> {
    tasks::overtake_all(org, id, cx.now);
    org.agenda.forget_sddc(id);
    let sddc = find(org, id)?;
    let new = NewTask {
        kind: TaskKind::SddcDelete,
        subject: Subject::Sddc(id),
        params: Map::new(),
        realistic: deletion_time(&sddc.provider),
        plan: Plan::Succeed,
        start_version: sddc.version,
    };
    let task = tasks::start(org, cx, new);
    let sddc = find_mut(org, id)?;
    sddc.phase = Phase::Deleting(task.entity.id);
    // Tasks on its parts were overtaken, so the parts wait for none.
    sddc.clusters.iter_mut().for_each(crate::clusters::ClusterFacts::let_go);
    sddc.public_ips.retain_mut(crate::public_ips::PublicIpFacts::let_go);
    sddc.dns.change = None;
    sddc.write(Some(cx.caller.author()), cx.now);
    Ok(task)
}

/// A single-host SDDC's time is over: the service deletes it. That it does so by a task of its own, whatever else is under way, is an
/// assumption. An SDDC that has been converted since has no such time any more.
pub(crate) fn expire(org: &mut Org, id: SddcId, by_itself: ByItself) {
    let due = |sddc: &super::SddcFacts| sddc.expires.is_some_and(|expires| expires <= by_itself.now);
    let there = find(org, id).is_ok_and(|sddc| due(sddc) && !matches!(sddc.phase, Phase::Deleting(_) | Phase::Deleted));
    if there {
        let service = org.as_caller();
        let cx = by_itself.cx(&service);
        // It is there, so it can be taken down.
        let _ = begin(org, &cx, id);
    }
}

/// How long the service takes to delete. Neither is published for itself: the simulated provider was seen to create and delete in about
/// 100 seconds together, and half an hour for AWS is an assumption.
fn deletion_time(provider: &Provider) -> SignedDuration {
    match provider {
        Provider::ZeroCloud => SignedDuration::from_secs(27),
        Provider::Aws | Provider::Other(_) => SignedDuration::from_mins(30),
    }
}
