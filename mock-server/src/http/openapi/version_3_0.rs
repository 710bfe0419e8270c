//! The documents in the form of OpenAPI 3.0, for generators that do not read 3.1. Schemas of 3.1 are JSON Schema; those of 3.0 are a dialect of it.

use serde_json::{Map, Value, json};

/// Converts a document of OpenAPI 3.1.
pub(super) fn of(mut document: Value) -> Value {
    convert(&mut document);
    document["openapi"] = json!("3.0.3");
    if let Some(info) = document["info"].as_object_mut() {
        if let Some(summary) = info.remove("summary") {
            let more = info.get("description").and_then(Value::as_str).unwrap_or_default();
            let text = [summary.as_str().unwrap_or_default(), more].join("\n\n");
            info.insert("description".to_owned(), json!(text.trim_end()));
        }
        if let Some(license) = info.get_mut("license").and_then(Value::as_object_mut) {
            license.remove("identifier");
        }
    }
    document
}

/// Converts all schemas in a part of the document. Examples are data and stay as they are.
fn convert(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(convert),
        Value::Object(members) => {
            members.iter_mut().filter(|(key, _)| *key != "example").for_each(|(_, member)| convert(member));
            convert_schema(members);
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Converts one schema. An object that is no schema has none of these members in these forms.
fn convert_schema(schema: &mut Map<String, Value>) {
    if let Some(Value::String(value)) = schema.get("const") {
        let values = json!([value]);
        schema.remove("const");
        schema.insert("enum".to_owned(), values);
    }
    if let Some(Value::Array(examples)) = schema.get("examples") {
        let first = examples.first().cloned();
        schema.remove("examples");
        schema.extend(first.map(|first| ("example".to_owned(), first)));
    }
    if let Some(Value::Array(kinds)) = schema.get("type") {
        let kinds = kinds.clone();
        set_kinds(schema, &kinds);
    }
    if let Some(Value::Array(choices)) = schema.get_mut("anyOf") {
        let all = choices.len();
        choices.retain(|choice| choice["type"] != "null");
        let is_nullable = choices.len() < all;
        if let [choice] = &choices[..] {
            let choice = choice.clone();
            schema.remove("anyOf");
            schema.insert("allOf".to_owned(), json!([choice]));
        }
        set_nullable(schema, is_nullable);
    }
    // Members beside a reference are ignored in 3.0.
    if schema.len() > 1 && schema.get("$ref").is_some_and(Value::is_string) {
        if let Some(reference) = schema.remove("$ref") {
            schema.insert("allOf".to_owned(), json!([{"$ref": reference}]));
        }
    }
}

/// Writes several types as one type that may be null, or as a choice.
fn set_kinds(schema: &mut Map<String, Value>, kinds: &[Value]) {
    let others: Vec<_> = kinds.iter().filter(|kind| **kind != "null").cloned().collect();
    if let [kind] = &others[..] {
        schema.insert("type".to_owned(), kind.clone());
    } else {
        schema.remove("type");
        let choices: Vec<_> = others.iter().map(|kind| json!({"type": kind})).collect();
        schema.insert("anyOf".to_owned(), Value::Array(choices));
    }
    set_nullable(schema, others.len() < kinds.len());
}

fn set_nullable(schema: &mut Map<String, Value>, is_nullable: bool) {
    if is_nullable {
        schema.insert("nullable".to_owned(), json!(true));
    }
}
