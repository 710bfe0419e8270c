//! Counters of firewall rules, and the policies of a gateway.

use super::{
    request::{ENFORCEMENT_POINT_PATH, Fields, View},
    shape::zeros,
};
use crate::{
    documents::{
        paths::last,
        view::{place_in_order, whole},
    },
    kernel::refusal::ApiResult,
    state::networks::Document,
};
use serde_json::{Value, json};

fn counters(view: &View, path: &str, rule: &Document) -> Value {
    let mut counters = zeros(view.call.table, "RuleStatistics");
    counters.insert("rule".to_owned(), path.into());
    counters.insert("internal_rule_id".to_owned(), (&*rule.unique).into());
    Value::Object(counters)
}

/// `GET …/rules/{id}/statistics`
pub(super) fn rule_statistics(view: &View) -> ApiResult<Fields> {
    let (path, rule) = view.owner()?;
    view.list([json!({"enforcement_point": ENFORCEMENT_POINT_PATH, "statistics": counters(view, path, rule)})])
}

/// `GET …/statistics` of a policy: the counters of its rules in their order.
pub(super) fn policy_statistics(view: &View) -> ApiResult<Fields> {
    let (path, policy) = view.owner()?;
    let mut rules: Vec<_> = view.directly_below(&[path, "/rules"].concat()).collect();
    rules.sort_by_key(|(_, rule)| place_in_order(rule));
    let counters: Vec<_> = rules.into_iter().map(|(path, rule)| counters(view, path, rule)).collect();
    let statistics = json!({
        "internal_section_id": &*policy.unique, "result_count": counters.len(), "results": counters,
    });
    view.list([json!({"enforcement_point": ENFORCEMENT_POINT_PATH, "statistics": statistics})])
}

/// `GET …/gateway-firewall`: the policies that apply to a gateway. These are the gateway policies of the domain that has the gateway's name;
/// for a tier-0 gateway those of `cgw`. (assumption)
pub(super) fn gateway_policies(view: &View) -> ApiResult<Fields> {
    let gateway = view.path.split('/').nth(3).unwrap_or_default();
    let domain = if view.path.starts_with("/infra/tier-0s/") { "cgw" } else { last(gateway) };
    let mut policies: Vec<_> = view.directly_below(&format!("/infra/domains/{domain}/gateway-policies")).collect();
    policies.sort_by_key(|(_, policy)| place_in_order(policy));
    let shown =
        |(path, policy): (&str, &Document)| whole(view.call.table, view.networks, "GatewayPolicy", path, policy);
    view.list(policies.into_iter().map(shown))
}
