//! Endpoints of SDDC groups, and of the newer services that take part in them: networks, inventory, operations.

pub mod connectivity;
pub mod inventory;
pub mod operations;

use super::InOrg;
use crate::{
    endpoint::{OperationInfo, Rewriter},
    wire::{ConnectivityConfigId, DeploymentGroupId, OrgId, TaskId},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The tables of SDDC groups, in reading order.
pub const TABLES: [&[&OperationInfo]; 3] = [operations::TABLE, connectivity::TABLE, inventory::TABLE];

/// The rewriters of these tables.
pub const REWRITERS: [&[Rewriter]; 3] = [operations::REWRITERS, connectivity::REWRITERS, inventory::REWRITERS];

/// `/api/{service}/{orgId}`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CoreOrgPath {
    /// Organization.
    #[serde(rename = "orgId")]
    pub org: OrgId,
}

/// `/api/inventory/{orgId}/core/deployment-groups/{deploymentGroupId}`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DeploymentGroupPath {
    /// Organization.
    #[serde(rename = "orgId")]
    pub org: OrgId,
    /// Group of SDDCs.
    #[serde(rename = "deploymentGroupId")]
    pub group: DeploymentGroupId,
}

/// `/api/network/{orgId}/core/network-connectivity-configs/{id}`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ConnectivityConfigPath {
    /// Organization.
    #[serde(rename = "orgId")]
    pub org: OrgId,
    /// Network of a group.
    pub id: ConnectivityConfigId,
}

/// `/api/network/{orgId}/core/network-connectivity-configs/{id}/traits/{traitName}`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TraitPath {
    /// Organization.
    #[serde(rename = "orgId")]
    pub org: OrgId,
    /// Network of a group.
    pub id: ConnectivityConfigId,
    /// Part of it, such as `AwsVpcAttachmentsTrait`.
    #[serde(rename = "traitName")]
    pub name: String,
}

/// `/api/operation/{orgId}/core/operations/{operationId}`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OperationPath {
    /// Organization.
    #[serde(rename = "orgId")]
    pub org: OrgId,
    /// Operation.
    #[serde(rename = "operationId")]
    pub operation: TaskId,
}

macro_rules! in_org {
    ($($path:ty),*) => { $(
        impl InOrg for $path {
            fn org(&self) -> OrgId {
                self.org
            }
        }
    )* };
}
in_org!(CoreOrgPath, DeploymentGroupPath, ConnectivityConfigPath, TraitPath, OperationPath);
