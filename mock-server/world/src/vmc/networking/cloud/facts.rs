//! What is known about the networks of an SDDC: management VMs, the user's configuration, realization, counts.

use super::{direct_connect::networks, request::id};
use crate::{
    context::Cx,
    documents::{call::DocumentCall, refusals},
    kernel::refusal::ApiResult,
    state::{dns::ManagementVm, orgs::Org, sddcs::SddcFacts},
    vmc::networking::defaults::networks_of,
};
use jiff::SignedDuration;
use serde_json::{Value, json};

/// The time after which a change is realized. (assumption)
const REALIZATION: SignedDuration = SignedDuration::from_secs(2);

pub(super) fn management_vms(sddc: &SddcFacts) -> Value {
    let all: Vec<_> = ManagementVm::ALL.into_iter().map(|vm| vm_object(sddc, vm)).collect();
    json!({"result_count": all.len(), "results": all})
}

pub(super) fn management_vm(sddc: &SddcFacts, call: &DocumentCall) -> ApiResult<Value> {
    let found = ManagementVm::ALL.into_iter().find(|vm| vm.id() == id(call));
    found.map(|vm| vm_object(sddc, vm)).ok_or_else(|| refusals::not_found(&call.asked))
}

fn vm_object(sddc: &SddcFacts, vm: ManagementVm) -> Value {
    let group = match vm {
        ManagementVm::Vcenter => "VCENTER",
        ManagementVm::NsxManager => "NSX-MANAGER",
    };
    json!({
        "id": vm.id(),
        "display_name": vm.id(),
        "ips": [vm.private_address(sddc)],
        "group_path": format!("/infra/domains/mgw/groups/{group}"),
        "services": [{
            "name": "HTTPS", "display_name": "HTTPS", "path": "/infra/services/HTTPS", "ports": [443], "resource_type": "TCPEntry",
        }],
    })
}

/// The names of gateways and labels are recorded; the addresses are those of the SDDC.
pub(super) fn user_config(sddc: &SddcFacts) -> Value {
    let label = |id: &str| json!({"id": id, "display_name": id, "path": format!("/infra/labels/{id}")});
    let labels = ["mgw", "cgw-all", "cgw-public", "cgw-direct-connect", "cgw-cross-vpc", "cgw-vpn"].map(label);
    json!({
        "sddc_name": sddc.name,
        "sddc_region": sddc.aws_region(),
        "provider_name": "vmc",
        "compute_gateway": "cgw",
        "management_gateway": "mgw",
        "compute_domain": "cgw",
        "management_domain": "mgw",
        "public_interface_label": "cgw-public",
        "dx_interface_label": "cgw-direct-connect",
        "linked_vpc_interface_label": "cgw-cross-vpc",
        "all_uplink_interface_label": "cgw-all",
        "all_vpn_interface_label": "cgw-vpn",
        "management_gateway_label": "mgw",
        "mgmt_addresses": [sddc.vpc_cidr],
        "mgmt_subnet": [sddc.vpc_cidr],
        "mgmt_subnets": [sddc.vpc_cidr],
        "sddc_infra_addresses": [sddc.vpc_cidr],
        "sddc_infra_subnet": [sddc.vpc_cidr],
        "infra_subnets": [sddc.vpc_cidr],
        "vpn_internet_ips": [sddc.drawn.public_ip.to_string()],
        "vpn_dx_ips": [],
        "cgw_snat_ip": sddc.drawn.public_ip.to_string(),
        "mgw_snat_ip": sddc.drawn.public_ip.to_string(),
        "labels": labels,
        "security_classification": "UNCLASSIFIED",
        "route_aggregation_enabled": false,
    })
}

