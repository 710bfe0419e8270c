//! Sign-in: API tokens, access tokens and keys.

use super::{
    entity::{empty_as_none, null_as_empty},
    secret::Secret,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The API token to exchange, as form or query.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ApiTokenForm {
    /// The API token under its published name.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<Secret>,
    /// The API token under the name that newer tools use.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub api_token: Option<Secret>,
}

/// What an API token or client credentials are exchanged for (recorded).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AccessTokenDto {
    /// Who the user is, as JWT; null for service tokens.
    pub id_token: Option<Secret>,
    /// `bearer`.
    pub token_type: String,
    /// Seconds until the access token expires; 1799 recorded.
    pub expires_in: i64,
    /// Granted scopes, separated by spaces.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// The access token, a JWT.
    pub access_token: Secret,
    /// The API token that was exchanged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<Secret>,
}

/// The token to revoke.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RevokeForm {
    /// An API token or access token.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub token: Option<Secret>,
    /// Which of the two it is.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub token_type_hint: Option<String>,
}

/// The API token to describe.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GetApiTokenDetailsRequest {
    /// The API token.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub token_value: Option<Secret>,
}

/// What is known of an API token.
///
/// Its three times count from 1970: in seconds as published, in milliseconds as a real client reads them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApiTokenDetailsDto {
    /// Name given by the user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_name: Option<String>,
    /// Owner.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// The owner's login name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// The owner's account name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acct: Option<String>,
    /// Identity provider of the owner.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idp_id: Option<String>,
    /// Organization for which it is valid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub org_id: Option<String>,
    /// When it was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<i64>,
    /// When it was last exchanged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_used_at: Option<i64>,
    /// When it ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<i64>,
    /// What its access tokens may do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed_scopes: Option<AllowedScopesDto>,
    /// The API token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<Secret>,
}

/// What the access tokens of an API token may do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AllowedScopesDto {
    /// Scopes beyond any service, as `openid`.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub general_scopes: Vec<String>,
    /// Roles in the organization.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization_scopes: Option<OrganizationScopesDto>,
    /// Roles in services.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub services_scopes: Vec<ServiceScopesDto>,
}

/// Roles in an organization.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrganizationScopesDto {
    /// Every role that the owner has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub all_roles: Option<bool>,
    /// Only these roles.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub roles: Vec<BaseScope>,
}

/// Roles in a service.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ServiceScopesDto {
    /// The service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_definition_id: Option<String>,
    /// Every role that the owner has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub all_roles: Option<bool>,
    /// Only these roles.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub roles: Vec<ServiceScope>,
}

/// A role in an organization.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BaseScope {
    /// Name, as `org_owner`.
    pub name: String,
}

/// A role in a service.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ServiceScope {
    /// Name, as `vmc-user:full`.
    pub name: String,
    /// The one resource to which it is limited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
}

/// The key that verifies access tokens, in the format asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum PublicKeyReply {
    /// With `format=jwks`.
    Set(JwkSet),
    /// Otherwise.
    Pem(PublicKeyDto),
}

/// The key as text. The published type has `keys` too, which is [`JwkSet`] here.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PublicKeyDto {
    /// Signature algorithm or key type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alg: Option<String>,
    /// PEM block `PUBLIC KEY`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Issuer of the tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
}

/// A JSON web key set (RFC 7517).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct JwkSet {
    /// The keys.
    pub keys: Vec<Jwk>,
}

/// An RSA public key as JSON web key (RFC 7517, RFC 7518).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Jwk {
    /// Key type, `RSA`.
    pub kty: String,
    /// Signature algorithm, `RS256`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alg: Option<String>,
    /// `sig`: for signatures.
    #[serde(rename = "use", skip_serializing_if = "Option::is_none")]
    pub key_use: Option<String>,
    /// Name of the key, as in the tokens' header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kid: Option<String>,
    /// Modulus, base64url.
    pub n: String,
    /// Exponent, base64url.
    pub e: String,
}
