//! The sequences of pyVMC, which reads nested fields without asking whether they are there.

use super::networker::networked;
use crate::suite::{
    Case,
    Needs::MovableClock,
    Played, Trial, cases,
    played::{Needed, equal, hold},
};
use serde_json::json;

pub(super) const CASES: &[Case] = cases! { "flows/networking/py_vmc", Flow;
    MovableClock => every_segment_has_a_network_and_a_gateway;
    MovableClock => segments_are_routed_extended_or_disconnected;
    MovableClock => a_flexible_segment_lives_beside_the_fixed_ones;
    MovableClock => groups_have_addresses_or_paths;
    MovableClock => services_have_entries_that_can_be_changed_alone;
    MovableClock => a_route_based_vpn_has_a_tunnel_with_an_address;
    MovableClock => rules_of_intrusion_detection_follow_their_policy;
};

async fn every_segment_has_a_network_and_a_gateway(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    let subnets = json!([{"gateway_address": "172.16.77.129/26", "dhcp_ranges": ["172.16.77.160/28"]}]);
    let segment = alice.put("/tier-1s/cgw/segments/web", &json!({"subnets": subnets})).await?;
    equal!(segment["subnets"][0]["network"], "172.16.77.128/26");
    for segment in alice.read("/tier-1s/cgw/segments").await?["results"].as_array().needed()? {
        hold!(segment["subnets"][0]["network"].is_string() && segment["subnets"][0]["gateway_address"].is_string());
        equal!(segment["connectivity_path"], "/infra/tier-1s/cgw");
        equal!((&segment["admin_state"], &segment["replication_mode"]), (&json!("UP"), &json!("MTEP")));
    }
    Ok(())
}

async fn segments_are_routed_extended_or_disconnected(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    let (subnets, others) = (json!([{"gateway_address": "10.7.0.1/24"}]), json!([{"gateway_address": "10.7.1.1/24"}]));
    for (id, body, of_type) in [
        ("routed", json!({"subnets": subnets}), "ROUTED"),
        ("off", json!({"subnets": others, "advanced_config": {"connectivity": "OFF"}}), "DISCONNECTED"),
        ("extended", json!({"l2_extension": {"tunnel_id": 77}}), "EXTENDED"),
    ] {
        let path = format!("/tier-1s/cgw/segments/{id}");
        equal!(alice.put(&path, &body).await?["type"], of_type);
    }
    alice.patch("/tier-1s/cgw/segments/off", &json!({"advanced_config": {"connectivity": "ON"}})).await?;
    equal!(alice.read("/tier-1s/cgw/segments/off").await?["type"], "ROUTED");
    let leases = json!({"leases": [{"ip": "10.7.0.9", "mac": "00:50:56:00:00:01"}]});
    alice.post("/tier-1s/cgw/segments/off?action=delete_dhcp_leases", &leases).await?.require(200)?;
    alice.post("/tier-1s/cgw/segments/none?action=delete_dhcp_leases", &leases).await?.require(404)?;
    Ok(())
}

async fn a_flexible_segment_lives_beside_the_fixed_ones(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    let zone = alice.read("/sites/default/enforcement-points/vmc-enforcementpoint/transport-zones").await?;
    let body = json!({
        "connectivity_path": "/infra/tier-1s/cgw",
        "transport_zone_path": zone["results"][0]["path"],
        "subnets": [{"gateway_address": "10.8.0.1/24"}],
    });
    let segment = alice.put("/segments/flexible", &body).await?;
    equal!((&segment["type"], &segment["parent_path"]), (&json!("ROUTED"), &json!("/infra")));
    equal!(alice.ids("/segments").await?, ["flexible"]);
    equal!(alice.ids("/tier-1s/cgw/segments").await?, ["sddc-cgw-network-1"]);
    alice.delete("/segments/flexible").await
}

async fn groups_have_addresses_or_paths(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    let addresses = json!({"resource_type": "IPAddressExpression", "id": "ips", "ip_addresses": ["10.1.0.1"]});
    let group = alice.put("/domains/cgw/groups/web", &json!({"expression": [addresses]})).await?;
    equal!(group["expression"][0]["path"], "/infra/domains/cgw/groups/web/ip-address-expressions/ips");

    let expression = "/domains/cgw/groups/web/ip-address-expressions/ips";
    let more = json!({"ip_addresses": ["10.1.0.2", "10.1.0.3", "10.1.0.1"]});
    alice.post(&format!("{expression}?action=add"), &more).await?.require(200)?;
    let fewer = json!({"ip_addresses": ["10.1.0.2"]});
    alice.post(&format!("{expression}?action=remove"), &fewer).await?.require(200)?;
    alice.post(&format!("{expression}?action=turn"), &fewer).await?.require(400)?;
    let group = alice.read("/domains/cgw/groups/web").await?;
    equal!(group["expression"][0]["ip_addresses"], json!(["10.1.0.1", "10.1.0.3"]));

    let paths = json!({"paths": ["/infra/tier-1s/cgw/segments/sddc-cgw-network-1"]});
    alice.patch("/domains/cgw/groups/web/path-expressions/nets", &paths).await?;
    let group = alice.read("/domains/cgw/groups/web").await?;
    equal!(group["expression"][1]["conjunction_operator"], "OR");
    equal!(group["expression"][2]["paths"], paths["paths"]);
    alice.user.delete(&alice.path("/tier-1s/cgw/segments/sddc-cgw-network-1")).await?.require(400)?;
    alice.delete(expression).await?;
    let group = alice.read("/domains/cgw/groups/web").await?;
    equal!(group["expression"].as_array().map(Vec::len), Some(1));
    equal!(group["expression"][0]["resource_type"], "PathExpression");
    Ok(())
}