/// Counts of the objects of an SDDC.
pub(super) fn networking_state(org: &Org, sddc: &SddcFacts) -> Value {
    let documents = networks_of(sddc);
    let count = |path: &str| documents.directly_below(path).count();
    let rules = |domain: &str| count(&format!("/infra/domains/{domain}/gateway-policies/default/rules"));
    let linked = org.connections.iter().find(|found| found.sddc == sddc.id && found.broken.is_none());
    let sessions = count("/infra/tier-0s/vmc/locale-services/default/ipsec-vpn-services/default/sessions");
    let advertised = networks(sddc).len();
    json!({
        "sddc_id": sddc.id.to_string(),
        "sddc_name": sddc.name,
        "sddc_region": sddc.aws_region(),
        "provider_name": "AWS",
        "compute_gateway": [{
            "total_firewall_rules": rules("cgw"),
            "total_segments": count("/infra/tier-1s/cgw/segments") + count("/infra/segments"),
            "total_tier1_gateways": count("/infra/tier-1s"),
        }],
        "management_gateway": [{
            "appliance_subnet": sddc.vpc_cidr, "mgmt_subnets": [sddc.vpc_cidr], "total_firewall_rules": rules("mgw"),
        }],
        "cloud_provider": [{
            "vpc_id": linked.map(|link| link.subnet.vpc_id()),
            "connectivity_status": if linked.is_some() { "CONNECTED" } else { "DISCONNECTED" },
        }],
        "direct_connect": [{
            "advertised_routes": advertised, "learned_routes": 0, "total_vifs_count": 0, "total_attached_vifs_count": 0,
            "connectivity_up": 0, "connectivity_down": 0, "down_vif_names": [],
        }],
        "vpn": [{
            "public_ip": sddc.drawn.public_ip.to_string(), "total_connections": sessions, "connectivity_up": 0,
            "connectivity_down": sessions, "connectivity_deactivated": 0, "vpn_down_connections": [],
        }],
    })
}

/// No feature is switched off. Which names there are is not published.
pub(super) fn feature_flags() -> Value {
    json!({"features": []})
}

pub(super) fn connectivity(_: &SddcFacts) -> Value {
    let status = |kind: &str| json!({"type": kind, "status": "DISCONNECTED"});
    let all = ["DIRECT_CONNECT", "DEPLOYMENT_CONNECTIVITY_GROUP"].map(status);
    json!({"connectivities": all})
}

/// The routes over external connections. Without Direct Connect and without an SDDC group there are none.
pub(super) fn external_routes(_: &SddcFacts, _: &str) -> Value {
    json!({"routes": [], "result_count": 0})
}

/// No rule of the management gateway is invalid: such rules are refused.
pub(super) fn invalid_rules() -> Value {
    json!({"invalid_rules": []})
}

pub(super) fn realized(sddc: &SddcFacts, cx: &Cx, call: &DocumentCall) -> ApiResult<Value> {
    let intent = intent(call)?;
    let status = state(sddc, cx, intent);
    Ok(json!({"intent_path": intent, "consolidated_status": {"consolidated_status": status}}))
}

pub(super) fn realized_entities(sddc: &SddcFacts, cx: &Cx, call: &DocumentCall) -> ApiResult<Value> {
    let intent = intent(call)?;
    Ok(json!({"intent_path": intent, "realized_state": state(sddc, cx, intent), "realized_entities": []}))
}

fn intent(call: &DocumentCall) -> ApiResult<&str> {
    call.parameter("intent_path").ok_or_else(|| refusals::field_missing("intent_path"))
}

/// A change is realized a moment after it was made.
fn state(sddc: &SddcFacts, cx: &Cx, intent: &str) -> &'static str {
    let networks = networks_of(sddc);
    let Some(end) = networks.get(intent).and_then(|document| document.modified.checked_add(REALIZATION).ok()) else {
        return "SUCCESS";
    };
    cx.until(|now| if now < end { ("IN_PROGRESS", Some(end)) } else { ("SUCCESS", None) })
}

/// No packet ever passes a simulated interface.
pub(super) fn interface_statistics(sddc: &SddcFacts, call: &DocumentCall) -> ApiResult<Value> {
    let path = call.asked.trim_end_matches("/statistics");
    let networks = networks_of(sddc);
    networks.get(path).ok_or_else(|| refusals::not_found(path))?;
    let counters = json!({"total_packets": 0, "total_bytes": 0, "dropped_packets": 0});
    Ok(json!({"interface_policy_path": path, "rx": counters, "tx": counters}))
}
