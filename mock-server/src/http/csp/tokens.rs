//! The parts of sign-in that belong to no world: finding the world of a credential, signing, the public key, and revoking tokens.

use crate::{
    http::{Shell, auth, call::Received, credential::unknown_token, refusals},
    tokens::{ISSUER, Verified},
    world::{
        Call, Request, Settings, WorldState,
        identity::{
            self, api_tokens, clients,
            refusals::ClientError,
            tokens::{self, Grant, Proof},
        },
        kernel::refusal::{ApiResult, Refusal, RefusalKind},
        state::identity::oauth_apps::{ClientId, GrantType},
    },
    worlds::{self, Credential, CredentialRequest, Outcome},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use http::{header, request::Parts};
use jiff::Timestamp;
use vmc_client::{
    endpoint::{Empty, Endpoint, Form, Json, Nothing},
    endpoints::csp::{
        clients::{DeleteOldClientSecret, RotateClientSecret},
        tokens::{AuthorizeApiToken, GetApiTokenDetails, GetTokenPublicKey, IntrospectToken, Logout, RevokeToken},
    },
    wire::{
        AccessTokenDto, CspOpenIdConfigurationDto, GrantForm, PublicKeyReply, Secret, TokenIntrospectionResponse,
        UrlResponse,
    },
};

fn unknown_client() -> Refusal {
    identity::refusals::client_invalid(ClientError::Unknown)
}

pub(super) fn key_of_sign_in(call: &Call<AuthorizeApiToken>) -> ApiResult<&Secret> {
    tokens::authorize_token(call).ok_or_else(|| Refusal::parameter_missing("refresh_token"))
}

pub(super) fn key_of_details(call: &Call<GetApiTokenDetails>) -> ApiResult<&Secret> {
    call.body.0.token_value.as_ref().ok_or_else(|| Refusal::parameter_missing("tokenValue"))
}

/// A request for the world of a key.
fn credential_request<'a, E: Endpoint>(received: &'a Received, key: Credential<'a>) -> CredentialRequest<'a> {
    CredentialRequest { request: Request::new(E::NAME, &received.parameters.pairs), key }
}

/// Signs the token that a world granted.
pub(super) fn sign(shell: &Shell, grant: Grant) -> ApiResult<AccessTokenDto> {
    let (access_token, id_token) = shell.tokens.sign(&grant).map_err(|_| Refusal::internal())?;
    Ok(AccessTokenDto {
        id_token,
        token_type: "bearer".to_owned(),
        expires_in: grant.expires.duration_since(grant.issued).as_secs(),
        scope: Some(grant.scope),
        access_token,
        refresh_token: grant.api_token,
    })
}

/// Reads the client credentials from the basic authentication header. Returns `None` if there is no such header. Credentials in the form
/// are ignored, as recorded.
fn proof(parts: &Parts) -> ApiResult<Option<Proof>> {
    let Some(header) = parts.headers.get(header::AUTHORIZATION) else { return Ok(None) };
    let read = || {
        let (scheme, text) = header.to_str().ok()?.trim().split_once(' ')?;
        let bytes = BASE64_STANDARD.decode(text.trim()).ok().filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
        let text = String::from_utf8(bytes).ok()?;
        let (id, secret) = text.split_once(':')?;
        Some(Proof { id: ClientId::from(decoded(id).as_str()), secret: Secret::from(decoded(secret)) })
    };
    read().map(Some).ok_or_else(|| identity::refusals::client_invalid(ClientError::Unreadable))
}

/// Decodes a client id or secret. OAuth 2.0 requires both to be form-encoded before they go into the header, and libraries differ in doing
/// so. A text that is not a valid encoding is used as it is.
fn decoded(text: &str) -> String {
    let pair = format!("={text}");
    let has_escape = text.contains('%');
    let mut pairs = form_urlencoded::parse(pair.as_bytes());
    pairs.next().filter(|_| has_escape).map_or_else(|| text.to_owned(), |(_, value)| value.into_owned())
}

/// `POST …/auth/authorize` and `POST …/auth/token`
pub(super) fn grant<E>(shell: &Shell, received: &Received, call: &Call<E>) -> Outcome<AccessTokenDto>
where
    E: Endpoint<Body = Form<GrantForm>, Reply = Json<AccessTokenDto>>,
{
    let form = &call.body.0;
    let found = proof(received.parts).and_then(|proof| {
        let world = match (tokens::grant_type(form)?, &proof) {
            (_, Some(proof)) => shell.worlds.world_of_key(proof.id.as_str()).ok_or(unknown_client())?,
            (GrantType::RefreshToken, None) => {
                let token = form.refresh_token.as_ref().ok_or_else(|| Refusal::parameter_missing("refresh_token"))?;
                shell.worlds.world_of_key(token.expose()).ok_or(unknown_token())?
            }
            _ => return Err(identity::refusals::basic_missing()),
        };
        Ok((world, proof))
    });
    let (world, proof) = match found {
        Ok(found) => found,
        Err(error) => return Outcome::refused(error),
    };
    let unknown = if proof.is_some() { unknown_client } else { unknown_token };
    let key = match (&proof, &form.refresh_token) {
        (Some(proof), _) => Credential::Client(&proof.id),
        (None, Some(token)) => Credential::ApiToken(token.expose()),
        (None, None) => Credential::Session,
    };
    let grant = |world: &mut WorldState, now, _: Settings| tokens::grant(world, now, proof.as_ref(), form);
    let outcome = shell.worlds.run_with_credential(world, &credential_request::<E>(received, key), grant);
    outcome.or_if_no_world(unknown).and_then(|granted| sign(shell, granted))
}

/// `POST …/auth/introspect`: whoever holds a token may look into it; a client that proves itself must do so rightly.
pub(super) fn introspect(
    shell: &Shell,
    received: &Received,
    call: &Call<IntrospectToken>,
) -> Outcome<TokenIntrospectionResponse> {
    let Some(token) = &call.body.0.token else { return Outcome::refused(Refusal::parameter_missing("token")) };
    if let Err(error) = checked_proof(shell, received.parts) {
        return Outcome::refused(error);
    }
    let outcome = match (shell.tokens.verify(token.expose()), shell.worlds.world_of_key(token.expose())) {
        (Some(access), _) => {
            let request = credential_request::<IntrospectToken>(received, Credential::Session);
            shell.worlds.run_with_credential(access.world, &request, |world, now, _| {
                let is_valid = worlds::check_session(world, &access, now).is_ok();
                Ok(if is_valid { told_of(&access) } else { tokens::inactive() })
            })
        }
        (None, Some(world)) => {
            let request = credential_request::<IntrospectToken>(received, Credential::ApiToken(token.expose()));
            shell.worlds.run_with_credential(world, &request, |world, now, _| {
                Ok(tokens::introspect(world, token.expose(), now))
            })
        }
        (None, None) => Outcome::without_world(Ok(tokens::inactive())),
    };
    let outcome = outcome.with(|result| match result {
        Err(refusal) if refusal.kind == RefusalKind::WorldNotFound => Ok(tokens::inactive()),
        result => result,
    });
    Outcome { if_deleted: Some(unknown_token), ..outcome }
}

/// The introspection answer for a valid access token.
fn told_of(access: &Verified) -> TokenIntrospectionResponse {
    TokenIntrospectionResponse {
        active: Some(true),
        token_type: Some("access_token".to_owned()),
        sub: Some(access.subject.clone()),
        org_id: Some(access.caller.org.to_string()),
        iat: Some(access.issued.as_second()),
        exp: Some(access.expires.as_second()),
    }
}

/// Refuses a client whose credentials are wrong. A client without credentials is accepted.
fn checked_proof(shell: &Shell, parts: &Parts) -> ApiResult<()> {
    let Some(proof) = proof(parts)? else { return Ok(()) };
    let world = shell.worlds.world_of_key(proof.id.as_str()).ok_or(unknown_client())?;
    let proven =
        shell.worlds.inspect_unrecorded(world, |world, now| world.state.identity.proven(&proof, now).map(|_| ()));
    proven.or_if_no_world(unknown_client).saved_now().result
}

/// `POST …/auth/revoke`: revokes either kind of token and ignores the hint. Anyone who holds a token may revoke it.
pub(super) fn revoke(shell: &Shell, received: &Received, call: &Call<RevokeToken>) -> Outcome<()> {
    let Some(token) = &call.body.0.token else { return Outcome::refused(Refusal::parameter_missing("token")) };
    let outcome = if let Some(session) = shell.tokens.session(token.expose()) {
        let request = credential_request::<RevokeToken>(received, Credential::Session);
        let revoke = |world: &mut WorldState, now, _: Settings| tokens::revoke(world, session.id, session.expires, now);
        shell.worlds.run_with_credential(session.world, &request, revoke)
    } else if let Some(world) = shell.worlds.world_of_key(token.expose()) {
        let request = credential_request::<RevokeToken>(received, Credential::ApiToken(token.expose()));
        shell
            .worlds
            .run_with_credential(world, &request, |world, now, _| api_tokens::revoke(world, token.expose(), now))
    } else {
        Outcome::refused(unknown_token())
    };
    outcome.or_if_no_world(unknown_token)
}

/// `POST …/auth/logout`: ends the session of the id token in the body, or else of the access token in the header.
pub(super) fn logout(shell: &Shell, received: &Received, call: &Call<Logout>) -> Outcome<UrlResponse> {
    let told = call.body.0.as_ref().and_then(|body| body.id_token.as_ref()).map(Secret::expose);
    let Some(token) = told.or_else(|| auth::token(&received.parts.headers)) else {
        return Outcome::refused(refusals::token_missing());
    };
    let Some(session) = shell.tokens.session(token) else { return Outcome::refused(worlds::refusals::token_invalid()) };
    let request = credential_request::<Logout>(received, Credential::Session);
    let revoke = |world: &mut WorldState, now, _: Settings| tokens::revoke(world, session.id, session.expires, now);
    let outcome = shell.worlds.run_with_credential(session.world, &request, revoke);
    let url = format!("{}/csp/gateway/portal/", auth::base_url(received.parts));
    outcome.or_if_no_world(worlds::refusals::token_invalid).map(|()| UrlResponse { url: Some(url) })
}

/// `GET …/auth/token-public-key`
pub(super) fn public_key(shell: &Shell, _: &Parts, call: &Call<GetTokenPublicKey>) -> Outcome<PublicKeyReply> {
    let jwks = call.query.format.as_deref().is_some_and(|format| format.eq_ignore_ascii_case("jwks"));
    Outcome::without_world(Ok(shell.tokens.public_key(jwks)))
}

/// `GET …/.well-known/openid-configuration`, at both addresses.
pub(super) fn open_id_configuration<E>(_: &Shell, parts: &Parts, _: &Call<E>) -> Outcome<CspOpenIdConfigurationDto>
where
    E: Endpoint<Path = Nothing, Body = Empty, Reply = Json<CspOpenIdConfigurationDto>>,
{
    let base = auth::base_url(parts);
    let at = |path: &str| Some(format!("{base}/csp/gateway/{path}"));
    let list = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    let configuration = CspOpenIdConfigurationDto {
        issuer: Some(ISSUER.to_owned()),
        authorization_endpoint: at("discovery"),
        token_endpoint: at("am/api/auth/token"),
        userinfo_endpoint: at("am/api/userinfo"),
        end_session_endpoint: at("am/api/auth/logout"),
        jwks_uri: at("am/api/auth/token-public-key?format=jwks"),
        scopes_supported: list(&["openid", "customer_number", "group_ids", "group_names", "ALL_PERMISSIONS"]),
        response_types_supported: list(&["code"]),
        subject_types_supported: list(&["public"]),
        id_token_signing_alg_values_supported: list(&["RS256"]),
        token_endpoint_auth_methods_supported: list(&["client_secret_basic"]),
        code_challenge_methods_supported: list(&["S256"]),
        claims_supported: list(&[
            "sub",
            "iss",
            "azp",
            "context",
            "context_name",
            "domain",
            "username",
            "acct",
            "email",
            "given_name",
            "family_name",
            "group_ids",
            "group_names",
            "iat",
            "exp",
            "jti",
            "aud",
        ]),
    };
    Outcome::without_world(Ok(configuration))
}

/// `POST /clients/{clientId}/secrets`
pub(super) fn rotate_own_secret(shell: &Shell, received: &Received, call: &Call<RotateClientSecret>) -> Outcome<()> {
    as_client::<RotateClientSecret>(shell, received, |world, now, proof| {
        clients::rotate_own(world, now, proof, &call.path.client, &call.body.0)
    })
}

/// `DELETE /clients/{clientId}/secrets`
pub(super) fn delete_own_old_secret(
    shell: &Shell,
    received: &Received,
    call: &Call<DeleteOldClientSecret>,
) -> Outcome<()> {
    as_client::<DeleteOldClientSecret>(shell, received, |world, now, proof| {
        clients::delete_own_old_secret(world, now, proof, &call.path.client)
    })
}

fn as_client<E: Endpoint>(
    shell: &Shell,
    received: &Received,
    op: impl FnOnce(&mut WorldState, Timestamp, &Proof) -> ApiResult<()>,
) -> Outcome<()> {
    let found = proof(received.parts).and_then(|proof| {
        let proof = proof.ok_or_else(identity::refusals::basic_missing)?;
        Ok((shell.worlds.world_of_key(proof.id.as_str()).ok_or(unknown_client())?, proof))
    });
    match found {
        Ok((world, proof)) => {
            let request = credential_request::<E>(received, Credential::Client(&proof.id));
            let outcome = shell.worlds.run_with_credential(world, &request, |world, now, _| op(world, now, &proof));
            outcome.or_if_no_world(unknown_client)
        }
        Err(error) => Outcome::refused(error),
    }
}
