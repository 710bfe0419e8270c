//! Flows about address translation.

use super::{preview, refused::refused, with_networks};
use crate::suite::{
    Case, Customer,
    Needs::MovableClock,
    Played, Trial, cases,
    played::{Needed, equal, hold},
};
use serde_json::{Value, json};

pub(super) const CASES: &[Case] = cases! { "flows/networking/edges/nat", Flow;
    MovableClock => a_rule_is_added_found_by_description_changed_and_deleted;
    MovableClock => a_workload_is_exposed_by_a_public_address;
    MovableClock => attached_addresses_are_rules_of_the_system;
    MovableClock => rules_that_a_configuration_leaves_out_are_deleted;
    MovableClock => bad_rules_change_nothing;
};

fn path(user: &Customer<'_>, sddc: &str, rest: &str) -> String {
    preview(user, sddc, &format!("/edges/edge-2/nat/config{rest}"))
}

async fn rules(user: &Customer<'_>, sddc: &str) -> Played<Vec<Value>> {
    user.get(&path(user, sddc, "")).await?.require(200)?.list("$.rules.natRulesDtos").cloned()
}

/// The sequence of the Python samples.
async fn a_rule_is_added_found_by_description_changed_and_deleted(trial: &Trial) -> Played {
    let (_, alice, sddc) = with_networks(trial).await?;
    let fresh = alice.get(&path(&alice, &sddc, "")).await?.require(200)?.body;
    equal!(
        (&fresh["featureType"], &fresh["enabled"], &fresh["rules"]),
        (&json!("nat"), &json!(true), &json!({"natRulesDtos": []}))
    );
    let rule = json!({
        "vnic": "0",
        "ruleType": "user",
        "action": "dnat",
        "protocol": "tcp",
        "description": "Sample NAT rule",
        "originalPort": "443",
        "translatedAddress": "192.168.200.1/24",
        "translatedPort": "443",
        "enabled": true,
    });
    alice.post(&path(&alice, &sddc, "/rules"), &json!({"natRulesDtos": [rule]})).await?.require(201)?;
    let mut found =
        rules(&alice, &sddc).await?.into_iter().find(|rule| rule["description"] == "Sample NAT rule").needed()?;
    let id = found["ruleId"].as_u64().needed()?;
    for (field, value) in [
        ("ruleTag", json!(id)),
        ("ruleType", json!("user")),
        ("action", json!("dnat")),
        ("vnic", json!("0")),
        ("originalAddress", json!("any")),
        ("loggingEnabled", json!(false)),
        ("dnatMatchSourceAddress", json!("any")),
    ] {
        equal!(found[field], value, "{field}");
    }
    found["originalPort"] = json!("any");
    let one = path(&alice, &sddc, &format!("/rules/{id}"));
    alice.put(&one, &found).await?.require(204)?;
    equal!(rules(&alice, &sddc).await?, [found]);
    alice.delete(&one).await?.require(204)?;
    equal!(rules(&alice, &sddc).await?, [] as [Value; 0]);
    alice.delete(&one).await?.require(404)?;
    Ok(())
}

/// The sequence of the Python samples: an address, a rule of the firewall, a NAT rule, and all of it taken back.
async fn a_workload_is_exposed_by_a_public_address(trial: &Trial) -> Played {
    let (world, alice, sddc) = with_networks(trial).await?;
    let pool = alice.org_path(&format!("/sddcs/{sddc}/publicips"));
    let task =
        alice.post(&pool, &json!({"names": ["Sample public IP"], "count": 1})).await?.require(202)?.string("$.id")?;
    world.advance("60s").await?;
    equal!(alice.task(&task).await?.body["status"], "FINISHED");
    let ips = alice.get(&pool).await?.require(200)?.body;
    let ip = ips.as_array().needed()?.iter().find(|ip| ip["name"] == "Sample public IP").needed()?;
    let any = json!({"exclude": false, "ipAddress": ["any"], "groupingObjectId": [], "vnicGroupId": []});
    let firewall = preview(&alice, &sddc, "/edges/edge-2/firewall/config");
    let rule = json!({"ruleType": "user", "name": "fw", "enabled": true, "action": "accept", "source": any, "destination": any});
    alice.post(&format!("{firewall}/rules"), &json!({"firewallRules": [rule]})).await?.require(201)?;
    let rule = json!({
        "vnic": "0", "ruleType": "user", "action": "dnat", "protocol": "any", "description": "nat", "enabled": true,
        "originalAddress": ip["public_ip"], "originalPort": "any", "translatedAddress": "192.168.1.10", "translatedPort": "any",
    });
    alice.post(&path(&alice, &sddc, "/rules"), &json!({"natRulesDtos": [rule]})).await?.require(201)?;
    let nat = rules(&alice, &sddc).await?;
    equal!(
        (nat.len(), &nat[0]["originalAddress"], &nat[0]["translatedAddress"]),
        (1, &ip["public_ip"], &json!("192.168.1.10"))
    );
    let status = alice.get(&preview(&alice, &sddc, "/edges/edge-2/status")).await?.require(200)?.body;
    let configured = |service: &str| {
        status["featureStatuses"]
            .as_array()?
            .iter()
            .find(|feature| feature["service"] == service)?
            .get("configured")
            .cloned()
    };
    equal!(configured("nat"), Some(json!(true)));

    let all = alice.get(&firewall).await?.require(200)?.body;
    let found =
        all["firewallRules"]["firewallRules"].as_array().needed()?.iter().find(|rule| rule["name"] == "fw").needed()?;
    alice.delete(&format!("{firewall}/rules/{}", found["ruleId"])).await?.require(204)?;
    alice.delete(&path(&alice, &sddc, &format!("/rules/{}", nat[0]["ruleId"]))).await?.require(204)?;
    alice.delete(&format!("{pool}/{}", ip["allocation_id"].as_str().needed()?)).await?.require(202)?;
    Ok(())
}

