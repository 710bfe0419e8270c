//! Tests of SDDCs over time: the visible state, the operations that each state permits, and deletion.

use serde_json::{Value, json};
use vmc_contract::{User, World};

const NOT_DELETABLE: &str =
    "Sddc is currently not in a state where it can be deleted. Please try once the status is READY or FAILED.";

/// A world, its owner, an SDDC that is being made, and the task that makes it.
async fn deploying() -> (World, User, String, String) {
    let world = World::new().await;
    let owner = world.owner().await;
    let task = owner.create_sddc("a").await.expect(202);
    (world, owner, task.text_at("resource_id"), task.text_at("id"))
}

async fn ready() -> (World, User, String, String) {
    let stage = deploying().await;
    stage.0.advance("74s").await;
    stage
}

async fn state(owner: &User, sddc: &str) -> String {
    owner.sddc(sddc).await.expect(200).text_at("sddc_state")
}

fn names(list: &Value) -> Vec<&str> {
    list.as_array().expect("a list").iter().filter_map(|item| item["name"].as_str()).collect()
}

/// Recorded of the simulated provider: hosts are ready 5 s after the request, the task is over after 73 s.
#[tokio::test]
async fn hosts_come_first_and_addresses_later() {
    let (world, owner, sddc, task) = deploying().await;
    let mut seen = Vec::new();
    for second in 0..75 {
        let shown = owner.sddc(&sddc).await.expect(200).body;
        let config = &shown["resource_config"];
        let host = config["esx_hosts"][0]["esx_state"].as_str().expect("a host state").to_owned();
        let cluster = config["clusters"][0]["cluster_state"].as_str().expect("a cluster state").to_owned();
        let there = ["vc_url", "nsx_mgr_url", "cloud_username"].map(|name| config[name].is_string());
        let now = (host, cluster, there, shown["sddc_state"].as_str().unwrap_or_default().to_owned());
        if seen.last().is_none_or(|(_, before)| *before != now) {
            seen.push((second, now));
        }
        world.advance("1s").await;
    }
    let hosts: Vec<_> = seen.iter().map(|(second, (host, ..))| (*second, host.as_str())).collect();
    let first_ready = hosts.iter().find(|(_, state)| *state == "READY").map(|(second, _)| *second);
    assert!(first_ready.is_some_and(|second| (5..=6).contains(&second)), "{hosts:?}");
    let mut states: Vec<_> = hosts.iter().map(|(_, state)| *state).collect();
    states.dedup();
    assert_eq!(states, ["DEPLOYING", "INITIALIZING", "PROVISIONED", "ADDING_TO_VCENTER", "READY"]);
    assert!(seen[0].1.2 == [false; 3] && seen.last().unwrap().1.2 == [true; 3], "{seen:?}");
    // What was there once does not go away again, and everything is there when the SDDC is ready.
    for pair in seen.windows(2) {
        for (before, after) in pair[0].1.2.iter().zip(pair[1].1.2) {
            assert!(after || !before, "{seen:?}");
        }
    }
    let (second, (_, cluster, ..)) = seen.iter().find(|(_, now)| now.3 == "READY").expect("it gets ready");
    assert_eq!((*second, cluster.as_str()), (74, "READY"));
    assert_eq!(owner.task(&task).await.body["end_time"], "2026-01-05T08:01:13.176000Z");
    let since = owner.sddc(&sddc).await.body["resource_config"]["esx_hosts"][0]["state_last_updated"].clone();
    let text = since.as_str().expect("a time");
    assert!(text.starts_with("2026-01-05T08:00:0") && text.len() == "2026-01-05T08:00:00.000Z".len(), "{text}");
    let primary = owner.get(&owner.org_path(&format!("/sddcs/{sddc}/primarycluster"))).await.expect(200).body;
    assert_eq!(primary, owner.sddc(&sddc).await.body["resource_config"]["clusters"][0]);
    assert_eq!((&primary["cluster_name"], &primary["cluster_state"]), (&json!("Cluster-1"), &json!("READY")));
}

