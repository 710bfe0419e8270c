//! Flows about the clusters of an SDDC: contents, creation, deletion, and refusals.

use crate::{
    sddc_config::{linked, simulated, with},
    suite::{
        Case, Customer,
        Needs::MovableClock,
        Played, Setting, Trial, cases,
        played::{Needed, equal, hold},
    },
    user::host_states,
};
use serde_json::{Value, json};

pub(super) const CASES: &[Case] = cases! { "flows/clusters", Flow;
    MovableClock => a_cluster_comes_and_goes_as_terraform_sees_it;
    MovableClock => the_deletion_of_a_cluster_tells_its_steps;
    MovableClock => clusters_are_numbered_and_named_as_the_organization_says;
    MovableClock => what_is_under_way_keeps_off_what_would_cross_it;
    MovableClock => new_clusters_keep_to_limits_and_to_what_there_is;
    MovableClock => stretched_clusters_are_pairs;
    MovableClock => a_cluster_is_reconfigured_to_what_its_constraints_offer;
    MovableClock => hosts_with_storage_of_their_own_are_not_reconfigured;
    MovableClock => licences_are_published_by_a_task;
    MovableClock => the_provision_spec_speaks_of_this_organization;
};

/// Returns a configuration for an SDDC on AWS that is linked to the first subnet of the world's account.
fn on_aws(world: &Setting<'_>, hosts: u32) -> Played<Value> {
    let (account, subnets) = world.account_and_subnets()?;
    Ok(linked("sddc-1", hosts, &account, subnets[0].as_str().needed()?))
}

/// The Terraform provider creates a cluster, polls the task, reads `params.clusterId`, and reads the cluster from the
/// SDDC.
async fn a_cluster_comes_and_goes_as_terraform_sees_it(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let (owner, sddc) = world.ready_sddc(&simulated("sddc-1", 2)).await?;
    let created = owner
        .create_cluster(
            &sddc,
            &json!({
                "num_hosts": 3, "host_cpu_cores_count": 0, "host_instance_type": "i3.metal", "storage_capacity": 0,
                "msft_license_config": {"mssql_licensing": "ENABLED", "windows_licensing": "DISABLED"},
            }),
        )
        .await?
        .require(202)?;
    let (task, cluster) = (created.string("$.id")?, created.body["params"]["clusterId"].as_str().needed()?.to_owned());
    equal!(created.string("$.status")?, "STARTED");
    equal!(created.string("$.task_type")?, "CLUSTER-CREATE");
    equal!(created.string("$.resource_id")?, sddc);

    let clusters = owner.clusters(&sddc).await?;
    equal!(clusters.len(), 2);
    equal!((&clusters[1]["cluster_id"], &clusters[1]["cluster_name"]), (&json!(cluster), &json!("Cluster-2")));
    equal!(clusters[1]["cluster_state"], "DEPLOYING");
    equal!(states(&clusters[1]), ["DEPLOYING"; 3]);

    world.advance("2m").await?;
    equal!(owner.task(&task).await?.require(200)?.body["status"], "FINISHED");
    let clusters = owner.clusters(&sddc).await?;
    equal!(clusters[1]["cluster_state"], "READY");
    equal!(states(&clusters[1]), ["READY"; 3]);
    equal!(clusters[1]["esx_host_info"]["instance_type"], "i3.metal");
    equal!(clusters[1]["msft_license_config"]["mssql_licensing"], "ENABLED");
    // The expected capacity is three times that of the recorded host.
    equal!(
        clusters[1]["cluster_capacity"],
        json!({
            "number_of_sockets": 6, "total_number_of_cores": 108, "cpu_capacity_ghz": 248.4,
            "memory_capacity_gib": 1536, "number_of_ssds": 24, "storage_capacity_gib": 31851,
        })
    );
    let config = &owner.sddc(&sddc).await?.body["resource_config"];
    equal!(
        config["esx_hosts"].as_array().map(Vec::len),
        config["clusters"][0]["esx_host_list"].as_array().map(Vec::len),
        "hosts of the first cluster"
    );
    equal!(primary(&owner, &sddc).await?["cluster_name"], "Cluster-1");

    let deleted = owner.delete_cluster(&sddc, &cluster).await?.require(202)?;
    equal!(deleted.string("$.task_type")?, "CLUSTER-DESTROY");
    equal!(owner.clusters(&sddc).await?.len(), 2, "until it is gone");
    world.advance("2m").await?;
    equal!(owner.task(&deleted.string("$.id")?).await?.require(200)?.body["status"], "FINISHED");
    equal!(owner.clusters(&sddc).await?.len(), 1);
    owner.delete_cluster(&sddc, &cluster).await?.require(404)?.refused()?;
    Ok(())
}

