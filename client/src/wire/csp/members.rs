//! Types for the members of an organization: their roles, searching for them, and removing them.

use super::{
    BaseUserWithProfileDto, GroupDto, OrganizationRoleBindingDto, RoleDto, RolesSearchTermDto, ServiceRoleBindingDto,
    TypedServiceRolesDto, UserDto,
};
use crate::wire::{
    OrgId,
    entity::{empty_as_none, null_as_empty},
};
use serde::{Deserialize, Serialize};

/// A user with its roles in an organization (recorded).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ExpandedTypedUserDto {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<BaseUserWithProfileDto>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub org_id: Option<OrgId>,
    #[serde(default, deserialize_with = "null_as_empty")]
    pub organization_roles: Vec<OrganizationRoleBindingDto>,
    #[serde(default, deserialize_with = "null_as_empty")]
    pub service_roles: Vec<TypedServiceRolesDto>,
    /// Roles that the organization defined itself. Recorded as empty, and not in the published type.
    #[serde(default, deserialize_with = "null_as_empty")]
    #[cfg_attr(feature = "schemas", schemars(with = "Vec<std::collections::BTreeMap<String, serde_json::Value>>"))]
    pub custom_roles: Vec<serde_json::Value>,
}

/// The users of an organization, in the older form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct UsersDto {
    /// Paths of the users.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub ref_links: Vec<String>,
    /// The users, if they were requested.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub users: Vec<UserAndRolesDto>,
}

/// A user with its roles in an organization, in the older form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct UserAndRolesDto {
    /// The name with which it signs in.
    pub username: String,
    pub first_name: String,
    pub last_name: String,
    /// Mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Account name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acct: Option<String>,
    /// Identity provider and id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    #[serde(default, deserialize_with = "null_as_empty")]
    pub organization_roles: Vec<OrganizationRoleBindingDto>,
}

/// A user and its roles in an organization.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct UserInfoDto {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<UserDto>,
    #[serde(default, deserialize_with = "null_as_empty")]
    pub user_org_info: Vec<UserOrgInfo>,
}

/// The roles and groups of a user in an organization.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct UserOrgInfo {
    /// The organization's short name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its name for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// Roles in it.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub org_roles: Vec<RoleDto>,
    /// Its services, with the user's roles.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub services_def: Vec<ServiceDef>,
}

/// A service and a user's roles in it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ServiceDef {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_name: Option<String>,
    /// Name for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_display_name: Option<String>,
    /// Path of the service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ref_link: Option<String>,
    #[serde(default, deserialize_with = "null_as_empty")]
    pub roles: Vec<ServiceRoleBindingDto>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct UserGroupsResponse {
    #[serde(default, deserialize_with = "null_as_empty")]
    pub groups: Vec<GroupDto>,
}

/// Users that were found.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SearchUsersResponse {
    /// The users.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub results: Vec<ExpandedTypedUserDto>,
}

/// Users to look for by their roles.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SearchUsersByRolesRequest {
    /// The roles. A user with any of them is found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roles_search_term: Option<RolesSearchTermDto>,
    /// Number of the first result, from 1.
    #[cfg_attr(feature = "schemas", schemars(range(min = 1)))]
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub page_start: Option<i32>,
    /// The maximum number of results.
    #[cfg_attr(feature = "schemas", schemars(range(min = 1)))]
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub page_limit: Option<i32>,
}

/// Users to look for at an identity provider.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schemas", schemars(extend("required" = ["searchTerm"])))]
pub struct SearchUsersInIdpRequest {
    /// The identity provider.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub idp_id: Option<String>,
    /// Part of a name or mail address.
    #[cfg_attr(feature = "schemas", schemars(with = "String"))]
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub search_term: Option<String>,
    /// Number of the first result, from 1.
    #[cfg_attr(feature = "schemas", schemars(range(min = 1)))]
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub page_start: Option<i32>,
    /// The maximum number of results.
    #[cfg_attr(feature = "schemas", schemars(range(min = 1)))]
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub page_limit: Option<i32>,
}

/// A user by its name and identity provider.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ExtendedUsernameDto {
    /// The name with which it signs in.
    pub username: String,
    /// Identity provider.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub idp_id: Option<String>,
}

/// Users to remove from an organization, by mail address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct RemoveUsersFromOrgRequest {
    /// One mail address.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Mail addresses.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub emails: Vec<String>,
}

/// Users to remove from an organization, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct RemoveUsersFromOrganizationRequest {
    pub users: Vec<ExtendedUsernameDto>,
}

/// Users to remove from an organization, by id.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct RemoveUsersFromOrganizationRequestV2 {
    /// Ids of users.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub ids: Vec<String>,
}
