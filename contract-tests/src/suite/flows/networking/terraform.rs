//! The sequences of the Terraform provider for NSX-T: predefined policies, resources, and a deletion that waits for ports.

use super::networker::networked;
use crate::suite::{
    Case,
    Needs::MovableClock,
    Played, Trial, cases,
    played::{Needed, equal, hold},
};
use serde_json::{Value, json};

pub(super) const CASES: &[Case] = cases! { "flows/networking/terraform", Flow;
    MovableClock => a_predefined_gateway_policy_gets_the_rules_of_the_configuration;
    MovableClock => a_predefined_gateway_policy_is_changed_by_a_tree;
    MovableClock => a_segment_is_deleted_when_its_ports_are_gone;
    MovableClock => a_resource_is_read_patched_read_and_deleted;
};

async fn a_predefined_gateway_policy_gets_the_rules_of_the_configuration(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    let policy = "/domains/cgw/gateway-policies/default";
    let before = alice.read(policy).await?;
    equal!((&before["category"], &before["display_name"]), (&json!("LocalGatewayRules"), &json!("default")));
    let old: Vec<Value> = before["rules"].as_array().needed()?.iter().map(|rule| rule["id"].clone()).collect();
    equal!(old, ["default-vti-rule"]);

    let rules: Vec<Value> = (1..4)
        .map(|number| {
            json!({
                "id": format!("rule-{number}"),
                "display_name": format!("Rule {number}"),
                "action": "ALLOW",
                "direction": "IN_OUT",
                "ip_protocol": "IPV4_IPV6",
                "scope": ["/infra/labels/cgw-all"],
                "sequence_number": number,
                "resource_type": "Rule",
            })
        })
        .collect();
    let mut body = before.clone();
    body["rules"] = json!(rules);
    // PUT has the meaning of a configuration: what is not in it goes.
    let after = alice.put(policy, &body).await?;
    let ids: Vec<_> = after["rules"].as_array().needed()?.iter().map(|rule| rule["id"].clone()).collect();
    equal!(ids, ["rule-1", "rule-2", "rule-3"]);
    equal!((&after["_revision"], &after["path"]), (&json!(1), &before["path"]));
    let again = json!({"rules": [{"id": "rule-2", "action": "DROP", "scope": ["/infra/labels/cgw-all"]}]});
    alice.patch(policy, &again).await?;
    let rules = alice.read(policy).await?["rules"].as_array().needed()?.clone();
    equal!(rules.len(), 3, "PATCH keeps the others");
    hold!(rules.iter().any(|rule| rule["id"] == "rule-2" && rule["action"] == "DROP" && rule["_revision"] == 1));
    Ok(())
}

async fn a_predefined_gateway_policy_is_changed_by_a_tree(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    let policy = "/domains/cgw/gateway-policies/default";
    let before = alice.read(policy).await?;
    let rule = json!({
        "resource_type": "Rule",
        "id": "web",
        "action": "ALLOW",
        "scope": ["/infra/labels/cgw-all"],
        "sequence_number": 1,
    });
    let mut gone = before["rules"][0].clone();
    gone["marked_for_delete"] = json!(true);
    let children = json!([
        {"resource_type": "ChildRule", "Rule": rule},
        {"resource_type": "ChildRule", "Rule": gone, "marked_for_delete": true},
    ]);
    let mut changed = before.clone();
    if let Value::Object(fields) = &mut changed {
        fields.remove("rules");
        fields.insert("children".to_owned(), children);
    }
    let tree = |policy: &Value| {
        let policy = json!({"resource_type": "ChildGatewayPolicy", "GatewayPolicy": policy});
        let domain = json!({
            "resource_type": "ChildResourceReference",
            "target_type": "Domain",
            "id": "cgw",
            "children": [policy],
        });
        json!({"resource_type": "Infra", "children": [domain]})
    };
    alice.patch("?enforce_revision_check=false", &tree(&changed)).await?;
    let after = alice.read(policy).await?;
    let ids: Vec<_> = after["rules"].as_array().needed()?.iter().map(|rule| rule["id"].clone()).collect();
    equal!(ids, ["web"]);
    equal!((&after["category"], &after["unique_id"]), (&before["category"], &before["unique_id"]));

    // The constraints of the management gateway hold in a tree too, and nothing of it is done.
    let rule = json!({"resource_type": "Rule", "id": "web", "action": "DROP", "scope": ["/infra/labels/mgw"]});
    let child = json!({"resource_type": "ChildRule", "Rule": rule});
    let wrong = json!({"resource_type": "GatewayPolicy", "id": "default", "children": [child]});
    let mut wrong = tree(&wrong);
    wrong["children"][0]["id"] = json!("mgw");
    alice.user.patch(&alice.path(""), &wrong).await?.require(400)?;
    equal!(alice.read("/domains/mgw/gateway-policies/default").await?["_revision"], 0);
    Ok(())
}

