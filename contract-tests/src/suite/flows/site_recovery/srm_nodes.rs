//! Flows about the appliances of site recovery: Site Recovery Managers that are added and deleted, and additional
//! servers of vSphere Replication.

use super::steps::{CHANGE, activated, finish, path, shown, srm_states};
use crate::suite::{
    Case,
    Needs::MovableClock,
    Played, Trial, cases,
    played::{Needed, equal, hold},
};
use serde_json::{Value, json};

pub(super) const CASES: &[Case] = cases! { "flows/site_recovery/srm_nodes", Flow;
    MovableClock => they_are_added_one_at_a_time_and_deleted;
    MovableClock => a_suffix_has_a_form_and_one_node;
    MovableClock => there_are_ten_at_most;
    MovableClock => they_need_an_activated_site_recovery;
    MovableClock => their_configuration_and_oauth_clients_are_answered_with_nothing;
    MovableClock => replications_are_spread_over_servers;
};

async fn they_are_added_one_at_a_time_and_deleted(trial: &Trial) -> Played {
    let (world, alice, sddc) = activated(trial).await?;
    let nodes = path(&alice, &sddc, "/srm-nodes");
    let task = alice.post(&nodes, &json!({"srm_extension_key_suffix": "b", "internal": false})).await?.require(200)?;
    let id = task.string("$.resource_id")?;
    for (wait, state) in [("0s", "DEPLOYING"), ("18s", "PROVISIONED"), ("12s", "READY")] {
        let recovery = shown(&alice, &sddc).await?;
        equal!(recovery["site_recovery_state"], "ACTIVATED", "it stays activated");
        if state != "READY" {
            let refused =
                alice.post(&nodes, &json!({"srm_extension_key_suffix": "c"})).await?.require(400)?.refused()?;
            hold!(refused.contains(&id) && refused.contains("one at a time"), "{refused:?}");
        }
        world.advance(wait).await?;
        let recovery = shown(&alice, &sddc).await?;
        equal!(srm_states(&recovery), ["READY", state]);
        let node = &recovery["srm_nodes"][1];
        equal!((&node["id"], &node["type"]), (&json!(id), &json!("SRM")), "the resource of the task is the node");
        hold!(node["hostname"].as_str().needed()?.starts_with("srm-b.sddc-"), "{node}");
        hold!(node["ip_address"].is_string() && node["srm_extension_key"] == "com.vmware.vcDr-b", "{node}");
    }
    let task = alice.post(&nodes, &json!({"srm_extension_key_suffix": "c"})).await?;
    let third = finish(&world, &alice, task).await?["resource_id"].clone();
    let recovery = shown(&alice, &sddc).await?;
    let all = recovery["srm_nodes"].as_array().needed()?;
    for key in ["id", "hostname", "ip_address", "vm_moref_id", "srm_extension_key"] {
        let mut values: Vec<_> = all.iter().filter_map(|node| node[key].as_str()).collect();
        values.sort_unstable();
        values.dedup();
        equal!(values.len(), 3, "each has its own {key}");
    }

    let one = format!("{nodes}/{id}");
    let task = alice.delete(&one).await?.require(200)?;
    equal!(task.body["resource_id"], json!(id));
    equal!(srm_states(&shown(&alice, &sddc).await?), ["READY", "DELETING", "READY"]);
    let refused = alice.delete(&one).await?.require(400)?.refused()?;
    hold!(refused.contains("DELETING"), "{refused:?}");
    let refused = alice.post(&nodes, &json!({"srm_extension_key_suffix": "b"})).await?.require(400)?.refused()?;
    hold!(refused.contains("com.vmware.vcDr-b"), "the key is free when the node is gone: {refused:?}");
    finish(&world, &alice, task).await?;
    alice.delete(&one).await?.require(404)?.refused()?;
    let recovery = shown(&alice, &sddc).await?;
    equal!((srm_states(&recovery), &recovery["srm_nodes"][1]["id"]), (vec!["READY", "READY"], &third));
    let first = recovery["srm_nodes"][0]["id"].as_str().needed()?;
    let refused = alice.delete(&format!("{nodes}/{first}")).await?.require(400)?.refused()?;
    hold!(refused.contains("activation"), "{refused:?}");
    let task = alice.post(&nodes, &json!({"srm_extension_key_suffix": "b"})).await?;
    finish(&world, &alice, task).await?;
    Ok(())
}

