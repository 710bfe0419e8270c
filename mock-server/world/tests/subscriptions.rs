//! The term of a subscription.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use jiff::Timestamp;
use std::{collections::BTreeMap, sync::Arc};
use uuid::Uuid;
use vmc_client::{
    endpoint::{Json, Nothing},
    endpoints::OrgPath,
    wire::{SubscriptionRequest, UserId},
};
use vmcsim_world::{
    Call, Caller, Cx, World, WorldSpec,
    kernel::{
        clock::{Clock, OnPoll},
        network_api::NetworkApi,
        pacing::{Pacing, Preset},
    },
    settings,
    state::{identity::roles::Right, subscriptions::Phase},
    vmc::subscriptions,
};

/// A world with a subscription of 12 months that began at its beginning.
fn world(now: Timestamp) -> World {
    let spec = WorldSpec {
        id: Uuid::nil(),
        seed: 7,
        clock: Clock::new(now, now),
        on_poll: OnPoll::Stay,
        pacing: Pacing::preset(Preset::Instant),
        properties: BTreeMap::new(),
        faults: Vec::new(),
        network_api: NetworkApi::default(),
    };
    let mut world = World::new(spec, now).unwrap();
    let org = world.state.orgs.values_mut().next().unwrap();
    let caller = Caller {
        user: UserId(Uuid::nil()),
        client: None,
        username: Arc::from("owner"),
        org: org.id,
        rights: vec![Right::Write],
    };
    let cx = Cx::new(settings(&world.settings), now, &caller, "CreateSubscription", "");
    let request = SubscriptionRequest {
        offer_name: "VMware Cloud on AWS".to_owned(),
        offer_version: "1.0".to_owned(),
        product_type: "host".to_owned(),
        commitment_term: "12".to_owned(),
        region: "US_WEST_2".to_owned(),
        quantity: 1,
        ..SubscriptionRequest::default()
    };
    let call = Call { path: OrgPath { org: org.id }, query: Nothing {}, body: Json(request) };
    subscriptions::create(org, &cx, &call).unwrap();
    world
}

/// A leap year is among them: a term is twelve months, not a number of days.
#[test]
fn a_subscription_expires_when_its_term_is_over() {
    let mut world = world("2028-01-31T08:00:00Z".parse().unwrap());
    let phase = |world: &mut World, now: &str| {
        world.settle(now.parse().unwrap());
        let org = world.state.home().unwrap();
        org.subscriptions.values().map(|subscription| subscription.phase).next()
    };
    assert_eq!(phase(&mut world, "2028-01-31T08:00:00Z"), Some(Phase::Active));
    assert_eq!(phase(&mut world, "2029-01-31T07:59:59.999Z"), Some(Phase::Active));
    assert_eq!(phase(&mut world, "2029-01-31T08:00:00Z"), Some(Phase::Expired));
    assert_eq!(world.state.next_due(), None);
}
