//! Injected faults, as data.

use crate::local_world::LocalWorld;
use proptest::{prelude::*, sample::select};
use serde_json::{Value, json};
use vmc_contract::Answer;

/// A fault rule to be set, or the end of all rules.
#[derive(Debug, Clone)]
pub(crate) enum Rule {
    Add { when: Value, then: Value, every: u64, skip: u64, chance: Option<f64> },
    Clear,
}

impl Rule {
    /// Sets it.
    pub(crate) fn set(&self, world: &mut LocalWorld) -> Answer {
        match self {
            Self::Clear => world.control("DELETE", "/faults", &Value::Null).expect(204),
            Self::Add { when, then, every, skip, chance } => {
                let mut rule = json!({"when": when, "then": then, "every": every, "skip": skip});
                if let Some(chance) = chance {
                    rule["chance"] = json!(chance);
                }
                world.control("POST", "/faults", &rule).expect(201)
            }
        }
    }
}

/// Any rule. Signing in goes well, so that a course can go on.
pub(crate) fn any_rule() -> impl Strategy<Value = Rule> {
    let of_requests = (
        select(vec!["CreateSddc", "GetSddc", "ListTasks", "DeleteSddc", "UpdateTask"]),
        select(vec![
            json!({"error": {"status": 503}}),
            json!({"error": {"status": 500, "moment": "after"}}),
            json!({"throttle": {"retry_after": 1}}),
            json!("token_expired"),
        ]),
    );
    let of_requests = of_requests.prop_map(|(operation, then)| (json!({"operation": operation}), then));
    let of_tasks = (
        select(vec!["SDDC-PROVISION", "SDDC-DELETE", "CLUSTER-CREATE", "ESX-ADD"]),
        select(vec![
            json!({"task_fails": {"at": 40, "message": "no hosts are left"}}),
            json!({"task_sticks": {"at": 60}}),
            json!({"task_slows": {"factor": 3}}),
            json!({"task_is_canceled": {"at": 20}}),
            json!({"host_fails": {"after": "1m"}}),
        ]),
    );
    let of_tasks = of_tasks.prop_map(|(kind, then)| (json!({"task_kind": kind}), then));
    let chance = prop::option::weighted(0.3, select(vec![0.25, 0.5, 0.75]));
    let add = (prop_oneof![of_requests, of_tasks], 1..4u64, 0..2u64, chance);
    let add = add.prop_map(|((when, then), every, skip, chance)| Rule::Add { when, then, every, skip, chance });
    prop_oneof![5 => add, 1 => Just(Rule::Clear)]
}
