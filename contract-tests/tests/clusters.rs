//! Clusters of an SDDC: what they are, how they come and go, and what refuses them.
//!
//! Operations: CreateCluster, DeleteCluster, GetClusterConstraints, ReconfigureCluster, PublishMsftLicensing,
//! GetStorageConstraints, GetProvisionSpec.
//!
//! Refusals: CreateCluster, DeleteCluster, ReconfigureCluster, PublishMsftLicensing, CreateSddc, DeleteSddc, ChangeEsxs.

use serde_json::{Value, json};
use vmc_client::{
    endpoints::storage::StorageConstraintsQuery,
    wire::{
        AwsSddcConfig, ClusterConfig, ClusterId, ClusterReconfigureParams, EsxConfig, HostInstanceType,
        MsftLicensingConfig, Provider, SddcId,
    },
};
use vmc_contract::{User, World};
use vmcsim::{MockServer, Preset};

fn simulated(hosts: u32) -> Value {
    json!({"name": "sddc-1", "num_hosts": hosts, "provider": "ZEROCLOUD", "region": "US_WEST_2"})
}

fn on_aws(world: &World, hosts: u32) -> Value {
    let (account, subnet) = world.account_and_subnet("us-west-2");
    json!({
        "name": "sddc-1", "num_hosts": hosts, "provider": "AWS", "region": "US_WEST_2",
        "account_link_sddc_config": [{"connected_account_id": account, "customer_subnet_ids": [subnet]}],
    })
}

fn stretched(world: &World, hosts: u32) -> Value {
    let mut config = on_aws(world, hosts);
    config["deployment_type"] = json!("MultiAZ");
    config
}

/// The Terraform provider creates a cluster, polls the task, takes `params.clusterId`, and reads the cluster from the SDDC.
#[tokio::test]
async fn a_cluster_comes_and_goes_as_terraform_sees_it() {
    let world = World::new().await;
    let (owner, sddc) = world.ready_sddc(&simulated(2)).await;
    let created = owner
        .create_cluster(
            &sddc,
            &json!({
                "num_hosts": 3, "host_cpu_cores_count": 0, "host_instance_type": "i3.metal", "storage_capacity": 0,
                "msft_license_config": {"mssql_licensing": "ENABLED", "windows_licensing": "DISABLED"},
            }),
        )
        .await
        .expect(202);
    let (task, cluster) = (created.text_at("id"), created.body["params"]["clusterId"].as_str().unwrap().to_owned());
    assert_eq!(created.text_at("status"), "STARTED");
    assert_eq!(created.text_at("task_type"), "CLUSTER-CREATE");
    assert_eq!(created.text_at("resource_id"), sddc);

    let clusters = owner.clusters(&sddc).await;
    assert_eq!(clusters.len(), 2);
    assert_eq!((&clusters[1]["cluster_id"], &clusters[1]["cluster_name"]), (&json!(cluster), &json!("Cluster-2")));
    assert_eq!(clusters[1]["cluster_state"], "DEPLOYING");
    assert_eq!(states(&clusters[1]), ["DEPLOYING"; 3]);

    world.advance("2m").await;
    assert_eq!(owner.task(&task).await.expect(200).body["status"], "FINISHED");
    let clusters = owner.clusters(&sddc).await;
    assert_eq!(clusters[1]["cluster_state"], "READY");
    assert_eq!(states(&clusters[1]), ["READY"; 3]);
    assert_eq!(clusters[1]["esx_host_info"]["instance_type"], "i3.metal");
    assert_eq!(clusters[1]["msft_license_config"]["mssql_licensing"], "ENABLED");
    // Three times the recorded host.
    assert_eq!(
        clusters[1]["cluster_capacity"],
        json!({
            "number_of_sockets": 6, "total_number_of_cores": 108, "cpu_capacity_ghz": 248.4,
            "memory_capacity_gib": 1536, "number_of_ssds": 24, "storage_capacity_gib": 31851,
        })
    );
    let config = &owner.sddc(&sddc).await.body["resource_config"];
    assert_eq!(config["esx_hosts"].as_array().map(Vec::len), Some(5), "hosts of all clusters");
    assert_eq!(primary(&owner, &sddc).await["cluster_name"], "Cluster-1");

    let deleted = owner.delete_cluster(&sddc, &cluster).await.expect(202);
    assert_eq!(deleted.text_at("task_type"), "CLUSTER-DESTROY");
    assert_eq!(owner.clusters(&sddc).await.len(), 2, "until it is gone");
    world.advance("2m").await;
    assert_eq!(owner.task(&deleted.text_at("id")).await.expect(200).body["status"], "FINISHED");
    assert_eq!(owner.clusters(&sddc).await.len(), 1);
    owner.delete_cluster(&sddc, &cluster).await.expect(404).refusal();
}

