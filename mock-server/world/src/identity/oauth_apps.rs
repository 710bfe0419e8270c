//! OAuth apps: programs that sign in with a client id and a secret.
//!
//! The rights of an app are those of its roles in an organization (see [`clients`](super::clients)), limited by its scopes.

use crate::{
    context::{Call, Cx},
    identity::{
        checks::{TEXT_MAX, bounded, fit_description, fit_list, fit_name},
        paging::{Page, holds, with_query},
        refusals::{self, ClientError},
    },
    kernel::{
        ids::Kind,
        refusal::{ApiResult, Refusal},
        sorted_map::SortedMap,
    },
    state::{
        identity::{
            everyone::Identity,
            oauth_apps::{ClientId, GrantType, OauthApp},
            scopes::Scopes,
        },
        world::WorldState,
    },
};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use vmc_client::{
    endpoints::csp::oauth_apps::{
        CreateOauthApp, DeleteOauthApps, DeleteOldOauthAppSecret, GetOauthApp, ListOauthApps, OauthAppPath,
        ReplaceOauthAppSecret, RotateOauthAppSecret, UpdateOauthApp,
    },
    wire::{
        ClientIdAndSecretResponse, OrgId, OrgOAuthAppResponse, OrganizationDetailsDto, PagedResponse,
        PartialSuccessResponse, Secret, UserId,
    },
};

/// The largest number of OAuth apps in a world.
pub const APPS_MAX: usize = 200;

/// The number of letters and digits of a client id after the world's mark, and of a secret. (assumption)
const ID_LENGTH: usize = 20;
const SECRET_LENGTH: usize = 42;

/// The default lifetime of an app's access tokens in seconds. The answer to a sign-in shows one second less. (recorded: 1799)
const ACCESS_TTL: i32 = 1800;

/// The default and longest time for which an old secret remains valid, in seconds. (assumption)
const ROTATION_SECONDS: i32 = 24 * 60 * 60;
const ROTATION_SECONDS_MAX: i32 = 30 * 24 * 60 * 60;

/// A change of an app's secret that is allowed.
pub(super) struct Rotation {
    /// The new secret, if the request has one.
    new: Option<Secret>,
    /// The end of the old secret.
    old_until: Timestamp,
}

impl GrantType {
    const ALL: [(Self, &str); 4] = [
        (Self::ClientCredentials, "client_credentials"),
        (Self::RefreshToken, "refresh_token"),
        (Self::AuthorizationCode, "authorization_code"),
        (Self::Password, "password"),
    ];

    /// Returns the grant type with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, known)| *known == name).map(|(grant, _)| grant)
    }

    fn name(self) -> &'static str {
        Self::ALL.into_iter().find(|(grant, _)| *grant == self).map_or("", |(_, name)| name)
    }
}

impl OauthApp {
    /// Creates an app with a secret and default settings.
    pub(super) fn new(
        id: ClientId,
        principal: UserId,
        org: OrgId,
        display_name: Arc<str>,
        secret: Secret,
        by: Arc<str>,
        now: Timestamp,
    ) -> Self {
        Self {
            id,
            principal,
            org,
            display_name,
            description: None,
            grant_types: Vec::new(),
            scopes: Scopes::everything(),
            roles: SortedMap::new(),
            allowed_orgs: Vec::new(),
            redirect_uris: Vec::new(),
            access_ttl: ACCESS_TTL,
            refresh_ttl: None,
            max_groups: None,
            rotation_seconds: ROTATION_SECONDS,
            owner_only_rotation: false,
            public: false,
            force_pkce: false,
            open_redirects: false,
            secret,
            old_secret: None,
            created: (now, by.clone()),
            updated: (now, by),
        }
    }

    /// Returns the lifetime of its access tokens as the answer to a sign-in shows it.
    pub fn token_life(&self) -> SignedDuration {
        SignedDuration::from_secs(i64::from(self.access_ttl.max(2) - 1))
    }

    /// Checks that this is the app's secret, or its previous secret while that is still valid.
    ///
    /// # Errors
    /// Fails if it is neither.
    pub fn check_secret(&self, secret: &Secret, now: Timestamp) -> Result<(), ClientError> {
        match &self.old_secret {
            _ if self.public => Err(ClientError::WrongSecret),
            _ if self.secret == *secret => Ok(()),
            Some((old, until)) if old == secret => {
                if now < *until {
                    Ok(())
                } else {
                    Err(ClientError::OldSecret)
                }
            }
            _ => Err(ClientError::WrongSecret),
        }
    }

