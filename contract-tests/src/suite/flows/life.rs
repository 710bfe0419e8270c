//! Flows about the life cycle of an SDDC.

use super::watched::{goes_forward, same, to_its_end};
use crate::{
    Answer,
    sddc_config::simulated,
    suite::{Case, Customer, Needs::MovableClock, Played, Trial, cases},
};
use serde_json::{Value, json};

pub(super) const CASES: &[Case] = cases! { "flows/life", Flow;
    MovableClock => a_task_goes_forward_to_its_end_and_stays_there;
    MovableClock => looking_changes_nothing;
    MovableClock => names_clusters_and_hosts_change;
    MovableClock => what_is_deleted_stays_away;
    MovableClock => a_creation_that_is_cancelled_makes_nothing;
};

/// More than the duration of a change of clusters or hosts.
const A_CHANGE: &str = "2h";

async fn a_task_goes_forward_to_its_end_and_stays_there(trial: &Trial) -> Played {
    let setting = trial.setting(json!({})).await?;
    let created = setting.owner().await?.create_sddc("sddc-1").await?;
    created.require_value("$.status", &json!("STARTED"))?;
    let task = created.string("$.id")?;
    let ended = to_its_end(trial, &setting, &task, "3s").await?;
    ended.require_value("$.status", &json!("FINISHED"))?;
    ended.require_value("$.progress_percent", &json!(100))?;
    ended.require_value("$.estimated_remaining_minutes", &json!(0))?;
    for later in ["1s", "1m", "3h"] {
        setting.advance(later).await?;
        let again = setting.owner().await?.task(&task).await?.require(200)?;
        goes_forward(trial, &ended, &again);
        same(trial, &ended.body, &again, &again.body, "although the task had ended");
    }
    let sddc = setting.owner().await?.sddc(&created.string("$.resource_id")?).await?.require(200)?;
    sddc.require_value("$.sddc_state", &json!("READY"))
}

/// The clock stands still: repeated reads return the same answer, and the list shows the same as each single read.
async fn looking_changes_nothing(trial: &Trial) -> Played {
    let setting = trial.setting(json!({})).await?;
    let (owner, sddc) = setting.ready_sddc(&simulated("sddc-1", 1)).await?;
    let task = owner.get(&owner.org_path("/tasks")).await?.string("$[0].id")?;
    for path in ["", "/providers", "/sddcs", "/tasks", "/account-link/connected-accounts", "/reservations"] {
        seen_twice(trial, &owner, &owner.org_path(path)).await?;
    }
    for (list, one) in [("/sddcs", sddc), ("/tasks", task)] {
        let one = owner.org_path(&format!("{list}/{one}"));
        let shown = seen_twice(trial, &owner, &one).await?;
        let list = owner.get(&owner.org_path(list)).await?.require(200)?;
        let id = shown.string("$.id")?;
        let item = list.list("$")?.iter().find(|item| item["id"] == id.as_str()).unwrap_or(&Value::Null);
        same(trial, item, &shown, &shown.body, "although the list shows it otherwise");
    }
    Ok(())
}

async fn seen_twice(trial: &Trial, customer: &Customer<'_>, path: &str) -> Played<Answer> {
    let first = customer.get(path).await?.require(200)?;
    let second = customer.get(path).await?.require(200)?;
    same(trial, &first.body, &second, &second.body, "although no time has passed");
    Ok(second)
}

