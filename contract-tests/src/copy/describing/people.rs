//! Users and OAuth apps of a copy, without tokens and secrets.

use super::super::answers::Answers;
use serde_json::{Value, json};

/// Returns the users, or null if they could not be read.
pub(super) fn users(answers: &Answers) -> Value {
    let Some(users) = answers.users.as_ref().filter(|users| !users.is_empty()) else { return Value::Null };
    let described = users.iter().map(|member| {
        let user = &member["user"];
        // The id begins with the name of the identity provider.
        let id = user["userId"].as_str().map(|id| id.rsplit(':').next().unwrap_or(id));
        json!({
            "username": user["username"],
            "id": id.filter(|id| uuid::Uuid::try_parse(id).is_ok()),
            "first_name": user["firstName"],
            "last_name": user["lastName"],
            "roles": roles(&member["organizationRoles"], &member["serviceRoles"]),
        })
    });
    described.collect::<Vec<_>>().into()
}

/// Returns the OAuth apps.
pub(super) fn apps(answers: &Answers) -> Value {
    let described = answers.apps.iter().map(|app| {
        let of = &app["roles"];
        json!({"name": app["name"], "roles": roles(&of["organizationRoles"], &of["serviceRoles"])})
    });
    described.collect::<Vec<_>>().into()
}

fn roles(org: &Value, services: &Value) -> Vec<String> {
    let name = |role: &Value| role["name"].as_str().map(str::to_owned);
    let org = org.as_array().into_iter().flatten().filter_map(name);
    let services = services.as_array().into_iter().flatten();
    let service =
        services.flat_map(|service| service["serviceRoles"].as_array().into_iter().flatten()).filter_map(name);
    org.chain(service).collect()
}
