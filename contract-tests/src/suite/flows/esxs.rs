//! Flows about hosts: adding, removing, disk groups, and prechecks.

use crate::{
    sddc_config::{simulated, with},
    suite::{
        Case, Customer,
        Needs::MovableClock,
        Played, Trial, cases,
        played::{Needed, equal, hold},
    },
    user::{Answer, host_states},
};
use serde_json::{Value, json};

pub(super) const CASES: &[Case] = cases! { "flows/esxs", Flow;
    MovableClock => hosts_come_and_go_step_by_step;
    MovableClock => what_is_not_said_has_its_default;
    MovableClock => all_clusters_change_together;
    MovableClock => refused_changes_change_nothing;
    MovableClock => two_hosts_become_one_by_force_only;
    MovableClock => disk_groups_are_detached_and_attached_again;
    MovableClock => hosts_without_storage_of_their_own_have_no_disk_groups;
    MovableClock => a_precheck_fails_where_the_addition_would;
};

/// The Terraform provider changes `num_host` by `add` and `remove` with the id of a cluster.
async fn hosts_come_and_go_step_by_step(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let (owner, sddc) = world.ready_sddc(&simulated("sddc-1", 3)).await?;
    let there = owner.hosts(&sddc, 0).await?;
    let cluster = owner.clusters(&sddc).await?[0]["cluster_id"].clone();
    let one = json!({"num_hosts": 1, "cluster_id": cluster});

    let task = owner.change_esxs(&sddc, "add", &one).await?.require(202)?;
    equal!((task.string("$.task_type")?, &task.body["params"]["clusterId"]), ("ESX-ADD".to_owned(), &cluster));
    for (pause, state) in
        [("0s", "DEPLOYING"), ("3s", "INITIALIZING"), ("6s", "PROVISIONED"), ("9s", "ADDING_TO_VCENTER")]
    {
        world.advance(pause).await?;
        let now = owner.hosts(&sddc, 0).await?;
        equal!(now[..3], there, "those that were there stay as they are");
        equal!(now[3]["esx_state"], state);
        equal!(owner.clusters(&sddc).await?[0]["cluster_state"], "ADDING_HOSTS");
    }
    world.advance("12s").await?;
    equal!(owner.task(&task.string("$.id")?).await?.require(200)?.body["status"], "FINISHED");
    let now = owner.hosts(&sddc, 0).await?;
    equal!(host_states(&now), ["READY"; 4]);
    equal!(owner.clusters(&sddc).await?[0]["cluster_state"], "READY");
    // Recorded: the first hosts of the simulated provider have a zone, and hosts added later have none.
    equal!((&now[2]["availability_zone"], &now[3]["availability_zone"]), (&json!("us-west-2a"), &Value::Null));

    let chosen = json!({"num_hosts": 1, "cluster_id": cluster, "esxs": [there[1]["esx_id"]]});
    let task = owner.change_esxs(&sddc, "remove", &chosen).await?.require(202)?;
    equal!(task.string("$.task_type")?, "ESX-REMOVE");
    for (pause, state) in [("0s", "DELETING"), ("9s", "DELETING_FROM_VCENTER"), ("12s", "PENDING_CLOUD_DELETION")] {
        world.advance(pause).await?;
        equal!(host_states(&owner.hosts(&sddc, 0).await?), ["READY", state, "READY", "READY"]);
    }
    world.advance("9s").await?;
    let now = owner.hosts(&sddc, 0).await?;
    hold!(now.len() == 3 && now.iter().all(|host| host["esx_id"] != there[1]["esx_id"]), "{now:?}");
    equal!(owner.clusters(&sddc).await?[0]["cluster_capacity"]["total_number_of_cores"], 3 * 36);
    Ok(())
}

/// The default action adds hosts, and the default cluster is the first.
async fn what_is_not_said_has_its_default(trial: &Trial) -> Played {
    let world = trial.setting(json!({"pacing": {"preset": "instant"}})).await?;
    let (owner, sddc) = world.ready_sddc(&simulated("sddc-1", 2)).await?;
    owner.create_cluster(&sddc, &json!({"num_hosts": 1})).await?.require(202)?;
    let nulls = json!({"num_hosts": 1, "availability_zone": null, "cluster_id": null, "esxs": null});
    owner.post(&owner.org_path(&format!("/sddcs/{sddc}/esxs")), &nulls).await?.require(202)?;
    equal!([owner.hosts(&sddc, 0).await?.len(), owner.hosts(&sddc, 1).await?.len()], [3, 1]);
    owner.change_esxs(&sddc, "", &json!({"num_hosts": 1, "cluster_id": ""})).await?.require(202)?;
    equal!(owner.hosts(&sddc, 0).await?.len(), 4);
    Ok(())
}

async fn all_clusters_change_together(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let (owner, sddc) = world.ready_sddc(&simulated("sddc-1", 3)).await?;
    owner.create_cluster(&sddc, &json!({"num_hosts": 3})).await?.require(202)?;
    let refused = owner.change_esxs(&sddc, "addToAll", &json!({"num_hosts": 1})).await?.require(400)?.refused()?;
    hold!(refused.contains("DEPLOYING"), "one of them is not ready: {refused:?}");
    world.advance("2m").await?;
    owner.change_esxs(&sddc, "addToAll", &json!({"num_hosts": 2})).await?.require(202)?;
    for cluster in owner.clusters(&sddc).await? {
        equal!(cluster["cluster_state"], "ADDING_HOSTS");
    }
    world.advance("1m").await?;
    equal!([owner.hosts(&sddc, 0).await?.len(), owner.hosts(&sddc, 1).await?.len()], [5, 5]);
    owner.change_esxs(&sddc, "removeFromAll", &json!({"num_hosts": 1})).await?.require(202)?;
    world.advance("1m").await?;
    equal!([owner.hosts(&sddc, 0).await?.len(), owner.hosts(&sddc, 1).await?.len()], [4, 4]);
    Ok(())
}

