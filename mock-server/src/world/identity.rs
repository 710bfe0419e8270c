//! Who may do what: users, their roles, API tokens, and which access tokens have been revoked.

use super::{
    Call, Cx, World,
    error::{ApiError, ApiResult, TokenFault},
    ids::{Ids, Kind},
    orgs::Org,
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;
use vmc_client::{
    endpoints::csp::{AuthorizeApiToken, GetApiTokenDetails},
    wire::{AllowedScopesDto, ApiTokenDetailsDto, OrgId, Secret, UserId},
};

/// How long an API token lives. [documented: six months unless revoked]
const API_TOKEN_LIFE: SignedDuration = SignedDuration::from_hours(24 * 180);

/// How long an access token lives. (recorded)
pub const ACCESS_TOKEN_LIFE: SignedDuration = SignedDuration::from_secs(1799);

/// Revoked access tokens that are remembered; each is forgotten when it would have expired anyway.
pub const REVOKED_MAX: usize = 10_000;

/// The service whose roles rule VMC, as its role names begin in access tokens. The service's own id is not published. [assumption]
const VMC_SERVICE: &str = "external/7d1a3b1c-52c4-4f8e-9c0e-5f1d7a0b6e21/";

/// Everyone and their keys.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Identity {
    /// Users by id.
    pub users: BTreeMap<UserId, User>,
    /// API tokens by their text.
    pub api_tokens: BTreeMap<ApiTokenText, ApiToken>,
    /// `jti` of revoked access tokens, with the time at which each would have expired.
    pub revoked: BTreeMap<Uuid, Timestamp>,
    /// Access tokens issued so far.
    ids: Ids,
}

/// The text of an API token: a key of the map, and a secret.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ApiTokenText(String);

impl std::fmt::Debug for ApiTokenText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("..")
    }
}

/// A user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// Its id (version 3, as recorded).
    pub id: UserId,
    /// The name it signs in with.
    pub username: String,
    /// What it may do, by organization.
    pub roles: BTreeMap<OrgId, Roles>,
}

/// What a user may do in one organization, in CSP's words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roles {
    /// `org_owner`, `org_member` …
    pub org: Vec<String>,
    /// `vmc-user:full`, `vmc-user:read`, `nsx:cloud_admin` …
    pub service: Vec<String>,
}

/// An API token (also called refresh token).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiToken {
    /// Whose.
    pub user: UserId,
    /// For which organization.
    pub org: OrgId,
    /// Its name.
    pub name: String,
    /// When it was made.
    pub created: Timestamp,
    /// When it ends.
    pub expires: Timestamp,
    /// When it was last exchanged.
    pub last_used: Option<Timestamp>,
    /// When it was revoked, if it was.
    pub revoked: Option<Timestamp>,
}

/// A right that a token gives at VMC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right {
    /// To look.
    Read,
    /// To change.
    Write,
    /// To see passwords.
    Secrets,
}

/// The facts of a new access token; the shell signs them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// `jti`.
    pub id: Uuid,
    /// The world.
    pub world: Uuid,
    /// The user.
    pub user: UserId,
    /// Its name.
    pub username: String,
    /// The organization.
    pub org: OrgId,
    /// Roles as access tokens name them.
    pub perms: Vec<String>,
    /// When it was issued.
    pub issued: Timestamp,
    /// When it ends.
    pub expires: Timestamp,
    /// The API token that it was issued for; CSP hands it back.
    pub api_token: Secret,
}

