//! Steps that flows about site recovery have in common.

use crate::{
    Answer,
    suite::{Customer, Played, Setting, Trial, played::equal},
};
use serde_json::{Value, json};

/// The time that each change takes on the simulated provider.
pub(super) const CHANGE: &str = "30s";

/// Returns a path of site recovery below an SDDC.
pub(super) fn path(user: &Customer<'_>, sddc: &str, rest: &str) -> String {
    format!("/vmc/draas/api/orgs/{}/sddcs/{sddc}/site-recovery{rest}", user.org())
}

pub(super) fn task_path(user: &Customer<'_>, task: &str) -> String {
    format!("/vmc/draas/api/orgs/{}/tasks/{task}", user.org())
}

pub(super) async fn shown(user: &Customer<'_>, sddc: &str) -> Played<Value> {
    Ok(user.get(&path(user, sddc, "")).await?.require(200)?.body)
}

/// Waits for the successful end of a task and returns it.
pub(super) async fn finish(world: &Setting<'_>, user: &Customer<'_>, task: Answer) -> Played<Value> {
    let id = task.require(200)?.string("$.id")?;
    world.advance(CHANGE).await?;
    let task = user.get(&task_path(user, &id)).await?.require(200)?.body;
    equal!(task["status"], "FINISHED");
    Ok(task)
}

/// Returns a world with an SDDC whose site recovery is activated, its owner, and the SDDC's id.
pub(super) async fn activated(trial: &Trial) -> Played<(Setting<'_>, Customer<'_>, String)> {
    let (world, alice, sddc) = trial.with_sddc().await?;
    let task = alice.post(&path(&alice, &sddc, ""), &json!({})).await?;
    finish(&world, &alice, task).await?;
    Ok((world, alice, sddc))
}

/// Returns the states of the Site Recovery Managers, in their order.
pub(super) fn srm_states(recovery: &Value) -> Vec<&str> {
    let nodes = recovery["srm_nodes"].as_array().into_iter().flatten();
    nodes.filter_map(|node| node["state"].as_str()).collect()
}
