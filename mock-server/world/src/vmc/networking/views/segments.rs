//! States and counters of segments, their ports, and the interfaces of gateways.

use super::{
    realization::realized_at,
    request::{ENFORCEMENT_POINT_PATH, Fields, View, fields},
    shape::{zeros, zeros_of},
};
use crate::{documents::paths::parent, kernel::refusal::ApiResult, state::networks::Document};
use serde_json::{Value, json};

/// Returns `success`, or `in_progress` until the object is realized.
pub(super) fn state_name(view: &View, path: &str, document: &Document) -> &'static str {
    if view.is_realized(path, document) { "success" } else { "in_progress" }
}

fn state_of(view: &View, path: &str, document: &Document) -> Value {
    json!({"segment_path": path, "state": state_name(view, path, document), "details": []})
}

/// `GET …/segments/{id}/state`
pub(super) fn state(view: &View) -> ApiResult<Fields> {
    let (path, segment) = view.owner()?;
    Ok(fields(state_of(view, path, segment)))
}

/// `GET …/segments/state`: the states of all segments of the collection.
pub(super) fn states(view: &View) -> ApiResult<Fields> {
    let collection = parent(view.path).unwrap_or_default();
    view.list(view.directly_below(collection).map(|(path, segment)| state_of(view, path, segment)))
}

/// `GET …/segments/{id}/statistics`
pub(super) fn statistics(view: &View) -> ApiResult<Fields> {
    counters(view, "SegmentStatistics", "logical_switch_id")
}

/// `GET …/ports/{id}/statistics`
pub(super) fn port_statistics(view: &View) -> ApiResult<Fields> {
    counters(view, "SegmentPortStatistics", "logical_port_id")
}

fn counters(view: &View, of: &str, id: &str) -> ApiResult<Fields> {
    let (_, document) = view.owner()?;
    let mut counters = zeros(view.call.table, of);
    counters.insert(id.to_owned(), (&*document.unique).into());
    counters.insert("last_update_timestamp".to_owned(), updated(document));
    Ok(counters)
}

/// The time of the last count of something: when it was realized. (assumption)
pub(super) fn updated(document: &Document) -> Value {
    realized_at(document).as_millisecond().into()
}

/// `GET …/ports/{id}/state`: nothing is attached to a port, because there are no machines that could be.
pub(super) fn port_state(view: &View) -> ApiResult<Fields> {
    let (_, port) = view.owner()?;
    let id = port.body.get("attachment").and_then(|attachment| attachment["id"].as_str()).unwrap_or_default();
    Ok(fields(json!({
        "attachment": {"attachers": [], "id": id, "state": if id.is_empty() { "FREE" } else { "DETACHED" }},
        "discovered_bindings": [], "duplicate_bindings": [], "realized_bindings": [], "transport_node_ids": [],
    })))
}

/// `GET …/ports/{id}/status`
pub(super) fn port_status(view: &View) -> ApiResult<Fields> {
    let (_, port) = view.owner()?;
    let is_up = port.body.get("admin_state").is_none_or(|state| state == "UP");
    Ok(fields(json!({
        "logical_port_id": &*port.unique,
        "status": if is_up { "UP" } else { "DOWN" },
        "last_update_timestamp": updated(port),
    })))
}

/// `GET …/arp-table` and `…/gateway-interface-arp-table`
pub(super) fn arp_table(view: &View) -> ApiResult<Fields> {
    let (path, interface) = view.owner()?;
    let mut table = view.list(std::iter::empty::<Value>())?;
    table.insert("interface_path".to_owned(), path.into());
    table.insert("enforcement_point_path".to_owned(), ENFORCEMENT_POINT_PATH.into());
    table.insert("last_update_timestamp".to_owned(), updated(interface));
    Ok(table)
}

/// `GET …/statistics` of an interface of a gateway: counters for each edge node.
pub(super) fn interface_statistics(view: &View) -> ApiResult<Fields> {
    let (_, interface) = view.owner()?;
    let of_node = |(_, id): (&str, &str)| {
        let mut counters = zeros(view.call.table, "LogicalRouterPortStatisticsPerNode");
        counters.insert("transport_node_id".to_owned(), id.into());
        counters.insert("last_update_timestamp".to_owned(), updated(interface));
        Value::Object(counters)
    };
    let nodes: Vec<Value> = view.edge_nodes().map(of_node).collect();
    Ok(fields(json!({"logical_router_port_id": &*interface.unique, "per_node_statistics": nodes})))
}

/// `GET …/statistics/summary` of an interface of a gateway.
pub(super) fn interface_summary(view: &View) -> ApiResult<Fields> {
    let (path, interface) = view.owner()?;
    let counters = || zeros_of(view.call.table, "LogicalRouterPortCounters");
    Ok(fields(json!({
        "logical_router_port_id": &*interface.unique,
        "interface_policy_path": path,
        "last_update_timestamp": updated(interface),
        "rx": counters(),
        "tx": counters(),
    })))
}
