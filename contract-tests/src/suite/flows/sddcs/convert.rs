//! Flows about single-host SDDCs: their conversion, also in its earlier form, and their expiry.

use crate::{
    sddc_config::{delayed, with},
    suite::{
        Case, Customer,
        Needs::MovableClock,
        Played, Setting, Trial, cases,
        played::{Needed, equal, hold},
    },
    user::Answer,
};
use serde_json::{Value, json};

pub(super) const CASES: &[Case] = cases! { "flows/sddcs/convert", Flow;
    MovableClock => a_single_host_becomes_three_and_ends_no_more;
    MovableClock => the_request_says_how_many_hosts;
    MovableClock => a_single_host_is_scaled_up_to_four;
    MovableClock => an_sddc_that_is_not_linked_yet_cannot_grow;
    MovableClock => a_single_host_ends_after_sixty_days;
};

/// Returns the request for an SDDC of one host that is linked to the first subnet.
fn single(world: &Setting<'_>) -> Played<Value> {
    let config = with(world.linked_config("sddc-1", 1)?, "sddc_type", "1NODE");
    Ok(with(config, "account_link_config", json!({"delay_account_link": false})))
}

async fn convert(user: &Customer<'_>, sddc: &str, body: Option<&Value>) -> Played<Answer> {
    user.send("POST", &user.org_path(&format!("/sddcs/{sddc}/convert")), body).await
}

/// The Terraform provider changes `sddc_type` by a conversion, without a body.
async fn a_single_host_becomes_three_and_ends_no_more(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let (owner, sddc) = world.ready_sddc(&single(&world)?).await?;
    let before = owner.sddc(&sddc).await?.body;
    equal!((&before["sddc_type"], before["expiration_date"].is_string()), (&json!("1NODE"), true));
    owner.change_esxs(&sddc, "add", &json!({"num_hosts": 1})).await?.require(400)?.refused()?;

    let task = convert(&owner, &sddc, None).await?.require(202)?;
    equal!((task.string("$.task_type")?, task.string("$.resource_id")?), ("SDDC-CONVERT".to_owned(), sddc.clone()));
    let during = owner.sddc(&sddc).await?.body;
    equal!((&during["sddc_state"], &during["sddc_type"]), (&json!("READY"), &json!("1NODE")));
    equal!(during["resource_config"]["clusters"][0]["cluster_state"], "ADDING_HOSTS");
    convert(&owner, &sddc, None).await?.require(400)?.refused()?;
    owner.delete_sddc(&sddc).await?.require(400)?.refused()?;

    world.advance("20m").await?;
    equal!(owner.task(&task.string("$.id")?).await?.require(200)?.body["status"], "FINISHED");
    let after = owner.sddc(&sddc).await?.body;
    equal!((&after["sddc_type"], &after["expiration_date"]), (&Value::Null, &Value::Null));
    let hosts = after["resource_config"]["esx_hosts"].as_array().needed()?;
    equal!(hosts.len(), 3);
    hold!(hosts.iter().all(|host| host["esx_state"] == "READY" && host["availability_zone"] == "us-west-2a"));
    convert(&owner, &sddc, None).await?.require(405)?.refused()?;

    world.advance("61d").await?;
    equal!(world.owner().await?.sddc(&sddc).await?.require(200)?.body["sddc_state"], "READY");
    Ok(())
}

async fn the_request_says_how_many_hosts(trial: &Trial) -> Played {
    let world = trial.setting(json!({"pacing": {"preset": "instant"}})).await?;
    let (owner, sddc) = world.ready_sddc(&single(&world)?).await?;
    for hosts in [0, 2, 17] {
        convert(&owner, &sddc, Some(&json!({"num_hosts": hosts}))).await?.require(400)?.refused()?;
    }
    convert(&owner, &sddc, Some(&json!({"num_hosts": 5}))).await?.require(202)?;
    equal!(owner.hosts(&sddc, 0).await?.len(), 5);
    Ok(())
}

