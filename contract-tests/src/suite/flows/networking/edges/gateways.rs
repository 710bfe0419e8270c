//! Flows about the list of edges, their status and their interfaces.

use super::{preview, with_networks};
use crate::suite::{
    Case,
    Needs::MovableClock,
    Played, Trial, cases,
    played::{Needed, equal, hold},
};
use serde_json::{Value, json};

pub(super) const CASES: &[Case] = cases! { "flows/networking/edges/gateways", Flow;
    MovableClock => the_management_gateway_comes_before_the_compute_gateway;
    MovableClock => edges_are_listed_in_pages_and_by_type;
    MovableClock => an_edge_has_a_status_and_ten_interfaces;
    MovableClock => public_addresses_are_on_the_uplinks;
    MovableClock => paths_are_found_in_other_spellings;
    MovableClock => readers_read_and_strangers_do_not;
    MovableClock => gateways_that_are_not_there_cannot_be_reached;
    MovableClock => a_world_of_nsx_t_has_no_edges;
};

async fn the_management_gateway_comes_before_the_compute_gateway(trial: &Trial) -> Played {
    let (_, alice, sddc) = with_networks(trial).await?;
    let edges = alice.get(&preview(&alice, &sddc, "/edges?edgeType=gatewayServices")).await?.require(200)?;
    equal!(edges.list("$.edgePage.data")?.len(), 2);
    for (place, id, name) in [(0, "edge-1", "sddc-mgw"), (1, "edge-2", "SDDC-CGW-1-esg")] {
        let edge = &edges.body["edgePage"]["data"][place];
        for (field, value) in
            [("id", id), ("objectId", id), ("name", name), ("objectTypeName", "Edge"), ("state", "deployed")]
        {
            equal!(edge[field], value, "{field} of {id}");
        }
        equal!((&edge["type"], &edge["edgeType"]), (&json!({"name": "Edge"}), &json!("gatewayServices")));
        equal!(
            (&edge["edgeStatus"], &edge["tenantId"], &edge["apiVersion"]),
            (&json!("GREEN"), &json!("default"), &json!("4.0"))
        );
        let (vsm, node) = (edge["vsmUuid"].as_str().needed()?, edge["nodeId"].as_str().needed()?);
        hold!(vsm.len() == 36 && vsm.to_uppercase() == vsm, "{vsm}");
        hold!(node.len() == 36 && node.to_lowercase() == node, "{node}");
    }
    // The edges run on hosts of the SDDC.
    let hosts = alice.hosts(&sddc, 0).await?;
    let host = &edges.body["edgePage"]["data"][0]["appliancesSummary"]["hostNameOfActiveVse"];
    hold!(hosts.iter().any(|known| known["hostname"] == *host), "{host} is no host of the SDDC");
    Ok(())
}

async fn edges_are_listed_in_pages_and_by_type(trial: &Trial) -> Played {
    let (_, alice, sddc) = with_networks(trial).await?;
    for (query, expected) in [
        ("", vec!["edge-1", "edge-2", "edge-3"]),
        ("?edgeType=", vec!["edge-1", "edge-2", "edge-3"]),
        ("?edgeType=serviceGateway", vec!["edge-1", "edge-2", "edge-3"]),
        ("?edgeType=gatewayServices", vec!["edge-1", "edge-2"]),
        ("?edgeType=distributedRouter", vec!["edge-3"]),
        ("?edgeType=&pageSize=2", vec!["edge-1", "edge-2"]),
        ("?edgeType=&pageSize=2&startIndex=2", vec!["edge-3"]),
        ("?edgeType=&startIndex=3", vec![]),
        ("?edgeType=&prevEdgeId=edge-1", vec!["edge-2", "edge-3"]),
        ("?edgeType=&sortOrderAscending=false", vec!["edge-3", "edge-2", "edge-1"]),
        ("?edgeType=gatewayServices&sortBy=name", vec!["edge-2", "edge-1"]),
    ] {
        let list = alice.get(&preview(&alice, &sddc, &format!("/edges{query}"))).await?.require(200)?;
        let ids: Vec<_> = list.list("$.edgePage.data")?.iter().map(|edge| edge["id"].clone()).collect();
        equal!(ids, expected, "{query}");
    }
    let paging = &alice.get(&preview(&alice, &sddc, "/edges?edgeType=")).await?.body["edgePage"]["pagingInfo"];
    equal!((&paging["startIndex"], &paging["pageSize"], &paging["totalCount"]), (&json!(0), &json!(256), &json!(3)));
    // A client that goes on by the size of the page comes to the end.
    let none = alice.get(&preview(&alice, &sddc, "/edges?edgeType=&pageSize=0")).await?.require(200)?;
    hold!(none.number("$.edgePage.pagingInfo.pageSize")? > 0);
    for query in ["?edgeType=&pageSize=-1", "?edgeType=&startIndex=x", "?edgeType=&sortBy=colour"] {
        alice.get(&preview(&alice, &sddc, &format!("/edges{query}"))).await?.require(400)?;
    }
    Ok(())
}