#[tokio::test]
async fn a_simulated_provider_has_no_nsx_proxy_and_a_single_host_an_end() {
    let (_, owner, sddc, _) = ready().await;
    let shown = owner.sddc(&sddc).await.expect(200).body;
    let config = &shown["resource_config"];
    for name in ["nsx_reverse_proxy_url", "nsx_api_public_endpoint_url"] {
        assert!(config[name].is_null(), "{name}: {}", config[name]);
    }
    assert_eq!(shown["sddc_type"], "1NODE");
    // Sixty days, to the padded millisecond. Recorded.
    assert_eq!(shown["created"], "2026-01-05T08:00:00.000123Z");
    assert_eq!(shown["expiration_date"], "2026-03-06T08:00:00.000123Z");
    assert!(config["esx_hosts"][0]["name"].as_str().is_some_and(|name| name.starts_with("Not Really ESX")));
    let two = json!({"name": "b", "num_hosts": 2, "provider": "ZEROCLOUD"});
    let two = owner.create(&two).await.expect(202).text_at("resource_id");
    let shown = owner.sddc(&two).await.expect(200).body;
    assert_eq!((&shown["expiration_date"], &shown["sddc_type"]), (&Value::Null, &Value::Null));
}

/// Sixty days were recorded in one year; other years are not established.
#[tokio::test]
async fn the_days_of_a_single_host_can_be_set() {
    let world = World::with(json!({"org_properties": {"singleHostDays": "30"}})).await;
    let owner = world.owner().await;
    let sddc = owner.create_sddc("a").await.expect(202).text_at("resource_id");
    assert_eq!(owner.sddc(&sddc).await.body["expiration_date"], "2026-02-04T08:00:00.000123Z");
}

#[tokio::test]
async fn a_new_name_shows_at_once() {
    let (world, owner, sddc, task) = deploying().await;
    let path = owner.org_path(&format!("/sddcs/{sddc}"));
    let member = world.user("member").await;
    world.advance("1s").await;
    let before = owner.sddc(&sddc).await.body;
    let renamed = member.patch(&path, &json!({"name": "b"})).await.expect(200).body;
    assert_eq!(renamed, owner.sddc(&sddc).await.body);
    assert_eq!((&renamed["name"], &renamed["user_name"]), (&json!("b"), &json!("owner@vmcsim.example")));
    assert_eq!(renamed["updated_by_user_name"], "member@vmcsim.example");
    assert_eq!(renamed["version"], json!(before["version"].as_i64().unwrap() + 1));
    assert_eq!(names(&owner.sddcs().await.body), ["b"]);
    world.advance("2m").await;
    assert_eq!(owner.task(&task).await.body["status"], "FINISHED");
    assert_eq!(owner.patch(&path, &json!({"name": "c"})).await.expect(200).body["name"], "c");
    owner.delete_sddc(&sddc).await.expect(202);
    owner.patch(&path, &json!({"name": "d"})).await.expect(400).refusal();
    world.advance("10m").await;
    owner.patch(&path, &json!({"name": "d"})).await.expect(400).refusal();
    assert_eq!(owner.sddc(&sddc).await.body["name"], "c");
}

#[tokio::test]
async fn deletion_waits_for_ready_unless_it_is_forced() {
    let (world, owner, sddc, task) = deploying().await;
    for query in ["", "?force=false", "?force=False", "?retain_configuration=true"] {
        let path = owner.org_path(&format!("/sddcs/{sddc}{query}"));
        // Recorded.
        assert_eq!(owner.delete(&path).await.expect(400).refusal(), [NOT_DELETABLE], "{query}");
    }
    world.advance("30s").await;
    assert_eq!(state(&owner, &sddc).await, "DEPLOYING");
    let path = owner.org_path(&format!("/sddcs/{sddc}?force=true"));
    let deletion = owner.delete(&path).await.expect(202);
    assert_eq!((&deletion.body["task_type"], &deletion.body["resource_id"]), (&json!("SDDC-DELETE"), &json!(sddc)));
    assert_eq!(state(&owner, &sddc).await, "DELETING");
    assert_eq!(owner.task(&task).await.body["status"], "CANCELED");
    // A deletion under way is not begun again, forced or not.
    for path in [path.clone(), owner.org_path(&format!("/sddcs/{sddc}"))] {
        assert_eq!(owner.delete(&path).await.expect(400).refusal(), [NOT_DELETABLE]);
    }
    // What the provisioning had still promised does not come true.
    world.advance("1d").await;
    let owner = world.owner().await;
    assert_eq!(state(&owner, &sddc).await, "DELETED");
    assert_eq!(owner.task(&deletion.text_at("id")).await.body["status"], "FINISHED");
    assert_eq!(owner.task(&task).await.body["status"], "CANCELED");
    owner.delete(&path).await.expect(404).refusal();
}

