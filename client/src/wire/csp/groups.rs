//! Types for groups of users. Groups have roles, as users do.

use super::{
    OrganizationRoleBindingDto, RolesSearchTermDto, ServiceRolesWithIdDto, UpdateRolesRequestOfBaseRoleBindingDto,
    UpdateServiceRolesRequest,
};
use crate::wire::entity::{empty_as_none, null_as_empty};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct GroupDto {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// Purpose.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Domain of the identity provider that it comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// Kind of the group, such as `USER_GROUP` or `AD_GROUP`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_type: Option<String>,
    /// Number of users in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub users_count: Option<i32>,
}

/// A group with its roles in an organization.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ExpandedGroupDto {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// Purpose.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Domain of the identity provider that it comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// Its origin.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_type: Option<String>,
    /// Number of users in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub users_count: Option<i32>,
    #[serde(default, deserialize_with = "null_as_empty")]
    pub organization_roles: Vec<OrganizationRoleBindingDto>,
    #[serde(default, deserialize_with = "null_as_empty")]
    pub service_roles: Vec<ServiceRolesWithIdDto>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct CreateCustomGroupRequest {
    #[cfg_attr(feature = "schemas", schemars(length(min = 1)))]
    pub name: String,
    /// Purpose.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// A change of a group.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct UpdateCustomGroupRequest {
    /// Its new name.
    #[cfg_attr(feature = "schemas", schemars(length(min = 1)))]
    pub name: String,
    /// Purpose.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// The id of what was created.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct IdDto {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

/// Users to put into a group.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct AddUsersToCustomGroupRequest {
    /// Their names.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub usernames_to_add: Vec<String>,
    /// Whether the users are notified by mail.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub notify_users: Option<bool>,
}

/// Users to take out of a group.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RemoveUsersFromCustomGroupRequest {
    /// Their ids.
    pub ids: Vec<String>,
    /// Whether the users are notified by mail.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub notify_users: Option<bool>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RemoveGroupsFromOrgRequest {
    /// Their ids.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub ids: Vec<String>,
    /// Whether their users are notified by mail.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub notify_users_in_groups: Option<bool>,
}

/// The groups that were removed, and those that were not.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct RemoveGroupsFromOrganizationResponseOfstring {
    /// Users that were added or removed.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub succeeded: Vec<String>,
    /// Users that could not be added or removed.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub failed: Vec<String>,
    /// Reasons of the failures.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub failures: Vec<RemoveGroupsFromOrganizationFailure>,
}

/// A group that was not removed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RemoveGroupsFromOrganizationFailure {
    /// The group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Code of the reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_code: Option<String>,
    /// Reason of the failure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// A change of a group's roles.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct UpdateGroupRolesRequest {
    /// Changes of roles in the organization.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization_roles: Option<UpdateRolesRequestOfBaseRoleBindingDto>,
    /// Changes of roles in services.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub service_roles: Vec<UpdateServiceRolesRequest>,
    /// Whether its users are notified by mail.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub notify_users_in_groups: Option<bool>,
}

/// Groups to look for by their roles.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SearchGroupsByRolesRequest {
    /// The roles. A group with any of them is found.
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

/// Groups that were found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SearchGroupsResponse {
    /// The groups.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub results: Vec<ExpandedGroupDto>,
}
