//! The logical networks of an SDDC, which are behind its compute gateway.

use super::{
    checks::{Network, inner, text},
    edge::Edge,
    firewall, nat,
    operation::{Draft, View, body, object},
    paging::Paging,
    refusals,
};
use crate::{
    kernel::refusal::ApiResult,
    state::{
        edges::{Edges, LastIds},
        sddcs::SddcFacts,
    },
};
use serde_json::{Map, Value, json};
use std::{collections::BTreeMap, net::Ipv4Addr, sync::Arc};

/// The usual size of a page. (client code; published is another number)
const PAGE: usize = 20;

/// The largest number of logical networks. (assumption)
const NETWORKS_MAX: usize = 1000;

/// The largest network, in bytes of JSON.
const NETWORK_MAX: usize = 16 << 10;

/// The name of the compute gateway in networks. (recorded)
const GATEWAY: &str = "SDDC-CGW-1";

/// The address range of the first network, if the creator of the SDDC chose none. (recorded)
const FIRST_NETWORK: &str = "192.168.1.0/24";

/// Returns the gateways and networks of a new SDDC. It has a first network unless its creator wanted none. (assumption, as for NSX-T)
pub(super) fn fresh(sddc: &SddcFacts) -> Edges {
    let range = sddc.config.vxlan_subnet.as_deref().and_then(|text| Some((Network::of_cidr(text)?, text)));
    let range = range.or_else(|| Some((Network::of_cidr(FIRST_NETWORK)?, FIRST_NETWORK)));
    let first = range.filter(|_| sddc.config.skip_creating_vxlan != Some(true)).map(|(network, text)| {
        let size = network.last.saturating_sub(network.first);
        let (second, last) = (network.nth(2), network.nth(size.saturating_sub(1)));
        let length = text.split('/').nth(1).unwrap_or_default();
        object(json!({
            "id": "virtualwire-1",
            "name": "sddc-cgw-network-1",
            "cgwId": Edge::Compute.id(),
            "cgwName": GATEWAY,
            "subnets": {"addressGroups": [{"primaryAddress": network.nth(1).to_string(), "prefixLength": length}]},
            "dhcpConfigs": {"ipPools": [{"ipRange": format!("{second}-{last}")}]},
        }))
    });
    Edges {
        configs: BTreeMap::new(),
        networks: first.into_iter().map(Arc::new).collect(),
        last: LastIds {
            firewall_rule: firewall::LAST_RULE,
            nat_rule: nat::LAST_RULE,
            ipsec_site: 0,
            l2vpn_site: 0,
            network: 1,
        },
    }
}

/// `GET …/sddc/networks`
pub(super) fn list(view: View) -> ApiResult<Value> {
    let paging = Paging::of(view.call, PAGE, "prevSddcNetworkId", &["id"])?;
    Ok(paging.page(view.edges.networks.iter().map(|network| Map::clone(network)).collect()))
}

/// `GET …/sddc/networks/{networkId}`
pub(super) fn get(view: View) -> ApiResult<Value> {
    let place = place(view.edges, view.call.path_parameter("networkId").unwrap_or_default())?;
    Ok(Value::Object(Map::clone(&view.edges.networks[place])))
}

fn place(edges: &Edges, id: &str) -> ApiResult<usize> {
    let place = edges.networks.iter().position(|network| text(network, "id") == Some(id));
    place.ok_or_else(|| refusals::not_found(id))
}

/// `POST …/sddc/networks`
pub(super) fn create(draft: &mut Draft) -> ApiResult<()> {
    let sent = body(draft.call)?;
    if draft.edges.networks.len() >= NETWORKS_MAX {
        return Err(refusals::full("logical networks", NETWORKS_MAX));
    }
    draft.edges.last.network = draft.edges.last.network.saturating_add(1);
    let id = format!("virtualwire-{}", draft.edges.last.network);
    let network = complete(draft, sent, &id)?;
    draft.edges.networks.push(Arc::new(network));
    Ok(())
}

/// `PUT …/sddc/networks/{networkId}`
pub(super) fn replace(draft: &mut Draft) -> ApiResult<()> {
    let id = draft.call.path_parameter("networkId").unwrap_or_default();
    let place = place(draft.edges, id)?;
    let sent = body(draft.call)?;
    if text(&sent, "id").is_some_and(|sent| sent != id) {
        return Err(refusals::value("id", "the id in the path"));
    }
    draft.edges.networks[place] = Arc::new(complete(draft, sent, id)?);
    Ok(())
}

