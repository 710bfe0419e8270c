//! Flows about SDDCs over time: the visible state, the operations that each state permits, and deletion.

use crate::suite::{
    Case, Customer,
    Needs::MovableClock,
    Played, Setting, Trial, cases,
    played::{Needed, equal, hold},
};
use serde_json::{Value, json};

pub(super) const CASES: &[Case] = cases! { "flows/sddcs/life", Flow;
    MovableClock => an_sddc_is_asked_for_made_and_taken_down;
    MovableClock => hosts_come_first_and_addresses_later;
    MovableClock => a_simulated_provider_has_no_nsx_proxy_and_a_single_host_an_end;
    MovableClock => the_days_of_a_single_host_can_be_set;
    MovableClock => a_new_name_shows_at_once;
    MovableClock => deletion_waits_for_ready_unless_it_is_forced;
    MovableClock => a_deletion_tells_no_progress;
    MovableClock => what_is_deleted_is_listed_only_on_request;
    MovableClock => a_configuration_can_be_kept;
    MovableClock => a_provisioning_can_be_cancelled;
    MovableClock => what_is_over_or_a_deletion_cannot_be_cancelled;
    MovableClock => progress_and_estimate_go_together;
    MovableClock => lists_can_be_filtered;
};

const NOT_DELETABLE: &str =
    "Sddc is currently not in a state where it can be deleted. Please try once the status is READY or FAILED.";

/// Returns a world, its owner, the id of an SDDC that is being created, and the id of its task.
async fn deploying(trial: &Trial) -> Played<(Setting<'_>, Customer<'_>, String, String)> {
    let world = trial.setting(json!({})).await?;
    let owner = world.owner().await?;
    let task = owner.create_sddc("a").await?;
    Ok((world, owner, task.string("$.resource_id")?, task.string("$.id")?))
}

/// Does the same as [`deploying`] for an SDDC that is READY.
async fn ready(trial: &Trial) -> Played<(Setting<'_>, Customer<'_>, String, String)> {
    let stage = deploying(trial).await?;
    stage.0.advance("74s").await?;
    Ok(stage)
}

async fn state(owner: &Customer<'_>, sddc: &str) -> Played<String> {
    owner.sddc(sddc).await?.require(200)?.string("$.sddc_state")
}

fn names(list: &Value) -> Vec<&str> {
    list.as_array().into_iter().flatten().filter_map(|item| item["name"].as_str()).collect()
}

async fn an_sddc_is_asked_for_made_and_taken_down(trial: &Trial) -> Played {
    let (world, owner, sddc, task) = deploying(trial).await?;
    equal!(state(&owner, &sddc).await?, "DEPLOYING");
    world.advance("74s").await?;
    equal!(owner.task(&task).await?.require(200)?.body["status"], "FINISHED");
    equal!(state(&owner, &sddc).await?, "READY");
    let deletion = owner.delete_sddc(&sddc).await?.require(202)?.string("$.id")?;
    equal!(state(&owner, &sddc).await?, "DELETING");
    world.advance("10m").await?;
    equal!(owner.task(&deletion).await?.require(200)?.body["status"], "FINISHED");
    equal!(state(&owner, &sddc).await?, "DELETED");
    equal!(owner.sddcs().await?.body, json!([]));
    Ok(())
}

/// With the simulated provider, hosts are ready 5 s after the request, and the task ends after 73 s. (recorded)
async fn hosts_come_first_and_addresses_later(trial: &Trial) -> Played {
    let (world, owner, sddc, task) = deploying(trial).await?;
    let mut seen = Vec::new();
    for second in 0..75 {
        let shown = owner.sddc(&sddc).await?.require(200)?.body;
        let config = &shown["resource_config"];
        let host = config["esx_hosts"][0]["esx_state"].as_str().needed()?.to_owned();
        let cluster = config["clusters"][0]["cluster_state"].as_str().needed()?.to_owned();
        let there = ["vc_url", "nsx_mgr_url", "cloud_username"].map(|name| config[name].is_string());
        let now = (host, cluster, there, shown["sddc_state"].as_str().unwrap_or_default().to_owned());
        if seen.last().is_none_or(|(_, before)| *before != now) {
            seen.push((second, now));
        }
        world.advance("1s").await?;
    }
    let hosts: Vec<_> = seen.iter().map(|(second, (host, ..))| (*second, host.as_str())).collect();
    let first_ready = hosts.iter().find(|(_, state)| *state == "READY").map(|(second, _)| *second);
    hold!(first_ready.is_some_and(|second| (5..=6).contains(&second)), "{hosts:?}");
    let mut states: Vec<_> = hosts.iter().map(|(_, state)| *state).collect();
    states.dedup();
    equal!(states, ["DEPLOYING", "INITIALIZING", "PROVISIONED", "ADDING_TO_VCENTER", "READY"]);
    hold!(seen[0].1.2 == [false; 3] && seen.last().needed()?.1.2 == [true; 3], "{seen:?}");
    // No address disappears again, and all addresses are there when the SDDC is ready.
    for pair in seen.windows(2) {
        for (before, after) in pair[0].1.2.iter().zip(pair[1].1.2) {
            hold!(after || !before, "{seen:?}");
        }
    }
    let (second, (_, cluster, ..)) = seen.iter().find(|(_, now)| now.3 == "READY").needed()?;
    equal!((*second, cluster.as_str()), (74, "READY"));
    equal!(owner.task(&task).await?.body["end_time"], "2026-01-05T08:01:13.176000Z");
    let since = owner.sddc(&sddc).await?.body["resource_config"]["esx_hosts"][0]["state_last_updated"].clone();
    let text = since.as_str().needed()?;
    hold!(text.starts_with("2026-01-05T08:00:0") && text.len() == "2026-01-05T08:00:00.000Z".len(), "{text}");
    let primary = owner.get(&owner.org_path(&format!("/sddcs/{sddc}/primarycluster"))).await?.require(200)?.body;
    equal!(primary, owner.sddc(&sddc).await?.body["resource_config"]["clusters"][0]);
    equal!((&primary["cluster_name"], &primary["cluster_state"]), (&json!("Cluster-1"), &json!("READY")));
    Ok(())
}

