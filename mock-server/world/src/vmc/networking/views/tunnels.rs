//! States and counters of L2 VPN sessions.

use super::{
    request::{ENFORCEMENT_POINT_PATH, Fields, View, display_name, entries, fields},
    shape::{zeros, zeros_of},
    vpn::{is_up, session_status},
};
use crate::{kernel::refusal::ApiResult, state::networks::Document, vmc::networking::defaults::derived};
use serde_json::{Value, json};

/// Returns the answer about one session: what is true at the only enforcement point.
fn per_enforcement_point(view: &View, of: &str, more: Value) -> ApiResult<Fields> {
    let (path, session) = view.owner()?;
    let mut entry = fields(more);
    entry.insert("resource_type".to_owned(), of.into());
    entry.insert("enforcement_point_path".to_owned(), ENFORCEMENT_POINT_PATH.into());
    let has_name = of != "L2VPNSessionPeerConfigNsxT";
    if has_name {
        entry.insert("display_name".to_owned(), display_name(path, session).into());
    }
    let list = if of == "L2VpnSessionRemoteMacNsxT" { "l2vpn_session_remote_macs" } else { "results" };
    let mut answer = Fields::new();
    answer.insert("intent_path".to_owned(), path.into());
    answer.insert(list.to_owned(), json!([entry]));
    Ok(answer)
}

/// `GET …/sessions/{id}/detailed-status`
pub(super) fn status(view: &View) -> ApiResult<Fields> {
    let (path, session) = view.owner()?;
    let tunnel = |tunnel: &Value| {
        let path = tunnel.as_str().unwrap_or_default();
        let mut status = fields(json!({"resource_type": "IPSecVpnTransportStatus", "transport_tunnel_path": path}));
        if let Some(session) = view.networks.get(path) {
            status.insert("session_status".to_owned(), session_status(view, path, session));
        }
        Value::Object(status)
    };
    let tunnels: Vec<Value> = entries(session, "transport_tunnels").map(tunnel).collect();
    let status = if is_up(view, path, session) { "UP" } else { "DOWN" };
    per_enforcement_point(
        view,
        "L2VPNSessionStatusNsxT",
        json!({"runtime_status": status, "transport_tunnels": tunnels}),
    )
}

/// The segments that a session extends.
fn extended<'v>(view: &View<'v>, session: &str) -> Vec<&'v str> {
    let session = session.to_owned();
    let is_extended = |document: &Document| {
        let extension = document.body.get("l2_extension");
        extension.is_some_and(|extension| {
            let one = extension["l2vpn_path"].as_str().into_iter();
            let all = extension["l2vpn_paths"].as_array().into_iter().flatten().filter_map(Value::as_str);
            one.chain(all).any(|path| path == session)
        })
    };
    let segments = view.documents().filter(|(_, kind, _)| kind.of_type == "Segment");
    segments.filter(|(_, _, segment)| is_extended(segment)).map(|(path, ..)| path).collect()
}

/// Returns the counters of the segments of a session, of a type.
fn per_segment(view: &View, session: &str, of: &str) -> Vec<Value> {
    let counters = |segment: &str| {
        let mut counters = zeros(view.call.table, of);
        counters.insert("segment_path".to_owned(), segment.into());
        Value::Object(counters)
    };
    extended(view, session).into_iter().map(counters).collect()
}

/// `GET …/sessions/{id}/statistics`
pub(super) fn statistics(view: &View) -> ApiResult<Fields> {
    let (path, _) = view.owner()?;
    let more = json!({
        "tap_traffic_counters": [zeros_of(view.call.table, "L2VPNTapStatistics")],
        "traffic_statistics_per_segment": per_segment(view, path, "L2VPNTrafficStatisticsPerSegment"),
    });
    per_enforcement_point(view, "L2VPNSessionStatisticsNsxT", more)
}

/// `GET …/sessions/{id}/remote-mac`
pub(super) fn remote_mac(view: &View) -> ApiResult<Fields> {
    let (path, _) = view.owner()?;
    let segments: Vec<_> = extended(view, path)
        .into_iter()
        .map(|path| json!({"segment_path": path, "remote_mac_addresses": []}))
        .collect();
    per_enforcement_point(view, "L2VpnSessionRemoteMacNsxT", json!({"remote_macs": segments}))
}

/// Returns the codes with which the other side sets up the tunnels of a session. The form of a code is not published. (assumption)
fn peer_codes(view: &View, path: &str, session: &Document) -> Vec<Value> {
    let code = |tunnel: &Value| {
        let tunnel = tunnel.as_str().unwrap_or_default();
        let code = derived(view.sddc, &["peer code ", path, " ", tunnel].concat()).simple().to_string();
        json!({"transport_tunnel_path": tunnel, "peer_code": code})
    };
    entries(session, "transport_tunnels").map(code).collect()
}

/// `GET …/sessions/{id}/peer-config`
pub(super) fn peer_config(view: &View) -> ApiResult<Fields> {
    let (path, session) = view.owner()?;
    per_enforcement_point(view, "L2VPNSessionPeerConfigNsxT", json!({"peer_codes": peer_codes(view, path, session)}))
}

/// `GET …/l2vpns/{id}/peer-config`
pub(super) fn older_peer_config(view: &View) -> ApiResult<Fields> {
    let (path, vpn) = view.owner()?;
    let entry = json!({
        "resource_type": "L2VpnPeerCodes", "enforcement_point_path": ENFORCEMENT_POINT_PATH,
        "peer_codes": peer_codes(view, path, vpn),
    });
    Ok(fields(json!({"l2vpn_path": path, "l2vpn_peer_config_per_enforcement_point": [entry]})))
}

/// `GET …/l2vpns/{id}/statistics`
pub(super) fn older_statistics(view: &View) -> ApiResult<Fields> {
    let (path, _) = view.owner()?;
    let entry = json!({
        "resource_type": "L2VpnSessionStatistics", "enforcement_point_path": ENFORCEMENT_POINT_PATH,
        "tap_traffic_counters": [zeros_of(view.call.table, "L2VpnTapTrafficStatistics")],
        "traffic_statistics_per_segment": per_segment(view, path, "L2VpnPerSegmentTrafficStatistics"),
    });
    Ok(fields(json!({"intent_path": path, "l2vpn_statistics_per_enforcement_point": [entry]})))
}
