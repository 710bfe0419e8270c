//! Tests of faults of site recovery: what fails is shown as FAILED, and can be repeated and deleted.

use crate::faults::{add, counts};
use serde_json::{Value, json};
use vmc_contract::{User, World};

fn path(owner: &User, sddc: &str, rest: &str) -> String {
    format!("/vmc/draas/api/orgs/{}/sddcs/{sddc}/site-recovery{rest}", owner.org())
}

/// Returns the state of a site recovery, and those of its appliances.
async fn states(owner: &User, sddc: &str) -> Value {
    let recovery = owner.get(&path(owner, sddc, "")).await.expect(200).body;
    let srm: Vec<_> = recovery["srm_nodes"].as_array().unwrap().iter().map(|node| node["state"].clone()).collect();
    json!([recovery["site_recovery_state"], recovery["vr_node"]["state"], srm])
}

/// Sends a request that starts a task of site recovery, and returns the task after half a minute.
async fn after(world: &World, owner: &User, method: &str, path: &str, body: Value) -> Value {
    let task = owner.send(method, path, Some(&body)).await.expect(200).text_at("id");
    world.advance("30s").await;
    owner.get(&format!("/vmc/draas/api/orgs/{}/tasks/{task}", owner.org())).await.expect(200).body
}

#[tokio::test]
async fn what_fails_is_shown_and_can_be_repeated() {
    let world = World::new().await;
    let owner = world.owner().await;
    let sddc = owner.create_sddc("a").await.expect(202).text_at("resource_id");
    world.advance("2m").await;
    let (owner, all, nodes) = (&owner, path(&owner, &sddc, ""), path(&owner, &sddc, "/srm-nodes"));
    let fails = |kind: &str| json!({"when": {"task_kind": kind}, "times": 1, "then": {"task_fails": {"at": 70, "message": "no"}}});
    for (kind, method, failed, done) in [
        (
            "SITE-RECOVERY-ACTIVATE",
            "POST",
            json!(["FAILED", "FAILED", ["FAILED"]]),
            json!(["ACTIVATED", "READY", ["READY"]]),
        ),
        (
            "SITE-RECOVERY-DEACTIVATE",
            "DELETE",
            json!(["FAILED", "FAILED", ["FAILED"]]),
            json!(["DEACTIVATED", null, []]),
        ),
    ] {
        add(&world, &fails(kind)).await;
        let task = after(&world, owner, method, &all, json!({})).await;
        assert_eq!((&task["status"], &task["error_message"]), (&json!("FAILED"), &json!("no")));
        assert_eq!(states(owner, &sddc).await, failed);
        assert_eq!(after(&world, owner, method, &all, json!({})).await["status"], "FINISHED");
        assert_eq!(states(owner, &sddc).await, done);
    }
    after(&world, owner, "POST", &all, json!({})).await;

    // A rule about the SDDC strikes the tasks of its nodes too.
    let about = json!({"when": {"resource": sddc}, "times": 1, "then": {"task_fails": {"at": 50, "message": "no"}}});
    let rule = add(&world, &about).await;
    let body = json!({"srm_extension_key_suffix": "b"});
    assert_eq!(after(&world, owner, "POST", &nodes, body.clone()).await["status"], "FAILED");
    assert_eq!(counts(&world, rule).await.1, 1);
    assert_eq!(states(owner, &sddc).await, json!(["ACTIVATED", "READY", ["READY", "FAILED"]]));
    let task = after(&world, owner, "POST", &nodes, body).await;
    assert_eq!(states(owner, &sddc).await, json!(["ACTIVATED", "READY", ["READY", "READY"]]));

    let one = format!("{nodes}/{}", task["resource_id"].as_str().unwrap());
    add(&world, &fails("SRM-NODE-DELETE")).await;
    assert_eq!(after(&world, owner, "DELETE", &one, json!({})).await["status"], "FAILED");
    assert_eq!(states(owner, &sddc).await, json!(["ACTIVATED", "READY", ["READY", "FAILED"]]));
    assert_eq!(after(&world, owner, "DELETE", &one, json!({})).await["status"], "FINISHED");
    assert_eq!(states(owner, &sddc).await, json!(["ACTIVATED", "READY", ["READY"]]));
}
