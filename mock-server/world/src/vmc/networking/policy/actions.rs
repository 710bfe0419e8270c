//! Operations of the policy interface that are neither reading nor writing one object: those with `POST`.

use super::{super::refusals::not_simulated, parts, peer_code, refusals, revise::revise, writing};
use crate::{
    documents::{
        call::DocumentCall,
        kinds::Kind,
        paths::parent,
        schema::BodyReader,
        tree::{Draft, Mode},
    },
    kernel::refusal::ApiResult,
    state::{networks::Networks, sddcs::SddcFacts},
};
use serde_json::{Map, Value, json};

/// What the answer to an operation contains.
#[derive(Debug, PartialEq)]
pub(super) enum Outcome {
    Nothing,
    /// The object at the path of the request.
    Object,
    Body(Map<String, Value>),
}

/// The attributes of context profiles that users define, and the document that has them all.
pub(super) const ATTRIBUTES: &str = "/infra/context-profiles/custom-attributes";
pub(super) const ATTRIBUTES_OF_USERS: &str = "/infra/context-profiles/custom-attributes/default";

/// The actions of a DNS forwarder. (assumption: `clear_cache` is documented for NSX, the others are not)
const FORWARDER_ACTIONS: [&str; 3] = ["clear_cache", "reload", "refresh"];

/// Carries out an operation with `POST`.
///
/// # Errors
/// Those of the operation; or it is not simulated.
pub(super) fn post(draft: &mut Draft, sddc: &SddcFacts, call: &DocumentCall) -> ApiResult<Outcome> {
    let path = call.path();
    let body = call.body.as_ref().unwrap_or(&Value::Null);
    let template = call.template();
    let action = call.operation().fixed_query.map(|(_, action)| action).or_else(|| call.parameter("action"));
    match (action.unwrap_or_default(), call.kind()) {
        ("revise", Some(kind)) => {
            let place = (call.parameter("operation"), call.parameter("anchor_path"));
            revise(draft, sddc, (kind, &path), body, place).map(|()| Outcome::Object)
        }
        ("create_with_peer_code", _) => peer_code::create(draft, sddc, &path, body).map(|()| Outcome::Nothing),
        (action, _) if template.ends_with("/dns-forwarder") => {
            exists(draft, &path)?;
            let known = FORWARDER_ACTIONS.contains(&action);
            if known { Ok(Outcome::Nothing) } else { Err(refusals::action(action, &FORWARDER_ACTIONS)) }
        }
        (action, _) if template.contains("-expressions/") => {
            let place = parts::place_of(&path).ok_or_else(|| refusals::not_found(&call.asked))?;
            let body = parts::with_members(draft, &place, action, body)?;
            let kind = draft.table.kind_at(place.owner).ok_or_else(|| refusals::not_found(place.owner))?;
            writing::put(draft, sddc, kind, place.owner, &body, Mode::Patch).map(|()| Outcome::Nothing)
        }
        (action, _) if template.starts_with(ATTRIBUTES) => {
            let kind = draft.table.kind_at(ATTRIBUTES_OF_USERS).ok_or_else(|| refusals::not_found(&call.asked))?;
            attributes(draft, sddc, (kind, ATTRIBUTES_OF_USERS), action, body).map(|()| Outcome::Nothing)
        }
        // There are no leases, counters or caches that could change.
        ("delete_dhcp_leases" | "reprocess", _) => {
            check_body(draft, call, body)?;
            exists(draft, &path).map(|()| Outcome::Nothing)
        }
        ("reset", _) => exists_above(draft, &path).map(|()| Outcome::Nothing),
        (action, _) if template.ends_with("/statistics") => Err(refusals::action(action, &["reset"])),
        ("refresh", _) => {
            let intent = call.parameter("intent_path").ok_or_else(|| refusals::field_missing("intent_path"))?;
            exists(draft, intent).map(|()| Outcome::Nothing)
        }
        ("filter", _) => filter(draft, call).map(Outcome::Body),
        ("make_active_version" | "update_signatures", _) => check_body(draft, call, body).map(|()| Outcome::Nothing),
        _ => Err(not_simulated(call.operation().name, "it has no effect that the simulation knows")),
    }
}

