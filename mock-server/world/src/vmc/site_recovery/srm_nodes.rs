//! Adding and deleting Site Recovery Managers.

use super::{
    nodes::{SRM_HOSTS, SRM_NODES_MAX, Suffix, free_hosts, with_id},
    record::{change, configured, start},
    refusals,
};
use crate::{
    context::{Call, Cx},
    kernel::{ids::Kind, refusal::ApiResult},
    state::{
        orgs::Org,
        site_recovery::{NodePhase, SiteRecoveryFacts, SrmFacts},
        work::SiteRecoveryWork,
    },
    vmc::states,
};
use vmc_client::{
    endpoints::site_recovery::{CreateSrmNode, DeleteSrmNode},
    wire::{SiteRecoveryNodeId, SiteRecoveryTask},
};

/// `POST …/srm-nodes`: one at a time. An SRM whose creation failed or was cancelled does not keep its suffix: the new one replaces it.
/// (assumption)
pub fn create(org: &mut Org, cx: &Cx, call: &Call<CreateSrmNode>) -> ApiResult<SiteRecoveryTask> {
    let id = call.path.sddc;
    let sddc = org.sddc(id)?;
    let suffix = call.body.0.as_ref().and_then(|config| config.srm_extension_key_suffix.as_deref());
    let suffix = Suffix::checked(suffix)?;
    let facts = configured(sddc)?;
    sddc.check_state::<CreateSrmNode>()?;
    states::check::<CreateSrmNode, states::SiteRecovery>(&id, facts.phase.state().as_str())?;
    for srm in &facts.srm_nodes {
        states::check::<CreateSrmNode, states::SiteRecoveryNode>(&srm.node.id, srm.node.phase.state().as_str())?;
    }
    let is_replaced = |srm: &SrmFacts| suffix.is_of(srm) && is_broken(srm.node.phase);
    if let Some(srm) = facts.srm_nodes.iter().find(|srm| suffix.is_of(srm) && !is_replaced(srm)) {
        return Err(refusals::key_in_use(&srm.extension_key()));
    }
    let mut facts = SiteRecoveryFacts::clone(facts);
    facts.srm_nodes.retain(|srm| !is_replaced(srm));
    let host = free_hosts(&facts, SRM_HOSTS).next().ok_or_else(|| refusals::limit_reached(SRM_NODES_MAX))?;
    let node = SiteRecoveryNodeId(org.ids.uuid(Kind::SiteRecoveryNode));
    let task = start(org, cx, id, SiteRecoveryWork::CreateSrmNode { node, suffix: suffix.clone().into() })?;
    let node = with_id(&mut facts, node, host, task.entity.id);
    facts.srm_nodes.push(SrmFacts { node, suffix: suffix.into() });
    facts.write(Some(cx.caller.author()), cx.now());
    org.sddc_mut(id)?.site_recovery = Some(Box::new(facts));
    Ok(task.into())
}

/// `DELETE …/srm-nodes/{srmNode}`: the SRM that the activation made is deleted by the deactivation only. (assumption)
pub fn delete(org: &mut Org, cx: &Cx, call: &Call<DeleteSrmNode>) -> ApiResult<SiteRecoveryTask> {
    let (id, node) = (call.path.sddc, call.path.srm_node);
    let sddc = org.sddc(id)?;
    let facts = configured(sddc)?;
    let place = facts.srm_nodes.iter().position(|srm| srm.node.id == node);
    let place = place.ok_or_else(|| refusals::node_not_found(node))?;
    sddc.check_state::<DeleteSrmNode>()?;
    states::check::<DeleteSrmNode, states::SiteRecovery>(&id, facts.phase.state().as_str())?;
    let state = facts.srm_nodes.get(place).map(|srm| srm.node.phase.state());
    if let Some(state) = state {
        states::check::<DeleteSrmNode, states::SiteRecoveryNode>(&node, state.as_str())?;
    }
    if place == 0 {
        return Err(refusals::first_node(node));
    }
    let task = start(org, cx, id, SiteRecoveryWork::DeleteSrmNode { node })?;
    change(org, id, |facts| {
        facts.srm_nodes.iter_mut().filter(|srm| srm.node.id == node).for_each(|srm| {
            srm.node.phase = NodePhase::Deleting(task.entity.id);
        });
        facts.write(Some(cx.caller.author()), cx.now());
    })?;
    Ok(task.into())
}

/// Returns true for an appliance whose creation or deletion failed or was cancelled.
pub(super) fn is_broken(phase: NodePhase) -> bool {
    matches!(phase, NodePhase::Failed | NodePhase::Canceled)
}
