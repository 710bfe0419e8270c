//! Hosts: adding, removing, disk groups, and checking beforehand.
//!
//! Operations: ChangeEsxs, PrecheckAddHosts.
//!
//! Refusals: ChangeEsxs.

use serde_json::{Value, json};
use vmc_contract::{User, World};

fn simulated(hosts: u32) -> Value {
    json!({"name": "sddc-1", "num_hosts": hosts, "provider": "ZEROCLOUD", "region": "US_WEST_2"})
}

async fn hosts(user: &User, sddc: &str, cluster: usize) -> Vec<Value> {
    user.clusters(sddc).await[cluster]["esx_host_list"].as_array().cloned().expect("a cluster has hosts")
}

fn states(hosts: &[Value]) -> Vec<&str> {
    hosts.iter().filter_map(|host| host["esx_state"].as_str()).collect()
}

/// The Terraform provider changes `num_host` by `add` and `remove` with a cluster's id.
#[tokio::test]
async fn hosts_come_and_go_step_by_step() {
    let world = World::new().await;
    let (owner, sddc) = world.ready_sddc(&simulated(3)).await;
    let there = hosts(&owner, &sddc, 0).await;
    let cluster = owner.clusters(&sddc).await[0]["cluster_id"].clone();
    let one = json!({"num_hosts": 1, "cluster_id": cluster});

    let task = owner.change_esxs(&sddc, "add", &one).await.expect(202);
    assert_eq!((task.text_at("task_type"), &task.body["params"]["clusterId"]), ("ESX-ADD".to_owned(), &cluster));
    for (pause, state) in
        [("0s", "DEPLOYING"), ("3s", "INITIALIZING"), ("6s", "PROVISIONED"), ("9s", "ADDING_TO_VCENTER")]
    {
        world.advance(pause).await;
        let now = hosts(&owner, &sddc, 0).await;
        assert_eq!(now[..3], there, "those that were there stay as they are");
        assert_eq!(now[3]["esx_state"], state);
        assert_eq!(owner.clusters(&sddc).await[0]["cluster_state"], "ADDING_HOSTS");
    }
    world.advance("12s").await;
    assert_eq!(owner.task(&task.text_at("id")).await.expect(200).body["status"], "FINISHED");
    let now = hosts(&owner, &sddc, 0).await;
    assert_eq!(states(&now), ["READY"; 4]);
    assert_eq!(owner.clusters(&sddc).await[0]["cluster_state"], "READY");
    // Recorded: the first hosts of the simulated provider have a zone, those added later have none.
    assert_eq!((&now[2]["availability_zone"], &now[3]["availability_zone"]), (&json!("us-west-2a"), &Value::Null));

    let chosen = json!({"num_hosts": 1, "cluster_id": cluster, "esxs": [there[1]["esx_id"]]});
    let task = owner.change_esxs(&sddc, "remove", &chosen).await.expect(202);
    assert_eq!(task.text_at("task_type"), "ESX-REMOVE");
    for (pause, state) in [("0s", "DELETING"), ("9s", "DELETING_FROM_VCENTER"), ("12s", "PENDING_CLOUD_DELETION")] {
        world.advance(pause).await;
        assert_eq!(states(&hosts(&owner, &sddc, 0).await), ["READY", state, "READY", "READY"]);
    }
    world.advance("9s").await;
    let now = hosts(&owner, &sddc, 0).await;
    assert!(now.len() == 3 && now.iter().all(|host| host["esx_id"] != there[1]["esx_id"]), "{now:?}");
    assert_eq!(owner.clusters(&sddc).await[0]["cluster_capacity"]["total_number_of_cores"], 3 * 36);
}

/// Without an action hosts are added, and without a cluster it is the first.
#[tokio::test]
async fn what_is_not_said_has_its_default() {
    let world = World::with(json!({"pacing": {"preset": "instant"}})).await;
    let (owner, sddc) = world.ready_sddc(&simulated(2)).await;
    owner.create_cluster(&sddc, &json!({"num_hosts": 1})).await.expect(202);
    let nulls = json!({"num_hosts": 1, "availability_zone": null, "cluster_id": null, "esxs": null});
    owner.post(&owner.org_path(&format!("/sddcs/{sddc}/esxs")), &nulls).await.expect(202);
    assert_eq!([hosts(&owner, &sddc, 0).await.len(), hosts(&owner, &sddc, 1).await.len()], [3, 1]);
    owner.change_esxs(&sddc, "", &json!({"num_hosts": 1, "cluster_id": ""})).await.expect(202);
    assert_eq!(hosts(&owner, &sddc, 0).await.len(), 4);
}

