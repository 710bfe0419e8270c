//! Secrets in objects: keys and passwords, which answers have only where they are asked for.

use crate::documents::tree::{Draft, Mode};
use serde_json::{Map, Value};
use std::borrow::Cow;

/// The fields that are secrets.
const SECRETS: [&str; 6] = ["psk", "password", "private_key", "passphrase", "passphrases", "secret_key"];

/// Removes the secrets from an object that is shown.
pub(crate) fn hide(object: &mut Map<String, Value>) {
    object.retain(|name, _| !SECRETS.contains(&name.as_str()));
    object.values_mut().for_each(hide_in);
}

fn hide_in(value: &mut Value) {
    match value {
        Value::Object(inner) => hide(inner),
        Value::Array(items) => items.iter_mut().for_each(hide_in),
        _ => {}
    }
}

/// Adds the secrets of an object to the body that replaces it, if the client left them out, because a client that has read the object does
/// not know them. (assumption)
pub(super) fn with_those_kept<'b>(draft: &Draft, path: &str, body: Cow<'b, Value>, mode: Mode) -> Cow<'b, Value> {
    let existing = draft.networks.get(path).filter(|_| mode != Mode::Patch);
    let (Some(existing), Value::Object(fields)) = (existing, body.as_ref()) else { return body };
    let is_left_out = |name: &str| fields.get(name).is_none_or(Value::is_null);
    let kept = existing.body.iter().filter(|(name, _)| SECRETS.contains(&name.as_str()) && is_left_out(name));
    let kept: Vec<_> = kept.map(|(name, value)| (name.clone(), value.clone())).collect();
    if kept.is_empty() {
        return body;
    }
    let mut fields = fields.clone();
    fields.extend(kept);
    Cow::Owned(Value::Object(fields))
}
