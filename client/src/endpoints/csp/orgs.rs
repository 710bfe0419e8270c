//! Endpoints for organizations and their users in the sign-in service.

use super::{CspOrgPath, ExpandQuery};
use crate::{
    endpoint::{Empty, Json, Nothing},
    endpoints,
    wire::{
        CreateOrganizationRequest, ExpandedTypedUserDto, ExtendedUsernameDto, OrganizationDto,
        OrganizationRolesResponse, PagedPostResponse, PagedResponse, PartialSuccessResponse, RefLinkDto,
        RemoveUsersFromOrgRequest, RemoveUsersFromOrganizationRequest, RemoveUsersFromOrganizationRequestV2,
        SearchUsersByRolesRequest, SearchUsersResponse, UsersDto,
    },
};
use serde::{Deserialize, Serialize};

endpoints! {
    service Csp, with methods;
    /// Create an organization that the caller owns.
    CreateOrganization: POST "/csp/gateway/am/api/orgs" (Nothing, Nothing, Json<CreateOrganizationRequest>)
        -> OK Json<RefLinkDto>, needs ManageOrg,
        method create_organization();
    /// Get an organization.
    GetOrganization: GET "/csp/gateway/am/api/orgs/{orgId}" (CspOrgPath, Nothing, Empty)
        -> OK Json<OrganizationDto>, needs SeeSelf,
        method get_organization(org: OrgId);
    /// Change an organization's name and metadata.
    UpdateOrganization: PATCH "/csp/gateway/am/api/orgs/{orgId}" (CspOrgPath, Nothing, Json<OrganizationDto>)
        -> OK Json<RefLinkDto>, needs ManageOrg,
        method update_organization(org: OrgId);
    /// List the organizations below an organization.
    ListSubOrganizations: GET "/csp/gateway/am/api/orgs/{orgId}/sub-orgs" (CspOrgPath, SubOrgsQuery, Empty)
        -> OK Json<PagedResponse<OrganizationDto>>, needs SeeOrg,
        method list_sub_organizations(org: OrgId);
    /// List the roles that an organization can assign.
    ListOrganizationRoles: GET "/csp/gateway/am/api/orgs/{orgId}/roles" (CspOrgPath, OrgRolesQuery, Empty)
        -> OK Json<OrganizationRolesResponse>, needs SeeOrg,
        method list_organization_roles(org: OrgId);
    /// List the users of an organization, in the older format.
    ListOrgUsers: GET "/csp/gateway/am/api/orgs/{orgId}/users" (CspOrgPath, ExpandQuery, Empty)
        -> OK Json<UsersDto>, needs SeeOrg,
        method list_org_users(org: OrgId);
    /// List the users of an organization with their roles, page by page.
    GetOrgUsers: GET "/csp/gateway/am/api/v2/orgs/{orgId}/users" (CspOrgPath, OrgUsersQuery, Empty)
        -> OK Json<PagedResponse<ExpandedTypedUserDto>>, needs SeeOrg,
        method get_org_users(org: OrgId);
    /// Search for users of an organization by name.
    SearchOrgUsers: GET "/csp/gateway/am/api/orgs/{orgId}/users/search" (CspOrgPath, SearchUsersQuery, Empty)
        -> OK Json<SearchUsersResponse>, needs SeeOrg,
        method search_org_users(org: OrgId);
    /// Search for users of an organization by role.
    SearchOrgUsersByRoles: POST "/csp/gateway/am/api/orgs/{orgId}/users/search"
        (CspOrgPath, Nothing, Json<SearchUsersByRolesRequest>)
        -> OK Json<PagedPostResponse<ExpandedTypedUserDto>>, needs SeeOrg,
        method search_org_users_by_roles(org: OrgId);
    /// Remove users from an organization, by mail address.
    RemoveUsersByEmail: PATCH "/csp/gateway/am/api/orgs/{orgId}/users"
        (CspOrgPath, Nothing, Json<RemoveUsersFromOrgRequest>)
        -> OK Json<PartialSuccessResponse<String>>, needs ManageOrg,
        method remove_users_by_email(org: OrgId);
    /// Remove users from an organization, by name.
    RemoveUsersByName: DELETE "/csp/gateway/am/api/orgs/{orgId}/users"
        (CspOrgPath, Nothing, Json<RemoveUsersFromOrganizationRequest>)
        -> OK Json<PartialSuccessResponse<ExtendedUsernameDto>>, needs ManageOrg,
        method remove_users_by_name(org: OrgId);
    /// Remove users from an organization, by id.
    RemoveUsersById: DELETE "/csp/gateway/am/api/v2/orgs/{orgId}/users"
        (CspOrgPath, Nothing, Json<RemoveUsersFromOrganizationRequestV2>)
        -> OK Json<PartialSuccessResponse<String>>, needs ManageOrg,
        method remove_users_by_id(org: OrgId);
}

/// Query of [`ListSubOrganizations`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SubOrgsQuery {
    /// Only organizations with this tag.
    #[serde(default, deserialize_with = "crate::endpoints::text_if_any", skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
}

/// Query of [`ListOrganizationRoles`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct OrgRolesQuery {
    /// Only the role of this name.
    #[serde(default, deserialize_with = "crate::endpoints::text_if_any", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Published without an explanation. It is ignored.
    #[serde(default, deserialize_with = "crate::endpoints::text_if_any", skip_serializing_if = "Option::is_none")]
    pub expand: Option<String>,
}

/// Query of [`GetOrgUsers`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct OrgUsersQuery {
    /// Only users with a role in this service.
    #[serde(
        rename = "serviceDefinitionId",
        default,
        deserialize_with = "crate::endpoints::text_if_any",
        skip_serializing_if = "Option::is_none"
    )]
    pub service: Option<String>,
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
    /// Whether to include the users' settings. Default false.
    #[serde(
        rename = "expandProfile",
        default,
        deserialize_with = "crate::endpoints::lenient_bool",
        skip_serializing_if = "crate::endpoints::is_false"
    )]
    pub expand_profile: bool,
}

/// Query of [`SearchOrgUsers`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SearchUsersQuery {
    /// Part of a name or mail address.
    #[serde(rename = "userSearchTerm")]
    pub term: String,
    /// Whether to include the users' settings. Default false.
    #[serde(
        rename = "expandProfile",
        default,
        deserialize_with = "crate::endpoints::lenient_bool",
        skip_serializing_if = "crate::endpoints::is_false"
    )]
    pub expand_profile: bool,
}
