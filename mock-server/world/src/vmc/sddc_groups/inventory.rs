//! SDDC groups in the inventory.

use super::{
    facts::{author, faults},
    pages,
};
use crate::{
    context::{Call, Cx},
    kernel::refusal::ApiResult,
    state::{
        orgs::Org,
        sddc_groups::{GroupFacts, GroupPhase},
    },
};
use vmc_client::{
    endpoints::sddc_groups::inventory::{GetDeploymentGroup, ListDeploymentGroupMembers, ListDeploymentGroups},
    wire::{CoreDeploymentType, DeploymentGroup, GroupMember, InventoryState, Membership, Page},
};

/// `GET /api/inventory/{org}/core/deployment-groups`: the groups in the order of their creation. (order: assumption)
pub fn groups(org: &Org, _: &Cx, call: &Call<ListDeploymentGroups>) -> ApiResult<Page<DeploymentGroup>> {
    let query = &call.query;
    let asked = pages::Asked::read(query.size, query.page)?;
    let deleted = query.include_deleted_resources == Some(true);
    let groups = org.sddc_groups.values().filter(|group| deleted || group.phase != GroupPhase::Deleted);
    let groups = pages::sort(groups.map(|group| view(group, org)).collect(), query.sort.as_deref())?;
    Ok(asked.page(groups))
}

/// `GET /api/inventory/{org}/core/deployment-groups/{group}`: also a deleted one, which is shown as such. (clients read it)
pub fn group(org: &Org, _: &Cx, call: &Call<GetDeploymentGroup>) -> ApiResult<DeploymentGroup> {
    Ok(view(org.sddc_group(call.path.group)?, org))
}

/// `GET /api/inventory/{org}/core/deployment-groups/{group}/members`
pub fn group_members(org: &Org, _: &Cx, call: &Call<ListDeploymentGroupMembers>) -> ApiResult<Vec<GroupMember>> {
    Ok(included(org.sddc_group(call.path.group)?))
}

fn included(group: &GroupFacts) -> Vec<GroupMember> {
    group.connected().map(|sddc| GroupMember { deployment_id: Some(sddc.to_string()) }).collect()
}

fn view(group: &GroupFacts, org: &Org) -> DeploymentGroup {
    DeploymentGroup {
        id: Some(group.id),
        name: group.name.clone(),
        org_id: Some(org.id),
        description: group.description.clone(),
        deployment_type: Some(CoreDeploymentType {
            code: Some("SDDC".to_owned()),
            provider_name: Some("VMware Cloud on AWS".to_owned()),
            provider_code: Some("AWS".to_owned()),
            ..CoreDeploymentType::default()
        }),
        state: Some(state(group, org)),
        creator: Some(author(&group.author, group.created)),
        updater: Some(author(&group.updated_by, group.updated)),
        internal_creator: None,
        membership: Some(Membership { included: Some(included(group)), excluded: None }),
        tags: None,
        properties: None,
        deleted: Some(group.phase == GroupPhase::Deleted),
        resource_version: Some(group.version),
    }
}

/// Returns the state of a group. No source shows its values, so they follow those of its network. (assumption)
fn state(group: &GroupFacts, org: &Org) -> InventoryState {
    let faults = faults(org, group);
    let (phase, display_name) = match &group.phase {
        GroupPhase::Creating(_) => ("CREATING", "Creating"),
        GroupPhase::Connected if !faults.is_empty() => ("FAILED", "Failed"),
        GroupPhase::Connected => ("READY", "Ready"),
        GroupPhase::Updating { .. } => ("UPDATING", "Updating"),
        GroupPhase::Failed(_) => ("FAILED", "Failed"),
        GroupPhase::Deleting(_) => ("DELETING", "Deleting"),
        GroupPhase::DeletionFailed(_) => ("DELETION_FAILED", "Deletion failed"),
        GroupPhase::Deleted => ("DELETED", "Deleted"),
    };
    let error_msg = match &group.phase {
        GroupPhase::Failed(why) | GroupPhase::DeletionFailed(why) => Some(why.clone()),
        GroupPhase::Connected => faults.into_values().next(),
        _ => None,
    };
    InventoryState {
        phase: phase.to_owned(),
        display_name: Some(display_name.to_owned()),
        error_msg,
        ..InventoryState::default()
    }
}
