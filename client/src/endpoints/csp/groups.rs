//! Endpoints for the groups of users in an organization.

use super::{CspOrgPath, PageQuery, names_org};
use crate::{
    endpoint::{Empty, Json, Nothing},
    endpoints,
    wire::{
        AddUsersToCustomGroupRequest, BaseUserDto, CreateCustomGroupRequest, ExpandedGroupDto, GroupDto, IdDto, OrgId,
        PagedPostResponse, PagedResponse, PartialSuccessResponse, RemoveGroupsFromOrgRequest,
        RemoveGroupsFromOrganizationResponseOfstring, RemoveUsersFromCustomGroupRequest, RolesDto,
        SearchGroupsByRolesRequest, SearchGroupsResponse, UpdateCustomGroupRequest, UpdateGroupRolesRequest,
    },
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

endpoints! {
    service Csp, with methods;
    /// Search for groups at the identity provider.
    SearchIdpGroups: GET "/csp/gateway/am/api/groups/search" (Nothing, SearchIdpGroupsQuery, Empty)
        -> OK Json<PagedResponse<GroupDto>>, needs SeeOrg,
        method search_idp_groups();
    /// List the groups of an organization.
    ListGroups: GET "/csp/gateway/am/api/orgs/{orgId}/groups" (CspOrgPath, PageQuery, Empty)
        -> OK Json<PagedResponse<ExpandedGroupDto>>, needs SeeOrg,
        method list_groups(org: OrgId);
    /// Create a group.
    CreateGroup: POST "/csp/gateway/am/api/orgs/{orgId}/groups" (CspOrgPath, Nothing, Json<CreateCustomGroupRequest>)
        -> OK Json<IdDto>, needs ManageOrg,
        method create_group(org: OrgId);
    /// Remove groups.
    RemoveGroups: DELETE "/csp/gateway/am/api/orgs/{orgId}/groups"
        (CspOrgPath, Nothing, Json<RemoveGroupsFromOrgRequest>)
        -> OK Json<RemoveGroupsFromOrganizationResponseOfstring>, needs ManageOrg,
        method remove_groups(org: OrgId);
    /// Search for groups of an organization by role.
    SearchGroupsByRoles: POST "/csp/gateway/am/api/orgs/{orgId}/groups/search"
        (CspOrgPath, Nothing, Json<SearchGroupsByRolesRequest>)
        -> OK Json<PagedPostResponse<ExpandedGroupDto>>, needs SeeOrg,
        method search_groups_by_roles(org: OrgId);
    /// Search for groups of an organization by name.
    SearchOrgGroups: GET "/csp/gateway/am/api/orgs/{orgId}/groups-search" (CspOrgPath, SearchGroupsQuery, Empty)
        -> OK Json<SearchGroupsResponse>, needs SeeOrg,
        method search_org_groups(org: OrgId);
    /// Get a group.
    GetGroup: GET "/csp/gateway/am/api/orgs/{orgId}/groups/{groupId}" (GroupPath, Nothing, Empty)
        -> OK Json<ExpandedGroupDto>, needs SeeOrg,
        method get_group(org: OrgId, group: Uuid);
    /// Rename a group.
    UpdateGroup: PATCH "/csp/gateway/am/api/orgs/{orgId}/groups/{groupId}"
        (GroupPath, Nothing, Json<UpdateCustomGroupRequest>) -> OK Empty, needs ManageOrg,
        method update_group(org: OrgId, group: Uuid);
    /// List the users in a group.
    ListGroupUsers: GET "/csp/gateway/am/api/orgs/{orgId}/groups/{groupId}/users" (GroupPath, GroupUsersQuery, Empty)
        -> OK Json<PagedResponse<BaseUserDto>>, needs SeeOrg,
        method list_group_users(org: OrgId, group: Uuid);
    /// Add users to a group.
    AddGroupUsers: POST "/csp/gateway/am/api/orgs/{orgId}/groups/{groupId}/users"
        (GroupPath, Nothing, Json<AddUsersToCustomGroupRequest>)
        -> OK Json<PartialSuccessResponse<String>>, needs ManageOrg,
        method add_group_users(org: OrgId, group: Uuid);
    /// Remove users from a group.
    RemoveGroupUsers: DELETE "/csp/gateway/am/api/orgs/{orgId}/groups/{groupId}/users"
        (GroupPath, Nothing, Json<RemoveUsersFromCustomGroupRequest>)
        -> OK Json<PartialSuccessResponse<String>>, needs ManageOrg,
        method remove_group_users(org: OrgId, group: Uuid);
    /// List the groups in a group.
    ListNestedGroups: GET "/csp/gateway/am/api/orgs/{orgId}/groups/{groupId}/groups"
        (GroupPath, NestedGroupsQuery, Empty) -> OK Json<PagedResponse<GroupDto>>, needs SeeOrg,
        method list_nested_groups(org: OrgId, group: Uuid);
    /// Get a group's roles.
    GetGroupRoles: GET "/csp/gateway/am/api/orgs/{orgId}/groups/{groupId}/roles" (GroupPath, Nothing, Empty)
        -> OK Json<RolesDto>, needs SeeOrg,
        method get_group_roles(org: OrgId, group: Uuid);
    /// Change a group's roles.
    UpdateGroupRoles: PATCH "/csp/gateway/am/api/orgs/{orgId}/groups/{groupId}/roles"
        (GroupPath, Nothing, Json<UpdateGroupRolesRequest>) -> OK Empty, needs ManageOrg,
        method update_group_roles(org: OrgId, group: Uuid);
}

/// `/orgs/{orgId}/groups/{groupId}`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct GroupPath {
    /// Organization.
    #[serde(rename = "orgId")]
    pub org: OrgId,
    /// Group.
    #[serde(rename = "groupId")]
    #[cfg_attr(feature = "schemas", schemars(with = "String", extend("format" = "uuid")))]
    pub group: Uuid,
}

