//! Checks that a server can read every world document that a server exports, including those exported during
//! operations and after faults.

use serde_json::{Value, json};
use vmc_contract::{User, World};

const SIMULATED: &str = r#"{"name": "a", "num_hosts": 2, "provider": "ZEROCLOUD"}"#;

async fn ready() -> (World, User, String) {
    let world = World::new().await;
    let (owner, sddc) = world.ready_sddc(&serde_json::from_str(SIMULATED).unwrap()).await;
    (world, owner, sddc)
}

/// Makes another world of the document of this one.
async fn read_back(world: &World) -> World {
    let document = world.control("GET", "/export", &Value::Null).await.expect(200).body;
    world.target().made_from(json!({"from": {"export": document}})).await
}

#[tokio::test]
async fn an_sddc_goes_in_the_midst_of_tasks_on_its_names_and_addresses() {
    let (world, owner, sddc) = ready().await;
    let at = |rest: &str| owner.org_path(&format!("/sddcs/{sddc}{rest}"));
    for name in ["kept", "released"] {
        owner.post(&at("/publicips"), &json!({"count": 1, "names": [name]})).await.expect(202);
    }
    world.advance("10m").await;
    let held = owner.get(&at("/publicips")).await.expect(200).body;
    let released = held[1]["allocation_id"].as_str().unwrap();
    owner.delete(&at(&format!("/publicips/{released}"))).await.expect(202);
    owner.post(&at("/publicips"), &json!({"count": 1, "names": ["never"]})).await.expect(202);
    owner.send("PUT", &at("/dns/private"), None).await.expect(202);
    let fails = json!({"when": {"task_kind": "SDDC-DELETE"}, "times": 1, "then": {"task_fails": {"at": 50}}});
    world.control("POST", "/faults", &fails).await.expect(201);
    owner.delete_sddc(&sddc).await.expect(202);
    read_back(&world).await;
    // The deletion fails; what was under way is as if it had never been asked for.
    world.advance("10m").await;
    read_back(&world).await;
    let owner = world.owner().await;
    assert_eq!(owner.sddc(&sddc).await.expect(200).body["sddc_state"], "DELETION_FAILED");
    assert_eq!(owner.get(&at("/publicips")).await.expect(200).body, held);
    for task in owner.get(&owner.org_path("/tasks")).await.expect(200).body.as_array().unwrap() {
        assert_ne!(task["status"], "STARTED", "{task}");
    }
    owner.delete_sddc(&sddc).await.expect(202);
    world.advance("10m").await;
    read_back(&world).await;
}

#[tokio::test]
async fn no_host_is_going_to_fail_of_sddcs_that_are_forgotten() {
    let late = json!({"host_fails": {"after": "8000h"}});
    let rules = json!([
        {"when": {"task_kind": "SDDC-DELETE"}, "then": late},
        {"when": {"operation": "DeleteSddc"}, "then": late},
    ]);
    let world = World::with(json!({"pacing": {"preset": "instant"}, "faults": rules})).await;
    let owner = world.owner().await;
    for _ in 0..201 {
        let sddc = owner.create(&serde_json::from_str(SIMULATED).unwrap()).await.expect(202).text_at("resource_id");
        owner.delete_sddc(&sddc).await.expect(202);
    }
    let agenda = world.control("GET", "/agenda", &Value::Null).await.expect(200).body;
    assert_eq!((&agenda["due"], &agenda["waiting"]), (&json!([]), &json!([])));
    read_back(&world).await;
}

/// A clock that begins where none can stand is refused at once, not when its world is read again.
#[tokio::test]
async fn a_world_begins_within_the_time_that_there_is() {
    let world = World::new().await;
    let make = async |at: &str| world.target().anyone().post("/_vmcsim/worlds", &json!({"at": at, "rate": 0})).await;
    for (at, reason) in [
        ("9999-01-01T00:00:00Z", "past 9000-01-01"),
        ("9000-01-01T00:00:00.001Z", "past 9000-01-01"),
        ("1969-12-31T23:59:59Z", "before 1970-01-01"),
        ("0001-01-01T00:00:00Z", "before 1970-01-01"),
    ] {
        let refusal = make(at).await.expect(400).refusal();
        assert!(refusal[0].contains(reason), "{at}: {refusal:?}");
    }
    for at in ["1970-01-01T00:00:00Z", "9000-01-01T00:00:00Z"] {
        let world = World::with(json!({"at": at})).await;
        world.owner().await.sddcs().await.expect(200);
        read_back(&world).await;
    }
}

/// Nobody holds a token of a time that a world has not come to.
#[tokio::test]
async fn a_token_from_before_a_new_beginning_is_worth_nothing() {
    let world = World::new().await;
    world.advance("30d").await;
    let owner = world.owner().await;
    owner.sddcs().await.expect(200);
    world.control("POST", "/reset", &Value::Null).await.expect(200);
    owner.sddcs().await.expect(401);
    world.owner().await.sddcs().await.expect(200);
    world.advance("10d").await;
    owner.sddcs().await.expect(401);
}

#[tokio::test]
async fn a_copy_can_be_made_without_the_faults_of_its_original() {
    let world = World::new().await;
    let rule = json!({"when": {"operation": "ListSddcs"}, "then": {"error": {"status": 503}}});
    world.control("POST", "/faults", &rule).await.expect(201);
    let fork = |faults: Value| json!({"from": {"fork": world.view["id"]}, "faults": faults});
    let without = world.target().made_from(fork(json!([]))).await;
    without.owner().await.sddcs().await.expect(200);
    without.control("POST", "/reset", &Value::Null).await.expect(200);
    without.owner().await.sddcs().await.expect(200);
    let with = world.target().made_from(json!({"from": {"fork": world.view["id"]}})).await;
    with.owner().await.sddcs().await.expect(503);
}

/// Of a parameter that is sent twice, the last is read, and the journal says so.
#[tokio::test]
async fn a_parameter_that_is_sent_twice_is_not_passed_over() {
    let world = World::new().await;
    let owner = world.owner().await;
    owner.get(&owner.org_path("/sddcs?includeDeleted=true&includeDeleted=false")).await.expect(200);
    let page = world.control("GET", "/journal?last=1", &Value::Null).await.expect(200).body;
    assert_eq!(page["entries"][0]["unread"], json!(["query.includeDeleted"]));
}

#[tokio::test]
async fn a_world_has_one_source() {
    let world = World::new().await;
    for from in [json!({}), json!({"seed": 1, "fork": "default"}), json!({"export": {}, "named": "demo"})] {
        let refusal =
            world.target().anyone().post("/_vmcsim/worlds", &json!({"from": from})).await.expect(400).refusal();
        assert!(refusal[0].contains("one of seed, export, fork, named and description"), "{refusal:?}");
    }
}
