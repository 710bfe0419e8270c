//! Sessions of the VPN services.

use super::refusals;
use crate::{documents::tree::Draft, kernel::refusal::ApiResult, state::networks::Document};
use serde_json::{Map, Value};

/// Checks an IPsec session, and adds what its rules do.
///
/// # Errors
/// A route-based session has more than one tunnel interface.
pub(super) fn check_session(draft: &mut Draft, path: &str, document: &Document) -> ApiResult<()> {
    let interfaces = document.body.get("tunnel_interfaces").and_then(Value::as_array);
    // (documented for NSX)
    if interfaces.is_some_and(|interfaces| interfaces.len() > 1) {
        return Err(refusals::vpn("a route-based session has one tunnel interface"));
    }
    if document.body.contains_key("rules") {
        draft.amend(path, |body| {
            for rule in body.get_mut("rules").and_then(Value::as_array_mut).into_iter().flatten() {
                if let Value::Object(fields) = rule {
                    // Traffic that a session's rules name is protected. (recorded)
                    fields.entry("action").or_insert_with(|| "PROTECT".into());
                }
            }
        });
    }
    Ok(())
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
