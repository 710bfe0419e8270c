//! Random requests to the networks of an SDDC, by any of its interfaces.

use crate::{
    course::Course,
    operations::{send, thing},
};
use proptest::{prelude::*, sample::select};
use serde_json::{Value, json};
use vmc_contract::Answer;

/// A request: method, what follows the SDDC in the path, and a body.
#[derive(Debug, Clone)]
pub(crate) struct NetworkRequest {
    method: &'static str,
    rest: String,
    body: Option<Value>,
}

/// Objects that are written, with bodies that fit them and bodies that do not.
const OBJECTS: &[&str] = &[
    "/policy/api/v1/infra/domains/cgw/groups/g{n}",
    "/policy/api/v1/infra/domains/cgw/security-policies/p{n}",
    "/policy/api/v1/infra/domains/cgw/security-policies/p{n}/rules/r{n}",
    "/policy/api/v1/infra/domains/cgw/communication-maps/p{n}",
    "/policy/api/v1/infra/domains/mgw/gateway-policies/default/rules/r{n}",
    "/policy/api/v1/infra/tier-1s/cgw/segments/s{n}",
    "/policy/api/v1/infra/tier-1s/cgw/nat/USER/nat-rules/n{n}",
    "/policy/api/v1/infra/services/t{n}",
    "/cloud-service/api/v1/infra/public-ips/a{n}",
    "/cloud-service/api/v1/infra/external/config",
    "/cloud-service/api/v1/infra/direct-connect/bgp",
];

/// What is only read.
const READ: &[&str] = &[
    "/policy/api/v1/infra/domains/cgw/groups",
    "/policy/api/v1/infra/domains/cgw/security-policies",
    "/policy/api/v1/search?query=resource_type:Group",
    "/policy/api/v1/search/query?query=display_name:g*",
    "/policy/api/v1/infra/realized-state/status?intent_path=/infra/domains/cgw/groups/g1",
    "/policy/api/v1/infra/realized-state/realized-entities?intent_path=/infra/domains/cgw/groups/g1",
    "/policy/api/v1/infra/domains/mgw/groups/ESXI",
    "/policy/api/v1/infra?filter=Type-Group%7CSegment",
    "/cloud-service/api/v1/infra/public-ips",
    "/cloud-service/api/v1/infra/sddc-networking-state-info",
    "/cloud-service/api/v1/infra/realized-state/status?intent_path=/infra/external/config",
    "/networks/4.0/edges?edgeType=gatewayServices",
    "/networks/4.0/edges/edge-2/firewall/config",
    "/networks/4.0/edges/edge-2/nat/config",
    "/networks/4.0/sddc/networks",
];

impl NetworkRequest {
    /// Sends it to an SDDC on AWS, which is made if there is none.
    pub(crate) fn send(&self, course: &mut Course) -> Answer {
        let sddc = thing(course, "linked");
        let base = if self.rest.starts_with("/networks/") { "/vmc/api" } else { "/vmc/reverse-proxy/api" };
        let path = format!("{base}/orgs/{}/sddcs/{sddc}{}", course.world.org(), self.rest);
        send(course, None, self.method, path, self.body.as_ref().map(Value::to_string))
    }
}

pub(crate) fn any_network_request() -> impl Strategy<Value = NetworkRequest> {
    let methods = select(&["GET", "PUT", "PATCH", "DELETE"][..]);
    let write = (methods, select(OBJECTS), 1..4_u8, any_body()).prop_map(|(method, template, number, body)| {
        let rest = template.replace("{n}", &number.to_string());
        let body = matches!(method, "PUT" | "PATCH").then_some(body);
        NetworkRequest { method, rest, body }
    });
    let read = select(READ).prop_map(|rest| NetworkRequest { method: "GET", rest: rest.to_owned(), body: None });
    let tree = (1..4_u8, any::<bool>()).prop_map(|(number, is_gone)| {
        let group = json!({"resource_type": "Group", "id": format!("g{number}")});
        let child = json!({"resource_type": "ChildGroup", "Group": group, "marked_for_delete": is_gone});
        let domain = json!({
            "resource_type": "ChildResourceReference", "id": "cgw", "target_type": "Domain", "children": [child],
        });
        let body = Some(json!({"resource_type": "Infra", "children": [domain]}));
        NetworkRequest { method: "PATCH", rest: "/policy/api/v1/infra".to_owned(), body }
    });
    let edge = any::<bool>().prop_map(|accepts| {
        let action = if accepts { "accept" } else { "no such action" };
        let body = Some(json!({"firewallRules": [{"name": "rule", "action": action}]}));
        NetworkRequest { method: "POST", rest: "/networks/4.0/edges/edge-2/firewall/config/rules".to_owned(), body }
    });
    prop_oneof![5 => write, 3 => read, 1 => tree, 1 => edge]
}

/// Bodies of every kind of object. Most objects accept some of them.
fn any_body() -> impl Strategy<Value = Value> {
    let paths = json!([{"resource_type": "PathExpression", "paths": ["/infra/domains/cgw/groups/g1"]}]);
    select(vec![
        json!({}),
        json!({"display_name": "renamed", "_revision": 0}),
        json!({"display_name": "renamed", "_revision": 1}),
        json!({"expression": paths}),
        json!({"category": "Application", "rules": [{"id": "r1", "source_groups": ["/infra/domains/cgw/groups/g1"]}]}),
        json!({"source_groups": ["/infra/domains/cgw/groups/g2"], "action": "ALLOW", "disabled": "true"}),
        json!({
            "source_groups": ["ANY"], "destination_groups": ["/infra/domains/mgw/groups/VCENTER"], "action": "ALLOW",
            "services": ["/infra/services/HTTPS"], "scope": ["/infra/labels/mgw"],
        }),
        json!({"subnets": [{"gateway_address": "192.168.7.1/24"}]}),
        json!({"subnets": [{"gateway_address": "nowhere"}]}),
        json!({"action": "REFLEXIVE", "source_network": "192.168.1.7", "translated_network": "198.51.100.1"}),
        json!({"action": "DNAT", "destination_network": "198.51.100.1", "translated_network": "192.168.1.7"}),
        json!({"service_entries": [{
            "resource_type": "L4PortSetServiceEntry", "l4_protocol": "TCP", "destination_ports": ["80"],
        }]}),
        json!({"intranet_mtu": 8900}),
        json!({"local_as_num": "64512"}),
        json!([]),
    ])
}
