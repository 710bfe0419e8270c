//! Endpoints of the inventory: SDDC groups, SDDCs, clusters and hosts; and of the organization.

use super::{CoreClusterPath, CoreHostPath, CoreOrgPath, DeploymentGroupPath, DeploymentPath, InventoryQuery};
use crate::{
    endpoint::{Empty, Json, Nothing},
    endpoints,
    endpoints::{List, flag_if_any, number_if_any, parsed_if_any, text_if_any},
    wire::{
        ActivityResponse, ClusterId, ClusterRenameIntent, CoreCluster, CoreHost, CoreOrganization, Deployment,
        DeploymentGroup, DeploymentNetworkSummary, DeploymentOverviewSummary, DeploymentVcenterSummary, GroupMember,
        NsxDetails, Page, SddcId,
    },
};
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
    /// List the SDDCs, as the inventory shows them.
    ListDeployments: GET "/api/inventory/{orgId}/core/deployments" (CoreOrgPath, ListDeploymentsQuery, Empty)
        -> OK Json<Page<Deployment>>, needs Read,
        method list_deployments(org: OrgId);
    /// Get an SDDC, as the inventory shows it.
    GetDeployment: GET "/api/inventory/{orgId}/core/deployments/{deploymentId}"
        (DeploymentPath, GetDeploymentQuery, Empty) -> OK Json<Deployment>, needs Read,
        method get_deployment(org: OrgId, sddc: SddcId);
    /// Get the addresses of the NSX Manager of an SDDC.
    GetDeploymentNetworkSummary: GET
        "/api/inventory/{orgId}/core/deployments/{deploymentId}/summaries/DeploymentNetworkSummary"
        (DeploymentPath, Nothing, Empty) -> OK Json<DeploymentNetworkSummary>, needs Read,
        method get_deployment_network_summary(org: OrgId, sddc: SddcId);
    /// Get the size of an SDDC.
    GetDeploymentOverviewSummary: GET
        "/api/inventory/{orgId}/core/deployments/{deploymentId}/summaries/DeploymentOverviewSummary"
        (DeploymentPath, Nothing, Empty) -> OK Json<DeploymentOverviewSummary>, needs Read,
        method get_deployment_overview_summary(org: OrgId, sddc: SddcId);
    /// Get the addresses of the vCenter of an SDDC.
    GetDeploymentVcenterSummary: GET
        "/api/inventory/{orgId}/core/deployments/{deploymentId}/summaries/DeploymentVcenterSummary"
        (DeploymentPath, Nothing, Empty) -> OK Json<DeploymentVcenterSummary>, needs Read,
        method get_deployment_vcenter_summary(org: OrgId, sddc: SddcId);
    /// Get what is needed to reach the NSX Manager of an SDDC, with the passwords of its users.
    GetNsxDetails: GET "/api/network/{orgId}/core/deployments/{deploymentId}/nsx" (DeploymentPath, Nothing, Empty)
        -> OK Json<NsxDetails>, needs Read,
        method get_nsx_details(org: OrgId, sddc: SddcId);
    /// List the clusters of all SDDCs.
    ListInventoryClusters: GET "/api/inventory/{orgId}/core/clusters" (CoreOrgPath, ListInventoryClustersQuery, Empty)
        -> OK Json<Page<CoreCluster>>, needs Read,
        method list_inventory_clusters(org: OrgId);
    /// Get a cluster, as the inventory shows it.
    GetInventoryCluster: GET "/api/inventory/{orgId}/core/clusters/{clusterId}" (CoreClusterPath, DeletedQuery, Empty)
        -> OK Json<CoreCluster>, needs Read,
        method get_inventory_cluster(org: OrgId, cluster: ClusterId);
    /// List the hosts of all SDDCs.
    ListInventoryHosts: GET "/api/inventory/{orgId}/core/hosts" (CoreOrgPath, ListInventoryHostsQuery, Empty)
        -> OK Json<Page<CoreHost>>, needs Read,
        method list_inventory_hosts(org: OrgId);
    /// Get a host, as the inventory shows it.
    GetInventoryHost: GET "/api/inventory/{orgId}/core/hosts/{hostId}" (CoreHostPath, DeletedQuery, Empty)
        -> OK Json<CoreHost>, needs Read,
        method get_inventory_host(org: OrgId, host: EsxId);
    /// Rename a cluster.
    RenameCluster: POST "/api/inventory/{orgId}/vmc-aws/clusters/{clusterId}:rename-cluster"
        (CoreClusterPath, Nothing, Json<ClusterRenameIntent>) -> ACCEPTED Json<ActivityResponse>, needs Write,
        method rename_cluster(org: OrgId, cluster: ClusterId);
    /// Get an organization, as the newer services show it.
    GetCoreOrganization: GET "/api/organization/core/orgs/{orgId}" (CoreOrgPath, Nothing, Empty)
        -> OK Json<CoreOrganization>, needs Read,
        method get_core_organization(org: OrgId);
}

/// Query of [`ListDeployments`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ListDeploymentsQuery {
    /// The summaries that are shown.
    #[serde(default, skip_serializing_if = "List::is_empty")]
    pub summary: List,
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
    #[cfg_attr(feature = "schemas", schemars(with = "Vec<String>"))]
    #[serde(default, deserialize_with = "text_if_any", skip_serializing_if = "Option::is_none")]
    pub sort: Option<String>,
}

/// Query of [`GetDeployment`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct GetDeploymentQuery {
    /// The summaries that are shown.
    #[serde(default, skip_serializing_if = "List::is_empty")]
    pub summary: List,
    /// Whether a deleted SDDC is shown.
    #[serde(default, deserialize_with = "flag_if_any", skip_serializing_if = "Option::is_none")]
    pub include_deleted_resources: Option<bool>,
}

/// Query of the operations that get one resource.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct DeletedQuery {
    /// Whether a deleted resource is shown.
    #[serde(default, deserialize_with = "flag_if_any", skip_serializing_if = "Option::is_none")]
    pub include_deleted_resources: Option<bool>,
}

/// Query of [`ListInventoryClusters`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ListInventoryClustersQuery {
    /// Only the clusters of this SDDC.
    #[serde(default, deserialize_with = "parsed_if_any", skip_serializing_if = "Option::is_none")]
    pub deployment_id: Option<SddcId>,
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
    #[cfg_attr(feature = "schemas", schemars(with = "Vec<String>"))]
    #[serde(default, deserialize_with = "text_if_any", skip_serializing_if = "Option::is_none")]
    pub sort: Option<String>,
}

/// Query of [`ListInventoryHosts`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ListInventoryHostsQuery {
    /// Only the hosts of this cluster.
    #[serde(default, deserialize_with = "parsed_if_any", skip_serializing_if = "Option::is_none")]
    pub cluster_id: Option<ClusterId>,
    /// Only the hosts of this SDDC.
    #[serde(default, deserialize_with = "parsed_if_any", skip_serializing_if = "Option::is_none")]
    pub deployment_id: Option<SddcId>,
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
    #[cfg_attr(feature = "schemas", schemars(with = "Vec<String>"))]
    #[serde(default, deserialize_with = "text_if_any", skip_serializing_if = "Option::is_none")]
    pub sort: Option<String>,
}
