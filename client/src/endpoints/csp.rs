//! Sign-in: API tokens become access tokens.
//!
//! Source: the published CSP client bindings; parameter forms as real clients use them.

use crate::{
    endpoint::{Empty, Form, Json, Nothing},
    endpoints,
    wire::{AccessTokenDto, ApiTokenDetailsDto, ApiTokenForm, GetApiTokenDetailsRequest, PublicKeyReply, RevokeForm},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

endpoints! {
    /// Exchange an API token (refresh token) for an access token.
    AuthorizeApiToken: POST "/csp/gateway/am/api/auth/api-tokens/authorize" (Nothing, ApiTokenForm, Form<ApiTokenForm>)
        -> OK Json<AccessTokenDto>;
    /// Tell when an API token was made, when it expires, and whose it is.
    GetApiTokenDetails: POST "/csp/gateway/am/api/auth/api-tokens/details" (Nothing, Nothing, Json<GetApiTokenDetailsRequest>)
        -> OK Json<ApiTokenDetailsDto>;
    /// The public key that verifies access tokens.
    GetTokenPublicKey: GET "/csp/gateway/am/api/auth/token-public-key" (Nothing, PublicKeyQuery, Empty) -> OK Json<PublicKeyReply>;
    /// Revoke an API token or an access token.
    RevokeToken: POST "/csp/gateway/am/api/auth/revoke" (Nothing, Nothing, Form<RevokeForm>) -> OK Empty;
}

/// Query of [`GetTokenPublicKey`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PublicKeyQuery {
    /// `jwks` asks for a JSON web key set; anything else, or nothing, for a PEM block.
    #[serde(default, deserialize_with = "super::text_if_any", skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
}
