//! How SDDC groups are created, changed and deleted.

use super::{
    accounts, gateways,
    members::Wanted,
    operations::{creator, state},
    refusals,
};
use crate::{
    context::{Call, Cx},
    kernel::{
        ids::Kind,
        refusal::{ApiResult, Refusal},
    },
    state::{
        orgs::Org,
        sddc_groups::{AccountNumber, GroupFacts, GroupPhase, MemberFacts, MemberPhase},
        tasks::{Plan, TaskFacts, TaskState},
        work::{GroupWork, Work},
    },
    tasks::{self, NewTask},
    vmc::states,
};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};
use std::sync::Arc;
use vmc_client::{
    endpoints::sddc_groups::operations::{
        ChangeSddcGroup, CreateSddcGroup, UpdateGroupMembers, ValidateAccountRemoval, ValidateGroupDeletion,
        ValidateGroupMembers,
    },
    wire::{
        self, ConnectivityConfigId, CreateGroupNetworkConnectivityResponse, DeploymentGroupId, DeploymentGroupMember,
        GroupOperation, GroupOperationConfig, GroupOperationType, GroupingConfigType, GroupingMember,
        GroupingOperationType, GroupingResourceType, SddcId,
    },
};

/// The largest number of SDDC groups of an organization, without the deleted ones. The service has a limit of its own, which is not known.
/// (assumption)
pub const SDDC_GROUPS_MAX: usize = 100;

/// The largest number of deleted groups that are kept. Beyond it the oldest are removed; reading a removed group is answered with 404.
pub const DELETED_GROUPS_KEPT_MAX: usize = 100;

/// The time that the service takes to create a group. (assumption)
const CREATION: SignedDuration = SignedDuration::from_mins(10);

/// The time that the service takes to change the members of a group. (assumption)
const MEMBERSHIP: SignedDuration = SignedDuration::from_mins(5);

/// The time that the service takes to delete a group. (assumption)
const DELETION: SignedDuration = SignedDuration::from_mins(5);

/// The time that the service takes to change the accounts and gateways of a group. (assumption)
const REACH: SignedDuration = SignedDuration::from_mins(2);

/// The largest number of characters of a name. (assumption)
const NAME_MAX: usize = 128;

/// The kind of resource that operations name. (clients send it)
const RESOURCE_TYPE: &str = "network-connectivity-config";

/// `POST …/validate-members`
pub fn validate_members(org: &Org, _: &Cx, call: &Call<ValidateGroupMembers>) -> ApiResult<()> {
    let body = &call.body.0;
    let group = body.deployment_group_id.map(|id| org.sddc_group(id)).transpose()?;
    Wanted::new(&body.members, &[]).check(org, group).map(|_| ())
}

/// `POST …/create-group-network-connectivity`
pub fn create(
    org: &mut Org,
    cx: &Cx,
    call: &Call<CreateSddcGroup>,
) -> ApiResult<CreateGroupNetworkConnectivityResponse> {
    let body = &call.body.0;
    let name = body.name.trim();
    if name.is_empty() || name.chars().count() > NAME_MAX {
        return Err(Refusal::invalid(format!("The name of a group must have 1 to {NAME_MAX} characters.")));
    }
    let (members, _) = Wanted::new(&body.members, &[]).check(org, None)?;
    if org.sddc_groups.values().filter(|group| group.phase != GroupPhase::Deleted).count() >= SDDC_GROUPS_MAX {
        return Err(Refusal::full("SDDC groups", SDDC_GROUPS_MAX));
    }
    let (id, config) =
        (DeploymentGroupId(org.ids.uuid(Kind::SddcGroup)), ConnectivityConfigId(org.ids.uuid(Kind::SddcGroup)));
    let work = Work::SddcGroup { group: id, config, work: GroupWork::Create { name: name.to_owned() } };
    let task = tasks::start(org, cx, NewTask { work, realistic: CREATION, plan: Plan::Succeed, start_version: 0 });
    let joining = |sddc| MemberFacts { sddc, phase: MemberPhase::Joining };
    let group = GroupFacts {
        id,
        config,
        name: name.to_owned(),
        description: body.description.clone().filter(|text| !text.is_empty()),
        author: cx.caller.author(),
        created: cx.now(),
        updated_by: cx.caller.author(),
        updated: cx.now(),
        version: 1,
        phase: GroupPhase::Creating(task.entity.id),
        members: members.into_iter().map(joining).collect(),
        aws_suffix: org.ids.digits(Kind::SddcGroup),
        accounts: Vec::new(),
        gateways: Vec::new(),
    };
    org.sddc_groups.insert(id, Arc::new(group));
    Ok(CreateGroupNetworkConnectivityResponse {
        config_id: Some(config),
        group_id: Some(id),
        operation_id: Some(task.entity.id),
    })
}

