//! Answers that are computed: what NSX has made of the documents, and what it has counted.
//!
//! There is no traffic in the simulation, so all counters are zero, and tables of addresses that traffic fills are empty.

mod associations;
mod dhcp;
mod dns;
mod expressions;
mod firewall;
mod gateways;
mod groups;
mod intrusions;
mod machines;
mod nat;
mod realization;
mod request;
mod segments;
mod shape;
mod tags;
mod tree;
mod tunnels;
mod vpn;

pub(super) use machines::update_tags;

use crate::{
    context::Cx,
    documents::{
        call::{DocumentCall, DocumentReply},
        refusals,
    },
    kernel::refusal::ApiResult,
    state::{networks::Networks, sddcs::SddcFacts},
};
use request::{Fields, View, fields};
use serde_json::{Value, json};

/// The version of NSX. (assumption: one that the clients accept)
const VERSION: &str = "4.1.2.0.0";

/// Computes an answer.
type Compute = fn(&View) -> ApiResult<Fields>;

/// What computes the answers of each published type.
const VIEWS: &[(&str, Compute)] = &[
    ("AggregateDNSForwarderStatistics", dns::statistics),
    ("AggregateDNSForwarderStatus", dns::status),
    ("AggregateIPSecVpnSessionStatistics", vpn::statistics),
    ("AggregateIPSecVpnSessionStatus", vpn::status),
    ("AggregateL2VPNSessionPeerConfig", tunnels::peer_config),
    ("AggregateL2VPNSessionStatistics", tunnels::statistics),
    ("AggregateL2VPNSessionStatus", tunnels::status),
    ("AggregateL2VpnPeerConfig", tunnels::older_peer_config),
    ("AggregateL2VpnSessionRemoteMac", tunnels::remote_mac),
    ("AggregateL2VpnStatistics", tunnels::older_statistics),
    ("AggregateL3VpnStatistics", vpn::older_statistics),
    ("BgpNeighborRoutesListResult", gateways::neighbor_routes),
    ("ConsolidatedRealizedStatus", realization::status),
    ("DhcpLeasesResult", dhcp::leases),
    ("DhcpServerState", dhcp::state),
    ("DhcpServerStatistics", dhcp::statistics),
    ("DhcpServerStatus", dhcp::status),
    ("DhcpStaticBindingState", dhcp::binding_state),
    ("GatewayPolicyListResult", firewall::gateway_policies),
    ("GenericPolicyRealizedResource", realization::entity),
    ("GenericPolicyRealizedResourceListResult", realization::entities),
    ("GroupMemberTypeListResult", groups::member_types),
    ("GroupTagsList", groups::tags),
    ("IdsPcapFileMetadataListResult", none),
    ("IdsProfileSignatures", intrusions::effective_signatures),
    ("IdsRuleStatisticsListResult", firewall::rule_statistics),
    ("IdsSecurityPolicyStatisticsListResult", firewall::policy_statistics),
    ("IdsSignatureStatus", intrusions::signature_status),
    ("IdsSignatureVersionListResult", intrusions::signature_versions),
    ("InterfaceArpTable", segments::arp_table),
    ("NodeVersion", version),
    ("PolicyAdvertisedNetworksListResult", gateways::advertised_networks),
    ("PolicyAlarmResourceListResult", none),
    ("PolicyBgpNeighborsStatusListResult", gateways::neighbors),
    ("PolicyGroupIPMembersListResult", groups::addresses),
    ("PolicyGroupMembersListResult", groups::objects),
    ("PolicyInterfaceStatistics", segments::interface_statistics),
    ("PolicyInterfaceStatisticsSummary", segments::interface_summary),
    ("PolicyIpsecVpnIkeServiceSummary", vpn::summary),
    ("PolicyNatListResult", nat::sections),
    ("PolicyNatRuleStatisticsListResult", nat::rule_statistics),
    ("PolicyNatRuleStatisticsPerLogicalRouterListResult", nat::gateway_statistics),
    ("PolicyResourceReferenceForEPListResult", associations::groups_of),
    ("PolicyResourceReferenceListResult", references),
    ("RealizedEnforcementPoint", realization::enforcement_point),
    ("RealizedEnforcementPointListResult", realization::enforcement_points),
    ("RealizedVirtualMachineListResult", groups::machines),
    ("RoutingTableListResult", gateways::routes),
    ("RuleStatisticsListResult", firewall::rule_statistics),
    ("SearchResponse", searched),
    ("SecurityPolicyStatisticsListResult", firewall::policy_statistics),
    ("SegmentConfigurationState", segments::state),
    ("SegmentConfigurationStateListResult", segments::states),
    ("SegmentMacAddressListResult", none),
    ("SegmentPortMacAddressListResult", none),
    ("SegmentPortState", segments::port_state),
    ("SegmentPortStatistics", segments::port_statistics),
    ("SegmentPortStatus", segments::port_status),
    ("SegmentStatistics", segments::statistics),
    ("TagBulkOperationStatus", tags::operation_status),
    ("TagInfoListResult", tags::all),
    ("Tier0GatewayState", gateways::state),
    ("Tier1GatewayState", gateways::state),
    ("VirtualMachineListResult", groups::list),
    ("VirtualNetworkInterfaceListResult", none),
];

/// Carries out an operation whose answer is computed.
///
/// # Errors
/// The object that the answer is about does not exist, or the operation is not simulated.
pub(super) fn read(
    (sddc, networks): (&SddcFacts, &Networks),
    cx: &Cx,
    call: &DocumentCall,
    hide_secrets: fn(&mut Fields),
) -> ApiResult<DocumentReply> {
    let operation = call.operation();
    if let Some(missing) = operation.query.iter().find(|known| known.required && call.parameter(known.name).is_none()) {
        return Err(refusals::parameter_missing(missing.name));
    }
    let path = call.path();
    let view = View { sddc, networks, cx, call, path: &path, hide_secrets };
    view.check_place()?;
    let of = operation.response.unwrap_or_default();
    let compute = VIEWS.iter().find(|(name, _)| *name == of).map(|(_, compute)| compute);
    let compute =
        compute.ok_or_else(|| super::refusals::not_simulated(operation.name, "nothing computes its answer"))?;
    compute(&view).map(|answer| call.object(answer))
}

/// Whether the answer to a request is computed although it is an object, or a list of objects, with ids.
pub(super) fn are_realized(call: &DocumentCall) -> bool {
    call.template().starts_with("/infra/realized-state/")
}

/// Adds the objects below `/infra` to its object, if the request asks for some.
pub(super) fn add_children(
    (sddc, networks): (&SddcFacts, &Networks),
    cx: &Cx,
    call: &DocumentCall,
    hide_secrets: fn(&mut Fields),
    object: &mut Fields,
) {
    tree::add_children(&View { sddc, networks, cx, call, path: "/infra", hide_secrets }, object);
}

/// A list that is always empty, because nothing in the simulation fills it.
fn none(view: &View) -> ApiResult<Fields> {
    view.list(std::iter::empty::<Value>())
}

fn version(_: &View) -> ApiResult<Fields> {
    Ok(fields(json!({"node_version": VERSION, "product_version": VERSION})))
}

fn references(view: &View) -> ApiResult<Fields> {
    if view.path.ends_with("/effective-resources") { tags::resources(view) } else { associations::users_of(view) }
}

fn searched(view: &View) -> ApiResult<Fields> {
    if view.path.ends_with("/virtual-machines") { groups::list(view) } else { tree::search(view) }
}
