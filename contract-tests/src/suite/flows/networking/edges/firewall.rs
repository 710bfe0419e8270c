//! Flows about the firewalls of the gateways.

use super::{preview, refused::refused, with_networks};
use crate::suite::{
    Case, Customer,
    Needs::MovableClock,
    Played, Trial, cases,
    played::{Needed, equal, hold},
};
use serde_json::{Value, json};

pub(super) const CASES: &[Case] = cases! { "flows/networking/edges/firewall", Flow;
    MovableClock => a_rule_is_added_found_by_name_changed_and_deleted;
    MovableClock => the_recorded_request_of_a_client_is_accepted;
    MovableClock => rules_stand_between_those_of_the_system;
    MovableClock => rules_are_added_above_another;
    MovableClock => a_whole_configuration_is_written_and_put_back;
    MovableClock => a_stale_version_is_refused;
    MovableClock => bad_rules_change_nothing;
};

fn path(user: &Customer<'_>, sddc: &str, edge: &str, rest: &str) -> String {
    preview(user, sddc, &format!("/edges/{edge}/firewall/config{rest}"))
}

async fn rules(user: &Customer<'_>, config: &str) -> Played<Vec<Value>> {
    user.get(config).await?.require(200)?.list("$.firewallRules.firewallRules").cloned()
}

fn named<'r>(rules: &'r [Value], name: &str) -> Option<&'r Value> {
    rules.iter().find(|rule| rule["name"] == name)
}

/// The sequence of the Python samples. The client does not know the id of a new rule, and sends the rule without one when it changes it.
async fn a_rule_is_added_found_by_name_changed_and_deleted(trial: &Trial) -> Played {
    let (_, alice, sddc) = with_networks(trial).await?;
    let edges = alice.get(&preview(&alice, &sddc, "/edges?edgeType=gatewayServices")).await?.require(200)?;
    for place in 0..2 {
        let edge = edges.string(&format!("$.edgePage.data[{place}].id"))?;
        let config = path(&alice, &sddc, &edge, "");
        let before = rules(&alice, &config).await?;
        let side = |address: &str| json!({"exclude": false, "ipAddress": [address], "groupingObjectId": [], "vnicGroupId": []});
        let mut rule = json!({
            "ruleType": "user",
            "name": "Sample Firewall Rule",
            "enabled": true,
            "action": "accept",
            "source": side("any"),
            "destination": side("10.2.0.4"),
            "loggingEnabled": false,
            "application": {"applicationId": [], "service": [{"sourcePort": ["any"], "protocol": "TCP", "port": ["443"]}]},
        });
        let added =
            alice.post(&path(&alice, &sddc, &edge, "/rules"), &json!({"firewallRules": [rule]})).await?.require(201)?;
        equal!(added.text, "");
        let after = rules(&alice, &config).await?;
        equal!(after.len(), before.len() + 1);
        let found = named(&after, "Sample Firewall Rule").needed()?;
        let id = found["ruleId"].as_u64().needed()?;
        equal!(found["ruleTag"], id, "without a tag of its own the tag is the id");
        let one = path(&alice, &sddc, &edge, &format!("/rules/{id}"));
        equal!(alice.get(&one).await?.require(200)?.body, *found);
        equal!((&found["source"], &found["application"]), (&rule["source"], &rule["application"]));

        rule["name"] = json!("Updated Sample Firewall Rule");
        rule["action"] = json!("deny");
        rule["source"]["ipAddress"] = json!(["127.0.0.1"]);
        alice.put(&one, &rule).await?.require(204)?;
        let changed = alice.get(&one).await?.require(200)?.body;
        equal!((&changed["ruleId"], &changed["action"]), (&json!(id), &json!("deny")));
        equal!((&changed["name"], &changed["source"]), (&rule["name"], &rule["source"]));
        let statistics = preview(&alice, &sddc, &format!("/edges/{edge}/firewall/statistics/{id}"));
        equal!(alice.get(&statistics).await?.require(200)?.body["connectionCount"], 0);

        alice.delete(&one).await?.require(204)?;
        equal!(rules(&alice, &config).await?, before);
        for gone in [
            alice.get(&one).await?,
            alice.delete(&one).await?,
            alice.put(&one, &rule).await?,
            alice.get(&statistics).await?,
        ] {
            hold!(gone.require(404)?.string("$.details")?.contains(&id.to_string()));
        }
        alice.post(&path(&alice, &sddc, &edge, "/rules"), &json!({"firewallRules": [rule]})).await?.require(201)?;
        let again = rules(&alice, &config).await?;
        hold!(named(&again, "Updated Sample Firewall Rule").needed()?["ruleId"] != id, "an id is not given twice");
    }
    Ok(())
}