async fn services_have_entries_that_can_be_changed_alone(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    let entry = json!({
        "resource_type": "L4PortSetServiceEntry",
        "id": "tcp",
        "l4_protocol": "TCP",
        "destination_ports": ["8080"],
    });
    let service = alice.put("/services/web", &json!({"service_entries": [entry]})).await?;
    equal!(service["service_entries"][0]["destination_ports"], json!(["8080"]));
    let entries = "/services/web/service-entries";
    alice.patch(&format!("{entries}/tcp"), &json!({"destination_ports": ["9090"]})).await?;
    let read = alice.read(&format!("{entries}/tcp")).await?;
    equal!((&read["destination_ports"], &read["l4_protocol"]), (&json!(["9090"]), &json!("TCP")));
    let ping = json!({"resource_type": "ICMPTypeServiceEntry", "protocol": "ICMPv4", "icmp_type": 8});
    alice.put(&format!("{entries}/ping"), &ping).await?;
    equal!(alice.ids(entries).await?, ["tcp", "ping"]);
    equal!(alice.read("/services/web").await?["service_entries"][1]["icmp_type"], 8);
    alice.delete(&format!("{entries}/tcp")).await?;
    equal!(alice.ids(entries).await?, ["ping"]);
    alice.user.patch(&alice.path("/services/SSH"), &json!({"description": "mine"})).await?.require(403)?;
    alice.user.delete(&alice.path("/services/SSH")).await?.require(403)?;
    Ok(())
}

async fn a_route_based_vpn_has_a_tunnel_with_an_address(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    let service = "/tier-0s/vmc/locale-services/default/ipsec-vpn-services/default";
    let tunnel = json!({"ip_subnets": [{"ip_addresses": ["169.254.31.1"], "prefix_length": "30"}]});
    let session = json!({
        "resource_type": "RouteBasedIPSecVpnSession",
        "local_endpoint_path": format!("/infra{service}/local-endpoints/Public-IP1"),
        "peer_address": "198.51.100.7",
        "psk": "secret",
        "tunnel_interfaces": [tunnel],
    });
    // The path of before there were locale services.
    let session = alice.put("/tier-0s/vmc/ipsec-vpn-services/default/sessions/dc", &session).await?;
    equal!(session["path"], format!("/infra{service}/sessions/dc"));
    let subnet = &session["tunnel_interfaces"][0]["ip_subnets"][0];
    equal!((&subnet["ip_addresses"], &subnet["prefix_length"]), (&json!(["169.254.31.1"]), &json!(30)));
    let two = json!({"resource_type": "RouteBasedIPSecVpnSession", "tunnel_interfaces": [tunnel, tunnel]});
    alice.put_refused(&format!("{service}/sessions/two"), &two, 400).await?;

    let peer = json!({"local_address": "10.3.0.1", "peer_address": "198.51.100.8", "peer_code": "MDAxMg=="});
    let l2 = "/tier-0s/vmc/l2vpn-services/default/sessions/l2";
    let data = json!({"enabled": true, "transport_tunnels": [peer]});
    alice.post(&format!("{l2}?action=create_with_peer_code"), &data).await?.require(200)?;
    let l2 = alice.read(l2).await?;
    let tunnel = l2["transport_tunnels"][0].as_str().needed()?.strip_prefix("/infra").needed()?;
    equal!(alice.read(tunnel).await?["peer_address"], "198.51.100.8");
    let addresses = alice.read("/tier-0s/vmc/locale-services/default/l3vpn-context").await?;
    hold!(addresses["available_local_addresses"][0]["address_value"].is_string());
    Ok(())
}

async fn rules_of_intrusion_detection_follow_their_policy(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    let settings = "/settings/firewall/security/intrusion-services";
    let on = json!({"auto_update": true});
    alice.user.patch(&alice.path(settings), &on).await?.require(202)?;
    equal!(alice.read(settings).await?["auto_update"], true);
    let update = format!("{settings}/signatures?action=update_signatures");
    alice.user.send("POST", &alice.path(&update), None).await?.require(202)?;
    let profile = format!("/infra{settings}/profiles/DefaultIDSProfile");
    alice.put("/domains/cgw/intrusion-service-policies/p", &json!({})).await?;
    let rule = json!({"ids_profiles": [profile], "source_groups": ["ANY"], "destination_groups": ["ANY"]});
    let rule = alice.put("/domains/cgw/intrusion-service-policies/p/rules/r", &rule).await?;
    equal!((&rule["action"], &rule["ids_profiles"]), (&json!("DETECT"), &json!([profile])));
    alice.delete("/domains/cgw/intrusion-service-policies/p").await
}
