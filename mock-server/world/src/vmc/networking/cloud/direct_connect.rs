//! Direct Connect and the MTU of external interfaces. No virtual interface is attached to a simulated SDDC.

use super::request::{body, path};
use crate::{
    context::Cx,
    documents::{
        call::{DocumentCall, DocumentReply},
        refusals,
    },
    kernel::refusal::ApiResult,
    state::{orgs::Org, sddcs::SddcFacts},
    vmc::networking::{change::change_networks, defaults::networks_of},
};
use serde_json::{Map, Value, json};

/// The MTU of the intranet interface. (client code for the usual value, published for the bounds)
const MTU: i64 = 1500;
const MTU_MAX: i64 = 8900;

/// The number of AWS's autonomous system. (recorded)
const AS_NUMBER: &str = "7224";

pub(super) fn external_config(sddc: &SddcFacts) -> Value {
    kept(sddc, "/infra/external/config").unwrap_or_else(|| json!({"intranet_mtu": MTU}))
}

pub(super) fn put_external_config(org: &mut Org, cx: &Cx, call: &DocumentCall) -> ApiResult<DocumentReply> {
    let sent = body(call)?;
    let mtu = sent.get("intranet_mtu").and_then(Value::as_i64).unwrap_or(MTU);
    if !(MTU..=MTU_MAX).contains(&mtu) {
        return Err(refusals::invalid(format!("The field `intranet_mtu` must be from {MTU} to {MTU_MAX}.")));
    }
    keep(org, cx, call, sent)?;
    Ok(call.reply(Some(external_config(org.sddc(call.sddc)?))))
}

pub(super) fn bgp(sddc: &SddcFacts) -> Value {
    kept(sddc, "/infra/direct-connect/bgp")
        .unwrap_or_else(|| json!({"local_as_num": AS_NUMBER, "route_preference": "VPN_PREFERRED_OVER_DIRECT_CONNECT"}))
}

pub(super) fn write_bgp(org: &mut Org, cx: &Cx, call: &DocumentCall) -> ApiResult<DocumentReply> {
    let mut sent = body(call)?;
    if let Some(number) = sent.get("local_as_num").and_then(Value::as_str)
        && number.trim().parse::<u32>().map_or(true, |number| number == 0)
    {
        return Err(refusals::invalid(
            "The field `local_as_num` must be the number of an autonomous system.".to_owned(),
        ));
    }
    let before = match bgp(org.sddc(call.sddc)?) {
        Value::Object(before) => before,
        _ => Map::new(),
    };
    for (name, value) in before {
        sent.entry(name).or_insert(value);
    }
    keep(org, cx, call, sent)?;
    let after = bgp(org.sddc(call.sddc)?);
    Ok(call.reply(call.operation().response.map(|_| after)))
}

/// The routes that the SDDC advertises: its management network and its segments.
pub(super) fn advertised(sddc: &SddcFacts) -> Value {
    let routes = networks(sddc).into_iter().map(|cidr| json!({"ipv4_cidr": cidr, "advertisement_state": "SUCCESS"}));
    json!({"advertised_routes": routes.collect::<Vec<_>>(), "failed_advertised_routes": 0})
}

/// The routes that the SDDC learns. Without a virtual interface there is none.
pub(super) fn learned() -> Value {
    json!({"ipv4_cidr": []})
}

pub(super) fn routes_of_2018(sddc: &SddcFacts) -> Value {
    json!({"bgp_routes": networks(sddc)})
}

/// The networks of the SDDC: that of management, and those of the routed segments.
pub(super) fn networks(sddc: &SddcFacts) -> Vec<String> {
    let networks = networks_of(sddc);
    let segments =
        networks.directly_below("/infra/tier-1s/cgw/segments").chain(networks.directly_below("/infra/segments"));
    let of_segment = segments.flat_map(|(_, document)| document.body.get("subnets").and_then(Value::as_array));
    let of_segments = of_segment.flatten().filter_map(|subnet| subnet.get("network").and_then(Value::as_str));
    [sddc.vpc_cidr.clone()].into_iter().chain(of_segments.map(str::to_owned)).collect()
}

/// Returns an object of which there is one, as it was last written.
fn kept(sddc: &SddcFacts, path: &str) -> Option<Value> {
    let networks = networks_of(sddc);
    networks.get(path).map(|document| {
        let mut object = document.body.clone();
        object.insert("_revision".to_owned(), document.revision.into());
        Value::Object(object)
    })
}

/// Writes an object of which there is one. It may be sent without its revision. (client code)
fn keep(org: &mut Org, cx: &Cx, call: &DocumentCall, mut fields: Map<String, Value>) -> ApiResult<()> {
    let path = path(call);
    let revision = fields.remove("_revision").and_then(|revision| revision.as_i64());
    fields.remove("resource_type");
    change_networks(org, cx, call, |draft| {
        let before = draft.networks.get(&path).cloned();
        let current = before.as_ref().map_or(0, |before| before.revision);
        if revision.is_some_and(|revision| revision != i64::from(current)) {
            return Err(refusals::stale(&path, current, revision));
        }
        draft.write(&path, before.as_deref(), fields)
    })
}