/// Checks that the body of an action without effect is of its type.
fn check_body(draft: &Draft, call: &DocumentCall, body: &Value) -> ApiResult<()> {
    let Some(of) = call.operation().request else { return Ok(()) };
    BodyReader::new(draft.table).object(of, body, true).map(drop)
}

fn exists(draft: &Draft, path: &str) -> ApiResult<()> {
    draft.networks.get(path).map(drop).ok_or_else(|| refusals::not_found(path))
}

/// Statistics are reset below the object that they are of.
fn exists_above(draft: &Draft, path: &str) -> ApiResult<()> {
    parent(path).map_or(Ok(()), |above| exists(draft, above))
}

/// Sets the attributes of context profiles that users define.
pub(super) fn set_attributes(draft: &mut Draft, sddc: &SddcFacts, body: &Value) -> ApiResult<()> {
    let kind = draft.table.kind_at(ATTRIBUTES_OF_USERS).ok_or_else(|| refusals::not_found(ATTRIBUTES_OF_USERS))?;
    writing::put(draft, sddc, kind, ATTRIBUTES_OF_USERS, body, Mode::Patch)
}

/// Adds values to an attribute of context profiles that users define, or takes them away.
fn attributes(
    draft: &mut Draft,
    sddc: &SddcFacts,
    (kind, path): (&Kind, &str),
    action: &str,
    body: &Value,
) -> ApiResult<()> {
    let sent = body.get("value").and_then(Value::as_array).ok_or_else(|| refusals::field_missing("value"))?;
    let existing = draft.networks.get(path).and_then(|document| document.body.get("value")?.as_array());
    let mut values = existing.cloned().unwrap_or_default();
    match action {
        "add" => sent.iter().for_each(|value| {
            if !values.contains(value) {
                values.push(value.clone());
            }
        }),
        "remove" => values.retain(|value| !sent.contains(value)),
        other => return Err(refusals::action(other, &["add", "remove"])),
    }
    let mut body = body.clone();
    body["value"] = values.into();
    writing::put(draft, sddc, kind, path, &body, Mode::Patch)
}

/// Returns the attributes that users defined, as a list of profiles. (the published type)
pub(super) fn attributes_of_users(networks: &Networks, path: &str) -> Vec<Map<String, Value>> {
    let Some(document) = networks.get(path) else { return Vec::new() };
    let fields = ["key", "datatype", "value", "attribute_source"];
    let attributes: Map<String, Value> =
        fields.iter().filter_map(|name| Some(((*name).to_owned(), document.body.get(*name)?.clone()))).collect();
    let profile = json!({"resource_type": "PolicyContextProfile", "id": "default", "attributes": [attributes]});
    profile.as_object().cloned().into_iter().collect()
}

/// Says whether an object is on the list of those that the distributed firewall leaves out.
fn filter(draft: &Draft, call: &DocumentCall) -> ApiResult<Map<String, Value>> {
    let intent = call.parameter("intent_path").ok_or_else(|| refusals::field_missing("intent_path"))?;
    let list = draft.networks.get(&call.path());
    let members = list.and_then(|list| list.body.get("members")?.as_array());
    if !members.is_some_and(|members| members.iter().any(|member| member == intent)) {
        return Err(refusals::not_found(intent));
    }
    let found = draft.networks.get(intent);
    let of_type = found.and_then(|found| found.body.get("resource_type").cloned()).unwrap_or_default();
    let name = found.and_then(|found| found.body.get("display_name").cloned()).unwrap_or_default();
    let Value::Object(reference) =
        json!({"is_valid": found.is_some(), "target_display_name": name, "target_id": intent, "target_type": of_type})
    else {
        return Ok(Map::new());
    };
    Ok(reference)
}
