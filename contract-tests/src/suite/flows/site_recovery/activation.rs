//! Flows about activating and deactivating site recovery.

use super::steps::{CHANGE, activated, finish, path, shown, srm_states, task_path};
use crate::{
    sddc_config::on_aws,
    suite::{
        Case,
        Needs::MovableClock,
        Played, Trial, cases,
        played::{Needed, equal, hold},
    },
};
use serde_json::{Value, json};

pub(super) const CASES: &[Case] = cases! { "flows/site_recovery/activation", Flow;
    MovableClock => it_is_activated_in_steps_and_deactivated_in_one;
    MovableClock => an_sddc_on_aws_has_its_appliances_in_the_management_network;
    MovableClock => what_is_there_already_or_not_at_all_is_refused;
    MovableClock => a_forced_deactivation_stops_what_is_being_done;
    MovableClock => a_changed_suffix_is_activated_anew;
    MovableClock => an_sddc_takes_its_site_recovery_along;
    MovableClock => an_sddc_that_is_not_ready_has_none;
    MovableClock => nothing_is_replicated;
    MovableClock => readers_look_and_change_nothing;
};

/// The texts of an appliance that Terraform's provider reads without a check.
const READ: [&str; 5] = ["id", "hostname", "ip_address", "type", "state"];

async fn it_is_activated_in_steps_and_deactivated_in_one(trial: &Trial) -> Played {
    let (world, alice, sddc) = trial.with_sddc().await?;
    let all = path(&alice, &sddc, "");
    let absent = alice.get(&all).await?.require(404)?.refused()?;
    hold!(absent.contains("Cannot find site recovery configuration for sddc identifier"), "{absent:?}");

    let task = alice.post(&all, &json!({"srm_extension_key_suffix": "east.1"})).await?.require(200)?;
    equal!(task.body["resource_id"], json!(sddc), "the resource of an activation is the SDDC");
    equal!(task.body["tenant_id"], json!(world.org()));
    equal!((&task.body["status"], &task.body["error_message"]), (&json!("STARTED"), &Value::Null));
    hold!(task.body["task_type"].is_string() && task.body["version"].is_i64(), "{}", task.body);
    for (wait, state, nodes) in [
        ("0s", "ACTIVATING", "DEPLOYING"),
        ("17s", "ACTIVATING", "DEPLOYING"),
        ("1s", "ACTIVATING", "PROVISIONED"),
        ("11s", "ACTIVATING", "PROVISIONED"),
        ("1s", "ACTIVATED", "READY"),
    ] {
        world.advance(wait).await?;
        let recovery = shown(&alice, &sddc).await?;
        equal!(recovery["site_recovery_state"], state);
        equal!((&recovery["vr_node"]["state"], srm_states(&recovery)), (&json!(nodes), vec![nodes]), "{state}");
        for node in [&recovery["vr_node"], &recovery["srm_nodes"][0], &recovery["srm_node"]] {
            hold!(READ.iter().all(|key| node[key].as_str().is_some_and(|text| !text.is_empty())), "{node}");
        }
    }
    let task = alice.get(&task_path(&alice, &task.string("$.id")?)).await?.require(200)?.body;
    equal!((&task["status"], &task["progress_percent"]), (&json!("FINISHED"), &json!(100)));

    let recovery = shown(&alice, &sddc).await?;
    equal!((&recovery["id"], &recovery["sddc_id"]), (&json!(sddc), &json!(sddc)));
    hold!(recovery["version"].is_i64() && recovery["updated_by_user_name"] == recovery["user_name"], "{recovery}");
    hold!(recovery["draas_h5_url"].as_str().needed()?.starts_with("http"), "{recovery}");
    let srm = &recovery["srm_nodes"][0];
    hold!(srm["hostname"].as_str().needed()?.starts_with("srm-east.1.sddc-"), "{srm}");
    equal!((&srm["srm_extension_key"], &srm["type"]), (&json!("com.vmware.vcDr-east.1"), &json!("SRM")));
    equal!((&recovery["vr_node"]["type"], &recovery["vrs_nodes"]), (&json!("VRMS"), &json!([])));

    // The official SDK sends null where it has no configuration.
    let task = alice.send("DELETE", &all, Some(&Value::Null)).await?;
    let recovery = shown(&alice, &sddc).await?;
    equal!(recovery["site_recovery_state"], "DEACTIVATING");
    equal!((&recovery["vr_node"]["state"], srm_states(&recovery)), (&json!("DELETING"), vec!["DELETING"]));
    let task = finish(&world, &alice, task).await?;
    equal!(task["resource_id"], json!(sddc));
    let recovery = shown(&alice, &sddc).await?;
    equal!((&recovery["site_recovery_state"], &recovery["srm_nodes"]), (&json!("DEACTIVATED"), &json!([])));
    hold!(recovery["vr_node"].is_null() && recovery["srm_node"].is_null(), "{recovery}");
    Ok(())
}

