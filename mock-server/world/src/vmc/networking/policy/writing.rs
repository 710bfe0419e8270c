//! Writing and deleting the objects of the policy interface. Every way to write one comes through [`put`] and [`delete`], so that the
//! constraints of its family hold.

use super::{dns, firewall, groups, guard, nat, older, parts, refusals, secrets, segments, vpn};
use crate::{
    documents::{
        kinds::Kind,
        tree::{Draft, Mode},
    },
    kernel::refusal::ApiResult,
    state::{networks::Document, sddcs::SddcFacts},
};
use serde_json::Value;
use std::sync::Arc;

/// The largest number of tags of an object. (documented)
const TAGS_MAX: usize = 30;

/// Puts a body at a path.
///
/// # Errors
/// The object belongs to the system, the body does not fit its type, or a constraint of its family forbids it.
pub(in crate::vmc::networking) fn put(
    draft: &mut Draft,
    sddc: &SddcFacts,
    kind: &Kind,
    path: &str,
    body: &Value,
    mode: Mode,
) -> ApiResult<()> {
    if let Some(place) = parts::place_of(path) {
        let (body, mode) = (parts::with_part(draft, &place, kind, body, mode)?, Mode::Patch);
        return put_whole(draft, sddc, kind, place.owner, &body, mode);
    }
    put_whole(draft, sddc, kind, path, body, mode)
}

fn put_whole(draft: &mut Draft, sddc: &SddcFacts, kind: &Kind, path: &str, body: &Value, mode: Mode) -> ApiResult<()> {
    guard::may_change(draft, sddc, path)?;
    let mark = draft.mark();
    // The kind of an older path, or of a part, is not that of the object in the tree.
    let own_kind = draft.table.kind_at(path).unwrap_or(kind);
    let body = older::modern(kind, body);
    let body = parts::with_type(draft.networks.get(path).map(|existing| &existing.body), &body);
    let body = secrets::with_those_kept(draft, path, body, mode);
    draft.put(own_kind, path, &body, mode)?;
    for path in draft.removed_since(mark) {
        guard::may_delete(sddc, &path)?;
    }
    for path in draft.written_since(mark) {
        check(draft, sddc, &path)?;
    }
    Ok(())
}

/// Deletes the object at a path. With `force` it is deleted even if others name it.
///
/// # Errors
/// There is no such object, it belongs to the system, or others need it.
pub(in crate::vmc::networking) fn delete(
    draft: &mut Draft,
    sddc: &SddcFacts,
    path: &str,
    force: bool,
) -> ApiResult<()> {
    if let Some(place) = parts::place_of(path) {
        let body = parts::without_part(draft, &place)?;
        let kind = draft.table.kind_at(place.owner).ok_or_else(|| refusals::not_found(path))?;
        return put_whole(draft, sddc, kind, place.owner, &body, Mode::Patch);
    }
    if draft.networks.get(path).is_some() {
        guard::may_delete(sddc, path)?;
    }
    if force { draft.delete_by_force(path) } else { draft.delete(path) }
}

/// Checks an object that was written, and completes it with what the service computes.
fn check(draft: &mut Draft, sddc: &SddcFacts, path: &str) -> ApiResult<()> {
    let Some(document) = draft.networks.get(path).cloned() else { return Ok(()) };
    let Some(kind) = draft.table.kind_at(path) else { return Ok(()) };
    check_tags(&document)?;
    match kind.of_type {
        "Group" => groups::check(path, &document.body),
        "Rule" | "IdsRule" => firewall::check_rule(draft, path, &document),
        "GatewayPolicy" | "SecurityPolicy" => firewall::check_policy(draft, path, &document),
        "Segment" => segments::check(draft, path, &document),
        "PolicyNatRule" => nat::check(draft, sddc, path, &document),
        "PolicyDnsForwarderZone" => dns::check_zone(&document.body),
        "PolicyDnsForwarder" => dns::check_forwarder(&document.body),
        "IPSecVpnSession" => vpn::check_session(draft, sddc, path, &document),
        "L2VPNSession" => vpn::check_l2_session(&document.body),
        _ => Ok(()),
    }
}

fn check_tags(document: &Arc<Document>) -> ApiResult<()> {
    match document.body.get("tags").and_then(Value::as_array) {
        Some(tags) if tags.len() > TAGS_MAX => Err(refusals::too_many_tags(TAGS_MAX)),
        _ => Ok(()),
    }
}