/// The client writes booleans as texts.
async fn the_recorded_request_of_a_client_is_accepted(trial: &Trial) -> Played {
    let (_, alice, sddc) = with_networks(trial).await?;
    let body = json!({"firewallRules": [{
        "name": "vCenter_Web",
        "ruleType": "user",
        "enabled": "true",
        "loggingEnabled": "False",
        "action": "accept",
        "destination": {"exclude": "false", "ipAddress": ["192.0.2.141", "10.70.9.196"], "groupingObjectId": [], "vnicGroupId": []},
        "application": {"applicationId": [], "service": [{"protocol": "TCP", "port": ["443"], "sourcePort": ["any"]}]},
    }]});
    alice.post(&path(&alice, &sddc, "edge-1", "/rules"), &body).await?.require(201)?;
    let all = rules(&alice, &path(&alice, &sddc, "edge-1", "")).await?;
    let rule = named(&all, "vCenter_Web").needed()?;
    equal!((&rule["enabled"], &rule["loggingEnabled"]), (&json!(true), &json!(false)));
    equal!((&rule["destination"]["exclude"], &rule["matchTranslated"]), (&json!(false), &json!(false)));
    equal!(rule.get("source"), None, "what is left out means any");
    Ok(())
}

async fn rules_stand_between_those_of_the_system(trial: &Trial) -> Played {
    let (_, alice, sddc) = with_networks(trial).await?;
    let config = path(&alice, &sddc, "edge-2", "");
    let rule = |name: &str| json!({"name": name, "action": "accept"});
    alice
        .post(&path(&alice, &sddc, "edge-2", "/rules"), &json!({"firewallRules": [rule("a"), rule("b")]}))
        .await?
        .require(201)?;
    alice.post(&path(&alice, &sddc, "edge-2", "/rules"), &json!({"firewallRules": [rule("c")]})).await?.require(201)?;
    let all = rules(&alice, &config).await?;
    let types: Vec<_> = all.iter().map(|rule| rule["ruleType"].as_str().unwrap_or_default()).collect();
    equal!(types, ["internal_high", "internal_high", "user", "user", "user", "default_policy"]);
    let names: Vec<_> = all.iter().map(|rule| rule["name"].as_str().unwrap_or_default()).collect();
    equal!(names[2..5], ["a", "b", "c"]);
    equal!((&all[0]["ruleId"], &all[5]["ruleId"]), (&json!(131_074), &json!(131_073)));
    for id in [131_073, 131_074, 131_075] {
        let one = path(&alice, &sddc, "edge-2", &format!("/rules/{id}"));
        equal!(alice.get(&one).await?.require(200)?.body["ruleId"], id);
        alice.put(&one, &rule("mine")).await?.require(400)?;
        alice.delete(&one).await?.require(400)?;
    }
    equal!(rules(&alice, &config).await?, all);
    // The default rule does what the default policy says.
    let mut whole = alice.get(&config).await?.require(200)?.body;
    whole["defaultPolicy"] = json!({"action": "accept", "loggingEnabled": "true"});
    alice.put(&config, &whole).await?.require(204)?;
    let last = rules(&alice, &config).await?.pop().needed()?;
    equal!((&last["action"], &last["loggingEnabled"]), (&json!("accept"), &json!(true)));
    // The management gateway has two rules that clients leave out by their names.
    let managed = rules(&alice, &path(&alice, &sddc, "edge-1", "")).await?;
    for name in ["vSphere Cluster HA", "Outbound Access"] {
        equal!(named(&managed, name).needed()?["ruleType"], "user");
    }
    Ok(())
}