/// The sub statuses and their shares of the time are recorded.
async fn the_deletion_of_a_cluster_tells_its_steps(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let (owner, sddc) = world.ready_sddc(&on_aws(&world, 2)?).await?;
    let cluster =
        owner.create_cluster(&sddc, &json!({"num_hosts": 2})).await?.require(202)?.body["params"]["clusterId"]
            .as_str()
            .needed()?
            .to_owned();
    world.advance("1h").await?;
    let owner = world.owner().await?;
    let task = owner.delete_cluster(&sddc, &cluster).await?.require(202)?;
    equal!(task.string("$.sub_status")?, "STARTED");
    for (pause, step, hosts) in [
        ("1s", "POD_DELETE_CLUSTER", "READY"),
        ("1s", "POD_POLL_DELETE_CLUSTER", "READY"),
        ("264s", "POD_POLL_DELETE_CLUSTER", "READY"),
        ("2s", "DELETE_INSTANCES", "DELETING"),
        ("413s", "DELETE_INSTANCES", "DELETING"),
    ] {
        world.advance(pause).await?;
        equal!(owner.task(&task.string("$.id")?).await?.require(200)?.body["sub_status"], step, "{pause} later");
        equal!(states(&owner.clusters(&sddc).await?[1]), [hosts; 2], "{pause} later");
    }
    world.advance("1s").await?;
    equal!(owner.task(&task.string("$.id")?).await?.require(200)?.body["sub_status"], "FINISHED");
    Ok(())
}

async fn clusters_are_numbered_and_named_as_the_organization_says(trial: &Trial) -> Played {
    let properties = json!({"sddcIndexForClusterName": "true"});
    let world = trial.setting(json!({"org_properties": properties, "pacing": {"preset": "instant"}})).await?;
    let (owner, first) = world.ready_sddc(&simulated("sddc-1", 1)).await?;
    owner.create_cluster(&first, &json!({"num_hosts": 1})).await?.require(202)?;
    owner.create_cluster(&first, &json!({"num_hosts": 1})).await?.require(202)?;
    let second = owner.create(&simulated("sddc-1", 1)).await?.require(202)?.string("$.resource_id")?;
    equal!(names(&owner, &first).await?, ["Cluster-1-1", "Cluster-1-2", "Cluster-1-3"]);
    equal!(names(&owner, &second).await?, ["Cluster-2-1"]);
    Ok(())
}

async fn what_is_under_way_keeps_off_what_would_cross_it(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let (owner, sddc) = world.ready_sddc(&simulated("sddc-1", 3)).await?;
    let first = owner.clusters(&sddc).await?[0]["cluster_id"].as_str().needed()?.to_owned();
    let refused = owner.delete_cluster(&sddc, &first).await?.require(400)?.refused()?;
    hold!(refused.contains("management VMs"), "{refused:?}");

    let created = owner.create_cluster(&sddc, &json!({"num_hosts": 1})).await?.require(202)?;
    let cluster = created.body["params"]["clusterId"].as_str().needed()?;
    let before = owner.sddc(&sddc).await?.body;
    owner.create_cluster(&sddc, &json!({"num_hosts": 1})).await?.require(400)?.refused()?;
    owner.delete_cluster(&sddc, cluster).await?.require(400)?.refused()?;
    owner.change_esxs(&sddc, "add", &json!({"num_hosts": 1, "cluster_id": cluster})).await?.require(400)?.refused()?;
    let refused = owner.delete_sddc(&sddc).await?.require(400)?.refused()?;
    hold!(refused.contains("Another task is running"), "{refused:?}");
    equal!(owner.sddc(&sddc).await?.body, before, "refusals change nothing");

    // The other cluster is still free, and so is the name.
    owner.change_esxs(&sddc, "add", &json!({"num_hosts": 1})).await?.require(202)?;
    owner.patch(&owner.org_path(&format!("/sddcs/{sddc}")), &json!({"name": "b"})).await?.require(200)?;

    // A forced deletion ends all operations in progress.
    let forced = owner.delete(&owner.org_path(&format!("/sddcs/{sddc}?force=true"))).await?.require(202)?;
    equal!(owner.task(&created.string("$.id")?).await?.require(200)?.body["status"], "CANCELED");
    world.advance("10m").await?;
    equal!(owner.task(&forced.string("$.id")?).await?.require(200)?.body["status"], "FINISHED");
    equal!(owner.sddc(&sddc).await?.require(200)?.body["sddc_state"], "DELETED");
    let refused = owner.create_cluster(&sddc, &json!({"num_hosts": 1})).await?.require(400)?.refused()?;
    hold!(refused.contains("DELETED"), "{refused:?}");
    Ok(())
}

