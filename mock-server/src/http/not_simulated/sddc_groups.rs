//! The operations of SDDC groups, and of the inventory that they are in, that this server does not simulate.

use super::entry::NotSimulated;

pub(super) const NOT_SIMULATED: &[NotSimulated] = &[
    NotSimulated {
        operation: Some(
            "api.network.core.network_connectivity_configs.ValidateRemoveExternalAccount.validateRemoveExternalAccountValidateNetworkConnectivityConfigsRemoveExternalAccount",
        ),
        method: "POST",
        path: "/api/network/{orgId}/core/network-connectivity-configs/validate-remove-external-account",
        what: "This operation",
        reason: "it is not written yet",
    },
    NotSimulated {
        operation: Some(
            "api.network.core.network_connectivity_configs.direct_connect_gateways.AvailablePeeringRegions.availablePeeringRegionsGetDirectConnectGatewayPeeringRegions",
        ),
        method: "GET",
        path: "/api/network/{orgId}/core/network-connectivity-configs/{id}/direct-connect-gateways/{directConnectGatewayId}/available-peering-regions",
        what: "This operation",
        reason: "it is not written yet",
    },
    NotSimulated {
        operation: Some(
            "api.network.core.network_connectivity_configs.external_transit_gateways.AvailablePeeringRegions.availablePeeringRegionsGetTransitGatewayPeeringRegions",
        ),
        method: "GET",
        path: "/api/network/{orgId}/core/network-connectivity-configs/{id}/external-transit-gateways/{externalTransitGatewayId}/available-peering-regions",
        what: "This operation",
        reason: "it is not written yet",
    },
    NotSimulated {
        operation: Some(
            "api.network.core.network_connectivity_configs.GroupToGroupConnectivity.groupToGroupConnectivityGetGroupToGroupConnectivity",
        ),
        method: "GET",
        path: "/api/network/{orgId}/core/network-connectivity-configs/{id}/group-to-group-connectivity",
        what: "This operation",
        reason: "it is not written yet",
    },
    NotSimulated {
        operation: Some(
            "api.network.core.network_connectivity_configs.group_to_group_connectivity.AvailableGroups.availableGroupsGetAvailableGroupsForConnectivity",
        ),
        method: "GET",
        path: "/api/network/{orgId}/core/network-connectivity-configs/{id}/group-to-group-connectivity/available-groups",
        what: "This operation",
        reason: "it is not written yet",
    },
    NotSimulated {
        operation: Some(
            "api.network.core.network_connectivity_configs.GroupToGroupConnectivity.groupToGroupConnectivityGetGroupToGroupConnectivityById",
        ),
        method: "GET",
        path: "/api/network/{orgId}/core/network-connectivity-configs/{id}/group-to-group-connectivity/{groupToGroupConnectivityId}",
        what: "This operation",
        reason: "it is not written yet",
    },
    NotSimulated {
        operation: Some(
            "api.network.core.network_connectivity_configs.RouteTables.routeTablesGetRouteTablesForNetworkConnectivityConfig",
        ),
        method: "GET",
        path: "/api/network/{orgId}/core/network-connectivity-configs/{id}/route-tables",
        what: "This operation",
        reason: "it is not written yet",
    },
    NotSimulated {
        operation: Some(
            "api.network.core.network_connectivity_configs.RouteTables.routeTablesGetAssociatedRouteTableById",
        ),
        method: "GET",
        path: "/api/network/{orgId}/core/network-connectivity-configs/{id}/route-tables/{routeTableId}",
        what: "This operation",
        reason: "it is not written yet",
    },
    NotSimulated {
        operation: Some(
            "api.network.core.network_connectivity_configs.route_tables.OverlappingRoutes.overlappingRoutesGetOverlappingRoutesForRouteTable",
        ),
        method: "GET",
        path: "/api/network/{orgId}/core/network-connectivity-configs/{id}/route-tables/{routeTableId}/overlapping-routes",
        what: "This operation",
        reason: "it is not written yet",
    },
    NotSimulated {
        operation: Some("api.network.core.network_connectivity_configs.route_tables.Routes.routesGetRouteTableDetails"),
        method: "GET",
        path: "/api/network/{orgId}/core/network-connectivity-configs/{id}/route-tables/{routeTableId}/routes",
        what: "This operation",
        reason: "it is not written yet",
    },
    NotSimulated {
        operation: Some(
            "api.network.core.network_connectivity_configs.SharedPrefixList.sharedPrefixListGetAllSharedPrefixListsForNetworkConnectivityConfig",
        ),
        method: "GET",
        path: "/api/network/{orgId}/core/network-connectivity-configs/{id}/shared-prefix-list",
        what: "This operation",
        reason: "it is not written yet",
    },
    NotSimulated {
        operation: Some(
            "api.network.core.network_connectivity_configs.SharedPrefixList.sharedPrefixListGetSharedPrefixList",
        ),
        method: "GET",
        path: "/api/network/{orgId}/core/network-connectivity-configs/{id}/shared-prefix-list/{sharedPrefixListId}",
        what: "This operation",
        reason: "it is not written yet",
    },
    NotSimulated {
        operation: Some(
            "api.network.core.network_connectivity_configs.shared_prefix_list.Prefixes.prefixesGetSharedPrefixListById",
        ),
        method: "GET",
        path: "/api/network/{orgId}/core/network-connectivity-configs/{id}/shared-prefix-list/{sharedPrefixListId}/prefixes",
        what: "This operation",
        reason: "it is not written yet",
    },
    NotSimulated {
        operation: Some("api.inventory.core.Clusters.clustersGetCoreClusters"),
        method: "GET",
        path: "/api/inventory/{orgId}/core/clusters",
        what: "This operation",
        reason: "it is not written yet",
    },
    NotSimulated {
        operation: Some("api.inventory.core.Clusters.clustersGetCoreClusterById"),
        method: "GET",
        path: "/api/inventory/{orgId}/core/clusters/{clusterId}",
        what: "This operation",
        reason: "it is not written yet",
    },
    NotSimulated {
        operation: Some("api.inventory.core.Deployments.deploymentsGetCoreDeployments"),
        method: "GET",
        path: "/api/inventory/{orgId}/core/deployments",
        what: "This operation",
        reason: "it is not written yet",
    },
    NotSimulated {
        operation: Some("api.inventory.core.Deployments.deploymentsGetCoreDeploymentById"),
        method: "GET",
        path: "/api/inventory/{orgId}/core/deployments/{deploymentId}",
        what: "This operation",
        reason: "it is not written yet",
    },
    NotSimulated {
        operation: Some(
            "api.inventory.core.deployments.summaries.DeploymentNetworkSummary.deploymentNetworkSummaryGetCoreDeploymentNetworkSummary",
        ),
        method: "GET",
        path: "/api/inventory/{orgId}/core/deployments/{deploymentId}/summaries/DeploymentNetworkSummary",
        what: "This operation",
        reason: "it is not written yet",
    },
    NotSimulated {
        operation: Some(
            "api.inventory.core.deployments.summaries.DeploymentOverviewSummary.deploymentOverviewSummaryGetCoreDeploymentOverviewSummary",
        ),
        method: "GET",
        path: "/api/inventory/{orgId}/core/deployments/{deploymentId}/summaries/DeploymentOverviewSummary",
        what: "This operation",
        reason: "it is not written yet",
    },
    NotSimulated {
        operation: Some(
            "api.inventory.core.deployments.summaries.DeploymentVcenterSummary.deploymentVcenterSummaryGetCoreDeploymentVcenterSummary",
        ),
        method: "GET",
        path: "/api/inventory/{orgId}/core/deployments/{deploymentId}/summaries/DeploymentVcenterSummary",
        what: "This operation",
        reason: "it is not written yet",
    },
    NotSimulated {
        operation: Some("api.inventory.core.Hosts.hostsGetCoreHosts"),
        method: "GET",
        path: "/api/inventory/{orgId}/core/hosts",
        what: "This operation",
        reason: "it is not written yet",
    },
    NotSimulated {
        operation: Some("api.inventory.core.Hosts.hostsGetCoreHostById"),
        method: "GET",
        path: "/api/inventory/{orgId}/core/hosts/{hostId}",
        what: "This operation",
        reason: "it is not written yet",
    },
    NotSimulated {
        operation: Some("api.organization.core.Orgs.orgsGetOrganizationById"),
        method: "GET",
        path: "/api/organization/core/orgs/{orgId}",
        what: "This operation",
        reason: "it is not written yet",
    },
    NotSimulated {
        operation: Some("api.organization.orgs.ProfileStatus.profileStatusValidateOrgProfile"),
        method: "GET",
        path: "/api/organization/{provider}/orgs/{orgId}/profile-status",
        what: "This operation",
        reason: "it is not written yet",
    },
];
