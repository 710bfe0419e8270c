//! Actions that users carry out in the service's console and that have no known public API: making, listing and revoking API tokens, and
//! accepting invitations. They are under `/_vmcsim/` and belong to the control of the simulation.

use super::{WorldPath, span};
use crate::{
    http::{Shell, routes::Routes},
    world::{
        Call, World,
        identity::{
            self,
            api_tokens::{self, Wanted},
            invitations,
        },
        kernel::refusal::{ApiResult, Refusal},
        state::identity::{api_tokens::ApiToken, scopes::Scopes},
    },
    worlds::Outcome,
};
use http::request::Parts;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use vmc_client::{
    endpoint::{Empty, Json, Nothing},
    endpoints,
    wire::{AllowedScopesDto, OrgId, Secret},
};

endpoints! {
    service Control;
    /// Create an API token for a user, as the user would in the console. Its text is shown only this once.
    CreateApiToken: POST "/_vmcsim/worlds/{world}/api-tokens" (WorldPath, Nothing, Json<ApiTokenRequest>)
        -> CREATED Json<ApiTokenView>, admin;
    /// List API tokens, without their texts.
    ListApiTokens: GET "/_vmcsim/worlds/{world}/api-tokens" (WorldPath, ApiTokensQuery, Empty)
        -> OK Json<Vec<ApiTokenView>>, admin;
    /// Revoke an API token by its id.
    DeleteApiToken: DELETE "/_vmcsim/worlds/{world}/api-tokens/{id}" (InWorldPath, Nothing, Empty) -> NO_CONTENT Empty, admin;
    /// Accept an invitation, as the invited person does in the console. A person who is not a user yet becomes one.
    AcceptInvitation: POST "/_vmcsim/worlds/{world}/invitations/{id}/accept" (InWorldPath, Nothing, Empty)
        -> OK Json<AcceptedView>, admin;
}

/// Routes of the console.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .shell::<CreateApiToken>(create_api_token)
        .shell::<ListApiTokens>(list_api_tokens)
        .shell::<DeleteApiToken>(delete_api_token)
        .shell::<AcceptInvitation>(accept_invitation)
}

/// The longest name of an API token, in bytes.
const NAME_MAX: usize = 128;

/// An object of a world, in a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct InWorldPath {
    /// A world's id, or `default`.
    pub world: String,
    /// The object's id.
    #[cfg_attr(feature = "schemas", schemars(with = "String"))]
    pub id: Uuid,
}

/// The settings of a new API token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ApiTokenRequest {
    /// Name of the user that owns the token.
    pub username: String,
    /// The organization of the token. Default: the one that the world was made with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub org_id: Option<OrgId>,
    /// The token's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How long the token is valid, such as `2h` or `30d`. Default and maximum: 180 days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub life: Option<String>,
    /// The scopes of the token. Default: everything that its owner may do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed_scopes: Option<AllowedScopesDto>,
}

/// Selects API tokens.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ApiTokensQuery {
    /// Only tokens of this user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// Only tokens for this organization.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub org_id: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ApiTokenView {
    /// The token's id.
    #[cfg_attr(feature = "schemas", schemars(with = "String"))]
    pub id: Uuid,
    /// The token's text. It is present only when the token was just made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api_token: Option<Secret>,
    /// Name of the user that owns the token.
    pub username: String,
    /// The organization of the token.
    pub org_id: OrgId,
    /// The token's name.
    pub name: String,
    /// The scopes of the token.
    pub allowed_scopes: AllowedScopesDto,
    /// Time at which the token was made.
    #[cfg_attr(feature = "schemas", schemars(with = "String"))]
    pub created: Timestamp,
    /// Time at which the token expires.
    #[cfg_attr(feature = "schemas", schemars(with = "String"))]
    pub expires: Timestamp,
    /// Time at which the token was last exchanged, if it was.
    #[cfg_attr(feature = "schemas", schemars(with = "Option<String>"))]
    pub last_used: Option<Timestamp>,
    /// Time at which the token was revoked, if it was.
    #[cfg_attr(feature = "schemas", schemars(with = "Option<String>"))]
    pub revoked: Option<Timestamp>,
}

/// The user that accepted an invitation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct AcceptedView {
    /// The user's id, with its identity provider.
    pub user_id: String,
    /// The name with which the user signs in.
    pub username: String,
}

fn in_world<T>(shell: &Shell, name: &str, op: impl FnOnce(&mut World, Timestamp) -> ApiResult<T>) -> Outcome<T> {
    match shell.worlds.named(name) {
        Ok(id) => shell.worlds.control(id, |world, now, _| op(world, now)),
        Err(error) => Outcome::refused(error),
    }
}

fn create_api_token(shell: &Shell, _: &Parts, call: &Call<CreateApiToken>) -> Outcome<ApiTokenView> {
    let request = &call.body.0;
    in_world(shell, &call.path.world, |world, now| {
        let user =
            world.state.identity.user_by_acct(&request.username).ok_or_else(identity::refusals::user_not_found)?.id;
        let name = request.name.as_deref().unwrap_or("API token");
        if name.len() > NAME_MAX {
            return Err(Refusal::invalid(format!("The name of an API token has at most {NAME_MAX} bytes.")));
        }
        let life = request.life.as_deref().map(span).transpose()?;
        let scopes = Scopes::read(request.allowed_scopes.as_ref())?;
        let org = request.org_id.unwrap_or(world.state.home);
        let (text, token) =
            api_tokens::create(&mut world.state.identity, now, user, org, Wanted { name: name.into(), life, scopes })?;
        Ok(view(world, &token, Some(text.secret())))
    })
}

fn list_api_tokens(shell: &Shell, _: &Parts, call: &Call<ListApiTokens>) -> Outcome<Vec<ApiTokenView>> {
    let query = &call.query;
    let id = match shell.worlds.named(&call.path.world) {
        Ok(id) => id,
        Err(error) => return Outcome::refused(error),
    };
    shell.worlds.inspect(id, |world, _| {
        let tokens = world.state.identity.api_tokens.values().map(|token| view(world, token, None));
        let fits = |token: &ApiTokenView| {
            query.username.as_ref().is_none_or(|name| token.username.eq_ignore_ascii_case(name))
                && query.org_id.as_ref().is_none_or(|org| token.org_id.to_string() == *org)
        };
        Ok(tokens.filter(fits).collect())
    })
}

fn delete_api_token(shell: &Shell, _: &Parts, call: &Call<DeleteApiToken>) -> Outcome<()> {
    in_world(shell, &call.path.world, |world, now| {
        api_tokens::revoke_by_id(&mut world.state.identity, call.path.id, now)
    })
}

fn accept_invitation(shell: &Shell, _: &Parts, call: &Call<AcceptInvitation>) -> Outcome<AcceptedView> {
    in_world(shell, &call.path.world, |world, now| {
        let user = invitations::redeem(&mut world.state, call.path.id, now)?;
        Ok(AcceptedView { user_id: user.id_text(), username: user.username.to_string() })
    })
}

fn view(world: &World, token: &ApiToken, text: Option<Secret>) -> ApiTokenView {
    ApiTokenView {
        id: token.id,
        api_token: text,
        username: world.state.identity.users.get(&token.user).map(|user| user.username.to_string()).unwrap_or_default(),
        org_id: token.org,
        name: token.name.to_string(),
        allowed_scopes: token.scopes.view(),
        created: token.created,
        expires: token.expires,
        last_used: token.last_used,
        revoked: token.revoked,
    }
}
