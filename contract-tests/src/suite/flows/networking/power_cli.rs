//! The sequences of the PowerCLI module for NSX-T.

use super::networker::{Networker, networked};
use crate::suite::{
    Case,
    Needs::MovableClock,
    Played, Trial, cases,
    played::{Needed, equal, hold},
};
use serde_json::{Value, json};

pub(super) const CASES: &[Case] = cases! { "flows/networking/power_cli", Flow;
    MovableClock => firewall_rules_are_shown_with_the_names_of_what_they_name;
    MovableClock => booleans_are_sent_as_texts_and_read_as_booleans;
    MovableClock => sections_of_the_distributed_firewall_have_the_names_of_2018_too;
    MovableClock => segments_are_read_in_pages;
    MovableClock => the_zones_of_the_gateways_are_replaced;
};

async fn firewall_rules_are_shown_with_the_names_of_what_they_name(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    alice.put("/domains/cgw/groups/web", &json!({})).await?;
    let groups = json!(["/infra/domains/cgw/groups/web"]);
    let rule = json!({
        "source_groups": groups,
        "services": ["/infra/services/HTTPS"],
        "scope": ["/infra/labels/cgw-public", "/infra/labels/cgw-vpn"],
        "action": "ALLOW",
    });
    alice.put("/domains/cgw/gateway-policies/default/rules/web", &rule).await?;
    let mut shown = Vec::new();
    for domain in ["mgw", "cgw"] {
        let policy = alice.read(&format!("/domains/{domain}/gateway-policies/default")).await?;
        for rule in policy["rules"].as_array().needed()? {
            for list in ["source_groups", "destination_groups", "services", "scope"] {
                shown.extend(names(&alice, &rule[list]).await?);
            }
        }
    }
    for name in ["vCenter", "ESXi", "web", "HTTPS", "cgw-public", "cgw-vpn", "ANY"] {
        hold!(shown.contains(&name.to_owned()), "{name} is not shown: {shown:?}");
    }
    Ok(())
}

/// Returns the names of the entries of a list of a rule. Each path is asked for.
async fn names(alice: &Networker<'_>, entries: &Value) -> Played<Vec<String>> {
    let mut names = Vec::new();
    for entry in entries.as_array().needed()? {
        let entry = entry.as_str().needed()?;
        names.push(match entry.strip_prefix("/infra") {
            None => entry.to_owned(),
            Some(rest) => alice.read(rest).await?["display_name"].as_str().needed()?.to_owned(),
        });
    }
    Ok(names)
}

async fn booleans_are_sent_as_texts_and_read_as_booleans(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    let rule = json!({
        "display_name": "Web",
        "resource_type": "CommunicationEntry",
        "sequence_number": "10",
        "source_groups": ["any"],
        "destination_groups": ["ANY"],
        "services": ["ANY"],
        "scope": ["/infra/labels/cgw-all"],
        "action": "ALLOW",
        "logged": "True",
        "disabled": "false",
    });
    let rule = alice.put("/domains/cgw/gateway-policies/default/rules/web", &rule).await?;
    equal!((&rule["logged"], &rule["disabled"], &rule["sequence_number"]), (&json!(true), &json!(false), &json!(10)));
    equal!((&rule["resource_type"], &rule["source_groups"]), (&json!("Rule"), &json!(["ANY"])));
    hold!(rule["rule_id"].is_u64() && rule["unique_id"] == rule["rule_id"].to_string().as_str());
    Ok(())
}

async fn sections_of_the_distributed_firewall_have_the_names_of_2018_too(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    let entry = json!({"id": "drop", "action": "DROP", "source_groups": ["any"]});
    let section = json!({
        "resource_type": "CommunicationMap",
        "display_name": "Web",
        "category": "Application",
        "precedence": "10",
        "communication_entries": [entry],
    });
    let section = alice.put("/domains/cgw/communication-maps/web", &section).await?;
    equal!((&section["resource_type"], &section["precedence"]), (&json!("CommunicationMap"), &json!(10)));
    equal!(section["path"], "/infra/domains/cgw/communication-maps/web");
    equal!(section["communication_entries"][0]["source_groups"], json!(["ANY"]));
    let entry = alice.read("/domains/cgw/communication-maps/web/communication-entries/drop").await?;
    equal!((&entry["resource_type"], &entry["action"]), (&json!("CommunicationEntry"), &json!("DROP")));
    hold!(entry.get("rule_id").is_none(), "a field that came later");

    let policy = alice.read("/domains/cgw/security-policies/web").await?;
    equal!((&policy["resource_type"], &policy["sequence_number"]), (&json!("SecurityPolicy"), &json!(10)));
    equal!((&policy["rules"][0]["id"], &policy["rules"][0]["resource_type"]), (&json!("drop"), &json!("Rule")));
    alice.put("/domains/cgw/communication-maps/web/communication-entries/more", &json!({"action": "ALLOW"})).await?;
    equal!(alice.ids("/domains/cgw/security-policies/web/rules").await?, ["drop", "more"]);
    alice.delete("/domains/cgw/communication-maps/web").await?;
    alice.read_missing("/domains/cgw/security-policies/web").await.map(drop)
}

async fn segments_are_read_in_pages(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    for number in 2..7 {
        let subnets = json!([{"gateway_address": format!("192.168.{number}.1/24")}]);
        alice.put(&format!("/tier-1s/cgw/segments/s{number}"), &json!({"subnets": subnets})).await?;
    }
    let (mut ids, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = alice.read(&format!("/tier-1s/cgw/segments?page_size=4&cursor={cursor}")).await?;
        let results = page["results"].as_array().needed()?;
        ids.extend(results.iter().map(|segment| segment["id"].clone()));
        match page.get("cursor").and_then(Value::as_str) {
            Some(next) => cursor = next.to_owned(),
            None => break,
        }
    }
    equal!(ids, ["s2", "s3", "s4", "s5", "s6", "sddc-cgw-network-1"]);
    Ok(())
}

async fn the_zones_of_the_gateways_are_replaced(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    for gateway in ["mgw", "cgw"] {
        let zone = format!("/dns-forwarder-zones/{gateway}-dns-zone");
        let mut body = alice.read(&zone).await?;
        body["upstream_servers"] = json!(["10.0.0.53", "10.0.1.53"]);
        equal!(alice.put(&zone, &body).await?["upstream_servers"], body["upstream_servers"]);
        alice.user.delete(&alice.path(&zone)).await?.require(403)?;
    }
    Ok(())
}