    /// Reads a change of the secret.
    ///
    /// # Errors
    /// Fails if the new secret is not allowed, or if the time is out of bounds.
    pub(super) fn rotation(&self, new: Option<&Secret>, seconds: Option<i32>, now: Timestamp) -> ApiResult<Rotation> {
        let new = new.cloned().map(fit_secret).transpose()?;
        let seconds = fit_seconds("secretRotationExpirationInSeconds", seconds, 0, ROTATION_SECONDS_MAX)?;
        let life = SignedDuration::from_secs(seconds.unwrap_or(self.rotation_seconds).into());
        Ok(Rotation { new, old_until: now.checked_add(life).unwrap_or(Timestamp::MAX) })
    }

    /// Sets a new secret. The old one remains valid for a while.
    pub(super) fn rotate(&mut self, (new, old_until): (Secret, Timestamp)) {
        self.old_secret = Some((std::mem::replace(&mut self.secret, new), old_until));
    }

    fn view(&self, world: &WorldState) -> OrgOAuthAppResponse {
        let details = |id: &OrgId| OrganizationDetailsDto {
            id: Some(id.to_string()),
            name: world.orgs.get(id).map(|org| org.name.clone()),
            display_name: world.orgs.get(id).map(|org| org.display_name.to_string()),
        };
        OrgOAuthAppResponse {
            id: Some(self.id.to_string()),
            display_name: Some(self.display_name.to_string()),
            description: self.description.clone(),
            organization_id: Some(self.org.to_string()),
            grant_types: self.grant_types.iter().map(|grant| grant.name().to_owned()).collect(),
            redirect_uris: self.redirect_uris.clone(),
            allowed_scopes: Some(self.scopes.view()),
            allowed_orgs: self.allowed_orgs.iter().map(details).collect(),
            access_token_ttl: Some(self.access_ttl),
            refresh_token_ttl: self.refresh_ttl,
            max_groups_in_id_token: self.max_groups,
            secret_rotation_expiration_in_seconds: Some(self.rotation_seconds),
            owner_only_secret_rotation: Some(self.owner_only_rotation),
            public_client: Some(self.public),
            force_pkce: Some(self.force_pkce),
            allow_open_redirect_uris: Some(self.open_redirects),
            created_at: Some(self.created.0.as_second()),
            created_by: Some(self.created.1.to_string()),
            last_updated_at: Some(self.updated.0.as_second()),
            last_updated_by: Some(self.updated.1.to_string()),
        }
    }
}

impl Identity {
    pub(super) fn draw_client_id(&mut self) -> ClientId {
        ClientId(self.marked_key(Kind::OauthApp, ID_LENGTH))
    }

    pub(super) fn draw_client_secret(&mut self) -> Secret {
        self.secrets.alphanumeric(Kind::ClientSecret, SECRET_LENGTH).into()
    }

    /// Returns the new secret of a rotation, which is drawn if the request has none, and the end of the old one.
    pub(super) fn with_secret(&mut self, rotation: Rotation) -> (Secret, Timestamp) {
        (rotation.new.unwrap_or_else(|| self.draw_client_secret()), rotation.old_until)
    }

    /// Returns the id of the app that a request names. Where the caller's token leads to the world, the id with which the app was requested
    /// names it too, although it lacks the world's mark.
    pub(super) fn named_client(&self, name: &str) -> ClientId {
        let id = ClientId::from(name);
        if self.apps.contains_key(&id) { id } else { ClientId(super::mark::marked(self.world, name)) }
    }

    /// Returns an OAuth app that the organization in the path owns.
    fn app(&self, path: &OauthAppPath) -> ApiResult<&OauthApp> {
        let app = self.apps.get(&self.named_client(&path.app)).filter(|app| app.org == path.org);
        app.ok_or_else(refusals::app_not_found)
    }

    /// As [`Identity::app`], for changes.
    fn app_mut(&mut self, path: &OauthAppPath) -> ApiResult<&mut OauthApp> {
        let id = self.named_client(&path.app);
        let app = self.apps.get_mut(&id).filter(|app| app.org == path.org);
        app.ok_or_else(refusals::app_not_found)
    }

    /// Returns the id of a new app. A requested id is appended to the world's mark; without the mark, sign-in requests could not be
    /// assigned to the world.
    fn client_id(&mut self, wanted: Option<&str>) -> ApiResult<ClientId> {
        let Some(wanted) = wanted else { return Ok(self.draw_client_id()) };
        if wanted.len() > TEXT_MAX || !wanted.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
        {
            return Err(Refusal::invalid("A client id holds ASCII letters, digits, -, _ and . only."));
        }
        let id = ClientId(super::mark::marked(self.world, wanted));
        if self.apps.contains_key(&id) { Err(refusals::taken("an OAuth app")) } else { Ok(id) }
    }
}

