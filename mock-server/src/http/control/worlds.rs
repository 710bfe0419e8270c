//! Worlds: making them, showing their keys, beginning again, ending them.

use super::{
    WorldPath,
    clock::{ClockView, clock_view},
    export::ExportText,
    pacing::PacingView,
};
use crate::{
    http::{Shell, auth, routes::Routes},
    journal::Document,
    world::{
        Call, World, export,
        kernel::{
            clock::OnPoll,
            faults::FaultRule,
            refusal::{ApiResult, Refusal},
        },
        state::{account_link::AwsAccount, sddcs::Phase},
        vmc::account_link,
    },
    worlds::{MadeFrom, NewWorld, Outcome, Source},
};
use http::request::Parts;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use std::{collections::BTreeMap, sync::Arc};
use uuid::Uuid;
use vmc_client::{
    endpoint::{Empty, Json, Nothing, OptionalJson},
    endpoints,
    wire::{ConnectedAccountId, OrgId, Secret},
};

endpoints! {
    service Control;
    /// Make a world: from a seed, an exported document, another world, or one that is built in. The body may be left out.
    CreateWorld: POST "/_vmcsim/worlds" (Nothing, Nothing, OptionalJson<WorldRequest>) -> CREATED Json<WorldView>, admin;
    /// List the worlds: the default one, then the others by their id. Keys are not shown.
    ListWorlds: GET "/_vmcsim/worlds" (Nothing, Nothing, Empty) -> OK Json<Vec<WorldEntry>>, admin;
    /// Get a world and its keys.
    GetWorld: GET "/_vmcsim/worlds/{world}" (WorldPath, Nothing, Empty) -> OK Json<WorldView>, admin;
    /// Let a world begin again from what it was made from, with the ids and keys that it had then.
    ResetWorld: POST "/_vmcsim/worlds/{world}/reset" (WorldPath, Nothing, Empty) -> OK Json<WorldView>, admin;
    /// End a world.
    DeleteWorld: DELETE "/_vmcsim/worlds/{world}" (WorldPath, Nothing, Empty) -> NO_CONTENT Empty, admin;
    /// Connect one more AWS account to a world's organization, as its owner would by running the template of the account link.
    ConnectAccount: POST "/_vmcsim/worlds/{world}/connected-accounts" (WorldPath, Nothing, Empty) -> CREATED Json<ConnectedAccountView>, admin;
}

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .shell_large::<CreateWorld>(create_world)
        .shell::<ListWorlds>(list_worlds)
        .shell::<GetWorld>(get_world)
        .shell::<ResetWorld>(reset_world)
        .shell::<DeleteWorld>(delete_world)
        .shell::<ConnectAccount>(connect_account)
}

/// Properties of an organization that a request may set, and how long each may be.
const PROPERTIES_MAX: usize = 100;
const PROPERTY_LENGTH_MAX: usize = 1000;

/// What a new world is to be. Everything may be left out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WorldRequest {
    /// What it is made from. Default: a seed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<WorldSource>,
    /// Where its ids come from: equal seeds give equal ids. Default: drawn from the server's seed. Only where `from` is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// What its clock shows at first, RFC 3339. Default: the machine's time; where it is made from a world, what the clock showed there,
    /// before which it cannot be set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub at: Option<Timestamp>,
    /// Virtual seconds per second; 0 stands still. Default: 1, or as in the world that it is made from. The same goes for all that follows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<f64>,
    /// What a look at a task under way does to its clock. Default: `stay`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_poll: Option<OnPoll>,
    /// Its pace. Default: the server's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pacing: Option<PacingView>,
    /// Properties of its organization, such as quotas, that differ from the default.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub org_properties: BTreeMap<String, String>,
    /// What goes wrong in it. An empty list is nothing, whatever it is made from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub faults: Option<Vec<FaultRule>>,
}

/// What a world is made from.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WorldSource {
    /// A seed.
    Seed(u64),
    /// A document that was exported. The world keeps its id and keys; where a world of this server has that id, it gets others.
    Export(ExportText),
    /// Another world of this server, by its id or `default`. The copy has an id and keys of its own and is otherwise the same.
    Fork(String),
    /// A world that is built in: `empty`, `demo` or `busy`.
    Named(String),
}

