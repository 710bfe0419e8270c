//! Flows about the VPNs of the gateways.

use super::{preview, refused::refused, with_networks};
use crate::suite::{
    Case,
    Needs::MovableClock,
    Played, Trial, cases,
    played::{Needed, equal, hold},
};
use serde_json::{Value, json};

pub(super) const CASES: &[Case] = cases! { "flows/networking/edges/vpn", Flow;
    MovableClock => an_ipsec_site_is_written_found_renamed_and_deleted;
    MovableClock => secrets_are_masked_and_a_mask_keeps_them;
    MovableClock => bad_ipsec_sites_change_nothing;
    MovableClock => the_l2_vpn_is_of_the_compute_gateway;
};

fn site(name: &str) -> Value {
    json!({
        "name": name,
        "psk": "00000000",
        "enablePfs": true,
        "authenticationMode": "psk",
        "peerSubnets": {"subnets": ["192.168.20.10/24"]},
        "peerIp": "10.10.10.10",
        "localIp": "192.168.10.10",
        "encryptionAlgorithm": "aes256",
        "enabled": true,
        "localSubnets": {"subnets": ["192.168.30.10/24"]},
    })
}

/// The sequence of the Python samples.
async fn an_ipsec_site_is_written_found_renamed_and_deleted(trial: &Trial) -> Played {
    let (_, alice, sddc) = with_networks(trial).await?;
    let config = preview(&alice, &sddc, "/edges/edge-2/ipsec/config");
    let fresh = alice.get(&config).await?.require(200)?.body;
    equal!(
        (&fresh["enabled"], &fresh["sites"], &fresh["global"]["psk"]),
        (&json!(false), &json!({"sites": []}), &json!("******"))
    );
    alice.put(&config, &json!({"enabled": true, "sites": {"sites": [site("Sample")]}})).await?.require(204)?;
    let mut read = alice.get(&config).await?.require(200)?.body;
    let found = &read["sites"]["sites"][0];
    let id = found["siteId"].as_str().needed()?.to_owned();
    hold!(id.starts_with("ipsecsite-"), "{id}");
    for (field, value) in
        [("peerId", "10.10.10.10"), ("localId", "192.168.10.10"), ("dhGroup", "dh14"), ("psk", "******")]
    {
        equal!(found[field], value, "{field}");
    }
    let statistics = preview(&alice, &sddc, "/edges/edge-2/ipsec/statistics");
    let shown = alice.get(&statistics).await?.require(200)?.body;
    equal!(
        (&shown["serverStatus"], &shown["siteStatistics"][0]["ikeStatus"]["peerIpAddress"]),
        (&json!("up"), &json!("10.10.10.10"))
    );
    let peer = preview(&alice, &sddc, &format!("/edges/edge-2/peerconfig?objecttype=ipsecSiteConfig&objectid={id}"));
    let peer = alice.get(&peer).await?.require(200)?.body;
    equal!(
        (&peer["peerIp"], &peer["localSubnets"]),
        (&json!("192.168.10.10"), &json!({"subnets": ["192.168.20.10/24"]}))
    );

    read["sites"]["sites"][0]["name"] = json!("Updated");
    alice.put(&config, &read).await?.require(204)?;
    let renamed = alice.get(&config).await?.require(200)?.body;
    equal!(
        (&renamed["sites"]["sites"][0]["name"], &renamed["sites"]["sites"][0]["siteId"]),
        (&json!("Updated"), &json!(id))
    );
    alice.delete(&config).await?.require(204)?;
    equal!(alice.get(&config).await?.require(200)?.body["sites"], fresh["sites"]);
    equal!(alice.get(&statistics).await?.require(200)?.body["serverStatus"], "down");
    alice.put(&config, &json!({"sites": {"sites": [site("b")]}})).await?.require(204)?;
    let again = alice.get(&config).await?.require(200)?.body;
    hold!(again["sites"]["sites"][0]["siteId"] != *id, "an id is not given twice");
    equal!(again["enabled"], true, "a body enables the VPN unless it says otherwise");
    Ok(())
}

