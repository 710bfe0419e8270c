//! Tests of task faults: failing, getting stuck, taking longer, and being cancelled by the service.

use crate::faults::{add, counts, simulated};
use serde_json::{Value, json};
use vmc_contract::{Answer, User, World};

const PROVISION: &str = "SDDC-PROVISION";

async fn task(world: &World, id: &str) -> Answer {
    world.owner().await.task(id).await.expect(200)
}

async fn state(world: &World, sddc: &str) -> Value {
    world.owner().await.sddc(sddc).await.expect(200).body["sddc_state"].clone()
}

/// Asks for an SDDC. Returns the ids of task and SDDC.
async fn create(owner: &User, name: &str) -> (String, String) {
    let task = owner.create(&simulated(name, 2)).await.expect(202);
    (task.text_at("id"), task.text_at("resource_id"))
}

/// At its time, with its words; the SDDC is FAILED, and can be deleted and made again.
#[tokio::test]
async fn a_provisioning_fails_as_it_would_by_itself() {
    let world = World::new().await;
    let message = "com.vmware.skyscraper.common.SkyscraperException: Out of hosts in pdx2:skyscraper.hosts";
    let then = json!({"task_fails": {"at": 30, "message": message}});
    let rule = add(&world, &json!({"when": {"task_kind": PROVISION}, "times": 1, "then": then})).await;
    let (id, sddc) = create(&world.owner().await, "a").await;
    world.advance("21s").await;
    assert_eq!(
        (task(&world, &id).await.text_at("status"), state(&world, &sddc).await),
        ("STARTED".into(), json!("DEPLOYING"))
    );
    world.advance("1s").await;
    let failed = task(&world, &id).await;
    assert_eq!((failed.text_at("status"), failed.text_at("error_message")), ("FAILED".into(), message.into()));
    assert_eq!(
        (&failed.body["progress_percent"], &failed.body["end_time"]),
        (&json!(30), &json!("2026-01-05T08:00:22.038000Z"))
    );
    assert_eq!(state(&world, &sddc).await, "FAILED");
    let owner = world.owner().await;
    let deletion = owner.delete_sddc(&sddc).await.expect(202).text_at("id");
    let (second, _) = create(&owner, "a").await;
    world.advance("2m").await;
    for id in [deletion, second] {
        assert_eq!(task(&world, &id).await.text_at("status"), "FINISHED");
    }
    assert_eq!(counts(&world, rule).await, (2, 1));
}

/// Without a word of its own it says what the service says of its own faults.
#[tokio::test]
async fn a_failure_has_words_by_itself_and_a_time() {
    for (at, instant) in [(0, "2026-01-05T08:00:00.123000Z"), (100, "2026-01-05T08:01:13.176000Z")] {
        let world = World::new().await;
        add(&world, &json!({"then": {"task_fails": {"at": at}}})).await;
        let (id, sddc) = create(&world.owner().await, "a").await;
        world.advance("2m").await;
        let failed = task(&world, &id).await;
        assert_eq!((failed.text_at("status"), failed.text_at("end_time").as_str()), ("FAILED".into(), instant));
        let message = failed.text_at("error_message");
        assert!(message.starts_with("com.vmware.skyscraper.common.SkyscraperException: "), "{message}");
        assert_eq!(state(&world, &sddc).await, "FAILED");
    }
}

/// For ever: time changes nothing, and skipping has nothing to skip to. Who waits may cancel.
#[tokio::test]
async fn a_stuck_task_stays_where_it_is_until_it_is_cancelled() {
    for pacing in ["realistic", "instant", "manual"] {
        let world = World::with(json!({"pacing": {"preset": pacing}})).await;
        add(&world, &json!({"when": {"task_kind": PROVISION}, "then": {"task_sticks": {"at": 42}}})).await;
        let (id, sddc) = create(&world.owner().await, "a").await;
        if pacing == "manual" {
            world.skip().await;
        }
        while world.control("GET", "/clock", &Value::Null).await.body["next_due"] != Value::Null {
            world.skip().await;
        }
        let now = world.control("GET", "/clock", &Value::Null).await.body["now"].clone();
        assert_eq!(world.skip().await.body["now"], now, "{pacing}");
        world.advance("1m").await;
        let stuck = task(&world, &id).await.body;
        for (key, value) in [("status", json!("STARTED")), ("end_time", Value::Null), ("progress_percent", json!(42))] {
            assert_eq!(stuck[key], value, "{pacing}");
        }
        world.advance("100d").await;
        let owner = world.owner().await;
        assert_eq!(owner.task(&id).await.expect(200).body, stuck, "{pacing}");
        assert_eq!(owner.sddc(&sddc).await.expect(200).body["sddc_state"], "DEPLOYING");
        owner.delete_sddc(&sddc).await.expect(400).refusal();
        owner.cancel(&id).await.expect(200);
        world.advance("1m").await;
        let canceled = owner.task(&id).await.expect(200).body;
        assert_eq!((&canceled["status"], &canceled["progress_percent"]), (&json!("CANCELED"), &json!(42)), "{pacing}");
        assert_eq!(owner.sddc(&sddc).await.expect(200).body["sddc_state"], "CANCELED");
    }
}

