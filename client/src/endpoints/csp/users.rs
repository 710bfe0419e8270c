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
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

endpoints! {
    service Csp;
    /// Get a user by account name.
    GetUser: GET "/csp/gateway/am/api/users/{acct}" (AcctPath, ProfileQuery, Empty) -> OK Json<LeanUserDto>, needs SeeSelf;
    /// List the organizations of a user.
    ListUserOrgs: GET "/csp/gateway/am/api/users/{acct}/orgs" (AcctPath, Nothing, Empty) -> OK Json<RefLinksDto>, needs SeeSelf;
    /// Get a user and what it is in an organization.
    GetUserInfo: GET "/csp/gateway/am/api/users/{acct}/orgs/{orgId}/info" (AcctOrgPath, ProfileQuery, Empty) -> OK Json<UserInfoDto>, needs SeeSelf;
    /// List a user's roles in an organization.
    GetUserRoles: GET "/csp/gateway/am/api/users/{acct}/orgs/{orgId}/roles" (AcctOrgPath, Nothing, Empty) -> OK Json<Vec<RoleDto>>, needs SeeSelf;
    /// Change a user's roles in an organization.
    UpdateUserRoles: PATCH "/csp/gateway/am/api/users/{acct}/orgs/{orgId}/roles"
        (AcctOrgPath, Nothing, Json<UpdateRolesRequestOfBaseRoleBindingDto>) -> OK Empty, needs ManageOrg;
    /// List a user's roles in the services of an organization.
    GetUserServiceRoles: GET "/csp/gateway/am/api/users/{acct}/orgs/{orgId}/service-roles" (AcctOrgPath, ServiceQuery, Empty)
        -> OK Json<UserServiceRolesResponse>, needs SeeSelf;
    /// Change a user's roles in a service of an organization.
    UpdateUserServiceRoles: PATCH "/csp/gateway/am/api/users/{acct}/orgs/{orgId}/service-roles"
        (AcctOrgPath, Nothing, Json<UserServiceRolesUpdateRequest>) -> OK Empty, needs ManageOrg;
    /// Get a user by id.
    GetUserById: GET "/csp/gateway/am/api/v2/users/{userId}" (UserIdPath, ProfileQuery, Empty) -> OK Json<GetUserByUserIdResponse>, needs SeeSelf;
    /// List the organizations of a user, by its id.
    ListUserOrgsById: GET "/csp/gateway/am/api/v2/users/{userId}/orgs" (UserIdPath, Nothing, Empty) -> OK Json<RefLinksDto>, needs SeeSelf;
    /// Get a user and what it is in an organization, by its id.
    GetUserInfoById: GET "/csp/gateway/am/api/v2/users/{userId}/orgs/{orgId}/info" (UserIdOrgPath, Nothing, Empty)
        -> OK Json<UserInfoDto>, needs SeeSelf;
    /// List a user's roles in an organization, by its id.
    GetUserRolesById: GET "/csp/gateway/am/api/v2/users/{userId}/orgs/{orgId}/roles" (UserIdOrgPath, Nothing, Empty)
        -> OK Json<Vec<RoleDto>>, needs SeeSelf;
    /// Change a user's roles in an organization, by its id.
    UpdateUserRolesById: PATCH "/csp/gateway/am/api/v2/users/{userId}/orgs/{orgId}/roles"
        (UserIdOrgPath, Nothing, Json<UpdateRolesRequestOfBaseRoleBindingDto>) -> OK Empty, needs ManageOrg;
    /// List a user's roles in the services of an organization, by its id.
    GetUserServiceRolesById: GET "/csp/gateway/am/api/v2/users/{userId}/orgs/{orgId}/service-roles" (UserIdOrgPath, ServiceQuery, Empty)
        -> OK Json<UserServiceRolesResponse>, needs SeeSelf;
    /// Change a user's roles in a service of an organization, by its id.
    UpdateUserServiceRolesById: PATCH "/csp/gateway/am/api/v2/users/{userId}/orgs/{orgId}/service-roles"
        (UserIdOrgPath, Nothing, Json<UserServiceRolesUpdateRequest>) -> OK Empty, needs ManageOrg;
    /// Change a user's roles in an organization and its services at once.
    UpdateMemberRoles: PATCH "/csp/gateway/am/api/v3/users/{userId}/orgs/{orgId}/roles"
        (UserIdOrgPath, Nothing, Json<UpdateMemberRolesRequest>) -> OK Empty, needs ManageOrg;
    /// Look for users at an identity provider.
    SearchIdpUsers: POST "/csp/gateway/am/api/v2/users/search" (Nothing, Nothing, Json<SearchUsersInIdpRequest>)
        -> OK Json<PagedPostResponse<BaseUserDto>>, needs SeeOrg;
    /// Tell the languages of users.
    GetUsersLocales: POST "/csp/gateway/am/api/users/locale-preferences" (Nothing, Nothing, Json<UsersLocalePreferencesRequest>)
        -> OK Json<UsersLocalePreferencesResponse>, needs SeeOrg;
}

/// `/users/{acct}`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AcctPath {
    /// Account name.
    pub acct: String,
}

/// `/users/{acct}/orgs/{orgId}`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AcctOrgPath {
    /// Account name.
    pub acct: String,
    /// Organization.
    #[serde(rename = "orgId")]
    pub org: OrgId,
}

/// `/users/{userId}`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UserIdPath {
    /// Identity provider and id, as `vmware.com:4d6df9b7-ccea-471b-b884-71b8163cab87`; the id alone does too.
    #[serde(rename = "userId")]
    pub user: String,
}

/// `/users/{userId}/orgs/{orgId}`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UserIdOrgPath {
    /// Identity provider and id; the id alone does too.
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
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ServiceQuery {
    /// Path of the service. Nothing means all.
    #[serde(
        rename = "serviceDefinitionLink",
        default,
        deserialize_with = "crate::endpoints::text_if_any",
        skip_serializing_if = "Option::is_none"
    )]
    pub service: Option<String>,
}