async fn an_edge_has_a_status_and_ten_interfaces(trial: &Trial) -> Played {
    let (_, alice, sddc) = with_networks(trial).await?;
    for edge in ["edge-1", "edge-2", "edge-3"] {
        let status = alice.get(&preview(&alice, &sddc, &format!("/edges/{edge}/status"))).await?.require(200)?.body;
        equal!((&status["systemStatus"], &status["publishStatus"]), (&json!("good"), &json!("APPLIED")));
        equal!(
            (&status["edgeVmStatus"][0]["haState"], &status["edgeVmStatus"][0]["index"]),
            (&json!("active"), &json!(0))
        );
        hold!(status["timestamp"].as_i64().needed()? > 1_000_000_000_000, "a time in milliseconds");
        let of = |name: &str| {
            status["featureStatuses"].as_array()?.iter().find(|feature| feature["service"] == name).cloned()
        };
        equal!(of("firewall").needed()?["configured"], true);
        for feature in
            ["loadBalancer", "dhcp", "sslvpn", "syslog", "nat", "dns", "ipsec", "staticRouting", "highAvailability"]
        {
            of(feature).needed()?;
        }
        let vnics = alice.get(&preview(&alice, &sddc, &format!("/edges/{edge}/vnics"))).await?.require(200)?;
        let vnics = vnics.list("$.vnics")?;
        equal!(vnics.len(), 10);
        for (index, vnic) in vnics.iter().enumerate() {
            equal!((&vnic["index"], &vnic["label"]), (&json!(index), &json!(format!("vNic_{index}"))));
            equal!((&vnic["mtu"], &vnic["enableProxyArp"]), (&json!(1500), &json!(false)));
            let groups = vnic["addressGroups"]["addressGroups"].as_array().needed()?;
            equal!(vnic["isConnected"] == true, !groups.is_empty(), "interface {index}");
        }
        equal!(vnics[0]["type"], "uplink");
    }
    alice.post(&preview(&alice, &sddc, "/edges/edge-2/dns/config?enable=true"), &Value::Null).await?.require(204)?;
    let status = alice.get(&preview(&alice, &sddc, "/edges/edge-2/status")).await?.require(200)?.body;
    let dns = status["featureStatuses"].as_array().needed()?.iter().find(|feature| feature["service"] == "dns");
    equal!(dns.needed()?["serverStatus"], "up");
    Ok(())
}

async fn public_addresses_are_on_the_uplinks(trial: &Trial) -> Played {
    let (world, alice, sddc) = with_networks(trial).await?;
    let addresses = async |edge: &str| {
        let vnics = alice.get(&preview(&alice, &sddc, &format!("/edges/{edge}/vnics"))).await?.require(200)?.body;
        let group = &vnics["vnics"][0]["addressGroups"]["addressGroups"][0];
        Played::Ok(group["secondaryAddresses"]["ipAddress"].clone())
    };
    let of_sddc = alice.sddc(&sddc).await?.require(200)?.body;
    equal!(addresses("edge-1").await?, json!([of_sddc["resource_config"]["vc_public_ip"]]));
    equal!(addresses("edge-2").await?, Value::Null);
    let pool = alice.org_path(&format!("/sddcs/{sddc}/publicips"));
    alice.post(&pool, &json!({"count": 1})).await?.require(202)?;
    equal!(addresses("edge-2").await?, Value::Null, "it is not allocated yet");
    world.advance("60s").await?;
    let allocated = alice.get(&pool).await?.require(200)?.body;
    equal!(addresses("edge-2").await?, json!([allocated[0]["public_ip"]]));
    Ok(())
}

