//! Endpoints for tokens: signing in, introspecting and revoking tokens, and the keys that verify them.

use crate::{
    endpoint::{Empty, Form, Json, Nothing, OptionalJson},
    endpoints,
    wire::{
        AccessTokenDto, ApiTokenDetailsDto, ApiTokenForm, CspOpenIdConfigurationDto, GetApiTokenDetailsRequest,
        GrantForm, IdTokenDto, IntrospectForm, OidcUserInfoDto, PublicKeyReply, RevokeForm, TokenIntrospectionResponse,
        UrlResponse,
    },
};
use serde::{Deserialize, Serialize};

endpoints! {
    service Csp, with methods;
    /// Exchange an API token (refresh token) for an access token.
    AuthorizeApiToken: POST "/csp/gateway/am/api/auth/api-tokens/authorize" (Nothing, ApiTokenForm, Form<ApiTokenForm>)
        -> OK Json<AccessTokenDto>, credential,
        /// A client signs in by itself and does not need this method.
        method authorize_api_token();
    /// Get the creation time, the expiry and the owner of an API token.
    GetApiTokenDetails: POST "/csp/gateway/am/api/auth/api-tokens/details"
        (Nothing, Nothing, Json<GetApiTokenDetailsRequest>) -> OK Json<ApiTokenDetailsDto>, credential,
        method api_token_details();
    /// Exchange a grant for an access token.
    AuthorizeGrant: POST "/csp/gateway/am/api/auth/authorize" (Nothing, Nothing, Form<GrantForm>)
        -> OK Json<AccessTokenDto>, credential,
        /// A client credentials grant needs the app's secret: [`as_oauth_app`](Self::as_oauth_app).
        method authorize_grant();
    /// Exchange a grant for an access token, at the service's second path for it.
    GetToken: POST "/csp/gateway/am/api/auth/token" (Nothing, Nothing, Form<GrantForm>)
        -> OK Json<AccessTokenDto>, credential,
        /// A client credentials grant needs the app's secret: [`as_oauth_app`](Self::as_oauth_app).
        method get_token();
    /// Get the validity and the claims of a token.
    IntrospectToken: POST "/csp/gateway/am/api/auth/introspect" (Nothing, Nothing, Form<IntrospectForm>)
        -> OK Json<TokenIntrospectionResponse>, credential,
        method introspect_token();
    /// End a session by revoking its access token.
    Logout: POST "/csp/gateway/am/api/auth/logout" (Nothing, Nothing, OptionalJson<IdTokenDto>)
        -> OK Json<UrlResponse>, session,
        /// Without an id token, the session of the client's own access token ends.
        method logout();
    /// Revoke an API token or an access token.
    RevokeToken: POST "/csp/gateway/am/api/auth/revoke" (Nothing, Nothing, Form<RevokeForm>) -> OK Empty, credential,
        method revoke_token();
    /// Get the public key that verifies access tokens.
    GetTokenPublicKey: GET "/csp/gateway/am/api/auth/token-public-key" (Nothing, PublicKeyQuery, Empty)
        -> OK Json<PublicKeyReply>, anonymous,
        method token_public_key();
    /// Get the OpenID Connect configuration.
    GetOpenIdConfiguration: GET "/csp/gateway/am/api/.well-known/openid-configuration" (Nothing, Nothing, Empty)
        -> OK Json<CspOpenIdConfigurationDto>, anonymous,
        method get_open_id_configuration();
    /// Get the OpenID Connect configuration, at a path that only clients show.
    GetAuthOpenIdConfiguration: GET "/csp/gateway/am/api/auth/.well-known/openid-configuration"
        (Nothing, Nothing, Empty) -> OK Json<CspOpenIdConfigurationDto>, anonymous,
        method get_auth_open_id_configuration();
    /// Get the caller's identity as OpenID Connect claims.
    GetOidcUserInfo: GET "/csp/gateway/am/api/userinfo" (Nothing, Nothing, Empty)
        -> OK Json<OidcUserInfoDto>, needs SeeSelf,
        method get_oidc_user_info();
}

/// Query of [`GetTokenPublicKey`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct PublicKeyQuery {
    /// With `jwks` the answer is a JSON web key set, otherwise a PEM block.
    #[serde(default, deserialize_with = "crate::endpoints::text_if_any", skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
}
