//! Segments, and what the service computes for them.

use super::refusals;
use crate::{
    documents::{
        addresses::{Cidr, extent},
        tree::Draft,
    },
    kernel::refusal::ApiResult,
    state::networks::Document,
};
use serde_json::{Map, Value};

/// The ids of a tunnel that extends a segment. (documented)
const TUNNELS: std::ops::RangeInclusive<i64> = 1..=4093;

/// The place of segments that are not below their gateway.
const FLEXIBLE: &str = "/infra/segments";

/// Checks a segment, and adds its networks, its type and the gateway that it is connected to.
///
/// # Errors
/// It has more than one subnet, a gateway address that is no host of its network, ranges outside of it, the addresses of another segment, or a
/// wrong tunnel.
pub(super) fn check(draft: &mut Draft, path: &str, document: &Document) -> ApiResult<()> {
    let mut body = document.body.clone();
    if let Some(Value::Array(subnets)) = body.get_mut("subnets") {
        if subnets.len() > 1 {
            return Err(refusals::segment(path, "it may have one subnet only"));
        }
        for subnet in subnets {
            check_subnet(path, subnet)?;
        }
    }
    let tunnel = body.get("l2_extension").and_then(|extension| extension.get("tunnel_id")).and_then(Value::as_i64);
    if tunnel.is_some_and(|tunnel| !TUNNELS.contains(&tunnel)) {
        let why = format!("its tunnel_id must be from {} to {}", TUNNELS.start(), TUNNELS.end());
        return Err(refusals::segment(path, &why));
    }
    if let Some((gateway, _)) = path.split_once("/segments/").filter(|(gateway, _)| gateway.contains("/tier-1s/")) {
        body.entry("connectivity_path").or_insert_with(|| gateway.into());
    }
    let of_type = type_of(&body);
    body.insert("type".to_owned(), of_type.into());
    check_alone(draft, path, &body)?;
    draft.amend(path, |stored| *stored = body);
    Ok(())
}

/// Checks that no other segment of the same gateway has addresses of a segment. (assumption)
fn check_alone(draft: &Draft, path: &str, body: &Map<String, Value>) -> ApiResult<()> {
    let Some((gateway, own)) = routed(body) else { return Ok(()) };
    let fixed = [gateway, "/segments"].concat();
    let others = [FLEXIBLE, &*fixed].into_iter().flat_map(|place| draft.networks.directly_below(place));
    for (other, document) in others.filter(|(other, _)| &***other != path) {
        let is_shared = routed(&document.body).is_some_and(|(at, network)| {
            at == gateway && network.first() <= own.last() && own.first() <= network.last()
        });
        if is_shared {
            return Err(refusals::segment(path, &format!("the segment path=[{other}] has addresses of its subnet")));
        }
    }
    Ok(())
}

/// Returns the gateway and the network of a segment that is connected to one.
fn routed(body: &Map<String, Value>) -> Option<(&str, Cidr)> {
    let gateway = body.get("connectivity_path")?.as_str()?;
    let is_routed = matches!(type_of(body), "ROUTED" | "ROUTED_AND_EXTENDED");
    let address = body.get("subnets")?.get(0)?.get("gateway_address")?.as_str()?;
    Some((gateway, Cidr::read(address).filter(|_| is_routed)?))
}

fn check_subnet(path: &str, subnet: &mut Value) -> ApiResult<()> {
    let Value::Object(fields) = subnet else { return Ok(()) };
    let gateway = fields.get("gateway_address").and_then(Value::as_str).unwrap_or_default();
    let gateway = Cidr::read(gateway)
        .ok_or_else(|| refusals::segment(path, "the gateway_address of its subnet must be an address with a prefix"))?;
    let is_host = gateway.address != gateway.first() && gateway.address != gateway.last();
    if !is_host {
        return Err(refusals::segment(path, "its gateway_address is not an address of a host"));
    }
    for range in fields.get("dhcp_ranges").and_then(Value::as_array).into_iter().flatten() {
        let inside = range
            .as_str()
            .and_then(extent)
            .is_some_and(|(first, last)| gateway.contains(first) && gateway.contains(last));
        if !inside {
            return Err(refusals::segment(path, "a DHCP range is not in the network of its gateway_address"));
        }
    }
    fields.insert("network".to_owned(), gateway.network().into());
    Ok(())
}

/// Returns the type that follows from what a segment is connected to. (assumption: the values are published, not when each applies)
fn type_of(body: &Map<String, Value>) -> &'static str {
    let is_extended = body.get("l2_extension").is_some_and(|extension| extension.get("tunnel_id").is_some());
    let is_off =
        body.get("advanced_config").and_then(|config| config.get("connectivity")).is_some_and(|on| on == "OFF");
    let has_subnet = body.get("subnets").and_then(Value::as_array).is_some_and(|subnets| !subnets.is_empty());
    let is_routed = has_subnet && !is_off && body.get("connectivity_path").is_some();
    match (is_routed, is_extended) {
        (true, true) => "ROUTED_AND_EXTENDED",
        (true, false) => "ROUTED",
        (false, true) => "EXTENDED",
        (false, false) => "DISCONNECTED",
    }
}
