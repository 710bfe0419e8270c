//! Flows about what the policy interface refuses to write. What is refused is not there afterwards.

use super::networker::networked;
use crate::suite::{
    Case,
    Needs::MovableClock,
    Played, Trial, cases,
    played::{Needed, equal, hold},
};
use serde_json::{Value, json};

pub(super) const CASES: &[Case] = cases! { "flows/networking/constraints", Flow;
    MovableClock => the_management_gateway_allows_few_rules;
    MovableClock => the_compute_gateway_needs_a_scope_of_its_own;
    MovableClock => rules_name_groups_addresses_and_services;
    MovableClock => expressions_of_groups_alternate;
    MovableClock => groups_of_the_management_gateway_have_addresses_only;
    MovableClock => a_segment_has_one_subnet_with_a_gateway;
    MovableClock => segments_of_a_gateway_have_addresses_of_their_own;
    MovableClock => a_session_with_a_key_needs_the_key;
    MovableClock => nat_rules_need_addresses_and_a_public_one;
    MovableClock => zones_and_forwarders_need_servers;
    MovableClock => objects_of_the_system_stay;
    MovableClock => force_deletes_what_others_name;
    MovableClock => values_must_have_their_form;
};

async fn the_management_gateway_allows_few_rules(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    let path = "/domains/mgw/gateway-policies/default/rules/r";
    let group = |id: &str| json!([format!("/infra/domains/mgw/groups/{id}")]);
    let rule = json!({"action": "ALLOW", "destination_groups": group("VCENTER"), "services": ["/infra/services/SSO"]});
    for (field, value, word) in [
        ("action", json!("DROP"), "ALLOW"),
        ("action", json!("REJECT"), "ALLOW"),
        ("scope", json!(["/infra/labels/cgw-all"]), "scope"),
        ("destination_groups", json!(["ANY"]), "system"),
        ("source_groups", group("ESXI"), "ANY"),
        ("services", json!(["/infra/services/SSH"]), "SSH"),
        ("source_groups", json!(["ANY", "10.0.0.1"]), "only entry"),
    ] {
        let mut body = rule.clone();
        body[field] = value;
        let sentence = alice.put_refused(path, &body, 400).await?;
        hold!(sentence.contains(word), "{body}: {sentence}");
    }
    let stored = alice.put(path, &rule).await?;
    equal!(stored["scope"], json!(["/infra/labels/mgw"]));
    alice.user.patch(&alice.path(path), &json!({"action": "DROP"})).await?.require(400)?;
    equal!(alice.read(path).await?, stored, "a refused change");
    let whole = json!({"rules": [{"id": "x", "action": "ALLOW", "scope": ["/infra/labels/mgw"]}]});
    alice.user.patch(&alice.path("/domains/mgw/gateway-policies/default"), &whole).await?.require(400)?;
    alice.read_missing("/domains/mgw/gateway-policies/default/rules/x").await.map(drop)
}

async fn the_compute_gateway_needs_a_scope_of_its_own(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    let path = "/domains/cgw/gateway-policies/default/rules/r";
    for scope in ["/infra/labels/mgw", "/infra/domains/cgw", "public"] {
        alice.put_refused(path, &json!({"action": "ALLOW", "scope": [scope]}), 400).await?;
    }
    alice.put_refused(path, &json!({"action": "JUMP_TO_APPLICATION"}), 400).await?;
    alice.put_refused(path, &json!({"action": "ALLOW", "scope": ["/infra/labels/none"]}), 400).await?;
    let rule = alice.put(path, &json!({"action": "REJECT"})).await?;
    equal!(rule["scope"], json!(["/infra/labels/cgw-all"]));
    let policy = "/domains/cgw/security-policies/p";
    alice.put_refused(policy, &json!({"category": "Wrong"}), 400).await?;
    equal!(alice.put(policy, &json!({})).await?["category"], "Application");
    Ok(())
}

async fn rules_name_groups_addresses_and_services(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    alice.put("/domains/cgw/security-policies/p", &json!({})).await?;
    let path = "/domains/cgw/security-policies/p/rules/r";
    for (field, value) in [
        ("source_groups", json!(["/infra/services/SSH"])),
        ("destination_groups", json!(["web"])),
        ("services", json!(["/infra/domains/mgw/groups/ESXI"])),
        ("services", json!(["SSH"])),
        ("services", json!(["ANY", "/infra/services/SSH"])),
        ("scope", json!(["/infra/domains/cgw/groups/none"])),
    ] {
        let mut body = json!({"action": "ALLOW"});
        body[field] = value;
        alice.put_refused(path, &body, 400).await?;
    }
    let rule = json!({"action": "DROP", "source_groups": ["10.0.0.0/8", "172.16.0.1-172.16.0.9"], "services": ["Any"]});
    let rule = alice.put(path, &rule).await?;
    equal!((&rule["services"], &rule["destination_groups"]), (&json!(["ANY"]), &json!(["ANY"])));
    Ok(())
}

