//! Activating and deactivating site recovery.

use super::{
    nodes::{self, Suffix, new_node, new_srm},
    record::{change, configured, start},
    refusals,
};
use crate::{
    context::{Call, Cx},
    kernel::refusal::ApiResult,
    state::{
        orgs::Org,
        site_recovery::{NodePhase, SiteRecoveryFacts, SiteRecoveryPhase},
        work::SiteRecoveryWork,
    },
    tasks,
    vmc::states,
};
use std::collections::BTreeSet;
use vmc_client::{
    endpoints::site_recovery::{ActivateSiteRecovery, DeactivateSiteRecovery},
    wire::SiteRecoveryTask,
};

/// `POST …/site-recovery`: what an earlier activation has left is replaced. (assumption)
pub fn activate(org: &mut Org, cx: &Cx, call: &Call<ActivateSiteRecovery>) -> ApiResult<SiteRecoveryTask> {
    let id = call.path.sddc;
    let sddc = org.sddc(id)?;
    let suffix = call.body.0.as_ref().and_then(|config| config.srm_extension_key_suffix.as_deref());
    let suffix = Suffix::checked(suffix)?;
    sddc.check_state::<ActivateSiteRecovery>()?;
    if let Some(facts) = &sddc.site_recovery {
        states::check::<ActivateSiteRecovery, states::SiteRecovery>(&id, facts.phase.state().as_str())?;
    }
    let work = SiteRecoveryWork::Activate { suffix: suffix.clone().into() };
    let task = start(org, cx, id, work)?;
    let (author, now, by) = (cx.caller.author(), cx.now(), task.entity.id);
    let sddc = org.sddc(id)?;
    let mut facts = sddc.site_recovery.as_deref().cloned().unwrap_or_else(|| SiteRecoveryFacts {
        author: author.clone(),
        created: now,
        updated_by: author.clone(),
        updated: now,
        version: 0,
        phase: SiteRecoveryPhase::Deactivated,
        vr_node: None,
        srm_nodes: Vec::new(),
        vrs_nodes: Vec::new(),
        scaling: None,
        made: 0,
    });
    facts.retain_nodes(|_| false);
    facts.phase = SiteRecoveryPhase::Activating(by);
    facts.vr_node = Some(new_node(org, &mut facts, nodes::VR_HOST, by));
    let srm = new_srm(org, &mut facts, nodes::SRM_HOSTS.start, suffix, by);
    facts.srm_nodes.push(srm);
    facts.write(Some(author), now);
    org.sddc_mut(id)?.site_recovery = Some(Box::new(facts));
    Ok(task.into())
}

/// `DELETE …/site-recovery`: a forced deactivation ends the tasks that are changing something. (assumption)
pub fn deactivate(org: &mut Org, cx: &Cx, call: &Call<DeactivateSiteRecovery>) -> ApiResult<SiteRecoveryTask> {
    let id = call.path.sddc;
    let sddc = org.sddc(id)?;
    let facts = configured(sddc)?;
    sddc.check_state::<DeactivateSiteRecovery>()?;
    let force = call.query.force || call.body.0.as_ref().and_then(|config| config.force) == Some(true);
    let state = facts.phase.state();
    states::check_forced::<DeactivateSiteRecovery, states::SiteRecovery>(force, &id, state.as_str())?;
    // While it is activated, each of its parts can be under a task of its own.
    if facts.phase == SiteRecoveryPhase::Activated {
        for node in facts.nodes() {
            let state = node.phase.state();
            states::check_forced::<DeactivateSiteRecovery, states::SiteRecoveryNode>(force, &node.id, state.as_str())?;
        }
        if facts.scaling.is_some() && !force {
            return Err(refusals::busy(id));
        }
    }
    let running: BTreeSet<_> = facts.tasks().collect();
    running.into_iter().for_each(|task| tasks::overtake(org, cx, task));
    let task = start(org, cx, id, SiteRecoveryWork::Deactivate)?;
    let by = task.entity.id;
    change(org, id, |facts| {
        facts.scaling = None;
        facts.phase = SiteRecoveryPhase::Deactivating(by);
        facts.nodes_mut().for_each(|node| node.phase = NodePhase::Deleting(by));
        facts.write(Some(cx.caller.author()), cx.now());
    })?;
    Ok(task.into())
}
