//! The members of groups.

use super::{
    expressions::{Choice, Members},
    machines::{self, Machine},
    request::{ENFORCEMENT_POINT, Fields, View, display_name, entries, fields},
};
use crate::{
    documents::{paths::last, view::object},
    kernel::refusal::ApiResult,
    state::networks::Document,
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Returns the members of the group that a view is of, and the virtual machines among them.
fn members(view: &View) -> ApiResult<(Members, Vec<Machine>)> {
    let (group, _) = view.owner()?;
    let mut choice = Choice::new(view);
    let members = choice.of_group(group);
    let machines = choice.machines.into_iter().filter(|machine| members.machines.contains(&machine.external_id));
    let machines = machines.collect();
    Ok((members, machines))
}

/// Whether a virtual machine is a member of a group.
fn contains_machine(view: &View, id: &str) -> bool {
    let mut groups = view.documents().filter(|(_, kind, _)| kind.of_type == "Group");
    groups.any(|(path, ..)| Choice::new(view).of_group(path).machines.contains(id))
}

/// `GET …/members/ip-addresses`
pub(super) fn addresses(view: &View) -> ApiResult<Fields> {
    let (members, machines) = members(view)?;
    let mut addresses = members.addresses;
    addresses.extend(machines.into_iter().map(|machine| machine.address));
    view.list(addresses)
}

/// `GET …/members/segments` and those of the other objects with a path.
pub(super) fn objects(view: &View) -> ApiResult<Fields> {
    let (members, _) = members(view)?;
    let wanted = match last(view.path) {
        "segments" | "logical-switches" => "Segment",
        _ => "SegmentPort",
    };
    let is_wanted = |path: &str| view.call.table.kind_at(path).is_some_and(|kind| kind.of_type == wanted);
    let found = members.objects.iter().filter(|path| is_wanted(path)).filter_map(|path| {
        let document = view.networks.get(path)?;
        Some(json!({"id": last(path), "display_name": display_name(path, document), "path": path}))
    });
    view.list(found)
}

/// `GET …/members/virtual-machines`
pub(super) fn machines(view: &View) -> ApiResult<Fields> {
    let (group, document) = view.owner()?;
    let (_, found) = members(view)?;
    let shown = found.iter().map(|machine| {
        let shown = machines::shown(view.sddc, machine);
        let has = |name: &str| view.call.table.types.field("RealizedVirtualMachine", name).is_some();
        let mut body: Fields = shown.into_iter().filter(|(name, _)| has(name) && name != "resource_type").collect();
        body.insert("state".to_owned(), "REALIZED".into());
        body.insert("intent_reference".to_owned(), json!([group]));
        let path = format!(
            "/infra/realized-state/enforcement-points/{}/virtual-machines/{}",
            ENFORCEMENT_POINT, machine.external_id
        );
        object(view.call.table, "RealizedVirtualMachine", &path, &Document { body, ..document.clone() })
    });
    view.list(shown)
}

/// `GET …/virtual-machines` and its relatives.
pub(super) fn list(view: &View) -> ApiResult<Fields> {
    let machines = machines::machines(view.sddc, view.networks);
    let is_listed = |machine: &&Machine| match view.path.rsplit('/').next() {
        Some("system-excluded-virtual-machines") => false,
        Some("unassociated-virtual-machines") => !contains_machine(view, &machine.external_id),
        _ => true,
    };
    view.list(machines.iter().filter(is_listed).map(|machine| machines::shown(view.sddc, machine)))
}

/// `GET …/member-types`
pub(super) fn member_types(view: &View) -> ApiResult<Fields> {
    let (members, machines) = members(view)?;
    let mut types = BTreeSet::new();
    if !members.addresses.is_empty() {
        types.insert("IPAddress");
    }
    if !machines.is_empty() {
        types.insert("VirtualMachine");
    }
    for path in &members.objects {
        match view.call.table.kind_at(path).map(|kind| kind.of_type) {
            Some("Segment") => types.insert("Segment"),
            Some("SegmentPort") => types.insert("SegmentPort"),
            Some("Group") => types.insert("Group"),
            _ => false,
        };
    }
    let types: Vec<_> = types.into_iter().collect();
    Ok(fields(json!({"result_count": types.len(), "results": types})))
}

/// `GET …/tags`: the tags in the conditions of a group.
pub(super) fn tags(view: &View) -> ApiResult<Fields> {
    let (_, group) = view.owner()?;
    let conditions = entries(group, "expression").filter(|entry| entry["key"] == "Tag");
    let found: Vec<Value> = conditions
        .map(|condition| json!({"member_type": condition["member_type"], "tags": [condition["value"]]}))
        .collect();
    Ok(fields(json!({"results": found})))
}