fn addresses(list: &[&str]) -> Value {
    json!({"resource_type": "IPAddressExpression", "ip_addresses": list})
}

async fn expressions_of_groups_alternate(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    let or = json!({"resource_type": "ConjunctionOperator", "conjunction_operator": "OR"});
    let one = addresses(&["10.0.0.1"]);
    let nested = |inner: Value| json!({"resource_type": "NestedExpression", "expressions": inner});
    let paths: Vec<String> = (0..501).map(|number| format!("/infra/domains/cgw/groups/{number}")).collect();
    let tags: Vec<Value> = (0..31).map(|number| json!({"tag": number.to_string()})).collect();
    for expression in [
        json!([one, one]),
        json!([one, one, one]),
        json!([one, or]),
        json!([or]),
        json!([nested(json!([one, or]))]),
        json!([nested(json!([nested(json!([one]))]))]),
        json!([{"resource_type": "PathExpression", "paths": paths}]),
        json!([{"ip_addresses": ["10.0.0.1"], "paths": []}]),
        json!([{"resource_type": "Other"}]),
        json!([addresses(&["10.0.0.256"])]),
    ] {
        alice.put_refused("/domains/cgw/groups/g", &json!({"expression": expression}), 400).await?;
    }
    alice.put_refused("/domains/cgw/groups/g", &json!({"tags": tags}), 400).await?;
    let whole = json!([one, or, nested(json!([one, or, one])), or, addresses(&["10.0.0.0/8", "fd00::1"])]);
    let group = alice.put("/domains/cgw/groups/g", &json!({"expression": whole, "tags": tags[..30]})).await?;
    equal!(group["expression"].as_array().map(Vec::len), Some(5));
    let inner = group["expression"][2]["expressions"][0]["path"].as_str().needed()?;
    hold!(inner.contains("/nested-expressions/") && inner.contains("/ip-address-expressions/"), "{inner}");
    Ok(())
}

async fn groups_of_the_management_gateway_have_addresses_only(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    let path = "/domains/mgw/groups/g";
    let members = json!({"resource_type": "PathExpression", "paths": ["/infra/domains/mgw/groups/ESXI"]});
    alice.put_refused(path, &json!({"expression": [members]}), 400).await?;
    alice.put(path, &json!({"expression": [addresses(&["10.0.0.1"])]})).await?;
    alice.user.patch(&alice.path(path), &json!({"expression": [members]})).await?.require(400)?;
    alice.delete(path).await
}

async fn a_segment_has_one_subnet_with_a_gateway(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    let path = "/tier-1s/cgw/segments/s";
    let subnet = |gateway: &str, ranges: Value| json!({"gateway_address": gateway, "dhcp_ranges": ranges});
    for subnets in [
        json!([subnet("10.5.0.1/24", json!([])), subnet("10.6.0.1/24", json!([]))]),
        json!([subnet("10.5.0.1", json!([]))]),
        json!([subnet("10.5.0.0/24", json!([]))]),
        json!([subnet("10.5.0.255/24", json!([]))]),
        json!([subnet("10.5.0.1/33", json!([]))]),
        json!([subnet("10.5.0.1/24", json!(["10.5.1.2-10.5.1.9"]))]),
        json!([subnet("10.5.0.1/24", json!(["10.5.0.9-10.5.0.2"]))]),
        json!([{"dhcp_ranges": ["10.5.0.2-10.5.0.9"]}]),
    ] {
        alice.put_refused(path, &json!({"subnets": subnets}), 400).await?;
    }
    for tunnel in [0, 4094] {
        alice.put_refused(path, &json!({"l2_extension": {"tunnel_id": tunnel}}), 400).await?;
    }
    alice.put(path, &json!({"subnets": [subnet("10.5.0.1/24", json!(["10.5.0.128/25"]))]})).await.map(drop)
}