#[tokio::test]
async fn a_slow_task_takes_so_many_times_as_long() {
    let world = World::new().await;
    add(&world, &json!({"then": {"task_slows": {"factor": 10}}})).await;
    let (id, sddc) = create(&world.owner().await, "a").await;
    world.advance("73s").await;
    assert_eq!(task(&world, &id).await.body["progress_percent"], 9);
    world.advance("657s").await;
    assert_eq!(state(&world, &sddc).await, "DEPLOYING");
    world.advance("1s").await;
    let done = task(&world, &id).await;
    assert_eq!(
        (done.text_at("status"), done.text_at("end_time")),
        ("FINISHED".into(), "2026-01-05T08:12:10.653000Z".into())
    );
    assert_eq!(state(&world, &sddc).await, "READY");
}

/// The service may cancel what a user may not.
#[tokio::test]
async fn the_service_cancels_a_task() {
    let world = World::new().await;
    add(&world, &json!({"when": {"task_kind": PROVISION}, "times": 1, "then": {"task_is_canceled": {"at": 50}}})).await;
    let (id, sddc) = create(&world.owner().await, "a").await;
    world.advance("37s").await;
    let canceled = task(&world, &id).await.body;
    assert_eq!((&canceled["status"], &canceled["progress_percent"]), (&json!("CANCELED"), &json!(50)));
    assert_eq!((&canceled["error_message"], state(&world, &sddc).await), (&Value::Null, json!("CANCELED")));

    let (owner, sddc) = world.ready_sddc(&simulated("b", 2)).await;
    add(&world, &json!({"when": {"task_kind": "ESX-ADD"}, "then": {"task_is_canceled": {"at": 50}}})).await;
    let task_id = owner.change_esxs(&sddc, "add", &json!({"num_hosts": 1})).await.expect(202).text_at("id");
    owner.cancel(&task_id).await.expect(400).refusal();
    world.advance("1m").await;
    assert_eq!(task(&world, &task_id).await.text_at("status"), "CANCELED");
    let hosts = &owner.clusters(&sddc).await[0]["esx_host_list"];
    assert_eq!(hosts.as_array().map(Vec::len), Some(2), "undone");
}

/// A deletion that fails leaves an SDDC that can be deleted again, and nothing else.
#[tokio::test]
async fn a_deletion_fails_and_can_be_tried_again() {
    for fault in ["task_fails", "task_is_canceled"] {
        let world = World::new().await;
        let (owner, sddc) = world.ready_sddc(&simulated("a", 2)).await;
        let then = json!({fault: {"at": 80}});
        add(&world, &json!({"when": {"task_kind": "SDDC-DELETE"}, "times": 1, "then": then})).await;
        owner.delete_sddc(&sddc).await.expect(202);
        world.advance("10m").await;
        let owner = world.owner().await;
        assert_eq!(owner.sddc(&sddc).await.expect(200).body["sddc_state"], "DELETION_FAILED", "{fault}");
        assert_eq!(owner.sddcs().await.body.as_array().map(Vec::len), Some(1));
        owner.create_cluster(&sddc, &json!({"num_hosts": 2})).await.expect(400).refusal();
        owner.delete_sddc(&sddc).await.expect(202);
        world.advance("10m").await;
        assert_eq!(state(&world, &sddc).await, "DELETED", "{fault}");
    }
}

