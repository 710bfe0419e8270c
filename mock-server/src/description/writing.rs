//! Writes descriptions as YAML.

use crate::world::{
    description::LeftOut,
    kernel::refusal::{ApiResult, Refusal},
};
use serde_json::Value;
use std::fmt::Write;
use vmc_client::secrets::is_secret_key;

/// Writes a description as a file in YAML, which begins with comments on what it does not say.
///
/// # Errors
/// The document cannot be written as YAML.
pub fn to_yaml(description: &Value, left_out: &[LeftOut]) -> ApiResult<String> {
    let mut escaped = description.clone();
    escape(&mut escaped, false);
    let mut text = String::new();
    if !left_out.is_empty() {
        text.push_str("# What this description does not say:\n");
    }
    for LeftOut { what, count } in left_out {
        let _ = match count {
            // Nobody counted them.
            0 => writeln!(text, "# - {what}"),
            count => writeln!(text, "# - {what}: {count}"),
        };
    }
    let yaml = serde_saphyr::to_string(&escaped);
    text.push_str(&yaml.map_err(|error| Refusal::invalid(format!("It cannot be written as YAML: {error}.")))?);
    Ok(text)
}

/// Doubles the `$` of a `${` in secrets, where a file refers to variables.
fn escape(value: &mut Value, is_secret: bool) {
    match value {
        Value::String(text) if is_secret => *text = text.replace("${", "$${"),
        Value::Array(items) => items.iter_mut().for_each(|item| escape(item, is_secret)),
        Value::Object(members) => {
            members.iter_mut().for_each(|(key, value)| escape(value, key == "api_tokens" || is_secret_key(key)));
        }
        _ => {}
    }
}