impl Identity {
    /// An owner, a member and a reader of the organization, each with an API token.
    pub fn new(world: Uuid, ids: &mut Ids, org: &Org, now: Timestamp) -> Self {
        let mut identity = Self {
            users: BTreeMap::new(),
            api_tokens: BTreeMap::new(),
            revoked: BTreeMap::new(),
            ids: Ids::new(ids.number(Kind::AccessToken)),
        };
        let mut secrets = Ids::new(ids.number(Kind::ApiToken) ^ fold(world));
        for (name, org_role, service_roles) in [
            ("owner", "org_owner", &["vmc-user:full", "nsx:cloud_admin"][..]),
            ("member", "org_member", &["vmc-user:full"]),
            ("reader", "org_member", &["vmc-user:read", "nsx:cloud_auditor"]),
        ] {
            let user = User {
                id: UserId(ids.uuid_v3(Kind::User)),
                username: format!("{name}@vmcsim.example"),
                roles: BTreeMap::from([(
                    org.id,
                    Roles {
                        org: vec![org_role.to_owned()],
                        service: service_roles.iter().map(|role| (*role).to_owned()).collect(),
                    },
                )]),
            };
            let text = ApiTokenText(format!("{}{}", world_mark(world), secrets.alphanumeric(Kind::ApiToken, 42)));
            let token = ApiToken {
                user: user.id,
                org: org.id,
                name: format!("{name} token"),
                created: now,
                expires: now.checked_add(API_TOKEN_LIFE).unwrap_or(Timestamp::MAX),
                last_used: None,
                revoked: None,
            };
            identity.api_tokens.insert(text, token);
            identity.users.insert(user.id, user);
        }
        identity
    }

    /// The API token of a user, by the part of its name before the `@`.
    pub fn api_token_of(&self, name: &str) -> Option<Secret> {
        let user = self.users.values().find(|user| user.username.split('@').next() == Some(name))?;
        let (text, _) = self.api_tokens.iter().find(|(_, token)| token.user == user.id)?;
        Some(Secret::from(text.0.clone()))
    }

    /// An API token that is still honoured.
    fn honoured(&mut self, text: &str, now: Timestamp) -> Result<&mut ApiToken, TokenFault> {
        let token = self.api_tokens.get_mut(&ApiTokenText(text.to_owned())).ok_or(TokenFault::Unknown)?;
        match token {
            ApiToken { revoked: Some(_), .. } => Err(TokenFault::Revoked),
            ApiToken { expires, .. } if *expires <= now => Err(TokenFault::Expired),
            token => Ok(token),
        }
    }

    /// Checks what can change while an access token lives: revocation, the user, its membership.
    ///
    /// # Errors
    /// [`ApiError::TokenRevoked`].
    pub fn check(&self, token: Uuid, user: UserId, org: OrgId) -> ApiResult<()> {
        let member = self.users.get(&user).is_some_and(|user| user.roles.contains_key(&org));
        if self.revoked.contains_key(&token) || !member { Err(ApiError::TokenRevoked) } else { Ok(()) }
    }
}

/// `POST …/auth/api-tokens/authorize`: the token may stand in the form or in the query, under either of its names.
pub fn authorize(world: &mut World, cx: &Cx, call: &Call<AuthorizeApiToken>) -> ApiResult<Grant> {
    let text = authorize_token(call).ok_or(ApiError::ParameterMissing("refresh_token"))?;
    let token = world.identity.honoured(text.expose(), cx.now).map_err(ApiError::ApiTokenInvalid)?;
    token.last_used = Some(cx.now);
    let (user, org) = (token.user, token.org);
    let user = world.identity.users.get(&user).ok_or(ApiError::ApiTokenInvalid(TokenFault::Unknown))?;
    let roles = user.roles.get(&org).ok_or(ApiError::ApiTokenInvalid(TokenFault::Revoked))?;
    let perms = roles
        .org
        .iter()
        .map(|role| format!("csp:{role}"))
        .chain(roles.service.iter().map(|role| format!("{VMC_SERVICE}{role}")))
        .collect();
    Ok(Grant {
        id: world.identity.ids.uuid(Kind::AccessToken),
        world: world.id,
        user: user.id,
        username: user.username.clone(),
        org,
        perms,
        issued: cx.now,
        expires: cx.now.checked_add(ACCESS_TOKEN_LIFE).unwrap_or(Timestamp::MAX),
        api_token: text.clone(),
    })
}

/// The API token in a sign-in request.
pub fn authorize_token(call: &Call<AuthorizeApiToken>) -> Option<&Secret> {
    let (body, query) = (&call.body.0, &call.query);
    [&body.refresh_token, &body.api_token, &query.refresh_token, &query.api_token]
        .into_iter()
        .flatten()
        .find(|token| !token.expose().is_empty())
}