async fn segments_of_a_gateway_have_addresses_of_their_own(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    let segment = |gateway: &str| json!({"subnets": [{"gateway_address": gateway}]});
    let at = |gateway: &str, connected: &str| json!({"subnets": [{"gateway_address": gateway}], "connectivity_path": format!("/infra/tier-1s/{connected}")});
    let first = "/tier-1s/cgw/segments/first";
    alice.put(first, &segment("10.5.0.1/24")).await?;
    for gateway in ["10.5.0.1/24", "10.5.0.130/25", "10.4.0.1/15"] {
        let sentence = alice.put_refused("/tier-1s/cgw/segments/other", &segment(gateway), 400).await?;
        hold!(sentence.contains("/infra/tier-1s/cgw/segments/first"), "{sentence}");
        alice.put_refused("/segments/other", &at(gateway, "cgw"), 400).await?;
    }
    // Without a gateway, with another, and beside the first, the addresses are free.
    alice.put("/segments/alone", &segment("10.5.0.1/24")).await?;
    alice.put("/tier-1s/other", &json!({})).await?;
    alice.put("/segments/elsewhere", &at("10.5.0.1/24", "other")).await?;
    alice.put("/segments/beside", &at("10.5.1.1/24", "cgw")).await?;
    alice.user.patch(&alice.path("/segments/beside"), &segment("10.5.0.9/28")).await?.require(400)?;
    let connected = json!({"connectivity_path": "/infra/tier-1s/other"});
    alice.user.patch(&alice.path("/segments/alone"), &connected).await?.require(400)?;
    equal!(alice.read("/segments/alone").await?.get("connectivity_path"), None, "a refused change");
    // A segment may be written again as it is.
    let read = alice.read(first).await?;
    alice.put(first, &read).await.map(drop)
}

async fn a_session_with_a_key_needs_the_key(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    let path = "/tier-0s/vmc/locale-services/default/ipsec-vpn-services/default/sessions/s";
    let session = |fields: Value| {
        let mut body = json!({"resource_type": "RouteBasedIPSecVpnSession", "peer_address": "203.0.113.9", "peer_id": "203.0.113.9"});
        fields.as_object().into_iter().flatten().for_each(|(name, value)| body[name] = value.clone());
        body
    };
    for fields in [json!({}), json!({"psk": ""}), json!({"psk": null}), json!({"authentication_mode": "PSK"})] {
        let sentence = alice.put_refused(path, &session(fields), 400).await?;
        hold!(sentence.contains("psk"), "{sentence}");
    }
    alice.put(path, &session(json!({"authentication_mode": "CERTIFICATE"}))).await?;
    alice.user.patch(&alice.path(path), &json!({"authentication_mode": "PSK"})).await?.require(400)?;
    alice.patch(path, &json!({"authentication_mode": "PSK", "psk": "secret"})).await.map(drop)
}

async fn nat_rules_need_addresses_and_a_public_one(trial: &Trial) -> Played {
    let (world, alice) = networked(trial).await?;
    let path = "/tier-1s/cgw/nat/USER/nat-rules/n";
    let address = alice.public_ip(&world).await?;
    for body in [
        json!({}),
        json!({"action": "REFLEXIVE", "source_network": "192.168.1.2"}),
        json!({"action": "REFLEXIVE", "translated_network": address}),
        json!({"action": "REFLEXIVE", "source_network": "192.168.1.2", "translated_network": "192.0.2.99"}),
        json!({"action": "SNAT", "source_network": "192.168.1.2"}),
        json!({"action": "DNAT", "translated_network": "192.168.1.2"}),
        json!({"action": "SNAT", "translated_network": "here"}),
        json!({"action": "MOVE"}),
    ] {
        alice.put_refused(path, &body, 400).await?;
    }
    let rule = json!({"action": "DNAT", "destination_network": address, "translated_network": "192.168.1.2"});
    alice.put_refused("/tier-1s/cgw/nat/NONE/nat-rules/n", &rule, 404).await?;
    alice.put_refused("/tier-1s/cgw/nat/INTERNAL/nat-rules/n", &rule, 403).await?;
    equal!(alice.put(path, &rule).await?["policy_based_vpn_mode"], "BYPASS");
    Ok(())
}

async fn zones_and_forwarders_need_servers(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    let zone = "/dns-forwarder-zones/z";
    alice.put_refused(zone, &json!({}), 400).await?;
    alice.put_refused(zone, &json!({"upstream_servers": ["1.1.1.1", "2.2.2.2", "3.3.3.3", "4.4.4.4"]}), 400).await?;
    let forwarder = "/tier-0s/vmc/dns-forwarder";
    alice.put_refused(forwarder, &json!({"listener_ip": "10.0.0.1"}), 400).await?;
    let none = json!({"listener_ip": "10.0.0.1", "default_forwarder_zone_path": "/infra/dns-forwarder-zones/z"});
    alice.put_refused(forwarder, &none, 400).await?;
    alice.put(zone, &json!({"upstream_servers": ["1.1.1.1"]})).await?;
    alice.put(forwarder, &none).await?;
    alice.user.delete(&alice.path(zone)).await?.require(400)?;
    alice.post(&format!("{forwarder}?action=clear_cache"), &json!({})).await?.require(200)?;
    alice.post(&format!("{forwarder}?action=turn"), &json!({})).await?.require(400)?;
    Ok(())
}

