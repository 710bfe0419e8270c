//! What the management gateway lets out of an SDDC. Connectivity tests ask for it.

use super::defaults::networks_of;
use crate::{
    documents::addresses::extent,
    state::{
        networks::{Document, Networks},
        sddcs::SddcFacts,
    },
};
use serde_json::{Map, Value};
use std::net::IpAddr;

const VCENTER: &str = "/infra/domains/mgw/groups/VCENTER";
const POLICIES: &str = "/infra/domains/mgw/gateway-policies";

/// Returns true if a rule of the management gateway lets vCenter reach a place outside, an address or a name. All that no rule allows is
/// denied. (documented) A name is reached by rules for any destination only, because names are not resolved. (assumption)
pub fn vcenter_may_reach(sddc: &SddcFacts, place: &str) -> bool {
    let networks = networks_of(sddc);
    let mut rules = networks.below(POLICIES).filter(|(path, _)| path.contains("/rules/"));
    rules.any(|(_, rule)| {
        let is_on = rule.body.get("disabled").and_then(Value::as_bool) != Some(true);
        let allows = rule.body.get("action").is_none_or(|action| action == "ALLOW");
        let from_vcenter = names(rule, "source_groups").any(|group| is_any(group) || group == VCENTER);
        let mut destinations = names(rule, "destination_groups");
        is_on && allows && from_vcenter && destinations.any(|group| is_any(group) || contains(&networks, group, place))
    })
}

fn names<'d>(rule: &'d Document, field: &str) -> impl Iterator<Item = &'d str> {
    rule.body.get(field).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

fn is_any(group: &str) -> bool {
    group.eq_ignore_ascii_case("ANY")
}

/// Whether an address is one of a group's addresses.
fn contains(networks: &Networks, group: &str, place: &str) -> bool {
    let Ok(address) = place.parse::<IpAddr>() else { return false };
    let expressions = networks.get(group).and_then(|group| group.body.get("expression")?.as_array());
    let of = |expression: &Map<String, Value>| {
        let listed = expression.get("ip_addresses").and_then(Value::as_array).into_iter().flatten();
        let mut extents = listed.filter_map(Value::as_str).filter_map(extent);
        extents.any(|(first, last)| first <= address && address <= last)
    };
    expressions.into_iter().flatten().filter_map(Value::as_object).any(of)
}