async fn a_simulated_provider_has_no_nsx_proxy_and_a_single_host_an_end(trial: &Trial) -> Played {
    let (_, owner, sddc, _) = ready(trial).await?;
    let shown = owner.sddc(&sddc).await?.require(200)?.body;
    let config = &shown["resource_config"];
    for name in ["nsx_reverse_proxy_url", "nsx_api_public_endpoint_url"] {
        hold!(config[name].is_null(), "{name}: {}", config[name]);
    }
    equal!(shown["sddc_type"], "1NODE");
    // The SDDC expires after exactly sixty days. (recorded)
    equal!(shown["created"], "2026-01-05T08:00:00.000123Z");
    equal!(shown["expiration_date"], "2026-03-06T08:00:00.000123Z");
    hold!(config["esx_hosts"][0]["name"].as_str().is_some_and(|name| name.starts_with("Not Really ESX")));
    let two = json!({"name": "b", "num_hosts": 2, "provider": "ZEROCLOUD"});
    let two = owner.create(&two).await?.require(202)?.string("$.resource_id")?;
    let shown = owner.sddc(&two).await?.require(200)?.body;
    equal!((&shown["expiration_date"], &shown["sddc_type"]), (&Value::Null, &Value::Null));
    Ok(())
}

/// Sixty days were recorded in one year. For other years there is no source.
async fn the_days_of_a_single_host_can_be_set(trial: &Trial) -> Played {
    let world = trial.setting(json!({"org_properties": {"singleHostDays": "30"}})).await?;
    let owner = world.owner().await?;
    let sddc = owner.create_sddc("a").await?.string("$.resource_id")?;
    equal!(owner.sddc(&sddc).await?.body["expiration_date"], "2026-02-04T08:00:00.000123Z");
    Ok(())
}

async fn a_new_name_shows_at_once(trial: &Trial) -> Played {
    let (world, owner, sddc, task) = deploying(trial).await?;
    let path = owner.org_path(&format!("/sddcs/{sddc}"));
    let member = world.user("member").await?;
    world.advance("1s").await?;
    let before = owner.sddc(&sddc).await?.body;
    let renamed = member.patch(&path, &json!({"name": "b"})).await?.require(200)?.body;
    equal!(renamed, owner.sddc(&sddc).await?.body);
    equal!((&renamed["name"], &renamed["user_name"]), (&json!("b"), &json!("owner@vmcsim.example")));
    equal!(renamed["updated_by_user_name"], "member@vmcsim.example");
    equal!(renamed["version"], json!(before["version"].as_i64().needed()? + 1));
    equal!(names(&owner.sddcs().await?.body), ["b"]);
    world.advance("2m").await?;
    equal!(owner.task(&task).await?.body["status"], "FINISHED");
    equal!(owner.patch(&path, &json!({"name": "c"})).await?.require(200)?.body["name"], "c");
    owner.delete_sddc(&sddc).await?.require(202)?;
    owner.patch(&path, &json!({"name": "d"})).await?.require(400)?.refused()?;
    world.advance("10m").await?;
    owner.patch(&path, &json!({"name": "d"})).await?.require(400)?.refused()?;
    equal!(owner.sddc(&sddc).await?.body["name"], "c");
    Ok(())
}

