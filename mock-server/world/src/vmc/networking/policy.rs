//! The policy interface of NSX-T.

use super::{changes::change_networks, defaults::networks_of, refusals::not_simulated};
use crate::{
    context::Cx,
    documents::{
        call::{DocumentCall, DocumentReply},
        list::Paging,
        paths::as_asked,
        refusals,
        tree::Mode,
        view,
    },
    kernel::refusal::ApiResult,
    state::{networks::Networks, orgs::Org, sddcs::SddcFacts},
};
use serde_json::{Map, Value};

/// Carries out an operation that reads.
pub(super) fn read(org: &Org, sddc: &SddcFacts, cx: &Cx, call: &DocumentCall) -> ApiResult<DocumentReply> {
    let networks = networks_of(sddc);
    if call.kind().is_some() {
        let shows_secrets = call.operation().fixed_query == Some(("action", "show_sensitive_data"));
        return object(&networks, call, shows_secrets).map(|object| call.object(object));
    }
    if let Some(kind) = call.table.kinds.in_collection(call.template()) {
        return list(&networks, call, kind).map(|list| call.object(list));
    }
    let _ = (org, cx);
    Err(not_simulated(call.operation().name, "it is not written yet"))
}

/// Carries out an operation that changes documents.
pub(super) fn write(org: &mut Org, cx: &Cx, call: &DocumentCall) -> ApiResult<DocumentReply> {
    let operation = call.operation();
    let path = call.path();
    let body = call.body.as_ref().unwrap_or(&Value::Null);
    match (operation.method, call.kind()) {
        ("PUT", Some(kind)) => {
            let object = change_networks(org, cx, call, |draft| {
                draft.put(kind, &path, body, Mode::Put)?;
                object(draft.networks, call, false)
            })?;
            Ok(call.object(object))
        }
        ("PATCH", Some(kind)) => {
            change_networks(org, cx, call, |draft| draft.put(kind, &path, body, Mode::Patch))?;
            Ok(call.done())
        }
        ("DELETE", Some(_)) => {
            change_networks(org, cx, call, |draft| draft.delete(&path))?;
            Ok(call.done())
        }
        _ => Err(not_simulated(operation.name, "it is not written yet")),
    }
}

/// Returns the object that an operation is about.
fn object(networks: &Networks, call: &DocumentCall, shows_secrets: bool) -> ApiResult<Map<String, Value>> {
    let path = call.path();
    let kind = call.kind().ok_or_else(|| refusals::not_found(&call.asked))?;
    let document = networks.get(&path).ok_or_else(|| refusals::not_found(&call.asked))?;
    let of_type = if kind.of_type.starts_with("Communication") { kind.of_type } else { view::type_of(kind, document) };
    let mut object = view::whole(call.table, networks, of_type, &path, document);
    if !shows_secrets {
        hide_secrets(&mut object);
    }
    rename(&mut object, &call.asked);
    Ok(object)
}

/// Returns the objects of a collection.
fn list(
    networks: &Networks,
    call: &DocumentCall,
    kind: &crate::documents::kinds::Kind,
) -> ApiResult<Map<String, Value>> {
    let path = call.path();
    if let Some(above) = view::parent_object(call.table, &path)
        && above != "/infra"
        && networks.get(above).is_none()
    {
        return Err(refusals::not_found(above));
    }
    let paging = Paging::of(&call.query)?;
    let mut found: Vec<_> = networks.directly_below(&path).collect();
    let is_ordered = call.table.types.field(kind.of_type, "sequence_number").is_some();
    if is_ordered {
        found.sort_by_key(|(_, document)| view::place_in_order(document));
    } else {
        found.sort_by_cached_key(|(path, document)| {
            let name = document.body.get("display_name").and_then(Value::as_str).unwrap_or_default();
            (name.to_lowercase(), (*path).clone())
        });
    }
    let objects = found.into_iter().map(|(path, document)| {
        let of_type =
            if kind.of_type.starts_with("Communication") { kind.of_type } else { view::type_of(kind, document) };
        let mut object = view::object(call.table, of_type, path, document);
        hide_secrets(&mut object);
        rename(&mut object, &call.asked);
        object
    });
    Ok(paging.page(objects.collect(), shows_order(call.template())))
}

/// The lists that do not name the order of their results. (recorded)
fn shows_order(template: &str) -> bool {
    !["/rules", "/communication-entries", "/groups", "/segments", "/nat-rules"]
        .iter()
        .any(|end| template.ends_with(end))
}

/// The fields that answers have only where they are asked for.
const SECRETS: [&str; 5] = ["psk", "password", "private_key", "passphrase", "secret_key"];

fn hide_secrets(object: &mut Map<String, Value>) {
    object.retain(|name, _| !SECRETS.contains(&name.as_str()));
    for value in object.values_mut() {
        if let Value::Object(inner) = value {
            hide_secrets(inner);
        }
    }
}

/// Writes the paths of an object as the client asked for it.
fn rename(object: &mut Map<String, Value>, asked: &str) {
    if !asked.contains("/communication-maps") {
        return;
    }
    for name in ["path", "parent_path"] {
        if let Some(Value::String(path)) = object.get_mut(name) {
            *path = as_asked(path, asked);
        }
    }
}
