//! Tests of how often fault rules apply: skipping, limits, every n-th request, probability, and the choice among
//! several rules.

use crate::faults::{add, counts};
use proptest::{collection::vec, prelude::*};
use serde_json::{Value, json};
use tokio::runtime::Runtime;
use vmc_contract::{Target, World};

/// What the owner of a world is answered, so many times.
async fn statuses(world: &World, times: u64) -> Vec<u16> {
    let owner = world.owner().await;
    let mut all = Vec::new();
    for _ in 0..times {
        all.push(owner.sddcs().await.status);
    }
    all
}

/// A rule about the list of SDDCs.
fn rule(status: u16, counting: &Value) -> Value {
    let mut rule = json!({"when": {"operation": "ListSddcs"}, "then": {"error": {"status": status}}});
    for (name, value) in counting.as_object().into_iter().flatten() {
        rule[name] = value.clone();
    }
    rule
}

#[tokio::test]
async fn rules_skip_stop_and_take_turns() {
    for (counting, struck) in [
        (json!({}), "xxxxxxxxxx"),
        (json!({"skip": 3}), "...xxxxxxx"),
        (json!({"times": 2}), "xx........"),
        (json!({"times": 0}), ".........."),
        (json!({"every": 3}), "x..x..x..x"),
        (json!({"skip": 2, "every": 4, "times": 2}), "..x...x..."),
        (json!({"skip": 100}), ".........."),
        (json!({"chance": 0}), ".........."),
        (json!({"chance": 1, "every": 2}), "x.x.x.x.x."),
        (json!({"enabled": false}), ".........."),
    ] {
        let world = World::new().await;
        let id = add(&world, &rule(503, &counting)).await;
        let seen: String =
            statuses(&world, 10).await.iter().map(|status| if *status == 503 { 'x' } else { '.' }).collect();
        assert_eq!(seen, struck, "{counting}");
        let matched = if counting["enabled"] == json!(false) { 0 } else { 10 };
        let hits = u64::try_from(struck.matches('x').count()).unwrap();
        assert_eq!(counts(&world, id).await, (matched, hits), "{counting}");
    }
}

#[tokio::test]
async fn the_first_that_strikes_is_the_one() {
    let world = World::new().await;
    let first = add(&world, &rule(500, &json!({"skip": 1, "times": 1}))).await;
    let second = add(&world, &rule(503, &json!({"times": 1}))).await;
    let third = add(&world, &rule(502, &json!({}))).await;
    assert_eq!(statuses(&world, 4).await, [503, 500, 502, 502]);
    for (rule, counted) in [(first, (4, 1)), (second, (3, 1)), (third, (2, 2))] {
        assert_eq!(counts(&world, rule).await, counted, "a request that another rule takes is not counted");
    }
}

#[tokio::test]
async fn a_rule_can_be_switched_off_and_on_again() {
    let world = World::new().await;
    let id = add(&world, &rule(503, &json!({"times": 3}))).await;
    let change = async |change: Value| world.control("PATCH", &format!("/faults/{id}"), &change).await.expect(200).body;
    assert_eq!(statuses(&world, 2).await, [503, 503]);
    let off = change(json!({"enabled": false, "note": "for now"})).await;
    assert_eq!(
        (&off["hits"], &off["rule"]["enabled"], &off["rule"]["note"]),
        (&json!(2), &json!(false), &json!("for now"))
    );
    assert_eq!(statuses(&world, 2).await, [200, 200]);
    assert_eq!(change(json!({"enabled": true})).await["rule"]["note"], "for now");
    assert_eq!(statuses(&world, 2).await, [503, 200]);
    assert_eq!(counts(&world, id).await, (4, 3));
}

/// About as often as it says, in worlds of different seeds differently.
#[tokio::test]
async fn chance_is_drawn_from_the_seed() {
    let seen = async |seed: u64| {
        let world = World::with(json!({"seed": seed, "faults": [rule(503, &json!({"chance": 0.3}))]})).await;
        statuses(&world, 200).await
    };
    let (one, same, other) = (seen(1).await, seen(1).await, seen(2).await);
    assert_eq!(one, same);
    assert_ne!(one, other);
    let struck = one.iter().filter(|status| **status == 503).count();
    assert!((30..=90).contains(&struck), "{struck} of 200 at 30 %");
}

