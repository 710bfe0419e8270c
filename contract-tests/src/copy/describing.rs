//! Makes a description from what was read.

mod accounts;
mod object;
mod people;
mod sddcs;

use super::answers::Answers;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Returns the description of an organization. People and addresses are still the real ones.
pub(super) fn describe(answers: &Answers) -> Value {
    let mut description = Map::new();
    let mut put = |key: &str, value: Value| {
        let is_empty = value.as_array().is_some_and(Vec::is_empty);
        (!is_empty && !value.is_null()).then(|| description.insert(key.to_owned(), value));
    };
    put("at", answers.latest().map(|time| time.to_string()).into());
    put("organization", organization(answers));
    put("users", people::users(answers));
    put("oauth_apps", people::apps(answers));
    // Without the key, a world has an account of its own, so an empty list is said.
    let accounts = accounts::describe(answers);
    description.insert("connected_accounts".to_owned(), accounts.into());
    let mut put = |key: &str, values: Vec<Value>| {
        (!values.is_empty()).then(|| description.insert(key.to_owned(), values.into()));
    };
    put("sddcs", sddcs::describe(answers));
    put("subscriptions", subscriptions(answers));
    Value::Object(description)
}

fn organization(answers: &Answers) -> Value {
    let org = &answers.org;
    let values: BTreeMap<String, Value> =
        serde_json::from_value(org["properties"]["values"].clone()).unwrap_or_default();
    let text = |value: Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let properties: BTreeMap<_, _> = values.into_iter().map(|(name, value)| (name, text(value))).collect();
    json!({
        "id": org["id"],
        "display_name": org["display_name"],
        "properties": properties,
    })
}

/// Returns the requests that buy the subscriptions in use.
fn subscriptions(answers: &Answers) -> Vec<Value> {
    let in_use = answers
        .subscriptions
        .iter()
        .filter(|bought| matches!(bought["status"].as_str(), Some("ACTIVATED" | "CREATED")));
    in_use
        .map(|bought| {
            let quantity = bought["quantity"].as_str().and_then(|text| text.parse::<i64>().ok()).unwrap_or(1);
            let mut request = json!({
                "offer_name": bought["offer_name"],
                "offer_version": bought["offer_version"],
                "product_type": "host",
                "commitment_term": bought["commitment_term"],
                "region": bought["region"],
                "quantity": quantity,
            });
            if bought["billing_frequency"].is_string() {
                request["billing_frequency"] = bought["billing_frequency"].clone();
            }
            request
        })
        .collect()
}
