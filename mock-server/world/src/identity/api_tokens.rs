//! API tokens, also called refresh tokens: the credentials with which users sign in from programs.
//!
//! Users create, list and revoke them in the console; no public API for that is known. In the simulation the control API does it.

use crate::{
    context::{Call, Cx},
    identity::refusals::{self, ApiTokenError},
    kernel::{
        ids::Kind,
        refusal::{ApiResult, Refusal},
        shared::Shared,
    },
    state::{
        identity::{
            api_tokens::{ApiToken, ApiTokenText},
            everyone::Identity,
            scopes::Scopes,
            users::IDP,
        },
        world::WorldState,
    },
};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use uuid::Uuid;
use vmc_client::{
    endpoints::csp::tokens::GetApiTokenDetails,
    wire::{ApiTokenDetailsDto, OrgId, UserId},
};

/// The default and longest lifetime of an API token. (documented: six months unless revoked)
pub const API_TOKEN_LIFE: SignedDuration = SignedDuration::from_hours(24 * 180);

/// The largest number of API tokens in a world. Tokens that are no longer valid are kept until space is needed.
pub const API_TOKENS_MAX: usize = 1000;

/// The number of letters and digits in an API token after the world's mark; with the mark there are 64. (seen in client code)
const TEXT_LENGTH: usize = 42;

impl ApiToken {
    /// Creates a token with the longest lifetime and without limits. It does not have an id yet.
    pub fn new(user: UserId, org: OrgId, name: Arc<str>, now: Timestamp) -> Self {
        Self {
            id: Uuid::nil(),
            user,
            org,
            name,
            scopes: Scopes::everything(),
            created: now,
            expires: now.checked_add(API_TOKEN_LIFE).unwrap_or(Timestamp::MAX),
            last_used: None,
            revoked: None,
        }
    }

    /// Checks that the token is valid.
    ///
    /// # Errors
    /// Fails if the token is revoked or expired.
    pub fn check_valid(&self, now: Timestamp) -> Result<(), ApiTokenError> {
        match self {
            Self { revoked: Some(_), .. } => Err(ApiTokenError::Revoked),
            Self { expires, .. } if *expires <= now => Err(ApiTokenError::Expired),
            _ => Ok(()),
        }
    }
}

impl Identity {
    /// Gives an API token its id and text, and stores it.
    pub(super) fn make_api_token(&mut self, token: ApiToken) -> ApiTokenText {
        let text = ApiTokenText(self.marked_key(Kind::ApiToken, TEXT_LENGTH));
        self.store_api_token(text, token)
    }

    /// Gives an API token its id, and stores it with a given text.
    pub(super) fn store_api_token(&mut self, text: ApiTokenText, mut token: ApiToken) -> ApiTokenText {
        token.id = self.ids.uuid(Kind::ApiTokenId);
        self.api_tokens.insert(text.clone(), token);
        text
    }

    /// Returns a valid API token, mutably.
    pub(super) fn valid_api_token_mut(&mut self, text: &str, now: Timestamp) -> Result<&mut ApiToken, ApiTokenError> {
        let token = self.api_tokens.get_mut(&ApiTokenText(text.to_owned())).ok_or(ApiTokenError::Unknown)?;
        token.check_valid(now).map(|()| token)
    }

    /// Returns an API token by its text, valid or not.
    pub(super) fn api_token(&self, text: &str) -> Option<&ApiToken> {
        self.api_tokens.get(&ApiTokenText(text.to_owned()))
    }
}

/// Creates an API token for a member of an organization, as the member could do in the console.
///
/// # Errors
/// Fails if the user does not exist, if the lifetime is too long, or if there are too many tokens.
pub fn create(
    identity: &mut Identity,
    now: Timestamp,
    user: UserId,
    org: OrgId,
    wanted: Wanted,
) -> ApiResult<(ApiTokenText, ApiToken)> {
    let member = identity.users.get(&user).is_some_and(|user| user.roles.contains_key(&org));
    if !member {
        return Err(refusals::user_not_found());
    }
    let life = wanted.life.unwrap_or(API_TOKEN_LIFE);
    if life <= SignedDuration::ZERO || life > API_TOKEN_LIFE {
        return Err(Refusal::invalid("An API token lives for more than no time and at most 180 days."));
    }
    if identity.api_tokens.len() >= API_TOKENS_MAX {
        if identity.api_tokens.values().all(|token| token.check_valid(now).is_ok()) {
            return Err(Refusal::full("API tokens", API_TOKENS_MAX));
        }
        identity.api_tokens.retain(|_, token| token.check_valid(now).is_ok());
    }
    let expires = now.checked_add(life).unwrap_or(Timestamp::MAX);
    let token = ApiToken { expires, scopes: wanted.scopes, ..ApiToken::new(user, org, wanted.name, now) };
    let text = identity.make_api_token(token);
    let token = identity.api_tokens[&text].clone();
    Ok((text, token))
}

/// The properties of a new API token.
#[derive(Debug, Clone)]
pub struct Wanted {
    pub name: Arc<str>,
    /// The lifetime; `None` means the longest.
    pub life: Option<SignedDuration>,
    /// The limits of its access tokens.
    pub scopes: Shared<Scopes>,
}

/// Revokes an API token by its id. A token that is already revoked stays revoked.
///
/// # Errors
/// Fails if there is no such token.
pub fn revoke_by_id(identity: &mut Identity, id: Uuid, now: Timestamp) -> ApiResult<()> {
    let token = identity.api_tokens.values_mut().find(|token| token.id == id);
    token.ok_or_else(|| refusals::api_token_not_found(id))?.revoked.get_or_insert(now);
    Ok(())
}

/// Revokes an API token by its text. A token that is already revoked stays revoked. Access tokens that were issued for it remain valid
/// until they expire, half an hour at most.
///
/// # Errors
/// Fails if the token is unknown.
pub fn revoke(world: &mut WorldState, text: &str, now: Timestamp) -> ApiResult<()> {
    let token = world.identity.api_tokens.get_mut(&ApiTokenText(text.to_owned()));
    let token = token.ok_or_else(|| refusals::api_token_invalid(ApiTokenError::Unknown))?;
    token.revoked.get_or_insert(now);
    Ok(())
}

/// `POST …/auth/api-tokens/details`. Times are in milliseconds since the epoch: a real client reads them as milliseconds, although the
/// published text says seconds.
pub fn details(world: &mut WorldState, cx: &Cx, call: &Call<GetApiTokenDetails>) -> ApiResult<ApiTokenDetailsDto> {
    let text = call.body.0.token_value.as_ref().ok_or_else(|| Refusal::parameter_missing("tokenValue"))?;
    let token =
        world.identity.valid_api_token_mut(text.expose(), cx.now()).map_err(refusals::api_token_invalid)?.clone();
    let user =
        world.identity.users.get(&token.user).ok_or_else(|| refusals::api_token_invalid(ApiTokenError::Unknown))?;
    Ok(ApiTokenDetailsDto {
        token: Some(text.clone()),
        token_name: Some(token.name.to_string()),
        username: Some(user.username.to_string()),
        acct: Some(user.username.to_string()),
        idp_id: Some(IDP.to_owned()),
        user_id: Some(user.id_text()),
        org_id: Some(token.org.to_string()),
        created_at: Some(token.created.as_millisecond()),
        expires_at: Some(token.expires.as_millisecond()),
        last_used_at: token.last_used.map(Timestamp::as_millisecond),
        allowed_scopes: Some(token.scopes.view()),
    })
}
