//! What the Terraform provider for VMC asks of several services in a row, as it asks it. `contract-tests/clients/terraform` runs the provider
//! itself; these flows find the same faults without it.

use crate::{
    sddc_config::{simulated, with},
    suite::{
        Case, Customer,
        Needs::MovableClock,
        Played, Trial, cases,
        played::{Needed, equal, hold},
    },
};
use serde_json::{Value, json};

pub(super) const CASES: &[Case] = cases! { "flows/terraform", Flow;
    MovableClock => an_oauth_app_reads_and_sets_the_mtu_of_an_sddc;
    MovableClock => a_second_plan_finds_what_was_configured;
    MovableClock => the_suffix_of_site_recovery_changes_by_deactivation_and_activation;
};

/// Returns the address of the MTU: the provider takes the address of NSX and removes its last part.
fn mtu(sddc: &Value) -> Played<String> {
    let address = sddc["resource_config"]["nsx_api_public_endpoint_url"].as_str().needed()?;
    let (_, path) = address.split_once("/vmc/reverse-proxy").needed()?;
    Ok(format!(
        "/vmc/reverse-proxy{}/cloud-service/api/v1/infra/external/config",
        path.replace("/sks-nsxt-manager", "")
    ))
}

/// The provider reads the MTU with each SDDC on AWS. Its caller may be an OAuth app.
async fn an_oauth_app_reads_and_sets_the_mtu_of_an_sddc(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let (_, sddc) = world.ready_sddc(&world.linked_config("sddc-1", 2)?).await?;
    let app = world.app().await?;
    let path = mtu(&app.sddc(&sddc).await?.require(200)?.body)?;
    // GET arrives with a body.
    let read = app.send("GET", &path, Some(&json!({}))).await?.require(200)?;
    equal!(read.body["intranet_mtu"], 1500);
    let set = app.put(&path, &json!({"intranet_mtu": 8900})).await?.require(200)?;
    equal!(set.body["intranet_mtu"], 8900);
    equal!(app.get(&path).await?.require(200)?.body["intranet_mtu"], 8900);
    Ok(())
}

/// A field that comes back otherwise than it was sent makes the provider change or replace the SDDC. One that is missing makes it crash.
async fn a_second_plan_finds_what_was_configured(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let on_aws = json!({"provider": "AWS", "size": "large", "sddc_type": "DEFAULT", "vpc_cidr": "10.4.0.0/16",
        "skip_creating_vxlan": false, "vxlan_subnet": "192.168.4.0/24", "region": "us-west-2", "host_instance_type": "i4i.metal"});
    let plain = json!({"provider": "ZEROCLOUD"});
    for (given, link) in [(on_aws, true), (plain, false)] {
        // The provider sends an empty text for what is not configured.
        let mut config = if link { world.linked_config("sddc-1", 2)? } else { simulated("sddc-2", 2) };
        for (key, value) in [
            ("account_link_config", json!({"delay_account_link": false})),
            ("deployment_type", json!("SingleAZ")),
            ("size", json!("medium")),
            ("skip_creating_vxlan", json!(true)),
            ("sso_domain", json!("vmc.local")),
            ("host_instance_type", json!("")),
            ("sddc_template_id", json!("")),
            ("vpc_cidr", json!("")),
            ("vxlan_subnet", json!("")),
        ] {
            config[key] = value;
        }
        for (key, value) in given.as_object().needed()? {
            config = with(config, key, value.clone());
        }
        let (owner, sddc) = world.ready_sddc(&config).await?;
        let seen =
            owner.send("GET", &owner.org_path(&format!("/sddcs/{sddc}")), Some(&json!({}))).await?.require(200)?;
        let shown = &seen.body["resource_config"];
        let text = |key: &str| Some(&config[key]).filter(|value| **value != "" && !value.is_null()).cloned();
        equal!(seen.body["name"], config["name"]);
        equal!(seen.body["sddc_type"], text("sddc_type").unwrap_or_default());
        equal!(shown["vpc_info"]["vpc_cidr"], text("vpc_cidr").unwrap_or_default());
        equal!(shown["skip_creating_vxlan"], config["skip_creating_vxlan"]);
        if config["skip_creating_vxlan"] == json!(false) {
            equal!(shown["vxlan_subnet"], config["vxlan_subnet"]);
        }
        for (key, value) in [("region", "US_WEST_2"), ("deployment_type", "SINGLE_AZ"), ("sso_domain", "vmc.local")] {
            equal!(shown[key], value, "{key}");
        }
        equal!((&shown["provider"], &seen.body["provider"]), (&config["provider"], &config["provider"]));
        for size in ["vc_size", "nsx_size"] {
            hold!(shown["sddc_size"][size].is_string(), "{size}");
        }
        let cluster = primary(&owner, &sddc).await?;
        let hosts = shown["clusters"][0]["esx_host_list"].as_array().needed()?;
        equal!((hosts.len(), &shown["clusters"][0]["cluster_id"]), (2, &cluster["cluster_id"]));
        let policy = format!("/clusters/{}/edrs-policy", cluster["cluster_id"].as_str().needed()?);
        let policy = owner.get(&service(&owner, "autoscaler", &sddc, &policy)).await?.require(200)?.body;
        equal!((&policy["enable_edrs"], &policy["policy_type"]), (&json!(true), &json!("storage-scaleup")));
        hold!(policy["min_hosts"].is_u64() && policy["max_hosts"].is_u64(), "{policy}");
    }
    Ok(())
}

