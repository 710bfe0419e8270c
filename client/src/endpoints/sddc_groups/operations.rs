//! Endpoints that make, change and delete SDDC groups, and the progress of these operations.

use super::{CoreOrgPath, OperationPath};
use crate::{
    endpoint::{Empty, Json, Nothing},
    endpoints,
    endpoints::List,
    wire::{
        ConnectivityConfigId, CreateGroupNetworkConnectivityRequest, CreateGroupNetworkConnectivityResponse,
        GroupOperation, GroupOperationType, GroupingOperation, OperationV2, ValidationPayload,
    },
};
use serde::{Deserialize, Serialize};

endpoints! {
    service Core, with methods;
    /// Check whether SDDCs can be members of a group.
    ValidateGroupMembers: POST "/api/network/{orgId}/core/network-connectivity-configs/validate-members"
        (CoreOrgPath, Nothing, Json<ValidationPayload>) -> NO_CONTENT Empty, needs Read,
        method validate_group_members(org: OrgId);
    /// Create a group of SDDCs with its network.
    CreateSddcGroup: POST "/api/network/{orgId}/core/network-connectivity-configs/create-group-network-connectivity"
        (CoreOrgPath, Nothing, Json<CreateGroupNetworkConnectivityRequest>)
        -> OK Json<CreateGroupNetworkConnectivityResponse>, needs Write,
        /// The progress is read with `operation_id`.
        method create_sddc_group(org: OrgId);
    /// Check whether groups can be deleted.
    ValidateGroupDeletion: POST "/api/network/{orgId}/core/network-connectivity-configs/validate-delete"
        (CoreOrgPath, ValidateGroupDeletionQuery, Empty) -> NO_CONTENT Empty, needs Read,
        method validate_group_deletion(org: OrgId);
    /// Check whether an AWS account can be removed from a group.
    ValidateAccountRemoval: POST "/api/network/{orgId}/core/network-connectivity-configs/validate-remove-external-account"
        (CoreOrgPath, ValidateAccountRemovalQuery, Empty) -> NO_CONTENT Empty, needs Read,
        method validate_account_removal(org: OrgId);
    /// Change or delete a group.
    ChangeSddcGroup: POST "/api/network/{orgId}/aws/operations" (CoreOrgPath, Nothing, Json<GroupOperation>)
        -> CREATED Json<GroupOperation>, needs Write,
        or OK when |_query, body| body.0.operation_type == GroupOperationType::UpdateMembers.as_str(),
        /// The progress is read with `id`, or with `config.operation_id` for a change of members.
        method change_sddc_group(org: OrgId);
    /// Change the members of a group, as an older script does.
    UpdateGroupMembers: POST "/api/inventory/{orgId}/grouping/operations" (CoreOrgPath, Nothing, Json<GroupingOperation>)
        -> OK Empty, needs Write,
        method update_group_members(org: OrgId);
    /// Get an operation on a group and its progress.
    GetOperation: GET "/api/operation/{orgId}/core/operations/{operationId}" (OperationPath, Nothing, Empty)
        -> OK Json<OperationV2>, needs Read,
        method get_operation(org: OrgId, operation: TaskId);
}

/// Query of [`ValidateGroupDeletion`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ValidateGroupDeletionQuery {
    /// The groups.
    pub group_id: List,
}

/// Query of [`ValidateAccountRemoval`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ValidateAccountRemovalQuery {
    /// Number of the AWS account.
    pub account_number: String,
    /// Network of the group.
    pub network_connectivity_config_id: ConnectivityConfigId,
}
