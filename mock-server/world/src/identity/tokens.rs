//! Signing in: exchanging a credential for an access token, and the checks and revocation of access tokens.

use crate::{
    context::{Call, Cx},
    identity::refusals::{self, ApiTokenError, ClientError},
    kernel::{
        ids::Kind,
        refusal::{ApiResult, Refusal},
    },
    state::{
        identity::{
            api_tokens::ApiToken,
            everyone::Identity,
            oauth_apps::{ClientId, GrantType, OauthApp},
            roles::Roles,
            users::{IDP, Subject, User},
        },
        world::WorldState,
    },
};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;
use vmc_client::{
    endpoints::csp::tokens::{AuthorizeApiToken, GetOidcUserInfo},
    wire::{GrantForm, OidcUserInfoDto, OrgId, Secret, TokenIntrospectionResponse, UserId},
};

/// The lifetime of an access token. (recorded)
pub const ACCESS_TOKEN_LIFE: SignedDuration = SignedDuration::from_secs(1799);

/// The largest number of revoked access tokens that are stored. Each one is removed when it would have expired.
pub const REVOKED_MAX: usize = 10_000;

/// The `azp` of access tokens that are issued to users without an OAuth app: the console. The service's own name for it is not known.
/// (assumption)
const CONSOLE: &str = "vmcsim-api-tokens";

/// The content of a new access token, before it is signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The `jti`.
    pub id: Uuid,
    pub world: Uuid,
    pub subject: Subject,
    /// The user, or the user id that VMC shows as author for the OAuth app.
    pub user: UserId,
    /// The user's name.
    pub username: String,
    /// The `azp`: the client that requested the token.
    pub through: String,
    pub org: OrgId,
    /// The roles as access tokens name them.
    pub perms: Vec<String>,
    /// The scopes as the answer lists them.
    pub scope: String,
    pub issued: Timestamp,
    pub expires: Timestamp,
    /// The user's data in the id token.
    pub person: Option<Person>,
    /// The API token that was exchanged. CSP returns it in the answer.
    pub api_token: Option<Secret>,
}

/// The user's data in an id token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub first_name: String,
    pub last_name: String,
    /// The user's groups in the organization: ids and names.
    pub groups: Vec<(Uuid, String)>,
}

/// A client's credentials from the header of basic authentication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// The client id.
    pub id: ClientId,
    /// The client secret.
    pub secret: Secret,
}

/// `POST …/auth/api-tokens/authorize`: the token may be in the form or in the query, under either of its names.
pub fn authorize(world: &mut WorldState, cx: &Cx, call: &Call<AuthorizeApiToken>) -> ApiResult<Grant> {
    let text = authorize_token(call).ok_or_else(|| Refusal::parameter_missing("refresh_token"))?;
    for_api_token(world, text, None, None, cx.now())
}

/// Returns the API token in a sign-in request.
pub fn authorize_token(call: &Call<AuthorizeApiToken>) -> Option<&Secret> {
    let (body, query) = (&call.body.0, &call.query);
    [&body.refresh_token, &body.api_token, &query.refresh_token, &query.api_token]
        .into_iter()
        .flatten()
        .find(|token| !token.expose().is_empty())
}

/// Returns the grant type of a form.
///
/// # Errors
/// Fails if the form has no grant type, or one that is not simulated.
pub fn grant_type(form: &GrantForm) -> ApiResult<GrantType> {
    let name = form.grant_type.as_deref().ok_or_else(|| Refusal::parameter_missing("grant_type"))?;
    match GrantType::named(name) {
        Some(grant @ (GrantType::ClientCredentials | GrantType::RefreshToken)) => Ok(grant),
        Some(GrantType::AuthorizationCode) => {
            Err(refusals::grant_unsupported("authorization_code needs a person at a browser, which is not simulated"))
        }
        Some(GrantType::Password) => Err(refusals::grant_unsupported("users have no passwords here; use an API token")),
        None => Err(refusals::grant_unsupported(
            "the grant types are client_credentials, refresh_token, authorization_code and password",
        )),
    }
}