async fn objects_of_the_system_stay(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    for kept in [
        "/domains/cgw",
        "/tier-0s/vmc",
        "/tier-1s/cgw",
        "/labels/cgw-all",
        "/services/HTTPS",
        "/domains/mgw/groups/VCENTER",
        "/domains/mgw/gateway-policies/default",
        "/domains/cgw/security-policies/default-layer3-section",
        "/domains/cgw/security-policies/default-layer3-section/rules/default-layer3-rule",
        "/tier-0s/vmc/groups/s3_prefixes",
        "/tier-0s/vmc/ipsec-vpn-services/default",
    ] {
        let before = alice.read(kept).await?;
        alice.user.delete(&alice.path(kept)).await?.require(403)?;
        alice.user.delete(&alice.path(&format!("{kept}?force=true"))).await?.require(403)?;
        equal!(alice.read(kept).await?, before);
    }
    for fixed in ["/labels/cgw-all", "/services/HTTPS", "/domains/mgw/groups/VCENTER", "/domains/cgw"] {
        alice.user.patch(&alice.path(fixed), &json!({"description": "mine"})).await?.require(403)?;
    }
    // The rules of a kept policy are replaced as a whole, but a default rule stays.
    let section = "/domains/cgw/security-policies/default-layer3-section";
    alice.user.put(&alice.path(section), &json!({"_revision": 0, "rules": []})).await?.require(403)?;
    let rule = format!("{section}/rules/default-layer3-rule");
    alice.patch(&rule, &json!({"action": "DROP"})).await?;
    equal!(alice.read(&rule).await?["action"], "DROP");
    alice.delete("/domains/cgw/gateway-policies/default/rules/default-vti-rule").await
}

async fn force_deletes_what_others_name(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    alice.put("/domains/cgw/groups/g", &json!({})).await?;
    let rules = json!([{"id": "r", "action": "DROP", "source_groups": ["/infra/domains/cgw/groups/g"]}]);
    alice.put("/domains/cgw/security-policies/p", &json!({"rules": rules})).await?;
    alice.user.delete(&alice.path("/domains/cgw/groups/g")).await?.require(400)?;
    alice.delete("/domains/cgw/groups/g?force=true").await?;
    alice.read_missing("/domains/cgw/groups/g").await?;
    // The rule names the group still, and is not written again with that name.
    let rule = "/domains/cgw/security-policies/p/rules/r";
    equal!(alice.read(rule).await?["source_groups"], json!(["/infra/domains/cgw/groups/g"]));
    alice.user.patch(&alice.path(rule), &json!({"action": "ALLOW"})).await?.require(400)?;
    alice.patch(rule, &json!({"source_groups": ["ANY"], "action": "ALLOW"})).await?;
    let port = "/tier-1s/cgw/segments/s/ports/p";
    alice.put("/tier-1s/cgw/segments/s", &json!({})).await?;
    alice.put(port, &json!({})).await?;
    alice.user.delete(&alice.path("/tier-1s/cgw/segments/s")).await?.require(400)?;
    alice.delete("/tier-1s/cgw/segments/s?force=true").await?;
    alice.read_missing(port).await.map(drop)
}

async fn values_must_have_their_form(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    for (path, body, field) in [
        ("/dhcp-server-configs/d", json!({"server_address": "10.0.0.1"}), "server_address"),
        ("/dhcp-relay-configs/d", json!({"server_addresses": ["10.0.0.1/8"]}), "server_addresses"),
        ("/tier-0s/vmc/static-routes/r", json!({"network": "here", "next_hops": []}), "network"),
        ("/tier-0s/vmc/locale-services/default/bgp/neighbors/n", json!({"neighbor_address": "x"}), "neighbor_address"),
    ] {
        let sentence = alice.put_refused(path, &body, 400).await?;
        hold!(sentence.contains(field), "{sentence}");
    }
    // Texts for people name no objects.
    let words = json!({"description": "/infra/none", "tags": [{"scope": "/infra/none", "tag": "/infra/none"}]});
    alice.put("/domains/cgw/groups/g", &words).await.map(drop)
}
