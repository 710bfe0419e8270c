//! The JSON Schemas of requests and answers, from which the OpenAPI documents and the schema of descriptions are made.
//!
//! They are those of the Rust types, but they are read from files. The code that makes them from the types would be a fifth of the program, and
//! only a test needs it: it compares the files with the types, and writes them if `UPDATE_SCHEMAS=1` is set.

use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

const OPERATIONS: &str = include_str!("schemas/operations.json");
const CONTROL: &str = include_str!("schemas/control.json");
/// Where a schema with a name is in an OpenAPI document.
pub(crate) const PLACE: &str = "#/components/schemas/";

/// The schemas of several operations.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Schemas {
    /// The schemas with a name, to which others refer.
    pub(crate) definitions: Map<String, Value>,
    operations: BTreeMap<String, OperationSchemas>,
}

/// The schemas of one operation.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct OperationSchemas {
    pub(crate) path: Value,
    pub(crate) query: Value,
    /// `None` if the operation has no body.
    pub(crate) body: Option<Value>,
    /// `None` if the body of the answer is empty.
    pub(crate) reply: Option<Value>,
}

impl Schemas {
    /// Reads the schemas of all operations but those of the control and those on networks.
    pub(crate) fn of_service() -> Self {
        serde_json::from_str(OPERATIONS).unwrap_or_default()
    }

    /// Reads the schemas of the operations of the control.
    pub(crate) fn of_control() -> Self {
        serde_json::from_str(CONTROL).unwrap_or_default()
    }

    /// Returns the schemas of an operation, and forgets them.
    pub(crate) fn take(&mut self, operation: &str) -> OperationSchemas {
        self.operations.remove(operation).unwrap_or_default()
    }
}

/// Removes the schemas to which none of these values refers, directly or through other schemas.
pub(crate) fn keep_used<'v>(schemas: &mut Map<String, Value>, from: impl Iterator<Item = &'v Value>) {
    let mut used = BTreeSet::new();
    let mut names: Vec<String> = from.flat_map(references).collect();
    while let Some(name) = names.pop() {
        if let Some(schema) = schemas.get(&name)
            && used.insert(name)
        {
            names.extend(references(schema));
        }
    }
    schemas.retain(|name, _| used.contains(name));
}

/// The names of the schemas that a value refers to.
fn references(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().flat_map(references).collect(),
        Value::Object(members) => {
            let own = members.get("$ref").and_then(Value::as_str);
            let own = own.and_then(|own| own.strip_prefix(PLACE)).map(str::to_owned);
            own.into_iter().chain(members.values().flat_map(references)).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}
