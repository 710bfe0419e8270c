//! Tests of single-host SDDCs: their conversion and their expiry.

use serde_json::{Value, json};
use vmc_contract::{
    User, World,
    sddc_config::{delayed, with},
};

fn single(world: &World, linked: bool) -> Value {
    if !linked {
        return delayed("sddc-1");
    }
    let config = with(world.linked_config("sddc-1", 1), "sddc_type", "1NODE");
    with(config, "account_link_config", json!({"delay_account_link": false}))
}

async fn convert(user: &User, sddc: &str, body: Option<&Value>) -> vmc_contract::Answer {
    user.send("POST", &user.org_path(&format!("/sddcs/{sddc}/convert")), body).await
}

/// The Terraform provider changes `sddc_type` by a conversion, without a body.
#[tokio::test]
async fn a_single_host_becomes_three_and_ends_no_more() {
    let world = World::new().await;
    let (owner, sddc) = world.ready_sddc(&single(&world, true)).await;
    let before = owner.sddc(&sddc).await.body;
    assert_eq!((&before["sddc_type"], before["expiration_date"].is_string()), (&json!("1NODE"), true));
    owner.change_esxs(&sddc, "add", &json!({"num_hosts": 1})).await.expect(400).refusal();

    let task = convert(&owner, &sddc, None).await.expect(202);
    assert_eq!((task.text_at("task_type"), task.text_at("resource_id")), ("SDDC-CONVERT".to_owned(), sddc.clone()));
    let during = owner.sddc(&sddc).await.body;
    assert_eq!((&during["sddc_state"], &during["sddc_type"]), (&json!("READY"), &json!("1NODE")));
    assert_eq!(during["resource_config"]["clusters"][0]["cluster_state"], "ADDING_HOSTS");
    convert(&owner, &sddc, None).await.expect(400).refusal();
    owner.delete_sddc(&sddc).await.expect(400).refusal();

    world.advance("20m").await;
    assert_eq!(owner.task(&task.text_at("id")).await.expect(200).body["status"], "FINISHED");
    let after = owner.sddc(&sddc).await.body;
    assert_eq!((&after["sddc_type"], &after["expiration_date"]), (&Value::Null, &Value::Null));
    let hosts = after["resource_config"]["esx_hosts"].as_array().unwrap();
    assert_eq!(hosts.len(), 3);
    assert!(hosts.iter().all(|host| host["esx_state"] == "READY" && host["availability_zone"] == "us-west-2a"));
    convert(&owner, &sddc, None).await.expect(405).refusal();

    world.advance("61d").await;
    assert_eq!(world.owner().await.sddc(&sddc).await.expect(200).body["sddc_state"], "READY");
}

#[tokio::test]
async fn the_request_says_how_many_hosts() {
    let world = World::with(json!({"pacing": {"preset": "instant"}})).await;
    let (owner, sddc) = world.ready_sddc(&single(&world, true)).await;
    for hosts in [0, 2, 17] {
        convert(&owner, &sddc, Some(&json!({"num_hosts": hosts}))).await.expect(400).refusal();
    }
    convert(&owner, &sddc, Some(&json!({"num_hosts": 5}))).await.expect(202);
    assert_eq!(owner.clusters(&sddc).await[0]["esx_host_list"].as_array().map(Vec::len), Some(5));
}

#[tokio::test]
async fn an_sddc_that_is_not_linked_yet_cannot_grow() {
    let world = World::new().await;
    let (owner, sddc) = world.ready_sddc(&single(&world, false)).await;
    assert_eq!(owner.sddc(&sddc).await.body["account_link_state"], "DELAYED");
    let refused = convert(&owner, &sddc, None).await.expect(400).refusal();
    assert!(refused[0].contains("linked"), "{refused:?}");
    owner.change_esxs(&sddc, "add", &json!({"num_hosts": 1})).await.expect(400).refusal();
    owner.create_cluster(&sddc, &json!({"num_hosts": 2})).await.expect(400).refusal();
}

/// At its time, not at the next look, and by a task of the service itself.
#[tokio::test]
async fn a_single_host_ends_after_sixty_days() {
    let world = World::new().await;
    let (owner, sddc) = world.ready_sddc(&single(&world, true)).await;
    let kept = owner.create_sddc("b").await.expect(202).text_at("resource_id");
    owner.patch(&owner.org_path(&format!("/sddcs/{kept}")), &json!({"name": "c"})).await.expect(200);
    world.advance("59d 19h 59m").await;
    assert_eq!(world.owner().await.sddc(&sddc).await.expect(200).body["sddc_state"], "READY");
    world.advance("11m").await;
    let owner = world.owner().await;
    assert_eq!(owner.sddc(&sddc).await.expect(200).body["sddc_state"], "DELETING");
    let filter = owner.org_path(&format!("/tasks?$filter=(resource_id%20eq%20'{sddc}')"));
    let tasks = owner.get(&filter).await.expect(200).body;
    let last = tasks.as_array().and_then(|tasks| tasks.last()).unwrap();
    assert_eq!(last["task_type"], "SDDC-DELETE");
    assert_eq!(last["start_time"], "2026-03-06T08:00:00.123000Z", "sixty days after its creation");
    assert_ne!(last["user_name"], owner.sddc(&sddc).await.body["user_name"], "nobody asked for it");
    world.advance("1h").await;
    assert_eq!(world.owner().await.sddc(&sddc).await.expect(200).body["sddc_state"], "DELETED");
    world.advance("4h").await;
    assert_eq!(
        world.owner().await.sddc(&kept).await.expect(200).body["sddc_state"],
        "DELETED",
        "its own time came later"
    );
}

/// What was deleted before leaves no date behind.
#[tokio::test]
async fn nothing_is_due_after_a_deletion() {
    let world = World::new().await;
    let owner = world.owner().await;
    let sddc = owner.create_sddc("a").await.expect(202).text_at("resource_id");
    world.advance("74s").await;
    let due = |clock: &Value| clock["next_due"].clone();
    assert!(due(&world.advance("0s").await.body).as_str().is_some_and(|due| due.starts_with("2026-03-06T08:00:00")));
    owner.delete_sddc(&sddc).await.expect(202);
    world.advance("10m").await;
    assert_eq!(due(&world.advance("0s").await.body), Value::Null);
}

/// A task that waits to be told goes on at the first word, although a single host's end is due some day.
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