/// `POST /orgs/{orgId}/oauth-apps`
pub fn create(world: &mut WorldState, cx: &Cx, call: &Call<CreateOauthApp>) -> ApiResult<ClientIdAndSecretResponse> {
    let request = &call.body.0;
    if world.identity.apps.len() >= APPS_MAX {
        return Err(Refusal::full("OAuth apps", APPS_MAX));
    }
    let name = fit_name(&request.display_name)?;
    let description = fit_description(request.description.as_deref())?;
    let grant_types = read_grant_types(&request.grant_types)?;
    let scopes = Scopes::read(request.allowed_scopes.as_ref())?;
    let allowed_orgs = read_orgs(world, &request.allowed_orgs)?;
    let redirect_uris = fit_list("redirectUris", &request.redirect_uris)?;
    let access_ttl = fit_seconds("accessTokenTTL", request.access_token_ttl, 2, 86_400)?.unwrap_or(ACCESS_TTL);
    let rotation = fit_seconds(
        "secretRotationExpirationInSeconds",
        request.secret_rotation_expiration_in_seconds,
        0,
        ROTATION_SECONDS_MAX,
    )?;
    let secret = request.secret.clone().map(fit_secret).transpose()?;
    let identity = &mut *world.identity;
    let id = identity.client_id(request.id.as_deref())?;
    let secret = secret.unwrap_or_else(|| identity.draw_client_secret());
    let principal = UserId(identity.ids.uuid_v3(Kind::User));
    let app = OauthApp {
        description,
        grant_types,
        scopes,
        allowed_orgs,
        redirect_uris,
        access_ttl,
        refresh_ttl: request.refresh_token_ttl,
        max_groups: request.max_groups_in_id_token,
        rotation_seconds: rotation.unwrap_or(ROTATION_SECONDS),
        owner_only_rotation: request.owner_only_secret_rotation.unwrap_or_default(),
        public: request.public_client.unwrap_or_default(),
        force_pkce: request.force_pkce.unwrap_or_default(),
        open_redirects: request.allow_open_redirect_uris.unwrap_or_default(),
        ..OauthApp::new(
            id.clone(),
            principal,
            call.path.org,
            name.into(),
            secret.clone(),
            cx.caller.username.clone(),
            cx.now(),
        )
    };
    let shown = (!app.public).then_some(secret);
    identity.apps.insert(id.clone(), app);
    Ok(ClientIdAndSecretResponse { client_id: Some(id.0), client_secret: shown })
}

/// `GET /orgs/{orgId}/oauth-apps`
pub fn list(world: &WorldState, _: &Cx, call: &Call<ListOauthApps>) -> ApiResult<PagedResponse<OrgOAuthAppResponse>> {
    let page = Page::read(call.query.start, call.query.limit)?;
    let term = call.query.term.as_deref();
    let fits = |app: &&OauthApp| {
        app.org == call.path.org && term.is_none_or(|term| holds(&app.display_name, term) || holds(&app.id.0, term))
    };
    let apps: Vec<_> = world.identity.apps.values().filter(fits).collect();
    let path = format!("{}/oauth-apps", super::bindings::org_link(call.path.org));
    Ok(page.get(&with_query(path, &[("searchTerm", term)]), &apps, |app| app.view(world)))
}

/// `GET /orgs/{orgId}/oauth-apps/{oauthAppId}`
pub fn get(world: &WorldState, _: &Cx, call: &Call<GetOauthApp>) -> ApiResult<OrgOAuthAppResponse> {
    Ok(world.identity.app(&call.path)?.view(world))
}

/// `PATCH /orgs/{orgId}/oauth-apps/{oauthAppId}`: fields that the request leaves out keep their values, except for name and grant types,
/// which are required.
pub fn update(world: &mut WorldState, cx: &Cx, call: &Call<UpdateOauthApp>) -> ApiResult<OrgOAuthAppResponse> {
    let request = &call.body.0;
    world.identity.app(&call.path)?;
    let name = fit_name(&request.display_name)?;
    let description = fit_description(request.description.as_deref())?;
    let grant_types = read_grant_types(&request.grant_types)?;
    let scopes = request.allowed_scopes.as_ref().map(|scopes| Scopes::read(Some(scopes))).transpose()?;
    let allowed_orgs = read_orgs(world, &request.allowed_orgs)?;
    let redirect_uris = fit_list("redirectUris", &request.redirect_uris)?;
    let access_ttl = fit_seconds("accessTokenTTL", request.access_token_ttl, 2, 86_400)?;
    let rotation = fit_seconds(
        "secretRotationExpirationInSeconds",
        request.secret_rotation_expiration_in_seconds,
        0,
        ROTATION_SECONDS_MAX,
    )?;
    let secret = request.secret.clone().map(fit_secret).transpose()?;
    let app = world.identity.app_mut(&call.path)?;
    (app.display_name, app.grant_types) = (name.into(), grant_types);
    app.description = description.or_else(|| app.description.take());
    app.scopes = scopes.unwrap_or_else(|| app.scopes.clone());
    if !allowed_orgs.is_empty() {
        app.allowed_orgs = allowed_orgs;
    }
    if !redirect_uris.is_empty() {
        app.redirect_uris = redirect_uris;
    }
    app.access_ttl = access_ttl.unwrap_or(app.access_ttl);
    app.refresh_ttl = request.refresh_token_ttl.or(app.refresh_ttl);
    app.max_groups = request.max_groups_in_id_token.or(app.max_groups);
    app.rotation_seconds = rotation.unwrap_or(app.rotation_seconds);
    app.owner_only_rotation = request.owner_only_secret_rotation.unwrap_or(app.owner_only_rotation);
    app.force_pkce = request.force_pkce.unwrap_or(app.force_pkce);
    if let Some(secret) = secret {
        (app.secret, app.old_secret) = (secret, None);
    }
    app.updated = (cx.now(), cx.caller.username.clone());
    let app = app.clone();
    Ok(app.view(world))
}

