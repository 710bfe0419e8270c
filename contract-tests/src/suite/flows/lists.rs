//! Flows about lists: their items, their order, and filters.

use super::watched::same;
use crate::{
    Answer,
    sddc_config::simulated,
    suite::{Case, Needs::MovableClock, Played, Trial, cases},
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

pub(super) const CASES: &[Case] = cases! { "flows/lists", Flow;
    MovableClock => sddcs_are_listed_once_and_in_the_order_in_which_they_were_made;
    MovableClock => a_filter_keeps_what_it_says;
};

async fn sddcs_are_listed_once_and_in_the_order_in_which_they_were_made(trial: &Trial) -> Played {
    let setting = trial.setting(json!({})).await?;
    let owner = setting.owner().await?;
    let (mut sddcs, mut tasks) = (Vec::new(), Vec::new());
    for name in ["c", "a", "b"] {
        let created = owner.create_sddc(name).await?;
        sddcs.push(created.string("$.resource_id")?);
        tasks.push(created.string("$.id")?);
        setting.advance("1s").await?;
    }
    is_list_of(trial, &owner.sddcs().await?, &sddcs)?;
    is_list_of(trial, &owner.get(&owner.org_path("/tasks")).await?.require(200)?, &tasks)
}

fn is_list_of(trial: &Trial, list: &Answer, ids: &[String]) -> Played {
    let items = list.list("$")?;
    trial.hold(items.len() == ids.len(), list, "$", json!(ids), &format!("{} items, not {}", items.len(), ids.len()));
    let mut seen = BTreeSet::new();
    for (place, item) in items.iter().enumerate() {
        let id = item["id"].as_str().unwrap_or_default();
        let path = format!("$[{place}].id");
        trial.hold(seen.insert(id), list, &path, Value::Null, "it is listed twice");
        let expected = json!(ids.get(place));
        trial.hold(expected == json!(id), list, &path, expected.clone(), "another one than was made in this place");
    }
    Ok(())
}

async fn a_filter_keeps_what_it_says(trial: &Trial) -> Played {
    let setting = trial.setting(json!({})).await?;
    let config = simulated("sddc-1", 1);
    let (owner, sddc) = setting.ready_sddc(&config).await?;
    owner.create_sddc("sddc-2").await?;
    owner.delete_sddc(&sddc).await?.require(202)?;
    let all = owner.get(&owner.org_path("/tasks")).await?.require(200)?;
    for (key, operator, value) in [
        ("task_type", "eq", "SDDC-PROVISION"),
        ("task_type", "ne", "SDDC-PROVISION"),
        ("status", "eq", "STARTED"),
        ("resource_id", "eq", sddc.as_str()),
    ] {
        let path = owner.org_path(&format!("/tasks?$filter=({key}%20{operator}%20%27{value}%27)"));
        let kept = owner.get(&path).await?.require(200)?;
        let keeps = |task: &&Value| (task[key] == value) == (operator == "eq");
        let expected: Vec<_> = all.list("$")?.iter().filter(keeps).collect();
        let sentence = format!("although the filter is {key} {operator} {value}");
        same(trial, &json!(expected), &kept, &kept.body, &sentence);
    }
    Ok(())
}