/// The sub statuses and their shares of the time are recorded.
#[tokio::test]
async fn the_deletion_of_a_cluster_tells_its_steps() {
    let world = World::new().await;
    let (owner, sddc) = world.ready_sddc(&on_aws(&world, 2)).await;
    let cluster = owner.create_cluster(&sddc, &json!({"num_hosts": 2})).await.expect(202).body["params"]["clusterId"]
        .as_str()
        .unwrap()
        .to_owned();
    world.advance("1h").await;
    let owner = world.owner().await;
    let task = owner.delete_cluster(&sddc, &cluster).await.expect(202);
    assert_eq!(task.text_at("sub_status"), "STARTED");
    for (pause, step, hosts) in [
        ("1s", "POD_DELETE_CLUSTER", "READY"),
        ("1s", "POD_POLL_DELETE_CLUSTER", "READY"),
        ("264s", "POD_POLL_DELETE_CLUSTER", "READY"),
        ("2s", "DELETE_INSTANCES", "DELETING"),
        ("413s", "DELETE_INSTANCES", "DELETING"),
    ] {
        world.advance(pause).await;
        assert_eq!(owner.task(&task.text_at("id")).await.expect(200).body["sub_status"], step, "{pause} later");
        assert_eq!(states(&owner.clusters(&sddc).await[1]), [hosts; 2], "{pause} later");
    }
    world.advance("1s").await;
    assert_eq!(owner.task(&task.text_at("id")).await.expect(200).body["sub_status"], "FINISHED");
}

#[tokio::test]
async fn clusters_are_numbered_and_named_as_the_organization_says() {
    let properties = json!({"sddcIndexForClusterName": "true"});
    let world = World::with(json!({"org_properties": properties, "pacing": {"preset": "instant"}})).await;
    let (owner, first) = world.ready_sddc(&simulated(1)).await;
    owner.create_cluster(&first, &json!({"num_hosts": 1})).await.expect(202);
    owner.create_cluster(&first, &json!({"num_hosts": 1})).await.expect(202);
    let second = owner.create(&simulated(1)).await.expect(202).text_at("resource_id");
    assert_eq!(names(&owner, &first).await, ["Cluster-1-1", "Cluster-1-2", "Cluster-1-3"]);
    assert_eq!(names(&owner, &second).await, ["Cluster-2-1"]);
}

#[tokio::test]
async fn what_is_under_way_keeps_off_what_would_cross_it() {
    let world = World::new().await;
    let (owner, sddc) = world.ready_sddc(&simulated(3)).await;
    let first = owner.clusters(&sddc).await[0]["cluster_id"].as_str().unwrap().to_owned();
    let refused = owner.delete_cluster(&sddc, &first).await.expect(400).refusal();
    assert!(refused[0].contains("management VMs"), "{refused:?}");

    let created = owner.create_cluster(&sddc, &json!({"num_hosts": 1})).await.expect(202);
    let cluster = created.body["params"]["clusterId"].as_str().unwrap();
    let before = owner.sddc(&sddc).await.body;
    owner.create_cluster(&sddc, &json!({"num_hosts": 1})).await.expect(400).refusal();
    owner.delete_cluster(&sddc, cluster).await.expect(400).refusal();
    owner.change_esxs(&sddc, "add", &json!({"num_hosts": 1, "cluster_id": cluster})).await.expect(400).refusal();
    let refused = owner.delete_sddc(&sddc).await.expect(400).refusal();
    assert!(refused[0].contains("Another task is running"), "{refused:?}");
    assert_eq!(owner.sddc(&sddc).await.body, before, "refusals change nothing");

    // The other cluster is free, and so is the name.
    owner.change_esxs(&sddc, "add", &json!({"num_hosts": 1})).await.expect(202);
    owner.patch(&owner.org_path(&format!("/sddcs/{sddc}")), &json!({"name": "b"})).await.expect(200);

    // A forced deletion ends it all.
    let forced = owner.delete(&owner.org_path(&format!("/sddcs/{sddc}?force=true"))).await.expect(202);
    assert_eq!(owner.task(&created.text_at("id")).await.expect(200).body["status"], "CANCELED");
    world.advance("10m").await;
    assert_eq!(owner.task(&forced.text_at("id")).await.expect(200).body["status"], "FINISHED");
    assert_eq!(owner.sddc(&sddc).await.expect(200).body["sddc_state"], "DELETED");
    let refused = owner.create_cluster(&sddc, &json!({"num_hosts": 1})).await.expect(400).refusal();
    assert!(refused[0].contains("DELETED"), "{refused:?}");
}

