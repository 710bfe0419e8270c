//! Types for tokens: the grants that are exchanged for them, their contents, and the keys that verify them.

use crate::wire::{
    Secret,
    entity::{empty_as_none, null_as_empty},
};
use serde::{Deserialize, Serialize};

/// The API token to exchange, as form or query.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ApiTokenForm {
    /// The API token under its published name.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<Secret>,
    /// The API token under the name that newer tools use.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub api_token: Option<Secret>,
}

/// The tokens that are given for an API token or for client credentials. (recorded)
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct AccessTokenDto {
    /// The id token, a JWT. It is null for tokens of OAuth apps.
    pub id_token: Option<Secret>,
    /// `bearer`.
    pub token_type: String,
    /// Seconds until the access token expires. Recorded: 1799.
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
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema), schemars(extend("required" = ["token"])))]
pub struct RevokeForm {
    /// An API token or an access token.
    #[cfg_attr(feature = "schemas", schemars(with = "Secret"))]
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub token: Option<Secret>,
    /// Kind of the token.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub token_type_hint: Option<String>,
}

/// The API token to describe.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schemas", schemars(extend("required" = ["tokenValue"])))]
pub struct GetApiTokenDetailsRequest {
    /// The API token.
    #[cfg_attr(feature = "schemas", schemars(with = "Secret"))]
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub token_value: Option<Secret>,
}

/// An API token without its text.
///
/// Its three times count from 1970: in seconds as published, in milliseconds as a real client reads them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
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
    /// Scopes of its access tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed_scopes: Option<AllowedScopesDto>,
    /// The API token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<Secret>,
}

/// The scopes of the access tokens of an API token.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct AllowedScopesDto {
    /// Scopes beyond any service, such as `openid`.
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
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct OrganizationScopesDto {
    /// Every role that the owner has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub all_roles: Option<bool>,
    /// The roles, if not all of them.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub roles: Vec<BaseScope>,
}

/// Roles in a service.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ServiceScopesDto {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_definition_id: Option<String>,
    /// Every role that the owner has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub all_roles: Option<bool>,
    /// The roles, if not all of them.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub roles: Vec<ServiceScope>,
}

/// A role in an organization.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct BaseScope {
    /// Name, such as `org_owner`.
    pub name: String,
}

/// A role in a service.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ServiceScope {
    /// Name, such as `vmc-user:full`.
    pub name: String,
    /// The only resource that it applies to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
}

/// A request for an access token, in the fields of OAuth 2.0 and some of the service's own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema), schemars(extend("required" = ["grant_type"])))]
pub struct GrantForm {
    /// Grant type: `client_credentials` or `refresh_token`. `authorization_code` and `password` need a browser or a
    /// directory.
    #[cfg_attr(feature = "schemas", schemars(with = "String"))]
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub grant_type: Option<String>,
    /// Client id, if a client does not send it in the header. The service ignores it. (recorded)
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// Client secret, if a client does not send it in the header. The service ignores it. (recorded)
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<Secret>,
    /// With `refresh_token`: the API token.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<Secret>,
    /// Requested scopes, separated by spaces. Default: all.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// With `client_credentials`: the organization of the token. Default: the organization that owns the client.
    #[serde(rename = "orgId", default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub org_id: Option<String>,
    /// With `authorization_code`: the code.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub code: Option<Secret>,
    /// With `authorization_code`: the address to which it was sent.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub redirect_uri: Option<String>,
    /// With `authorization_code`: the proof of its possession.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub code_verifier: Option<Secret>,
    /// With `password`: the user.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub password: Option<Secret>,
    /// Lifetime of the access token in seconds, if it is shorter than usual.
    #[serde(
        rename = "accessTokenValiditySeconds",
        default,
        deserialize_with = "empty_as_none",
        skip_serializing_if = "Option::is_none"
    )]
    pub access_token_validity_seconds: Option<String>,
    /// Lifetime of the refresh token in seconds, if it is shorter than usual.
    #[serde(
        rename = "refreshTokenValiditySeconds",
        default,
        deserialize_with = "empty_as_none",
        skip_serializing_if = "Option::is_none"
    )]
    pub refresh_token_validity_seconds: Option<String>,
    /// The maximum number of groups in the id token.
    #[serde(
        rename = "maxGroupsInIdToken",
        default,
        deserialize_with = "empty_as_none",
        skip_serializing_if = "Option::is_none"
    )]
    pub max_groups_in_id_token: Option<String>,
}

/// The token to examine.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema), schemars(extend("required" = ["token"])))]
pub struct IntrospectForm {
    /// An access token or an API token.
    #[cfg_attr(feature = "schemas", schemars(with = "Secret"))]
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub token: Option<Secret>,
}

/// The validity and the claims of a token (RFC 7662). For an invalid token, only `active` is given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct TokenIntrospectionResponse {
    /// Whether the token is valid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub active: Option<bool>,
    /// `access_token` or `refresh_token`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_type: Option<String>,
    /// Subject of the token: the identity provider and the id of the user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sub: Option<String>,
    /// Organization of the token.
    #[serde(rename = "orgId", skip_serializing_if = "Option::is_none")]
    pub org_id: Option<String>,
    /// When it was issued, in seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iat: Option<i64>,
    /// When it ends, in seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exp: Option<i64>,
}

/// The id token of the session to end.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct IdTokenDto {
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub id_token: Option<Secret>,
}

/// Address to which the browser goes next.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct UrlResponse {
    /// The address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// The caller, in the claims of OpenID Connect.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct OidcUserInfoDto {
    /// Identity provider and id of the user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sub: Option<String>,
    /// The name with which it signs in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// Account name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acct: Option<String>,
    /// Mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Whether the address was verified.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email_verified: Option<bool>,
    /// First name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given_name: Option<String>,
    /// Last name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub family_name: Option<String>,
    /// Domain of the identity provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// Context of the token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
    /// Organization of the token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context_name: Option<String>,
    /// Groups that the user is in.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub group_ids: Vec<String>,
    /// Their names.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub group_names: Vec<String>,
}

/// The addresses and features of OpenID Connect (OpenID Connect Discovery).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct CspOpenIdConfigurationDto {
    /// Issuer of the tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// Address at which browsers sign in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorization_endpoint: Option<String>,
    /// Address at which grants are exchanged for tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_endpoint: Option<String>,
    /// Address that describes the user of a token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub userinfo_endpoint: Option<String>,
    /// Address at which a session is ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_session_endpoint: Option<String>,
    /// Address of the keys.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jwks_uri: Option<String>,
    /// Requested scopes.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub scopes_supported: Vec<String>,
    /// Response types of the authorization endpoint.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub response_types_supported: Vec<String>,
    /// Forms in which users are named.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub subject_types_supported: Vec<String>,
    /// Algorithms with which tokens are signed.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub id_token_signing_alg_values_supported: Vec<String>,
    /// Ways in which clients authenticate.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub token_endpoint_auth_methods_supported: Vec<String>,
    /// Ways to prove the possession of a code.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub code_challenge_methods_supported: Vec<String>,
    /// Claims of the tokens.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub claims_supported: Vec<String>,
}

/// The key that verifies access tokens, in the format asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum PublicKeyReply {
    /// The key set, if `format=jwks` is requested.
    Set(JwkSet),
    /// The PEM block, in all other cases.
    Pem(PublicKeyDto),
}

/// The key as text. The published type has `keys` too, which is `JwkSet` here.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
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
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct JwkSet {
    pub keys: Vec<Jwk>,
}

/// An RSA public key as JSON web key (RFC 7517, RFC 7518).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
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
