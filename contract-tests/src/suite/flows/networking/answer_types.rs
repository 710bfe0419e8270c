//! What the strictest client demands of all answers: an SDK that decodes them by their published types. Every answer of a case is compared
//! with its type, also here. This case asks for everything, with objects of all types that contain parts of several possible types.

use super::networker::networked;
use crate::{
    networking::tables,
    networking_table::NetworkingTable,
    suite::{Case, Needs::MovableClock, Played, Trial, cases, played::hold},
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

pub(super) const CASES: &[Case] = cases! { "flows/networking/answer_types", Flow;
    MovableClock => every_answer_has_its_published_type;
};

/// Objects of which a fresh SDDC has none.
fn objects() -> Vec<(&'static str, Value)> {
    let address = json!({"resource_type": "IPAddressExpression", "ip_addresses": ["10.0.0.1"]});
    let or = json!({"resource_type": "ConjunctionOperator", "conjunction_operator": "OR"});
    let nested = json!({"resource_type": "NestedExpression", "expressions": [address]});
    let paths = json!({"resource_type": "PathExpression", "paths": ["/infra/domains/mgw/groups/ESXI"]});
    let ports = json!({"resource_type": "L4PortSetServiceEntry", "l4_protocol": "TCP", "destination_ports": [80]});
    let ping = json!({"resource_type": "ICMPTypeServiceEntry", "protocol": "ICMPv4"});
    let dhcp = json!({"resource_type": "SegmentDhcpV4Config", "lease_time": "3600", "server_address": "10.4.0.2/24"});
    let rule = json!({"id": "r", "sources": [{"subnet": "10.0.0.0/8"}], "destinations": [{"subnet": "172.16.0.0/12"}]});
    let session =
        json!({"resource_type": "PolicyBasedL3VpnSession", "rules": [{"action": "PROTECT", "sequence_number": "1"}]});
    let filter = json!({
        "resource_type": "IdsProfileFilterCriteria",
        "filter_name": "ATTACK_TYPE",
        "filter_value": ["x"],
    });
    let ids = json!({"profile_severity": ["HIGH"], "criteria": [filter]});
    let sessions = "/tier-0s/vmc/locale-services/default/ipsec-vpn-services/default/sessions";
    let policy_based = json!({"resource_type": "PolicyBasedIPSecVpnSession", "psk": "x", "rules": [rule]});
    let tunnel = json!({"ip_subnets": [{"ip_addresses": ["169.254.0.1"], "prefix_length": 30}]});
    let route_based = json!({"resource_type": "RouteBasedIPSecVpnSession", "psk": "x", "tunnel_interfaces": [tunnel]});
    let binding = json!({"resource_type": "DhcpV4StaticBindingConfig", "ip_address": "10.4.0.9"});
    vec![
        ("/domains/cgw/groups/g", json!({"expression": [address, or, nested, or, paths]})),
        ("/services/s", json!({"service_entries": [ports, ping]})),
        ("/tier-1s/cgw/segments/s", json!({"subnets": [{"gateway_address": "10.4.0.1/24", "dhcp_config": dhcp}]})),
        ("/tier-1s/cgw/segments/s/dhcp-static-binding-configs/b", binding),
        ("/tier-1s/cgw/segments/s/ports/p", json!({"admin_state": "UP"})),
        ("/segments/f", json!({"advanced_config": {"connectivity": "OFF"}})),
        ("/domains/cgw/security-policies/p", json!({"rules": [{"id": "r", "action": "DROP", "disabled": "true"}]})),
        ("/domains/cgw/intrusion-service-policies/p", json!({"rules": [{"id": "r", "logged": "True"}]})),
        ("/settings/firewall/security/intrusion-services/profiles/p", ids),
        ("/tier-1s/cgw/nat/USER/nat-rules/n", json!({"action": "SNAT", "translated_network": "10.0.0.1"})),
        ("/tier-0s/vmc/static-routes/r", json!({"network": "10.0.0.0/8", "next_hops": [{"admin_distance": "3"}]})),
        ("/tier-0s/vmc/prefix-lists/l", json!({"prefixes": [{"action": "DENY", "network": "ANY", "ge": "8"}]})),
        ("/tier-0s/vmc/locale-services/default/bgp/neighbors/n", json!({"hold_down_time": "30"})),
        ("/tier-0s/vmc/locale-services/default/l3vpns/v", json!({"l3vpn_session": session})),
        ("/tier-0s/vmc/locale-services/default/ipsec-vpn-services/default/sessions/p", policy_based),
        ("/tier-0s/vmc/locale-services/default/ipsec-vpn-services/default/sessions/r", route_based),
        (
            "/tier-0s/vmc/locale-services/default/l2vpn-services/default/sessions/l",
            json!({"transport_tunnels": [format!("/infra{sessions}/r")], "enabled": "false"}),
        ),
        ("/tier-0s/vmc/locale-services/default/l2vpn-context/l2vpns/l", json!({"transport_tunnels": []})),
        ("/dhcp-relay-configs/r", json!({"server_addresses": ["10.0.0.1"]})),
        ("/context-profiles/c", json!({"attributes": [{"key": "APP_ID", "value": ["SSL"]}]})),
    ]
}

async fn every_answer_has_its_published_type(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    for (path, body) in objects() {
        alice.put(path, &body).await?;
    }
    let reads = Reads { table: &tables()[0] };
    let (mut asked, mut waiting, mut answers) = (BTreeSet::new(), reads.at_the_root(), 0);
    while let Some((place, path)) = waiting.pop() {
        if !asked.insert((place, path.clone())) {
            continue;
        }
        let answer = alice.user.get(&alice.path(&path)).await?;
        // What is absent, needs a parameter or is not simulated has the type of errors.
        if answer.status != 200 {
            hold!(answer.body["error_message"].is_string() && answer.body["error_code"].is_u64(), "{path}");
            continue;
        }
        answers += 1;
        hold!(!reads.is_list(place) || answer.body["results"].is_array(), "{path} has no results");
        let results = answer.body["results"].as_array().cloned().unwrap_or_default();
        let found = results.iter().filter_map(|object| object["path"].as_str()?.strip_prefix("/infra"));
        found.for_each(|path| waiting.extend(reads.of_object(path)));
    }
    hold!(answers > 500, "only {answers} answers were checked");
    Ok(())
}

/// The published operations.
struct Reads<'t> {
    table: &'t NetworkingTable,
}

