//! The policy interface of NSX-T.

mod actions;
mod dns;
mod firewall;
mod groups;
mod guard;
mod nat;
mod older;
mod parts;
mod peer_code;
mod refusals;
mod revise;
pub(super) mod secrets;
mod segments;
mod vpn;
pub(super) mod writing;

use super::{change::change_in_sddc, defaults, not_simulated, views};
use crate::{
    context::Cx,
    documents::{
        call::{DocumentCall, DocumentReply},
        hierarchy::{self, Writer},
        kinds::Kind,
        list::Paging,
        paths::last,
        refusals::not_found,
        table::Api,
        tree::{Draft, Mode},
        view,
    },
    kernel::refusal::ApiResult,
    state::{
        networks::{Document, Networks},
        orgs::Org,
        sddcs::SddcFacts,
    },
};
use actions::Outcome;
use serde_json::{Map, Value};

/// Carries out an operation that reads.
pub(super) fn read(org: &Org, sddc: &SddcFacts, cx: &Cx, call: &DocumentCall) -> ApiResult<DocumentReply> {
    let path = call.path();
    let is_plain = call.kind().is_some() || call.table.kinds.in_collection(call.template()).is_some();
    let networks = match is_plain && !views::are_realized(call) {
        true => defaults::networks_around(sddc, &path),
        false => defaults::networks_of(sddc),
    };
    if call.template() == actions::ATTRIBUTES_OF_USERS {
        let paging = Paging::of(&call.query)?;
        return Ok(call.object(paging.page(actions::attributes_of_users(&networks, &path), true)));
    }
    if views::are_realized(call) {
        return views::read((sddc, &networks), cx, call, secrets::hide);
    }
    if call.kind().is_some() {
        let mut object = object(&networks, sddc, call, &path, shows_secrets(call))?;
        if call.template() == "/infra" {
            views::add_children((sddc, &networks), cx, call, secrets::hide, &mut object);
        }
        return Ok(call.object(object));
    }
    if let Some(kind) = call.table.kinds.in_collection(call.template()) {
        return list(&networks, sddc, call, kind, &path).map(|list| call.object(list));
    }
    let _ = org;
    views::read((sddc, &networks), cx, call, secrets::hide)
}

/// Carries out an operation that changes documents.
pub(super) fn write(org: &mut Org, cx: &Cx, call: &DocumentCall) -> ApiResult<DocumentReply> {
    let operation = call.operation();
    not_simulated::check(operation.name)?;
    let path = call.path();
    match (operation.method, call.kind()) {
        ("PUT", Some(kind)) => {
            let object = change_in_sddc(org, cx, call, |draft, sddc| {
                put(draft, sddc, call, kind, Mode::Put)?;
                object(draft.networks, sddc, call, &path, false)
            })?;
            Ok(call.object(object))
        }
        ("PATCH", Some(kind)) => {
            let object = change_in_sddc(org, cx, call, |draft, sddc| {
                put(draft, sddc, call, kind, Mode::Patch)?;
                // Most answers to PATCH are empty.
                operation.response.map(|_| object(draft.networks, sddc, call, &path, false)).transpose()
            })?;
            Ok(call.reply(object.map(Value::Object)))
        }
        ("PATCH", None) if call.template() == actions::ATTRIBUTES => {
            let body = call.body.as_ref().unwrap_or(&Value::Null);
            change_in_sddc(org, cx, call, |draft, sddc| actions::set_attributes(draft, sddc, body))?;
            Ok(call.done())
        }
        ("DELETE", Some(_)) => {
            let force = call.switch("force") || operation.fixed_query == Some(("force", "true"));
            change_in_sddc(org, cx, call, |draft, sddc| writing::delete(draft, sddc, &path, force))?;
            Ok(call.done())
        }
        ("POST", _) if operation.request == Some("VirtualMachineTagsUpdate") => {
            let id = path.strip_suffix("/tags").map(last);
            let body = call.body.as_ref().unwrap_or(&Value::Null);
            change_in_sddc(org, cx, call, |draft, sddc| views::update_tags(draft, sddc, id, body))?;
            Ok(call.done())
        }
        ("POST", _) => {
            let body = change_in_sddc(org, cx, call, |draft, sddc| match actions::post(draft, sddc, call)? {
                Outcome::Nothing => Ok(None),
                Outcome::Object => object(draft.networks, sddc, call, &path, false).map(Some),
                Outcome::Body(body) => Ok(Some(body)),
            })?;
            Ok(call.reply(body.map(Value::Object)))
        }
        _ => Err(super::refusals::not_simulated(operation.name, "it has no effect that the simulation knows")),
    }
}