async fn rules_are_added_above_another(trial: &Trial) -> Played {
    let (_, alice, sddc) = with_networks(trial).await?;
    for (feature, field, rule) in [
        ("firewall", "firewallRules", json!({"action": "accept"})),
        (
            "nat",
            "natRulesDtos",
            json!({"action": "dnat", "originalAddress": "192.0.2.9", "translatedAddress": "10.0.0.9"}),
        ),
    ] {
        let config = preview(&alice, &sddc, &format!("/edges/edge-2/{feature}/config"));
        let place = if feature == "nat" { "$.rules.natRulesDtos" } else { "$.firewallRules.firewallRules" };
        let named = |names: &[&str]| {
            let rules = names.iter().map(|name| {
                let mut rule = rule.clone();
                rule["description"] = json!(name);
                rule
            });
            json!({ field: rules.collect::<Vec<_>>() })
        };
        let add =
            async |query: &str, names: &[&str]| alice.post(&format!("{config}/rules{query}"), &named(names)).await;
        add("", &["a", "d"]).await?.require(201)?;
        let users = async || -> Played<Vec<(Value, Value)>> {
            let all = alice.get(&config).await?.require(200)?.list(place).cloned()?;
            let users = all.into_iter().filter(|rule| rule["ruleType"] == "user");
            Ok(users.map(|rule| (rule["description"].clone(), rule["ruleId"].clone())).collect())
        };
        let last = users().await?[1].1.clone();
        add(&format!("?aboveRuleId={last}"), &["b", "c"]).await?.require(201)?;
        let order: Vec<_> = users().await?.into_iter().map(|(name, _)| name).collect();
        equal!(order, ["a", "b", "c", "d"], "{feature}");
        add("?aboveRuleId=7", &["e"]).await?.require(404)?;
        add("?aboveRuleId=last", &["e"]).await?.require(400)?;
        equal!(users().await?.len(), 4, "{feature}");
    }
    Ok(())
}

async fn a_whole_configuration_is_written_and_put_back(trial: &Trial) -> Played {
    let (_, alice, sddc) = with_networks(trial).await?;
    let config = path(&alice, &sddc, "edge-2", "");
    let fresh = alice.get(&config).await?.require(200)?.body;
    let added = json!({"firewallRules": [{"name": "a", "action": "deny"}, {"name": "b", "action": "reject"}]});
    alice.post(&path(&alice, &sddc, "edge-2", "/rules"), &added).await?.require(201)?;
    let mut whole = alice.get(&config).await?.require(200)?.body;
    // What was read can be written as it is. Rules keep their ids, also in another order.
    whole["firewallRules"]["firewallRules"].as_array_mut().needed()?.reverse();
    whole["globalConfig"]["tcpTimeoutOpen"] = json!(45);
    alice.put(&config, &whole).await?.require(204)?;
    let written = alice.get(&config).await?.require(200)?.body;
    equal!(written["globalConfig"], whole["globalConfig"]);
    let users = |config: &Value| -> Vec<(Value, Value)> {
        let rules = config["firewallRules"]["firewallRules"].as_array().cloned().unwrap_or_default();
        rules
            .into_iter()
            .filter(|rule| rule["ruleType"] == "user")
            .map(|rule| (rule["name"].clone(), rule["ruleId"].clone()))
            .collect()
    };
    equal!(users(&written), users(&whole));
    equal!(written["version"].as_i64().needed()?, whole["version"].as_i64().needed()? + 1);
    // What is left out goes back to what a new edge has.
    let sparse = json!({"firewallRules": {"firewallRules": [{"name": "only", "action": "accept", "ruleTag": 7}]}});
    alice.put(&config, &sparse).await?.require(204)?;
    let written = alice.get(&config).await?.require(200)?.body;
    equal!(
        (&written["globalConfig"], &written["defaultPolicy"], &written["enabled"]),
        (&fresh["globalConfig"], &fresh["defaultPolicy"], &json!(true))
    );
    equal!(users(&written).len(), 1);
    equal!(named(written["firewallRules"]["firewallRules"].as_array().needed()?, "only").needed()?["ruleTag"], 7);
    alice.delete(&config).await?.require(204)?;
    let mut reset = alice.get(&config).await?.require(200)?.body;
    hold!(reset["version"].as_i64() > written["version"].as_i64());
    reset["version"] = fresh["version"].clone();
    equal!(reset, fresh);
    Ok(())
}

