//! Changes that cost nothing and are taken back, for a server that may be changed by these operations and whose time cannot be moved.

use crate::suite::{Case, Needs::Changes, Played, Stop, Trial, cases};
use serde_json::{Value, json};

/// The cases.
pub(super) const CASES: &[Case] = cases! { "flows/modest", Flow;
    Changes(&["UpdateSddc"]) => an_sddc_is_renamed_and_named_back;
    Changes(&["UpdateTask"]) => a_task_that_has_ended_cannot_be_cancelled;
};

async fn an_sddc_is_renamed_and_named_back(trial: &Trial) -> Played {
    let customer = trial.customer().await?;
    let list = customer.sddcs().await?;
    let ready = |sddc: &&Value| sddc["sddc_state"] == "READY";
    let sddc = list.list("$")?.iter().find(ready).cloned();
    let sddc = sddc.ok_or_else(|| Stop::Skip("no SDDC of the organization is READY".to_owned()))?;
    let (Some(id), Some(name)) = (sddc["id"].as_str(), sddc["name"].as_str()) else {
        return Err(Stop::from(list.mismatch("$[0].name", None, "an SDDC without an id or a name")));
    };
    let path = customer.org_path(&format!("/sddcs/{id}"));
    let other = format!("{name}-renamed");
    let renamed = customer.patch(&path, &json!({"name": other})).await?;
    let seen = customer.sddc(id).await;
    // Whatever came of it, the name is put back before anything is judged.
    let back = customer.patch(&path, &json!({"name": name})).await?;
    renamed.require(200)?.require_value("$.name", &json!(other))?;
    seen?.require(200)?.require_value("$.name", &json!(other))?;
    back.require(200)?.require_value("$.name", &json!(name))
}

async fn a_task_that_has_ended_cannot_be_cancelled(trial: &Trial) -> Played {
    let customer = trial.customer().await?;
    let list = customer.get(&customer.org_path("/tasks")).await?.require(200)?;
    let ended = |task: &&Value| task["status"] == "FINISHED";
    let task = list.list("$")?.iter().find(ended).and_then(|task| task["id"].as_str());
    let task = task.ok_or_else(|| Stop::Skip("no task of the organization is FINISHED".to_owned()))?;
    let refused = customer.cancel(task).await?;
    trial.hold(refused.status == 400, &refused, "status", json!(400), "a task that had ended was cancelled");
    customer.task(task).await?.require(200)?.require_value("$.status", &json!("FINISHED"))
}