async fn names_clusters_and_hosts_change(trial: &Trial) -> Played {
    let setting = trial.setting(json!({})).await?;
    let (owner, sddc) = setting.ready_sddc(&simulated("sddc-1", 1)).await?;
    let path = owner.org_path(&format!("/sddcs/{sddc}"));
    owner.patch(&path, &json!({"name": "another name"})).await?.require(200)?;
    let renamed = owner.sddc(&sddc).await?.require(200)?;
    renamed.require_value("$.name", &json!("another name"))?;
    renamed.require_value("$.id", &json!(sddc))?;

    let created = owner.create_cluster(&sddc, &json!({"num_hosts": 1})).await?.require(202)?;
    setting.advance(A_CHANGE).await?;
    let owner = setting.owner().await?;
    counts(trial, &owner.sddc(&sddc).await?.require(200)?, "$.resource_config.clusters", 2)?;
    let task = owner.task(&created.string("$.id")?).await?;
    task.require_value("$.status", &json!("FINISHED"))?;
    owner.delete_cluster(&sddc, &created.string("$.params.clusterId")?).await?.require(202)?;
    setting.advance(A_CHANGE).await?;
    let owner = setting.owner().await?;
    counts(trial, &owner.sddc(&sddc).await?.require(200)?, "$.resource_config.clusters", 1)?;

    let hosts = "$.resource_config.clusters[0].esx_host_list";
    for (action, count) in [("add", 3), ("remove", 2)] {
        let owner = setting.owner().await?;
        let num_hosts = if action == "add" { 2 } else { 1 };
        let cluster = owner.first_cluster(&sddc).await?;
        let change = json!({"num_hosts": num_hosts, "cluster_id": cluster});
        owner.change_esxs(&sddc, action, &change).await?.require(202)?;
        setting.advance(A_CHANGE).await?;
        counts(trial, &setting.owner().await?.sddc(&sddc).await?.require(200)?, hosts, count)?;
    }
    Ok(())
}

fn counts(trial: &Trial, answer: &Answer, path: &str, count: usize) -> Played {
    let items = answer.list(path)?.len();
    trial.hold(items == count, answer, path, json!(count), &format!("{items} items, not {count}"));
    Ok(())
}

async fn what_is_deleted_stays_away(trial: &Trial) -> Played {
    let setting = trial.setting(json!({})).await?;
    let (owner, sddc) = setting.ready_sddc(&simulated("sddc-1", 1)).await?;
    let deleted = owner.delete_sddc(&sddc).await?.require(202)?;
    deleted.require_value("$.resource_id", &json!(sddc))?;
    let ended = to_its_end(trial, &setting, &deleted.string("$.id")?, "3s").await?;
    ended.require_value("$.status", &json!("FINISHED"))?;
    for later in ["1ms", "10m", "50h"] {
        setting.advance(later).await?;
        let owner = setting.owner().await?;
        let list = owner.sddcs().await?;
        let listed = list.list("$")?.iter().position(|item| item["id"] == sddc.as_str());
        if let Some(place) = listed {
            trial.note(list.mismatch(&format!("$[{place}].id"), None, "an SDDC that is deleted is listed again"));
        }
        let seen = owner.sddc(&sddc).await?;
        let gone = seen.status == 404 || seen.body["sddc_state"] == "DELETED";
        trial.hold(gone, &seen, "$.sddc_state", json!("DELETED"), "an SDDC that is deleted is there again");
        let again = owner.delete_sddc(&sddc).await?;
        trial.hold(again.status >= 400, &again, "status", json!(404), "what is deleted was deleted once more");
    }
    Ok(())
}

async fn a_creation_that_is_cancelled_makes_nothing(trial: &Trial) -> Played {
    let setting = trial.setting(json!({})).await?;
    let owner = setting.owner().await?;
    let created = owner.create_sddc("sddc-1").await?;
    let (task, sddc) = (created.string("$.id")?, created.string("$.resource_id")?);
    setting.advance("10s").await?;
    owner.cancel(&task).await?.require(200)?;
    let ended = to_its_end(trial, &setting, &task, "10s").await?;
    ended.require_value("$.status", &json!("CANCELED"))?;
    setting.advance("3h").await?;
    let owner = setting.owner().await?;
    let again = owner.task(&task).await?.require(200)?;
    same(trial, &ended.body, &again, &again.body, "although the task had ended");
    let seen = owner.sddc(&sddc).await?;
    let ready = seen.body["sddc_state"] == "READY";
    trial.hold(!ready, &seen, "$.sddc_state", json!("CANCELED"), "an SDDC that was cancelled became ready");
    let again = owner.cancel(&task).await?;
    trial.hold(again.status == 400, &again, "status", json!(400), "a task that had ended was cancelled");
    Ok(())
}
