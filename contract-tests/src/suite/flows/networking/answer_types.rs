//! What the strictest client demands of all answers: an SDK that decodes them by their published types. Parts of several possible types say
//! which one they are, every value has its JSON type, and every list has its results.

use super::networker::networked;
use crate::suite::{
    Case,
    Needs::MovableClock,
    Played, Trial, cases,
    played::{Needed, equal, hold},
};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use vmcsim_fixtures::published;

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
    let session = json!({"resource_type": "PolicyBasedL3VpnSession", "rules": []});
    let filter = json!({
        "resource_type": "IdsProfileFilterCriteria",
        "filter_name": "ATTACK_TYPE",
        "filter_value": ["x"],
    });
    let ids = json!({"profile_severity": ["HIGH"], "criteria": [filter]});
    let sessions = "/tier-0s/vmc/locale-services/default/ipsec-vpn-services/default/sessions";
    let policy_based = json!({"resource_type": "PolicyBasedIPSecVpnSession", "psk": "x", "rules": [rule]});
    let tunnel = json!({"ip_subnets": [{"ip_addresses": ["169.254.0.1"], "prefix_length": 30}]});
    let route_based = json!({"resource_type": "RouteBasedIPSecVpnSession", "tunnel_interfaces": [tunnel]});
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
    let table = Table::read()?;
    let (mut asked, mut waiting) = (BTreeSet::new(), table.lists_at_the_root());
    let (mut faults, mut answers) = (Vec::new(), 0);
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
        let of_type = table.response(place)?;
        table.check(&path, of_type, &answer.body, &mut faults);
        let results = answer.body["results"].as_array().cloned().unwrap_or_default();
        let found = results.iter().filter_map(|object| object["path"].as_str()?.strip_prefix("/infra"));
        found.for_each(|path| waiting.extend(table.of_object(path)));
    }
    faults.sort();
    faults.dedup();
    equal!(faults, Vec::<String>::new());
    hold!(answers > 500, "only {answers} answers were checked");
    Ok(())
}

/// The published operations and types.
struct Table {
    operations: Vec<Value>,
    types: Value,
}

impl Table {
    fn read() -> Played<Self> {
        let table: Value = serde_json::from_str(published::NSXT_POLICY).ok().needed()?;
        let operations = table["operations"].as_array().needed()?.clone();
        Ok(Self { operations, types: table["types"].clone() })
    }

    /// The operations that read, with their templates below `/infra`.
    fn reads(&self) -> impl Iterator<Item = (usize, &str)> {
        let operations = self.operations.iter().enumerate().filter(|(_, operation)| operation["method"] == "GET");
        operations.filter_map(|(place, operation)| {
            let template = operation["path"].as_str()?.strip_prefix("/policy/api/v1/infra")?;
            (!template.contains('?')).then_some((place, template))
        })
    }

    fn lists_at_the_root(&self) -> Vec<(usize, String)> {
        let reads = self.reads().filter(|(_, template)| !template.contains('{'));
        reads.map(|(place, template)| (place, template.to_owned())).collect()
    }

    /// The operations on an object and directly below it.
    fn of_object(&self, path: &str) -> Vec<(usize, String)> {
        let found = self.reads().filter_map(|(place, template)| {
            let end = template.rfind('}')? + 1;
            let (object, rest) = template.split_at(end);
            let (object, path_parts) = (object.split('/'), path.split('/'));
            let same = object.clone().count() == path_parts.clone().count()
                && object.zip(path_parts).all(|(part, own)| part.starts_with('{') || part == own);
            same.then(|| (place, [path, rest].concat()))
        });
        found.collect()
    }

    fn response(&self, place: usize) -> Played<&str> {
        self.operations[place]["response"].as_str().needed()
    }

    /// Returns a field of a type, or of those that it extends.
    fn field(&self, of_type: &str, name: &str) -> Option<&Value> {
        let found = self.types.get(of_type)?;
        let own = found["fields"].get(name);
        own.or_else(|| self.field(found["base"].as_str()?, name))
    }

    /// Checks an object of a type. The faults name the type and the field, so that each is reported once.
    fn check(&self, at: &str, of_type: &str, value: &Value, faults: &mut Vec<String>) {
        let Some(fields) = value.as_object() else {
            return faults.push(format!("{at}: {of_type} is no object"));
        };
        let published = &self.types[of_type];
        let mut of_type = of_type;
        if let Some(discriminator) = published["discriminator"].as_str() {
            let subtypes = published["subtypes"].as_array().map(Vec::as_slice).unwrap_or_default();
            match fields.get(discriminator).and_then(Value::as_str) {
                Some(actual) if actual == of_type || subtypes.iter().any(|known| known == actual) => of_type = actual,
                _ => faults.push(format!("{at}: {of_type} has no {discriminator}")),
            }
        }
        if self.field(of_type, "results").is_some_and(|field| field["type"].as_str().is_some_and(is_list))
            && !fields.get("results").is_some_and(Value::is_array)
        {
            faults.push(format!("{at}: {of_type} has no results"));
        }
        for (name, value) in fields {
            match self.field(of_type, name).and_then(|field| field["type"].as_str()) {
                Some(notation) => self.check_value(&format!("{of_type}.{name}"), notation, value, faults),
                None => faults.push(format!("{of_type}.{name} is not published")),
            }
        }
    }

    fn check_value(&self, at: &str, notation: &str, value: &Value, faults: &mut Vec<String>) {
        let inner = |prefix: &str| notation.strip_prefix(prefix).and_then(|rest| rest.strip_suffix('>'));
        let fits = match notation {
            "string" => value.is_string(),
            "boolean" => value.is_boolean(),
            "integer" => value.is_i64() || value.is_u64(),
            "number" => value.is_number(),
            "object" => value.is_object(),
            _ => match (inner("array<"), inner("map<string,")) {
                (Some(item), _) => {
                    value.as_array().into_iter().flatten().for_each(|value| self.check_value(at, item, value, faults));
                    value.is_array()
                }
                (_, Some(item)) => {
                    let values = value.as_object().into_iter().flat_map(|fields| fields.values());
                    values.for_each(|value| self.check_value(at, item.trim(), value, faults));
                    value.is_object()
                }
                _ => {
                    self.check(at, notation, value, faults);
                    true
                }
            },
        };
        if !fits {
            faults.push(format!("{at} is {value} and not {notation}"));
        }
    }
}

fn is_list(notation: &str) -> bool {
    notation.starts_with("array<")
}
