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
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

endpoints! {
    service Csp;
    /// Look for groups at the identity provider.
    SearchIdpGroups: GET "/csp/gateway/am/api/groups/search" (Nothing, SearchIdpGroupsQuery, Empty) -> OK Json<PagedResponse<GroupDto>>, needs SeeOrg;
    /// List the groups of an organization.
    ListGroups: GET "/csp/gateway/am/api/orgs/{orgId}/groups" (CspOrgPath, PageQuery, Empty)
        -> OK Json<PagedResponse<ExpandedGroupDto>>, needs SeeOrg;
    /// Make a group.
    CreateGroup: POST "/csp/gateway/am/api/orgs/{orgId}/groups" (CspOrgPath, Nothing, Json<CreateCustomGroupRequest>) -> OK Json<IdDto>, needs ManageOrg;
    /// Remove groups.
    RemoveGroups: DELETE "/csp/gateway/am/api/orgs/{orgId}/groups" (CspOrgPath, Nothing, Json<RemoveGroupsFromOrgRequest>)
        -> OK Json<RemoveGroupsFromOrganizationResponseOfstring>, needs ManageOrg;
    /// Look for groups of an organization by role.
    SearchGroupsByRoles: POST "/csp/gateway/am/api/orgs/{orgId}/groups/search" (CspOrgPath, Nothing, Json<SearchGroupsByRolesRequest>)
        -> OK Json<PagedPostResponse<ExpandedGroupDto>>, needs SeeOrg;
    /// Look for groups of an organization by name.
    SearchOrgGroups: GET "/csp/gateway/am/api/orgs/{orgId}/groups-search" (CspOrgPath, SearchGroupsQuery, Empty)
        -> OK Json<SearchGroupsResponse>, needs SeeOrg;
    /// Get a group.
    GetGroup: GET "/csp/gateway/am/api/orgs/{orgId}/groups/{groupId}" (GroupPath, Nothing, Empty) -> OK Json<ExpandedGroupDto>, needs SeeOrg;
    /// Rename a group.
    UpdateGroup: PATCH "/csp/gateway/am/api/orgs/{orgId}/groups/{groupId}" (GroupPath, Nothing, Json<UpdateCustomGroupRequest>)
        -> OK Empty, needs ManageOrg;
    /// List the users in a group.
    ListGroupUsers: GET "/csp/gateway/am/api/orgs/{orgId}/groups/{groupId}/users" (GroupPath, GroupUsersQuery, Empty)
        -> OK Json<PagedResponse<BaseUserDto>>, needs SeeOrg;
    /// Put users into a group.
    AddGroupUsers: POST "/csp/gateway/am/api/orgs/{orgId}/groups/{groupId}/users"
        (GroupPath, Nothing, Json<AddUsersToCustomGroupRequest>) -> OK Json<PartialSuccessResponse<String>>, needs ManageOrg;
    /// Take users out of a group.
    RemoveGroupUsers: DELETE "/csp/gateway/am/api/orgs/{orgId}/groups/{groupId}/users"
        (GroupPath, Nothing, Json<RemoveUsersFromCustomGroupRequest>) -> OK Json<PartialSuccessResponse<String>>, needs ManageOrg;
    /// List the groups in a group.
    ListNestedGroups: GET "/csp/gateway/am/api/orgs/{orgId}/groups/{groupId}/groups" (GroupPath, NestedGroupsQuery, Empty)
        -> OK Json<PagedResponse<GroupDto>>, needs SeeOrg;
    /// Get a group's roles.
    GetGroupRoles: GET "/csp/gateway/am/api/orgs/{orgId}/groups/{groupId}/roles" (GroupPath, Nothing, Empty) -> OK Json<RolesDto>, needs SeeOrg;
    /// Change a group's roles.
    UpdateGroupRoles: PATCH "/csp/gateway/am/api/orgs/{orgId}/groups/{groupId}/roles"
        (GroupPath, Nothing, Json<UpdateGroupRolesRequest>) -> OK Empty, needs ManageOrg;
}

/// `/orgs/{orgId}/groups/{groupId}`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GroupPath {
    /// Organization.
    #[serde(rename = "orgId")]
    pub org: OrgId,
    /// Group.
    #[serde(rename = "groupId")]
    #[schemars(with = "String")]
    pub group: Uuid,
}

names_org!(GroupPath);

macro_rules! paged_queries {
    ($($(#[doc = $doc:literal])* $query:ident { $($(#[doc = $field_doc:literal])* $field:ident: $name:literal,)* })*) => { $(
        $(#[doc = $doc])*
        #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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
            pub start: Option<i32>,
            /// The most results. Default and maximum are the server's.
            #[serde(
                rename = "pageLimit",
                default,
                deserialize_with = "crate::endpoints::number_if_any",
                skip_serializing_if = "Option::is_none"
            )]
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
        /// Leave out users of groups in the group. There are none.
        only_direct: "onlyDirectUsers",
    }
}

/// Query of [`SearchIdpGroups`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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
    pub start: Option<i32>,
    /// The most results. Default and maximum are the server's.
    #[serde(
        rename = "pageLimit",
        default,
        deserialize_with = "crate::endpoints::number_if_any",
        skip_serializing_if = "Option::is_none"
    )]
    pub limit: Option<i32>,
}

/// Query of [`SearchOrgGroups`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SearchGroupsQuery {
    /// Part of a name.
    #[serde(rename = "groupSearchTerm")]
    pub term: String,
}
