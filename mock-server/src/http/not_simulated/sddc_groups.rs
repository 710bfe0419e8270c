//! The operations of SDDC groups, and of the inventory that they are in, that this server does not simulate.

use super::entry::NotSimulated;

pub(super) const NOT_SIMULATED: &[NotSimulated] = &[
    NotSimulated {
        operation: Some(
            "api.network.core.network_connectivity_configs.GroupToGroupConnectivity.groupToGroupConnectivityGetGroupToGroupConnectivity",
        ),
        method: "GET",
        path: "/api/network/{orgId}/core/network-connectivity-configs/{id}/group-to-group-connectivity",
        what: "The connection of a group to other groups",
        reason: "no published operation makes one",
    },
    NotSimulated {
        operation: Some(
            "api.network.core.network_connectivity_configs.group_to_group_connectivity.AvailableGroups.availableGroupsGetAvailableGroupsForConnectivity",
        ),
        method: "GET",
        path: "/api/network/{orgId}/core/network-connectivity-configs/{id}/group-to-group-connectivity/available-groups",
        what: "The connection of a group to other groups",
        reason: "no published operation makes one",
    },
    NotSimulated {
        operation: Some(
            "api.network.core.network_connectivity_configs.GroupToGroupConnectivity.groupToGroupConnectivityGetGroupToGroupConnectivityById",
        ),
        method: "GET",
        path: "/api/network/{orgId}/core/network-connectivity-configs/{id}/group-to-group-connectivity/{groupToGroupConnectivityId}",
        what: "The connection of a group to other groups",
        reason: "no published operation makes one",
    },
    NotSimulated {
        operation: Some(
            "api.network.core.network_connectivity_configs.SharedPrefixList.sharedPrefixListGetAllSharedPrefixListsForNetworkConnectivityConfig",
        ),
        method: "GET",
        path: "/api/network/{orgId}/core/network-connectivity-configs/{id}/shared-prefix-list",
        what: "A prefix list that AWS shares",
        reason: "no published operation makes one",
    },
    NotSimulated {
        operation: Some(
            "api.network.core.network_connectivity_configs.SharedPrefixList.sharedPrefixListGetSharedPrefixList",
        ),
        method: "GET",
        path: "/api/network/{orgId}/core/network-connectivity-configs/{id}/shared-prefix-list/{sharedPrefixListId}",
        what: "A prefix list that AWS shares",
        reason: "no published operation makes one",
    },
    NotSimulated {
        operation: Some(
            "api.network.core.network_connectivity_configs.shared_prefix_list.Prefixes.prefixesGetSharedPrefixListById",
        ),
        method: "GET",
        path: "/api/network/{orgId}/core/network-connectivity-configs/{id}/shared-prefix-list/{sharedPrefixListId}/prefixes",
        what: "A prefix list that AWS shares",
        reason: "no published operation makes one",
    },
    NotSimulated {
        operation: Some("api.organization.orgs.ProfileStatus.profileStatusValidateOrgProfile"),
        method: "GET",
        path: "/api/organization/{provider}/orgs/{orgId}/profile-status",
        what: "The status of an organization's profile",
        reason: "which faults a profile can have is not published",
    },
];
