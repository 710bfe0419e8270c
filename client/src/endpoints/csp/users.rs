//! Endpoints for users, by account name (version 1) and by id (versions 2 and 3).

use super::{MayNameOrg, ProfileQuery, names_org};
use crate::{
    endpoint::{Empty, Json, Nothing},
    endpoints,
    wire::{
        BaseUserDto, GetUserByUserIdResponse, LeanUserDto, OrgId, PagedPostResponse, RefLinksDto, RoleDto,
        SearchUsersInIdpRequest, UpdateMemberRolesRequest, UpdateRolesRequestOfBaseRoleBindingDto, UserInfoDto,
        UserServiceRolesResponse, UserServiceRolesUpdateRequest, UsersLocalePreferencesRequest,
        UsersLocalePreferencesResponse,
    },
};
use serde::{Deserialize, Serialize};

endpoints! {
    service Csp, with methods;
    /// Get a user by account name.
    GetUser: GET "/csp/gateway/am/api/users/{acct}" (AcctPath, ProfileQuery, Empty)
        -> OK Json<LeanUserDto>, needs SeeSelf,
        method get_user(acct: &str);
    /// List the organizations of a user.
    ListUserOrgs: GET "/csp/gateway/am/api/users/{acct}/orgs" (AcctPath, Nothing, Empty)
        -> OK Json<RefLinksDto>, needs SeeSelf,
        method list_user_orgs(acct: &str);
    /// Get a user and its roles in an organization.
    GetUserInfo: GET "/csp/gateway/am/api/users/{acct}/orgs/{orgId}/info" (AcctOrgPath, ProfileQuery, Empty)
        -> OK Json<UserInfoDto>, needs SeeSelf,
        method get_user_info(acct: &str, org: OrgId);
    /// List a user's roles in an organization.
    GetUserRoles: GET "/csp/gateway/am/api/users/{acct}/orgs/{orgId}/roles" (AcctOrgPath, Nothing, Empty)
        -> OK Json<Vec<RoleDto>>, needs SeeSelf,
        method get_user_roles(acct: &str, org: OrgId);
    /// Change a user's roles in an organization.
    UpdateUserRoles: PATCH "/csp/gateway/am/api/users/{acct}/orgs/{orgId}/roles"
        (AcctOrgPath, Nothing, Json<UpdateRolesRequestOfBaseRoleBindingDto>) -> OK Empty, needs ManageOrg,
        method update_user_roles(acct: &str, org: OrgId);
    /// List a user's roles in the services of an organization.
    GetUserServiceRoles: GET "/csp/gateway/am/api/users/{acct}/orgs/{orgId}/service-roles"
        (AcctOrgPath, ServiceQuery, Empty) -> OK Json<UserServiceRolesResponse>, needs SeeSelf,
        method get_user_service_roles(acct: &str, org: OrgId);
    /// Change a user's roles in a service of an organization.
    UpdateUserServiceRoles: PATCH "/csp/gateway/am/api/users/{acct}/orgs/{orgId}/service-roles"
        (AcctOrgPath, Nothing, Json<UserServiceRolesUpdateRequest>) -> OK Empty, needs ManageOrg,
        method update_user_service_roles(acct: &str, org: OrgId);
    /// Get a user by id.
    GetUserById: GET "/csp/gateway/am/api/v2/users/{userId}" (UserIdPath, ProfileQuery, Empty)
        -> OK Json<GetUserByUserIdResponse>, needs SeeSelf,
        method get_user_by_id(user: &str);
    /// List the organizations of a user, by its id.
    ListUserOrgsById: GET "/csp/gateway/am/api/v2/users/{userId}/orgs" (UserIdPath, Nothing, Empty)
        -> OK Json<RefLinksDto>, needs SeeSelf,
        method list_user_orgs_by_id(user: &str);
    /// Get a user and its roles in an organization, by the user's id.
    GetUserInfoById: GET "/csp/gateway/am/api/v2/users/{userId}/orgs/{orgId}/info" (UserIdOrgPath, Nothing, Empty)
        -> OK Json<UserInfoDto>, needs SeeSelf,
        method get_user_info_by_id(user: &str, org: OrgId);
    /// List a user's roles in an organization, by its id.
    GetUserRolesById: GET "/csp/gateway/am/api/v2/users/{userId}/orgs/{orgId}/roles" (UserIdOrgPath, Nothing, Empty)
        -> OK Json<Vec<RoleDto>>, needs SeeSelf,
        method get_user_roles_by_id(user: &str, org: OrgId);
    /// Change a user's roles in an organization, by its id.
    UpdateUserRolesById: PATCH "/csp/gateway/am/api/v2/users/{userId}/orgs/{orgId}/roles"
        (UserIdOrgPath, Nothing, Json<UpdateRolesRequestOfBaseRoleBindingDto>) -> OK Empty, needs ManageOrg,
        method update_user_roles_by_id(user: &str, org: OrgId);
    /// List a user's roles in the services of an organization, by its id.
    GetUserServiceRolesById: GET "/csp/gateway/am/api/v2/users/{userId}/orgs/{orgId}/service-roles"
        (UserIdOrgPath, ServiceQuery, Empty) -> OK Json<UserServiceRolesResponse>, needs SeeSelf,
        method get_user_service_roles_by_id(user: &str, org: OrgId);
    /// Change a user's roles in a service of an organization, by its id.
    UpdateUserServiceRolesById: PATCH "/csp/gateway/am/api/v2/users/{userId}/orgs/{orgId}/service-roles"
        (UserIdOrgPath, Nothing, Json<UserServiceRolesUpdateRequest>) -> OK Empty, needs ManageOrg,
        method update_user_service_roles_by_id(user: &str, org: OrgId);
    /// Change a user's roles in an organization and its services together.
    UpdateMemberRoles: PATCH "/csp/gateway/am/api/v3/users/{userId}/orgs/{orgId}/roles"
        (UserIdOrgPath, Nothing, Json<UpdateMemberRolesRequest>) -> OK Empty, needs ManageOrg,
        method update_member_roles(user: &str, org: OrgId);
    /// Search for users at an identity provider.
    SearchIdpUsers: POST "/csp/gateway/am/api/v2/users/search" (Nothing, Nothing, Json<SearchUsersInIdpRequest>)
        -> OK Json<PagedPostResponse<BaseUserDto>>, needs SeeOrg,
        method search_idp_users();
    /// Get the languages of users.
    GetUsersLocales: POST "/csp/gateway/am/api/users/locale-preferences"
        (Nothing, Nothing, Json<UsersLocalePreferencesRequest>)
        -> OK Json<UsersLocalePreferencesResponse>, needs SeeOrg,
        method get_users_locales();
}