#[tokio::test]
async fn new_clusters_keep_to_limits_and_to_what_there_is() {
    let properties = json!({"maxClustersPerSDDC": "2", "maxHostsPerSddc": "20", "hostLimit": "24"});
    let world = World::with(json!({"org_properties": properties, "pacing": {"preset": "instant"}})).await;
    let (owner, sddc) = world.ready_sddc(&on_aws(&world, 4)).await;
    for (config, says) in [
        (json!({"num_hosts": 0}), "num_hosts"),
        (json!({"num_hosts": 1}), "minimum of 2 hosts"),
        (json!({"num_hosts": 17}), "Maximum host limit of 16 hosts reached for the cluster."),
        (json!({"num_hosts": 2, "host_instance_type": "z9.metal"}), "z9.metal"),
        (json!({"num_hosts": 2, "host_cpu_cores_count": 7}), "cores"),
        (json!({"num_hosts": 2, "host_instance_type": "r5.metal", "storage_capacity": 15000}), "storage"),
        (json!({"num_hosts": 2, "availability_zones": ["us-east-1a"]}), "us-east-1a"),
        (json!({"num_hosts": 2, "msft_license_config": {"mssql_licensing": "enabled"}}), "licensing"),
    ] {
        let refused = owner.create_cluster(&sddc, &config).await.expect(400).refusal();
        assert!(refused[0].contains(says), "{config}: {refused:?}");
    }
    owner.create_cluster(&sddc, &json!({"num_hosts": 16})).await.expect(202);
    let refused = owner.create_cluster(&sddc, &json!({"num_hosts": 2})).await.expect(400).refusal();
    assert!(refused[0].contains("2 clusters"), "{refused:?}");
    let refused = owner.change_esxs(&sddc, "add", &json!({"num_hosts": 1})).await.expect(400).refusal();
    assert!(refused[0].contains("20 hosts reached for the SDDC"), "{refused:?}");
    let refused = owner.create(&on_aws(&world, 5)).await.expect(400).refusal();
    assert!(refused[0].contains("exceed host provisioning limit"), "clusters count too: {refused:?}");
}

#[tokio::test]
async fn stretched_clusters_are_pairs() {
    let world = World::with(json!({"pacing": {"preset": "instant"}})).await;
    let (owner, sddc) = world.ready_sddc(&stretched(&world, 6)).await;
    owner.create_cluster(&sddc, &json!({"num_hosts": 5})).await.expect(400).refusal();
    for (action, hosts, status) in
        [("add", 1, 400), ("add", 2, 202), ("remove", 1, 400), ("remove", 2, 202), ("remove", 4, 400)]
    {
        owner.change_esxs(&sddc, action, &json!({"num_hosts": hosts})).await.expect(status);
        let clusters = owner.clusters(&sddc).await;
        let zone = |zone: &str| hosts_of(&clusters[0]).iter().filter(|host| host["availability_zone"] == zone).count();
        assert_eq!(zone("us-west-2a"), zone("us-west-2b"), "after {action} {hosts}");
    }
    let hosts = hosts_of(&owner.clusters(&sddc).await[0]).clone();
    let lopsided: Vec<_> = hosts.iter().filter(|host| host["availability_zone"] == "us-west-2a").take(2).collect();
    let named = json!({"num_hosts": 2, "esxs": lopsided.iter().map(|host| &host["esx_id"]).collect::<Vec<_>>()});
    owner.change_esxs(&sddc, "remove", &named).await.expect(400).refusal();
}