async fn secrets_are_masked_and_a_mask_keeps_them(trial: &Trial) -> Played {
    let (world, alice, sddc) = with_networks(trial).await?;
    let config = preview(&alice, &sddc, "/edges/edge-2/ipsec/config");
    let open = format!("{config}?showSensitiveData=true");
    let body = json!({"global": {"psk": "of-all-sites"}, "sites": {"sites": [site("a"), site("b")]}});
    alice.put(&config, &body).await?.require(204)?;
    let masked = alice.get(&config).await?.require(200)?;
    hold!(!masked.text.contains("00000000") && !masked.text.contains("of-all-sites"), "a secret is shown");
    // Written as it was read, the secrets stay.
    alice.put(&config, &masked.body).await?.require(204)?;
    let shown = alice.get(&open).await?.require(200)?.body;
    equal!((&shown["global"]["psk"], &shown["sites"]["sites"][1]["psk"]), (&json!("of-all-sites"), &json!("00000000")));
    equal!(alice.get(&config).await?.require(200)?.body["sites"], masked.body["sites"]);
    let reader = world.reader().await?;
    let of_reader = reader.get(&open).await?.require(200)?;
    hold!(!of_reader.text.contains("00000000"), "a reader sees a secret");
    // A mask stands for no secret where none is kept.
    let mut copied = site("c");
    copied["psk"] = json!("******");
    let bodies = [("PUT", config.as_str(), json!({"sites": {"sites": [copied]}}))];
    refused(&alice, &config, &bodies).await
}

async fn bad_ipsec_sites_change_nothing(trial: &Trial) -> Played {
    let (_, alice, sddc) = with_networks(trial).await?;
    let config = preview(&alice, &sddc, "/edges/edge-1/ipsec/config");
    alice.put(&config, &json!({"sites": {"sites": [site("a")]}})).await?.require(204)?;
    let kept = alice.get(&config).await?.require(200)?.body["sites"]["sites"][0].clone();
    let with = |field: &str, value: Value| {
        let mut site = site("b");
        site[field] = value;
        json!({"sites": {"sites": [site]}})
    };
    let mut requests = Vec::new();
    for body in [
        with("encryptionAlgorithm", json!("rot13")),
        with("dhGroup", json!("dh1")),
        with("authenticationMode", json!("trust")),
        with("localIp", json!("here")),
        with("peerSubnets", json!({"subnets": ["everywhere"]})),
        with("peerIp", Value::Null),
        with("psk", Value::Null),
        with("psk", json!("0".repeat(129))),
        with("mtu", json!("large")),
        json!({"sites": {"sites": [kept, kept]}}),
        json!({"logging": {"logLevel": "loud"}}),
        json!({"sites": [site("c")]}),
    ] {
        requests.push(("PUT", config.as_str(), body));
    }
    refused(&alice, &config, &requests).await
}

async fn the_l2_vpn_is_of_the_compute_gateway(trial: &Trial) -> Played {
    let (_, alice, sddc) = with_networks(trial).await?;
    let config = preview(&alice, &sddc, "/sddc/cgws/edge-2/l2vpn/config");
    let fresh = alice.get(&config).await?.require(200)?.body;
    equal!(fresh["enabled"], false);
    let site = json!({"name": "branch", "userId": "u", "password": "open sesame", "secureTraffic": "true"});
    let body = json!({"enabled": "true", "listenerIps": ["192.0.2.7"], "sites": {"sites": [site]}});
    alice.put(&config, &body).await?.require(204)?;
    let masked = alice.get(&config).await?.require(200)?;
    hold!(!masked.text.contains("open sesame"), "a secret is shown");
    let first = &masked.body["sites"]["sites"][0];
    equal!(
        (&masked.body["enabled"], &first["secureTraffic"], &first["name"]),
        (&json!(true), &json!(true), &json!("branch"))
    );
    alice.put(&config, &masked.body).await?.require(204)?;
    let shown = alice.get(&format!("{config}?showSensitiveData=true")).await?.require(200)?.body;
    equal!(
        (&shown["sites"]["sites"][0]["password"], &shown["sites"]["sites"][0]["siteId"]),
        (&json!("open sesame"), &first["siteId"])
    );
    let statistics = preview(&alice, &sddc, "/edges/edge-2/l2vpn/config/statistics");
    equal!(alice.get(&statistics).await?.require(200)?.body["siteStats"][0]["name"], "branch");
    let bad = |listeners: Value| json!({"listenerIps": listeners, "sites": {"sites": []}});
    let bodies = [
        ("PUT", config.as_str(), bad(json!([]))),
        ("PUT", config.as_str(), bad(json!(["192.0.2.7", "192.0.2.8"]))),
        ("PUT", config.as_str(), bad(json!(["here"]))),
        ("PUT", config.as_str(), json!({"listenerIps": ["192.0.2.7"]})),
        ("PUT", config.as_str(), json!({"sites": {"sites": []}})),
    ];
    refused(&alice, &config, &bodies).await?;
    alice.delete(&config).await?.require(204)?;
    equal!(alice.get(&config).await?.require(200)?.body, fresh);
    for other in ["edge-1", "edge-3", "edge-7"] {
        alice.get(&preview(&alice, &sddc, &format!("/sddc/cgws/{other}/l2vpn/config"))).await?.require(404)?;
    }
    Ok(())
}
