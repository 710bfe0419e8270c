//! Objects of a description.

use serde_json::Value;

/// An object of these members. Null ones are left out.
pub(super) fn object<const N: usize>(members: [(&str, Value); N]) -> Value {
    let given = members.into_iter().filter(|(_, value)| !value.is_null());
    Value::Object(given.map(|(key, value)| (key.to_owned(), value)).collect())
}
