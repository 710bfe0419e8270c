//! The status of an edge.

use super::{
    checks::inner,
    dns::DNS,
    edge::{Edge, vm_id, vm_name},
    feature::Feature,
    firewall::FIREWALL,
    ipsec::IPSEC,
    l2vpn::L2VPN,
    nat,
    operation::View,
    statistics::seconds,
};
use serde_json::{Value, json};

/// `GET …/status`: all is well, and what is configured is shown as applied. (fields as documented)
pub(super) fn get(view: View, edge: Edge) -> Value {
    json!({
        "timestamp": seconds(view.cx).saturating_mul(1000),
        "systemStatus": "good",
        "activeVseHaIndex": 0,
        "edgeStatus": "GREEN",
        "publishStatus": "APPLIED",
        "version": view.edges.changes(edge.id()).saturating_add(1),
        "edgeVmStatus": [{
            "edgeVMStatus": "GREEN",
            "haState": "active",
            "index": 0,
            "id": vm_id(edge),
            "name": vm_name(edge),
        }],
        "featureStatuses": features(view, edge),
    })
}

fn features(view: View, edge: Edge) -> Vec<Value> {
    let is_enabled = |feature: &Feature| feature.seen(view, edge).body.get("enabled") == Some(&Value::Bool(true));
    let is_gateway = edge != Edge::Router;
    let serves_networks = |with_pool: bool| {
        let has_pool =
            |network: &std::sync::Arc<serde_json::Map<String, Value>>| inner(network, "dhcpConfigs").is_some();
        edge == Edge::Compute && with_pool && view.edges.networks.iter().any(has_pool)
    };
    // Features with a daemon show whether it runs.
    let daemon = |service: &str, configured: bool| {
        let mut status = plain(service, configured);
        status["serverStatus"] = if configured { "up" } else { "down" }.into();
        status
    };
    vec![
        daemon("loadBalancer", false),
        daemon("dhcp", serves_networks(true)),
        daemon("sslvpn", false),
        daemon("syslog", false),
        plain("nat", is_gateway && nat::is_used(view, edge)),
        daemon("dns", is_gateway && is_enabled(&DNS)),
        daemon("ipsec", is_gateway && is_enabled(&IPSEC)),
        daemon("l2vpn", edge == Edge::Compute && is_enabled(&L2VPN)),
        plain("firewall", is_enabled(&FIREWALL)),
        plain("staticRouting", false),
        daemon("highAvailability", false),
    ]
}

fn plain(service: &str, configured: bool) -> Value {
    let mut status = json!({"service": service, "configured": configured});
    if configured {
        status["publishStatus"] = "APPLIED".into();
    }
    status
}
