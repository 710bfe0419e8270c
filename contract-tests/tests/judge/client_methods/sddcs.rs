//! Calls the client's methods for organizations, SDDCs, clusters, hosts, storage and tasks.

use crate::client_methods::{Stage, of, plain, said};
use serde_json::json;
use vmc_client::wire::{OrgId, SddcId, Task};
use vmc_contract::sddc_config::simulated;

fn made(task: &Task) -> SddcId {
    SddcId(task.resource_id.unwrap().0)
}

pub(crate) async fn live() {
    let stage = Stage::set(json!({"pacing": {"preset": "instant"}})).await;
    let org = stage.org;
    assert_eq!(said!(stage, list_orgs())[0].entity.id, org);
    said!(stage, get_org(org));
    said!(stage, list_providers(org));
    said!(stage, get_provision_spec(org));
    said!(stage, get_storage_constraints(org, of(json!({"provider": "AWS", "num_hosts": 3}))));

    let mut config = stage.world.linked_config("a", 3);
    config["host_instance_type"] = json!("r5.metal");
    config["storage_capacity"] = json!(15_003);
    said!(stage, validate_sddc(org, &of(config.clone())));
    let sddc = made(&stage.over(said!(stage, create_sddc(org, plain(), &of(config)))).await);
    assert_eq!(said!(stage, list_sddcs(org, plain()))[0].entity.id, sddc);
    assert_eq!(said!(stage, rename_sddc(org, sddc, "b")).name, said!(stage, get_sddc(org, sddc)).name);
    said!(stage, update_sddc(org, sddc, &of(json!({"name": "c"}))));
    let first = said!(stage, get_primary_cluster(org, sddc)).cluster_id;
    said!(stage, get_cluster_provision_spec(org, sddc));
    said!(stage, get_host_provision_spec(org, sddc, first, of(json!({"action": "add"}))));
    said!(stage, get_cluster_constraints(org, sddc, first, of(json!({"expected_num_hosts": "4"}))));
    stage
        .over(said!(stage, reconfigure_cluster(org, sddc, first, &of(json!({"num_hosts": 4, "bias": "CAPACITY"})))))
        .await;
    stage
        .over(said!(stage, publish_msft_licensing(org, sddc, first, &of(json!({"mssql_licensing": "ENABLED"})))))
        .await;
    let two = of(json!({"num_hosts": 2}));
    let cluster = stage.over(said!(stage, create_cluster(org, sddc, &of(json!({"num_hosts": 2}))))).await;
    let cluster = cluster.params["clusterId"].as_str().unwrap().parse().unwrap();
    stage.over(said!(stage, delete_cluster(org, sddc, cluster))).await;
    stage.over(said!(stage, precheck_add_hosts(org, sddc, &two))).await;
    stage.over(said!(stage, add_esxs(org, sddc, &two))).await;
    stage.over(said!(stage, remove_esxs(org, sddc, &two))).await;
    let one = of(json!({"num_hosts": 1}));
    stage.over(said!(stage, change_esxs(org, sddc, of(json!({"action": "add"})), &one))).await;
    let gateway = said!(stage, list_mgw_public_ips(org, sddc)).remove(0);
    let id = gateway.allocation_id.clone().unwrap();
    assert_eq!(said!(stage, get_mgw_public_ip(org, sddc, &id)), gateway);
    stage.over(said!(stage, delete_sddc(org, sddc, plain()))).await;
    assert!(!said!(stage, list_tasks(org, of(json!({"$filter": "(status eq 'FINISHED')"})))).is_empty());
    cancelled_and_converted(&stage, org).await;
}

async fn cancelled_and_converted(stage: &Stage, org: OrgId) {
    let mut config = stage.world.linked_config("a", 1);
    config["sddc_type"] = json!("1NODE");
    let single = made(&stage.over(said!(stage, create_sddc(org, plain(), &of(config.clone())))).await);
    stage.over(said!(stage, convert_sddc(org, single, None))).await;
    config["name"] = json!("b");
    let single = made(&stage.over(said!(stage, create_sddc(org, plain(), &of(config)))).await);
    let cluster = said!(stage, get_primary_cluster(org, single));
    let host = cluster.esx_host_list[0].esx_id.unwrap();
    assert_eq!(said!(stage, get_storage_specs(org, single, cluster.cluster_id, host)).len(), 2);
    // It must be scaled up first, so both specs say why there can be no more.
    let more = said!(stage, get_host_provision_spec(org, single, cluster.cluster_id, plain()));
    let clusters = said!(stage, get_cluster_provision_spec(org, single)).instance_type_configs.unwrap();
    assert_eq!(clusters[0].instance_provisioning_error_cause, more.instance_provisioning_error_cause);
    stage.over(said!(stage, scale_up_sddc(org, single))).await;
    stage.world.control("PUT", "/pacing", &json!({"preset": "manual"})).await.expect(200);
    stage.tap.last();
    let begun = async |name| said!(stage, create_sddc(org, plain(), &of(simulated(name, 1)))).entity.id;
    said!(stage, cancel_task(org, begun("y").await));
    said!(stage, update_task(org, begun("z").await, of(json!({"action": "cancel"}))));
}
