//! L2 VPN sessions that are made from the peer code of the other side, together with the IPsec session that carries them.

use super::{refusals, writing};
use crate::{
    documents::{
        paths::last,
        tree::{Draft, Mode},
    },
    kernel::refusal::ApiResult,
    state::sddcs::SddcFacts,
};
use serde_json::{Value, json};

/// Creates a session. The IPsec session has the same id, and its service is the one of the same gateway. (assumption)
///
/// # Errors
/// A tunnel is not complete, or there is no service for it.
pub(super) fn create(draft: &mut Draft, sddc: &SddcFacts, path: &str, body: &Value) -> ApiResult<()> {
    let tunnels = body.get("transport_tunnels").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let [tunnel] = tunnels else { return Err(refusals::vpn("an L2 VPN session has one transport tunnel")) };
    let text = |field: &'static str| {
        let found = tunnel.get(field).and_then(Value::as_str).filter(|text| !text.is_empty());
        found.ok_or_else(|| refusals::field_missing(&format!("transport_tunnels[0].{field}")))
    };
    let (local, peer, code) = (text("local_address")?, text("peer_address")?, text("peer_code")?);
    let (gateway, _) = path.split_once("/l2vpn-services/").ok_or_else(|| refusals::not_found(path))?;
    let service = format!("{gateway}/ipsec-vpn-services/default");
    let id = last(path);
    let endpoint = match endpoint_at(draft, &service, local) {
        Some(endpoint) => endpoint,
        None => {
            let endpoint = format!("{service}/local-endpoints/{id}");
            let body = json!({"local_address": local, "local_id": local});
            put(draft, sddc, &endpoint, &body)?;
            endpoint
        }
    };
    let session = format!("{service}/sessions/{id}");
    let ipsec = json!({
        "resource_type": "RouteBasedIPSecVpnSession",
        "local_endpoint_path": endpoint,
        "peer_address": peer,
        "peer_id": peer,
        "psk": code,
    });
    put(draft, sddc, &session, &ipsec)?;
    let enabled = body.get("enabled").cloned().unwrap_or(Value::Bool(true));
    put(draft, sddc, path, &json!({"enabled": enabled, "transport_tunnels": [session]}))
}

fn put(draft: &mut Draft, sddc: &SddcFacts, path: &str, body: &Value) -> ApiResult<()> {
    let kind = draft.table.kind_at(path).ok_or_else(|| refusals::not_found(path))?;
    writing::put(draft, sddc, kind, path, body, Mode::Patch)
}

fn endpoint_at(draft: &Draft, service: &str, address: &str) -> Option<String> {
    let mut endpoints = draft.networks.directly_below(&format!("{service}/local-endpoints"));
    let found = endpoints.find(|(_, endpoint)| endpoint.body.get("local_address").is_some_and(|own| own == address));
    found.map(|(path, _)| path.to_string())
}