async fn refused_changes_change_nothing(trial: &Trial) -> Played {
    let world = trial.setting(json!({"org_properties": {"hostLimit": "5"}})).await?;
    let (owner, sddc) = world.ready_sddc(&simulated("sddc-1", 3)).await?;
    let there = owner.hosts(&sddc, 0).await?;
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
        let refused = owner.change_esxs(&sddc, action, &config).await?.require(status)?.refused()?;
        hold!(refused.contains(says), "{action} {config}: {refused:?}");
    }
    equal!(owner.hosts(&sddc, 0).await?, there);
    Ok(())
}

async fn two_hosts_become_one_by_force_only(trial: &Trial) -> Played {
    let world = trial.setting(json!({"pacing": {"preset": "instant"}})).await?;
    let (owner, sddc) = world.ready_sddc(&simulated("sddc-1", 2)).await?;
    owner.change_esxs(&sddc, "remove", &json!({"num_hosts": 1})).await?.require(400)?.refused()?;
    owner.change_esxs(&sddc, "force-remove", &json!({"num_hosts": 1})).await?.require(202)?;
    equal!(owner.hosts(&sddc, 0).await?.len(), 1);
    owner.change_esxs(&sddc, "force-remove", &json!({"num_hosts": 1})).await?.require(400)?.refused()?;
    Ok(())
}

async fn disk_groups_are_detached_and_attached_again(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let (owner, sddc) = world.ready_sddc(&simulated("sddc-1", 2)).await?;
    let hosts = owner.hosts(&sddc, 0).await?;
    let named = json!({"num_hosts": 1, "esxs": [hosts[0]["esx_id"]]});
    equal!(storage(&owner, &sddc, &hosts[0]["esx_id"]).await?.require(200)?.body, groups(2));
    for (action, kind, ssds, left) in
        [("detach-diskgroup", "ESX-DISKGROUP-DETACH", 12, 1), ("attach-diskgroup", "ESX-DISKGROUP-ATTACH", 16, 2)]
    {
        let task = owner.change_esxs(&sddc, action, &named).await?.require(202)?;
        equal!(task.string("$.task_type")?, kind);
        world.advance("5m").await?;
        equal!(owner.clusters(&sddc).await?[0]["cluster_capacity"]["number_of_ssds"], ssds, "after {action}");
        equal!(storage(&owner, &sddc, &hosts[0]["esx_id"]).await?.require(200)?.body, groups(left), "after {action}");
        equal!(storage(&owner, &sddc, &hosts[1]["esx_id"]).await?.require(200)?.body, groups(2), "the other host");
    }
    storage(&owner, &sddc, &json!(sddc)).await?.require(404)?.refused()?;
    Ok(())
}

/// Each disk group of a host is a mapping; hosts without storage of their own have none.
async fn hosts_without_storage_of_their_own_have_no_disk_groups(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let config = with(world.linked_config("sddc-1", 3)?, "host_instance_type", "r5.metal");
    let (owner, sddc) = world.ready_sddc(&config).await?;
    let hosts = owner.hosts(&sddc, 0).await?;
    equal!(storage(&owner, &sddc, &hosts[0]["esx_id"]).await?.require(200)?.body, groups(0));
    Ok(())
}

/// Asks for the storage of a host of the first cluster.
async fn storage(user: &Customer<'_>, sddc: &str, esx: &Value) -> Played<Answer> {
    let (cluster, esx) = (user.first_cluster(sddc).await?, esx.as_str().needed()?);
    user.get(&user.org_path(&format!("/sddcs/{sddc}/clusters/{cluster}/esxs/{esx}/storage-spec"))).await
}

fn groups(number: usize) -> Value {
    json!(vec![json!({"mapping_type": "CANONICAL"}); number])
}

/// The addition fails with the problem that the precheck reported.
async fn a_precheck_fails_where_the_addition_would(trial: &Trial) -> Played {
    let world = trial.setting(json!({"org_properties": {"hostLimit": "4"}})).await?;
    let (owner, sddc) = world.ready_sddc(&simulated("sddc-1", 2)).await?;
    let there = owner.hosts(&sddc, 0).await?;
    for (number, outcome, status) in [(3, "FAILED", 400), (2, "FINISHED", 202)] {
        let config = json!({"num_hosts": number});
        let task =
            owner.post(&owner.org_path(&format!("/sddcs/{sddc}/add-hosts-precheck")), &config).await?.require(200)?;
        equal!(task.string("$.status")?, "STARTED");
        world.advance("30s").await?;
        let task = owner.task(&task.string("$.id")?).await?.require(200)?.body;
        equal!(task["status"], outcome);
        equal!(task["error_message"].is_string(), outcome == "FAILED", "{task}");
        equal!(owner.hosts(&sddc, 0).await?, there);
        owner.change_esxs(&sddc, "add", &config).await?.require(status)?;
    }
    Ok(())
}
