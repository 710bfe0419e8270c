//! The documents of networks in a copy: their types, and what of an answer belongs to a document.

use serde_json::{Map, Value};
use std::{collections::BTreeSet, sync::LazyLock};
use vmcsim::world::documents::{schema::SERVER_FIELDS, table::Api};

/// Fields that are in an answer and not in what a client sends, beside those that the server sets in every document.
const NOT_SENT: [&str; 2] = ["id", "children"];

/// The names under which the service makes documents of a new SDDC. (recorded)
const SERVICE_USERS: [&str; 3] = ["admin", "system", "nsx_policy"];

/// The types of documents that can be written, with those that extend them.
static TYPES: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| {
    let table = Api::Policy.table();
    let mut types = BTreeSet::new();
    for kind in table.kinds.all() {
        match table.types.get(kind.of_type) {
            Some(of) if !of.subtypes.is_empty() => types.extend(of.subtypes.iter().copied()),
            _ => _ = types.insert(kind.of_type),
        }
    }
    types
});

/// Returns the types of documents that are searched for.
pub(super) fn types() -> impl Iterator<Item = &'static str> {
    TYPES.iter().copied()
}

/// Returns the path and the body of a document of an answer, or `None` if it is as the service makes it for every SDDC.
pub(super) fn document(answer: &Value) -> Option<(String, Value)> {
    let path = answer["path"].as_str().filter(|path| path.starts_with("/infra/"))?;
    let made_by = answer["_create_user"].as_str().unwrap_or_default();
    let unchanged = answer["_revision"].as_i64().unwrap_or(0) == 0;
    let is_new = SERVICE_USERS.contains(&made_by) && unchanged;
    if is_new || answer["_system_owned"] == true {
        return None;
    }
    Some((path.to_owned(), body(answer)))
}

/// Returns what a client sends of a document.
pub(super) fn body(answer: &Value) -> Value {
    let fields = answer.as_object().into_iter().flatten();
    let sent = fields.filter(|(name, _)| !name.starts_with('_') && !is_set_by_server(name));
    Value::Object(sent.map(|(name, value)| (name.clone(), value.clone())).collect::<Map<_, _>>())
}

fn is_set_by_server(name: &str) -> bool {
    SERVER_FIELDS.contains(&name) || NOT_SENT.contains(&name)
}

/// Returns the number of documents in a description.
pub(super) fn count(description: &Value) -> usize {
    let sddcs = description["sddcs"].as_array().into_iter().flatten();
    sddcs.filter_map(|sddc| sddc["networking"].as_object()).map(Map::len).sum()
}
