//! Flows about the tasks of site recovery.

use super::steps::{activated, path, shown, srm_states, task_path};
use crate::suite::{
    Case,
    Needs::MovableClock,
    Played, Trial, cases,
    played::{Needed, equal, hold},
};
use serde_json::json;

pub(super) const CASES: &[Case] = cases! { "flows/site_recovery/tasks", Flow;
    MovableClock => they_are_shown_at_two_addresses;
    MovableClock => an_activation_can_be_cancelled_and_repeated;
    MovableClock => the_creation_of_a_node_can_be_cancelled_and_repeated;
};

async fn they_are_shown_at_two_addresses(trial: &Trial) -> Played {
    let (_world, alice, sddc) = activated(trial).await?;
    let all = format!("/vmc/draas/api/orgs/{}/tasks", alice.org());
    let own = alice.get(&all).await?.require(200)?.body;
    equal!(own.as_array().map(Vec::len), Some(1), "the provisioning is another service's");
    let of_vmc = alice.get(&alice.org_path("/tasks")).await?.require(200)?.body;
    equal!(of_vmc.as_array().map(Vec::len), Some(2));
    let id = own[0]["id"].as_str().needed()?;
    let one = alice.get(&task_path(&alice, id)).await?.require(200)?.body;
    equal!(one, own[0]);
    let same = alice.task(id).await?.require(200)?.body;
    for key in
        ["id", "status", "task_type", "resource_id", "resource_type", "start_time", "end_time", "version", "params"]
    {
        equal!(one[key], same[key], "{key}");
    }
    equal!(one["tenant_id"], same["org_id"]);
    for key in ["user_id", "user_name", "created", "updated", "updated_by_user_id", "updated_by_user_name"] {
        hold!(one[key].is_string(), "the official SDK needs {key}: {one}");
    }
    let provisioning = of_vmc[0]["id"].as_str().needed()?;
    alice.get(&task_path(&alice, provisioning)).await?.require(404)?.refused()?;
    alice.post(&format!("{}?action=cancel", task_path(&alice, provisioning)), &json!({})).await?.require(404)?;
    for (filter, number) in [
        (format!("resource_id eq '{sddc}'"), 1),
        ("(status eq 'FINISHED')".to_owned(), 1),
        ("status eq 'FAILED'".to_owned(), 0),
    ] {
        let filter = filter.replace(' ', "%20");
        let found = alice.get(&format!("{all}?$filter={filter}")).await?.require(200)?.body;
        equal!(found.as_array().map(Vec::len), Some(number), "{filter}");
    }
    alice.get(&format!("{all}?$filter=status%20eq")).await?.require(400)?.refused()?;
    for action in ["?action=cancel", "?action=stop", ""] {
        alice.post(&format!("{}{action}", task_path(&alice, id)), &json!({})).await?.require(400)?.refused()?;
    }
    Ok(())
}

async fn an_activation_can_be_cancelled_and_repeated(trial: &Trial) -> Played {
    let (world, alice, sddc) = trial.with_sddc().await?;
    let all = path(&alice, &sddc, "");
    let task = alice.post(&all, &json!({})).await?.require(200)?.string("$.id")?;
    let cancel = format!("{}?action=cancel", task_path(&alice, &task));
    equal!(alice.post(&cancel, &json!({})).await?.require(200)?.body["status"], "CANCELING");
    equal!(shown(&alice, &sddc).await?["site_recovery_state"], "ACTIVATING");
    world.advance("1m").await?;
    equal!(alice.get(&task_path(&alice, &task)).await?.require(200)?.body["status"], "CANCELED");
    let recovery = shown(&alice, &sddc).await?;
    equal!(recovery["site_recovery_state"], "CANCELED");
    equal!((&recovery["vr_node"]["state"], srm_states(&recovery)), (&json!("CANCELED"), vec!["CANCELED"]));
    alice.post(&all, &json!({})).await?.require(200)?;
    world.advance("30s").await?;
    let recovery = shown(&alice, &sddc).await?;
    equal!((&recovery["site_recovery_state"], srm_states(&recovery)), (&json!("ACTIVATED"), vec!["READY"]));

    let task = alice.delete(&all).await?.require(200)?.string("$.id")?;
    let cancel = format!("{}?action=cancel", task_path(&alice, &task));
    let refused = alice.post(&cancel, &json!({})).await?.require(400)?.refused()?;
    hold!(refused.contains("Cannot cancel task"), "{refused:?}");
    Ok(())
}

async fn the_creation_of_a_node_can_be_cancelled_and_repeated(trial: &Trial) -> Played {
    let (world, alice, sddc) = activated(trial).await?;
    let nodes = path(&alice, &sddc, "/srm-nodes");
    let body = json!({"srm_extension_key_suffix": "b"});
    let mut ids = Vec::new();
    for _ in 0..2 {
        let task = alice.post(&nodes, &body).await?.require(200)?;
        ids.push(task.string("$.resource_id")?);
        let cancel = format!("{}?action=cancel", task_path(&alice, &task.string("$.id")?));
        alice.post(&cancel, &json!({})).await?.require(200)?;
        world.advance("1m").await?;
        let recovery = shown(&alice, &sddc).await?;
        equal!(recovery["site_recovery_state"], "ACTIVATED", "the others are not concerned");
        equal!(srm_states(&recovery), ["READY", "CANCELED"], "a new one takes the place of a cancelled one");
    }
    hold!(ids[0] != ids[1], "{ids:?}");
    alice.delete(&format!("{nodes}/{}", ids[0])).await?.require(404)?.refused()?;
    alice.delete(&format!("{nodes}/{}", ids[1])).await?.require(200)?;
    world.advance("30s").await?;
    equal!(srm_states(&shown(&alice, &sddc).await?), ["READY"]);
    Ok(())
}