#[tokio::test]
async fn tasks_on_parts_fail_and_are_undone() {
    let world = World::new().await;
    let (owner, sddc) = world.ready_sddc(&simulated("a", 2)).await;
    for kind in ["CLUSTER-CREATE", "ESX-ADD", "PUBLIC-IP-ALLOCATE"] {
        add(&world, &json!({"when": {"task_kind": kind}, "then": {"task_fails": {"at": 50, "message": "no"}}})).await;
    }
    let before = owner.clusters(&sddc).await[0]["esx_host_list"].clone();
    let ips = owner.org_path(&format!("/sddcs/{sddc}/publicips"));
    let body = json!({"count": 1, "names": ["web"], "host_count": 1, "private_ips": [], "workload_network_id": null});
    for asked in [
        owner.change_esxs(&sddc, "add", &json!({"num_hosts": 1})).await,
        owner.create_cluster(&sddc, &json!({"num_hosts": 2})).await,
        owner.post(&ips, &body).await,
    ] {
        let id = asked.expect(202).text_at("id");
        world.advance("15m").await;
        let failed = task(&world, &id).await;
        assert_eq!((failed.text_at("status"), failed.text_at("error_message")), ("FAILED".into(), "no".into()));
    }
    let owner = world.owner().await;
    let clusters = owner.clusters(&sddc).await;
    assert_eq!((&clusters[0]["esx_host_list"], &clusters[1]["cluster_state"]), (&before, &json!("FAILED")));
    assert_eq!(owner.get(&ips).await.expect(200).body, json!([]));
}

#[tokio::test]
async fn a_rule_knows_a_task_by_operation_resource_and_caller() {
    let world = World::new().await;
    let (owner, sddc) = world.ready_sddc(&simulated("prod", 2)).await;
    let cluster = owner.clusters(&sddc).await[0]["cluster_id"].clone();
    let add_host = json!({"num_hosts": 1});
    for (when, fits) in [
        (json!({"operation": "ChangeEsxs"}), true),
        (json!({"operation": "CreateSddc"}), false),
        (json!({"resource": "prod"}), true),
        (json!({"resource": "test"}), false),
        (json!({"resource": sddc}), true),
        (json!({"resource": cluster}), true),
        (json!({"resource": "Cluster-1"}), true),
        (json!({"resource": "Cluster-2"}), false),
        (json!({"caller": "owner", "task_kind": "ESX-ADD"}), true),
        (json!({"caller": "reader"}), false),
        (json!({"task_kind": "ESX-REMOVE"}), false),
    ] {
        let rule = add(&world, &json!({"when": when, "then": {"task_fails": {"at": 10}}})).await;
        let owner = world.owner().await;
        let id = owner.change_esxs(&sddc, "add", &add_host).await.expect(202).text_at("id");
        world.advance("5m").await;
        let status = task(&world, &id).await.text_at("status");
        assert_eq!(
            (status.as_str(), counts(&world, rule).await.1 == 1),
            (if fits { "FAILED" } else { "FINISHED" }, fits),
            "{when}"
        );
        world.control("DELETE", "/faults", &Value::Null).await.expect(204);
    }
}

/// What the service starts by itself is a task too; its caller is the service.
#[tokio::test]
async fn the_services_own_deletion_can_get_stuck() {
    let world = World::with(json!({"org_properties": {"singleHostDays": "1"}})).await;
    let config =
        json!({"name": "one", "num_hosts": 1, "sddc_type": "1NODE", "provider": "ZEROCLOUD", "region": "US_WEST_2"});
    let sddc = world.owner().await.create(&config).await.expect(202).text_at("resource_id");
    let when = json!({"task_kind": "SDDC-DELETE", "caller": "system", "resource": "one"});
    let rule = add(&world, &json!({"when": when, "then": {"task_sticks": {"at": 20}}})).await;
    world.advance("23h").await;
    assert_eq!((state(&world, &sddc).await, counts(&world, rule).await), (json!("READY"), (0, 0)));
    world.advance("20d").await;
    assert_eq!((state(&world, &sddc).await, counts(&world, rule).await), (json!("DELETING"), (1, 1)));
    let hosts = &world.owner().await.clusters(&sddc).await[0]["esx_host_list"];
    assert_eq!(hosts[0]["esx_state"], "DELETING", "10 % lie behind it, 70 % do not");
}