/// `POST …/validate-delete`
pub fn validate_deletion(org: &Org, _: &Cx, call: &Call<ValidateGroupDeletion>) -> ApiResult<()> {
    let groups = &call.query.group_id.0;
    if groups.is_empty() {
        return Err(Refusal::parameter_missing("group_id"));
    }
    for id in groups {
        let id: DeploymentGroupId =
            id.parse().map_err(|_| Refusal::invalid("group_id must be the id of an SDDC group."))?;
        deletable(org.sddc_group(id)?)?;
    }
    Ok(())
}

/// Checks that a group has nothing left. (recorded for its members; for the rest an assumption)
fn deletable(group: &GroupFacts) -> ApiResult<()> {
    for (is_empty, what) in [
        (group.members.is_empty(), "sddcs"),
        (group.accounts.is_empty(), "external accounts"),
        (group.gateways.is_empty(), "Direct Connect gateways"),
    ] {
        if !is_empty {
            return Err(refusals::not_empty(what));
        }
    }
    Ok(())
}

/// `POST …/validate-remove-external-account`
pub fn validate_account_removal(org: &Org, _: &Cx, call: &Call<ValidateAccountRemoval>) -> ApiResult<()> {
    let group = org.group_of_config(call.query.network_connectivity_config_id)?;
    let number = AccountNumber::try_from(call.query.account_number.clone());
    let number = number.map_err(|why| Refusal::invalid(format!("account_number: {why}.")))?;
    accounts::check_removal(group, number)
}

/// `POST /api/network/{org}/aws/operations`
pub fn change(org: &mut Org, cx: &Cx, call: &Call<ChangeSddcGroup>) -> ApiResult<GroupOperation> {
    let asked = &call.body.0;
    if asked.resource_type != RESOURCE_TYPE {
        return Err(Refusal::invalid(format!("resource_type must be {RESOURCE_TYPE}.")));
    }
    if asked.org_id.is_some_and(|id| id != org.id) {
        return Err(Refusal::invalid("org_id must be the organization of the path."));
    }
    let config = asked.config.as_ref().ok_or_else(|| Refusal::parameter_missing("config"))?;
    let operation = GroupOperationType::from(&*asked.operation_type);
    let wanted = config_type(&operation);
    let wanted = wanted.ok_or_else(|| Refusal::invalid(format!("Invalid type {}.", asked.operation_type)))?;
    if config.config_type != wanted {
        return Err(Refusal::invalid(format!("The type of the config of {} is {wanted}.", asked.operation_type)));
    }
    let id = asked.resource_id.parse().ok().and_then(|id| org.group_of_config(id).ok()).map(|group| group.id);
    // The published statuses of this operation have no 404.
    let id = id.ok_or_else(|| refusals::no_such_resource(&asked.resource_id))?;
    let task = match &operation {
        GroupOperationType::UpdateMembers => {
            let (add, remove) = (config.add_members.as_deref(), config.remove_members.as_deref());
            change_members(org, cx, id, &Wanted::new(add.unwrap_or_default(), remove.unwrap_or_default()), config)?
        }
        GroupOperationType::DeleteDeploymentGroup => delete(org, cx, id, config)?,
        other => change_reach(org, cx, id, other, &kept(config))?,
    };
    let members = (operation == GroupOperationType::UpdateMembers).then_some(task.entity.id);
    Ok(GroupOperation {
        id: Some(task.entity.id),
        operation_type: asked.operation_type.clone(),
        resource_id: asked.resource_id.clone(),
        resource_type: asked.resource_type.clone(),
        org_id: Some(org.id),
        provider_assigned_id: None,
        task_id: Some(task.entity.id),
        state: Some(state(&task)),
        creator: Some(creator(&task)),
        updater: Some(creator(&task)),
        internal_creator: None,
        config: Some(GroupOperationConfig { operation_id: members, ..kept(config) }),
    })
}

