//! The control of worlds: making them, showing their credentials, resetting and ending them.

use super::{
    WorldPath,
    clock::{ClockView, clock_view},
    descriptions::DescriptionDocument,
    export::ExportText,
    pacing::PacingView,
    world_view::{ConnectedAccountView, WorldView, view, world_url},
};
use crate::{
    http::{Shell, auth, routes::Routes},
    journal::Document,
    new_world::{MadeFrom, NewWorld, Source},
    world::{
        Call,
        description::Credentials,
        export,
        kernel::{
            clock::OnPoll,
            faults::FaultRule,
            network_api::NetworkApi,
            refusal::{ApiResult, Refusal},
        },
        state::sddcs::Phase,
        vmc::account_link,
    },
    worlds::Outcome,
};
use http::request::Parts;
use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use std::{collections::BTreeMap, sync::Arc};
use uuid::Uuid;
use vmc_client::{
    endpoint::{Empty, Json, Nothing, OptionalJson},
    endpoints,
};

endpoints! {
    service Control;
    /// Make a world from a seed, an exported document, another world, or a built-in world. The body may be left out.
    CreateWorld: POST "/_vmcsim/worlds" (Nothing, Nothing, OptionalJson<WorldRequest>) -> CREATED Json<WorldView>, admin;
    /// List the worlds: the default world first, then the others by id. Credentials are not shown.
    ListWorlds: GET "/_vmcsim/worlds" (Nothing, Nothing, Empty) -> OK Json<Vec<WorldEntry>>, admin;
    /// Get a world and its credentials.
    GetWorld: GET "/_vmcsim/worlds/{world}" (WorldPath, Nothing, Empty) -> OK Json<WorldView>, admin;
    /// Reset a world to the state that it was made with, with the same ids and credentials.
    ResetWorld: POST "/_vmcsim/worlds/{world}/reset" (WorldPath, Nothing, Empty) -> OK Json<WorldView>, admin;
    /// End a world.
    DeleteWorld: DELETE "/_vmcsim/worlds/{world}" (WorldPath, Nothing, Empty) -> NO_CONTENT Empty, admin;
    /// Connect another AWS account to a world's organization, as the account's owner does by running the template of the account link.
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

/// The most organization properties that a request may set, and the greatest length of each.
const PROPERTIES_MAX: usize = 100;
const PROPERTY_LENGTH_MAX: usize = 1000;

/// The settings of a new world. All of them are optional.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct WorldRequest {
    /// The source of the world. Default: a seed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<WorldSource>,
    /// Seed of the world's ids: equal seeds give equal ids. Default: derived from the server's seed. Only allowed without `from`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// The time at which the world's clock starts, RFC 3339. Default: the machine's time. If the source is a world, the default is the time
    /// of that world's clock, and an earlier time is not allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemas", schemars(with = "Option<String>"))]
    pub at: Option<Timestamp>,
    /// Virtual seconds per second; 0 stops the clock. Default: 1, or the value of the source world. All settings below also default to the
    /// value of the source world.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<f64>,
    /// The effect that a read of an unfinished task has on the world's clock. Default: `stay`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_poll: Option<OnPoll>,
    /// The world's pace. Default: the server's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pacing: Option<PacingView>,
    /// Properties of the world's organization, such as quotas, that differ from the default.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub org_properties: BTreeMap<String, String>,
    /// The world's fault rules. An empty list means no rules, whatever the source is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub faults: Option<Vec<FaultRule>>,
    /// The networking interfaces of the SDDCs. Default: `nsxt`, or those of the source world. Built-in worlds have both.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network_api: Option<NetworkApi>,
    /// Whether a described world has the credentials of its description, each of which belongs to one world of a server, or its own.
    /// Default: `given`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credentials: Option<Credentials>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum WorldSource {
    /// A seed.
    Seed(u64),
    /// An exported document. The world keeps its id and credentials. If a world of this server has the same id, the new world gets others.
    Export(ExportText),
    /// Another world of this server, by its id or `default`. The copy has its own id and credentials and is otherwise the same.
    Fork(String),
    /// A built-in world: `empty`, `demo` or `busy`.
    Named(String),
    /// A description of what the world holds.
    Description(DescriptionDocument),
}

impl<'de> Deserialize<'de> for WorldSource {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        /// The derived implementation cannot say in its error that exactly one of these fields is needed.
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Sources {
            seed: Option<u64>,
            export: Option<ExportText>,
            fork: Option<String>,
            named: Option<String>,
            description: Option<DescriptionDocument>,
        }
        let Sources { seed, export, fork, named, description } = Sources::deserialize(from)?;
        let all = [
            seed.map(Self::Seed),
            export.map(Self::Export),
            fork.map(Self::Fork),
            named.map(Self::Named),
            description.map(Self::Description),
        ];
        let mut given = all.into_iter().flatten();
        match (given.next(), given.next()) {
            (Some(source), None) => Ok(source),
            _ => Err(D::Error::custom("it names one of seed, export, fork, named and description")),
        }
    }
}

