//! Endpoints for the calling user and its roles in its organizations.

use super::{CspOrgPath, ExpandQuery, PageQuery, users::ServiceQuery};
use crate::{
    endpoint::{Empty, Json, Nothing},
    endpoints,
    wire::{
        OrganizationDto, OrganizationsDto, PagedResponse, RefLinkDto, RoleDto, UserDto, UserGroupsResponse,
        UserInfoDto, UserProfileDto, UserServiceRolesResponse,
    },
};
use serde::{Deserialize, Serialize};

endpoints! {
    service Csp, with methods;
    /// Get the calling user.
    GetLoggedInUser: GET "/csp/gateway/am/api/loggedin/user" (Nothing, LoggedInQuery, Empty)
        -> OK Json<UserDto>, needs SeeSelf,
        method get_logged_in_user();
    /// Get the calling user's settings.
    GetLoggedInProfile: GET "/csp/gateway/am/api/loggedin/user/profile" (Nothing, Nothing, Empty)
        -> OK Json<UserProfileDto>, needs SeeSelf,
        method get_logged_in_profile();
    /// Get the calling user's default organization.
    GetDefaultOrg: GET "/csp/gateway/am/api/loggedin/user/default-org" (Nothing, Nothing, Empty)
        -> OK Json<RefLinkDto>, needs SeeSelf,
        method get_default_org();
    /// Set the calling user's default organization.
    SetDefaultOrg: POST "/csp/gateway/am/api/loggedin/user/default-org" (Nothing, Nothing, Json<RefLinkDto>)
        -> OK Json<RefLinkDto>, needs SeeSelf,
        method set_default_org();
    /// List the organizations of the calling user.
    ListLoggedInOrgs: GET "/csp/gateway/am/api/loggedin/user/orgs" (Nothing, ExpandQuery, Empty)
        -> OK Json<OrganizationsDto>, needs SeeSelf,
        method list_logged_in_orgs();
    /// List the organizations of the calling user, page by page.
    ListLoggedInOrgsPaged: GET "/csp/gateway/am/api/v2/loggedin/user/orgs" (Nothing, PageQuery, Empty)
        -> OK Json<PagedResponse<OrganizationDto>>, needs SeeSelf,
        method list_logged_in_orgs_paged();
    /// List the calling user's roles in an organization.
    GetLoggedInRoles: GET "/csp/gateway/am/api/loggedin/user/orgs/{orgId}/roles" (CspOrgPath, Nothing, Empty)
        -> OK Json<Vec<RoleDto>>, needs SeeSelf,
        method get_logged_in_roles(org: OrgId);
    /// List the calling user's roles in the services of an organization.
    GetLoggedInServiceRoles: GET "/csp/gateway/am/api/loggedin/user/orgs/{orgId}/service-roles"
        (CspOrgPath, ServiceQuery, Empty) -> OK Json<UserServiceRolesResponse>, needs SeeSelf,
        method get_logged_in_service_roles(org: OrgId);
    /// Get the calling user and its roles in an organization.
    GetLoggedInInfo: GET "/csp/gateway/am/api/loggedin/user/orgs/{orgId}/info" (CspOrgPath, Nothing, Empty)
        -> OK Json<UserInfoDto>, needs SeeSelf,
        method get_logged_in_info(org: OrgId);
    /// List the calling user's groups in an organization.
    GetLoggedInGroups: GET "/csp/gateway/am/api/loggedin/user/orgs/{orgId}/groups" (CspOrgPath, Nothing, Empty)
        -> OK Json<UserGroupsResponse>, needs SeeSelf,
        method get_logged_in_groups(org: OrgId);
}

/// Query of [`GetLoggedInUser`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct LoggedInQuery {
    /// Published without an explanation. It is ignored.
    #[serde(default, deserialize_with = "crate::endpoints::text_if_any", skip_serializing_if = "Option::is_none")]
    pub expand: Option<String>,
    /// Whether to include the user's settings. Default false.
    #[serde(
        rename = "expandProfile",
        default,
        deserialize_with = "crate::endpoints::lenient_bool",
        skip_serializing_if = "crate::endpoints::is_false"
    )]
    pub expand_profile: bool,
}