/// Returns the type of the config that belongs to a type of operation. (clients send it)
fn config_type(operation: &GroupOperationType) -> Option<&'static str> {
    match operation {
        GroupOperationType::UpdateMembers => Some("AwsUpdateDeploymentGroupMembersConfig"),
        GroupOperationType::DeleteDeploymentGroup => Some("AwsDeleteDeploymentGroupConfig"),
        GroupOperationType::AddExternalAccount => Some("AwsAddExternalAccountConfig"),
        GroupOperationType::RemoveExternalAccount => Some("AwsRemoveExternalAccountConfig"),
        GroupOperationType::ApplyAttachmentAction => Some("AwsApplyAttachmentActionConfig"),
        GroupOperationType::AssociateDirectConnectGateway => Some("AwsAssociateDirectConnectGatewayConfig"),
        GroupOperationType::DisassociateDirectConnectGateway => Some("AwsDisassociateDirectConnectGatewayConfig"),
        GroupOperationType::Other(_) => None,
    }
}

/// Returns what a config asks for, without what the service itself writes into configs.
fn kept(config: &GroupOperationConfig) -> GroupOperationConfig {
    GroupOperationConfig {
        id: None,
        org_id: None,
        operation_id: None,
        creator: None,
        updater: None,
        internal_creator: None,
        unmapped_properties: None,
        ..config.clone()
    }
}

/// `POST /api/inventory/{org}/grouping/operations`: the table gives no answer. The list of tasks shows the operation.
pub fn update_members(org: &mut Org, cx: &Cx, call: &Call<UpdateGroupMembers>) -> ApiResult<()> {
    let asked = &call.body.0;
    let is_known = asked.operation_type == GroupingOperationType::UpdateGroupMembers
        && asked.resource_type == GroupingResourceType::DeploymentGroup
        && asked.config.config_type == GroupingConfigType::DeploymentGroupMembersUpdateConfig;
    if !is_known {
        return Err(Refusal::invalid("UPDATE_GROUP_MEMBERS of a deployment-group is the one operation here."));
    }
    let id = asked.resource_id.parse().ok().and_then(|id| org.sddc_group(id).ok()).map(|group| group.id);
    let id = id.ok_or_else(|| refusals::no_such_resource(&asked.resource_id))?;
    let members = |members: &[GroupingMember]| -> Vec<_> {
        members.iter().map(|member| DeploymentGroupMember { id: Some(member.deployment_id.clone()) }).collect()
    };
    let (add, remove) = (members(&asked.config.add_members), members(&asked.config.remove_members));
    let config = GroupOperationConfig {
        config_type: "AwsUpdateDeploymentGroupMembersConfig".to_owned(),
        add_members: Some(add.clone()),
        remove_members: Some(remove.clone()),
        ..GroupOperationConfig::default()
    };
    change_members(org, cx, id, &Wanted::new(&add, &remove), &config).map(drop)
}

