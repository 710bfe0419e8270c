//! Tests of host failures and of the replacement of hosts by the service.

use crate::faults::{add, counts, simulated};
use serde_json::{Value, json};
use vmc_contract::{User, World, user::host_states};

/// The tasks by which the service replaces hosts.
async fn repairs(user: &User) -> Vec<Value> {
    let tasks = user.get(&user.org_path("/tasks")).await.expect(200).body;
    let tasks = tasks.as_array().cloned().expect("a list");
    tasks.into_iter().filter(|task| task["task_type"] == "REMEDIATE-EBS-HOST").collect()
}

/// Renames an SDDC, as the simplest change there is.
async fn rename(user: &User, sddc: &str) {
    user.patch(&user.org_path(&format!("/sddcs/{sddc}")), &json!({"name": "renamed"})).await.expect(200);
}

#[tokio::test]
async fn a_host_fails_after_a_task_and_is_replaced() {
    let world = World::new().await;
    let when = json!({"task_kind": "SDDC-PROVISION"});
    let rule = add(&world, &json!({"when": when, "times": 1, "then": {"host_fails": {"after": "1h"}}})).await;
    let sddc = world.owner().await.create(&simulated("a", 3)).await.expect(202).text_at("resource_id");
    world.advance("1h 1m 13s").await;
    let owner = world.owner().await;
    let before = owner.hosts(&sddc, 0).await;
    assert_eq!((host_states(&before), repairs(&owner).await), (vec!["READY"; 3], vec![]));
    world.advance("1s").await;
    assert_eq!(counts(&world, rule).await, (1, 1));
    let failed = owner.hosts(&sddc, 0).await;
    assert_eq!(host_states(&failed), ["FAILED", "READY", "READY", "DEPLOYING"]);
    assert_eq!(failed[1..3], before[1..], "the others are as they were");
    let repair = repairs(&owner).await;
    assert_eq!(repair.len(), 1);
    for (key, value) in [
        ("status", json!("STARTED")),
        ("resource_id", json!(sddc)),
        ("user_name", json!("system@vmcsim.example")),
        ("params", json!({"clusterId": owner.clusters(&sddc).await[0]["cluster_id"], "esxId": before[0]["esx_id"]})),
    ] {
        assert_eq!(repair[0][key], value, "{key}");
    }
    // Whoever would change the cluster meanwhile waits.
    owner.change_esxs(&sddc, "add", &json!({"num_hosts": 1})).await.expect(400).refusal();
    world.advance("31s").await;
    let after = owner.hosts(&sddc, 0).await;
    assert_eq!(host_states(&after), vec!["READY"; 3]);
    assert_eq!(after[..2], before[1..]);
    assert_eq!(repairs(&owner).await[0]["status"], "FINISHED");
    owner.change_esxs(&sddc, "add", &json!({"num_hosts": 1})).await.expect(202);
}

#[tokio::test]
async fn a_host_fails_after_an_operation() {
    let world = World::new().await;
    let (owner, sddc) = world.ready_sddc(&simulated("a", 2)).await;
    let rule =
        add(&world, &json!({"when": {"operation": "UpdateSddc"}, "then": {"host_fails": {"after": "10s"}}})).await;
    // What is refused takes no effect.
    owner.patch(&owner.org_path(&format!("/sddcs/{sddc}")), &json!({"name": ""})).await.expect(400);
    assert_eq!(counts(&world, rule).await, (0, 0));
    rename(&owner, &sddc).await;
    assert_eq!(counts(&world, rule).await, (1, 1));
    let agenda = world.control("GET", "/agenda", &Value::Null).await.expect(200).body;
    assert_eq!(
        (&agenda["due"][0]["what"], &agenda["due"][0]["resource_id"]),
        (&json!("host_fails"), &json!(sddc)),
        "{agenda}"
    );
    assert_eq!(host_states(&owner.hosts(&sddc, 0).await), ["READY", "READY"]);
    world.advance("10s").await;
    assert_eq!(host_states(&owner.hosts(&sddc, 0).await), ["FAILED", "READY", "DEPLOYING"]);
}

/// A cluster that is being changed is left alone until the change is over.
#[tokio::test]
async fn a_failure_waits_for_what_is_under_way() {
    let world = World::new().await;
    let (owner, sddc) = world.ready_sddc(&simulated("a", 2)).await;
    add(&world, &json!({"when": {"operation": "UpdateSddc"}, "then": {"host_fails": {"after": "10s"}}})).await;
    rename(&owner, &sddc).await;
    owner.change_esxs(&sddc, "add", &json!({"num_hosts": 1})).await.expect(202);
    world.advance("29s").await;
    assert_eq!(host_states(&owner.hosts(&sddc, 0).await)[..2], ["READY", "READY"]);
    world.advance("1s").await;
    assert_eq!(host_states(&owner.hosts(&sddc, 0).await), ["FAILED", "READY", "READY", "DEPLOYING"]);
    world.advance("1m").await;
    assert_eq!(host_states(&owner.hosts(&sddc, 0).await), vec!["READY"; 3]);
}