async fn an_sddc_on_aws_has_its_appliances_in_the_management_network(trial: &Trial) -> Played {
    let world = trial.setting(json!({"org_properties": {"accountLinkingOptional": "true"}})).await?;
    let mut config = on_aws("a", 2);
    config["vpc_cidr"] = json!("10.7.0.0/16");
    let (alice, sddc) = world.ready_sddc(&config).await?;
    alice.post(&path(&alice, &sddc, ""), &json!({})).await?.require(200)?;
    world.advance("19m").await?;
    equal!(shown(&alice, &sddc).await?["site_recovery_state"], "ACTIVATING");
    world.advance("1m").await?;
    let recovery = shown(&alice, &sddc).await?;
    equal!(recovery["site_recovery_state"], "ACTIVATED");
    let (vr, srm) = (&recovery["vr_node"], &recovery["srm_nodes"][0]);
    let address = vr["ip_address"].as_str().needed()?;
    hold!(address.starts_with("10.7.0.") && srm["ip_address"].as_str().needed()?.starts_with("10.7.0."), "{recovery}");
    equal!((&vr["subnet"], &vr["gateway"]), (&json!("10.7.0.0/16"), &json!("10.7.0.1")));
    hold!(vr["ip_address"] != srm["ip_address"] && vr["id"] != srm["id"] && vr["vm_moref_id"] != srm["vm_moref_id"]);
    // Terraform's provider finds the first node by the hyphen in its name.
    let host = srm["hostname"].as_str().needed()?;
    hold!(host.starts_with("srm.sddc-") && srm["srm_extension_key"] == "com.vmware.vcDr", "{srm}");
    Ok(())
}

async fn what_is_there_already_or_not_at_all_is_refused(trial: &Trial) -> Played {
    let (world, alice, sddc) = trial.with_sddc().await?;
    let all = path(&alice, &sddc, "");
    alice.delete(&all).await?.require(404)?.refused()?;
    let task = alice.post(&all, &json!({})).await?;
    let refused = alice.post(&all, &json!({})).await?.require(400)?.refused()?;
    hold!(refused.contains("ACTIVATING"), "{refused:?}");
    let refused = alice.delete(&all).await?.require(400)?.refused()?;
    hold!(refused.contains("ACTIVATING"), "{refused:?}");
    finish(&world, &alice, task).await?;
    let refused = alice.post(&all, &json!({})).await?.require(400)?.refused()?;
    hold!(refused.contains("ACTIVATED"), "{refused:?}");
    let task = alice.delete(&all).await?;
    for force in ["", "?force=true"] {
        let refused = alice.delete(&format!("{all}{force}")).await?.require(400)?.refused()?;
        hold!(refused.contains("DEACTIVATING"), "{refused:?}");
    }
    finish(&world, &alice, task).await?;
    for force in ["", "?force=true"] {
        let refused = alice.delete(&format!("{all}{force}")).await?.require(400)?.refused()?;
        hold!(refused.contains("DEACTIVATED"), "{refused:?}");
    }
    Ok(())
}

async fn a_forced_deactivation_stops_what_is_being_done(trial: &Trial) -> Played {
    let (world, alice, sddc) = trial.with_sddc().await?;
    let all = path(&alice, &sddc, "");
    let activation = alice.post(&all, &json!({})).await?.require(200)?.string("$.id")?;
    let task = alice.delete(&format!("{all}?force=true")).await?;
    equal!(alice.get(&task_path(&alice, &activation)).await?.require(200)?.body["status"], "CANCELED");
    finish(&world, &alice, task).await?;

    let task = alice.post(&all, &json!({})).await?;
    finish(&world, &alice, task).await?;
    let nodes = path(&alice, &sddc, "/srm-nodes");
    let creation = alice.post(&nodes, &json!({"srm_extension_key_suffix": "b"})).await?.require(200)?.string("$.id")?;
    let refused = alice.send("DELETE", &all, Some(&json!({"force": false}))).await?.require(400)?.refused()?;
    hold!(refused.contains("DEPLOYING"), "{refused:?}");
    let body = json!({"force": true, "ticket": "7", "confirmation_code": "x"});
    let task = alice.send("DELETE", &all, Some(&body)).await?;
    equal!(alice.get(&task_path(&alice, &creation)).await?.require(200)?.body["status"], "CANCELED");
    equal!(srm_states(&shown(&alice, &sddc).await?), ["DELETING", "DELETING"]);
    finish(&world, &alice, task).await?;
    equal!(shown(&alice, &sddc).await?["site_recovery_state"], "DEACTIVATED");
    Ok(())
}

