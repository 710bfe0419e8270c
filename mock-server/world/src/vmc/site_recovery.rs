//! Site recovery (DRaaS): a server of vSphere Replication and one or more Site Recovery Managers (SRM) beside an SDDC's vCenter.
//!
//! The states of a site recovery and of its appliances are published, and what Terraform's provider reads of them is known from its code.
//! When which state is left, what is refused, and how long it takes are assumptions. No VM is replicated, so the lists of replications are
//! empty. (assumption)

mod course;
mod nodes;
mod reading;
mod refusals;
mod replications;
mod srm_nodes;
pub mod tasks;
mod view;

pub(crate) use self::course::{ended, params, reach};
pub use self::{
    nodes::{SRM_NODES_MAX, VRS_NODES},
    reading::{export_config, generate_oauth_client, get, versions},
    replications::{
        count, list, replica_data, replica_disks, replication_issues, scale_out, set_scale_out, site_issues,
    },
    srm_nodes::{create as create_srm_node, delete as delete_srm_node},
};

use crate::{
    context::{Call, Cx},
    kernel::refusal::ApiResult,
    state::{
        orgs::Org,
        sddcs::SddcFacts,
        site_recovery::{NodePhase, SiteRecoveryFacts, SiteRecoveryPhase},
        tasks::Plan,
        work::{SiteRecoveryWork, Work},
    },
    tasks::{self as all_tasks, NewTask},
    vmc::states,
};
use jiff::SignedDuration;
use nodes::{Suffix, new_node, new_srm};
use std::collections::BTreeSet;
use vmc_client::{
    endpoints::site_recovery::{ActivateSiteRecovery, DeactivateSiteRecovery},
    wire::{Provider, SddcId, SiteRecoveryTask, Task},
};

/// The duration of an activation. (assumption)
const ACTIVATION: SignedDuration = SignedDuration::from_mins(20);

/// The duration of any other change. (assumption)
const CHANGE: SignedDuration = SignedDuration::from_mins(10);

/// The duration of each change for the service's own simulation, which deploys nothing. (assumption)
const SIMULATED: SignedDuration = SignedDuration::from_secs(30);

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
    running.into_iter().for_each(|task| all_tasks::overtake(org, cx, task));
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

/// Returns the site recovery of an SDDC.
///
/// # Errors
/// It was never activated.
fn configured(sddc: &SddcFacts) -> ApiResult<&SiteRecoveryFacts> {
    sddc.site_recovery.as_deref().ok_or_else(|| refusals::not_configured(sddc.id))
}

fn change(org: &mut Org, id: SddcId, change: impl FnOnce(&mut SiteRecoveryFacts)) -> ApiResult<()> {
    let sddc = org.sddc_mut(id)?;
    let facts = sddc.site_recovery.as_deref_mut().ok_or_else(|| refusals::not_configured(id))?;
    change(facts);
    Ok(())
}

fn start(org: &mut Org, cx: &Cx, id: SddcId, work: SiteRecoveryWork) -> ApiResult<Task> {
    let sddc = org.sddc(id)?;
    let realistic = match (&sddc.provider, &work) {
        (Provider::ZeroCloud, _) => SIMULATED,
        (_, SiteRecoveryWork::Activate { .. }) => ACTIVATION,
        _ => CHANGE,
    };
    let start_version = sddc.site_recovery.as_ref().map_or(0, |facts| facts.version);
    let work = Work::SiteRecovery { sddc: id, work };
    Ok(all_tasks::start(org, cx, NewTask { work, realistic, plan: Plan::Succeed, start_version }))
}
