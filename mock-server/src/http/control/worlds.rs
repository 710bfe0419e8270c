//! Worlds: making them, showing their keys, ending them.

use super::{
    WorldPath,
    clock::{ClockView, clock_view},
    pacing::PacingView,
};
use crate::{
    http::{Shell, auth, routes::Routes},
    world::{
        Call, World,
        account_link::{self, AwsAccount},
        clock::OnPoll,
        error::{ApiError, ApiResult},
        identity::roles::Roles,
    },
    worlds::{NewWorld, Outcome},
};
use http::request::Parts;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;
use vmc_client::{
    endpoint::{Empty, Json, Nothing, OptionalJson},
    endpoints,
    wire::{ConnectedAccountId, OrgId, Secret},
};

endpoints! {
    /// Make a world. The body may be left out.
    CreateWorld: POST "/_vmcsim/worlds" (Nothing, Nothing, OptionalJson<WorldRequest>) -> CREATED Json<WorldView>;
    /// Get a world and its keys.
    GetWorld: GET "/_vmcsim/worlds/{world}" (WorldPath, Nothing, Empty) -> OK Json<WorldView>;
    /// End a world.
    DeleteWorld: DELETE "/_vmcsim/worlds/{world}" (WorldPath, Nothing, Empty) -> NO_CONTENT Empty;
    /// Connect one more AWS account to a world's organization, as its owner would by running the template of the account link.
    ConnectAccount: POST "/_vmcsim/worlds/{world}/connected-accounts" (WorldPath, Nothing, Empty) -> CREATED Json<ConnectedAccountView>;
}

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .plain::<CreateWorld>(create_world)
        .plain::<GetWorld>(get_world)
        .plain::<DeleteWorld>(delete_world)
        .plain::<ConnectAccount>(connect_account)
}

/// Properties of an organization that a request may set, and how long each may be.
const PROPERTIES_MAX: usize = 100;
const PROPERTY_LENGTH_MAX: usize = 1000;

/// What a new world is to be. Everything may be left out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WorldRequest {
    /// Where its ids come from: equal seeds give equal ids. Default: drawn from the server's seed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// What its clock shows at first, RFC 3339. Default: the machine's time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub at: Option<Timestamp>,
    /// Virtual seconds per second; 0 stands still. Default 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<f64>,
    /// What a look at a task under way does to its clock. Default: `stay`.
    #[serde(default)]
    pub on_poll: OnPoll,
    /// Its pace. Default: the server's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pacing: Option<PacingView>,
    /// Properties of its organization, such as quotas, that differ from the default.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub org_properties: BTreeMap<String, String>,
}

/// A world and the keys to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WorldView {
    /// Its id.
    #[schemars(with = "String")]
    pub id: Uuid,
    /// Where its ids come from.
    pub seed: u64,
    /// API token of the organization's owner. The token is the world: whoever signs in with it is in this world.
    pub api_token: Secret,
    /// The organization.
    pub org_id: OrgId,
    /// Address of this world's control.
    pub url: String,
    /// Users of the organization and their API tokens.
    pub users: Vec<UserView>,
    /// Client id of the organization's OAuth app.
    pub client_id: String,
    /// Client secret of the organization's OAuth app.
    pub client_secret: Secret,
    /// AWS accounts to link SDDCs to.
    pub connected_accounts: Vec<ConnectedAccountView>,
    /// Its time.
    pub clock: ClockView,
    /// Its pace.
    pub pacing: PacingView,
}

/// A user and its key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct UserView {
    /// The name it signs in with.
    pub username: String,
    /// Its id at the sign-in service, with its identity provider.
    pub user_id: String,
    /// Roles in the organization and at its services.
    pub roles: Vec<String>,
    /// API token.
    pub api_token: Option<Secret>,
}

/// A connected AWS account with the subnets that an SDDC can be linked to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ConnectedAccountView {
    /// For `connected_account_id`.
    pub id: ConnectedAccountId,
    /// AWS account number.
    pub account_number: String,
    /// For `customer_subnet_ids`, by region.
    pub subnets: BTreeMap<String, Vec<String>>,
}

