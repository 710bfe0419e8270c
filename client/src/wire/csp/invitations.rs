//! Types for invitations into an organization.

use super::{BaseRoleBindingDto, ExpandedGroupDto, OrganizationRoleBindingDto, ServiceRolesDto};
use crate::wire::entity::{empty_as_none, null_as_empty};
use serde::{Deserialize, Serialize};

/// People to invite, and the roles that they will have.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct UsersOrganizationInvitationRequest {
    /// The names or mail addresses of the users.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub usernames: Vec<String>,
    #[serde(default, deserialize_with = "null_as_empty")]
    pub organization_roles: Vec<BaseRoleBindingDto>,
    #[serde(default, deserialize_with = "null_as_empty")]
    pub service_roles_dtos: Vec<ServiceRolesDto>,
    /// Groups that they will be in.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub custom_groups_ids: Vec<String>,
    /// Names of roles in the organization, as older clients send them.
    #[serde(default, deserialize_with = "null_as_empty", skip_serializing_if = "Vec::is_empty")]
    pub org_role_names: Vec<String>,
    /// The name of one role in the organization, as the oldest clients send it.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub org_role_name: Option<String>,
}

/// An invitation. Its four times count milliseconds from 1970.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct UserOrganizationInvitationResponse {
    /// Path of the invitation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ref_link: Option<String>,
    /// The invited person.
    pub username: String,
    /// `PENDING`, `REDEEMED`, `REVOKED` or `EXPIRED`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    #[serde(default, deserialize_with = "null_as_empty")]
    pub organization_roles: Vec<OrganizationRoleBindingDto>,
    #[serde(default, deserialize_with = "null_as_empty")]
    pub service_roles_dtos: Vec<ServiceRolesDto>,
    /// Groups that the invited will be in.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub custom_groups_ids: Vec<String>,
    /// The groups, if they were requested.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub custom_groups: Vec<ExpandedGroupDto>,
    /// Address at which the invited person accepts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invitation_link: Option<String>,
    /// When it was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub generated_at: Option<i64>,
    /// User who invited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub generated_by: Option<String>,
    /// When it ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expiration_time: Option<i64>,
    /// When it was accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redeemed_at: Option<i64>,
    /// User who accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redeemed_by: Option<String>,
    /// When it was taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<i64>,
    /// User who revoked it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revoked_by: Option<String>,
}