/// `/users/{acct}`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct AcctPath {
    /// Account name.
    pub acct: String,
}

/// `/users/{acct}/orgs/{orgId}`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct AcctOrgPath {
    /// Account name.
    pub acct: String,
    /// Organization.
    #[serde(rename = "orgId")]
    pub org: OrgId,
}

/// `/users/{userId}`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct UserIdPath {
    /// Identity provider and id, such as `vmware.com:4d6df9b7-ccea-471b-b884-71b8163cab87`; the id alone does too.
    #[serde(rename = "userId")]
    pub user: String,
}

/// `/users/{userId}/orgs/{orgId}`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct UserIdOrgPath {
    /// Identity provider and id. The id alone is accepted too.
    #[serde(rename = "userId")]
    pub user: String,
    /// Organization.
    #[serde(rename = "orgId")]
    pub org: OrgId,
}

names_org!(AcctOrgPath, UserIdOrgPath);

macro_rules! names_no_org {
    ($($path:ty),*) => { $(
        impl MayNameOrg for $path {
            fn named_org(&self) -> Option<OrgId> {
                None
            }
        }
    )* };
}
names_no_org!(AcctPath, UserIdPath);

/// Which service's roles are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ServiceQuery {
    /// Path of the service. Default: all services.
    #[serde(
        rename = "serviceDefinitionLink",
        default,
        deserialize_with = "crate::endpoints::text_if_any",
        skip_serializing_if = "Option::is_none"
    )]
    pub service: Option<String>,
}