impl<'de> Deserialize<'de> for WorldSource {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        /// By hand, because what is wrong with none or two of them cannot be said otherwise.
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Sources {
            seed: Option<u64>,
            export: Option<ExportText>,
            fork: Option<String>,
            named: Option<String>,
        }
        let Sources { seed, export, fork, named } = Sources::deserialize(from)?;
        let all = [seed.map(Self::Seed), export.map(Self::Export), fork.map(Self::Fork), named.map(Self::Named)];
        let mut given = all.into_iter().flatten();
        match (given.next(), given.next()) {
            (Some(source), None) => Ok(source),
            _ => Err(D::Error::custom("it names one of seed, export, fork and named")),
        }
    }
}

/// A world in the list of all.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WorldEntry {
    /// Its id.
    #[schemars(with = "String")]
    pub id: Uuid,
    /// Whether it is the one called `default`.
    pub default: bool,
    /// What it was made from.
    pub made_from: MadeFrom,
    /// Where its ids come from.
    pub seed: u64,
    /// Address of its control.
    pub url: String,
    /// Its time.
    pub clock: ClockView,
    /// Users.
    pub users: usize,
    /// SDDCs that are not deleted.
    pub sddcs: usize,
    /// Tasks that are under way.
    pub tasks_under_way: usize,
}

/// A world and the keys to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WorldView {
    /// Its id.
    #[schemars(with = "String")]
    pub id: Uuid,
    /// Where its ids come from.
    pub seed: u64,
    /// API token of the organization's owner, unless all of them were revoked. The token is the world: whoever signs in with it is in this
    /// world.
    pub api_token: Option<Secret>,
    /// The organization.
    pub org_id: OrgId,
    /// Address of this world's control.
    pub url: String,
    /// Users of the organization and their API tokens.
    pub users: Vec<UserView>,
    /// Client id of the organization's first OAuth app, if it still has one.
    pub client_id: Option<String>,
    /// Client secret of that app.
    pub client_secret: Option<Secret>,
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
    let (mut request, mut document) = (call.body.0.clone().unwrap_or_default(), None);
    if let Some(WorldSource::Export(text)) = &mut request.from {
        let text = std::mem::replace(text, ExportText::unshown());
        document = Some(Document::brought(text.text(), &request));
        request.from = Some(WorldSource::Export(text));
    }
    let made = new_world(shell, request).and_then(|new| shell.worlds.create(new));
    let shown = match made {
        Ok(id) => show_world(shell, parts, id),
        Err(error) => Outcome::refused(error),
    };
    Outcome { document: document.map(Box::new), ..shown }
}

impl WorldRequest {
    /// The request for a new world, without the document where that is what it is made from.
    pub(crate) fn of(new: &NewWorld) -> Self {
        let NewWorld { source, seed, at, rate, on_poll, pacing, properties, faults } = new;
        let from = match source {
            Source::Seed => None,
            Source::Export(_) => Some(WorldSource::Export(ExportText::unshown())),
            Source::Fork(id) => Some(WorldSource::Fork(id.to_string())),
            Source::Named(name) => Some(WorldSource::Named(name.clone())),
        };
        Self {
            from,
            seed: *seed,
            at: *at,
            rate: *rate,
            on_poll: *on_poll,
            pacing: pacing.as_ref().map(PacingView::of),
            org_properties: properties.clone(),
            faults: faults.clone(),
        }
    }
}

fn new_world(shell: &Shell, request: WorldRequest) -> ApiResult<NewWorld> {
    let properties = request.org_properties;
    let longest = properties.iter().flat_map(|(name, value)| [name.len(), value.len()]).max().unwrap_or(0);
    if properties.len() > PROPERTIES_MAX || longest > PROPERTY_LENGTH_MAX {
        return Err(Refusal::invalid(format!(
            "An organization takes {PROPERTIES_MAX} properties of {PROPERTY_LENGTH_MAX} bytes at most."
        )));
    }
    let pacing = request.pacing.map(|pacing| pacing.read()).transpose()?;
    let (source, seed) = match (request.from, request.seed) {
        (None, seed) => (Source::Seed, seed),
        (Some(_), Some(_)) => {
            return Err(Refusal::invalid("`seed` and `from` exclude each other; `from` may be a seed itself."));
        }
        (Some(WorldSource::Seed(seed)), None) => (Source::Seed, Some(seed)),
        (Some(WorldSource::Export(text)), None) => {
            (Source::Export(Arc::new(export::read(text.text().as_bytes())?)), None)
        }
        (Some(WorldSource::Fork(name)), None) => (Source::Fork(shell.worlds.named(&name)?), None),
        (Some(WorldSource::Named(name)), None) => (Source::Named(name), None),
    };
    let (at, rate, on_poll, faults) = (request.at, request.rate, request.on_poll, request.faults);
    Ok(NewWorld { source, seed, at, rate, on_poll, pacing, properties, faults })
}

