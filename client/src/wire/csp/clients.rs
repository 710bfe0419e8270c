//! Types for OAuth apps (programs that sign in with their own credentials) and their roles.

use super::{AllowedScopesDto, BaseRoleBindingDto, OrganizationRoleBindingDto, ServiceRolesWithIdDto};
use crate::wire::{
    Secret,
    entity::{empty_as_none, null_as_empty},
};
use serde::{Deserialize, Serialize};

/// An OAuth app to create.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct OrgOAuthAppRequest {
    /// Name for people.
    #[cfg_attr(feature = "schemas", schemars(length(min = 1)))]
    pub display_name: String,
    /// Purpose.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Grant types that the app may use: `client_credentials`, `refresh_token`, `authorization_code`, `password`.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub grant_types: Vec<String>,
    /// Client id. If it is left out, the service generates one.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Client secret. If it is left out, the service generates one.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub secret: Option<Secret>,
    /// Addresses to which browsers may be sent back.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub redirect_uris: Vec<String>,
    /// The scopes that its tokens may have at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed_scopes: Option<AllowedScopesDto>,
    /// Other organizations in which it may work.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub allowed_orgs: Vec<String>,
    /// Lifetime of its access tokens in seconds.
    #[serde(
        rename = "accessTokenTTL",
        default,
        deserialize_with = "empty_as_none",
        skip_serializing_if = "Option::is_none"
    )]
    pub access_token_ttl: Option<i32>,
    /// Lifetime of its refresh tokens in seconds.
    #[serde(
        rename = "refreshTokenTTL",
        default,
        deserialize_with = "empty_as_none",
        skip_serializing_if = "Option::is_none"
    )]
    pub refresh_token_ttl: Option<i32>,
    /// The maximum number of groups in its id tokens.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub max_groups_in_id_token: Option<i32>,
    /// Time for which an old secret stays valid after a rotation, in seconds.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub secret_rotation_expiration_in_seconds: Option<i32>,
    /// Whether only an owner of the organization may rotate the secret.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub owner_only_secret_rotation: Option<bool>,
    /// Whether the app has no secret.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub public_client: Option<bool>,
    /// Whether the app must prove the possession of its authorization codes.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub force_pkce: Option<bool>,
    /// Whether redirect addresses are not checked.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub allow_open_redirect_uris: Option<bool>,
}

/// A change of an OAuth app.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct OrgOAuthAppUpdateRequest {
    /// Name for people.
    #[cfg_attr(feature = "schemas", schemars(length(min = 1)))]
    pub display_name: String,
    /// Purpose.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Grant types that the app may use.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub grant_types: Vec<String>,
    /// A new client secret, which replaces the old one at once.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub secret: Option<Secret>,
    /// Addresses to which browsers may be sent back.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub redirect_uris: Vec<String>,
    /// The scopes that its tokens may have at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed_scopes: Option<AllowedScopesDto>,
    /// Other organizations in which it may work.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub allowed_orgs: Vec<String>,
    /// Lifetime of its access tokens in seconds.
    #[serde(
        rename = "accessTokenTTL",
        default,
        deserialize_with = "empty_as_none",
        skip_serializing_if = "Option::is_none"
    )]
    pub access_token_ttl: Option<i32>,
    /// Lifetime of its refresh tokens in seconds.
    #[serde(
        rename = "refreshTokenTTL",
        default,
        deserialize_with = "empty_as_none",
        skip_serializing_if = "Option::is_none"
    )]
    pub refresh_token_ttl: Option<i32>,
    /// The maximum number of groups in its id tokens.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub max_groups_in_id_token: Option<i32>,
    /// Time for which an old secret stays valid after a rotation, in seconds.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub secret_rotation_expiration_in_seconds: Option<i32>,
    /// Whether only an owner of the organization may rotate the secret.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub owner_only_secret_rotation: Option<bool>,
    /// Whether the app must prove the possession of its authorization codes.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub force_pkce: Option<bool>,
}

