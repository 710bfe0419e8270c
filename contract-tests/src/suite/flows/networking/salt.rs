//! The sequences of Salt's modules for VMC: list, create with PUT and no revision, read, change by a PATCH of what was read with the changes
//! laid over it, delete, and read what is gone.

use super::networker::{Networker, networked};
use crate::suite::{
    Case,
    Needs::MovableClock,
    Played, Trial, cases,
    played::{Needed, equal, hold},
};
use serde_json::{Value, json};

pub(super) const CASES: &[Case] = cases! { "flows/networking/salt", Flow;
    MovableClock => security_groups_and_rules_live_as_in_salt;
    MovableClock => networks_and_their_services_live_as_in_salt;
    MovableClock => nat_rules_live_as_in_salt;
};

/// Plays the sequence of one module. `change` is what its update changes.
async fn life(alice: &Networker<'_>, collection: &str, id: &str, body: &Value, change: (&str, Value)) -> Played {
    let one = format!("{collection}/{id}");
    let before = alice.ids(collection).await?;
    hold!(!before.contains(&id.to_owned()));
    let created = alice.put(&one, body).await?;
    equal!((&created["id"], &created["display_name"], &created["_revision"]), (&json!(id), &json!(id), &json!(0)));
    equal!(alice.ids(collection).await?.len(), before.len() + 1);

    let mut read = alice.read(&one).await?;
    equal!(read, created);
    let (field, value) = change;
    read[field] = value.clone();
    alice.patch(&one, &read).await?;
    let changed = alice.read(&one).await?;
    equal!((&changed[field], &changed["_revision"]), (&value, &json!(1)), "{one}");
    equal!(changed["unique_id"], created["unique_id"]);

    alice.delete(&one).await?;
    let error = alice.read_missing(&one).await?;
    hold!(error["error_message"].as_str().needed()?.contains("could not be found"));
    equal!(alice.ids(collection).await?, before);
    Ok(())
}

async fn security_groups_and_rules_live_as_in_salt(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    let condition = json!({
        "member_type": "VirtualMachine",
        "key": "OSName",
        "operator": "EQUALS",
        "value": "Centos",
        "resource_type": "Condition",
    });
    let group = json!({"expression": [condition], "tags": [{"tag": "t", "scope": "s"}]});
    life(&alice, "/domains/cgw/groups", "G", &group, ("description", json!("changed"))).await?;
    life(&alice, "/domains/cgw/security-policies", "P", &json!({}), ("sequence_number", json!(7))).await?;

    alice.put("/domains/cgw/security-policies/P", &json!({})).await?;
    let rule = json!({
        "source_groups": ["ANY"],
        "destination_groups": ["ANY"],
        "services": ["ANY"],
        "scope": ["ANY"],
        "action": "DROP",
        "sequence_number": 1,
    });
    life(&alice, "/domains/cgw/security-policies/P/rules", "R", &rule, ("action", json!("REJECT"))).await?;
    let mut rule = rule;
    rule["scope"] = json!(["/infra/labels/cgw-all"]);
    life(&alice, "/domains/cgw/gateway-policies/default/rules", "R", &rule, ("logged", json!(true))).await?;
    let rule = json!({
        "source_groups": ["ANY"],
        "destination_groups": ["/infra/domains/mgw/groups/VCENTER"],
        "services": ["/infra/services/HTTPS"],
        "action": "ALLOW",
        "scope": ["/infra/labels/mgw"],
    });
    life(&alice, "/domains/mgw/gateway-policies/default/rules", "R", &rule, ("tag", json!("t"))).await
}

async fn networks_and_their_services_live_as_in_salt(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    let subnets = json!([{"gateway_address": "192.168.5.1/24", "dhcp_ranges": ["192.168.5.2-192.168.5.254"]}]);
    let segment = json!({"subnets": subnets, "admin_state": "UP"});
    life(&alice, "/tier-1s/cgw/segments", "N", &segment, ("admin_state", json!("DOWN"))).await?;
    let server = json!({"server_address": "10.22.12.2/23", "lease_time": 86400});
    life(&alice, "/dhcp-server-configs", "S", &server, ("lease_time", json!(98765))).await?;
    let relay = json!({"server_addresses": ["10.1.1.1"]});
    life(&alice, "/dhcp-relay-configs", "R", &relay, ("server_addresses", json!(["10.2.2.2"]))).await?;
    let zone = json!({"dns_domain_names": ["example.com"], "upstream_servers": ["1.1.1.1"]});
    life(&alice, "/dns-forwarder-zones", "Z", &zone, ("upstream_servers", json!(["9.9.9.9"]))).await
}

async fn nat_rules_live_as_in_salt(trial: &Trial) -> Played {
    let (world, alice) = networked(trial).await?;
    let address = alice.public_ip(&world).await?;
    let rule = json!({
        "action": "REFLEXIVE",
        "source_network": "192.168.1.1",
        "translated_network": address,
        "enabled": false,
    });
    let rules = "/tier-1s/cgw/nat/USER/nat-rules";
    life(&alice, rules, "N", &rule, ("source_network", json!("192.168.1.2"))).await?;
    let rule = alice.put(&format!("{rules}/N"), &rule).await?;
    equal!(rule["parent_path"], "/infra/tier-1s/cgw/nat/USER");
    equal!((&rule["service"], &rule["scope"]), (&json!(""), &json!(["/infra/labels/cgw-public"])));
    equal!((&rule["firewall_match"], &rule["logging"]), (&json!("MATCH_INTERNAL_ADDRESS"), &json!(false)));
    Ok(())
}