/// `POST …/auth/authorize` and `POST …/auth/token`. A client must authenticate with every grant type except that of an API token, where it
/// is optional.
///
/// # Errors
/// Fails if the grant type or the client's credentials are refused, or for the reasons of the grant type itself.
pub fn grant(world: &mut WorldState, now: Timestamp, proof: Option<&Proof>, form: &GrantForm) -> ApiResult<Grant> {
    let kind = grant_type(form)?;
    let app = proof.map(|proof| world.identity.proven(proof, now).cloned()).transpose()?;
    if app.as_ref().is_some_and(|app| !app.grant_types.contains(&kind)) {
        return Err(refusals::grant_not_allowed());
    }
    match kind {
        GrantType::ClientCredentials => {
            let app = app.ok_or_else(refusals::basic_missing)?;
            for_client(world, &app, form, now)
        }
        _ => {
            let text = form.refresh_token.as_ref().ok_or_else(|| Refusal::parameter_missing("refresh_token"))?;
            for_api_token(world, text, app.as_ref(), Some(form), now)
        }
    }
}

fn for_client(world: &mut WorldState, app: &OauthApp, form: &GrantForm, now: Timestamp) -> ApiResult<Grant> {
    let org = match form.org_id.as_deref() {
        Some(org) => org.parse().map_err(|_| Refusal::invalid("orgId is not the id of an organization."))?,
        None => app.org,
    };
    let roles = app.roles.get(&org).ok_or_else(|| refusals::client_not_in_org(org))?;
    let scopes = app.scopes.narrowed(form.scope.as_deref())?;
    let life = asked_life(form, app.token_life())?;
    Ok(Grant {
        id: world.identity.draw_token_id(),
        world: world.identity.world(),
        subject: Subject::Client(app.id.clone()),
        user: app.principal,
        username: app.id.to_string(),
        through: app.id.to_string(),
        org,
        perms: scopes.limit(roles).perms(),
        scope: scopes.granted(roles),
        issued: now,
        expires: now.checked_add(life).unwrap_or(Timestamp::MAX),
        person: None,
        api_token: None,
    })
}

fn for_api_token(
    world: &mut WorldState,
    text: &Secret,
    app: Option<&OauthApp>,
    form: Option<&GrantForm>,
    now: Timestamp,
) -> ApiResult<Grant> {
    let token = world.identity.valid_api_token_mut(text.expose(), now).map_err(refusals::api_token_invalid)?;
    let life = form.map(|form| asked_life(form, ACCESS_TOKEN_LIFE)).transpose()?.unwrap_or(ACCESS_TOKEN_LIFE);
    let scopes = token.scopes.narrowed(form.and_then(|form| form.scope.as_deref()))?;
    let ApiToken { user, org, .. } = *token;
    let member = world.identity.users.get(&user).ok_or_else(|| refusals::api_token_invalid(ApiTokenError::Unknown))?;
    if !member.roles.contains_key(&org) {
        return Err(refusals::api_token_invalid(ApiTokenError::Revoked));
    }
    let identity = &mut *world.identity;
    if let Ok(token) = identity.valid_api_token_mut(text.expose(), now) {
        token.last_used = Some(now);
    }
    let id = identity.draw_token_id();
    let user = identity.users.get(&user).ok_or_else(|| refusals::api_token_invalid(ApiTokenError::Unknown))?;
    let roles: Roles = identity.held(user, org).roles();
    Ok(Grant {
        id,
        world: identity.world(),
        subject: Subject::User(user.id),
        user: user.id,
        username: user.username.to_string(),
        through: app.map_or_else(|| CONSOLE.to_owned(), |app| app.id.to_string()),
        org,
        perms: scopes.limit(&roles).perms(),
        scope: scopes.granted(&roles),
        issued: now,
        expires: now.checked_add(life).unwrap_or(Timestamp::MAX),
        person: Some(identity.person(user, org)),
        api_token: Some(text.clone()),
    })
}