/// `DELETE /orgs/{orgId}/oauth-apps`: the apps' tokens are invalid from the next request on.
pub fn delete(
    world: &mut WorldState,
    _: &Cx,
    call: &Call<DeleteOauthApps>,
) -> ApiResult<PartialSuccessResponse<String>> {
    let identity = &mut *world.identity;
    let (succeeded, failed) = bounded(&call.body.0.client_ids_to_delete)?.iter().cloned().partition(|id| {
        let id = identity.named_client(id);
        let own = identity.apps.get(&id).is_some_and(|app| app.org == call.path.org);
        own && identity.apps.shift_remove(&id).is_some()
    });
    Ok(PartialSuccessResponse { succeeded, failed })
}

/// `POST /orgs/{orgId}/oauth-apps/{oauthAppId}/secret`: sets a second secret. Both are valid for a limited time.
pub fn rotate(world: &mut WorldState, cx: &Cx, call: &Call<RotateOauthAppSecret>) -> ApiResult<()> {
    let request = &call.body.0;
    let rotation = world.identity.app(&call.path)?.rotation(
        request.new_client_secret.as_ref(),
        request.secret_rotation_expiration_in_seconds,
        cx.now(),
    )?;
    let rotation = world.identity.with_secret(rotation);
    world.identity.app_mut(&call.path)?.rotate(rotation);
    Ok(())
}

/// `PUT /orgs/{orgId}/oauth-apps/{oauthAppId}/secret`: sets a new secret. All earlier secrets are invalid at once.
pub fn replace_secret(
    world: &mut WorldState,
    _: &Cx,
    call: &Call<ReplaceOauthAppSecret>,
) -> ApiResult<ClientIdAndSecretResponse> {
    world.identity.app(&call.path)?;
    let secret = world.identity.draw_client_secret();
    let app = world.identity.app_mut(&call.path)?;
    (app.secret, app.old_secret) = (secret.clone(), None);
    Ok(ClientIdAndSecretResponse { client_id: Some(app.id.to_string()), client_secret: Some(secret) })
}

/// `DELETE /orgs/{orgId}/oauth-apps/{oauthAppId}/secret`
pub fn delete_old_secret(world: &mut WorldState, _: &Cx, call: &Call<DeleteOldOauthAppSecret>) -> ApiResult<()> {
    world.identity.app_mut(&call.path)?.old_secret = None;
    Ok(())
}

fn read_grant_types(names: &[String]) -> ApiResult<Vec<GrantType>> {
    if names.is_empty() {
        return Err(Refusal::parameter_missing("grantTypes"));
    }
    let read = |name: &String| {
        GrantType::named(name).ok_or_else(|| Refusal::invalid("grantTypes holds a grant type that does not exist."))
    };
    fit_list("grantTypes", names)?.iter().map(read).collect()
}

fn read_orgs(world: &WorldState, texts: &[String]) -> ApiResult<Vec<OrgId>> {
    let read = |text: &String| {
        let id =
            text.parse().map_err(|_| Refusal::invalid("allowedOrgs holds what is not the id of an organization."))?;
        world.org(id).map(|org| org.id)
    };
    fit_list("allowedOrgs", texts)?.iter().map(read).collect()
}

fn fit_secret(secret: Secret) -> ApiResult<Secret> {
    let length = secret.expose().len();
    if !(8..=TEXT_MAX).contains(&length) || !secret.expose().bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Refusal::invalid(format!("A client secret has 8 to {TEXT_MAX} printable ASCII characters.")));
    }
    Ok(secret)
}

fn fit_seconds(name: &str, seconds: Option<i32>, least: i32, most: i32) -> ApiResult<Option<i32>> {
    match seconds {
        Some(seconds) if !(least..=most).contains(&seconds) => {
            Err(Refusal::invalid(format!("{name} must be from {least} to {most}.")))
        }
        seconds => Ok(seconds),
    }
}
