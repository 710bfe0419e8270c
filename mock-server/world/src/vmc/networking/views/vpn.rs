//! States and counters of IPsec sessions. A session that is enabled is up once it is realized, because no peer could keep it down.
//! (assumption)

use super::{
    request::{ENFORCEMENT_POINT_PATH, Fields, View, display_name, entries, fields},
    segments::updated,
    shape::{zeros, zeros_of},
};
use crate::{documents::paths::last, kernel::refusal::ApiResult, state::networks::Document};
use serde_json::{Value, json};

/// Whether a session is up.
pub(super) fn is_up(view: &View, path: &str, session: &Document) -> bool {
    session.body.get("enabled") != Some(&Value::Bool(false)) && view.is_realized(path, session)
}

fn up(is_up: bool) -> &'static str {
    if is_up { "UP" } else { "DOWN" }
}

/// Returns `ike_status`.
fn ike_status(is_up: bool) -> Value {
    let reason = if is_up { "" } else { "Session is not established" };
    json!({"ike_session_state": up(is_up), "fail_reason": reason})
}

/// The field that names the place of a tunnel, the place, and pairs of a local and a remote network.
type Tunnel = (&'static str, String, Vec<(String, String)>);

/// The tunnels of a session.
fn tunnels(path: &str, session: &Document) -> Vec<Tunnel> {
    let subnets = |rule: &Value, name: &str| -> Vec<String> {
        let all = rule[name].as_array().into_iter().flatten();
        all.filter_map(|subnet| subnet["subnet"].as_str().map(str::to_owned)).collect()
    };
    let mut tunnels = Vec::new();
    for rule in entries(session, "rules") {
        let id = rule["id"].as_str().unwrap_or_default();
        let (local, remote) = (subnets(rule, "sources"), subnets(rule, "destinations"));
        let pairs =
            local.iter().flat_map(|local| remote.iter().map(|remote| (local.clone(), remote.clone()))).collect();
        tunnels.push(("rule_path", format!("{path}/rules/{id}"), pairs));
    }
    for interface in entries(session, "tunnel_interfaces") {
        let id = interface["id"].as_str().unwrap_or_default();
        let place = interface["path"].as_str().map_or_else(|| format!("{path}/tunnel-interfaces/{id}"), str::to_owned);
        tunnels.push(("tunnel_interface_path", place, vec![("0.0.0.0/0".to_owned(), "0.0.0.0/0".to_owned())]));
    }
    tunnels
}

/// Returns `policy_statistics`. The older types have other names of some fields.
fn policy_statistics(
    view: &View,
    path: &str,
    session: &Document,
    is_up: bool,
    of: [&str; 2],
    remote: &str,
) -> Vec<Value> {
    let [policy, tunnel] = of;
    let table = view.call.table;
    let statistics = |(name, place, pairs): (&str, String, Vec<(String, String)>)| {
        let mut statistics = zeros(table, policy);
        let tunnel = |(local, peer): (String, String)| {
            let mut tunnel = zeros(table, tunnel);
            tunnel.insert("local_subnet".to_owned(), local.into());
            tunnel.insert(remote.to_owned(), peer.into());
            tunnel.insert("tunnel_status".to_owned(), up(is_up).into());
            tunnel.insert("tunnel_down_reason".to_owned(), "".into());
            Value::Object(tunnel)
        };
        statistics.insert("tunnel_statistics".to_owned(), pairs.into_iter().map(tunnel).collect());
        if table.types.field(policy, name).is_some() {
            statistics.insert(name.to_owned(), place.into());
        }
        Value::Object(statistics)
    };
    tunnels(path, session).into_iter().map(statistics).collect()
}

/// `GET …/sessions/{id}/statistics`
pub(super) fn statistics(view: &View) -> ApiResult<Fields> {
    let (path, session) = view.owner()?;
    let is_up = is_up(view, path, session);
    let mut statistics = zeros(view.call.table, "IPSecVpnSessionStatisticsNsxt");
    let types = ["IpSecVpnPolicyTrafficStatistics", "IpSecVpnTunnelTrafficStatistics"];
    statistics.extend(fields(json!({
        "resource_type": "IPSecVpnSessionStatisticsNsxT",
        "enforcement_point_path": ENFORCEMENT_POINT_PATH,
        "display_name": display_name(path, session),
        "ike_status": ike_status(is_up),
        "policy_statistics": policy_statistics(view, path, session, is_up, types, "peer_subnet"),
        "last_update_timestamp": updated(session),
    })));
    Ok(fields(json!({"intent_path": path, "results": [statistics]})))
}

/// Returns the state of a session as `detailed-status` has it.
pub(super) fn session_status(view: &View, path: &str, session: &Document) -> Value {
    let is_up = is_up(view, path, session);
    let number: usize = tunnels(path, session).iter().map(|(_, _, pairs)| pairs.len()).sum();
    let (negotiated, failed) = if is_up { (number, 0) } else { (0, number) };
    json!({
        "resource_type": "IPSecVpnSessionStatusNsxT",
        "enforcement_point_path": ENFORCEMENT_POINT_PATH,
        "display_name": display_name(path, session),
        "runtime_status": up(is_up),
        "ike_status": ike_status(is_up),
        "total_tunnels": number,
        "negotiated_tunnels": negotiated,
        "failed_tunnels": failed,
        "aggregate_traffic_counters": zeros_of(view.call.table, "IPSecVpnTrafficCounters"),
        "last_update_timestamp": updated(session),
    })
}

/// `GET …/sessions/{id}/detailed-status`
pub(super) fn status(view: &View) -> ApiResult<Fields> {
    let (path, session) = view.owner()?;
    Ok(fields(json!({"intent_path": path, "results": [session_status(view, path, session)]})))
}

/// `GET …/ipsec-vpn-services/{id}/summary`
pub(super) fn summary(view: &View) -> ApiResult<Fields> {
    let (path, service) = view.owner()?;
    let counters = || zeros_of(view.call.table, "IPSecVPNTrafficCounters");
    let (mut established, mut each) = (0, Vec::new());
    for (path, session) in view.directly_below(&[path, "/sessions"].concat()) {
        established += usize::from(is_up(view, path, session));
        let name = display_name(path, session);
        let session = json!({
            "target_id": last(path), "target_display_name": name, "target_type": "IPSecVPNSession", "is_valid": true,
        });
        each.push(json!({"ipsec_vpn_session": session, "traffic_counters": counters()}));
    }
    let sessions = json!({
        "total_sessions": each.len(), "established_sessions": established,
        "failed_sessions": each.len() - established, "degraded_sessions": 0,
    });
    Ok(fields(json!({
        "display_name": display_name(path, service),
        "ipsec_vpn_service_path": path,
        "enforcement_point_path": ENFORCEMENT_POINT_PATH,
        "aggregate_traffic_counters": counters(),
        "session_summary": sessions,
        "traffic_summary_per_session": each,
        "last_update_timestamp": updated(service),
    })))
}

/// `GET …/l3vpns/{id}/statistics`
pub(super) fn older_statistics(view: &View) -> ApiResult<Fields> {
    let (path, vpn) = view.owner()?;
    let is_up = is_up(view, path, vpn);
    // The rules of such a VPN are in its session.
    let rules = vpn.body.get("l3vpn_session").and_then(Value::as_object).cloned().unwrap_or_default();
    let session = Document { body: rules, ..vpn.clone() };
    let types = ["IPSecVpnPolicyTrafficStatistics", "IPSecVpnTunnelTrafficStatistics"];
    let mut statistics = zeros(view.call.table, "IPSecVpnSessionStatistics");
    statistics.extend(fields(json!({
        "resource_type": "IPSecVpnSessionStatistics",
        "enforcement_point_path": ENFORCEMENT_POINT_PATH,
        "ike_status": ike_status(is_up),
        "policy_statistics": policy_statistics(view, path, &session, is_up, types, "remote_subnet"),
        "last_update_timestamp": updated(vpn),
    })));
    Ok(fields(json!({"intent_path": path, "l3vpn_statistics_per_enforcement_point": [statistics]})))
}
