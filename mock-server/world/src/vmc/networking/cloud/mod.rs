//! The interface between NSX-T and AWS: public addresses, the MTU, connected services, linked VPCs, Direct Connect.
//!
//! Until 2018 its paths had no `/infra`. Both forms lead to the same objects. (client code and the guide of 2018)

mod direct_connect;
mod facts;
mod linked_vpcs;
mod objects;
mod public_ips;
mod refusals;
mod request;

use super::refusals::not_simulated;
use crate::{
    context::Cx,
    documents::{
        call::{DocumentCall, DocumentReply},
        refusals::not_found,
    },
    kernel::refusal::ApiResult,
    state::{orgs::Org, sddcs::SddcFacts},
};
use request::of_today;
use serde_json::Value;

/// Carries out an operation that reads.
pub(super) fn read(org: &Org, sddc: &SddcFacts, cx: &Cx, call: &DocumentCall) -> ApiResult<DocumentReply> {
    let template = of_today(call.template());
    let body = match &*template {
        "/infra/public-ips" => Value::Object(public_ips::list(sddc, call)?),
        "/infra/public-ips/{public-ip-id}" => Value::Object(public_ips::get(sddc, call)?),
        "/infra/external/config" => direct_connect::external_config(sddc),
        "/infra/direct-connect/bgp" => direct_connect::bgp(sddc),
        "/infra/direct-connect/routes/advertised" => direct_connect::advertised(sddc),
        "/infra/direct-connect/routes/learned" => direct_connect::learned(),
        "/routes" => direct_connect::routes_of_2018(sddc),
        "/infra/direct-connect/vifs" => objects::no_results(),
        "/infra/accounts" => linked_vpcs::accounts(org, sddc),
        "/infra/linked-vpcs" => linked_vpcs::list(org, sddc),
        "/infra/linked-vpcs/{linked-vpc-id}" => linked_vpcs::get(org, sddc, call)?,
        "/infra/linked-vpcs/{linked-vpc-id}/connected-services" => linked_vpcs::connected(org, sddc, call)?,
        "/infra/mgmt-vms" => facts::management_vms(sddc),
        "/infra/mgmt-vms/{vm-id}" => facts::management_vm(sddc, call)?,
        "/infra/sddc-user-config" => facts::user_config(sddc),
        "/infra/sddc-networking-state-info" => facts::networking_state(org, sddc),
        "/infra/feature-flags" => facts::feature_flags(),
        "/infra/external/sddc-connectivity-status" => facts::connectivity(sddc),
        "/infra/external/routes/advertised" | "/infra/external/routes/learned" => {
            facts::external_routes(sddc, &template)
        }
        "/infra/sddc/mgw/gateway-policies/invalid-fw-rules" => facts::invalid_rules(),
        "/infra/realized-state/status" | "/infra/vmc/realized-state/status" => facts::realized(sddc, cx, call)?,
        "/infra/realized-state/realized-entities" | "/infra/vmc/realized-state/realized-entities" => {
            facts::realized_entities(sddc, cx, call)?
        }
        "/infra/traffic-groups/{traffic-group-id}/statistics" => facts::interface_statistics(sddc, call)?,
        _ => return objects::read(sddc, call),
    };
    Ok(call.reply(Some(body)))
}

/// Carries out an operation that changes something.
pub(super) fn write(org: &mut Org, cx: &Cx, call: &DocumentCall) -> ApiResult<DocumentReply> {
    let template = of_today(call.template());
    let method = call.operation().method;
    match (method, &*template) {
        ("PUT", "/infra/public-ips/{public-ip-id}") => public_ips::put(org, cx, call),
        ("DELETE", "/infra/public-ips/{public-ip-id}") => public_ips::delete(org, cx, call),
        ("PUT", "/infra/external/config") => direct_connect::put_external_config(org, cx, call),
        ("PUT" | "PATCH", "/infra/direct-connect/bgp") => direct_connect::write_bgp(org, cx, call),
        ("PUT", "/infra/linked-vpcs/{linked-vpc-id}/connected-services/{service-name}") => {
            linked_vpcs::connect(org, cx, call)
        }
        // There are no virtual interfaces, so none can be attached or deleted.
        (_, "/infra/direct-connect/vifs/{vif-id}") => Err(not_found(&call.asked)),
        ("POST", "/infra/sddc-network-config/reserved-networks") => objects::validate(call),
        ("PUT" | "PATCH" | "DELETE", _) => objects::write(org, cx, call),
        _ => Err(not_simulated(call.operation().name, "what it does is not published")),
    }
}
