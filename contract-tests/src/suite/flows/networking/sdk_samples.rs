//! The sequences of the samples of the SDK for Python, for NSX-T.

use super::networker::networked;
use crate::suite::{
    Case,
    Needs::MovableClock,
    Played, Trial, cases,
    played::{Needed, equal, hold},
};
use serde_json::json;

pub(super) const CASES: &[Case] = cases! { "flows/networking/sdk_samples", Flow;
    MovableClock => groups_and_rules_of_both_gateways_are_patched_and_deleted;
    MovableClock => a_vpn_and_its_neighbors_are_patched;
    MovableClock => gateways_domains_and_segments_are_listed;
    MovableClock => a_workload_is_exposed_by_a_nat_rule;
};

async fn groups_and_rules_of_both_gateways_are_patched_and_deleted(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    let addresses = json!({"resource_type": "IPAddressExpression", "ip_addresses": ["172.31.0.0/24"]});
    alice.patch("/domains/mgw/groups/office", &json!({"expression": [addresses]})).await?;
    alice.patch("/domains/cgw/groups/office", &json!({"expression": [addresses]})).await?;

    let rule = json!({
        "action": "ALLOW",
        "scope": ["/infra/labels/mgw"],
        "services": ["/infra/services/HTTPS"],
        "source_groups": ["/infra/domains/mgw/groups/office"],
        "destination_groups": ["/infra/domains/mgw/groups/VCENTER"],
        "sequence_number": 0,
    });
    let path = "/domains/mgw/gateway-policies/default/rules/vcenter-in";
    alice.patch(path, &rule).await?;
    equal!(alice.read(path).await?["destination_groups"], rule["destination_groups"]);
    alice.delete(path).await?;
    alice.read_missing(path).await?;

    let rule = json!({
        "action": "ALLOW",
        "scope": ["/infra/labels/cgw-all"],
        "services": ["/infra/services/ICMP-ALL"],
        "source_groups": ["/infra/domains/cgw/groups/office"],
        "destination_groups": ["ANY"],
        "sequence_number": 0,
    });
    let path = "/domains/cgw/gateway-policies/default/rules/ping";
    alice.patch(path, &rule).await?;
    let policy = alice.read("/domains/cgw/gateway-policies/default").await?;
    equal!(policy["rules"][0]["id"], "ping", "its number is the lowest");
    alice.user.delete(&alice.path("/domains/cgw/groups/office")).await?.require(400)?;
    alice.delete(path).await?;
    alice.delete("/domains/cgw/groups/office").await?;
    alice.delete("/domains/mgw/groups/office").await
}

async fn a_vpn_and_its_neighbors_are_patched(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    let locale = "/tier-0s/vmc/locale-services/default";
    let context = alice.read(&format!("{locale}/l3vpn-context")).await?;
    let local = context["available_local_addresses"][0]["address_value"].as_str().needed()?;
    let session = json!({
        "resource_type": "RouteBasedL3VpnSession",
        "tunnel_subnets": [{"ip_addresses": ["169.254.10.1"], "prefix_length": 30}],
    });
    let vpn = json!({
        "display_name": "office",
        "local_address": local,
        "remote_public_address": "203.0.113.9",
        "passphrases": ["long secret"],
        "l3vpn_session": session,
    });
    alice.patch(&format!("{locale}/l3vpns/office"), &vpn).await?;
    let read = alice.read(&format!("{locale}/l3vpns/office")).await?;
    equal!(read["l3vpn_session"]["resource_type"], "RouteBasedL3VpnSession");
    hold!(read.get("passphrases").is_none(), "a secret is shown");
    let shown = alice.read(&format!("{locale}/l3vpns/office?action=show_sensitive_data")).await?;
    equal!(shown["passphrases"], vpn["passphrases"]);

    let neighbor = json!({"neighbor_address": "169.254.10.2", "remote_as_num": 65010});
    alice.patch(&format!("{locale}/bgp/neighbors/n"), &neighbor).await?;
    let neighbors = alice.read(&format!("{locale}/bgp/neighbors")).await?;
    equal!(neighbors["results"][0]["remote_as_num"], "65010");
    alice.delete(&format!("{locale}/bgp/neighbors/n")).await?;
    alice.delete(&format!("{locale}/l3vpns/office")).await
}

async fn gateways_domains_and_segments_are_listed(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    equal!(alice.ids("/tier-1s").await?, ["cgw", "mgw"]);
    equal!(alice.ids("/domains").await?, ["cgw", "mgw"]);
    equal!(alice.ids("/tier-1s/cgw/segments").await?, ["sddc-cgw-network-1"]);
    equal!(alice.ids("/tier-1s/mgw/segments").await?, Vec::<String>::new());
    alice.read_missing("/tier-1s/none/segments").await.map(drop)
}

async fn a_workload_is_exposed_by_a_nat_rule(trial: &Trial) -> Played {
    let (world, alice) = networked(trial).await?;
    let address = alice.public_ip(&world).await?;
    let path = "/tier-1s/cgw/nat/USER/nat-rules/web";
    let rule = json!({"action": "REFLEXIVE", "translated_network": address, "source_network": "192.168.1.10"});
    alice.patch(path, &rule).await?;
    equal!(alice.read(path).await?["translated_network"], address.as_str());
    alice.delete(path).await
}
