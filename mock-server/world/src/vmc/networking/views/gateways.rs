//! States and routes of gateways, and their BGP neighbors.

use super::{
    request::{ENFORCEMENT_POINT_PATH, Fields, View, entries, fields, text},
    segments::{state_name, updated},
    shape::zeros,
};
use crate::{documents::paths::parent, kernel::refusal::ApiResult, state::networks::Document};
use serde_json::{Value, json};

/// `GET …/state` of a gateway: the first edge node is active, the others are in standby. (assumption)
pub(super) fn state(view: &View) -> ApiResult<Fields> {
    let (path, gateway) = view.owner()?;
    let node = |(index, (edge_path, id)): (usize, (&str, &str))| {
        let status = if index == 0 { "ACTIVE" } else { "STANDBY" };
        json!({"edge_path": edge_path, "transport_node_id": id, "high_availability_status": status})
    };
    let nodes: Vec<Value> = view.edge_nodes().enumerate().map(node).collect();
    let tier = if path.starts_with("/infra/tier-0s/") { "tier0" } else { "tier1" };
    let state = json!({"state": state_name(view, path, gateway), "details": []});
    let status = json!({
        "logical_router_id": &*gateway.unique, "per_node_status": nodes, "last_update_timestamp": updated(gateway),
    });
    let mut answer = fields(json!({"enforcement_point_path": ENFORCEMENT_POINT_PATH, "ipv6_status": []}));
    answer.insert(format!("{tier}_state"), state);
    answer.insert(format!("{tier}_status"), status);
    Ok(answer)
}

/// A route of a gateway.
struct Route {
    network: String,
    next_hop: String,
    /// As NSX names them: `t1c` is a network connected to a tier-1 gateway, `t0s` a static route of a tier-0 gateway.
    of: &'static str,
    distance: i64,
}

/// `GET …/routing-table` and `…/forwarding-table`: one table for each edge node, with the networks of segments and the static routes.
pub(super) fn routes(view: &View) -> ApiResult<Fields> {
    let (path, _) = view.owner()?;
    let network = view.call.parameter("network_prefix");
    let source = view.call.parameter("route_source");
    let mut routes = routes_of(view, path);
    routes.retain(|route| {
        network.is_none_or(|network| route.network == network)
            && source.is_none_or(|source| match source.to_ascii_uppercase().as_str() {
                "CONNECTED" => route.of.ends_with('c'),
                "STATIC" => route.of.ends_with('s'),
                _ => false,
            })
    });
    let entries: Vec<Value> = routes
        .iter()
        .map(|route| {
            json!({
                "network": route.network, "next_hop": route.next_hop, "route_type": route.of,
                "admin_distance": route.distance,
            })
        })
        .collect();
    let table = |(edge_path, _): (&str, &str)| json!({"edge_node": edge_path, "count": entries.len(), "status": "SUCCESS", "route_entries": entries});
    view.list(view.edge_nodes().map(table))
}

fn routes_of(view: &View, path: &str) -> Vec<Route> {
    let is_tier_0 = path.starts_with("/infra/tier-0s/");
    let mut routes = Vec::new();
    for (segment_path, _, segment) in view.documents().filter(|(_, kind, _)| kind.of_type == "Segment") {
        let above = segment_path.split_once("/segments/").map(|(above, _)| above);
        let gateway = text(segment, "connectivity_path").or(above).unwrap_or_default();
        // All tier-1 gateways are behind the tier-0 gateway.
        if gateway == path || (is_tier_0 && gateway.starts_with("/infra/tier-1s/")) {
            let of = if gateway.starts_with("/infra/tier-0s/") { "t0c" } else { "t1c" };
            let connected = networks_of(segment).into_iter();
            routes.extend(connected.map(|network| Route { network, next_hop: String::new(), of, distance: 0 }));
        }
    }
    for (_, route) in view.directly_below(&[path, "/static-routes"].concat()) {
        let network = text(route, "network").unwrap_or_default();
        for hop in entries(route, "next_hops") {
            routes.push(Route {
                network: network.to_owned(),
                next_hop: hop["ip_address"].as_str().unwrap_or_default().to_owned(),
                of: if is_tier_0 { "t0s" } else { "t1s" },
                distance: hop["admin_distance"].as_i64().unwrap_or(1),
            });
        }
    }
    routes
}

/// Returns the networks of a segment.
fn networks_of(segment: &Document) -> Vec<String> {
    let network = |subnet: &Value| {
        let network = subnet["network"].as_str().or_else(|| subnet["gateway_address"].as_str());
        network.map(str::to_owned)
    };
    entries(segment, "subnets").filter_map(network).collect()
}

/// `GET …/advertised-networks`: the networks of the segments of a tier-1 gateway.
pub(super) fn advertised_networks(view: &View) -> ApiResult<Fields> {
    let (path, _) = view.owner()?;
    let routes = routes_of(view, path);
    let types = [("t1c", "TIER1_CONNECTED"), ("t1s", "TIER1_STATIC_ROUTES")];
    let advertised = routes.iter().filter_map(|route| {
        let (_, filter) = types.iter().find(|(of, _)| *of == route.of)?;
        Some(json!({"network": route.network, "rule_filter_type": filter, "status": "SUCCESS"}))
    });
    view.list(advertised)
}

/// `GET …/bgp/neighbors/status`: a neighbor that is enabled is connected once it is realized. (assumption)
pub(super) fn neighbors(view: &View) -> ApiResult<Fields> {
    let collection = parent(view.path).unwrap_or_default();
    let gateway = view.path.split_once("/locale-services/").map_or("", |(gateway, _)| gateway);
    let status = |(path, neighbor): (&str, &Document)| {
        let is_enabled = neighbor.body.get("enabled") != Some(&Value::Bool(false));
        let is_up = is_enabled && view.is_realized(path, neighbor);
        let mut status = zeros(view.call.table, "PolicyBgpNeighborStatus");
        status.extend(fields(json!({
            "neighbor_address": text(neighbor, "neighbor_address").unwrap_or_default(),
            "remote_as_number": text(neighbor, "remote_as_num").unwrap_or_default(),
            "connection_state": if is_up { "ESTABLISHED" } else { "IDLE" },
            "established_connection_count": i32::from(is_up),
            "hold_time": neighbor.body.get("hold_down_time").cloned().unwrap_or_else(|| 180.into()),
            "keep_alive_interval": neighbor.body.get("keep_alive_time").cloned().unwrap_or_else(|| 60.into()),
            "last_update_timestamp": updated(neighbor),
            "tier0_path": gateway,
            "type": "USER",
        })));
        for name in ["remote_site", "local_port", "remote_port"] {
            status.remove(name);
        }
        status
    };
    view.list(view.directly_below(collection).map(status))
}

/// `GET …/routes` and `…/advertised-routes` of a BGP neighbor: no routes are exchanged.
pub(super) fn neighbor_routes(view: &View) -> ApiResult<Fields> {
    let (path, neighbor) = view.owner()?;
    let source = entries(neighbor, "source_addresses").find_map(Value::as_str).unwrap_or_default();
    let nodes: Vec<Value> = view
        .edge_nodes()
        .map(|(_, id)| json!({"transport_node_id": id, "source_address": source, "routes": []}))
        .collect();
    view.list([json!({
        "neighbor_path": path, "enforcement_point_path": ENFORCEMENT_POINT_PATH, "edge_node_routes": nodes,
    })])
}