async fn attached_addresses_are_rules_of_the_system(trial: &Trial) -> Played {
    let (world, alice, sddc) = with_networks(trial).await?;
    let pool = alice.org_path(&format!("/sddcs/{sddc}/publicips"));
    let attached = json!({"count": 2, "names": ["web"], "private_ips": ["192.168.1.10", "192.168.1.11"]});
    alice.post(&pool, &attached).await?.require(202)?;
    equal!(rules(&alice, &sddc).await?, [] as [Value; 0], "they are not allocated yet");
    world.advance("60s").await?;
    let ips = alice.get(&pool).await?.require(200)?.body;
    let nat = rules(&alice, &sddc).await?;
    equal!(nat.len(), 4);
    for (place, ip) in ips.as_array().needed()?.iter().enumerate() {
        let (dnat, snat) = (&nat[2 * place], &nat[2 * place + 1]);
        equal!(
            (dnat["ruleId"].to_string(), snat["ruleId"].to_string()),
            (text(&ip["dnat_rule_id"]), text(&ip["snat_rule_id"]))
        );
        equal!(
            (&dnat["action"], &dnat["originalAddress"], &dnat["translatedAddress"]),
            (&json!("dnat"), &ip["public_ip"], &ip["associated_private_ip"])
        );
        equal!(
            (&snat["action"], &snat["originalAddress"], &snat["translatedAddress"]),
            (&json!("snat"), &ip["associated_private_ip"], &ip["public_ip"])
        );
        alice.delete(&path(&alice, &sddc, &format!("/rules/{}", dnat["ruleId"]))).await?.require(400)?;
    }
    // They stay whatever is written here.
    let whole = alice.get(&path(&alice, &sddc, "")).await?.require(200)?.body;
    alice.put(&path(&alice, &sddc, ""), &whole).await?.require(204)?;
    alice.delete(&path(&alice, &sddc, "")).await?.require(204)?;
    equal!(rules(&alice, &sddc).await?, nat);
    let one = format!("{pool}/{}", ips[0]["allocation_id"].as_str().needed()?);
    alice.patch(&format!("{one}?action=detach"), &json!({"public_ip": ips[0]["public_ip"]})).await?.require(202)?;
    world.advance("60s").await?;
    equal!(rules(&alice, &sddc).await?.len(), 2);
    Ok(())
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

async fn rules_that_a_configuration_leaves_out_are_deleted(trial: &Trial) -> Played {
    let (_, alice, sddc) = with_networks(trial).await?;
    let rule =
        |name: &str, action: &str| json!({"description": name, "action": action, "translatedAddress": "10.8.0.1"});
    let three = json!({"natRulesDtos": [rule("a", "DNAT"), rule("b", "snat"), rule("c", "dnat")]});
    alice.post(&path(&alice, &sddc, "/rules"), &three).await?.require(201)?;
    let all = rules(&alice, &sddc).await?;
    equal!((&all[0]["action"], all[1].get("dnatMatchSourcePort")), (&json!("dnat"), None));
    let mut whole = alice.get(&path(&alice, &sddc, "")).await?.require(200)?.body;
    whole["rules"]["natRulesDtos"] = json!([all[2], all[0], rule("d", "dnat")]);
    alice.put(&path(&alice, &sddc, ""), &whole).await?.require(204)?;
    let written = rules(&alice, &sddc).await?;
    equal!(written[..2], [all[2].clone(), all[0].clone()], "rules keep their ids");
    hold!(!all.iter().any(|old| old["ruleId"] == written[2]["ruleId"]), "a new rule has a new id");
    alice.put(&path(&alice, &sddc, ""), &json!({"enabled": "false"})).await?.require(204)?;
    let written = alice.get(&path(&alice, &sddc, "")).await?.require(200)?.body;
    equal!((&written["enabled"], &written["rules"]["natRulesDtos"]), (&json!(false), &json!([])));
    alice.delete(&path(&alice, &sddc, "")).await?.require(204)?;
    equal!(alice.get(&path(&alice, &sddc, "")).await?.require(200)?.body["enabled"], true);
    Ok(())
}

async fn bad_rules_change_nothing(trial: &Trial) -> Played {
    let (_, alice, sddc) = with_networks(trial).await?;
    let (config, all) = (path(&alice, &sddc, ""), path(&alice, &sddc, "/rules"));
    alice.post(&all, &json!({"natRulesDtos": [{"action": "dnat"}]})).await?.require(201)?;
    let id = rules(&alice, &sddc).await?[0]["ruleId"].clone();
    let one = path(&alice, &sddc, &format!("/rules/{id}"));
    let mut requests = vec![("POST", all.as_str(), json!({})), ("POST", all.as_str(), json!({"natRulesDtos": []}))];
    for rule in [
        json!({}),
        json!({"action": "mnat"}),
        json!({"action": "dnat", "vnic": "10"}),
        json!({"action": "dnat", "originalAddress": "here"}),
        json!({"action": "dnat", "translatedPort": "https"}),
        json!({"action": "dnat", "ruleTag": 1}),
        json!({"action": "dnat", "enabled": []}),
        json!({"action": "dnat", "ruleType": "internal_high"}),
    ] {
        requests.push(("POST", all.as_str(), json!({"natRulesDtos": [{"action": "snat"}, rule]})));
        requests.push(("PUT", one.as_str(), rule));
    }
    refused(&alice, &config, &requests).await
}
