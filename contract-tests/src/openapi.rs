//! Reads the schemas of an OpenAPI document.

use serde_json::Value;

/// Follows the references of a schema. If a schema offers several choices, the first that is not `null` is used.
///
/// # Panics
/// Panics if a reference cannot be resolved.
pub fn resolve<'d>(document: &'d Value, schema: &'d Value) -> &'d Value {
    if let Some(pointer) = schema["$ref"].as_str() {
        return resolve(document, document.pointer(&pointer[1..]).expect("a reference that leads somewhere"));
    }
    let choices = ["anyOf", "oneOf", "allOf"].iter().find_map(|key| schema[*key].as_array());
    match choices.and_then(|choices| choices.iter().find(|choice| choice["type"] != "null")) {
        Some(choice) => resolve(document, choice),
        None => schema,
    }
}