/// What Terraform's provider does when the suffix in a configuration changes. It waits for 15 minutes in between.
async fn a_changed_suffix_is_activated_anew(trial: &Trial) -> Played {
    let (world, alice, sddc) = activated(trial).await?;
    let all = path(&alice, &sddc, "");
    let before = shown(&alice, &sddc).await?;
    let task = alice.send("DELETE", &all, Some(&json!({}))).await?;
    finish(&world, &alice, task).await?;
    world.advance("15m").await?;
    let task = alice.post(&all, &json!({"srm_extension_key_suffix": "west"})).await?;
    finish(&world, &alice, task).await?;
    let after = shown(&alice, &sddc).await?;
    equal!((&after["id"], &after["created"]), (&before["id"], &before["created"]));
    hold!(after["version"].as_i64() > before["version"].as_i64(), "{after}");
    let (old, new) = (&before["srm_nodes"][0], &after["srm_nodes"][0]);
    hold!(old["id"] != new["id"] && after["vr_node"]["id"] != before["vr_node"]["id"], "{after}");
    hold!(new["hostname"].as_str().needed()?.contains("west"), "{new}");
    equal!(new["srm_extension_key_suffix"], "west");
    Ok(())
}

async fn an_sddc_takes_its_site_recovery_along(trial: &Trial) -> Played {
    let (world, alice, sddc) = activated(trial).await?;
    let nodes = path(&alice, &sddc, "/srm-nodes");
    let node = alice.post(&nodes, &json!({"srm_extension_key_suffix": "b"})).await?.require(200)?;
    alice.delete_sddc(&sddc).await?.require(202)?;
    let task = alice.get(&task_path(&alice, &node.string("$.id")?)).await?.require(200)?.body;
    equal!(task["status"], "CANCELED");
    equal!(srm_states(&shown(&alice, &sddc).await?), ["READY", "CANCELED"]);
    let refused = alice.delete(&path(&alice, &sddc, "")).await?.require(400)?.refused()?;
    hold!(refused.contains("DELETING"), "{refused:?}");
    world.advance("10m").await?;
    alice.get(&path(&alice, &sddc, "")).await?.require(404)?.refused()?;
    Ok(())
}

async fn an_sddc_that_is_not_ready_has_none(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let alice = world.owner().await?;
    let sddc = alice.create_sddc("a").await?.string("$.resource_id")?;
    let refused = alice.post(&path(&alice, &sddc, ""), &json!({})).await?.require(400)?.refused()?;
    hold!(refused.contains("DEPLOYING"), "{refused:?}");
    alice.get(&path(&alice, &sddc, "")).await?.require(404)?.refused()?;
    Ok(())
}

async fn nothing_is_replicated(trial: &Trial) -> Played {
    let (world, alice, sddc) = trial.with_sddc().await?;
    let count = path(&alice, &sddc, "").replace("/site-recovery", "/replications-count");
    let (lists, there) =
        (["/replica-disk-collections", "/vr-replication-issues", "/vr-site-issues"], ["/replica-data", "/versions"]);
    for rest in lists.iter().chain(&there) {
        alice.get(&path(&alice, &sddc, rest)).await?.require(404)?.refused()?;
    }
    let task = alice.post(&path(&alice, &sddc, ""), &json!({})).await?;
    finish(&world, &alice, task).await?;
    for rest in lists.iter().chain(&["/replications-data", "/replica-disk-collections?datastore_mo_id=datastore-7"]) {
        equal!(alice.get(&path(&alice, &sddc, rest)).await?.require(200)?.body, json!([]), "{rest}");
    }
    let data = alice.get(&path(&alice, &sddc, "/replica-data")).await?.require(200)?.body;
    equal!(data, json!({"datastore_entities": []}));
    equal!(alice.get(&count).await?.require(200)?.body, json!({"incoming": "0", "outgoing": 0}));

    let recovery = shown(&alice, &sddc).await?;
    let versions = alice.get(&path(&alice, &sddc, "/versions")).await?.require(200)?.body;
    equal!(versions["sddc_id"], json!(sddc));
    for (version, node) in
        std::iter::zip(versions["node_versions"].as_array().needed()?, [&recovery["vr_node"], &recovery["srm_node"]])
    {
        equal!((&version["node_id"], &version["node_type"]), (&node["id"], &node["type"]));
        equal!(version["node_ip"], node["ip_address"]);
        let full = version["full_version"].as_str().needed()?;
        let parts = ["appliance_version", "build_number"].map(|key| version[key].as_str().unwrap_or("?"));
        hold!(parts.iter().all(|part| full.contains(part)), "{version}");
    }
    equal!(versions["node_versions"].as_array().map(Vec::len), Some(2));
    Ok(())
}

async fn readers_look_and_change_nothing(trial: &Trial) -> Played {
    let (world, alice, sddc) = activated(trial).await?;
    let reader = world.reader().await?;
    equal!(shown(&reader, &sddc).await?, shown(&alice, &sddc).await?);
    for (method, rest) in [
        ("POST", ""),
        ("DELETE", ""),
        ("POST", "/srm-nodes"),
        ("POST", "/vr-scale-out?scale_out=true"),
        ("PUT", "/vr-scale-out-config?scale_out=true"),
    ] {
        reader.send(method, &path(&reader, &sddc, rest), Some(&json!({}))).await?.require(403)?.refused()?;
    }
    world.advance(CHANGE).await?;
    equal!(shown(&alice, &sddc).await?["site_recovery_state"], "ACTIVATED");
    Ok(())
}
