//! Flows whose changes cost nothing and are undone. They are for a server that allows these operations and whose
//! clock cannot be moved.

use crate::suite::{Case, Needs::Changes, Played, Stop, Trial, cases};
use serde_json::{Value, json};

pub(super) const CASES: &[Case] = cases! { "flows/modest", Flow;
    Changes(&["UpdateSddc"]) => an_sddc_is_renamed_and_named_back;
    Changes(&["CreateSddc"]) => a_creation_that_is_only_validated_makes_nothing;
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
    // The name is restored before anything is judged, whatever the result was.
    let back = customer.patch(&path, &json!({"name": name})).await?;
    renamed.require(200)?.require_value("$.name", &json!(other))?;
    seen?.require(200)?.require_value("$.name", &json!(other))?;
    back.require(200)?.require_value("$.name", &json!(name))
}

/// The server decides whether the request is valid: both a refusal and a task are correct answers.
async fn a_creation_that_is_only_validated_makes_nothing(trial: &Trial) -> Played {
    let customer = trial.customer().await?;
    let before = customer.sddcs().await?;
    let request = json!({"name": "only validated", "provider": "AWS", "sddc_type": "1NODE", "num_hosts": 1, "region": "US_WEST_2"});
    let validated = customer.post(&customer.org_path("/sddcs?validateOnly=true"), &request).await?;
    let answered = validated.status < 500;
    trial.hold(answered, &validated, "status", json!("a task or a refusal"), "it failed");
    let after = customer.sddcs().await?;
    let (was, is) = (before.list("$")?.len(), after.list("$")?.len());
    trial.hold(was == is, &after, "$", json!(was), &format!("{is} SDDCs, and {was} before it was validated"));
    Ok(())
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