fn get_world(shell: &Shell, parts: &Parts, call: &Call<GetWorld>) -> Outcome<WorldView> {
    match shell.worlds.named(&call.path.world) {
        Ok(id) => show_world(shell, parts, id),
        Err(error) => Outcome::refused(error),
    }
}

fn list_worlds(shell: &Shell, parts: &Parts, _: &Call<ListWorlds>) -> Outcome<Vec<WorldEntry>> {
    let (worlds, base_url) = (&shell.worlds, auth::base_url(parts));
    let entry = |id: Uuid| {
        let made_from = worlds.made_from(id)?;
        let looked = worlds.peek(id, |world, now| {
            let orgs = || world.orgs.values();
            Ok(WorldEntry {
                id,
                default: id == worlds.default_world(),
                made_from,
                seed: world.seed,
                url: world_url(&base_url, id),
                clock: clock_view(world, now),
                users: world.identity.users.len(),
                sddcs: orgs().flat_map(|org| org.sddcs.values()).filter(|sddc| sddc.phase != Phase::Deleted).count(),
                tasks_under_way: orgs().flat_map(|org| org.tasks.values()).filter(|task| !task.state.is_over()).count(),
            })
        });
        // A world that was ended meanwhile is simply not there any more.
        looked.saved_now().result.ok()
    };
    Outcome::without_world(Ok(worlds.all().into_iter().filter_map(entry).collect()))
}

fn reset_world(shell: &Shell, parts: &Parts, call: &Call<ResetWorld>) -> Outcome<WorldView> {
    let base_url = auth::base_url(parts);
    match shell.worlds.named(&call.path.world) {
        Ok(id) => shell.worlds.reset(id, |world, now| view(world, now, &base_url)),
        Err(error) => Outcome::refused(error),
    }
}

fn delete_world(shell: &Shell, _: &Parts, call: &Call<DeleteWorld>) -> Outcome<()> {
    Outcome::without_world(shell.worlds.named(&call.path.world).and_then(|id| shell.worlds.delete(id)))
}

fn show_world(shell: &Shell, parts: &Parts, id: Uuid) -> Outcome<WorldView> {
    let base_url = auth::base_url(parts);
    shell.worlds.look(id, |world, now| view(world, now, &base_url))
}

fn world_url(base_url: &str, id: Uuid) -> String {
    format!("{base_url}/_vmcsim/worlds/{id}")
}

/// What the control shows of a world.
///
/// # Errors
/// A bug: the world has no organization.
pub(crate) fn view(world: &World, now: Timestamp, base_url: &str) -> ApiResult<WorldView> {
    let org = world.home().ok_or_else(Refusal::internal)?;
    let users = world
        .identity
        .users
        .values()
        .map(|user| {
            let roles = user.roles.get(&org.id);
            UserView {
                username: user.username.clone(),
                user_id: user.id_text(),
                roles: roles.map(|roles| roles.names()).unwrap_or_default(),
                api_token: user.username.split('@').next().and_then(|name| world.identity.api_token_of(name)),
            }
        })
        .collect();
    let app = world.identity.app_of(org.id);
    Ok(WorldView {
        id: world.id,
        seed: world.seed,
        api_token: world.identity.api_token_of("owner"),
        org_id: org.id,
        url: world_url(base_url, world.id),
        users,
        client_id: app.map(|app| app.id.to_string()),
        client_secret: app.map(|app| app.secret.clone()),
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
        let org = world.orgs.values_mut().next().ok_or_else(Refusal::internal)?;
        account_link::connect_account(org, now).map(ConnectedAccountView::of)
    })
}

impl ConnectedAccountView {
    fn of(account: &AwsAccount) -> Self {
        let mut subnets = BTreeMap::<String, Vec<String>>::new();
        for subnet in account.subnets.iter() {
            subnets.entry(subnet.region.clone()).or_default().push(subnet.id.clone());
        }
        Self { id: account.id, account_number: account.account_number.clone(), subnets }
    }
}
