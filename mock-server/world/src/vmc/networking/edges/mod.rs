//! The edges of NSX-V, the preview of 2018: the gateways of an SDDC with their features, and its logical networks.

mod checks;
mod dns;
mod edge;
mod feature;
mod firewall;
mod gateways;
mod ipsec;
mod l2vpn;
mod nat;
mod networks;
mod operation;
mod paging;
mod peers;
mod refusals;
mod rules;
mod statistics;
mod status;
mod vnics;

use super::refusals::not_simulated;
use crate::{
    context::Cx,
    documents::call::{DocumentCall, DocumentReply},
    kernel::refusal::ApiResult,
    state::{
        edges::Edges,
        orgs::Org,
        sddcs::{Phase, SddcFacts},
        tasks::Milestone,
    },
};
use edge::Edge;
use operation::{Draft, View};
use serde_json::Value;
use std::{borrow::Cow, sync::Arc};
use vmc_client::wire::{Provider, SddcId};

/// Returns an SDDC whose gateways can be reached.
///
/// # Errors
/// There is no such SDDC, it has no NSX, or its gateways are not there yet.
pub(super) fn reachable(org: &Org, id: SddcId) -> ApiResult<&SddcFacts> {
    let has_nsx = |sddc: &&SddcFacts| sddc.provider == Provider::Aws && sddc.phase != Phase::Deleted;
    let sddc = org.sddcs.get(&id).map(Arc::as_ref).filter(has_nsx);
    let sddc = sddc.ok_or_else(|| refusals::not_found(&id.to_string()))?;
    if sddc.has(Milestone::Gateways) { Ok(sddc) } else { Err(refusals::unreachable(id)) }
}

/// Returns the gateways and networks of an SDDC. As long as nobody has changed them, they are made from the SDDC.
fn edges_of(sddc: &SddcFacts) -> Cow<'_, Edges> {
    match &sddc.edges {
        Some(edges) => Cow::Borrowed(edges),
        None => Cow::Owned(networks::fresh(sddc)),
    }
}

/// Carries out an operation that reads.
pub(super) fn read(sddc: &SddcFacts, cx: &Cx, call: &DocumentCall) -> ApiResult<DocumentReply> {
    let edges = edges_of(sddc);
    let view = View { edges: &edges, sddc, cx, call };
    let body = match call.template() {
        "/edges" => gateways::list(view)?,
        "/sddc/networks" => networks::list(view)?,
        "/sddc/networks/{networkId}" => networks::get(view)?,
        "/sddc/cgws/{edgeId}/l2vpn/config" => l2vpn::get(view, Edge::compute(call)?),
        template => of_edge(view, Edge::of(call)?, template)?,
    };
    Ok(call.reply(Some(body)))
}

fn of_edge(view: View, edge: Edge, template: &str) -> ApiResult<Value> {
    match template.strip_prefix("/edges/{edgeId}").unwrap_or_default() {
        "/status" => Ok(status::get(view, edge)),
        "/vnics" => Ok(vnics::list(view, edge)),
        "/dhcp/leaseInfo" => Ok(statistics::dhcp_leases(view)),
        "/firewall/config" => Ok(firewall::get(view, edge)),
        "/firewall/config/rules/{ruleId}" => firewall::rule(view, edge),
        "/firewall/statistics/{ruleId}" => statistics::firewall_rule(view, edge),
        "/dns/config" => Ok(dns::get(view, edge.gateway()?)),
        "/dns/statistics" => Ok(statistics::dns(view, edge.gateway()?)),
        "/nat/config" => Ok(nat::get(view, edge.gateway()?)),
        "/ipsec/config" => Ok(ipsec::get(view, edge.gateway()?)),
        "/ipsec/statistics" => Ok(ipsec::statistics(view, edge.gateway()?)),
        "/l2vpn/config/statistics" => Ok(l2vpn::statistics(view, edge.gateway()?)),
        "/peerconfig" => peers::get(view, edge.gateway()?),
        "/statistics/dashboard/firewall" => statistics::dashboard(view, edge, "firewall"),
        "/statistics/dashboard/interface" => statistics::dashboard(view, edge, "interfaces"),
        "/statistics/dashboard/ipsec" => statistics::dashboard(view, edge.gateway()?, "ipsec"),
        "/statistics/interfaces" => statistics::interfaces(view, edge, None),
        "/statistics/interfaces/internal" => statistics::interfaces(view, edge, Some("internal")),
        "/statistics/interfaces/uplink" => statistics::interfaces(view, edge, Some("uplink")),
        _ => Err(not_simulated(view.call.operation().name, "no operation of this path is known")),
    }
}

/// Carries out an operation that changes gateways or networks.
pub(super) fn write(org: &mut Org, call: &DocumentCall) -> ApiResult<DocumentReply> {
    let record = org.sddcs.get_mut(&call.sddc).ok_or_else(|| refusals::not_found(&call.sddc.to_string()))?;
    let mut edges = edges_of(record).into_owned();
    change(&mut Draft { edges: &mut edges, sddc: record, call })?;
    Arc::make_mut(record).edges = Some(Arc::new(edges));
    Ok(call.done())
}

fn change(draft: &mut Draft) -> ApiResult<()> {
    let call = draft.call;
    let method = call.operation().method;
    match (method, call.template()) {
        ("POST", "/sddc/networks") => return networks::create(draft),
        ("PUT", "/sddc/networks/{networkId}") => return networks::replace(draft),
        ("DELETE", "/sddc/networks/{networkId}") => return networks::delete(draft),
        ("PUT", "/sddc/cgws/{edgeId}/l2vpn/config") => return l2vpn::replace(draft, Edge::compute(call)?),
        ("DELETE", "/sddc/cgws/{edgeId}/l2vpn/config") => {
            return l2vpn::L2VPN.reset(draft, Edge::compute(call)?);
        }
        _ => {}
    }
    let edge = Edge::of(call)?;
    match (method, call.template().strip_prefix("/edges/{edgeId}").unwrap_or_default()) {
        ("PUT", "/firewall/config") => firewall::replace(draft, edge),
        ("DELETE", "/firewall/config") => firewall::FIREWALL.reset(draft, edge),
        ("POST", "/firewall/config/rules") => firewall::RULES.add(draft, edge),
        ("PUT", "/firewall/config/rules/{ruleId}") => firewall::RULES.replace(draft, edge),
        ("DELETE", "/firewall/config/rules/{ruleId}") => firewall::RULES.delete(draft, edge),
        ("PUT", "/nat/config") => nat::replace(draft, edge.gateway()?),
        ("DELETE", "/nat/config") => nat::NAT.reset(draft, edge.gateway()?),
        ("POST", "/nat/config/rules") => nat::RULES.add(draft, edge.gateway()?),
        ("PUT", "/nat/config/rules/{ruleId}") => nat::RULES.replace(draft, edge.gateway()?),
        ("DELETE", "/nat/config/rules/{ruleId}") => nat::RULES.delete(draft, edge.gateway()?),
        ("PUT", "/dns/config") => dns::replace(draft, edge.gateway()?),
        ("POST", "/dns/config") => dns::enable(draft, edge.gateway()?),
        ("DELETE", "/dns/config") => dns::DNS.reset(draft, edge.gateway()?),
        ("PUT", "/ipsec/config") => ipsec::replace(draft, edge.gateway()?),
        ("DELETE", "/ipsec/config") => ipsec::IPSEC.reset(draft, edge.gateway()?),
        _ => Err(not_simulated(call.operation().name, "no operation of this path is known")),
    }
}
