//! Tests of fault injection: the effects of faults, and when and how often they apply.

mod control;
mod counting;
mod hosts;
mod raw;
mod requests;
mod site_recovery;
mod tasks;
mod wire;

use serde_json::{Value, json};
use vmc_contract::{World, sddc_config::simulated};

/// Adds a rule to a world. Returns its number.
async fn add(world: &World, rule: &Value) -> u64 {
    let answer = world.control("POST", "/faults", rule).await.expect(201);
    assert_eq!((&answer.body["matched"], &answer.body["hits"]), (&json!(0), &json!(0)), "{rule}");
    answer.body["id"].as_u64().expect("a rule has a number")
}

/// How many requests or tasks fitted a rule, and how many of them it struck.
async fn counts(world: &World, rule: u64) -> (u64, u64) {
    let view = world.control("GET", &format!("/faults/{rule}"), &Value::Null).await.expect(200).body;
    let count = |name: &str| view[name].as_u64().expect("a count");
    (count("matched"), count("hits"))
}