/// Recorded: 0 percent and no estimate until it is over.
#[tokio::test]
async fn a_deletion_tells_no_progress() {
    let (world, owner, sddc, _) = ready().await;
    let task = owner.delete_sddc(&sddc).await.expect(202).text_at("id");
    let mut seen = Vec::new();
    for _ in 0..30 {
        let task = owner.task(&task).await.expect(200).body;
        seen.push(["status", "progress_percent", "estimated_remaining_minutes"].map(|key| task[key].clone()));
        world.advance("1s").await;
    }
    seen.dedup();
    let wanted = [[json!("STARTED"), json!(0), json!(-1)], [json!("FINISHED"), json!(100), json!(0)]];
    assert_eq!(seen, wanted);
}

#[tokio::test]
async fn what_is_deleted_is_listed_only_on_request() {
    let (world, owner, sddc, _) = ready().await;
    owner.create_sddc("b").await.expect(202);
    let all = owner.org_path("/sddcs?includeDeleted=true");
    owner.delete_sddc(&sddc).await.expect(202);
    assert_eq!(names(&owner.sddcs().await.body), ["a", "b"], "still there");
    world.advance("10m").await;
    assert_eq!(names(&owner.sddcs().await.body), ["b"]);
    assert_eq!(names(&owner.get(&all).await.expect(200).body), ["a", "b"]);
    assert_eq!(names(&owner.get(&owner.org_path("/sddcs?includeDeleted=False")).await.body), ["b"]);
    let gone = owner.sddc(&sddc).await.expect(200).body;
    assert_eq!(
        (&gone["sddc_state"], &gone["resource_config"]["sddc_desired_state"]),
        (&json!("DELETED"), &json!(false))
    );
    owner.delete_sddc(&sddc).await.expect(404).refusal();
}

#[tokio::test]
async fn a_configuration_can_be_kept() {
    let (world, owner, sddc, _) = ready().await;
    let path = |query: &str| owner.org_path(&format!("/sddcs/{sddc}?{query}"));
    owner.delete(&path("template_name=x")).await.expect(400).refusal();
    owner.delete(&path("template_name=x&retain_configuration=false")).await.expect(400).refusal();
    assert_eq!(state(&owner, &sddc).await, "READY");
    owner.delete(&path("retain_configuration=true&template_name=x")).await.expect(202);
    world.advance("10m").await;
    assert_eq!(state(&owner, &sddc).await, "DELETED");
    // Only of an SDDC that is in use.
    let (world, owner, sddc, task) = deploying().await;
    owner.cancel(&task).await.expect(200);
    world.advance("10m").await;
    assert_eq!(state(&owner, &sddc).await, "CANCELED");
    owner.delete(&owner.org_path(&format!("/sddcs/{sddc}?retain_configuration=true"))).await.expect(400).refusal();
    owner.delete_sddc(&sddc).await.expect(202);
}

#[tokio::test]
async fn a_provisioning_can_be_cancelled() {
    let (world, owner, sddc, task) = deploying().await;
    world.advance("20s").await;
    let answer = owner.cancel(&task).await.expect(200);
    assert_eq!((&answer.body["status"], &answer.body["id"]), (&json!("CANCELING"), &json!(task)));
    assert_eq!((state(&owner, &sddc).await, &answer.body["end_time"]), ("DEPLOYING".to_owned(), &Value::Null));
    // Of all that was to come only the end is left.
    let clock = world.control("GET", "/clock", &Value::Null).await.expect(200).body;
    assert_eq!(clock["next_due"], "2026-01-05T08:01:20.123Z");
    let twice = owner.cancel(&task).await.expect(400);
    assert_eq!(twice.refusal(), [format!("Cannot cancel task: {task} in CANCELING state.")]);
    assert_eq!(owner.delete_sddc(&sddc).await.expect(400).refusal(), [NOT_DELETABLE]);
    world.advance("1m").await;
    let over = owner.task(&task).await.expect(200).body;
    assert_eq!((&over["status"], &over["sub_status"]), (&json!("CANCELED"), &json!("CANCELED")));
    // It stopped where it was when it was told to.
    assert_eq!(over["progress_percent"], json!(27));
    assert_eq!(state(&owner, &sddc).await, "CANCELED");
    world.advance("10m").await;
    assert_eq!(state(&owner, &sddc).await, "CANCELED", "the plan is forgotten");
    owner.delete_sddc(&sddc).await.expect(202);
    world.advance("10m").await;
    assert_eq!(state(&owner, &sddc).await, "DELETED");
}

