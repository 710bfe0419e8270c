//! The services that firewall rules of a fresh SDDC can name.

use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::{collections::BTreeMap, sync::Arc};

/// A service in short form.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Short {
    Tcp(String),
    Udp(String),
    /// A type, or all.
    Icmp(Option<i64>),
    IcmpV6(Option<i64>),
    Igmp(()),
    /// The number of an IP protocol.
    Protocol(u8),
}

/// Returns the bodies of the services, by path.
pub(super) fn bodies() -> impl Iterator<Item = (Arc<str>, Map<String, Value>)> {
    let read: Result<BTreeMap<String, Short>, _> = serde_json::from_str(include_str!("protocols.json"));
    let services = read.unwrap_or_else(|err| panic!("the services of a fresh SDDC cannot be read: {err}"));
    services.into_iter().map(|(id, service)| (format!("/infra/services/{id}").into(), body(&id, &service)))
}

fn body(id: &str, service: &Short) -> Map<String, Value> {
    let mut entry = match service {
        Short::Tcp(port) => ports("TCP", port),
        Short::Udp(port) => ports("UDP", port),
        Short::Icmp(of_type) => icmp("ICMPv4", *of_type),
        Short::IcmpV6(of_type) => icmp("ICMPv6", *of_type),
        Short::Igmp(()) => json!({"resource_type": "IGMPTypeServiceEntry"}),
        Short::Protocol(number) => json!({"resource_type": "IPProtocolServiceEntry", "protocol_number": number}),
    };
    entry["id"] = id.into();
    let name = id.replace('_', " ");
    let body = json!({
        "$guard": "fixed",
        "display_name": name,
        "description": name,
        "is_default": true,
        "service_type": "NON_ETHER",
        "service_entries": [entry],
    });
    match body {
        Value::Object(body) => body,
        _ => Map::new(),
    }
}

fn ports(protocol: &str, port: &str) -> Value {
    json!({
        "resource_type": "L4PortSetServiceEntry",
        "l4_protocol": protocol,
        "source_ports": [],
        "destination_ports": [port],
    })
}

fn icmp(protocol: &str, of_type: Option<i64>) -> Value {
    let mut entry = json!({"resource_type": "ICMPTypeServiceEntry", "protocol": protocol});
    if let Some(of_type) = of_type {
        entry["icmp_type"] = of_type.into();
    }
    entry
}