/// Returns the lifetime of an access token: the usual one, or a shorter one if the request asks for it.
fn asked_life(form: &GrantForm, usual: SignedDuration) -> ApiResult<SignedDuration> {
    let Some(asked) = form.access_token_validity_seconds.as_deref() else { return Ok(usual) };
    match asked.parse::<u32>() {
        Ok(seconds) if seconds > 0 => Ok(usual.min(SignedDuration::from_secs(seconds.into()))),
        _ => Err(Refusal::invalid("accessTokenValiditySeconds must be a number of seconds.")),
    }
}

impl Identity {
    fn draw_token_id(&mut self) -> Uuid {
        self.ids.uuid(Kind::AccessToken)
    }

    /// Returns the user's data for an id token.
    fn person(&self, user: &User, org: OrgId) -> Person {
        let groups = self.groups.values().filter(|group| group.org == org && group.users.contains(&user.id));
        Person {
            first_name: user.first_name.to_string(),
            last_name: user.last_name.to_string(),
            groups: groups.map(|group| (group.id, group.name.clone())).collect(),
        }
    }

    /// Returns the OAuth app to which the credentials belong.
    ///
    /// # Errors
    /// Fails if the credentials are wrong.
    pub fn proven(&self, proof: &Proof, now: Timestamp) -> ApiResult<&OauthApp> {
        let app = self.apps.get(&proof.id).ok_or_else(|| refusals::client_invalid(ClientError::Unknown))?;
        app.check_secret(&proof.secret, now).map_err(refusals::client_invalid)?;
        Ok(app)
    }
}

/// Revokes an access token. The revocation is stored until the token would have expired.
///
/// # Errors
/// Fails if too many tokens are revoked at once.
pub fn revoke(world: &mut WorldState, id: Uuid, expires: Timestamp, now: Timestamp) -> ApiResult<()> {
    let revoked = &mut world.identity.revoked;
    if revoked.len() >= REVOKED_MAX {
        if revoked.values().all(|expires| *expires > now) {
            return Err(Refusal::full("revoked access tokens", REVOKED_MAX));
        }
        revoked.retain(|_, expires| *expires > now);
    }
    revoked.insert(id, expires);
    Ok(())
}

/// Returns the introspection of an API token.
pub fn introspect(world: &WorldState, text: &str, now: Timestamp) -> TokenIntrospectionResponse {
    match world.identity.api_token(text) {
        Some(token) if token.check_valid(now).is_ok() => TokenIntrospectionResponse {
            active: Some(true),
            token_type: Some("refresh_token".to_owned()),
            sub: Some(format!("{IDP}:{}", token.user)),
            org_id: Some(token.org.to_string()),
            iat: Some(token.created.as_second()),
            exp: Some(token.expires.as_second()),
        },
        _ => inactive(),
    }
}

/// Returns the introspection of a token that is not valid, which contains no details.
pub fn inactive() -> TokenIntrospectionResponse {
    TokenIntrospectionResponse { active: Some(false), ..TokenIntrospectionResponse::default() }
}

/// `GET …/userinfo`
pub fn user_info(world: &WorldState, cx: &Cx, _: &Call<GetOidcUserInfo>) -> ApiResult<OidcUserInfoDto> {
    let user = world.identity.caller(cx)?;
    let person = world.identity.person(user, cx.caller.org);
    Ok(OidcUserInfoDto {
        sub: Some(user.id_text()),
        username: Some(user.username.to_string()),
        acct: Some(user.username.to_string()),
        email: Some(user.username.to_string()),
        email_verified: Some(true),
        given_name: Some(person.first_name),
        family_name: Some(person.last_name),
        domain: Some(IDP.to_owned()),
        context: Some(world.identity.world().to_string()),
        context_name: Some(cx.caller.org.to_string()),
        group_ids: person.groups.iter().map(|(id, _)| id.to_string()).collect(),
        group_names: person.groups.into_iter().map(|(_, name)| name).collect(),
    })
}
