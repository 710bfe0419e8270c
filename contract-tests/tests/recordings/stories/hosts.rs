//! Recordings of hosts and clusters.

use super::{completed, millis_taken};
use serde_json::{Value, json};
use vmc_contract::{Judge, User, World};

fn simulated(hosts: u32) -> Value {
    json!({"name": "sddc-1", "num_hosts": hosts, "provider": "ZEROCLOUD", "region": "US_WEST_2"})
}

/// The id of a cluster, and the body of a recorded request with that id in it.
async fn of_cluster(judge: &Judge, record: u32, user: &User, sddc: &str) -> Value {
    let mut request = judge.request(record);
    request["cluster_id"] = user.clusters(sddc).await[0]["cluster_id"].clone();
    request
}

/// The filter is the recorded one; the path was an operator's.
pub(crate) async fn a_cluster_is_destroyed(judge: &mut Judge) {
    let world = World::with(json!({"org_properties": {"accountLinkingOptional": "true"}})).await;
    let config = json!({"name": "sddc-1", "num_hosts": 2, "provider": "AWS", "region": "US_WEST_2"});
    let (owner, sddc) = world.ready_sddc(&config).await;
    let created = owner.create_cluster(&sddc, &json!({"num_hosts": 2})).await.expect(202);
    world.advance("1h").await;
    let owner = world.owner().await;
    let cluster = created.body["params"]["clusterId"].as_str().expect("the id of the new cluster");
    owner.delete_cluster(&sddc, cluster).await.expect(202);
    world.advance("11m 22s").await;
    let filter = format!(
        "(created gt 2026-01-05t00:00:00.000z and org_id eq {} and resource_id eq {sddc} and task_type eq 'CLUSTER-DESTROY')",
        world.org()
    );
    let found = owner.get(&owner.org_path(&format!("/tasks?$filter={}", filter.replace(' ', "%20")))).await.expect(200);
    judge.judge(12, &found);
    let (task, recorded) = (&found.body[0], &judge.recording(12).customer_body()[0]);
    let writes = |task: &Value| {
        let version = |key: &str| task[key].as_i64().expect("a version");
        version("end_resource_entity_version") - version("start_resource_entity_version")
    };
    assert_eq!((writes(task), writes(recorded)), (3, 3), "writes of the SDDC on the way");
    assert_eq!((task["sub_status"].as_str(), millis_taken(task)), (Some("FINISHED"), 681_885), "11 m 22 s");
}

/// One host came later in 27, and two, one after the other, in 28.
pub(crate) async fn hosts_of_the_simulated_provider(judge: &mut Judge) {
    for (record, first, later) in [(27, 1, 1), (28, 2, 2)] {
        let world = World::with(json!({"org_properties": {"sddcIndexForClusterName": "true"}})).await;
        let (owner, sddc) = world.ready_sddc(&simulated(first)).await;
        for _ in 0..later {
            owner.change_esxs(&sddc, "add", &json!({"num_hosts": 1})).await.expect(202);
            world.advance("1m").await;
        }
        judge.judge(record, &owner.sddc(&sddc).await);
    }
}

pub(crate) async fn an_organization_without_hosts_left(judge: &mut Judge) {
    let world = World::with(json!({"org_properties": {"hostLimit": "0"}})).await;
    let refused = world.owner().await.create(&completed(&judge.request(41))).await;
    refused.refusal();
    judge.judge(41, &refused);
}

pub(crate) async fn hosts_that_must_stay(judge: &mut Judge) {
    for (record, hosts) in [(42, 2), (43, 1)] {
        let world = World::new().await;
        let (owner, sddc) = world.ready_sddc(&simulated(hosts)).await;
        let request = of_cluster(judge, record, &owner, &sddc).await;
        let refused = owner.change_esxs(&sddc, "remove", &request).await;
        judge.judge(record, &refused);
        let cluster = request["cluster_id"].as_str().expect("the id of the cluster");
        assert!(refused.refusal()[0].contains(cluster), "{}", refused.text);
    }
}

pub(crate) async fn clusters_that_are_being_made(judge: &mut Judge) {
    let world = World::new().await;
    let (owner, sddc) = world.ready_sddc(&simulated(1)).await;
    let created = owner.create_cluster(&sddc, &judge.request(45)).await.expect(202);
    let cluster = created.body["params"]["clusterId"].as_str().expect("the id of the new cluster");
    judge.judge(44, &owner.delete_cluster(&sddc, cluster).await);
    judge.judge(45, &owner.create_cluster(&sddc, &judge.request(45)).await);
}

pub(crate) async fn hosts_and_clusters_are_asked_for(judge: &mut Judge) {
    let world = World::new().await;
    let (owner, sddc) = world.ready_sddc(&simulated(1)).await;
    let request = of_cluster(judge, 46, &owner, &sddc).await;
    judge.judge(46, &owner.post(&owner.org_path(&format!("/sddcs/{sddc}/esxs")), &request).await);
    world.advance("1m").await;
    judge.judge(49, &owner.change_esxs(&sddc, "add", &judge.request(49)).await);
    judge.judge(50, &owner.create_cluster(&sddc, &judge.request(50)).await);
}