/// An entry in the list of worlds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct WorldEntry {
    /// The world's id.
    #[cfg_attr(feature = "schemas", schemars(with = "String"))]
    pub id: Uuid,
    /// `true` for the world named `default`.
    pub default: bool,
    /// Kind of the world's source.
    pub made_from: MadeFrom,
    /// Seed of the world's ids.
    pub seed: u64,
    /// Address of the world's control.
    pub url: String,
    /// The world's clock.
    pub clock: ClockView,
    /// Number of users.
    pub users: usize,
    /// Number of SDDCs that are not deleted.
    pub sddcs: usize,
    /// Number of unfinished tasks.
    pub tasks_under_way: usize,
}

fn create_world(shell: &Shell, parts: &Parts, call: &Call<CreateWorld>) -> Outcome<WorldView> {
    let (mut request, mut document) = (call.body.0.clone().unwrap_or_default(), None);
    if let Some(WorldSource::Export(text)) = &mut request.from {
        let text = std::mem::replace(text, ExportText::unshown());
        document = Some(Document::brought(text.text(), &request));
        request.from = Some(WorldSource::Export(text));
    }
    if let Some(WorldSource::Description(described)) = &mut request.from {
        let described = std::mem::replace(described, DescriptionDocument::unshown());
        document = Some(Document::brought(&described.text(), &request));
        request.from = Some(WorldSource::Description(described));
    }
    let made = new_world(shell, request).and_then(|new| shell.worlds.create(new));
    let shown = match made {
        Ok(id) => show_world(shell, parts, id),
        Err(error) => Outcome::refused(error),
    };
    Outcome { document: document.map(Box::new), ..shown }
}

impl WorldRequest {
    /// Returns the request that makes such a world. If the source is a document, its content is left out.
    pub(crate) fn of(new: &NewWorld) -> Self {
        let NewWorld { source, seed, at, rate, on_poll, pacing, properties, faults, network_api } = new;
        let credentials = match source {
            Source::Description(_, credentials) => Some(*credentials),
            _ => None,
        };
        let from = match source {
            Source::Seed => None,
            Source::Export(_) => Some(WorldSource::Export(ExportText::unshown())),
            Source::Fork(id) => Some(WorldSource::Fork(id.to_string())),
            Source::Named(name) => Some(WorldSource::Named(name.clone())),
            Source::Description(..) => Some(WorldSource::Description(DescriptionDocument::unshown())),
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
            network_api: *network_api,
            credentials,
        }
    }
}

fn new_world(shell: &Shell, request: WorldRequest) -> ApiResult<NewWorld> {
    let WorldRequest {
        from,
        seed,
        at,
        rate,
        on_poll,
        pacing,
        org_properties: properties,
        faults,
        network_api,
        credentials,
    } = request;
    if credentials.is_some() && !matches!(from, Some(WorldSource::Description(_))) {
        return Err(Refusal::invalid("`credentials` is for a described world."));
    }
    let longest = properties.iter().flat_map(|(name, value)| [name.len(), value.len()]).max().unwrap_or(0);
    if properties.len() > PROPERTIES_MAX || longest > PROPERTY_LENGTH_MAX {
        return Err(Refusal::invalid(format!(
            "An organization takes {PROPERTIES_MAX} properties of {PROPERTY_LENGTH_MAX} bytes at most."
        )));
    }
    let pacing = pacing.as_ref().map(PacingView::read).transpose()?;
    let (source, seed) = match (from, seed) {
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
        (Some(WorldSource::Description(document)), None) => {
            (Source::Description(Arc::new(document.read()?), credentials.unwrap_or_default()), None)
        }
    };
    Ok(NewWorld { source, seed, at, rate, on_poll, pacing, properties, faults, network_api })
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
        let looked = worlds.inspect_unrecorded(id, |world, now| {
            let orgs = || world.state.orgs.values();
            Ok(WorldEntry {
                id,
                default: id == worlds.default_world(),
                made_from,
                seed: world.seed,
                url: world_url(&base_url, id),
                clock: clock_view(world, now),
                users: world.state.identity.users.len(),
                sddcs: orgs().flat_map(|org| org.sddcs.values()).filter(|sddc| sddc.phase != Phase::Deleted).count(),
                tasks_under_way: orgs().flat_map(|org| org.tasks.values()).filter(|task| !task.state.is_over()).count(),
            })
        });
        // A world that was ended in the meantime is left out.
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
    shell.worlds.inspect(id, |world, now| view(world, now, &base_url))
}

fn connect_account(shell: &Shell, _: &Parts, call: &Call<ConnectAccount>) -> Outcome<ConnectedAccountView> {
    let id = match shell.worlds.named(&call.path.world) {
        Ok(id) => id,
        Err(error) => return Outcome::refused(error),
    };
    shell.worlds.control(id, |world, now, _| {
        let org = world.state.orgs.values_mut().next().ok_or_else(Refusal::internal)?;
        account_link::connect_account(org, now).map(ConnectedAccountView::of)
    })
}