async fn a_segment_is_deleted_when_its_ports_are_gone(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    let segment = "/tier-1s/cgw/segments/s";
    alice.patch(segment, &json!({"subnets": [{"gateway_address": "10.5.0.1/24"}]})).await?;
    alice.patch(&format!("{segment}/ports/p"), &json!({"admin_state": "UP"})).await?;
    equal!(alice.ids(&format!("{segment}/ports")).await?, ["p"]);
    let refused = alice.user.delete(&alice.path(segment)).await?.require(400)?.body;
    equal!(refused["error_code"], 500_030);
    alice.delete(&format!("{segment}/ports/p")).await?;
    equal!(alice.ids(&format!("{segment}/ports")).await?, Vec::<String>::new());
    alice.delete(segment).await?;
    alice.read_missing(segment).await.map(drop)
}

async fn a_resource_is_read_patched_read_and_deleted(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    let profile = "/ipsec-vpn-ike-profiles/p";
    let ike = json!({
        "display_name": "profile",
        "encryption_algorithms": ["AES_GCM_128"],
        "dh_groups": ["GROUP14"],
        "ike_version": "IKE_V2",
    });
    for (path, body) in [
        (profile, ike),
        ("/ipsec-vpn-dpd-profiles/d", json!({"dpd_probe_interval": 30})),
        ("/ipsec-vpn-tunnel-profiles/t", json!({"df_policy": "CLEAR"})),
        ("/tier-0s/vmc/static-routes/r", json!({"network": "10.9.0.0/16", "next_hops": [{"ip_address": "10.0.0.1"}]})),
        ("/tier-0s/vmc/prefix-lists/l", json!({"prefixes": [{"action": "PERMIT", "network": "10.0.0.0/8"}]})),
        ("/context-profiles/c", json!({"attributes": [{"key": "DOMAIN_NAME", "value": ["*.example.com"]}]})),
        ("/qos-profiles/q", json!({"class_of_service": 2})),
        ("/segment-security-profiles/s", json!({"ra_guard_enabled": "true"})),
        ("/spoofguard-profiles/s", json!({"address_binding_allowlist": true})),
    ] {
        alice.read_missing(path).await?;
        alice.patch(path, &body).await?;
        let created = alice.read(path).await?;
        let id = path.rsplit('/').next().needed()?;
        equal!((&created["id"], &created["_revision"]), (&json!(id), &json!(0)), "{path}");
        equal!(created["path"], format!("/infra{path}"));
        let mut body = created.clone();
        body["description"] = json!("changed");
        equal!(alice.put(path, &body).await?["_revision"], 1, "{path}");
        alice.user.put(&alice.path(path), &body).await?.require(412)?;
        alice.delete(path).await?;
        alice.read_missing(path).await?;
    }
    // What a session names is kept.
    alice.patch(profile, &json!({})).await?;
    let session = "/tier-0s/vmc/ipsec-vpn-services/default/sessions/s";
    let body = json!({
        "resource_type": "RouteBasedIPSecVpnSession",
        "ike_profile_path": format!("/infra{profile}"),
        "psk": "x",
    });
    alice.patch(session, &body).await?;
    alice.user.delete(&alice.path(profile)).await?.require(400)?;
    alice.delete(session).await?;
    alice.delete(profile).await
}
