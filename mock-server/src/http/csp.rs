//! The parts of sign-in that lie outside any world: finding the world of a token, signing, and the key.

use super::Shell;
use crate::{
    world::{
        Call,
        error::{ApiError, ApiResult, TokenFault},
        identity::{self, ACCESS_TOKEN_LIFE, Grant},
    },
    worlds::Outcome,
};
use http::request::Parts;
use uuid::Uuid;
use vmc_client::{
    endpoints::csp::{AuthorizeApiToken, GetApiTokenDetails, GetTokenPublicKey, RevokeToken},
    wire::{AccessTokenDto, PublicKeyReply},
};

/// What every access token is granted. [recorded]
const SCOPE: &str = "ALL_PERMISSIONS customer_number openid group_ids group_names";

const UNKNOWN: ApiError = ApiError::ApiTokenInvalid(TokenFault::Unknown);

pub(super) fn world_of_sign_in(call: &Call<AuthorizeApiToken>) -> ApiResult<Uuid> {
    let token = identity::authorize_token(call).ok_or(ApiError::ParameterMissing("refresh_token"))?;
    identity::world_of(token.expose()).ok_or(UNKNOWN)
}

pub(super) fn world_of_details(call: &Call<GetApiTokenDetails>) -> ApiResult<Uuid> {
    let token = call.body.0.token_value.as_ref().ok_or(ApiError::ParameterMissing("tokenValue"))?;
    identity::world_of(token.expose()).ok_or(UNKNOWN)
}

/// Signs what a world granted.
pub(super) fn sign(shell: &Shell, grant: Grant) -> ApiResult<AccessTokenDto> {
    let (access_token, id_token) = shell.tokens.sign(&grant).map_err(|_| ApiError::Internal)?;
    Ok(AccessTokenDto {
        id_token: Some(id_token),
        token_type: "bearer".to_owned(),
        expires_in: ACCESS_TOKEN_LIFE.as_secs(),
        scope: Some(SCOPE.to_owned()),
        access_token,
        refresh_token: Some(grant.api_token),
    })
}

/// `GET …/auth/token-public-key`
pub(super) fn public_key(shell: &Shell, _: &Parts, call: &Call<GetTokenPublicKey>) -> Outcome<PublicKeyReply> {
    let jwks = call.query.format.as_deref().is_some_and(|format| format.eq_ignore_ascii_case("jwks"));
    Outcome { now: None, result: Ok(shell.tokens.public_key(jwks)) }
}

/// `POST …/auth/revoke`: either kind of token, whatever the hint says. Whoever holds a token may revoke it.
pub(super) fn revoke(shell: &Shell, _: &Parts, call: &Call<RevokeToken>) -> Outcome<()> {
    let Some(token) = &call.body.0.token else { return Outcome::refused(ApiError::ParameterMissing("token")) };
    let outcome = if let Some(access) = shell.tokens.verify(token.expose()) {
        shell
            .worlds
            .open(access.world, |world, now, _| identity::revoke_access_token(world, access.id, access.expires, now))
    } else if let Some(world) = identity::world_of(token.expose()) {
        shell.worlds.open(world, |world, now, _| identity::revoke_api_token(world, token.expose(), now))
    } else {
        Outcome::refused(UNKNOWN)
    };
    in_known_world(outcome)
}

/// To whoever signs in there are no worlds: a token of one that is gone, or never was, is simply unknown.
pub(super) fn in_known_world<T>(outcome: Outcome<T>) -> Outcome<T> {
    let result = match outcome.result {
        Err(ApiError::WorldNotFound(_)) => Err(UNKNOWN),
        result => result,
    };
    Outcome { now: outcome.now, result }
}
