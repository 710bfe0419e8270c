//! Types for roles: the available roles, their assignment, and changes of it.

use crate::wire::{
    OrgId,
    entity::{empty_as_none, null_as_empty, present},
};
use serde::{Deserialize, Serialize};

/// A role that an organization can grant.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RoleDto {
    /// Name for people, such as `Organization Owner`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// Name, such as `org_owner`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Path of the organization.
    pub organization_link: String,
    /// Whether the console offers it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visible: Option<bool>,
}

/// The roles that an organization can grant.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct OrganizationRolesResponse {
    #[serde(default, deserialize_with = "null_as_empty")]
    pub org_roles_data: Vec<RoleDto>,
}

/// A role in an organization, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct BaseRoleBindingDto {
    /// Name, such as `org_owner`.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How the user has the role: `DIRECT`, `NESTED` (through a group), or `BOTH`.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub membership_type: Option<String>,
}

/// A role that someone has in an organization. The published type lacks four of the recorded keys,
/// of which a list shows three as null and a search leaves them out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct OrganizationRoleBindingDto {
    /// All recordings have null here, or leave it out.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub id: Option<Option<String>>,
    /// Name, such as `org_owner`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The only resource that it applies to. All recordings have null here, or leave it out.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub resource: Option<Option<String>>,
    /// How the user has the role: `DIRECT`, `NESTED` (through a group), or `BOTH`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub membership_type: Option<String>,
    /// End. All recordings have null here, or leave it out.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Option<i64>>,
    /// Name for people, such as `Organization Owner`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub org_id: Option<OrgId>,
}

/// A role in a service, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ServiceRoleBindingDto {
    /// Name, such as `vmc-user:full`.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How the user has the role: `DIRECT`, `NESTED` (through a group), or `BOTH`.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub membership_type: Option<String>,
    /// The only resource that it applies to.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
}

/// Roles in a service that is named by its path.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ServiceRolesDto {
    /// Path of the service.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub service_definition_link: Option<String>,
    #[serde(default, deserialize_with = "null_as_empty")]
    pub service_roles: Vec<ServiceRoleBindingDto>,
    /// Their names. Clients read them in the roles of the signed-in user, and older clients send only these.
    #[serde(default, deserialize_with = "null_as_empty", skip_serializing_if = "Vec::is_empty")]
    pub service_role_names: Vec<String>,
}

/// Roles in a service that is named by its id.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ServiceRolesWithIdDto {
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub service_definition_id: Option<String>,
    #[serde(default, deserialize_with = "null_as_empty")]
    pub service_roles: Vec<ServiceRoleBindingDto>,
}

/// A role that a user has in a service. The published type lacks three of the recorded keys.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct TypedServiceRoleDto {
    /// All recordings have null here, or leave it out.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub id: Option<Option<String>>,
    /// Name, such as `vmc-user:full`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The only resource that it applies to. All recordings have null here, or leave it out.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub resource: Option<Option<String>>,
    /// How the user has the role: `DIRECT`, `NESTED` (through a group), or `BOTH`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub membership_type: Option<String>,
    /// End. All recordings have null here, or leave it out.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Option<i64>>,
    /// The same as the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_name: Option<String>,
    /// Groups that give it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_ids: Option<Vec<String>>,
}

/// The roles that a user has in a service.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct TypedServiceRolesDto {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_definition_id: Option<String>,
    #[serde(default, deserialize_with = "null_as_empty")]
    pub service_roles: Vec<TypedServiceRoleDto>,
    /// Names of the roles. One of two recorded answers has them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_role_names: Option<Vec<String>>,
}

/// All roles of a client or a group in an organization.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RolesDto {
    #[serde(default, deserialize_with = "null_as_empty")]
    pub organization_roles: Vec<OrganizationRoleBindingDto>,
    #[serde(default, deserialize_with = "null_as_empty")]
    pub service_roles: Vec<ServiceRolesWithIdDto>,
}

/// The service roles of a user in an organization.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct UserServiceRolesResponse {
    /// The roles by service.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub service_roles: Vec<ServiceRolesDto>,
}

/// A change of roles in an organization.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct UpdateRolesRequestOfBaseRoleBindingDto {
    /// Roles to give.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub roles_to_add: Vec<BaseRoleBindingDto>,
    #[serde(default, deserialize_with = "null_as_empty")]
    pub roles_to_remove: Vec<BaseRoleBindingDto>,
    /// Names of roles to give, as older clients send them.
    #[serde(default, deserialize_with = "null_as_empty", skip_serializing_if = "Vec::is_empty")]
    pub role_names_to_add: Vec<String>,
    /// Names of roles to take away, as older clients send them.
    #[serde(default, deserialize_with = "null_as_empty", skip_serializing_if = "Vec::is_empty")]
    pub role_names_to_remove: Vec<String>,
}

/// A change of roles in a service that is named by its id.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct UpdateServiceRolesRequest {
    pub service_definition_id: String,
    /// Roles to give.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub roles_to_add: Vec<ServiceRoleBindingDto>,
    #[serde(default, deserialize_with = "null_as_empty")]
    pub roles_to_remove: Vec<ServiceRoleBindingDto>,
    /// Names of roles to give, as older clients send them.
    #[serde(default, deserialize_with = "null_as_empty", skip_serializing_if = "Vec::is_empty")]
    pub role_names_to_add: Vec<String>,
    /// Names of roles to take away, as older clients send them.
    #[serde(default, deserialize_with = "null_as_empty", skip_serializing_if = "Vec::is_empty")]
    pub role_names_to_remove: Vec<String>,
}

/// A change of roles in a service that is named by its path.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct UserServiceRolesUpdateRequest {
    /// Path of the service.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub service_definition_link: Option<String>,
    /// Roles to give.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub roles_to_add: Vec<ServiceRoleBindingDto>,
    #[serde(default, deserialize_with = "null_as_empty")]
    pub roles_to_remove: Vec<ServiceRoleBindingDto>,
    /// Names of roles to give, as older clients send them.
    #[serde(default, deserialize_with = "null_as_empty", skip_serializing_if = "Vec::is_empty")]
    pub role_names_to_add: Vec<String>,
    /// Names of roles to take away, as older clients send them.
    #[serde(default, deserialize_with = "null_as_empty", skip_serializing_if = "Vec::is_empty")]
    pub role_names_to_remove: Vec<String>,
}

/// A change of roles in an organization and its services at once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct UpdateMemberRolesRequest {
    /// Changes of roles in the organization.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization_roles: Option<UpdateRolesRequestOfBaseRoleBindingDto>,
    /// Changes of roles in services.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub service_roles: Vec<UpdateServiceRolesRequest>,
}

/// Roles to look for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RolesSearchTermDto {
    #[serde(default, deserialize_with = "null_as_empty")]
    pub org_roles: Vec<OrgRolesSearchTermDto>,
    #[serde(default, deserialize_with = "null_as_empty")]
    pub service_roles: Vec<ServiceRolesSearchTermDto>,
}

/// A role in the organization to look for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct OrgRolesSearchTermDto {
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub role_name: Option<String>,
}

/// Roles in a service to look for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ServiceRolesSearchTermDto {
    pub service_definition_id: String,
    pub service_roles: Vec<ServiceRoleSearchTermDto>,
}

/// A role in a service to look for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ServiceRoleSearchTermDto {
    pub role_name: String,
}
