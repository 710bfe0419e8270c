//! The ids of things, which the model takes from answers.

use serde_json::Value;
use std::sync::Arc;

/// The short name of a thing.
pub(crate) type Id = Arc<str>;

/// Identifies something that has no known id yet: the task that creates it, and its index among the things that the
/// task creates.
pub(crate) type Made = (Id, u32);

/// The expected value in an objection where a new id is required.
const NEW: &str = "(a new id)";

/// Returns the id at this key of an answer, which must be new.
pub(crate) fn new_id(seen: &Value, key: &str, is_known: impl Fn(&str) -> bool) -> Id {
    seen[key].as_str().filter(|id| !is_known(id)).unwrap_or(NEW).into()
}

/// Returns the stored id. If there is none, stores the id at this key of the answer, which must be new.
pub(crate) fn learn(id: &mut Option<Id>, seen: &Value, key: &str, is_known: impl Fn(&str) -> bool) -> Id {
    id.get_or_insert_with(|| new_id(seen, key, is_known)).clone()
}
