//! Every published operation of NSX-V that reads, on every edge: each answer has the published type.

use super::{preview, with_networks};
use crate::{
    networking,
    networking_table::Operation,
    suite::{
        Case,
        Needs::MovableClock,
        Played, Trial, cases,
        played::{equal, hold},
    },
};
use serde_json::json;
use std::collections::BTreeSet;

pub(super) const CASES: &[Case] = cases! { "flows/networking/edges/operations", Flow;
    MovableClock => every_operation_that_reads_answers_with_its_type;
};

/// The operations that a distributed router does not have.
const OF_GATEWAYS: [&str; 7] = ["/nat/", "/dns/", "/ipsec/", "/l2vpn/", "/peerconfig", "/dashboard/ipsec", "/cgws/"];

async fn every_operation_that_reads_answers_with_its_type(trial: &Trial) -> Played {
    let (world, alice, sddc) = with_networks(trial).await?;
    // Lists that have something in them.
    let pool = alice.org_path(&format!("/sddcs/{sddc}/publicips"));
    alice.post(&pool, &json!({"count": 2, "names": ["web"], "private_ips": ["192.168.1.10"]})).await?.require(202)?;
    world.advance("60s").await?;
    for edge in ["edge-1", "edge-2"] {
        let of = |rest: &str| preview(&alice, &sddc, &format!("/edges/{edge}{rest}"));
        let side = json!({"ipAddress": ["10.0.0.1"], "vnicGroupId": ["vse"]});
        let service = json!({"service": [{"protocol": "icmp", "icmpType": "any"}]});
        let rule = json!({"action": "accept", "source": side, "destination": side, "application": service});
        alice.post(&of("/firewall/config/rules"), &json!({"firewallRules": [rule]})).await?.require(201)?;
        alice.post(&of("/nat/config/rules"), &json!({"natRulesDtos": [{"action": "snat"}]})).await?.require(201)?;
        let subnets = json!({"subnets": ["10.9.0.0/16"]});
        let site = json!({"name": "a", "peerIp": "192.0.2.1", "psk": "secret", "localSubnets": subnets, "peerSubnets": subnets});
        alice.put(&of("/ipsec/config"), &json!({"sites": {"sites": [site]}})).await?.require(204)?;
        alice.put(&of("/dns/config"), &json!({"dnsServers": {"ipAddress": ["10.0.0.2"]}})).await?.require(204)?;
    }
    let l2vpn = json!({"listenerIps": ["192.0.2.7"], "sites": {"sites": [{"name": "b", "password": "p"}]}});
    alice.put(&preview(&alice, &sddc, "/sddc/cgws/edge-2/l2vpn/config"), &l2vpn).await?.require(204)?;

    let table = &networking::tables()[2];
    let mut asked = BTreeSet::new();
    for operation in table.operations.iter().filter(|operation| operation.method == "GET") {
        for edge in ["edge-1", "edge-2", "edge-3"] {
            let Some(target) = target(operation, edge) else { continue };
            let answer = alice.get(&preview(&alice, &sddc, &target)).await?;
            let answer = answer.require(200)?;
            let faults = networking::faults(table, operation, answer.status, &answer.body);
            hold!(faults.is_empty(), "{target}: {faults:?} is not as published");
            asked.insert(&operation.name);
        }
    }
    let all = table.operations.iter().filter(|operation| operation.method == "GET").map(|operation| &operation.name);
    equal!(asked, all.collect(), "operations that were asked for");
    Ok(())
}

/// Returns a request for an operation on an edge. `None` if the edge does not have the operation.
fn target(operation: &Operation, edge: &str) -> Option<String> {
    let template = operation.path.strip_prefix("/networks/4.0")?;
    let is_router = edge == "edge-3";
    if is_router && OF_GATEWAYS.iter().any(|part| template.contains(part))
        || template.contains("/cgws/") && edge == "edge-1"
    {
        return None;
    }
    // What is not about an edge is asked for once.
    if !template.contains("{edgeId}") && edge != "edge-1" {
        return None;
    }
    let site = if edge == "edge-1" { "ipsecsite-1" } else { "ipsecsite-2" };
    let path = template.replace("{edgeId}", edge).replace("{ruleId}", "131073").replace("{networkId}", "virtualwire-1");
    let query = match template {
        "/edges" => "?edgeType=".to_owned(),
        "/edges/{edgeId}/peerconfig" => format!("?objecttype=ipsecSiteConfig&objectid={site}"),
        _ => String::new(),
    };
    Some(path + &query)
}