async fn deletion_waits_for_ready_unless_it_is_forced(trial: &Trial) -> Played {
    let (world, owner, sddc, task) = deploying(trial).await?;
    for query in ["", "?force=false", "?force=False", "?retain_configuration=true"] {
        let path = owner.org_path(&format!("/sddcs/{sddc}{query}"));
        // The sentence is recorded.
        equal!(owner.delete(&path).await?.require(400)?.refused()?, NOT_DELETABLE, "{query}");
    }
    world.advance("30s").await?;
    equal!(state(&owner, &sddc).await?, "DEPLOYING");
    let path = owner.org_path(&format!("/sddcs/{sddc}?force=true"));
    let deletion = owner.delete(&path).await?.require(202)?;
    equal!((&deletion.body["task_type"], &deletion.body["resource_id"]), (&json!("SDDC-DELETE"), &json!(sddc)));
    equal!(state(&owner, &sddc).await?, "DELETING");
    equal!(owner.task(&task).await?.body["status"], "CANCELED");
    // A deletion in progress cannot be requested again, even with force.
    for path in [path.clone(), owner.org_path(&format!("/sddcs/{sddc}"))] {
        equal!(owner.delete(&path).await?.require(400)?.refused()?, NOT_DELETABLE);
    }
    // The remaining steps of the provisioning have no effect.
    world.advance("1d").await?;
    let owner = world.owner().await?;
    equal!(state(&owner, &sddc).await?, "DELETED");
    equal!(owner.task(&deletion.string("$.id")?).await?.body["status"], "FINISHED");
    equal!(owner.task(&task).await?.body["status"], "CANCELED");
    owner.delete(&path).await?.require(404)?.refused()?;
    Ok(())
}

/// A deletion shows 0 percent and no estimate until it has ended. (recorded)
async fn a_deletion_tells_no_progress(trial: &Trial) -> Played {
    let (world, owner, sddc, _) = ready(trial).await?;
    let task = owner.delete_sddc(&sddc).await?.require(202)?.string("$.id")?;
    let mut seen = Vec::new();
    for _ in 0..30 {
        let task = owner.task(&task).await?.require(200)?.body;
        seen.push(["status", "progress_percent", "estimated_remaining_minutes"].map(|key| task[key].clone()));
        world.advance("1s").await?;
    }
    seen.dedup();
    let wanted = [[json!("STARTED"), json!(0), json!(-1)], [json!("FINISHED"), json!(100), json!(0)]];
    equal!(seen, wanted);
    Ok(())
}

async fn what_is_deleted_is_listed_only_on_request(trial: &Trial) -> Played {
    let (world, owner, sddc, _) = ready(trial).await?;
    owner.create_sddc("b").await?;
    let all = owner.org_path("/sddcs?includeDeleted=true");
    owner.delete_sddc(&sddc).await?.require(202)?;
    equal!(names(&owner.sddcs().await?.body), ["a", "b"], "still there");
    world.advance("10m").await?;
    equal!(names(&owner.sddcs().await?.body), ["b"]);
    equal!(names(&owner.get(&all).await?.require(200)?.body), ["a", "b"]);
    equal!(names(&owner.get(&owner.org_path("/sddcs?includeDeleted=False")).await?.body), ["b"]);
    let gone = owner.sddc(&sddc).await?.require(200)?.body;
    equal!((&gone["sddc_state"], &gone["resource_config"]["sddc_desired_state"]), (&json!("DELETED"), &json!(false)));
    owner.delete_sddc(&sddc).await?.require(404)?.refused()?;
    Ok(())
}

async fn a_configuration_can_be_kept(trial: &Trial) -> Played {
    let (world, owner, sddc, _) = ready(trial).await?;
    let path = |query: &str| owner.org_path(&format!("/sddcs/{sddc}?{query}"));
    owner.delete(&path("template_name=x")).await?.require(400)?.refused()?;
    owner.delete(&path("template_name=x&retain_configuration=false")).await?.require(400)?.refused()?;
    equal!(state(&owner, &sddc).await?, "READY");
    owner.delete(&path("retain_configuration=true&template_name=x")).await?.require(202)?;
    world.advance("10m").await?;
    equal!(state(&owner, &sddc).await?, "DELETED");
    // The configuration can be saved only from an SDDC that is READY.
    let (world, owner, sddc, task) = deploying(trial).await?;
    owner.cancel(&task).await?.require(200)?;
    world.advance("10m").await?;
    equal!(state(&owner, &sddc).await?, "CANCELED");
    owner
        .delete(&owner.org_path(&format!("/sddcs/{sddc}?retain_configuration=true")))
        .await?
        .require(400)?
        .refused()?;
    owner.delete_sddc(&sddc).await?.require(202)?;
    Ok(())
}