/// Starts a change of members. One that changes none is accepted, and fails. (recorded)
fn change_members(
    org: &mut Org,
    cx: &Cx,
    id: DeploymentGroupId,
    wanted: &Wanted,
    config: &GroupOperationConfig,
) -> ApiResult<wire::Task> {
    let group = org.sddc_group(id)?;
    states::check::<ChangeSddcGroup, states::SddcGroup>(&id, group.phase.name())?;
    let (add, remove) = wanted.check(org, Some(group))?;
    let nothing = Plan::Fail { at: 100, message: "Internal service failed to execute operation".to_owned() };
    let plan = if wanted.is_nothing() { nothing } else { Plan::Succeed };
    let task = start(org, cx, id, GroupWork::UpdateMembers(Box::new(kept(config))), MEMBERSHIP, plan)?;
    let group = group_mut(org, id)?;
    for member in &mut group.members {
        if remove.contains(&member.sddc) {
            member.phase = MemberPhase::Leaving;
        }
    }
    let joining = |sddc: SddcId| MemberFacts { sddc, phase: MemberPhase::Joining };
    group.members.extend(add.into_iter().map(joining));
    Ok(task)
}

/// Starts a change of the accounts and gateways of a group.
fn change_reach(
    org: &mut Org,
    cx: &Cx,
    id: DeploymentGroupId,
    operation: &GroupOperationType,
    config: &GroupOperationConfig,
) -> ApiResult<wire::Task> {
    let group = org.sddc_group(id)?;
    states::check::<ChangeSddcGroup, states::SddcGroup>(&id, group.phase.name())?;
    let work = match operation {
        GroupOperationType::AddExternalAccount => accounts::addition(cx, group, config)?,
        GroupOperationType::RemoveExternalAccount => accounts::removal(group, config)?,
        GroupOperationType::ApplyAttachmentAction => accounts::attachments(group, config)?,
        GroupOperationType::AssociateDirectConnectGateway => gateways::addition(group, config)?,
        GroupOperationType::DisassociateDirectConnectGateway => gateways::removal(group, config)?,
        other => return Err(Refusal::invalid(format!("Invalid type {other}."))),
    };
    let gateway =
        if matches!(work, GroupWork::AddGateway { .. }) { gateways::record(org, group, config) } else { None };
    let task = start(org, cx, id, work, REACH, Plan::Succeed)?;
    group_mut(org, id)?.gateways.extend(gateway);
    Ok(task)
}

/// Starts the deletion of a group.
fn delete(org: &mut Org, cx: &Cx, id: DeploymentGroupId, config: &GroupOperationConfig) -> ApiResult<wire::Task> {
    let group = org.sddc_group(id)?;
    states::check::<states::DeleteSddcGroup, states::SddcGroup>(&id, group.phase.name())?;
    deletable(group)?;
    start(org, cx, id, GroupWork::Delete(Box::new(kept(config))), DELETION, Plan::Succeed)
}

fn group_mut(org: &mut Org, id: DeploymentGroupId) -> ApiResult<&mut GroupFacts> {
    let group = org.sddc_groups.get_mut(&id).map(Arc::make_mut);
    group.ok_or_else(|| crate::state::not_found::sddc_group(id))
}

/// Starts a task on a group, which then waits for it.
fn start(
    org: &mut Org,
    cx: &Cx,
    id: DeploymentGroupId,
    work: GroupWork,
    realistic: SignedDuration,
    plan: Plan,
) -> ApiResult<wire::Task> {
    let group = org.sddc_group(id)?;
    let (config, start_version) = (group.config, version(group));
    let deletes = matches!(work, GroupWork::Delete(_));
    let task = tasks::start(
        org,
        cx,
        NewTask { work: Work::SddcGroup { group: id, config, work }, realistic, plan, start_version },
    );
    let group = group_mut(org, id)?;
    let before = match &group.phase {
        GroupPhase::Failed(why) => Some(why.clone()),
        _ => None,
    };
    group.phase = if deletes {
        GroupPhase::Deleting(task.entity.id)
    } else {
        GroupPhase::Updating { task: task.entity.id, before }
    };
    group.write(Some(cx.caller.author()), cx.now());
    Ok(task)
}