async fn primary(owner: &Customer<'_>, sddc: &str) -> Played<Value> {
    let cluster = owner.get(&owner.org_path(&format!("/sddcs/{sddc}/primarycluster"))).await?.require(200)?.body;
    for key in ["cluster_id", "cluster_name", "cluster_state"] {
        hold!(cluster[key].is_string(), "{key}");
    }
    hold!(cluster["esx_host_info"]["instance_type"].is_string());
    Ok(cluster)
}

/// Returns a path of an SDDC at the autoscaler or at site recovery.
fn service(user: &Customer<'_>, name: &str, sddc: &str, rest: &str) -> String {
    format!("/vmc/{name}/api/orgs/{}/sddcs/{sddc}{rest}", user.org())
}

/// The provider deactivates, waits for 15 minutes and activates again. The provider's own wait is why this is not in its run.
async fn the_suffix_of_site_recovery_changes_by_deactivation_and_activation(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let (_, sddc) = world.ready_sddc(&simulated("sddc-1", 2)).await?;
    let mut urls = Vec::new();
    for suffix in ["first", "second.2"] {
        // As long as nothing is said about it, site recovery takes less than three hours, and an access token half an hour.
        let owner = world.owner().await?;
        let path = service(&owner, "draas", &sddc, "/site-recovery");
        let task = owner.post(&path, &json!({"srm_extension_key_suffix": suffix})).await?.require(200)?;
        equal!(task.string("$.resource_id")?, sddc);
        hold!(task.body["task_type"].is_string(), "a task that is not over needs a type");
        world.advance("3h").await?;
        let owner = world.owner().await?;
        ended(&owner, &task.string("$.id")?).await?;
        let seen = owner.get(&path).await?.require(200)?.body;
        equal!((&seen["id"], &seen["sddc_id"]), (&json!(sddc), &json!(sddc)));
        equal!(seen["site_recovery_state"], "ACTIVATED");
        let nodes = seen["srm_nodes"].as_array().needed()?;
        equal!(nodes.len(), 1);
        for node in nodes.iter().chain([&seen["vr_node"]]) {
            for key in ["id", "hostname", "ip_address", "state", "type"] {
                hold!(node[key].is_string(), "{key} in {node}");
            }
        }
        let host = nodes[0]["hostname"].as_str().needed()?;
        hold!(host.starts_with(&format!("srm-{suffix}.sddc-")), "{host}");
        urls.push(host.to_owned());

        let task = owner.send("DELETE", &path, Some(&json!({}))).await?.require(200)?;
        world.advance("3h").await?;
        let owner = world.owner().await?;
        ended(&owner, &task.string("$.id")?).await?;
        let gone = owner.get(&path).await?;
        hold!(gone.status == 404 || gone.body["site_recovery_state"] == "DEACTIVATED", "{}", gone.text);
        world.advance("15m").await?;
    }
    hold!(urls[0] != urls[1]);
    Ok(())
}

/// Requires that a task of site recovery is over, which has succeeded.
async fn ended(owner: &Customer<'_>, task: &str) -> Played {
    let path = format!("/vmc/draas/api/orgs/{}/tasks/{task}", owner.org());
    equal!(owner.get(&path).await?.require(200)?.body["status"], "FINISHED");
    Ok(())
}
