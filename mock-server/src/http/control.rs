//! Control of the simulation: worlds, their clocks and their pace, under `/_vmcsim/`. None of it exists at the service.

use super::{Shell, auth};
use crate::{
    world::{
        Call, World,
        account_link::{self, AwsAccount},
        clock::Clock,
        error::{ApiError, ApiResult},
        identity::roles::Roles,
        pacing::{Pace, Pacing, Preset},
        task_kinds::TaskKind,
        tasks,
    },
    worlds::{NewWorld, Outcome},
};
use http::request::Parts;
use jiff::{SignedDuration, Span, SpanRelativeTo, Timestamp};
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
    /// Tell a world's time, and what is due next.
    GetClock: GET "/_vmcsim/worlds/{world}/clock" (WorldPath, Nothing, Empty) -> OK Json<ClockView>;
    /// Set a world's time or the rate at which it passes. Time only moves forward.
    UpdateClock: PATCH "/_vmcsim/worlds/{world}/clock" (WorldPath, Nothing, Json<ClockChange>) -> OK Json<ClockView>;
    /// Move a world's time on by a span.
    AdvanceClock: POST "/_vmcsim/worlds/{world}/clock/advance" (WorldPath, Nothing, Json<ClockAdvance>) -> OK Json<ClockView>;
    /// Move a world's time to the next thing due. While nothing is due but dates, let the task go on that was held back longest.
    SkipClock: POST "/_vmcsim/worlds/{world}/clock/skip" (WorldPath, Nothing, Empty) -> OK Json<ClockView>;
    /// Set how long a world's tasks take, from now on. Tasks under way keep their course.
    SetPacing: PUT "/_vmcsim/worlds/{world}/pacing" (WorldPath, Nothing, Json<PacingView>) -> OK Json<PacingView>;
}

/// Properties of an organization that a request may set, and how long each may be.
const PROPERTIES_MAX: usize = 100;
const PROPERTY_LENGTH_MAX: usize = 1000;

/// A world in a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WorldPath {
    /// A world's id, or `default`.
    pub world: String,
}

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

/// A world's time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ClockView {
    /// Now, in the world.
    #[schemars(with = "String")]
    pub now: Timestamp,
    /// Virtual seconds per second.
    pub rate: f64,
    /// When the next thing will happen, if anything is due.
    #[schemars(with = "Option<String>")]
    pub next_due: Option<Timestamp>,
}

/// A change of a clock.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClockChange {
    /// Virtual seconds per second; 0 stands still.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<f64>,
    /// The time to set it to, RFC 3339; not before what it shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub at: Option<Timestamp>,
}

/// A span to move a clock by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClockAdvance {
    /// `2h`, `90m`, `1d 6h` or ISO 8601 (`PT2H`). A day is 24 hours.
    pub by: String,
}

/// How long tasks take.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PacingView {
    /// For every kind of task without an exception.
    #[serde(default)]
    pub preset: Preset,
    /// Exceptions, by `task_type`: the name of a preset, or a span such as `90s`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub kinds: BTreeMap<String, String>,
}

pub(super) fn create_world(shell: &Shell, parts: &Parts, call: &Call<CreateWorld>) -> Outcome<WorldView> {
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
    Ok(NewWorld { seed: request.seed, at: request.at, rate: request.rate, pacing, properties })
}

pub(super) fn get_world(shell: &Shell, parts: &Parts, call: &Call<GetWorld>) -> Outcome<WorldView> {
    match shell.worlds.named(&call.path.world) {
        Ok(id) => show_world(shell, parts, id),
        Err(error) => Outcome::refused(error),
    }
}

