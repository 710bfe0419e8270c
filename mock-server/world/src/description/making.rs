//! Makes a world from its description.

mod accounts;
mod people;
mod sddcs;
mod states;

use super::{
    model::{Credentials, Description},
    problems::{Problem, Problems},
};
use crate::{
    context::{Caller, Cx},
    kernel::{
        clock::{Clock, EARLIEST, LATEST},
        collections::map_of,
        faults::Faults,
        ids::Ids,
        pacing::{Pacing, Preset},
        refusal::ApiResult,
        task_kind::TaskKind,
    },
    simulation::{WorldSpec, settings},
    state::{
        notifications::Notices,
        orgs::{NewOrg, Org, PROPERTIES_MAX},
        world::World,
    },
    vmc::subscriptions,
};
use jiff::Timestamp;
use std::collections::BTreeMap;
use uuid::Uuid;
use vmc_client::{
    endpoint::{Call, Endpoint, Json, Nothing},
    endpoints::{OrgPath, subscriptions::CreateSubscription},
    wire::OrgId,
};

/// The values from which a description is made into a world, besides the description.
#[derive(Debug, Clone)]
pub struct Made {
    pub id: Uuid,
    /// The seed, if the description has none.
    pub seed: u64,
    /// The pace of tasks, if the description has none.
    pub pacing: Pacing,
    /// The machine's time.
    pub machine: Timestamp,
    pub credentials: Credentials,
}

/// Makes a world from its description.
///
/// # Errors
/// Returns every problem that was found. What depends on something that could not be made is not tried.
pub fn make(description: &Description, made: &Made) -> Result<World, Vec<Problem>> {
    let mut problems = Problems::default();
    let at = description.at.as_ref().map_or(made.machine, |at| at.value);
    let Some(mut making) = Making::begin(description, made, at, &mut problems) else {
        return Err(problems.or_ok(()).err().unwrap_or_default());
    };
    making.sddcs(description, &mut problems);
    making.subscriptions(description, &mut problems);
    making.finish(description, made, &mut problems);
    problems.or_ok(making.world)
}

/// A world while it is made. Its clock stands still, and tasks are over when time next passes.
struct Making {
    world: World,
    org: OrgId,
    seed: u64,
    /// What the clock will show first.
    at: Timestamp,
    caller: Caller,
    /// The pace that the world will have.
    pacing: Pacing,
}

impl Making {
    fn begin(description: &Description, made: &Made, at: Timestamp, problems: &mut Problems) -> Option<Self> {
        if !(EARLIEST..=LATEST).contains(&at) {
            let message = format!("The clock shows times from {EARLIEST} to {LATEST} only.");
            match &description.at {
                Some(at) => at.problem(problems, message),
                None => problems.add("at", None, message),
            }
            return None;
        }
        let created = description.sddcs.iter().flat_map(|sddc| &sddc.value.created);
        let first = created.map(|created| created.value).min().unwrap_or(at).clamp(EARLIEST, at);
        let pacing = pacing(description, &made.pacing);
        let (seed, org) = (description.seed.unwrap_or(made.seed), organization(description, problems));
        let people = people::read(description, made.credentials, problems);
        let spec = WorldSpec {
            id: made.id,
            seed,
            clock: Clock::new(first, made.machine).taken_off(made.machine),
            on_poll: description.on_poll.unwrap_or_default(),
            pacing: Pacing::preset(Preset::Instant),
            properties: BTreeMap::new(),
            faults: Vec::new(),
            network_api: description.organization.iter().find_map(|org| org.network_api).unwrap_or_default(),
        };
        let world = World::described(spec, org, Some(people), made.machine).ok()?;
        let org = world.state.orgs.get(&world.state.home)?;
        let caller = caller(&world, org);
        Some(Self { org: org.id, seed, at, caller, pacing, world })
    }

    /// Lets time pass, and carries out an operation on the organization.
    fn run<T>(&mut self, at: Timestamp, name: &str, run: impl FnOnce(&mut Org, &Cx) -> ApiResult<T>) -> ApiResult<T> {
        self.world.settle(at);
        let World { settings: own, state, .. } = &mut self.world;
        let cx = Cx::new(settings(own), at, &self.caller, name, "");
        let org = state.orgs.get_mut(&self.org).ok_or_else(|| crate::state::not_found::org(self.org))?;
        run(org, &cx)
    }

