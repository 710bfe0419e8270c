//! Sessions of the VPN services.

use super::{super::defaults::derived, refusals};
use crate::{
    documents::{tree::Draft, view::millis},
    kernel::refusal::ApiResult,
    state::{networks::Document, sddcs::SddcFacts},
};
use serde_json::{Map, Value};

/// Checks an IPsec session, and adds what the service adds to its rules.
///
/// # Errors
/// A route-based session has more than one tunnel interface, or a session that authenticates by a key has none.
pub(super) fn check_session(draft: &mut Draft, sddc: &SddcFacts, path: &str, document: &Document) -> ApiResult<()> {
    let interfaces = document.body.get("tunnel_interfaces").and_then(Value::as_array);
    // (documented for NSX)
    if interfaces.is_some_and(|interfaces| interfaces.len() > 1) {
        return Err(refusals::vpn("a route-based session has one tunnel interface"));
    }
    let text = |name: &str| document.body.get(name).and_then(Value::as_str).unwrap_or_default();
    // (assumption)
    if matches!(text("authentication_mode"), "" | "PSK") && text("psk").is_empty() {
        return Err(refusals::field_missing("psk"));
    }
    if document.body.contains_key("rules") {
        draft.amend(path, |body| {
            let rules = body.get_mut("rules").and_then(Value::as_array_mut).into_iter().flatten();
            rules.filter_map(Value::as_object_mut).for_each(|rule| complete_rule(sddc, document, rule));
        });
    }
    Ok(())
}

/// Adds to a rule what the service adds to objects, because rules of sessions are objects within another. (recorded)
fn complete_rule(sddc: &SddcFacts, session: &Document, rule: &mut Map<String, Value>) {
    let unique = derived(sddc, rule.get("path").and_then(Value::as_str).unwrap_or_default());
    rule.entry("action").or_insert_with(|| "PROTECT".into());
    for (name, value) in [
        ("unique_id", unique.to_string().into()),
        ("_create_time", millis(session.created)),
        ("_create_user", (&*session.created_by).into()),
        ("_last_modified_time", millis(session.modified)),
        ("_last_modified_user", (&*session.modified_by).into()),
        ("_system_owned", false.into()),
        ("_revision", session.revision.into()),
    ] {
        rule.insert(name.to_owned(), value);
    }
}

/// Checks a session that extends segments.
///
/// # Errors
/// It has more than one tunnel.
pub(super) fn check_l2_session(body: &Map<String, Value>) -> ApiResult<()> {
    let tunnels = body.get("transport_tunnels").and_then(Value::as_array).map_or(0, Vec::len);
    // (documented for NSX)
    if tunnels > 1 { Err(refusals::vpn("an L2 VPN session has one transport tunnel")) } else { Ok(()) }
}