names_org!(GroupPath);

macro_rules! paged_queries {
    ($($(#[doc = $doc:literal])* $query:ident { $($(#[doc = $field_doc:literal])* $field:ident: $name:literal,)* })*) => { $(
        $(#[doc = $doc])*
        #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
        pub struct $query {
            $(
                $(#[doc = $field_doc])*
                #[serde(
                    rename = $name,
                    default,
                    deserialize_with = "crate::endpoints::text_if_any",
                    skip_serializing_if = "Option::is_none"
                )]
                pub $field: Option<String>,
            )*
            /// Number of the first result, from 1. Default 1.
            #[serde(
                rename = "pageStart",
                default,
                deserialize_with = "crate::endpoints::number_if_any",
                skip_serializing_if = "Option::is_none"
            )]
            #[cfg_attr(feature = "schemas", schemars(range(min = 1)))]
            pub start: Option<i32>,
            /// The maximum number of results. The server has a default and a limit.
            #[serde(
                rename = "pageLimit",
                default,
                deserialize_with = "crate::endpoints::number_if_any",
                skip_serializing_if = "Option::is_none"
            )]
            #[cfg_attr(feature = "schemas", schemars(range(min = 1)))]
            pub limit: Option<i32>,
        }
    )* };
}

paged_queries! {
    /// Query of [`ListNestedGroups`].
    NestedGroupsQuery {
        /// Part of a name.
        term: "searchTerm",
    }
    /// Query of [`ListGroupUsers`].
    GroupUsersQuery {
        /// Part of a first name.
        first_name: "firstName",
        /// Part of a last name.
        last_name: "lastName",
        /// Part of a mail address.
        email: "email",
        /// Whether to leave out the users of groups in the group. There are none.
        only_direct: "onlyDirectUsers",
    }
}

/// Query of [`SearchIdpGroups`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SearchIdpGroupsQuery {
    /// Part of a name.
    #[serde(rename = "searchTerm")]
    pub term: String,
    /// Identity provider.
    #[serde(
        rename = "idpId",
        default,
        deserialize_with = "crate::endpoints::text_if_any",
        skip_serializing_if = "Option::is_none"
    )]
    pub idp: Option<String>,
    /// Number of the first result, from 1. Default 1.
    #[serde(
        rename = "pageStart",
        default,
        deserialize_with = "crate::endpoints::number_if_any",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "schemas", schemars(range(min = 1)))]
    pub start: Option<i32>,
    /// The maximum number of results. The server has a default and a limit.
    #[serde(
        rename = "pageLimit",
        default,
        deserialize_with = "crate::endpoints::number_if_any",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "schemas", schemars(range(min = 1)))]
    pub limit: Option<i32>,
}

/// Query of [`SearchOrgGroups`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SearchGroupsQuery {
    /// Part of a name.
    #[serde(rename = "groupSearchTerm")]
    pub term: String,
}
