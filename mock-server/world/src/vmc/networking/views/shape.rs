//! Counters: objects whose numbers are all zero.

use crate::documents::{published::Shape, table::Table};
use serde_json::{Map, Value};

/// Returns an object of a type in which each number is zero and each list is empty. Other fields are left out.
pub(super) fn zeros(table: &Table, of: &str) -> Map<String, Value> {
    let mut zeros = Map::new();
    for (name, field) in table.types.fields(of) {
        let value = match &field.shape {
            _ if name.starts_with('_') || name == "alarm" => continue,
            Shape::Integer | Shape::Number => 0.into(),
            Shape::List(_) => Value::Array(Vec::new()),
            Shape::Object(inner) => zeros_of(table, inner),
            _ => continue,
        };
        zeros.insert(name.to_owned(), value);
    }
    zeros
}

/// Returns such an object as a value.
pub(super) fn zeros_of(table: &Table, of: &str) -> Value {
    Value::Object(zeros(table, of))
}
