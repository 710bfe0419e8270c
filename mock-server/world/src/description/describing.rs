//! Describes a world: writes the description from which a world like it can be made.

mod accounts;
mod left_out;
mod people;
mod sddcs;

pub use left_out::LeftOut;

use super::{
    model::{Description, OrganizationPart, PaceText, PacingPart, Secrets},
    reading::Placed,
};
use crate::{
    kernel::{
        clock::{Clock, OnPoll},
        collections::map_of,
        network_api::NetworkApi,
        pacing::{Pace, Pacing},
    },
    simulation::WorldSpec,
    state::{
        orgs::{NewOrg, Org},
        subscriptions::{Phase, SubscriptionFacts},
        work::{SubscriptionWork, Work},
        world::World,
    },
};
use jiff::Timestamp;
use std::collections::BTreeMap;
use vmc_client::wire::SubscriptionRequest;

/// The description of a world, and what it cannot say.
#[derive(Debug, Clone)]
pub struct Described {
    pub description: Description,
    /// What the world has and a world that is made from the description will not have.
    pub left_out: Vec<LeftOut>,
}

/// Describes a world at a time of its clock. Ids are always given. What is as in a world that is made from the seed alone is left out.
pub fn describe(world: &World, now: Timestamp, secrets: Secrets) -> Described {
    let settings = &world.settings;
    let mut description = Description {
        seed: Some(world.seed),
        at: Some(Placed::unplaced(now)),
        rate: Some(Placed::unplaced(settings.clock.rate())),
        on_poll: Some(settings.on_poll).filter(|on_poll| *on_poll != OnPoll::default()),
        pacing: Some(pacing(&settings.pacing)),
        faults: settings.faults.rules().iter().map(|counted| Placed::unplaced(counted.rule.clone())).collect(),
        ..Description::default()
    };
    if let Some(org) = world.state.home() {
        let unchanged = unchanged(world, org, now);
        description.organization = Some(organization(world, org));
        (description.users, description.oauth_apps) = people::describe(world, secrets);
        description.connected_accounts =
            unchanged.state.home().and_then(|unchanged| accounts::describe(org, unchanged));
        description.sddcs = sddcs::describe(org, secrets);
        description.subscriptions = subscriptions(org).map(Placed::unplaced).collect();
    }
    let left_out = left_out::count(world, &description, secrets);
    Described { description, left_out }
}

/// The world as it would be if its description gave an organization and nothing else.
fn unchanged(world: &World, org: &Org, now: Timestamp) -> World {
    let spec = WorldSpec {
        id: world.id,
        seed: world.seed,
        clock: Clock::new(org.created, now).taken_off(now),
        on_poll: OnPoll::default(),
        pacing: Pacing::default(),
        properties: BTreeMap::new(),
        faults: Vec::new(),
        network_api: NetworkApi::default(),
    };
    let new = NewOrg {
        id: Some(org.id),
        display_name: Some(org.display_name.clone()),
        properties: org.changed_properties(),
        accounts: None,
    };
    // Only a fault rule could be refused, and there is none.
    World::described(spec, new, None, now).unwrap_or_else(|_| world.clone())
}

fn organization(world: &World, org: &Org) -> OrganizationPart {
    OrganizationPart {
        id: Some(org.id.0),
        display_name: Some(org.display_name.to_string()),
        properties: org.changed_properties(),
        network_api: Some(world.settings.network_api),
    }
}

fn pacing(pacing: &Pacing) -> PacingPart {
    let text = |pace: &Pace| match pace {
        Pace::Preset(preset) => preset.to_string(),
        Pace::Takes(time) => format!("{time:#}"),
    };
    let kinds = pacing.kinds.iter();
    PacingPart {
        preset: Some(pacing.preset),
        kinds: map_of(kinds.map(|(kind, pace)| (kind.name().to_owned(), PaceText(text(pace), *pace)))),
    }
}

/// The requests that bought the subscriptions in use.
fn subscriptions(org: &Org) -> impl Iterator<Item = SubscriptionRequest> {
    org.subscriptions.values().filter(|subscription| is_in_use(subscription)).map(|subscription| {
        let bought = org.tasks.values().find_map(|task| match &task.work {
            Work::Subscription { subscription: of, work: SubscriptionWork::Create(request) }
                if *of == subscription.id =>
            {
                Some(SubscriptionRequest::clone(request))
            }
            _ => None,
        });
        bought.unwrap_or_else(|| request_for(subscription))
    })
}

fn is_in_use(subscription: &SubscriptionFacts) -> bool {
    matches!(subscription.phase, Phase::Creating(_) | Phase::Active | Phase::Cancelling(_))
}

/// A request for such a subscription. The task that bought it is no longer kept.
fn request_for(subscription: &SubscriptionFacts) -> SubscriptionRequest {
    SubscriptionRequest {
        billing_frequency: Some(subscription.billing_frequency.clone()),
        commitment_term: subscription.months.to_string(),
        offer_name: subscription.offer.name.clone(),
        offer_version: subscription.offer.version.clone(),
        region: subscription.region.clone(),
        quantity: subscription.quantity,
        ..SubscriptionRequest::default()
    }
}
