//! Endpoints of the inventory.

use super::{CoreOrgPath, DeploymentGroupPath};
use crate::{
    endpoint::{Empty, Json, Nothing},
    endpoints,
    endpoints::{flag_if_any, number_if_any, text_if_any},
    wire::{DeploymentGroup, GroupMember, Page},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

endpoints! {
    service Core, with methods;
    /// List the groups of SDDCs.
    ListDeploymentGroups: GET "/api/inventory/{orgId}/core/deployment-groups" (CoreOrgPath, InventoryQuery, Empty)
        -> OK Json<Page<DeploymentGroup>>, needs Read,
        method list_deployment_groups(org: OrgId);
    /// Get a group of SDDCs.
    GetDeploymentGroup: GET "/api/inventory/{orgId}/core/deployment-groups/{deploymentGroupId}"
        (DeploymentGroupPath, Nothing, Empty) -> OK Json<DeploymentGroup>, needs Read,
        method get_deployment_group(org: OrgId, group: DeploymentGroupId);
    /// List the members of a group.
    ListDeploymentGroupMembers: GET "/api/inventory/{orgId}/core/deployment-groups/{deploymentGroupId}/members"
        (DeploymentGroupPath, Nothing, Empty) -> OK Json<Vec<GroupMember>>, needs Read,
        method list_deployment_group_members(org: OrgId, group: DeploymentGroupId);
}

/// Query of the lists of the inventory.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct InventoryQuery {
    /// Whether deleted resources are shown.
    #[serde(default, deserialize_with = "flag_if_any", skip_serializing_if = "Option::is_none")]
    pub include_deleted_resources: Option<bool>,
    /// The largest number of items of a page.
    #[serde(default, deserialize_with = "number_if_any", skip_serializing_if = "Option::is_none")]
    pub size: Option<i32>,
    /// The number of the page, counted from 0.
    #[serde(default, deserialize_with = "number_if_any", skip_serializing_if = "Option::is_none")]
    pub page: Option<i32>,
    /// The field by which the items are sorted, and `asc` or `desc`: `name,desc`.
    #[schemars(with = "Vec<String>")]
    #[serde(default, deserialize_with = "text_if_any", skip_serializing_if = "Option::is_none")]
    pub sort: Option<String>,
}