/// An OAuth app. Its two times count seconds from 1970.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct OrgOAuthAppResponse {
    /// Client id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Name for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// Purpose.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The organization that owns it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization_id: Option<String>,
    /// Grant types that the app may use.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub grant_types: Vec<String>,
    /// Addresses to which browsers may be sent back.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub redirect_uris: Vec<String>,
    /// The scopes that its tokens may have at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed_scopes: Option<AllowedScopesDto>,
    /// Other organizations in which it may work.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub allowed_orgs: Vec<OrganizationDetailsDto>,
    /// Lifetime of its access tokens in seconds.
    #[serde(rename = "accessTokenTTL", skip_serializing_if = "Option::is_none")]
    pub access_token_ttl: Option<i32>,
    /// Lifetime of its refresh tokens in seconds.
    #[serde(rename = "refreshTokenTTL", skip_serializing_if = "Option::is_none")]
    pub refresh_token_ttl: Option<i32>,
    /// The maximum number of groups in its id tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_groups_in_id_token: Option<i32>,
    /// Time for which an old secret stays valid after a rotation, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret_rotation_expiration_in_seconds: Option<i32>,
    /// Whether only an owner of the organization may rotate the secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner_only_secret_rotation: Option<bool>,
    /// Whether the app has no secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_client: Option<bool>,
    /// Whether the app must prove the possession of its authorization codes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub force_pkce: Option<bool>,
    /// Whether redirect addresses are not checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allow_open_redirect_uris: Option<bool>,
    /// When it was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<i64>,
    /// User who created it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_by: Option<String>,
    /// When it was last changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_updated_at: Option<i64>,
    /// User who changed it last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_updated_by: Option<String>,
}

/// The most important data of an organization.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct OrganizationDetailsDto {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its short name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its name for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
}

/// The credentials of an OAuth app. The secret is shown only this once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ClientIdAndSecretResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<Secret>,
}

/// A client's change of its own secret. The old secret stays valid for a while.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ClientSecretRotationRequest {
    /// The new secret. If it is left out, the service generates one.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub new_client_secret: Option<Secret>,
    /// Time for which the old secret stays valid, in seconds.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub secret_rotation_expiration_in_seconds: Option<i32>,
}

/// An owner's change of a client's secret. The old secret stays valid for a while.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ClientSecretOwnerRotationRequest {
    /// The new secret. If it is left out, the service generates one.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub new_client_secret: Option<Secret>,
    /// Time for which the old secret stays valid, in seconds.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub secret_rotation_expiration_in_seconds: Option<i32>,
}

/// OAuth apps to delete.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct DeleteClientsRequest {
    pub client_ids_to_delete: Vec<String>,
}

/// A client with its roles in an organization.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ExpandedAuthClientDto {
    /// Client id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Name for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(default, deserialize_with = "null_as_empty")]
    pub organization_roles: Vec<OrganizationRoleBindingDto>,
    #[serde(default, deserialize_with = "null_as_empty")]
    pub service_roles: Vec<ServiceRolesWithIdDto>,
    /// The organization that owns it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_org: Option<SourceOrgDto>,
}

/// The organization that a client comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SourceOrgDto {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub org_id: Option<String>,
    /// Its short name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub short_id: Option<String>,
    /// Its name for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
}

/// Roles to give to several clients.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct AssignRolesToMembersRequest {
    /// Client ids.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub ids: Vec<String>,
    #[serde(default, deserialize_with = "null_as_empty")]
    pub organization_roles: Vec<BaseRoleBindingDto>,
    #[serde(default, deserialize_with = "null_as_empty")]
    pub service_roles: Vec<ServiceRolesWithIdDto>,
}

/// The clients, of several, that were not given their roles.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct AssignRolesToMembersResponse {
    /// Clients that were not given their roles, with the reasons.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub failures: Vec<AssignRolesToMemberResponse>,
}

/// A client that was not given its roles.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct AssignRolesToMemberResponse {
    /// Client id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Reason of the failure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct RemoveMembersFromOrgRequest {
    /// Their ids.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub ids: Vec<String>,
}
