//! The names of 2018 for security policies: `communication-maps` with `communication-entries`. They lead to the same objects.

use crate::documents::{kinds::Kind, paths::as_asked, table::Table};
use serde_json::{Map, Value};
use std::borrow::Cow;

/// Fields with an older name, and today's.
const RENAMED: [(&str, &str); 2] = [("communication_entries", "rules"), ("precedence", "sequence_number")];

/// Whether objects of a kind are shown with the names of 2018.
pub(super) fn is_older(kind: &Kind) -> bool {
    matches!(kind.of_type, "CommunicationMap" | "CommunicationEntry")
}

/// Returns a body with today's names of its fields. `resource_type` is that of the path.
pub(super) fn modern<'b>(kind: &Kind, body: &'b Value) -> Cow<'b, Value> {
    let Value::Object(fields) = body else { return Cow::Borrowed(body) };
    if !is_older(kind) {
        return Cow::Borrowed(body);
    }
    let today = |name: &str| RENAMED.iter().find(|(old, _)| *old == name).map_or(name, |(_, new)| *new).to_owned();
    let fields = fields.iter().filter(|(name, _)| *name != "resource_type");
    Cow::Owned(Value::Object(fields.map(|(name, value)| (today(name), value.clone())).collect()))
}

/// Returns the type under which an object of a kind is stored.
pub(super) fn type_today(kind: &Kind) -> Option<&'static str> {
    match kind.of_type {
        "CommunicationMap" => Some("SecurityPolicy"),
        "CommunicationEntry" => Some("Rule"),
        _ => None,
    }
}

/// Turns an object as it is shown today into one with the names of 2018, and keeps only the fields that it had then.
pub(super) fn shown(table: &Table, kind: &Kind, mut object: Map<String, Value>, asked: &str) -> Map<String, Value> {
    for (old, new) in RENAMED {
        if let Some(value) = object.get(new).filter(|_| table.types.field(kind.of_type, old).is_some()).cloned() {
            object.insert(old.to_owned(), value);
        }
    }
    object.retain(|name, _| table.types.field(kind.of_type, name).is_some());
    object.insert("resource_type".to_owned(), kind.of_type.into());
    for name in ["path", "parent_path"] {
        if let Some(Value::String(path)) = object.get_mut(name) {
            *path = as_asked(path, asked);
        }
    }
    if let Some(Value::Array(entries)) = object.get_mut("communication_entries") {
        for entry in entries {
            if let Value::Object(fields) = entry {
                fields.retain(|name, _| table.types.field("CommunicationEntry", name).is_some());
                fields.insert("resource_type".to_owned(), "CommunicationEntry".into());
                for name in ["path", "parent_path"] {
                    if let Some(Value::String(path)) = fields.get_mut(name) {
                        *path = as_asked(path, asked);
                    }
                }
            }
        }
    }
    object
}
