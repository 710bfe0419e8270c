//! Types of the operations that change SDDC groups.

use super::CoreAuthor;
use crate::wire::{
    entity::{ConnectivityConfigId, DeploymentGroupId, OrgId, TaskId, empty_as_none, null_as_empty},
    open_enum::open_enum,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// An SDDC that is or shall be a member of a group.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct DeploymentGroupMember {
    /// The SDDC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

/// SDDCs of which is asked whether they can be members of a group.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ValidationPayload {
    /// The SDDCs.
    #[serde(default, deserialize_with = "null_as_empty", skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<DeploymentGroupMember>,
    /// The group that they shall join; unset for a new group.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub deployment_group_id: Option<DeploymentGroupId>,
}

/// A group that is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct CreateGroupNetworkConnectivityRequest {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Its first members.
    #[serde(default, deserialize_with = "null_as_empty", skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<DeploymentGroupMember>,
}

/// The ids of a new group, of its network, and of the operation that makes both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct CreateGroupNetworkConnectivityResponse {
    /// The network.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub config_id: Option<ConnectivityConfigId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_id: Option<DeploymentGroupId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation_id: Option<TaskId>,
}

/// A change of a group, as it is requested and as it was accepted. Published as `Operation`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct GroupOperation {
    /// Its id, by which its progress is read.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub id: Option<TaskId>,
    /// What is done, such as `UPDATE_MEMBERS`.
    #[serde(rename = "type")]
    pub operation_type: String,
    /// The network of the group.
    pub resource_id: String,
    /// `network-connectivity-config`.
    pub resource_type: String,
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub org_id: Option<OrgId>,
    /// An id that the cloud provider gave.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider_assigned_id: Option<String>,
    /// The task that carries it out.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub task_id: Option<TaskId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<OperationState>,
    /// Who requested it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creator: Option<CoreAuthor>,
    /// Who changed it last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updater: Option<CoreAuthor>,
    /// Which service requested it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub internal_creator: Option<CoreAuthor>,
    /// What is changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub config: Option<GroupOperationConfig>,
}

/// What an operation changes. Which fields are set depends on the type. Published as `Config`, which other fields may be added to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct GroupOperationConfig {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub org_id: Option<OrgId>,
    /// The type, such as `AwsUpdateDeploymentGroupMembersConfig`.
    #[serde(rename = "type")]
    pub config_type: String,
    /// The operation that changes members.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub operation_id: Option<TaskId>,
    /// Who requested it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creator: Option<CoreAuthor>,
    /// Who changed it last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updater: Option<CoreAuthor>,
    /// Which service requested it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub internal_creator: Option<CoreAuthor>,
    /// Fields that the service does not know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unmapped_properties: Option<Map<String, Value>>,
    /// SDDCs that join.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub add_members: Option<Vec<DeploymentGroupMember>>,
    /// SDDCs that leave.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remove_members: Option<Vec<DeploymentGroupMember>>,
    /// An AWS account of the customer, with the VPCs that it attaches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<GroupAccountSpec>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direct_connect_gateway_association: Option<DirectConnectGatewaySpec>,
    /// The network of the group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_id: Option<String>,
}

/// An AWS account in a request.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct GroupAccountSpec {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_number: Option<String>,
    /// The regions in which its VPCs can be attached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub regions: Option<Vec<String>>,
    /// `true` if its VPCs are attached without being accepted. It is a text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auto_approval: Option<String>,
    /// VPCs, and what is done with them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attachments: Option<Vec<AttachmentSpec>>,
}

/// What is done with the attachment of a VPC.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct AttachmentSpec {
    /// What is done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<AttachmentAction>,
    /// The attachment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attach_id: Option<String>,
    /// Networks that are routed to the VPC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub configured_prefixes: Option<Vec<String>>,
}

/// A Direct Connect gateway in a request.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct DirectConnectGatewaySpec {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direct_connect_gateway_id: Option<String>,
    /// The AWS account that owns it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direct_connect_gateway_owner: Option<String>,
    /// The regions, with the networks that are made known there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub peering_region_configs: Option<Vec<PeeringRegionSpec>>,
}

/// A region of a Direct Connect gateway in a request.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct PeeringRegionSpec {
    /// Networks that are made known to the customer's premises.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed_prefixes: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
}

