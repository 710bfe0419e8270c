//! Checks that every answer of the policy interface is of its published type.

use super::{MADE, Stage};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use vmc_contract::{Answer, networking_table::Operation};
use vmcsim::world::vmc::networking::not_simulated::NOT_SIMULATED;

/// Values of the parameters that an operation requires.
fn query(operation: &Operation) -> String {
    let value = |name: &str| match name {
        "connectivity_path" => "/infra/tier-1s/cgw",
        "realized_path" => "/infra/realized-state/enforcement-points/vmc-enforcementpoint/domains/cgw/groups/made",
        "query" => "resource_type:Group OR resource_type:Rule OR resource_type:Segment OR resource_type:VirtualMachine",
        _ => "/infra/domains/cgw/groups/made",
    };
    let required = operation.query.iter().filter(|parameter| parameter.required);
    let pairs = required.map(|parameter| (parameter.name.clone(), value(&parameter.name)));
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// Asks an operation that reads.
async fn ask(stage: &Stage, operation: &Operation) -> (String, Answer) {
    let (template, fixed) = operation.path.split_once('?').unwrap_or((&operation.path, ""));
    let template = template.strip_prefix(super::BASE).unwrap_or(template);
    let path = if stage.facts["only_read"].get(super::plain(template)).is_some() {
        let (collection, _) = template.rsplit_once('/').unwrap();
        let collection = stage.fill(collection, MADE).await;
        let id = stage.id_in(&collection, collection.rsplit('/').next().unwrap()).await;
        format!("{collection}/{id}")
    } else {
        stage.fill(template, MADE).await
    };
    let path = match query(operation) {
        query if query.is_empty() && fixed.is_empty() => path,
        query => format!("{path}?{fixed}{query}"),
    };
    let answer = stage.get(&path).await;
    (path, answer)
}

#[tokio::test]
async fn every_answer_is_of_its_published_type() {
    let stage = Stage::new().await;
    stage.make_all().await;
    let (mut refused, mut wrong, mut asked) = (BTreeSet::new(), Vec::new(), 0);
    for operation in stage.table.operations.iter().filter(|operation| operation.method == "GET") {
        let (path, mut answer) = ask(&stage, operation).await;
        asked += 1;
        match answer.status {
            501 => _ = refused.insert(operation.name.clone()),
            200 => {
                let of = operation.response.as_deref().expect("a type");
                if of == "SearchResponse" {
                    check_hits(&stage, &mut answer.body);
                }
                if let Some(difference) = stage.difference(of, &answer.body) {
                    wrong.push(format!("{path} {difference}"));
                }
            }
            status => wrong.push(format!("{path} answered {status} {}", answer.text)),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let is_read = |name: &&str| stage.table.operation(name).is_some_and(|operation| operation.method == "GET");
    let listed = NOT_SIMULATED.iter().map(|listed| listed.operation).filter(is_read);
    let listed: BTreeSet<_> = listed.map(str::to_owned).collect();
    assert_eq!(refused, listed, "operations that are not simulated");
    assert!(asked > 300, "{asked} operations");
}

/// Takes the state of its realization from each hit of a search, which the type of the object does not have, and checks it.
fn check_hits(stage: &Stage, body: &mut Value) {
    for hit in body["results"].as_array_mut().into_iter().flatten() {
        if let Some(status) = hit.as_object_mut().and_then(|hit| hit.remove("status")) {
            assert_eq!(stage.difference("ConsolidatedRealizedStatus", &status), None);
        }
    }
}

#[tokio::test]
async fn a_required_parameter_of_a_query_must_be_there() {
    let stage = Stage::new().await;
    stage.make_all().await;
    let mut refused = 0;
    for operation in &stage.table.operations {
        let is_required = operation.query.iter().any(|parameter| parameter.required);
        let is_listed = NOT_SIMULATED.iter().any(|listed| listed.operation == operation.name);
        if operation.method == "GET" && is_required && !is_listed {
            let path = stage.fill(operation.path.strip_prefix(super::BASE).unwrap(), MADE).await;
            let answer = stage.get(&path).await.expect(400);
            assert!(answer.text_at("error_message").contains("is required"), "{path}: {}", answer.text);
            refused += 1;
        }
    }
    assert!(refused > 8, "{refused} operations");
}

/// Each action is either carried out or refused for a reason of its own, or listed as not simulated.
#[tokio::test]
async fn actions_are_simulated_or_listed() {
    let stage = Stage::new().await;
    stage.make_all().await;
    let (mut wrong, mut asked) = (Vec::new(), 0);
    for operation in stage.table.operations.iter().filter(|operation| operation.method == "POST") {
        let (template, fixed) = operation.path.split_once('?').unwrap_or((&operation.path, ""));
        let path = stage.fill(template.strip_prefix(super::BASE).unwrap(), MADE).await;
        let takes_action = operation.query.iter().any(|parameter| parameter.name == "action");
        let action = if fixed.is_empty() && takes_action { "action=reset" } else { fixed };
        let full = stage.path(&format!("{path}?{action}"));
        let answer = stage.owner.post(&full, &json!({})).await;
        let is_listed = NOT_SIMULATED.iter().any(|listed| listed.operation == operation.name);
        if (answer.status == 501) != is_listed || answer.status == 500 {
            wrong.push(format!("{} {path}?{action} answered {} {}", operation.name, answer.status, answer.text));
        }
        asked += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(asked > 30, "{asked} actions");
}
