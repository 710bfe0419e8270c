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
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

endpoints! {
    service Csp;
    /// Exchange an API token (refresh token) for an access token.
    AuthorizeApiToken: POST "/csp/gateway/am/api/auth/api-tokens/authorize" (Nothing, ApiTokenForm, Form<ApiTokenForm>)
        -> OK Json<AccessTokenDto>, credential;
    /// Tell when an API token was made, when it expires, and whose it is.
    GetApiTokenDetails: POST "/csp/gateway/am/api/auth/api-tokens/details" (Nothing, Nothing, Json<GetApiTokenDetailsRequest>)
        -> OK Json<ApiTokenDetailsDto>, credential;
    /// Exchange a grant for an access token.
    AuthorizeGrant: POST "/csp/gateway/am/api/auth/authorize" (Nothing, Nothing, Form<GrantForm>) -> OK Json<AccessTokenDto>, credential;
    /// Exchange a grant for an access token; the same as the other address.
    GetToken: POST "/csp/gateway/am/api/auth/token" (Nothing, Nothing, Form<GrantForm>) -> OK Json<AccessTokenDto>, credential;
    /// Tell whether a token is honoured, and what it says.
    IntrospectToken: POST "/csp/gateway/am/api/auth/introspect" (Nothing, Nothing, Form<IntrospectForm>)
        -> OK Json<TokenIntrospectionResponse>, credential;
    /// End a session: its access token is revoked.
    Logout: POST "/csp/gateway/am/api/auth/logout" (Nothing, Nothing, OptionalJson<IdTokenDto>) -> OK Json<UrlResponse>, session;
    /// Revoke an API token or an access token.
    RevokeToken: POST "/csp/gateway/am/api/auth/revoke" (Nothing, Nothing, Form<RevokeForm>) -> OK Empty, credential;
    /// The public key that verifies access tokens.
    GetTokenPublicKey: GET "/csp/gateway/am/api/auth/token-public-key" (Nothing, PublicKeyQuery, Empty) -> OK Json<PublicKeyReply>, anonymous;
    /// Where the parts of OpenID Connect are.
    GetOpenIdConfiguration: GET "/csp/gateway/am/api/.well-known/openid-configuration" (Nothing, Nothing, Empty)
        -> OK Json<CspOpenIdConfigurationDto>, anonymous;
    /// Where the parts of OpenID Connect are, at the address that only clients show.
    GetAuthOpenIdConfiguration: GET "/csp/gateway/am/api/auth/.well-known/openid-configuration" (Nothing, Nothing, Empty)
        -> OK Json<CspOpenIdConfigurationDto>, anonymous;
    /// Tell who the caller is, in the claims of OpenID Connect.
    GetOidcUserInfo: GET "/csp/gateway/am/api/userinfo" (Nothing, Nothing, Empty) -> OK Json<OidcUserInfoDto>, needs SeeSelf;
}

/// Query of [`GetTokenPublicKey`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PublicKeyQuery {
    /// `jwks` asks for a JSON web key set; anything else, or nothing, for a PEM block.
    #[serde(default, deserialize_with = "crate::endpoints::text_if_any", skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
}