#[tokio::test]
async fn what_is_over_or_a_deletion_cannot_be_cancelled() {
    let (_, owner, sddc, task) = ready().await;
    // Recorded.
    let said = owner.cancel(&task).await.expect(400).refusal();
    assert_eq!(said, [format!("Cannot cancel task: {task} in FINISHED state.")]);
    let deletion = owner.delete_sddc(&sddc).await.expect(202).text_at("id");
    owner.cancel(&deletion).await.expect(400).refusal();
    assert_eq!(owner.task(&deletion).await.body["status"], "STARTED");
}

/// Recorded for one host on AWS: 121 minutes, told as a share of what is left.
#[tokio::test]
async fn progress_and_estimate_go_together() {
    let world = World::new().await;
    let config = json!({"name": "a", "num_hosts": 1, "provider": "AWS", "sddc_type": "1NODE"});
    let task = world.owner().await.create(&config).await.expect(202).text_at("id");
    let mut last = (0, 122);
    for minute in 0..=121 {
        let task = world.owner().await.task(&task).await.expect(200).body;
        let number = |key: &str| task[key].as_i64().expect("a number");
        let now = (number("progress_percent"), number("estimated_remaining_minutes"));
        assert!(now.0 >= last.0 && now.1 < last.1, "minute {minute}: {now:?} after {last:?}");
        assert_eq!(now.1, 121 - minute);
        let wanted = if minute == 121 { "FINISHED" } else { "STARTED" };
        assert_eq!(task["status"], wanted, "minute {minute}");
        last = now;
        world.advance("1m").await;
    }
    assert_eq!(last, (100, 0));
}

#[tokio::test]
async fn lists_can_be_filtered() {
    let (world, owner, sddc, _) = ready().await;
    owner.create_sddc("b").await.expect(202);
    owner.delete_sddc(&sddc).await.expect(202);
    world.advance("30s").await;
    let kinds = async |filter: &str| {
        let path = owner.org_path("/tasks");
        let tasks =
            owner.ask("GET", &format!("{path}?$filter={}", filter.replace(' ', "%20")), &[], "").await.expect(200).body;
        let kind = |task: &Value| task["task_type"].as_str().map(str::to_owned);
        tasks.as_array().expect("a list").iter().filter_map(kind).collect::<Vec<_>>()
    };
    assert_eq!(kinds("(status eq 'STARTED')").await, ["SDDC-PROVISION"]);
    assert_eq!(kinds("status eq 'FINISHED' and task_type eq 'SDDC-DELETE'").await, ["SDDC-DELETE"]);
    assert_eq!(kinds(&format!("resource_id eq {sddc}")).await, ["SDDC-PROVISION", "SDDC-DELETE"]);
    assert_eq!(kinds("created gt 2026-01-05T08:01:00Z").await, ["SDDC-PROVISION", "SDDC-DELETE"]);
    assert_eq!(kinds("status eq 'FAILED'").await, [""; 0]);
    assert_eq!(kinds("").await.len(), 3, "an empty filter is none");
    for (query, wanted) in [
        ("$filter=name%20eq%20'b'", &["b"][..]),
        ("$filter=sddc_state%20eq%20'DELETED'", &[]),
        ("$filter=sddc_state%20eq%20'DELETED'&includeDeleted=true", &["a"]),
        ("%24filter=startswith(name,%20'b')", &["b"]),
    ] {
        let list = owner.get(&owner.org_path(&format!("/sddcs?{query}"))).await.expect(200).body;
        assert_eq!(names(&list), wanted, "{query}");
    }
}