async fn new_clusters_keep_to_limits_and_to_what_there_is(trial: &Trial) -> Played {
    let properties = json!({"maxClustersPerSDDC": "2", "maxHostsPerSddc": "20", "hostLimit": "24"});
    let world = trial.setting(json!({"org_properties": properties, "pacing": {"preset": "instant"}})).await?;
    let (owner, sddc) = world.ready_sddc(&on_aws(&world, 4)?).await?;
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
        let refused = owner.create_cluster(&sddc, &config).await?.require(400)?.refused()?;
        hold!(refused.contains(says), "{config}: {refused:?}");
    }
    owner.create_cluster(&sddc, &json!({"num_hosts": 16})).await?.require(202)?;
    let refused = owner.create_cluster(&sddc, &json!({"num_hosts": 2})).await?.require(400)?.refused()?;
    hold!(refused.contains("2 clusters"), "{refused:?}");
    let refused = owner.change_esxs(&sddc, "add", &json!({"num_hosts": 1})).await?.require(400)?.refused()?;
    hold!(refused.contains("20 hosts reached for the SDDC"), "{refused:?}");
    let refused = owner.create(&on_aws(&world, 5)?).await?.require(400)?.refused()?;
    hold!(refused.contains("exceed host provisioning limit"), "clusters count too: {refused:?}");
    Ok(())
}

async fn stretched_clusters_are_pairs(trial: &Trial) -> Played {
    let world = trial.setting(json!({"pacing": {"preset": "instant"}})).await?;
    let (owner, sddc) = world.ready_sddc(&with(on_aws(&world, 6)?, "deployment_type", "MultiAZ")).await?;
    owner.create_cluster(&sddc, &json!({"num_hosts": 5})).await?.require(400)?.refused()?;
    for (action, hosts, status) in
        [("add", 1, 400), ("add", 2, 202), ("remove", 1, 400), ("remove", 2, 202), ("remove", 6, 400)]
    {
        owner.change_esxs(&sddc, action, &json!({"num_hosts": hosts})).await?.require(status)?;
        let clusters = owner.clusters(&sddc).await?;
        let zone = |zone: &str| hosts_of(&clusters[0]).iter().filter(|host| host["availability_zone"] == zone).count();
        equal!(zone("us-west-2a"), zone("us-west-2b"), "after {action} {hosts}");
    }
    let hosts = hosts_of(&owner.clusters(&sddc).await?[0]).to_vec();
    let lopsided: Vec<_> = hosts.iter().filter(|host| host["availability_zone"] == "us-west-2a").take(2).collect();
    let named = json!({"num_hosts": 2, "esxs": lopsided.iter().map(|host| &host["esx_id"]).collect::<Vec<_>>()});
    owner.change_esxs(&sddc, "remove", &named).await?.require(400)?.refused()?;
    Ok(())
}

/// Hosts without storage of their own can be given another storage capacity and another number of hosts in one
/// change.
async fn a_cluster_is_reconfigured_to_what_its_constraints_offer(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let mut config = on_aws(&world, 3)?;
    config["host_instance_type"] = json!("r5.metal");
    config["storage_capacity"] = json!(20004);
    let (owner, sddc) = world.ready_sddc(&config).await?;
    let cluster = owner.clusters(&sddc).await?[0].clone();
    equal!(cluster["storage_capacity"], 3 * 20004);
    let path = owner.org_path(&format!("/sddcs/{sddc}/clusters/{}", cluster["cluster_id"].as_str().needed()?));
    let offered = owner.get(&format!("{path}/config/constraints?expected_num_hosts=4")).await?.require(200)?.body;
    equal!(offered["hosts"], 4);
    let bias = &offered["reconfig_biases"][1]["id"];
    let default = offered["default_capacities"][bias.as_str().needed()?]["size"].as_i64().needed()?;

    let task =
        owner.post(&format!("{path}/reconfigure"), &json!({"num_hosts": 4, "bias": bias})).await?.require(202)?;
    equal!(owner.clusters(&sddc).await?[0]["cluster_state"], "ADDING_HOSTS");
    owner.post(&format!("{path}/reconfigure"), &json!({"num_hosts": 3})).await?.require(400)?.refused()?;
    world.advance("20m").await?;
    equal!(owner.task(&task.string("$.id")?).await?.require(200)?.body["status"], "FINISHED");
    let cluster = &owner.clusters(&sddc).await?[0];
    equal!((&cluster["storage_capacity"], &cluster["cluster_state"]), (&json!(4 * default), &json!("READY")));
    owner.post(&format!("{path}/reconfigure"), &json!({"num_hosts": 3, "storage_capacity": 1})).await?.require(400)?;
    owner.post(&format!("{path}/reconfigure"), &json!({"num_hosts": 3, "bias": "LUCK"})).await?.require(400)?;

    let offered =
        owner.get(&owner.org_path("/storage/cluster-constraints?provider=AWS&num_hosts=4")).await?.require(200)?;
    equal!(offered.body["min_capacity"], 15003);
    hold!(offered.body["recommended_capacities"].as_array().needed()?.contains(&json!(20004)));
    Ok(())
}