impl Reads<'_> {
    /// The operations that read, with their templates below `/infra`.
    fn all(&self) -> impl Iterator<Item = (usize, &str)> {
        let operations = self.table.operations.iter().enumerate().filter(|(_, operation)| operation.method == "GET");
        operations.filter_map(|(place, operation)| {
            let template = operation.path.strip_prefix("/policy/api/v1/infra")?;
            (!template.contains('?')).then_some((place, template))
        })
    }

    fn at_the_root(&self) -> Vec<(usize, String)> {
        let reads = self.all().filter(|(_, template)| !template.contains('{'));
        reads.map(|(place, template)| (place, template.to_owned())).collect()
    }

    /// The operations on an object and directly below it.
    fn of_object(&self, path: &str) -> Vec<(usize, String)> {
        let found = self.all().filter_map(|(place, template)| {
            let end = template.rfind('}')? + 1;
            let (object, rest) = template.split_at(end);
            let (object, path_parts) = (object.split('/'), path.split('/'));
            let same = object.clone().count() == path_parts.clone().count()
                && object.zip(path_parts).all(|(part, own)| part.starts_with('{') || part == own);
            same.then(|| (place, [path, rest].concat()))
        });
        found.collect()
    }

    /// Whether the answers of an operation are lists.
    fn is_list(&self, place: usize) -> bool {
        let response = self.table.operations[place].response.as_deref();
        let results = response.map(|response| self.table.fields(response).get("results").map(|found| &found.notation));
        results.flatten().is_some_and(|notation| notation.starts_with("array<"))
    }
}
