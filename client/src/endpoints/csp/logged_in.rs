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
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

endpoints! {
    service Csp;
    /// Get the calling user.
    GetLoggedInUser: GET "/csp/gateway/am/api/loggedin/user" (Nothing, LoggedInQuery, Empty) -> OK Json<UserDto>, needs SeeSelf;
    /// Get the calling user's settings.
    GetLoggedInProfile: GET "/csp/gateway/am/api/loggedin/user/profile" (Nothing, Nothing, Empty) -> OK Json<UserProfileDto>, needs SeeSelf;
    /// Get the organization that the calling user begins in.
    GetDefaultOrg: GET "/csp/gateway/am/api/loggedin/user/default-org" (Nothing, Nothing, Empty) -> OK Json<RefLinkDto>, needs SeeSelf;
    /// Set the organization that the calling user begins in.
    SetDefaultOrg: POST "/csp/gateway/am/api/loggedin/user/default-org" (Nothing, Nothing, Json<RefLinkDto>) -> OK Json<RefLinkDto>, needs SeeSelf;
    /// List the organizations of the calling user.
    ListLoggedInOrgs: GET "/csp/gateway/am/api/loggedin/user/orgs" (Nothing, ExpandQuery, Empty) -> OK Json<OrganizationsDto>, needs SeeSelf;
    /// List the organizations of the calling user, page by page.
    ListLoggedInOrgsPaged: GET "/csp/gateway/am/api/v2/loggedin/user/orgs" (Nothing, PageQuery, Empty)
        -> OK Json<PagedResponse<OrganizationDto>>, needs SeeSelf;
    /// List the calling user's roles in an organization.
    GetLoggedInRoles: GET "/csp/gateway/am/api/loggedin/user/orgs/{orgId}/roles" (CspOrgPath, Nothing, Empty)
        -> OK Json<Vec<RoleDto>>, needs SeeSelf;
    /// List the calling user's roles in the services of an organization.
    GetLoggedInServiceRoles: GET "/csp/gateway/am/api/loggedin/user/orgs/{orgId}/service-roles" (CspOrgPath, ServiceQuery, Empty)
        -> OK Json<UserServiceRolesResponse>, needs SeeSelf;
    /// Get the calling user and what it is in an organization.
    GetLoggedInInfo: GET "/csp/gateway/am/api/loggedin/user/orgs/{orgId}/info" (CspOrgPath, Nothing, Empty) -> OK Json<UserInfoDto>, needs SeeSelf;
    /// List the calling user's groups in an organization.
    GetLoggedInGroups: GET "/csp/gateway/am/api/loggedin/user/orgs/{orgId}/groups" (CspOrgPath, Nothing, Empty)
        -> OK Json<UserGroupsResponse>, needs SeeSelf;
}

/// Query of [`GetLoggedInUser`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LoggedInQuery {
    /// Published without a meaning; ignored.
    #[serde(default, deserialize_with = "crate::endpoints::text_if_any", skip_serializing_if = "Option::is_none")]
    pub expand: Option<String>,
    /// Show the user's settings. Default false.
    #[serde(
        rename = "expandProfile",
        default,
        deserialize_with = "crate::endpoints::lenient_bool",
        skip_serializing_if = "crate::endpoints::is_false"
    )]
    pub expand_profile: bool,
}