fn create_world(shell: &Shell, parts: &Parts, call: &Call<CreateWorld>) -> Outcome<WorldView> {
    let request = call.body.0.clone().unwrap_or_default();
    let made = new_world(request).and_then(|new| shell.worlds.create(new));
    match made {
        Ok(id) => show_world(shell, parts, id),
        Err(error) => Outcome::refused(error),
    }
}

fn new_world(request: WorldRequest) -> ApiResult<NewWorld> {
    let properties = request.org_properties;
    let longest = properties.iter().flat_map(|(name, value)| [name.len(), value.len()]).max().unwrap_or(0);
    if properties.len() > PROPERTIES_MAX || longest > PROPERTY_LENGTH_MAX {
        return Err(ApiError::invalid(format!(
            "An organization takes {PROPERTIES_MAX} properties of {PROPERTY_LENGTH_MAX} bytes at most."
        )));
    }
    let pacing = request.pacing.map(|pacing| pacing.read()).transpose()?;
    Ok(NewWorld {
        seed: request.seed,
        at: request.at,
        rate: request.rate,
        on_poll: request.on_poll,
        pacing,
        properties,
    })
}

fn get_world(shell: &Shell, parts: &Parts, call: &Call<GetWorld>) -> Outcome<WorldView> {
    match shell.worlds.named(&call.path.world) {
        Ok(id) => show_world(shell, parts, id),
        Err(error) => Outcome::refused(error),
    }
}

fn delete_world(shell: &Shell, _: &Parts, call: &Call<DeleteWorld>) -> Outcome<()> {
    Outcome::without_world(shell.worlds.named(&call.path.world).and_then(|id| shell.worlds.delete(id)))
}

fn show_world(shell: &Shell, parts: &Parts, id: Uuid) -> Outcome<WorldView> {
    let base_url = auth::base_url(parts);
    shell.worlds.open(id, |world, now, _| view(world, now, &base_url))
}

/// What the control shows of a world.
///
/// # Errors
/// A bug: the world has no organization or owner.
pub(crate) fn view(world: &World, now: Timestamp, base_url: &str) -> ApiResult<WorldView> {
    let org = world.home().ok_or(ApiError::Internal)?;
    let users = world
        .identity
        .users
        .values()
        .map(|user| {
            let roles = user.roles.get(&org.id);
            UserView {
                username: user.username.clone(),
                user_id: user.id_text(),
                roles: roles.map(Roles::names).unwrap_or_default(),
                api_token: user.username.split('@').next().and_then(|name| world.identity.api_token_of(name)),
            }
        })
        .collect();
    let app = world.identity.app_of(org.id).ok_or(ApiError::Internal)?;
    Ok(WorldView {
        id: world.id,
        seed: world.seed,
        api_token: world.identity.api_token_of("owner").ok_or(ApiError::Internal)?,
        org_id: org.id,
        url: format!("{base_url}/_vmcsim/worlds/{}", world.id),
        users,
        client_id: app.id.to_string(),
        client_secret: app.secret.clone(),
        connected_accounts: org.aws_accounts.iter().map(ConnectedAccountView::of).collect(),
        clock: clock_view(world, now),
        pacing: PacingView::of(&world.pacing),
    })
}

fn connect_account(shell: &Shell, _: &Parts, call: &Call<ConnectAccount>) -> Outcome<ConnectedAccountView> {
    let id = match shell.worlds.named(&call.path.world) {
        Ok(id) => id,
        Err(error) => return Outcome::refused(error),
    };
    shell.worlds.open(id, |world, now, _| {
        let org = world.orgs.values_mut().next().ok_or(ApiError::Internal)?;
        account_link::connect_account(org, now).map(ConnectedAccountView::of)
    })
}

impl ConnectedAccountView {
    fn of(account: &AwsAccount) -> Self {
        let mut subnets = BTreeMap::<String, Vec<String>>::new();
        for subnet in &account.subnets {
            subnets.entry(subnet.region.clone()).or_default().push(subnet.id.clone());
        }
        Self { id: account.id, account_number: account.account_number.clone(), subnets }
    }
}
