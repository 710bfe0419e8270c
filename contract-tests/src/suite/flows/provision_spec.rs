//! Flows about what an SDDC and its clusters can still get: the numbers that the two specs offer are those that are accepted.

use crate::{
    sddc_config::with,
    suite::{
        Case, Customer,
        Needs::MovableClock,
        Played, Trial, cases,
        played::{Needed, equal, hold},
    },
};
use serde_json::{Value, json};

pub(super) const CASES: &[Case] = cases! { "flows/provision_spec", Flow;
    MovableClock => what_the_specs_offer_is_accepted_and_nothing_else;
    MovableClock => stretched_clusters_are_offered_pairs;
    MovableClock => a_busy_sddc_is_offered_nothing;
    MovableClock => the_spec_of_hosts_refuses_what_it_does_not_know;
};

/// Returns the spec for new clusters of an SDDC, of hosts of the first instance type.
async fn of_clusters(user: &Customer<'_>, sddc: &str) -> Played<Value> {
    let path = user.org_path(&format!("/sddcs/{sddc}/cluster-provision-spec"));
    let spec = user.get(&path).await?.require(200)?.body;
    let config = spec["instance_type_configs"][0].clone();
    equal!((&config["instance_type"], &config["cpu_cores"]), (&json!("i3.metal"), &json!([8, 16, 36])));
    equal!(config["entity_capacity"]["total_number_of_cores"], 36);
    Ok(config)
}

/// Returns the spec for more hosts of the first cluster of an SDDC.
async fn of_hosts(user: &Customer<'_>, sddc: &str) -> Played<Value> {
    let cluster = user.first_cluster(sddc).await?;
    let path = user.org_path(&format!("/sddcs/{sddc}/clusters/{cluster}/host-provision-spec"));
    Ok(user.get(&path).await?.require(200)?.body)
}

/// Returns the numbers of hosts in a spec, each with whether storage policies must be changed.
fn numbers(spec: &Value) -> Vec<(i64, bool)> {
    let number = |offer: &Value| {
        let needed = offer["storage_policy_reconfig_info"]["reconfig_needed"].as_bool()?;
        Some((offer["additional_host_count"].as_i64()?, needed))
    };
    spec["additional_host_specs"].as_array().into_iter().flatten().filter_map(number).collect()
}

async fn what_the_specs_offer_is_accepted_and_nothing_else(trial: &Trial) -> Played {
    let properties = json!({"maxHostsPerSddc": "7", "maxClustersPerSDDC": "2"});
    let world = trial.setting(json!({"org_properties": properties, "pacing": {"preset": "instant"}})).await?;
    let (owner, sddc) = world.ready_sddc(&world.linked_config("sddc-1", 4)?).await?;
    let cause = "instance_provisioning_error_cause";
    let (clusters, hosts) = (of_clusters(&owner, &sddc).await?, of_hosts(&owner, &sddc).await?);
    equal!((&clusters["hosts"], clusters.get(cause)), (&json!([2, 3]), None));
    equal!((numbers(&hosts), hosts.get(cause)), (vec![(1, false), (2, true), (3, true)], None));
    equal!(hosts["entity_capacity"]["storage_capacity_gib"], 10617);
    equal!(of_clusters(&world.reader().await?, &sddc).await?, clusters, "who only reads sees it too");
    owner.create_cluster(&sddc, &json!({"num_hosts": 4})).await?.require(400)?;
    owner.change_esxs(&sddc, "add", &json!({"num_hosts": 4})).await?.require(400)?;

    owner.change_esxs(&sddc, "add", &json!({"num_hosts": 1})).await?.require(202)?;
    equal!(of_clusters(&owner, &sddc).await?["hosts"], json!([2]));
    equal!(numbers(&of_hosts(&owner, &sddc).await?), [(1, true), (2, true)]);
    owner.create_cluster(&sddc, &json!({"num_hosts": 1})).await?.require(400)?;
    owner.create_cluster(&sddc, &json!({"num_hosts": 2})).await?.require(202)?;

    // Now there is room for nothing, and the specs say what the refusals say.
    let (clusters, hosts) = (of_clusters(&owner, &sddc).await?, of_hosts(&owner, &sddc).await?);
    equal!((&clusters["hosts"], numbers(&hosts)), (&json!([]), Vec::new()));
    equal!(clusters[cause], owner.create_cluster(&sddc, &json!({"num_hosts": 2})).await?.require(400)?.refused()?);
    equal!(hosts[cause], owner.change_esxs(&sddc, "add", &json!({"num_hosts": 1})).await?.require(400)?.refused()?);
    Ok(())
}

async fn stretched_clusters_are_offered_pairs(trial: &Trial) -> Played {
    let properties = json!({"maxHostsPerSddc": "32", "hostLimit": "32"});
    let world = trial.setting(json!({"org_properties": properties, "pacing": {"preset": "instant"}})).await?;
    let config = with(world.linked_config("sddc-1", 6)?, "deployment_type", "MultiAZ");
    let (owner, sddc) = world.ready_sddc(&config).await?;
    let more: Vec<_> = numbers(&of_hosts(&owner, &sddc).await?).into_iter().map(|(more, _)| more).collect();
    equal!(more, [2, 4, 6, 8, 10]);
    let clusters = of_clusters(&owner, &sddc).await?;
    let hosts = clusters["hosts"].as_array().needed()?;
    hold!(!hosts.is_empty() && hosts.iter().all(|number| number.as_i64().is_some_and(|number| number % 2 == 0)));
    Ok(())
}

async fn a_busy_sddc_is_offered_nothing(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let owner = world.owner().await?;
    let mut config = with(world.linked_config("sddc-1", 3)?, "host_instance_type", "r5.metal");
    config["storage_capacity"] = json!(20004);
    let sddc = owner.create(&config).await?.require(202)?.string("$.resource_id")?;
    for spec in [of_clusters(&owner, &sddc).await?, of_hosts(&owner, &sddc).await?] {
        let cause = spec["instance_provisioning_error_cause"].as_str().needed()?;
        hold!(cause.contains("DEPLOYING"), "{cause}");
    }
    world.advance("3h").await?;
    let owner = world.owner().await?;
    let hosts = of_hosts(&owner, &sddc).await?;
    equal!(hosts["entity_capacity"]["storage_capacity_gib"], 20004, "as it was chosen for each host");
    hold!(!numbers(&hosts).is_empty());
    owner.change_esxs(&sddc, "add", &json!({"num_hosts": 1})).await?.require(202)?;
    hold!(numbers(&of_hosts(&owner, &sddc).await?).is_empty(), "hosts are being added");
    Ok(())
}

async fn the_spec_of_hosts_refuses_what_it_does_not_know(trial: &Trial) -> Played {
    let (_, owner, sddc) = trial.with_sddc().await?;
    let cluster = owner.first_cluster(&sddc).await?;
    for (path, query, status) in [
        (format!("{sddc}/clusters/{cluster}"), "?action=add", 200),
        (format!("{sddc}/clusters/{cluster}"), "?action=", 200),
        (format!("{sddc}/clusters/{cluster}"), "?action=remove", 400),
        (format!("{sddc}/clusters/{sddc}"), "", 404),
        (format!("{cluster}/clusters/{cluster}"), "", 404),
    ] {
        owner.get(&owner.org_path(&format!("/sddcs/{path}/host-provision-spec{query}"))).await?.require(status)?;
    }
    owner.get(&owner.org_path(&format!("/sddcs/{cluster}/cluster-provision-spec"))).await?.require(404)?.refused()?;
    Ok(())
}
