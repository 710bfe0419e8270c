//! The list of the edges of an SDDC.

use super::{
    edge::{Edge, vm_id, vm_name},
    operation::{View, object},
    paging::Paging,
    vnics,
};
use crate::{kernel::refusal::ApiResult, state::sddcs::SddcFacts, vmc::networking::defaults::derived};
use serde_json::{Map, Value, json};

/// The usual size of a page of edges. (published)
const PAGE: usize = 256;

/// The fields by which edges can be sorted. (published)
const SORTED_BY: [&str; 6] = ["id", "name", "description", "tenantId", "size", "enableFips"];

/// The software of the edges. (recorded on premises)
const VERSION: (&str, &str) = ("6.2.4", "6.2.4-4259031");

/// The features that an edge can have, with their limits. (documented)
const CAPABILITIES: [(&str, &[(&str, u32)]); 14] = [
    ("dhcp", &[("MAX_POOL_AND_BINDINGS", 2048)]),
    ("syslog", &[("MAX_SERVER_IPS", 2)]),
    ("bridging", &[("MAX_BRIDGES", 500)]),
    ("nat", &[("MAX_RULES", 2048)]),
    ("l2vpn", &[]),
    (
        "ipsec",
        &[
            ("MAX_TUNNELS", 64),
            ("MAX_TUNNELS_COMPACT", 512),
            ("MAX_TUNNELS_LARGE", 1600),
            ("MAX_TUNNELS_QUADLARGE", 4096),
            ("MAX_TUNNELS_XLARGE", 6000),
        ],
    ),
    ("systemControl", &[]),
    ("edge", &[("MAX_APPLIANCES", 2)]),
    ("firewall", &[("MAX_RULES", 2048)]),
    ("highAvailability", &[("MAX_MANAGEMENT_IPS", 2)]),
    (
        "dns",
        &[
            ("MAX_SERVER_IPS", 2),
            ("MAX_CACHE_SIZE", 8192),
            ("MAX_VIEWS", 100),
            ("MAX_ZONES_PER_VIEW", 1000),
            ("MAX_RECORDS_PER_ZONE", 1000),
            ("MAX_VALUES_PER_RECORD", 100),
        ],
    ),
    (
        "loadBalancer",
        &[("MAX_MEMBERS_IN_POOL", 32), ("MAX_MONITOR_INSTANCES", 320), ("MAX_POOLS", 64), ("MAX_VIRTUAL_SERVERS", 64)],
    ),
    ("routing", &[("MAX_ROUTES", 2048)]),
    ("vnics", &[("MAX_SUB_INTERFACES", 200)]),
];

/// `GET …/edges`: a type that is empty or unknown shows all edges. (client code for the empty one; the other is an assumption)
pub(super) fn list(view: View) -> ApiResult<Value> {
    let call = view.call;
    let paging = Paging::of(call, PAGE, "prevEdgeId", &SORTED_BY)?;
    let asked = call.parameter("edgeType").unwrap_or_default();
    let is_known = |edge: &Edge| edge.edge_type().eq_ignore_ascii_case(asked);
    let is_filtered = Edge::ALL.iter().any(is_known);
    let fits = |name: &str, parameter: &str| {
        call.parameter(parameter).is_none_or(|text| name.to_lowercase().contains(&text.to_lowercase()))
    };
    let edges = Edge::ALL.into_iter().filter(|edge| !is_filtered || is_known(edge)).filter(|edge| {
        let is_router = call.parameter("LDRname").is_none() || *edge == Edge::Router;
        is_router && fits(edge.name(), "LDRname") && fits(edge.name(), "filter")
    });
    Ok(json!({"edgePage": paging.page(edges.map(|edge| summary(view, edge)).collect())}))
}

/// The state of an edge in a list. (fields as recorded and documented)
fn summary(view: View, edge: Edge) -> Map<String, Value> {
    let View { edges, sddc, .. } = view;
    let changes = edges.changes(edge.id());
    let connected = vnics::of(view, edge).iter().filter(|vnic| vnic["isConnected"] == true).count();
    object(json!({
        "objectId": edge.id(),
        "objectTypeName": "Edge",
        "vsmUuid": derived(sddc, "vsm").to_string().to_uppercase(),
        "nodeId": derived(sddc, "node"),
        "revision": changes.saturating_add(1),
        "type": {"name": "Edge"},
        "name": edge.name(),
        "clientHandle": "",
        "extendedAttributes": [],
        "isUniversal": false,
        "universalRevision": 0,
        "id": edge.id(),
        "state": "deployed",
        "edgeType": edge.edge_type(),
        "datacenterMoid": "datacenter-2",
        "datacenterName": "SDDC-Datacenter",
        "tenantId": "default",
        "apiVersion": "4.0",
        "recentJobInfo": {"jobId": format!("jobdata-{}", changes.saturating_add(1)), "status": "SUCCESS"},
        "edgeStatus": "GREEN",
        "numberOfConnectedVnics": connected,
        "appliancesSummary": appliances(sddc, edge),
        "hypervisorAssist": false,
        "allowedActions": [],
        "localEgressEnabled": false,
        "featureCapabilities": capabilities(sddc, edge),
    }))
}

/// The virtual machine of an edge, which runs on the first host. (assumption)
fn appliances(sddc: &SddcFacts, edge: Edge) -> Value {
    let mut appliances = object(json!({
        "vmVersion": VERSION.0,
        "vmBuildInfo": VERSION.1,
        "applianceSize": "compact",
        "fqdn": edge.name(),
        "numberOfDeployedVms": 1,
        "activeVseHaIndex": 0,
        "vmMoidOfActiveVse": vm_id(edge),
        "vmNameOfActiveVse": vm_name(edge),
        "resourcePoolMoidOfActiveVse": "resgroup-42",
        "resourcePoolNameOfActiveVse": "Mgmt-ResourcePool",
        "dataStoreMoidOfActiveVse": "datastore-29",
        "dataStoreNameOfActiveVse": "vsanDatastore",
        "statusFromVseUpdatedOn": sddc.created.as_millisecond(),
        "communicationChannel": "msgbus",
        "deployAppliances": true,
        "enableFips": false,
    }));
    if let Some(host) = sddc.clusters.first().and_then(|cluster| cluster.hosts.first()) {
        appliances.insert("hostMoidOfActiveVse".to_owned(), format!("host-{}", host.number).into());
        appliances.insert("hostNameOfActiveVse".to_owned(), host.hostname.as_str().into());
    }
    Value::Object(appliances)
}

fn capabilities(sddc: &SddcFacts, edge: Edge) -> Value {
    let capability = |(name, limits): &(&str, &[(&str, u32)])| {
        let limits = limits.iter().map(|(key, value)| json!({"key": key, "value": value.to_string()}));
        json!({
            "service": name,
            "isSupported": edge.has(name),
            "permission": {
                "accessPermission": {"viewPermission": true, "managePermission": true},
                "isLicensed": true,
            },
            "configurationLimits": limits.collect::<Vec<_>>(),
        })
    };
    let all: Vec<_> = CAPABILITIES.iter().map(capability).collect();
    json!({"timestamp": sddc.created.as_millisecond(), "featureCapabilities": all})
}