async fn a_provisioning_can_be_cancelled(trial: &Trial) -> Played {
    let (world, owner, sddc, task) = deploying(trial).await?;
    world.advance("20s").await?;
    let answer = owner.cancel(&task).await?.require(200)?;
    equal!((&answer.body["status"], &answer.body["id"]), (&json!("CANCELING"), &json!(task)));
    equal!((state(&owner, &sddc).await?, &answer.body["end_time"]), ("DEPLOYING".to_owned(), &Value::Null));
    let twice = owner.cancel(&task).await?.require(400)?;
    equal!(twice.refused()?, format!("Cannot cancel task: {task} in CANCELING state."));
    equal!(owner.delete_sddc(&sddc).await?.require(400)?.refused()?, NOT_DELETABLE);
    world.advance("1m").await?;
    let over = owner.task(&task).await?.require(200)?.body;
    equal!((&over["status"], &over["sub_status"]), (&json!("CANCELED"), &json!("CANCELED")));
    // It keeps the progress that it had when it was cancelled.
    equal!(over["progress_percent"], json!(27));
    equal!(state(&owner, &sddc).await?, "CANCELED");
    world.advance("10m").await?;
    equal!(state(&owner, &sddc).await?, "CANCELED", "the plan is forgotten");
    owner.delete_sddc(&sddc).await?.require(202)?;
    world.advance("10m").await?;
    equal!(state(&owner, &sddc).await?, "DELETED");
    Ok(())
}

async fn what_is_over_or_a_deletion_cannot_be_cancelled(trial: &Trial) -> Played {
    let (_, owner, sddc, task) = ready(trial).await?;
    // The sentence is recorded.
    let said = owner.cancel(&task).await?.require(400)?.refused()?;
    equal!(said, format!("Cannot cancel task: {task} in FINISHED state."));
    let deletion = owner.delete_sddc(&sddc).await?.require(202)?.string("$.id")?;
    owner.cancel(&deletion).await?.require(400)?.refused()?;
    equal!(owner.task(&deletion).await?.body["status"], "STARTED");
    Ok(())
}

/// One host on AWS takes 121 minutes. (recorded)
async fn progress_and_estimate_go_together(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let config = json!({"name": "a", "num_hosts": 1, "provider": "AWS", "sddc_type": "1NODE"});
    let task = world.owner().await?.create(&config).await?.require(202)?.string("$.id")?;
    let mut last = (0, 122);
    for minute in 0..=121 {
        let task = world.owner().await?.task(&task).await?.require(200)?.body;
        let number = |key: &str| task[key].as_i64().needed();
        let now = (number("progress_percent")?, number("estimated_remaining_minutes")?);
        hold!(now.0 >= last.0 && now.1 < last.1, "minute {minute}: {now:?} after {last:?}");
        equal!(now.1, 121 - minute);
        let wanted = if minute == 121 { "FINISHED" } else { "STARTED" };
        equal!(task["status"], wanted, "minute {minute}");
        last = now;
        world.advance("1m").await?;
    }
    equal!(last, (100, 0));
    Ok(())
}

async fn lists_can_be_filtered(trial: &Trial) -> Played {
    let (world, owner, sddc, _) = ready(trial).await?;
    owner.create_sddc("b").await?;
    owner.delete_sddc(&sddc).await?.require(202)?;
    world.advance("30s").await?;
    let kinds = async |filter: &str| -> Played<Vec<String>> {
        let path = owner.org_path("/tasks");
        let tasks = owner
            .ask("GET", &format!("{path}?$filter={}", filter.replace(' ', "%20")), &[], "")
            .await?
            .require(200)?
            .body;
        let kind = |task: &Value| task["task_type"].as_str().map(str::to_owned);
        Ok(tasks.as_array().needed()?.iter().filter_map(kind).collect())
    };
    equal!(kinds("(status eq 'STARTED')").await?, ["SDDC-PROVISION"]);
    equal!(kinds("status eq 'FINISHED' and task_type eq 'SDDC-DELETE'").await?, ["SDDC-DELETE"]);
    equal!(kinds(&format!("resource_id eq {sddc}")).await?, ["SDDC-PROVISION", "SDDC-DELETE"]);
    equal!(kinds("created gt 2026-01-05T08:01:00Z").await?, ["SDDC-PROVISION", "SDDC-DELETE"]);
    equal!(kinds("status eq 'FAILED'").await?, [""; 0]);
    equal!(kinds("").await?.len(), 3, "an empty filter is none");
    for (query, wanted) in [
        ("$filter=name%20eq%20'b'", &["b"][..]),
        ("$filter=sddc_state%20eq%20'DELETED'", &[]),
        ("$filter=sddc_state%20eq%20'DELETED'&includeDeleted=true", &["a"]),
        ("%24filter=startswith(name,%20'b')", &["b"]),
    ] {
        let list = owner.get(&owner.org_path(&format!("/sddcs?{query}"))).await?.require(200)?.body;
        equal!(names(&list), wanted, "{query}");
    }
    Ok(())
}
