//! Tests of tasks and SDDCs as the control API shows them, without a token and without counting as requests of the program under test.

use serde_json::{Value, json};
use vmc_contract::World;

#[tokio::test]
async fn what_the_control_reads_is_what_the_service_shows_and_meets_no_fault() {
    let world = World::new().await;
    let owner = world.owner().await;
    let task = owner.create_sddc("a").await.expect(202).text_at("id");
    world
        .control("POST", "/faults", &json!({"when": {"operation": "GetTask"}, "then": {"error": {"status": 503}}}))
        .await;
    let path = format!("/tasks/{task}");
    let read = world.control("GET", &path, &Value::Null).await.expect(200).body;
    world.control("DELETE", "/faults", &Value::Null).await.expect(204);
    let shown = owner.get(&owner.org_path(&path)).await.expect(200).body;
    assert_eq!(read, json!({"held": false, "task": shown}));
    let listed = world.control("GET", "/tasks", &Value::Null).await.expect(200).body;
    assert_eq!(listed, json!([read]));
    let sddcs = world.control("GET", "/sddcs", &Value::Null).await.expect(200).body;
    assert_eq!(sddcs, owner.sddcs().await.expect(200).body);
    // The one request of the service counts, and those of the control do not.
    let wanted = json!({"operation": "GetTask", "times": {"exactly": 1}});
    let verdict = world.control("POST", "/journal/verifications", &wanted).await.expect(200).body;
    assert_eq!(verdict["satisfied"], true, "{verdict}");
    let missing = format!("/tasks/{}", owner.org_path("").rsplit('/').next().unwrap());
    world.control("GET", &missing, &Value::Null).await.expect(404).refusal();
}

#[tokio::test]
async fn reading_a_task_moves_a_clock_that_jumps_and_tells_of_a_held_task() {
    let world = World::new().await;
    let owner = world.owner().await;
    world.control("PUT", "/pacing", &json!({"preset": "manual"})).await.expect(200);
    let held = owner.create_sddc("a").await.expect(202).text_at("id");
    let read = world.control("GET", &format!("/tasks/{held}"), &Value::Null).await.expect(200).body;
    assert_eq!((&read["held"], &read["task"]["status"]), (&json!(true), &json!("STARTED")));
    world.control("PATCH", "/clock", &json!({"on_poll": "jump"})).await.expect(200);
    let read = world.control("GET", &format!("/tasks/{held}"), &Value::Null).await.expect(200).body;
    assert_eq!((&read["held"], &read["task"]["status"]), (&json!(false), &json!("FINISHED")));
}
