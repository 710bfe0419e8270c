//! The sequences of the program that exports the configuration of one SDDC and imports it into another.

use super::networker::{Networker, networked};
use crate::suite::{
    Case,
    Needs::MovableClock,
    Played, Trial, cases,
    played::{Needed, equal, hold},
};
use serde_json::{Value, json};

pub(super) const CASES: &[Case] = cases! { "flows/networking/imports", Flow;
    MovableClock => a_configuration_moves_to_another_sddc;
};

/// The fields that it removes before it writes an object.
const REMOVED: &[&str] = &[
    "path",
    "relative_path",
    "overridden",
    "_create_user",
    "_create_time",
    "_last_modified_user",
    "_last_modified_time",
    "_system_owned",
    "_protection",
    "_revision",
];

/// What is moved, in an order in which everything exists before it is named.
const COLLECTIONS: &[&str] = &[
    "/services",
    "/domains/mgw/groups",
    "/domains/cgw/groups",
    "/tier-1s/cgw/segments",
    "/domains/mgw/gateway-policies/default/rules",
    "/domains/cgw/gateway-policies/default/rules",
    "/domains/cgw/security-policies",
];

async fn a_configuration_moves_to_another_sddc(trial: &Trial) -> Played {
    let (world, alice) = networked(trial).await?;
    fill(&alice).await?;
    let (user, sddc) = world.ready_sddc(&world.linked_config("b", 2)?).await?;
    let alice = Networker { user: user.clone(), sddc: alice.sddc };
    let there = Networker { user, sddc };
    let mut moved = 0;
    for collection in COLLECTIONS {
        for object in own(&alice, collection).await? {
            let path = format!("{collection}/{}", object["id"].as_str().needed()?);
            there.put(&path, &stripped(&object)).await?;
            moved += 1;
            if *collection == "/domains/cgw/security-policies" {
                for rule in own(&alice, &format!("{path}/rules")).await? {
                    there.put(&format!("{path}/rules/{}", rule["id"].as_str().needed()?), &stripped(&rule)).await?;
                }
            }
        }
    }
    equal!(moved, 6);
    for collection in COLLECTIONS {
        equal!(content(&own(&there, collection).await?), content(&own(&alice, collection).await?), "{collection}");
    }
    equal!(there.ids("/domains/cgw/security-policies/app/rules").await?, ["allow", "drop"]);
    // The program writes with PATCH when it is told to bring two SDDCs in line.
    for object in own(&alice, "/domains/cgw/groups").await? {
        let path = format!("/domains/cgw/groups/{}", object["id"].as_str().needed()?);
        there.patch(&path, &stripped(&object)).await?;
    }
    Ok(())
}

async fn fill(alice: &Networker<'_>) -> Played {
    let entry = json!({"resource_type": "L4PortSetServiceEntry", "id": "e", "l4_protocol": "UDP"});
    alice.put("/services/game", &json!({"service_entries": [entry]})).await?;
    let addresses = json!({"resource_type": "IPAddressExpression", "ip_addresses": ["10.0.0.0/8"]});
    alice.put("/domains/mgw/groups/office", &json!({"expression": [addresses]})).await?;
    let condition = json!({
        "resource_type": "Condition",
        "member_type": "VirtualMachine",
        "key": "Tag",
        "operator": "EQUALS",
        "value": "app|web",
    });
    alice.put("/domains/cgw/groups/web", &json!({"expression": [condition]})).await?;
    let subnets = json!([{"gateway_address": "10.77.0.1/24"}]);
    alice.put("/tier-1s/cgw/segments/web", &json!({"subnets": subnets})).await?;
    let rule = json!({
        "action": "ALLOW",
        "source_groups": ["/infra/domains/mgw/groups/office"],
        "destination_groups": ["/infra/domains/mgw/groups/ESXI"],
        "services": ["/infra/services/VMware_Remote_Console"],
        "scope": ["/infra/labels/mgw"],
    });
    alice.put("/domains/mgw/gateway-policies/default/rules/console", &rule).await?;
    let groups = json!(["/infra/domains/cgw/groups/web"]);
    let rules = json!([
        {"id": "allow", "action": "ALLOW", "sequence_number": 1, "source_groups": groups},
        {"id": "drop", "action": "DROP", "sequence_number": 2, "services": ["/infra/services/game"]},
    ]);
    let policy = json!({"category": "Environment", "rules": rules});
    alice.put("/domains/cgw/security-policies/app", &policy).await.map(drop)
}

/// The objects of a collection that users made.
async fn own(alice: &Networker<'_>, collection: &str) -> Played<Vec<Value>> {
    let list = alice.read(collection).await?;
    let all = list["results"].as_array().needed()?;
    let by_system = |object: &Value| {
        ["admin", "admin;admin", "system"].iter().any(|user| object["_create_user"].as_str() == Some(user))
    };
    hold!(all.iter().all(|object| object["_create_user"].is_string()));
    Ok(all.iter().filter(|object| !by_system(object)).cloned().collect())
}

fn stripped(object: &Value) -> Value {
    let mut object = object.clone();
    if let Value::Object(fields) = &mut object {
        fields.retain(|name, _| !REMOVED.contains(&name.as_str()));
    }
    object
}

/// What two objects in different SDDCs have in common.
fn content(objects: &[Value]) -> Vec<Value> {
    let of_sddc = ["unique_id", "rule_id"];
    let objects = objects.iter().map(|object| {
        let mut object = stripped(object);
        if let Value::Object(fields) = &mut object {
            fields.retain(|name, _| !of_sddc.contains(&name.as_str()));
        }
        object
    });
    objects.collect()
}
