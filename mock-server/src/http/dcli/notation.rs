//! How vAPI writes maps and annotations in JSON.

use serde_json::{Map, Value, json};

/// The component, and the beginning of the names of all services and commands.
pub(super) const COMPONENT: &str = "com.vmware.vmc";

/// A member of a map, which is a list of pairs.
pub(super) fn pair(key: &str, value: Value) -> Value {
    json!({"key": key, "value": value})
}

/// An annotation with texts.
pub(super) fn annotation(name: &str, texts: &[(&str, &str)]) -> Value {
    let text = |(key, text): &(&str, &str)| pair(key, json!({"type": "STRING", "string_value": text}));
    pair(name, json!({"elements": texts.iter().map(text).collect::<Vec<_>>()}))
}

/// The members of an object of the OpenAPI document, or none.
pub(super) fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter)
}