    /// Carries out `run` with id streams that depend on a name and the seed, so that what is drawn does not depend on other things.
    fn with_ids_of<T>(&mut self, name: &str, run: impl FnOnce(&mut Self) -> T) -> T {
        let own = Ids::named(self.seed, name);
        let kept = self.org_mut().map(|org| std::mem::replace(&mut org.ids, own));
        let result = run(self);
        if let (Some(org), Some(kept)) = (self.org_mut(), kept) {
            org.ids = kept;
        }
        result
    }

    fn org_mut(&mut self) -> Option<&mut Org> {
        self.world.state.orgs.get_mut(&self.org).map(|org| &mut **org)
    }

    fn subscriptions(&mut self, description: &Description, problems: &mut Problems) {
        for (number, wanted) in description.subscriptions.iter().enumerate() {
            let (path, body) = (OrgPath { org: self.org }, Json(wanted.value.clone()));
            let call = Call::<CreateSubscription> { path, query: Nothing {}, body };
            let at = self.at;
            let result = self.with_ids_of(&format!("subscription {number}"), |making| {
                let begun = making.run(at, CreateSubscription::NAME, |org, cx| subscriptions::create(org, cx, &call));
                making.world.settle(at);
                begun
            });
            if let Err(refusal) = result {
                wanted.problem(problems, refusal.to_string());
            }
        }
    }

    /// Gives the world its clock, its pace and its fault rules.
    fn finish(&mut self, description: &Description, made: &Made, problems: &mut Problems) {
        self.world.settle(self.at);
        let own = &mut self.world.settings;
        own.pacing = self.pacing.clone();
        if let Err(error) = own.clock.set(self.at, made.machine) {
            problems.add("at", None, format!("The clock cannot be set: {error}."));
        }
        if let Some(rate) = &description.rate
            && let Err(error) = own.clock.set_rate(rate.value, made.machine)
        {
            rate.problem(problems, format!("The clock cannot run like this: {error}."));
        }
        own.clock = own.clock.taken_off(made.machine);
        for (number, rule) in description.faults.iter().enumerate() {
            // Alone first, so that the refusal belongs to one rule.
            let alone = Faults::new(self.seed).replace(vec![rule.value.clone()]);
            if let Err(refusal) = alone {
                rule.problem(problems, refusal.to_string());
            } else if number == 0 {
                let all = description.faults.iter().map(|rule| rule.value.clone()).collect();
                if let Err(refusal) = own.faults.replace(all) {
                    problems.add("faults", None, refusal.to_string());
                }
            }
        }
        if let Some(org) = self.org_mut() {
            org.ids.forget_wishes();
            // What happened before the world begins is told to nobody.
            org.notices = Notices::default();
        }
    }
}

fn pacing(description: &Description, default: &Pacing) -> Pacing {
    let Some(wanted) = &description.pacing else { return default.clone() };
    let kinds = wanted.kinds.iter().filter_map(|(name, pace)| Some((TaskKind::named(name)?, pace.1)));
    Pacing { preset: wanted.preset.unwrap_or(default.preset), kinds: map_of(kinds) }
}

fn organization(description: &Description, problems: &mut Problems) -> NewOrg {
    let wanted = description.organization.as_ref();
    let properties = wanted.map(|org| org.properties.clone()).unwrap_or_default();
    if properties.len() > PROPERTIES_MAX {
        problems.add(
            "organization.properties",
            None,
            format!("An organization takes at most {PROPERTIES_MAX} properties."),
        );
    }
    NewOrg {
        id: wanted.and_then(|org| org.id).map(OrgId),
        display_name: wanted.and_then(|org| org.display_name.as_deref()).map(Into::into),
        accounts: accounts::read(description, problems),
        properties,
    }
}

/// The user in whose name things are made: the first one, or the service if there is none.
fn caller(world: &World, org: &Org) -> Caller {
    let identity = &world.state.identity;
    let first = identity.api_tokens.values().next().and_then(|token| identity.users.get(&token.user));
    let service = Caller::service(org);
    match first {
        Some(user) => Caller { user: user.id, username: user.username.clone(), ..service },
        None => service,
    }
}