/// The state of an operation. Published as `State`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct OperationState {
    /// The state, such as `COMPLETED`.
    pub name: String,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_msg: Option<String>,
    /// The code of the failure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_code: Option<String>,
    /// Why it failed, in the words of the service that failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub internal_error_msg: Option<String>,
    /// The code of that service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub internal_error_code: Option<String>,
}

/// The state of an operation and its progress. Published as `StateV2`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct OperationStateV2 {
    /// The state.
    pub name: OperationStateName,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_msg: Option<String>,
    /// The code of the failure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_code: Option<String>,
    /// Why it failed, in the words of the service that failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub internal_error_msg: Option<String>,
    /// The code of that service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub internal_error_code: Option<String>,
}

/// An operation and its progress.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct OperationV2 {
    /// Its id. Recordings of parts of an operation do not have it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<TaskId>,
    /// What is done.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub operation_type: Option<String>,
    /// What it acts on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_id: Option<String>,
    /// The kind of what it acts on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub org_id: Option<OrgId>,
    /// An id that the cloud provider gave.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider_assigned_id: Option<String>,
    /// The task that carries it out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_id: Option<TaskId>,
    pub state: OperationStateV2,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_message: Option<String>,
    /// What is changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub config: Option<Map<String, Value>>,
    /// Who requested it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creator: Option<CoreAuthor>,
    /// Who changed it last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updater: Option<CoreAuthor>,
}

/// A change of members, as an older script requests it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct GroupingOperation {
    /// `UPDATE_GROUP_MEMBERS`.
    #[serde(rename = "type")]
    pub operation_type: GroupingOperationType,
    /// The group.
    pub resource_id: String,
    /// `deployment-group`.
    pub resource_type: GroupingResourceType,
    /// What is changed.
    pub config: GroupingConfig,
}

/// The members that an older script adds and removes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct GroupingConfig {
    /// `DeploymentGroupMembersUpdateConfig`.
    #[serde(rename = "type")]
    pub config_type: GroupingConfigType,
    /// SDDCs that leave.
    #[serde(default, deserialize_with = "null_as_empty", skip_serializing_if = "Vec::is_empty")]
    pub remove_members: Vec<GroupingMember>,
    /// SDDCs that join.
    #[serde(default, deserialize_with = "null_as_empty", skip_serializing_if = "Vec::is_empty")]
    pub add_members: Vec<GroupingMember>,
}

/// An SDDC that an older script adds or removes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct GroupingMember {
    /// The SDDC.
    pub deployment_id: String,
}

open_enum! {
    /// What an operation does to a group.
    pub enum GroupOperationType {
        /// SDDCs join and leave.
        UpdateMembers = "UPDATE_MEMBERS",
        /// The group is deleted.
        DeleteDeploymentGroup = "DELETE_DEPLOYMENT_GROUP",
        /// An AWS account of the customer may attach VPCs.
        AddExternalAccount = "ADD_EXTERNAL_ACCOUNT",
        /// An AWS account is removed.
        RemoveExternalAccount = "REMOVE_EXTERNAL_ACCOUNT",
        /// Attachments of VPCs are accepted, changed or deleted.
        ApplyAttachmentAction = "APPLY_ATTACHMENT_ACTION",
        /// A Direct Connect gateway is connected.
        AssociateDirectConnectGateway = "ASSOCIATE_DIRECT_CONNECT_GATEWAY",
        /// A Direct Connect gateway is disconnected.
        DisassociateDirectConnectGateway = "DISASSOCIATE_DIRECT_CONNECT_GATEWAY",
    }

    /// What is done with the attachment of a VPC.
    pub enum AttachmentAction {
        Accept = "ACCEPT",
        Update = "UPDATE",
        Delete = "DELETE",
    }

    pub enum OperationStateName {
        /// It is under way. (assumption; clients take any name but the other two for this)
        InProgress = "IN_PROGRESS",
        /// It has ended well.
        Completed = "COMPLETED",
        /// It has failed.
        Failed = "FAILED",
    }

    /// What an older script does to a group.
    pub enum GroupingOperationType {
        UpdateGroupMembers = "UPDATE_GROUP_MEMBERS",
    }

    /// What an older script changes.
    pub enum GroupingResourceType {
        DeploymentGroup = "deployment-group",
    }

    /// The kind of change that an older script requests.
    pub enum GroupingConfigType {
        DeploymentGroupMembersUpdateConfig = "DeploymentGroupMembersUpdateConfig",
    }
}