/// Clients of 2018 scale up instead of converting. Nothing says how many hosts; it is published to refuse with 400.
async fn a_single_host_is_scaled_up_to_four(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let (owner, sddc) = world.ready_sddc(&single(&world)?).await?;
    let path = owner.org_path(&format!("/sddcs/{sddc}/scale-up"));
    world.reader().await?.send("POST", &path, None).await?.require(403)?.refused()?;
    let task = owner.send("POST", &path, None).await?.require(202)?;
    equal!((task.string("$.task_type")?, task.string("$.resource_id")?), ("SDDC-CONVERT".to_owned(), sddc.clone()));
    let refused = owner.send("POST", &path, None).await?.require(400)?.refused()?;
    hold!(refused.contains("Another task is running"), "{refused}");
    world.advance("20m").await?;
    equal!(owner.task(&task.string("$.id")?).await?.require(200)?.body["status"], "FINISHED");
    equal!(owner.hosts(&sddc, 0).await?.len(), 4);
    let after = owner.sddc(&sddc).await?.body;
    equal!((&after["sddc_type"], &after["expiration_date"]), (&Value::Null, &Value::Null));
    let refused = owner.send("POST", &path, None).await?.require(400)?.refused()?;
    hold!(refused.contains("single host"), "{refused}");
    Ok(())
}

async fn an_sddc_that_is_not_linked_yet_cannot_grow(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let (owner, sddc) = world.ready_sddc(&delayed("sddc-1")).await?;
    equal!(owner.sddc(&sddc).await?.body["account_link_state"], "DELAYED");
    let refused = convert(&owner, &sddc, None).await?.require(400)?.refused()?;
    hold!(refused.contains("linked"), "{refused}");
    let scale_up = owner.org_path(&format!("/sddcs/{sddc}/scale-up"));
    equal!(owner.send("POST", &scale_up, None).await?.require(400)?.refused()?, refused);
    owner.change_esxs(&sddc, "add", &json!({"num_hosts": 1})).await?.require(400)?.refused()?;
    owner.create_cluster(&sddc, &json!({"num_hosts": 2})).await?.require(400)?.refused()?;
    Ok(())
}

/// The SDDC ends at its time, even if nobody reads it then, by a task of the service itself.
async fn a_single_host_ends_after_sixty_days(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let (owner, sddc) = world.ready_sddc(&single(&world)?).await?;
    let kept = owner.create_sddc("b").await?.string("$.resource_id")?;
    owner.patch(&owner.org_path(&format!("/sddcs/{kept}")), &json!({"name": "c"})).await?.require(200)?;
    world.advance("59d 19h 59m").await?;
    equal!(world.owner().await?.sddc(&sddc).await?.require(200)?.body["sddc_state"], "READY");
    world.advance("11m").await?;
    let owner = world.owner().await?;
    equal!(owner.sddc(&sddc).await?.require(200)?.body["sddc_state"], "DELETING");
    let filter = owner.org_path(&format!("/tasks?$filter=(resource_id%20eq%20'{sddc}')"));
    let tasks = owner.get(&filter).await?.require(200)?.body;
    let last = tasks.as_array().and_then(|tasks| tasks.last()).needed()?;
    equal!(last["task_type"], "SDDC-DELETE");
    equal!(last["start_time"], "2026-03-06T08:00:00.123000Z", "sixty days after its creation");
    hold!(last["user_name"] != owner.sddc(&sddc).await?.body["user_name"], "nobody asked for it");
    world.advance("1h").await?;
    equal!(world.owner().await?.sddc(&sddc).await?.require(200)?.body["sddc_state"], "DELETED");
    world.advance("4h").await?;
    equal!(
        world.owner().await?.sddc(&kept).await?.require(200)?.body["sddc_state"],
        "DELETED",
        "its own time came later"
    );
    Ok(())
}