async fn a_stale_version_is_refused(trial: &Trial) -> Played {
    let (_, alice, sddc) = with_networks(trial).await?;
    for feature in ["firewall", "nat", "dns", "ipsec"] {
        let config = preview(&alice, &sddc, &format!("/edges/edge-2/{feature}/config"));
        let read = alice.get(&config).await?.require(200)?.body;
        alice.put(&config, &read).await?.require(204)?;
        let before = alice.get(&config).await?.require(200)?.body;
        let refused = alice.put(&config, &read).await?.require(400)?;
        hold!(refused.string("$.details")?.contains("version"));
        equal!(alice.get(&config).await?.require(200)?.body, before, "{feature}");
        // Without a version the body overwrites what there is.
        let mut without = read.clone();
        without.as_object_mut().needed()?.remove("version");
        alice.put(&config, &without).await?.require(204)?;
    }
    Ok(())
}

async fn bad_rules_change_nothing(trial: &Trial) -> Played {
    let (_, alice, sddc) = with_networks(trial).await?;
    let config = path(&alice, &sddc, "edge-2", "");
    let all = path(&alice, &sddc, "edge-2", "/rules");
    alice.post(&all, &json!({"firewallRules": [{"name": "a", "action": "accept"}]})).await?.require(201)?;
    let id = named(&rules(&alice, &config).await?, "a").needed()?["ruleId"].clone();
    let one = path(&alice, &sddc, "edge-2", &format!("/rules/{id}"));
    let mut requests = Vec::new();
    for rule in [
        json!({"name": "b"}),
        json!({"name": "b", "action": "perhaps"}),
        json!({"name": "b", "action": "accept", "enabled": "maybe"}),
        json!({"name": "b", "action": "accept", "ruleType": "internal_high"}),
        json!({"name": "b", "action": "accept", "ruleTag": 65_537}),
        json!({"name": "b", "action": "accept", "source": {"ipAddress": ["pizza"]}}),
        json!({"name": "b", "action": "accept", "destination": {"vnicGroupId": ["vnic-index-10"]}}),
        json!({"name": "b", "action": "accept", "application": {"service": [{"protocol": "tcp", "port": ["http"]}]}}),
        json!({"name": "b", "action": "accept", "application": {"service": [{"port": ["80"]}]}}),
        json!({"name": "b".repeat(256), "action": "accept"}),
        json!({"name": "b", "action": "accept", "source": "10.0.0.1"}),
    ] {
        // The first rule alone would be accepted.
        requests.push(("POST", all.as_str(), json!({"firewallRules": [{"name": "good", "action": "accept"}, rule]})));
        requests.push(("PUT", one.as_str(), rule.clone()));
        // A whole configuration has rules of the system too, which are not written.
        if rule.get("ruleType").is_none() {
            requests.push(("PUT", config.as_str(), json!({"firewallRules": {"firewallRules": [rule]}})));
        }
    }
    for body in [json!({}), json!({"firewallRules": []}), json!([]), json!({"firewallRules": {"name": "b"}})] {
        requests.push(("POST", all.as_str(), body));
    }
    requests.push(("PUT", one.as_str(), json!({"name": "b", "action": "accept", "ruleId": 1})));
    let twice = json!({"name": "b", "action": "accept", "ruleId": id});
    requests.push(("PUT", config.as_str(), json!({"firewallRules": {"firewallRules": [twice, twice]}})));
    requests.push(("PUT", config.as_str(), json!({"globalConfig": {"tcpTimeoutOpen": 0}})));
    requests.push(("PUT", config.as_str(), json!({"defaultPolicy": {"action": "reject"}})));
    refused(&alice, &config, &requests).await?;
    // Nothing was numbered for what was refused.
    alice.post(&all, &json!({"firewallRules": [{"name": "c", "action": "accept"}]})).await?.require(201)?;
    let next = named(&rules(&alice, &config).await?, "c").needed()?["ruleId"].as_u64();
    equal!(next, id.as_u64().map(|id| id + 1));
    Ok(())
}
