//! Methods for tokens and keys.

use crate::{
    endpoint::{Empty, Form, Json, Nothing, OptionalJson},
    endpoints::csp::tokens::{
        AuthorizeGrant, GetApiTokenDetails, GetAuthOpenIdConfiguration, GetOidcUserInfo, GetOpenIdConfiguration,
        GetToken, GetTokenPublicKey, IntrospectToken, Logout, PublicKeyQuery, RevokeToken,
    },
    http::{Client, ClientCredentials, Error},
    wire::{
        AccessTokenDto, ApiTokenDetailsDto, CspOpenIdConfigurationDto, GetApiTokenDetailsRequest, GrantForm,
        IdTokenDto, IntrospectForm, OidcUserInfoDto, PublicKeyReply, RevokeForm, Secret, TokenIntrospectionResponse,
        UrlResponse,
    },
};

impl Client {
    /// Gets the creation time, the expiry and the owner of an API token. Needs no sign-in.
    pub async fn api_token_details(&self, api_token: impl Into<Secret>) -> Result<ApiTokenDetailsDto, Error> {
        let body = GetApiTokenDetailsRequest { token_value: Some(api_token.into()) };
        self.call::<GetApiTokenDetails>(Nothing {}, Nothing {}, Json(body)).await
    }

    /// Exchanges a grant for an access token. A client credentials grant needs `credentials`. Needs no sign-in.
    pub async fn get_token(
        &self,
        credentials: Option<&ClientCredentials>,
        grant: &GrantForm,
    ) -> Result<AccessTokenDto, Error> {
        let form = Form(grant.clone());
        match credentials {
            Some(credentials) => self.call_as_client::<GetToken>(credentials, Nothing {}, Nothing {}, form).await,
            None => self.call::<GetToken>(Nothing {}, Nothing {}, form).await,
        }
    }

    /// Does the same as [`get_token`](Self::get_token) at the service's other path for it.
    pub async fn authorize_grant(
        &self,
        credentials: Option<&ClientCredentials>,
        grant: &GrantForm,
    ) -> Result<AccessTokenDto, Error> {
        let form = Form(grant.clone());
        match credentials {
            Some(credentials) => self.call_as_client::<AuthorizeGrant>(credentials, Nothing {}, Nothing {}, form).await,
            None => self.call::<AuthorizeGrant>(Nothing {}, Nothing {}, form).await,
        }
    }

    /// Gets the validity and the claims of a token. Needs no sign-in.
    pub async fn introspect_token(&self, token: impl Into<Secret>) -> Result<TokenIntrospectionResponse, Error> {
        let body = IntrospectForm { token: Some(token.into()) };
        self.call::<IntrospectToken>(Nothing {}, Nothing {}, Form(body)).await
    }

    /// Ends the session of an id token, or of the client's own access token.
    pub async fn logout(&self, id_token: Option<Secret>) -> Result<UrlResponse, Error> {
        let body = id_token.map(|id_token| IdTokenDto { id_token: Some(id_token) });
        self.call::<Logout>(Nothing {}, Nothing {}, OptionalJson(body)).await
    }

    /// Revokes an API token or an access token.
    pub async fn revoke_token(&self, token: impl Into<Secret>) -> Result<(), Error> {
        let body = RevokeForm { token: Some(token.into()), ..RevokeForm::default() };
        self.call::<RevokeToken>(Nothing {}, Nothing {}, Form(body)).await
    }

    /// Gets the public key that verifies access tokens, in the requested format. Needs no sign-in.
    pub async fn token_public_key(&self, query: PublicKeyQuery) -> Result<PublicKeyReply, Error> {
        self.call::<GetTokenPublicKey>(Nothing {}, query, Empty).await
    }

    /// Gets the OpenID Connect configuration. Needs no sign-in.
    pub async fn get_open_id_configuration(&self) -> Result<CspOpenIdConfigurationDto, Error> {
        self.call::<GetOpenIdConfiguration>(Nothing {}, Nothing {}, Empty).await
    }

    /// Does the same as [`get_open_id_configuration`](Self::get_open_id_configuration) at the service's other path
    /// for it.
    pub async fn get_auth_open_id_configuration(&self) -> Result<CspOpenIdConfigurationDto, Error> {
        self.call::<GetAuthOpenIdConfiguration>(Nothing {}, Nothing {}, Empty).await
    }

    /// Gets the caller's identity as OpenID Connect claims.
    pub async fn get_oidc_user_info(&self) -> Result<OidcUserInfoDto, Error> {
        self.call::<GetOidcUserInfo>(Nothing {}, Nothing {}, Empty).await
    }
}