async fn a_suffix_has_a_form_and_one_node(trial: &Trial) -> Played {
    let (world, alice, sddc) = trial.with_sddc().await?;
    let all = path(&alice, &sddc, "");
    let nodes = path(&alice, &sddc, "/srm-nodes");
    let with = |suffix: &str| json!({"srm_extension_key_suffix": suffix});
    let wrong = ["-a", "a-", ".a", "a.", "a_b", "a b", "é", "abcdefghijklmn", "a/b", "-", " "];
    for suffix in wrong {
        let refused = alice.post(&all, &with(suffix)).await?.require(400)?.refused()?;
        hold!(refused.contains("suffix"), "{suffix}: {refused:?}");
    }
    alice.get(&all).await?.require(404)?;
    let task = alice.post(&all, &with("a-B.9")).await?;
    finish(&world, &alice, task).await?;
    for suffix in wrong {
        alice.post(&nodes, &with(suffix)).await?.require(400)?.refused()?;
    }
    for suffix in ["a-B.9", "A-b.9"] {
        let refused = alice.post(&nodes, &with(suffix)).await?.require(400)?.refused()?;
        hold!(refused.contains("com.vmware.vcDr-a-B.9"), "{refused:?}");
    }
    // The default key is free, as the first node has another one. An empty text is no suffix.
    let task = alice.post(&nodes, &with("")).await?;
    finish(&world, &alice, task).await?;
    let node = &shown(&alice, &sddc).await?["srm_nodes"][1];
    equal!((&node["srm_extension_key"], &node["srm_extension_key_suffix"]), (&json!("com.vmware.vcDr"), &Value::Null));
    for body in [json!({}), json!({"srm_extension_key_suffix": null}), Value::Null] {
        alice.post(&nodes, &body).await?.require(400)?.refused()?;
    }
    let task = alice.post(&nodes, &with("abcdefghijklm")).await?;
    finish(&world, &alice, task).await?;
    Ok(())
}

async fn there_are_ten_at_most(trial: &Trial) -> Played {
    let (world, alice, sddc) = activated(trial).await?;
    let nodes = path(&alice, &sddc, "/srm-nodes");
    for number in 2..=10 {
        let task = alice.post(&nodes, &json!({"srm_extension_key_suffix": number.to_string()})).await?;
        finish(&world, &alice, task).await?;
    }
    let refused = alice.post(&nodes, &json!({"srm_extension_key_suffix": "11"})).await?.require(400)?.refused()?;
    hold!(refused.contains("10"), "{refused:?}");
    equal!(srm_states(&shown(&alice, &sddc).await?), ["READY"; 10]);
    Ok(())
}

async fn they_need_an_activated_site_recovery(trial: &Trial) -> Played {
    let (world, alice, sddc) = trial.with_sddc().await?;
    let nodes = path(&alice, &sddc, "/srm-nodes");
    let new = json!({"srm_extension_key_suffix": "b"});
    let refused = alice.post(&nodes, &new).await?.require(404)?.refused()?;
    hold!(refused.contains("Cannot find site recovery configuration"), "{refused:?}");
    let task = alice.post(&path(&alice, &sddc, ""), &json!({})).await?;
    let refused = alice.post(&nodes, &new).await?.require(400)?.refused()?;
    hold!(refused.contains("ACTIVATING"), "{refused:?}");
    finish(&world, &alice, task).await?;
    let task = alice.post(&nodes, &new).await?;
    let node = finish(&world, &alice, task).await?["resource_id"].as_str().needed()?.to_owned();
    let task = alice.delete(&path(&alice, &sddc, "")).await?;
    let refused = alice.delete(&format!("{nodes}/{node}")).await?.require(400)?.refused()?;
    hold!(refused.contains("DEACTIVATING"), "{refused:?}");
    finish(&world, &alice, task).await?;
    alice.delete(&format!("{nodes}/{node}")).await?.require(404)?.refused()?;
    alice.post(&nodes, &new).await?.require(400)?.refused()?;
    Ok(())
}

