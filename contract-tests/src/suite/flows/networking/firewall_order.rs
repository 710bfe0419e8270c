//! Flows about the order of rules and policies.

use super::networker::{Networker, networked};
use crate::suite::{
    Case,
    Needs::MovableClock,
    Played, Trial, cases,
    played::{Needed, equal, hold},
};
use serde_json::{Value, json};

pub(super) const CASES: &[Case] = cases! { "flows/networking/firewall_order", Flow;
    MovableClock => rules_are_ordered_by_number_and_then_by_age;
    MovableClock => a_rule_is_moved_to_every_place;
    MovableClock => policies_are_moved_in_all_families;
    MovableClock => what_cannot_be_placed_stays;
};

const RULES: &str = "/domains/cgw/security-policies/p/rules";

async fn with_rules(alice: &Networker<'_>) -> Played {
    let rules: Vec<Value> = ["a", "b", "c"].iter().map(|id| json!({"id": id, "action": "ALLOW"})).collect();
    alice.put("/domains/cgw/security-policies/p", &json!({"rules": rules})).await.map(drop)
}

async fn rules_are_ordered_by_number_and_then_by_age(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    with_rules(&alice).await?;
    equal!(alice.ids(RULES).await?, ["a", "b", "c"]);
    alice.patch(&format!("{RULES}/a"), &json!({"sequence_number": 5})).await?;
    alice.put(&format!("{RULES}/0"), &json!({"action": "DROP", "sequence_number": 3})).await?;
    equal!(alice.ids(RULES).await?, ["b", "c", "0", "a"]);
    let policy = alice.read("/domains/cgw/security-policies/p").await?;
    let ids: Vec<_> = policy["rules"].as_array().needed()?.iter().map(|rule| rule["id"].clone()).collect();
    equal!(ids, ["b", "c", "0", "a"], "the same order within the policy");
    Ok(())
}

async fn a_rule_is_moved_to_every_place(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    with_rules(&alice).await?;
    for (id, place, expected) in [
        ("c", "insert_top", ["c", "a", "b"]),
        ("c", "insert_bottom", ["a", "b", "c"]),
        ("c", "insert_before&anchor_path=/infra/domains/cgw/security-policies/p/rules/b", ["a", "c", "b"]),
        ("a", "insert_after&anchor_path=/infra/domains/cgw/security-policies/p/rules/c", ["c", "a", "b"]),
        ("b", "insert_after&anchor_path=/infra/domains/cgw/security-policies/p/rules/c", ["c", "b", "a"]),
        ("a", "insert_before&anchor_path=/infra/domains/cgw/security-policies/p/rules/b", ["c", "a", "b"]),
        ("c", "insert_after&anchor_path=/infra/domains/cgw/security-policies/p/rules/a", ["a", "c", "b"]),
        ("b", "insert_top", ["b", "a", "c"]),
    ] {
        let path = format!("{RULES}/{id}");
        let rule = alice.read(&path).await?;
        let moved = alice.post(&format!("{path}?action=revise&operation={place}"), &rule).await?.require(200)?.body;
        equal!(moved["id"], id);
        equal!(alice.ids(RULES).await?, expected, "{id} {place}");
        equal!(alice.read(&path).await?, moved);
    }
    let mut rule = alice.read(&format!("{RULES}/a")).await?;
    rule["action"] = json!("REJECT");
    let path = format!("{RULES}/a?action=revise&operation=insert_top");
    equal!(alice.post(&path, &rule).await?.require(200)?.body["action"], "REJECT");
    alice.post(&path, &rule).await?.require(412)?;
    alice.post(&format!("{RULES}/c?action=revise"), &json!({"id": "c"})).await?.require(200)?;
    equal!(alice.ids(RULES).await?, ["c", "a", "b"], "the top is the usual place");
    Ok(())
}

async fn policies_are_moved_in_all_families(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    for family in ["gateway-policies", "security-policies", "intrusion-service-policies", "communication-maps"] {
        let all = format!("/domains/cgw/{family}");
        for id in ["one", "two"] {
            let id = format!("{id}-of-{family}");
            alice.put(&format!("{all}/{id}"), &json!({})).await?;
        }
        let two = format!("two-of-{family}");
        let body = alice.read(&format!("{all}/{two}")).await?;
        let path = format!("{all}/{two}?action=revise&operation=insert_top");
        let moved = alice.post(&path, &body).await?.require(200)?.body;
        equal!(moved["id"], two.as_str());
        equal!(alice.ids(&all).await?.first(), Some(&two), "{family}");
        let rules = if family == "communication-maps" { "communication-entries" } else { "rules" };
        for id in ["r", "s"] {
            let scope = if family == "gateway-policies" { "/infra/labels/cgw-all" } else { "ANY" };
            alice.put(&format!("{all}/{two}/{rules}/{id}"), &json!({"scope": [scope]})).await?;
        }
        let path = format!("{all}/{two}/{rules}/s?action=revise&operation=insert_top");
        let moved = alice.post(&path, &json!({"id": "s"})).await?.require(200)?.body;
        hold!(moved["id"] == "s" && moved.get("sequence_number").is_some(), "{family}");
        equal!(alice.ids(&format!("{all}/{two}/{rules}")).await?, ["s", "r"], "{family}");
    }
    Ok(())
}

async fn what_cannot_be_placed_stays(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    with_rules(&alice).await?;
    let before = alice.read(RULES).await?;
    for place in [
        "insert_before",
        "insert_after&anchor_path=/infra/domains/cgw/security-policies/p/rules/none",
        "insert_after&anchor_path=/infra/domains/cgw/groups",
        "turn_over",
    ] {
        let body = json!({"id": "a", "action": "DROP"});
        let path = format!("{RULES}/a?action=revise&operation={place}");
        alice.post(&path, &body).await?.require(400)?;
    }
    equal!(alice.read(RULES).await?, before);
    Ok(())
}
