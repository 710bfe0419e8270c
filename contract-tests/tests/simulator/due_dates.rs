//! Tests of the dates that a world's clock shows as due, and of `clock/skip` when a date is due.

use serde_json::{Value, json};
use vmc_contract::{User, World, sddc_config::simulated};

async fn next_due(world: &World) -> Value {
    world.control("GET", "/clock", &Value::Null).await.expect(200).body["next_due"].clone()
}

/// Buys a subscription and returns its id.
async fn subscribe(user: &User) -> String {
    let request = json!({"offer_name": "VMware Cloud on AWS", "offer_version": "1.0", "product_type": "host",
        "commitment_term": "12", "region": "US_WEST_2", "quantity": 1});
    user.post(&user.org_path("/subscriptions"), &request).await.expect(202).text_at("resource_id")
}

async fn subscription(user: &User, id: &str) -> Value {
    user.get(&user.org_path(&format!("/subscriptions/{id}"))).await.expect(200).body
}

async fn status(user: &User, id: &str) -> Value {
    subscription(user, id).await["status"].clone()
}

/// The effect of the end of a term is tested in the world itself, because no API token lives that long.
#[tokio::test]
async fn the_end_of_a_term_is_due_until_the_subscription_is_cancelled() {
    let world = World::new().await;
    let alice = world.owner().await;
    let id = subscribe(&alice).await;
    world.advance("2m").await;
    assert_eq!(next_due(&world).await, subscription(&alice, &id).await["end_date"]);
    alice.delete(&alice.org_path(&format!("/subscriptions/{id}"))).await.expect(202);
    world.advance("1m").await;
    assert_eq!(next_due(&world).await, Value::Null);
}

#[tokio::test]
async fn a_date_far_away_does_not_keep_held_tasks_from_going_on() {
    let world = World::with(json!({"pacing": {"preset": "manual"}})).await;
    let alice = world.owner().await;
    let first = subscribe(&alice).await;
    world.skip().await;
    assert_eq!(status(&alice, &first).await, "ACTIVATED");
    let second = subscribe(&alice).await;
    world.skip().await;
    assert_eq!(status(&alice, &second).await, "ACTIVATED");
    let clock = world.skip().await.body;
    assert_eq!(clock["now"], "2027-01-05T08:00:00.123Z", "nothing else is left to happen");
}

/// The date on which a single host ends goes with its SDDC.
#[tokio::test]
async fn nothing_is_due_after_a_deletion() {
    let world = World::new().await;
    let owner = world.owner().await;
    let sddc = owner.create_sddc("a").await.expect(202).text_at("resource_id");
    world.advance("74s").await;
    let due = next_due(&world).await;
    assert!(due.as_str().is_some_and(|due| due.starts_with("2026-03-06T08:00:00")), "{due}");
    owner.delete_sddc(&sddc).await.expect(202);
    world.advance("10m").await;
    assert_eq!(next_due(&world).await, Value::Null);
}

/// `clock/skip` ends a held task first, although the end of a single host is due on a later date.
#[tokio::test]
async fn a_due_date_does_not_keep_a_held_task_waiting() {
    let world = World::with(json!({"pacing": {"preset": "manual"}})).await;
    let owner = world.owner().await;
    let first = owner.create_sddc("a").await.expect(202).text_at("resource_id");
    let second = owner.create_sddc("b").await.expect(202).text_at("resource_id");
    for (a, b) in [("READY", "DEPLOYING"), ("READY", "READY")] {
        world.skip().await;
        assert_eq!(owner.sddc(&first).await.expect(200).body["sddc_state"], a);
        assert_eq!(owner.sddc(&second).await.expect(200).body["sddc_state"], b);
    }
}

/// Of the milestones of a provisioning that is cancelled, only the end is left.
#[tokio::test]
async fn a_cancelled_provisioning_has_only_its_end_left() {
    let world = World::new().await;
    let owner = world.owner().await;
    let task = owner.create_sddc("a").await.expect(202).text_at("id");
    world.advance("20s").await;
    owner.cancel(&task).await.expect(200);
    assert_eq!(next_due(&world).await, "2026-01-05T08:01:20.123Z");
}

/// Nothing becomes due, and no id is used: the next SDDC has the id that it has in a world without the validation.
#[tokio::test]
async fn validation_alone_leaves_the_world_as_it_was() {
    let (world, twin) = (World::new().await, World::new().await);
    let owner = world.owner().await;
    owner.post(&owner.org_path("/sddcs?validateOnly=true"), &simulated("a", 1)).await.expect(200);
    assert_eq!(next_due(&world).await, Value::Null);
    let id = owner.create_sddc("a").await.expect(202).text_at("resource_id");
    assert_eq!(twin.owner().await.create_sddc("a").await.expect(202).text_at("resource_id"), id);
}