async fn paths_are_found_in_other_spellings(trial: &Trial) -> Played {
    let (_, alice, sddc) = with_networks(trial).await?;
    for (published, other) in [
        ("/edges/edge-1/dhcp/leaseInfo", "/edges/edge-1/dhcp/leaseinfo"),
        ("/sddc/networks", "/sddc/networks/"),
        ("/edges/edge-2/firewall/config", "/edges/edge-2/firewall/config/"),
    ] {
        let same = alice.get(&preview(&alice, &sddc, published)).await?.require(200)?.body;
        equal!(alice.get(&preview(&alice, &sddc, other)).await?.require(200)?.body, same, "{other}");
    }
    // The operation is found, and there is no such site.
    let peer = "/edges/edge-2/peerConfig?objecttype=ipsecSiteConfig&objectid=ipsecsite-9";
    let refused = alice.get(&preview(&alice, &sddc, peer)).await?.require(404)?;
    hold!(refused.string("$.details")?.contains("ipsecsite-9"));
    Ok(())
}

async fn readers_read_and_strangers_do_not(trial: &Trial) -> Played {
    let (world, alice, sddc) = with_networks(trial).await?;
    let reader = world.reader().await?;
    let config = preview(&alice, &sddc, "/edges/edge-2/firewall/config");
    let fresh = reader.get(&config).await?.require(200)?.body;
    let refused = reader.delete(&config).await?.require(403)?;
    hold!(!refused.string("$.details")?.is_empty());
    equal!(alice.get(&config).await?.require(200)?.body, fresh);
    alice.with_token(None).get(&config).await?.require(401)?;
    for edge in ["edge-4", "edge-01", "EDGE-1", "1"] {
        let refused = alice.get(&preview(&alice, &sddc, &format!("/edges/{edge}/status"))).await?.require(404)?;
        hold!(refused.string("$.details")?.contains(edge));
    }
    alice.get(&preview(&alice, &sddc, "/edges/edge-1/telephone")).await?.require(404)?;
    alice.get(&preview(&alice, &sddc, "/edges/edge-3/nat/config")).await?.require(400)?;
    Ok(())
}

async fn gateways_that_are_not_there_cannot_be_reached(trial: &Trial) -> Played {
    let world = trial.setting(json!({"network_api": "nsxv"})).await?;
    let alice = world.owner().await?;
    let edges = "/edges?edgeType=gatewayServices";
    let nothing = "00000000-0000-4000-8000-000000000000";
    alice.get(&preview(&alice, nothing, edges)).await?.require(404)?;
    let sddc = alice.create(&world.linked_config("a", 2)?).await?.require(202)?.string("$.resource_id")?;
    alice.get(&preview(&alice, &sddc, edges)).await?.require(503)?;
    alice.delete(&preview(&alice, &sddc, "/edges/edge-2/nat/config")).await?.require(503)?;
    let simulated = alice.create_sddc("b").await?.string("$.resource_id")?;
    world.advance("4h").await?;
    let alice = world.owner().await?;
    alice.get(&preview(&alice, &sddc, edges)).await?.require(200)?;
    alice.get(&preview(&alice, &simulated, edges)).await?.require(404)?;
    alice.delete_sddc(&sddc).await?.require(202)?;
    world.advance("4h").await?;
    let alice = world.owner().await?;
    alice.get(&preview(&alice, &sddc, edges)).await?.require(404)?;
    Ok(())
}

async fn a_world_of_nsx_t_has_no_edges(trial: &Trial) -> Played {
    let world = trial.setting(json!({"network_api": "nsxt"})).await?;
    let (alice, sddc) = world.ready_sddc(&world.linked_config("a", 2)?).await?;
    for (method, rest) in [("GET", "/edges?edgeType="), ("DELETE", "/edges/edge-2/nat/config")] {
        let refused = alice.send(method, &preview(&alice, &sddc, rest), None).await?.require(404)?;
        hold!(refused.string("$.details")?.contains("network_api"), "{rest}");
    }
    Ok(())
}