/// A copy goes on counting where the world stood, by itself; so does a world that comes out of a document.
#[tokio::test]
async fn copies_of_a_world_have_its_rules_and_counts_of_their_own() {
    let world =
        World::with(json!({"faults": [rule(503, &json!({"chance": 0.5})), rule(502, &json!({"skip": 2}))]})).await;
    statuses(&world, 5).await;
    let faults = async |world: &World| world.control("GET", "/faults", &Value::Null).await.expect(200).body;
    let before = faults(&world).await;
    let document = world.control("GET", "/export", &Value::Null).await.expect(200).body;
    let fork = Target::simulator().made_from(json!({"from": {"fork": world.view["id"]}})).await;
    let import = Target::simulator().made_from(json!({"from": {"export": document}})).await;
    let seen = statuses(&world, 12).await;
    for copy in [fork, import] {
        assert_eq!(faults(&copy).await, before, "what happened to the original is not seen");
        assert_eq!(statuses(&copy, 12).await, seen);
        assert_eq!(faults(&copy).await, faults(&world).await);
        copy.control("POST", "/reset", &json!({})).await.expect(200);
        assert_eq!(faults(&copy).await, before, "it begins again as it was made");
    }
}

/// A rule of a random life: its place among others, and how it counts.
fn any_counting() -> impl Strategy<Value = Value> {
    let chance = prop_oneof![Just(None), (0u8..=100).prop_map(|percent| Some(f64::from(percent) / 100.0))];
    (0u64..4, prop::option::of(0u64..5), 1u64..4, chance).prop_map(
        |(skip, times, every, chance)| json!({"skip": skip, "times": times, "every": every, "chance": chance}),
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Equal seeds and equal requests meet equal faults; what is counted adds up.
    #[test]
    fn the_same_requests_meet_the_same_faults(seed: u64, rules in vec(any_counting(), 1..4), requests in 1u64..20) {
        let rules: Vec<_> = (500..).zip(&rules).map(|(status, counting)| rule(status, counting)).collect();
        let live = || async {
            let world = World::with(json!({"seed": seed, "faults": rules})).await;
            let seen = statuses(&world, requests).await;
            (seen, world.control("GET", "/faults", &Value::Null).await.expect(200).body)
        };
        let runtime = Runtime::new().unwrap();
        let ((seen, counted), again) = runtime.block_on(async { (live().await, live().await) });
        prop_assert_eq!((&seen, &counted), (&again.0, &again.1));
        let mut left = requests;
        for (status, rule) in (500u16..).zip(counted.as_array().unwrap()) {
            prop_assert_eq!(&rule["matched"], &json!(left), "those that no rule before it took");
            let hits = u64::try_from(seen.iter().filter(|seen| **seen == status).count()).unwrap();
            prop_assert_eq!(&rule["hits"], &json!(hits));
            prop_assert!(rule["rule"]["times"].as_u64().is_none_or(|most| hits <= most));
            left -= hits;
        }
    }
}

/// A refusal that is to come after the operation took effect does not strike one that takes none.
#[tokio::test]
async fn what_strikes_afterwards_waits_for_an_operation_that_takes_effect() {
    let world = World::new().await;
    let owner = world.owner().await;
    let fault = json!({"error": {"status": 500, "moment": "after"}});
    let rule = add(&world, &json!({"when": {"operation": "CreateSddc"}, "times": 1, "then": fault})).await;
    owner.create(&json!({"name": "", "num_hosts": 1, "provider": "ZEROCLOUD"})).await.expect(400);
    assert_eq!(counts(&world, rule).await, (1, 0));
    let struck = world.control("GET", "/journal?operation=CreateSddc", &Value::Null).await.expect(200).body;
    assert_eq!(struck["entries"][0]["fault"], Value::Null);
    owner.create_sddc("a").await.expect(500);
    owner.create_sddc("b").await.expect(202);
    assert_eq!((counts(&world, rule).await, owner.sddcs().await.body.as_array().map(Vec::len)), ((3, 1), Some(2)));
}
