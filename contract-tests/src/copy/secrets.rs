//! Removes secrets from answers, before anything of them is kept.

use crate::redact::secrets_in;
use serde_json::Value;
use vmc_client::secrets::is_secret_key;

/// What stands in the place of a secret in a text.
const REMOVED: &str = "removed";

/// Removes the secrets from a document: members whose names say that they are secret, and parts of texts that have the
/// form of one, such as tokens, keys, and passwords in addresses. Returns how many there were.
pub fn remove(value: &mut Value) -> usize {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
        Value::String(text) => clean(text),
        Value::Array(items) => items.iter_mut().map(remove).sum(),
        Value::Object(members) => {
            let before = members.len();
            let empty = |value: &Value| value.is_null() || value == "";
            let nothing = members.iter().filter(|(name, value)| is_secret_key(name) && empty(value)).count();
            members.retain(|name, _| !is_secret_key(name));
            let removed = before - members.len() - nothing;
            removed + members.values_mut().map(remove).sum::<usize>()
        }
    }
}

fn clean(text: &mut String) -> usize {
    let found = secrets_in(text);
    for range in found.iter().rev() {
        text.replace_range(range.clone(), REMOVED);
    }
    found.len()
}