async fn hosts_with_storage_of_their_own_are_not_reconfigured(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let (owner, sddc) = world.ready_sddc(&simulated("sddc-1", 3)).await?;
    let cluster = primary(&owner, &sddc).await?["cluster_id"].as_str().needed()?.to_owned();
    let path = owner.org_path(&format!("/sddcs/{sddc}/clusters/{cluster}/reconfigure"));
    owner.post(&path, &json!({"num_hosts": 4})).await?.require(405)?.refused()?;
    Ok(())
}

async fn licences_are_published_by_a_task(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let (owner, sddc) = world.ready_sddc(&simulated("sddc-1", 1)).await?;
    let cluster = primary(&owner, &sddc).await?;
    // This is as recorded for a cluster without licence settings.
    let none = json!({"windows_licensing": null, "mssql_licensing": null, "academic_license": false});
    equal!(cluster["msft_license_config"], none);
    let cluster = cluster["cluster_id"].as_str().needed()?;
    let path = owner.org_path(&format!("/sddcs/{sddc}/clusters/{cluster}/msft-licensing/publish"));
    owner.post(&path, &json!({"mssql_licensing": "perhaps"})).await?.require(400)?.refused()?;
    let task = owner.post(&path, &json!({"mssql_licensing": "CUSTOMER_SUPPLIED"})).await?.require(200)?;
    equal!(primary(&owner, &sddc).await?["msft_license_config"], none, "until the task has ended");
    world.advance("1m").await?;
    equal!(owner.task(&task.string("$.id")?).await?.require(200)?.body["status"], "FINISHED");
    let licences = &primary(&owner, &sddc).await?["msft_license_config"];
    equal!(
        *licences,
        json!({"windows_licensing": null, "mssql_licensing": "CUSTOMER_SUPPLIED", "academic_license": false})
    );
    Ok(())
}

/// The options that the specification offers are those that the rules accept.
async fn the_provision_spec_speaks_of_this_organization(trial: &Trial) -> Played {
    let properties = json!({"enableZeroCloudCloudProvider": "false", "minHostsPerSddc": "3", "singleHostDays": "30"});
    let world = trial.setting(json!({"org_properties": properties})).await?;
    let owner = world.owner().await?;
    let spec = owner.get(&owner.org_path("/sddcs/provision-spec")).await?.require(200)?.body;
    hold!(spec["provider"].as_object().needed()?.keys().eq(["AWS"]), "{spec}");
    let kinds = &spec["provider"]["AWS"]["sddc_type_config_spec"];
    equal!(kinds["1NODE"]["expiry_in_days"], 30);
    equal!(kinds["SingleAZ"].get("expiry_in_days"), None);
    let host = &kinds["SingleAZ"]["availability"]["US_WEST_2"][0];
    equal!((&host["instance_type"], &host["hosts"][0]), (&json!("i3.metal"), &json!(3)));
    equal!(host["entity_capacity"]["storage_capacity_gib"], 10617);
    Ok(())
}

fn hosts_of(cluster: &Value) -> &[Value] {
    cluster["esx_host_list"].as_array().map(Vec::as_slice).unwrap_or_default()
}

fn states(cluster: &Value) -> Vec<&str> {
    host_states(hosts_of(cluster))
}

async fn names(user: &Customer<'_>, sddc: &str) -> Played<Vec<String>> {
    let clusters = user.clusters(sddc).await?;
    Ok(clusters.iter().filter_map(|cluster| cluster["cluster_name"].as_str()).map(str::to_owned).collect())
}

async fn primary(user: &Customer<'_>, sddc: &str) -> Played<Value> {
    Ok(user.get(&user.org_path(&format!("/sddcs/{sddc}/primarycluster"))).await?.require(200)?.body)
}