/// Hosts without storage of their own can be given another amount, and another number of them, at once.
#[tokio::test]
async fn a_cluster_is_reconfigured_to_what_its_constraints_offer() {
    let world = World::new().await;
    let mut config = on_aws(&world, 3);
    config["host_instance_type"] = json!("r5.metal");
    config["storage_capacity"] = json!(20004);
    let (owner, sddc) = world.ready_sddc(&config).await;
    let cluster = owner.clusters(&sddc).await[0].clone();
    assert_eq!(cluster["storage_capacity"], 3 * 20004);
    let path = owner.org_path(&format!("/sddcs/{sddc}/clusters/{}", cluster["cluster_id"].as_str().unwrap()));
    let offered = owner.get(&format!("{path}/config/constraints?expected_num_hosts=4")).await.expect(200).body;
    assert_eq!(offered["hosts"], 4);
    let bias = &offered["reconfig_biases"][1]["id"];
    let default = offered["default_capacities"][bias.as_str().unwrap()]["size"].as_i64().unwrap();

    let task = owner.post(&format!("{path}/reconfigure"), &json!({"num_hosts": 4, "bias": bias})).await.expect(202);
    assert_eq!(owner.clusters(&sddc).await[0]["cluster_state"], "ADDING_HOSTS");
    owner.post(&format!("{path}/reconfigure"), &json!({"num_hosts": 3})).await.expect(400).refusal();
    world.advance("20m").await;
    assert_eq!(owner.task(&task.text_at("id")).await.expect(200).body["status"], "FINISHED");
    let cluster = &owner.clusters(&sddc).await[0];
    assert_eq!((&cluster["storage_capacity"], &cluster["cluster_state"]), (&json!(4 * default), &json!("READY")));
    owner.post(&format!("{path}/reconfigure"), &json!({"num_hosts": 3, "storage_capacity": 1})).await.expect(400);
    owner.post(&format!("{path}/reconfigure"), &json!({"num_hosts": 3, "bias": "LUCK"})).await.expect(400);

    let offered = owner.get(&owner.org_path("/storage/cluster-constraints?provider=AWS&num_hosts=4")).await.expect(200);
    assert_eq!(offered.body["min_capacity"], 15003);
    assert!(offered.body["recommended_capacities"].as_array().unwrap().contains(&json!(20004)));
}

#[tokio::test]
async fn hosts_with_storage_of_their_own_are_not_reconfigured() {
    let world = World::new().await;
    let (owner, sddc) = world.ready_sddc(&simulated(3)).await;
    let cluster = primary(&owner, &sddc).await["cluster_id"].as_str().unwrap().to_owned();
    let path = owner.org_path(&format!("/sddcs/{sddc}/clusters/{cluster}/reconfigure"));
    owner.post(&path, &json!({"num_hosts": 4})).await.expect(405).refusal();
}

#[tokio::test]
async fn licences_are_published_by_a_task() {
    let world = World::new().await;
    let (owner, sddc) = world.ready_sddc(&simulated(1)).await;
    let cluster = primary(&owner, &sddc).await;
    // As recorded of a cluster that was told nothing.
    let none = json!({"windows_licensing": null, "mssql_licensing": null, "academic_license": false});
    assert_eq!(cluster["msft_license_config"], none);
    let cluster = cluster["cluster_id"].as_str().unwrap();
    let path = owner.org_path(&format!("/sddcs/{sddc}/clusters/{cluster}/msft-licensing/publish"));
    owner.post(&path, &json!({"mssql_licensing": "perhaps"})).await.expect(400).refusal();
    let task = owner.post(&path, &json!({"mssql_licensing": "CUSTOMER_SUPPLIED"})).await.expect(200);
    assert_eq!(primary(&owner, &sddc).await["msft_license_config"], none, "until the task has ended");
    world.advance("1m").await;
    assert_eq!(owner.task(&task.text_at("id")).await.expect(200).body["status"], "FINISHED");
    let licences = &primary(&owner, &sddc).await["msft_license_config"];
    assert_eq!(
        *licences,
        json!({"windows_licensing": null, "mssql_licensing": "CUSTOMER_SUPPLIED", "academic_license": false})
    );
}

