//! Sections of NAT rules, and the counters of the rules.

use super::{
    request::{ENFORCEMENT_POINT_PATH, Fields, View, fields},
    segments::updated,
    shape::{zeros, zeros_of},
};
use crate::{documents::view::object, kernel::refusal::ApiResult, state::networks::Document};
use serde_json::{Value, json};

/// The sections that every gateway has. (client code)
const SECTIONS: [&str; 3] = ["INTERNAL", "USER", "DEFAULT"];

/// `GET …/nat`
pub(super) fn sections(view: &View) -> ApiResult<Fields> {
    let (_, gateway) = view.owner()?;
    let section = |name: &str| {
        let body = fields(json!({"display_name": name, "nat_type": name}));
        let path = [view.path, "/", name].concat();
        object(view.call.table, "PolicyNat", &path, &Document { body, ..gateway.clone() })
    };
    view.list(SECTIONS.map(section))
}

/// `GET …/nat-rules/{id}/statistics`
pub(super) fn rule_statistics(view: &View) -> ApiResult<Fields> {
    let (path, rule) = view.owner()?;
    let mut counters = zeros(view.call.table, "PolicyNatRuleStatistics");
    counters.insert("last_update_timestamp".to_owned(), updated(rule));
    view.list([json!({
        "rule_path": path, "enforcement_point_path": ENFORCEMENT_POINT_PATH, "rule_statistics": [counters],
    })])
}

/// `GET …/nat/statistics`
pub(super) fn gateway_statistics(view: &View) -> ApiResult<Fields> {
    let (path, gateway) = view.owner()?;
    let node = |(edge_path, _): (&str, &str)| {
        let mut counters = zeros(view.call.table, "PolicyNatRuleStatisticsPerTransportNode");
        counters.insert("transport_node_path".to_owned(), edge_path.into());
        counters.insert("last_update_timestamp".to_owned(), updated(gateway));
        Value::Object(counters)
    };
    let nodes: Vec<Value> = view.edge_nodes().map(node).collect();
    view.list([json!({
        "router_path": path,
        "enforcement_point_path": ENFORCEMENT_POINT_PATH,
        "last_update_timestamp": updated(gateway),
        "per_node_statistics": nodes,
        "statistics": zeros_of(view.call.table, "PolicyNATRuleCounters"),
    })])
}