#[tokio::test]
async fn all_clusters_change_together() {
    let world = World::new().await;
    let (owner, sddc) = world.ready_sddc(&simulated(3)).await;
    owner.create_cluster(&sddc, &json!({"num_hosts": 3})).await.expect(202);
    let refused = owner.change_esxs(&sddc, "addToAll", &json!({"num_hosts": 1})).await.expect(400).refusal();
    assert!(refused[0].contains("DEPLOYING"), "one of them is not ready: {refused:?}");
    world.advance("2m").await;
    owner.change_esxs(&sddc, "addToAll", &json!({"num_hosts": 2})).await.expect(202);
    for cluster in owner.clusters(&sddc).await {
        assert_eq!(cluster["cluster_state"], "ADDING_HOSTS");
    }
    world.advance("1m").await;
    assert_eq!([hosts(&owner, &sddc, 0).await.len(), hosts(&owner, &sddc, 1).await.len()], [5, 5]);
    owner.change_esxs(&sddc, "removeFromAll", &json!({"num_hosts": 1})).await.expect(202);
    world.advance("1m").await;
    assert_eq!([hosts(&owner, &sddc, 0).await.len(), hosts(&owner, &sddc, 1).await.len()], [4, 4]);
}

#[tokio::test]
async fn refused_changes_change_nothing() {
    let world = World::with(json!({"org_properties": {"hostLimit": "5"}})).await;
    let (owner, sddc) = world.ready_sddc(&simulated(3)).await;
    let there = hosts(&owner, &sddc, 0).await;
    let unknown = "11111111-2222-4333-8444-555555555555";
    for (action, config, status, says) in [
        ("add", json!({"num_hosts": 0}), 400, "num_hosts"),
        ("add", json!({"num_hosts": -1}), 400, "num_hosts"),
        ("add", json!({"num_hosts": 3}), 400, "exceed host provisioning limit of 5 hosts"),
        ("add", json!({"num_hosts": 14}), 400, "Maximum host limit of 16 hosts reached for the cluster."),
        ("add", json!({"num_hosts": 1, "cluster_id": unknown}), 404, unknown),
        ("remove", json!({"num_hosts": 3}), 400, "must have at least 1 hosts."),
        ("remove", json!({"num_hosts": 1, "esxs": [unknown]}), 400, unknown),
        ("remove", json!({"num_hosts": 2, "esxs": [there[0]["esx_id"]]}), 400, "num_hosts"),
        ("add-to-all", json!({"num_hosts": 1}), 400, "addToAll"),
        ("attach-diskgroup", json!({"num_hosts": 1}), 400, "disk groups"),
    ] {
        let refused = owner.change_esxs(&sddc, action, &config).await.expect(status).refusal();
        assert!(refused[0].contains(says), "{action} {config}: {refused:?}");
    }
    assert_eq!(hosts(&owner, &sddc, 0).await, there);
}

#[tokio::test]
async fn two_hosts_become_one_by_force_only() {
    let world = World::with(json!({"pacing": {"preset": "instant"}})).await;
    let (owner, sddc) = world.ready_sddc(&simulated(2)).await;
    owner.change_esxs(&sddc, "remove", &json!({"num_hosts": 1})).await.expect(400).refusal();
    owner.change_esxs(&sddc, "force-remove", &json!({"num_hosts": 1})).await.expect(202);
    assert_eq!(hosts(&owner, &sddc, 0).await.len(), 1);
    owner.change_esxs(&sddc, "force-remove", &json!({"num_hosts": 1})).await.expect(400).refusal();
}

#[tokio::test]
async fn disk_groups_are_detached_and_attached_again() {
    let world = World::new().await;
    let (owner, sddc) = world.ready_sddc(&simulated(2)).await;
    let named = json!({"num_hosts": 1, "esxs": [hosts(&owner, &sddc, 0).await[0]["esx_id"]]});
    for (action, kind, ssds) in
        [("detach-diskgroup", "ESX-DISKGROUP-DETACH", 12), ("attach-diskgroup", "ESX-DISKGROUP-ATTACH", 16)]
    {
        let task = owner.change_esxs(&sddc, action, &named).await.expect(202);
        assert_eq!(task.text_at("task_type"), kind);
        world.advance("5m").await;
        assert_eq!(owner.clusters(&sddc).await[0]["cluster_capacity"]["number_of_ssds"], ssds, "after {action}");
    }
}

/// What a precheck finds, the addition then meets.
#[tokio::test]
async fn a_precheck_fails_where_the_addition_would() {
    let world = World::with(json!({"org_properties": {"hostLimit": "4"}})).await;
    let (owner, sddc) = world.ready_sddc(&simulated(2)).await;
    let there = hosts(&owner, &sddc, 0).await;
    for (number, outcome, status) in [(3, "FAILED", 400), (2, "FINISHED", 202)] {
        let config = json!({"num_hosts": number});
        let task = owner.post(&owner.org_path(&format!("/sddcs/{sddc}/add-hosts-precheck")), &config).await.expect(200);
        assert_eq!(task.text_at("status"), "STARTED");
        world.advance("30s").await;
        let task = owner.task(&task.text_at("id")).await.expect(200).body;
        assert_eq!(task["status"], outcome);
        assert_eq!(task["error_message"].is_string(), outcome == "FAILED", "{task}");
        assert_eq!(hosts(&owner, &sddc, 0).await, there);
        owner.change_esxs(&sddc, "add", &config).await.expect(status);
    }
}