/// Writes and deletes the single objects of a tree.
struct Single<'s>(&'s SddcFacts);

impl Writer for Single<'_> {
    fn put(&self, draft: &mut Draft, kind: &Kind, path: &str, body: &Value, mode: Mode) -> ApiResult<()> {
        writing::put(draft, self.0, kind, path, body, mode)
    }

    fn delete(&self, draft: &mut Draft, path: &str) -> ApiResult<()> {
        writing::delete(draft, self.0, path, false)
    }
}

/// Puts the body of a request at its path, with the objects below it if it has some.
fn put(draft: &mut Draft, sddc: &SddcFacts, call: &DocumentCall, kind: &Kind, mode: Mode) -> ApiResult<()> {
    let path = call.path();
    let body = call.body.as_ref().unwrap_or(&Value::Null);
    if hierarchy::has_children(body) {
        let enforces_revisions = call.switch("enforce_revision_check");
        return hierarchy::write((draft, &Single(sddc)), kind, &path, body, mode, enforces_revisions);
    }
    writing::put(draft, sddc, kind, &path, body, mode)
}

fn shows_secrets(call: &DocumentCall) -> bool {
    call.operation().fixed_query == Some(("action", "show_sensitive_data"))
}

/// Returns the object that an operation is about, which is at this path of the tree.
pub(super) fn object(
    networks: &Networks,
    sddc: &SddcFacts,
    call: &DocumentCall,
    path: &str,
    shows_secrets: bool,
) -> ApiResult<Map<String, Value>> {
    let kind = call.kind().ok_or_else(|| not_found(&call.asked))?;
    if let Some(place) = parts::place_of(path) {
        let owner = networks.get(place.owner).ok_or_else(|| not_found(&call.asked))?;
        return parts::part(&owner.body, &place).cloned().ok_or_else(|| not_found(&call.asked));
    }
    let document = networks.get(path).ok_or_else(|| not_found(&call.asked))?;
    let document = defaults::current(sddc, path, document);
    let of_type = older::type_today(kind).unwrap_or_else(|| view::type_of(kind, &document));
    let object = view::whole(call.table, networks, of_type, path, &document);
    Ok(shown(call, kind, object, shows_secrets))
}

/// Returns an object as the answer to a request has it.
fn shown(call: &DocumentCall, kind: &Kind, mut object: Map<String, Value>, shows_secrets: bool) -> Map<String, Value> {
    if !shows_secrets {
        secrets::hide(&mut object);
    }
    if older::is_older(kind) { older::shown(call.table, kind, object, &call.asked) } else { object }
}

/// Returns the objects of the collection at this path of the tree.
pub(super) fn list(
    networks: &Networks,
    sddc: &SddcFacts,
    call: &DocumentCall,
    kind: &Kind,
    path: &str,
) -> ApiResult<Map<String, Value>> {
    if let Some(above) = view::parent_object(call.table, path)
        && above != "/infra"
        && networks.get(above).is_none()
    {
        return Err(not_found(above));
    }
    let paging = Paging::of(&call.query)?;
    if let Some((owner, field)) = parts::owner_of(path) {
        let parts = networks.get(owner).and_then(|owner| owner.body.get(field)?.as_array());
        let parts = parts.into_iter().flatten().filter_map(Value::as_object).cloned();
        return Ok(paging.page(parts.collect(), shows_order(call)));
    }
    let mut found: Vec<_> = networks.directly_below(path).collect();
    let is_ordered =
        ["sequence_number", "precedence"].iter().any(|n| call.table.types.field(kind.of_type, n).is_some());
    if is_ordered {
        found.sort_by_key(|(_, document)| view::place_in_order(document));
    } else {
        found.sort_by_cached_key(|(path, document)| {
            let name = document.body.get("display_name").and_then(Value::as_str).unwrap_or_default();
            (name.to_lowercase(), (*path).clone())
        });
    }
    let objects = found.into_iter().map(|(path, document)| {
        let document: &Document = &defaults::current(sddc, path, document);
        let of_type = older::type_today(kind).unwrap_or_else(|| view::type_of(kind, document));
        shown(call, kind, view::object(call.table, of_type, path, document), false)
    });
    Ok(paging.page(objects.collect(), shows_order(call)))
}

/// Whether a list names the order of its results. Those of the interface between NSX-T and AWS do not, and some others. (recorded)
fn shows_order(call: &DocumentCall) -> bool {
    let template = call.template();
    call.table.api == Api::Policy
        && !["/rules", "/communication-entries", "/groups", "/segments", "/nat-rules"]
            .iter()
            .any(|end| template.ends_with(end))
}
