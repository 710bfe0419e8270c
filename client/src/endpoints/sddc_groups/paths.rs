//! Paths of the newer services.

use crate::{
    endpoints::InOrg,
    wire::{ClusterId, ConnectivityConfigId, DeploymentGroupId, EsxId, OrgId, RouteTableId, SddcId, TaskId},
};
use serde::{Deserialize, Serialize};

/// `/api/{service}/{orgId}`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct CoreOrgPath {
    /// Organization.
    #[serde(rename = "orgId")]
    pub org: OrgId,
}

/// `/api/inventory/{orgId}/core/deployment-groups/{deploymentGroupId}`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct DeploymentGroupPath {
    /// Organization.
    #[serde(rename = "orgId")]
    pub org: OrgId,
    /// Group of SDDCs.
    #[serde(rename = "deploymentGroupId")]
    pub group: DeploymentGroupId,
}

/// `/api/network/{orgId}/core/network-connectivity-configs/{id}`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ConnectivityConfigPath {
    /// Organization.
    #[serde(rename = "orgId")]
    pub org: OrgId,
    /// Network of a group.
    pub id: ConnectivityConfigId,
}

/// `/api/network/{orgId}/core/network-connectivity-configs/{id}/traits/{traitName}`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct OperationPath {
    /// Organization.
    #[serde(rename = "orgId")]
    pub org: OrgId,
    /// Operation.
    #[serde(rename = "operationId")]
    pub operation: TaskId,
}

/// `…/network-connectivity-configs/{id}/route-tables/{routeTableId}`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct RouteTablePath {
    /// Organization.
    #[serde(rename = "orgId")]
    pub org: OrgId,
    /// Network of a group.
    pub id: ConnectivityConfigId,
    /// Route table.
    #[serde(rename = "routeTableId")]
    pub table: RouteTableId,
}

/// `…/network-connectivity-configs/{id}/direct-connect-gateways/{directConnectGatewayId}/available-peering-regions`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct GatewayPath {
    /// Organization.
    #[serde(rename = "orgId")]
    pub org: OrgId,
    /// Network of a group.
    pub id: ConnectivityConfigId,
    /// Direct Connect gateway.
    #[serde(rename = "directConnectGatewayId")]
    pub gateway: String,
}

/// `…/network-connectivity-configs/{id}/external-transit-gateways/{externalTransitGatewayId}/available-peering-regions`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct TransitGatewayPath {
    /// Organization.
    #[serde(rename = "orgId")]
    pub org: OrgId,
    /// Network of a group.
    pub id: ConnectivityConfigId,
    /// Transit gateway of the customer.
    #[serde(rename = "externalTransitGatewayId")]
    pub gateway: String,
}

/// `/api/{service}/{orgId}/core/deployments/{deploymentId}`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct DeploymentPath {
    /// Organization.
    #[serde(rename = "orgId")]
    pub org: OrgId,
    /// SDDC.
    #[serde(rename = "deploymentId")]
    pub sddc: SddcId,
}

/// `/api/inventory/{orgId}/core/clusters/{clusterId}`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct CoreClusterPath {
    /// Organization.
    #[serde(rename = "orgId")]
    pub org: OrgId,
    /// Cluster.
    #[serde(rename = "clusterId")]
    pub cluster: ClusterId,
}

/// `/api/inventory/{orgId}/core/hosts/{hostId}`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct CoreHostPath {
    /// Organization.
    #[serde(rename = "orgId")]
    pub org: OrgId,
    /// Host.
    #[serde(rename = "hostId")]
    pub host: EsxId,
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
in_org!(CoreOrgPath, DeploymentGroupPath, ConnectivityConfigPath, TraitPath, OperationPath, RouteTablePath);
in_org!(GatewayPath, TransitGatewayPath, DeploymentPath, CoreClusterPath, CoreHostPath);