/// `POST …/auth/api-tokens/details`. Times are milliseconds since the epoch: a real client reads them so, although the published
/// text says seconds.
pub fn details(world: &mut World, cx: &Cx, call: &Call<GetApiTokenDetails>) -> ApiResult<ApiTokenDetailsDto> {
    let text = call.body.0.token_value.as_ref().ok_or(ApiError::ParameterMissing("tokenValue"))?;
    let token = world.identity.honoured(text.expose(), cx.now).map_err(ApiError::ApiTokenInvalid)?.clone();
    let user = world.identity.users.get(&token.user).ok_or(ApiError::ApiTokenInvalid(TokenFault::Unknown))?;
    Ok(ApiTokenDetailsDto {
        token: Some(text.clone()),
        token_name: Some(token.name),
        username: Some(user.username.clone()),
        acct: Some(user.username.clone()),
        user_id: Some(user.id.to_string()),
        org_id: Some(token.org.to_string()),
        created_at: Some(token.created.as_millisecond()),
        expires_at: Some(token.expires.as_millisecond()),
        last_used_at: token.last_used.map(Timestamp::as_millisecond),
        allowed_scopes: Some(AllowedScopesDto::default()),
        ..ApiTokenDetailsDto::default()
    })
}

/// Revokes an API token. One that is revoked already stays so.
///
/// # Errors
/// The token is unknown.
pub fn revoke_api_token(world: &mut World, text: &str, now: Timestamp) -> ApiResult<()> {
    let token = world.identity.api_tokens.get_mut(&ApiTokenText(text.to_owned()));
    let token = token.ok_or(ApiError::ApiTokenInvalid(TokenFault::Unknown))?;
    token.revoked.get_or_insert(now);
    Ok(())
}

/// Revokes an access token until it would have expired.
///
/// # Errors
/// [`ApiError::Full`]: too many are revoked at once.
pub fn revoke_access_token(world: &mut World, id: Uuid, expires: Timestamp, now: Timestamp) -> ApiResult<()> {
    let revoked = &mut world.identity.revoked;
    if revoked.len() >= REVOKED_MAX {
        revoked.retain(|_, expires| *expires > now);
    }
    if revoked.len() >= REVOKED_MAX {
        return Err(ApiError::Full { what: "revoked access tokens", limit: REVOKED_MAX });
    }
    revoked.insert(id, expires);
    Ok(())
}

/// What the roles in an access token allow at VMC.
pub fn rights(perms: &[String]) -> Vec<Right> {
    let has = |role: &str| perms.iter().any(|perm| perm.rsplit('/').next() == Some(role));
    let mut rights = Vec::new();
    if has("vmc-user:full") || has("vmc-user:read") {
        rights.push(Right::Read);
    }
    if has("vmc-user:full") {
        rights.extend([Right::Write, Right::Secrets]);
    }
    rights
}

impl Right {
    /// A role that gives it.
    pub fn role(self) -> &'static str {
        match self {
            Self::Read => "vmc-user:read or vmc-user:full",
            Self::Write | Self::Secrets => "vmc-user:full",
        }
    }
}

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const MARK_LENGTH: usize = 22;

/// A world's id in 22 letters and digits. Each API token begins with it: the token is the world.
fn world_mark(world: Uuid) -> String {
    let mut number = world.as_u128();
    let mut text = [b'0'; MARK_LENGTH];
    for digit in text.iter_mut().rev() {
        *digit = DIGITS[usize::try_from(number % 62).unwrap_or(0)];
        number /= 62;
    }
    text.iter().map(|byte| char::from(*byte)).collect()
}

/// The world that an API token belongs to, if it looks like one of ours.
pub fn world_of(api_token: &str) -> Option<Uuid> {
    let mark = api_token.as_bytes().get(..MARK_LENGTH)?;
    let mut number = 0u128;
    for byte in mark {
        let digit = DIGITS.iter().position(|digit| digit == byte)?;
        number = number.checked_mul(62)?.checked_add(digit as u128)?;
    }
    Some(Uuid::from_u128(number))
}

fn fold(id: Uuid) -> u64 {
    let (high, low) = id.as_u64_pair();
    high ^ low.rotate_left(32)
}