fn version(group: &GroupFacts) -> i32 {
    i32::try_from(group.version).unwrap_or(i32::MAX)
}

/// Returns the `params` of a task: what the operation was asked to change.
pub(crate) fn params(work: &Work) -> Map<String, Value> {
    let Work::SddcGroup { work, .. } = work else { return Map::new() };
    match work.config().map(serde_json::to_value) {
        Some(Ok(Value::Object(config))) => config,
        _ => Map::new(),
    }
}

/// Called when a task has ended: changes the group that waits for it. What a task that failed would have changed stays as it was; SDDCs that
/// would have joined a new group are not in it. (assumption) Returns the group's version.
pub(crate) fn ended(org: &mut Org, task: &TaskFacts, at: Timestamp) -> Option<i32> {
    let Work::SddcGroup { group: id, work, .. } = &task.work else { return None };
    let group = org.sddc_groups.get_mut(id).map(Arc::make_mut).filter(|group| group.phase.task() == Some(task.id))?;
    let fault = match &task.state {
        TaskState::Finished(_) => None,
        TaskState::Failed(_, message) => Some(message.clone()),
        _ => Some("The operation was cancelled.".to_owned()),
    };
    settle(group, work, fault.is_none());
    group.phase = match (work, fault, &group.phase) {
        (GroupWork::Delete(_), None, _) => GroupPhase::Deleted,
        (GroupWork::Delete(_), Some(why), _) => GroupPhase::DeletionFailed(why),
        (GroupWork::Create { .. }, Some(why), _) => GroupPhase::Failed(why),
        (_, Some(_), GroupPhase::Updating { before: Some(why), .. }) => GroupPhase::Failed(why.clone()),
        _ => GroupPhase::Connected,
    };
    group.write(None, at);
    let version = version(group);
    match (work, &task.state) {
        (GroupWork::AddAccount { .. }, TaskState::Finished(_)) => accounts::added(org, *id, work, at),
        (GroupWork::RemoveAccount { account, .. }, TaskState::Finished(_)) => accounts::removed(org, *id, *account),
        _ => {}
    }
    forget_deleted(org);
    Some(version)
}

/// Ends what waits in a group for the end of its task.
fn settle(group: &mut GroupFacts, work: &GroupWork, succeeded: bool) {
    let gone = if succeeded { MemberPhase::Leaving } else { MemberPhase::Joining };
    group.members.retain(|member| member.phase != gone);
    group.members.iter_mut().for_each(|member| member.phase = MemberPhase::Connected);
    match work {
        GroupWork::ChangeAttachments { account, config } if succeeded => accounts::changed(group, *account, config),
        GroupWork::RemoveGateway { gateway, .. } if succeeded => group.gateways.retain(|other| other.id != *gateway),
        GroupWork::AddGateway { gateway, .. } if !succeeded => group.gateways.retain(|other| other.id != *gateway),
        _ => {}
    }
    group.gateways.iter_mut().for_each(|gateway| gateway.connected = true);
}

/// Removes the oldest deleted groups beyond those that are kept.
fn forget_deleted(org: &mut Org) {
    let is_deleted = |group: &GroupFacts| group.phase == GroupPhase::Deleted;
    let deleted = org.sddc_groups.values().filter(|group| is_deleted(group)).count();
    let mut surplus = deleted.saturating_sub(DELETED_GROUPS_KEPT_MAX);
    if surplus > 0 {
        org.sddc_groups.retain(|_, group| {
            let forget = surplus > 0 && is_deleted(group);
            surplus -= usize::from(forget);
            !forget
        });
    }
}
