//! Reads the schemas of an OpenAPI document.

use serde_json::Value;

/// Follows the references of a schema. Of a choice of schemas, takes the first that is not `null`.
///
/// # Panics
/// A reference leads nowhere.
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