async fn their_configuration_and_oauth_clients_are_answered_with_nothing(trial: &Trial) -> Played {
    let (world, alice, sddc) = activated(trial).await?;
    let recovery = shown(&alice, &sddc).await?;
    let id = |node: &Value| node["id"].as_str().unwrap_or_default().to_owned();
    let (vr, srm) = (id(&recovery["vr_node"]), id(&recovery["srm_node"]));
    let export = |node: &str| path(&alice, &sddc, &format!("/srm-nodes/{node}/config/export"));
    let client = |node: &str| path(&alice, &sddc, &format!("/{node}/generate-oauth-client"));
    for node in [&vr, &srm] {
        equal!(alice.post(&client(node), &json!({})).await?.require(204)?.text, "");
    }
    equal!(alice.get(&export(&srm)).await?.require(204)?.text, "");
    alice.get(&export(&vr)).await?.require(404)?.refused()?;
    alice.post(&client(&sddc), &json!({})).await?.require(404)?.refused()?;
    let task = alice.post(&path(&alice, &sddc, "/srm-nodes"), &json!({"srm_extension_key_suffix": "b"})).await?;
    let node = task.clone().string("$.resource_id")?;
    alice.get(&export(&node)).await?.require(404)?.refused()?;
    let refused = alice.post(&client(&node), &json!({})).await?.require(400)?.refused()?;
    hold!(refused.contains("DEPLOYING"), "{refused:?}");
    finish(&world, &alice, task).await?;
    alice.get(&export(&node)).await?.require(204)?;
    Ok(())
}

async fn replications_are_spread_over_servers(trial: &Trial) -> Played {
    let (world, alice, sddc) = activated(trial).await?;
    let all = path(&alice, &sddc, "/vr-scale-out");
    let config = path(&alice, &sddc, "/vr-scale-out-config");
    let states = async || {
        let recovery = shown(&alice, &sddc).await?;
        equal!(recovery["site_recovery_state"], "ACTIVATED");
        let nodes = recovery["vrs_nodes"].as_array().needed()?;
        hold!(nodes.iter().all(|node| node["type"] == "VRS" && node["hostname"].is_string()), "{nodes:?}");
        Played::Ok(nodes.iter().filter_map(|node| node["state"].as_str()).map(str::to_owned).collect::<Vec<_>>())
    };
    for query in ["", "?scale_out=", "?scale_out=maybe", "?scale_out=true&dry_run=perhaps"] {
        alice.post(&format!("{all}{query}"), &json!({})).await?.require(400)?.refused()?;
    }
    alice.put(&config, &json!({})).await?.require(400)?.refused()?;
    for query in ["scale_out=true&dry_run=true", "scale_out=true&dry_run=skip"] {
        let task = alice.post(&format!("{all}?{query}"), &json!({})).await?;
        finish(&world, &alice, task).await?;
        equal!(states().await?, [""; 0], "{query}");
    }
    let task = alice.put(&format!("{config}?scale_out=true"), &json!({})).await?;
    let refused = alice.put(&format!("{config}?scale_out=false"), &json!({})).await?.require(400)?.refused()?;
    hold!(refused.contains("is being changed"), "{refused:?}");
    let refused = alice.delete(&path(&alice, &sddc, "")).await?.require(400)?.refused()?;
    hold!(refused.contains("is being changed"), "{refused:?}");
    finish(&world, &alice, task).await?;
    equal!(states().await?, [""; 0]);

    let task = alice.post(&format!("{all}?scale_out=true&dry_run=false&is_retry=true"), &json!({})).await?;
    equal!(task.body["resource_id"], json!(sddc));
    equal!(states().await?, ["DEPLOYING"; 2]);
    finish(&world, &alice, task).await?;
    equal!(states().await?, ["READY"; 2]);
    let versions = alice.get(&path(&alice, &sddc, "/versions")).await?.require(200)?.body;
    equal!(versions["node_versions"].as_array().map(Vec::len), Some(4));
    let task = alice.post(&format!("{all}?scale_out=true"), &json!({})).await?;
    finish(&world, &alice, task).await?;
    equal!(states().await?, ["READY"; 2], "it is spread already");
    alice.post(&format!("{all}?scale_out=false"), &json!({})).await?.require(200)?;
    equal!(states().await?, ["DELETING"; 2]);
    world.advance(CHANGE).await?;
    equal!(states().await?, [""; 0]);
    Ok(())
}