pub(super) fn delete_world(shell: &Shell, _: &Parts, call: &Call<DeleteWorld>) -> Outcome<()> {
    let result = shell.worlds.named(&call.path.world).and_then(|id| shell.worlds.delete(id));
    Outcome { now: None, result }
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

pub(super) fn connect_account(shell: &Shell, _: &Parts, call: &Call<ConnectAccount>) -> Outcome<ConnectedAccountView> {
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

fn clock_view(world: &World, now: Timestamp) -> ClockView {
    ClockView { now, rate: world.clock.rate(), next_due: world.next_due() }
}

/// Changes a world's clock, lets happen what became due by that, and shows the clock.
fn with_clock(
    shell: &Shell,
    world: &str,
    change: impl FnOnce(&mut World, Timestamp, Timestamp) -> ApiResult<()>,
) -> Outcome<ClockView> {
    let id = match shell.worlds.named(world) {
        Ok(id) => id,
        Err(error) => return Outcome::refused(error),
    };
    shell.worlds.open(id, |world, now, machine| {
        change(world, now, machine)?;
        let now = world.clock.now(machine);
        world.settle(now);
        Ok(clock_view(world, now))
    })
}

pub(super) fn get_clock(shell: &Shell, _: &Parts, call: &Call<GetClock>) -> Outcome<ClockView> {
    with_clock(shell, &call.path.world, |_, _, _| Ok(()))
}

pub(super) fn update_clock(shell: &Shell, _: &Parts, call: &Call<UpdateClock>) -> Outcome<ClockView> {
    with_clock(shell, &call.path.world, |world, _, machine| {
        // Both or neither: a bad rate must not leave a moved clock behind.
        let mut clock: Clock = world.clock;
        if let Some(at) = call.body.0.at {
            clock.set(at, machine)?;
        }
        if let Some(rate) = call.body.0.rate {
            clock.set_rate(rate, machine)?;
        }
        world.clock = clock;
        Ok(())
    })
}

pub(super) fn advance_clock(shell: &Shell, _: &Parts, call: &Call<AdvanceClock>) -> Outcome<ClockView> {
    with_clock(shell, &call.path.world, |world, _, machine| {
        let by = span(&call.body.0.by)?;
        if by.is_negative() {
            return Err(ApiError::invalid("Time only moves forward: `by` must not be negative."));
        }
        Ok(world.clock.advance(by, machine)?)
    })
}

pub(super) fn skip_clock(shell: &Shell, _: &Parts, call: &Call<SkipClock>) -> Outcome<ClockView> {
    with_clock(shell, &call.path.world, |world, now, machine| {
        // A task that is held back would be kept waiting for months by a due date, so it comes before those.
        let under_way = world.orgs.values().any(|org| org.agenda.next_of_task().is_some());
        let held = world.orgs.values_mut().find(|org| org.agenda.holds_any()).filter(|_| !under_way);
        if let Some(org) = held {
            tasks::release(org, now);
        } else if let Some(due) = world.next_due() {
            world.clock.set(due.max(now), machine)?;
        }
        Ok(())
    })
}

pub(super) fn set_pacing(shell: &Shell, _: &Parts, call: &Call<SetPacing>) -> Outcome<PacingView> {
    let pacing = shell.worlds.named(&call.path.world).and_then(|id| Ok((id, call.body.0.read()?)));
    match pacing {
        Ok((id, pacing)) => shell.worlds.open(id, |world, _, _| {
            world.pacing = pacing;
            Ok(PacingView::of(&world.pacing))
        }),
        Err(error) => Outcome::refused(error),
    }
}

impl PacingView {
    fn of(pacing: &Pacing) -> Self {
        let name = |kind: &TaskKind| kind.row().task_type.to_owned();
        let pace = |pace: &Pace| match pace {
            Pace::Preset(preset) => preset.to_string(),
            Pace::Takes(time) => format!("{time:#}"),
        };
        Self {
            preset: pacing.preset,
            kinds: pacing.kinds.iter().map(|(kind, exception)| (name(kind), pace(exception))).collect(),
        }
    }

    fn read(&self) -> ApiResult<Pacing> {
        let mut kinds = BTreeMap::new();
        for (name, pace) in &self.kinds {
            let kind = TaskKind::named(name)
                .ok_or_else(|| ApiError::invalid(format!("There is no kind of task called {name}.")))?;
            let pace = match Preset::named(pace) {
                Some(preset) => Pace::Preset(preset),
                None => Pace::Takes(span(pace)?.max(SignedDuration::ZERO)),
            };
            kinds.insert(kind, pace);
        }
        Ok(Pacing { preset: self.preset, kinds })
    }
}

/// Reads a span of time as people write it.
///
/// # Errors
/// It is none.
pub(super) fn span(text: &str) -> ApiResult<SignedDuration> {
    let span = text.parse::<Span>().and_then(|span| span.to_duration(SpanRelativeTo::days_are_24_hours()));
    span.map_err(|_| ApiError::invalid(format!("`{text}` is not a span of time such as 2h, 90m, 1d 6h or PT2H.")))
}
