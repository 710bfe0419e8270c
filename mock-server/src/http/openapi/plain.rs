//! Writes schemas in the way that generators of clients handle best.

use serde_json::{Map, Value, json};

/// The name of a schema in the document.
pub(super) fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

/// Simplifies the schemas of a document:
///
/// - A choice of single words becomes a list of allowed values. The meanings of the words go into the description.
/// - An object that is written inside a choice becomes a schema with a name. Generators name objects without a name by their place, and some
///   give two of them the same name.
/// - An object is no default value.
/// - A property of any type is an empty schema instead of `true`.
pub(super) fn simplify(schemas: &mut Map<String, Value>) {
    schemas.values_mut().for_each(simplify_one);
    let mut named = Map::new();
    for (name, schema) in schemas.iter_mut() {
        for choice in schema.get_mut("oneOf").and_then(Value::as_array_mut).into_iter().flatten() {
            if let Some(key) = single_field(choice) {
                let name = format!("{}{name}", pascal(&key));
                let field = &mut choice["properties"][&key];
                if field["properties"].is_object() {
                    let fields = format!("{name}Fields");
                    let reference = reference(&fields);
                    named.insert(fields, std::mem::replace(field, reference));
                }
                let reference = reference(&name);
                named.insert(name, std::mem::replace(choice, reference));
            }
        }
    }
    schemas.extend(named);
}

/// Turns a choice of constants, wherever it is, into a list of allowed values, and removes empty objects as defaults.
fn simplify_one(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(simplify_one),
        Value::Object(members) => {
            for (key, member) in members.iter_mut() {
                match member {
                    // These members are the names of fields, which may be words of the schema language.
                    Value::Object(fields) if key == "properties" => fields.values_mut().for_each(simplify_field),
                    _ => simplify_one(member),
                }
            }
            if members.get("default").is_some_and(|value| value.as_object().is_some_and(Map::is_empty)) {
                members.remove("default");
            }
            if let Some(Value::Array(choices)) = members.get("oneOf")
                && choices.iter().all(|choice| choice["const"].is_string())
            {
                let mut lines: Vec<_> =
                    members.get("description").and_then(Value::as_str).map(str::to_owned).into_iter().collect();
                let meaning = |choice: &Value| {
                    Some(format!("- `{}`: {}", choice["const"].as_str()?, choice["description"].as_str()?))
                };
                lines.extend(choices.iter().filter_map(meaning));
                let values: Vec<_> = choices.iter().map(|choice| choice["const"].clone()).collect();
                members.remove("oneOf");
                members.insert("type".to_owned(), json!("string"));
                members.insert("enum".to_owned(), Value::Array(values));
                members.insert("description".to_owned(), json!(lines.join("\n")));
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn simplify_field(field: &mut Value) {
    if *field == true {
        *field = json!({});
    }
    simplify_one(field);
}

/// The name of the only field of an object.
fn single_field(schema: &Value) -> Option<String> {
    let fields = schema["properties"].as_object()?;
    fields.keys().next().filter(|_| fields.len() == 1).cloned()
}

/// Writes `task_fails` as `TaskFails`.
fn pascal(name: &str) -> String {
    let word = |word: &str| {
        word.chars().next().map(|first| first.to_ascii_uppercase().to_string() + &word[first.len_utf8()..])
    };
    name.split('_').filter_map(word).collect()
}
