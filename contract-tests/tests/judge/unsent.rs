//! Checks that every published field of an answer is sent, or listed with a reason in `unsent-fields.json`.
//!
//! Clients read fields without a check, so a field that is never sent is a possible crash. The answers are those that
//! the methods of the client get, which call every operation. What recordings show is checked with the recordings.

use crate::client_methods;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use vmc_client::endpoints;
use vmc_contract::published::Published;

/// Fields of a published type that are never sent.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Unsent {
    r#type: String,
    fields: BTreeSet<String>,
    reason: String,
}

fn listed() -> Vec<Unsent> {
    serde_json::from_str(include_str!("../../unsent-fields.json")).expect("a list")
}

#[tokio::test]
async fn every_published_field_is_sent_or_listed_with_a_reason() {
    client_methods::called().await;
    let sent = client_methods::sent();
    assert!(sent.len() > 400, "{} fields were sent", sent.len());
    let published = Published::all().expect("tables");
    let declared: BTreeSet<_> = endpoints::all()
        .flat_map(|line| published.iter().flat_map(|tables| tables.answer_fields(line.method, line.path)))
        .collect();
    let (mut reviewed, mut wrong) = (BTreeSet::new(), Vec::new());
    for Unsent { r#type, fields, reason } in listed() {
        if reason.trim().is_empty() {
            wrong.push(format!("{type} is listed without a reason"));
        }
        for field in fields.iter().map(|field| format!("{type}.{field}")) {
            if sent.contains(&field) || !declared.contains(&field) {
                wrong.push(format!("{field} is listed, and is sent or is in no answer"));
            }
            if !reviewed.insert(field.clone()) {
                wrong.push(format!("{field} is listed twice"));
            }
        }
    }
    let mut missing = BTreeMap::<&str, Vec<&str>>::new();
    for field in declared.iter().filter(|field| !sent.contains(*field) && !reviewed.contains(*field)) {
        let (of, name) = field.split_once('.').expect("a type and a field");
        missing.entry(of).or_default().push(name);
    }
    wrong.extend(missing.iter().map(|(of, names)| format!("never sent: {of}: {names:?}")));
    assert!(wrong.is_empty(), "send these fields, or list them in unsent-fields.json:\n{}", wrong.join("\n"));
}
