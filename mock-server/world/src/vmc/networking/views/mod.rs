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
mod segments;
mod shape;
mod tags;
mod tree;
mod tunnels;
mod vpn;

use super::defaults::{current, derived};
use crate::{
    context::Cx,
    documents::{
        call::{DocumentCall, DocumentReply},
        kinds::Kind,
        list::Paging,
        refusals,
        view::{object, parent_object, type_of},
    },
    kernel::refusal::ApiResult,
    state::{
        networks::{Document, Networks},
        sddcs::SddcFacts,
    },
};
use serde_json::{Map, Value, json};
use std::sync::Arc;

pub(super) use machines::update_tags;

/// The fields of an object.
type Fields = Map<String, Value>;

/// The only enforcement point: its name, the other name that clients use, and its path. (recorded)
const ENFORCEMENT_POINT: &str = "vmc-enforcementpoint";
const ENFORCEMENT_POINTS: [&str; 2] = [ENFORCEMENT_POINT, "default"];
const ENFORCEMENT_POINT_PATH: &str = "/infra/sites/default/enforcement-points/vmc-enforcementpoint";

/// The version of NSX. (assumption: one that the clients accept)
const VERSION: &str = "4.1.2.0.0";

/// A request for an answer that is computed.
#[derive(Clone, Copy)]
struct View<'a> {
    sddc: &'a SddcFacts,
    networks: &'a Networks,
    cx: &'a Cx<'a>,
    call: &'a DocumentCall,
    /// The place in the tree that was asked for.
    path: &'a str,
    /// Takes secrets out of an object.
    hide_secrets: fn(&mut Fields),
}

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
    ("VirtualMachineListResult", machines::list),
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

impl<'a> View<'a> {
    /// Checks that the object which a view is of exists.
    fn check_place(&self) -> ApiResult<()> {
        if let Some(rest) = self.path.strip_prefix("/infra/realized-state/enforcement-points/") {
            let name = rest.split('/').next().unwrap_or_default();
            let is_known = ENFORCEMENT_POINTS.contains(&name);
            return if is_known { Ok(()) } else { Err(refusals::not_found(&self.call.asked)) };
        }
        match parent_object(self.call.table, self.path) {
            Some(above) if above != "/infra" => self.document(above).map(|_| ()),
            _ => Ok(()),
        }
    }

    /// Returns the document at a path.
    fn document(&self, path: &str) -> ApiResult<&'a Document> {
        self.networks.get(path).map(AsRef::as_ref).ok_or_else(|| refusals::not_found(path))
    }

    /// Returns the document that the view is of, and its path.
    fn owner(&self) -> ApiResult<(&str, &'a Document)> {
        let above = parent_object(self.call.table, self.path).ok_or_else(|| refusals::not_found(&self.call.asked))?;
        Ok((above, self.document(above)?))
    }

    /// Returns the page of a list that was asked for.
    fn list(&self, items: impl IntoIterator<Item = impl Into<Value>>) -> ApiResult<Fields> {
        Ok(Paging::of(&self.call.query)?.values(items.into_iter().map(Into::into).collect()))
    }

    /// All documents with their kinds, in the order of their paths.
    fn documents(&self) -> impl Iterator<Item = (&'a str, &'static Kind, &'a Document)> + use<'a> {
        let table = self.call.table;
        let all = self.networks.iter();
        all.filter_map(move |(path, document)| Some((path.as_ref(), table.kind_at(path)?, document.as_ref())))
    }

    /// The documents of a collection.
    fn directly_below(&self, path: &str) -> impl Iterator<Item = (&'a str, &'a Document)> + use<'a> {
        self.networks.directly_below(path).map(|(path, document)| (path.as_ref(), document.as_ref()))
    }

    /// Returns an object as an answer contains it.
    fn shown(&self, kind: &Kind, path: &str, document: &Document) -> Fields {
        let document = current(self.sddc, path, document);
        let mut object = object(self.call.table, type_of(kind, &document), path, &document);
        (self.hide_secrets)(&mut object);
        object
    }

    /// Returns an object that NSX made when the SDDC was created, and that is no document.
    fn of_the_system(&self, of: &str, path: &str, body: Fields) -> Fields {
        let (created, author): (_, Arc<str>) = (self.sddc.created, "system".into());
        let document = Document {
            body,
            revision: 0,
            unique: derived(self.sddc, path).to_string().into(),
            order: 0,
            created,
            created_by: author.clone(),
            modified: created,
            modified_by: author,
        };
        object(self.call.table, of, path, &document)
    }

    /// The paths and the ids of the edge nodes.
    fn edge_nodes(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        let below = self.networks.below("/infra/sites");
        below.filter_map(|(path, document)| {
            let (_, id) = path.rsplit_once("/edge-nodes/")?;
            Some((path.as_ref(), document.body.get("nsx_id").and_then(Value::as_str).unwrap_or(id)))
        })
    }
}

/// Returns the text of a field of a document.
fn text<'d>(document: &'d Document, name: &str) -> Option<&'d str> {
    document.body.get(name).and_then(Value::as_str)
}

/// Returns the entries of a list in a document.
fn entries<'d>(document: &'d Document, name: &str) -> impl Iterator<Item = &'d Value> + use<'d> {
    document.body.get(name).and_then(Value::as_array).into_iter().flatten()
}

/// Returns the name that a document shows.
fn display_name<'d>(path: &'d str, document: &'d Document) -> &'d str {
    text(document, "display_name").unwrap_or_else(|| crate::documents::paths::last(path))
}

/// Returns the fields of a literal.
fn fields(value: Value) -> Fields {
    match value {
        Value::Object(fields) => fields,
        _ => Fields::new(),
    }
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
    if view.path.ends_with("/virtual-machines") { machines::list(view) } else { tree::search(view) }
}