/// What is under way may be over at the very moment at which the host is to fail.
#[tokio::test]
async fn a_failure_due_at_the_end_of_what_is_under_way_is_not_lost() {
    let world = World::new().await;
    let (owner, sddc) = world.ready_sddc(&simulated("a", 2)).await;
    add(&world, &json!({"when": {"operation": "UpdateSddc"}, "then": {"host_fails": {"after": "30s"}}})).await;
    rename(&owner, &sddc).await;
    owner.change_esxs(&sddc, "add", &json!({"num_hosts": 1})).await.expect(202);
    world.advance("30s").await;
    assert_eq!(host_states(&owner.hosts(&sddc, 0).await), ["FAILED", "READY", "READY", "DEPLOYING"]);
}

/// Nobody knows when a task will be over that somebody holds back, or that is stuck; the failure waits all the same, in a copy of the
/// world too.
#[tokio::test]
async fn a_failure_waits_for_a_task_that_is_held_back() {
    let world = World::new().await;
    let (owner, sddc) = world.ready_sddc(&simulated("a", 2)).await;
    add(&world, &json!({"when": {"operation": "UpdateSddc"}, "then": {"host_fails": {"after": "10s"}}})).await;
    world.control("PUT", "/pacing", &json!({"preset": "manual"})).await.expect(200);
    rename(&owner, &sddc).await;
    let task = owner.change_esxs(&sddc, "add", &json!({"num_hosts": 1})).await.expect(202).text_at("id");
    world.advance("1m").await;
    assert_eq!(host_states(&owner.hosts(&sddc, 0).await)[..2], ["READY", "READY"]);
    let agenda = world.control("GET", "/agenda", &Value::Null).await.expect(200).body;
    let waits = json!([
        {"what": "host_fails", "org_id": world.org(), "task_id": task, "task_type": "ESX-ADD", "resource_id": sddc}
    ]);
    assert_eq!((&agenda["due"], &agenda["waiting"]), (&json!([]), &waits));
    let copy = world.target().made_from(json!({"from": {"fork": world.view["id"]}})).await;
    for world in [&world, &copy] {
        world.control("POST", "/clock/skip", &json!({"task": task})).await.expect(200);
        let owner = world.owner().await;
        assert_eq!(host_states(&owner.hosts(&sddc, 0).await), ["FAILED", "READY", "READY", "DEPLOYING"]);
        let agenda = world.control("GET", "/agenda", &Value::Null).await.expect(200).body;
        assert_eq!((&agenda["waiting"], &agenda["held"][0]["task_type"]), (&json!([]), &json!("REMEDIATE-EBS-HOST")));
    }
}

/// A rule may strike as often as it likes; an organization has no endless row of hosts that are going to fail.
#[tokio::test]
async fn so_many_hosts_are_going_to_fail() {
    let world = World::new().await;
    let (owner, sddc) = world.ready_sddc(&simulated("a", 2)).await;
    let rule =
        add(&world, &json!({"when": {"operation": "UpdateSddc"}, "then": {"host_fails": {"after": "10d"}}})).await;
    for _ in 0..1001 {
        rename(&owner, &sddc).await;
    }
    assert_eq!(counts(&world, rule).await, (1001, 1001));
    let agenda = world.control("GET", "/agenda?limit=1", &Value::Null).await.expect(200).body;
    assert_eq!((&agenda["due"][0]["what"], &agenda["more"]), (&json!("host_fails"), &json!(999)));
}

/// The replacement may fail as well; then the failed host stays.
#[tokio::test]
async fn a_replacement_that_fails_is_undone() {
    let world = World::new().await;
    let (owner, sddc) = world.ready_sddc(&simulated("a", 2)).await;
    add(&world, &json!({"when": {"operation": "UpdateSddc"}, "then": {"host_fails": {"after": "0s"}}})).await;
    add(&world, &json!({"when": {"task_kind": "REMEDIATE-EBS-HOST"}, "then": {"task_fails": {"at": 50}}})).await;
    rename(&owner, &sddc).await;
    world.advance("1m").await;
    assert_eq!(repairs(&owner).await[0]["status"], "FAILED");
    assert_eq!(host_states(&owner.hosts(&sddc, 0).await), ["FAILED", "READY"]);
    assert_eq!(owner.clusters(&sddc).await[0]["cluster_state"], "READY");
}

/// What is gone cannot fail, and leaves nothing to be done.
#[tokio::test]
async fn an_sddc_that_goes_takes_its_failures_along() {
    let world = World::new().await;
    let (owner, sddc) = world.ready_sddc(&simulated("a", 2)).await;
    add(&world, &json!({"when": {"operation": "UpdateSddc"}, "then": {"host_fails": {"after": "10d"}}})).await;
    rename(&owner, &sddc).await;
    owner.delete_sddc(&sddc).await.expect(202);
    world.advance("1h").await;
    assert_eq!(world.control("GET", "/clock", &Value::Null).await.body["next_due"], Value::Null);
}