/// `DELETE …/sddc/networks/{networkId}`
pub(super) fn delete(draft: &mut Draft) -> ApiResult<()> {
    let place = place(draft.edges, draft.call.path_parameter("networkId").unwrap_or_default())?;
    draft.edges.networks.remove(place);
    Ok(())
}

/// Checks a network and adds its id and its gateway. Names and address ranges are of one network only. (assumption)
fn complete(draft: &Draft, mut sent: Map<String, Value>, id: &str) -> ApiResult<Map<String, Value>> {
    if serde_json::to_string(&sent).map_or(0, |text| text.len()) > NETWORK_MAX {
        return Err(refusals::invalid(format!("The network is larger than {NETWORK_MAX} bytes.")));
    }
    if text(&sent, "cgwId") != Some(Edge::Compute.id()) {
        return Err(refusals::value("cgwId", "the id of the compute gateway"));
    }
    let subnets = subnets(&sent)?;
    let tunnel = tunnel(&sent);
    match (subnets.is_empty(), tunnel) {
        (true, None) => return Err(refusals::missing("subnets")),
        (false, Some(_)) => {
            return Err(refusals::invalid("A network has `subnets` or an `l2Extension`, and not both.".to_owned()));
        }
        _ => {}
    }
    for other in draft.edges.networks.iter().filter(|other| text(other, "id") != Some(id)) {
        if text(other, "name") == text(&sent, "name") {
            return Err(refusals::value("name", "one that no other network has"));
        }
        if tunnel.is_some() && self::tunnel(other) == tunnel {
            return Err(refusals::value("tunnelId", "one that no other network has"));
        }
        let others = self::subnets(other).unwrap_or_default();
        if subnets.iter().any(|subnet| others.iter().any(|other| subnet.overlaps(*other))) {
            return Err(refusals::value("subnets", "outside those of other networks"));
        }
    }
    let management = Network::of_cidr(&draft.sddc.vpc_cidr);
    if management.is_some_and(|management| subnets.iter().any(|subnet| subnet.overlaps(management))) {
        return Err(refusals::value("subnets", "outside the management network"));
    }
    check_pools(&sent, &subnets)?;
    sent.insert("id".to_owned(), id.into());
    sent.insert("cgwName".to_owned(), GATEWAY.into());
    Ok(sent)
}

/// The tunnel of a network that is extended to another site.
fn tunnel(network: &Map<String, Value>) -> Option<i64> {
    inner(network, "l2Extension")?.get("tunnelId")?.as_i64()
}

/// Reads the address ranges of a network.
fn subnets(network: &Map<String, Value>) -> ApiResult<Vec<Network>> {
    let groups = inner(network, "subnets").and_then(|subnets| subnets.get("addressGroups")).and_then(Value::as_array);
    let read = |group: &Value| {
        let group = group.as_object()?;
        Network::of(text(group, "primaryAddress")?, text(group, "prefixLength")?)
    };
    let groups = groups.into_iter().flatten().map(read).collect::<Option<Vec<_>>>();
    groups.ok_or_else(|| refusals::value("addressGroups", "an IPv4 address with the length of a prefix"))
}

/// Checks that the addresses that DHCP gives are in the network.
fn check_pools(network: &Map<String, Value>, subnets: &[Network]) -> ApiResult<()> {
    let pools = inner(network, "dhcpConfigs").and_then(|configs| configs.get("ipPools")).and_then(Value::as_array);
    for pool in pools.into_iter().flatten().filter_map(Value::as_object) {
        let range = text(pool, "ipRange").and_then(|text| text.split_once('-'));
        let address = |text: &str| text.trim().parse::<Ipv4Addr>().ok();
        let range = range.and_then(|(first, last)| address(first).zip(address(last)));
        let fits = range.is_some_and(|(first, last)| {
            first <= last && subnets.iter().any(|subnet| subnet.contains(first) && subnet.contains(last))
        });
        if !fits {
            return Err(refusals::value("ipRange", "a range of addresses in the network"));
        }
    }
    Ok(())
}