/// What a client may ask for is what the rules let pass.
#[tokio::test]
async fn the_provision_spec_speaks_of_this_organization() {
    let properties = json!({"enableZeroCloudCloudProvider": "false", "minHostsPerSddc": "3", "singleHostDays": "30"});
    let world = World::with(json!({"org_properties": properties})).await;
    let owner = world.owner().await;
    let spec = owner.get(&owner.org_path("/sddcs/provision-spec")).await.expect(200).body;
    assert!(spec["provider"].as_object().unwrap().keys().eq(["AWS"]), "{spec}");
    let kinds = &spec["provider"]["AWS"]["sddc_type_config_spec"];
    assert_eq!(kinds["1NODE"]["expiry_in_days"], 30);
    assert_eq!(kinds["SingleAZ"].get("expiry_in_days"), None);
    let host = &kinds["SingleAZ"]["availability"]["US_WEST_2"][0];
    assert_eq!((&host["instance_type"], &host["hosts"][0]), (&json!("i3.metal"), &json!(3)));
    assert_eq!(host["entity_capacity"]["storage_capacity_gib"], 10617);
}

/// Every method of the typed client for clusters, hosts and conversion sends what its operation takes, and reads what it answers.
#[tokio::test]
async fn the_typed_client_asks_for_all_of_it() {
    let mock = MockServer::builder().pace(Preset::Instant).start().await;
    let (client, org) = (mock.client(), mock.org_id());
    let config = AwsSddcConfig {
        name: "sddc-1".into(),
        num_hosts: 1,
        provider: Provider::ZeroCloud,
        host_instance_type: Some(HostInstanceType::R5Metal),
        ..AwsSddcConfig::default()
    };
    let task = client.create_sddc(org, &config).await.unwrap();
    let sddc = SddcId(task.resource_id.unwrap().0);
    let spec = client.get_provision_spec(org).await.unwrap();
    assert!(spec.provider.unwrap().contains_key("ZEROCLOUD"));
    let query = StorageConstraintsQuery { provider: Provider::Aws, num_hosts: 3, one_node_reduced_capacity: None };
    let storage = client.get_storage_constraints(org, query).await.unwrap();

    client.convert_sddc(org, sddc, Some(4)).await.unwrap();
    let one = EsxConfig { num_hosts: 1, ..EsxConfig::default() };
    client.precheck_add_hosts(org, sddc, &one).await.unwrap();
    client.add_esxs(org, sddc, &one).await.unwrap();
    client.remove_esxs(org, sddc, &one).await.unwrap();
    let cluster = client.get_primary_cluster(org, sddc).await.unwrap();
    assert_eq!(cluster.esx_host_list.len(), 4);
    let cluster = cluster.cluster_id;
    let offered = client.get_cluster_constraints(org, sddc, cluster, None).await.unwrap();
    assert_eq!((offered.hosts, storage.num_hosts), (4, 3));
    let more = ClusterReconfigureParams { num_hosts: 4, storage_capacity: Some(storage.max_capacity), bias: None };
    client.reconfigure_cluster(org, sddc, cluster, &more).await.unwrap();
    let licences = MsftLicensingConfig { academic_license: Some(true), ..MsftLicensingConfig::default() };
    client.publish_msft_licensing(org, sddc, cluster, &licences).await.unwrap();
    let cluster = client.get_primary_cluster(org, sddc).await.unwrap();
    assert_eq!(cluster.storage_capacity, Some(4 * storage.max_capacity));
    assert_eq!(cluster.msft_license_config.unwrap().academic_license, Some(true));

    let second = ClusterConfig { num_hosts: 2, ..ClusterConfig::default() };
    let task = client.create_cluster(org, sddc, &second).await.unwrap();
    let second = task.params["clusterId"].as_str().unwrap().parse::<ClusterId>().unwrap();
    client.delete_cluster(org, sddc, second).await.unwrap();
    let clusters = client.get_sddc(org, sddc).await.unwrap().resource_config.unwrap().clusters;
    assert_eq!(clusters.len(), 1);
}

fn hosts_of(cluster: &Value) -> &Vec<Value> {
    cluster["esx_host_list"].as_array().expect("a cluster has hosts")
}

fn states(cluster: &Value) -> Vec<&str> {
    hosts_of(cluster).iter().filter_map(|host| host["esx_state"].as_str()).collect()
}

async fn names(user: &User, sddc: &str) -> Vec<String> {
    let clusters = user.clusters(sddc).await;
    clusters.iter().filter_map(|cluster| cluster["cluster_name"].as_str()).map(str::to_owned).collect()
}

async fn primary(user: &User, sddc: &str) -> Value {
    user.get(&user.org_path(&format!("/sddcs/{sddc}/primarycluster"))).await.expect(200).body
}
