//! Flows about what NSX makes of the objects: realization, members of groups, tags, routes and sessions.

use super::networker::{Networker, networked};
use crate::suite::{
    Case,
    Needs::MovableClock,
    Played, Trial, cases,
    played::{Needed, equal, hold},
};
use serde_json::{Value, json};

pub(super) const CASES: &[Case] = cases! { "flows/networking/computed", Flow;
    MovableClock => an_object_is_realized_after_a_moment;
    MovableClock => a_group_has_the_members_that_its_expressions_choose;
    MovableClock => tags_of_virtual_machines_are_updated_and_choose_members;
    MovableClock => associations_name_who_uses_an_object;
    MovableClock => routes_follow_from_segments_and_static_routes;
    MovableClock => sessions_are_up_once_they_are_realized;
    MovableClock => each_rule_has_counters;
};

/// A path below the base with a parameter.
fn with(path: &str, parameter: &str, value: &str) -> String {
    let value = form_urlencoded::byte_serialize(value.as_bytes()).collect::<String>();
    format!("{path}?{parameter}={value}")
}

/// The results of a list.
async fn results(alice: &Networker<'_>, path: &str) -> Played<Vec<Value>> {
    alice.read(path).await?["results"].as_array().cloned().needed()
}

async fn an_object_is_realized_after_a_moment(trial: &Trial) -> Played {
    let (setting, alice) = networked(trial).await?;
    let group = "/infra/domains/cgw/groups/web";
    let status = with("/realized-state/status", "intent_path", group);
    let entities = with("/realized-state/realized-entities", "intent_path", group);
    alice.read_missing(&status).await?;
    alice.put("/domains/cgw/groups/web", &json!({})).await?;
    let state = |status: &Value| status["consolidated_status"]["consolidated_status"].clone();
    equal!(state(&alice.read(&status).await?), "IN_PROGRESS");
    equal!(results(&alice, &entities).await?[0]["state"], "UNREALIZED");
    setting.advance("2s").await?;
    let realized = alice.read(&status).await?;
    equal!((&realized["intent_path"], state(&realized)), (&json!(group), json!("SUCCESS")));
    let entity = results(&alice, &entities).await?[0].clone();
    equal!((&entity["state"], &entity["intent_paths"]), (&json!("REALIZED"), &json!([group])));
    let path = with("/realized-state/realized-entity", "realized_path", entity["path"].as_str().needed()?);
    equal!(alice.read(&path).await?, entity);
    alice.patch("/domains/cgw/groups/web", &json!({"description": "changed"})).await?;
    equal!(state(&alice.read(&status).await?), "IN_PROGRESS");
    // What the SDDC has from the start is realized.
    let first = with("/realized-state/status", "intent_path", "/infra/tier-1s/cgw/segments/sddc-cgw-network-1");
    equal!(state(&alice.read(&first).await?), "SUCCESS");
    equal!(alice.read("/tier-1s/cgw/segments/sddc-cgw-network-1/state").await?["state"], "success");
    Ok(())
}

async fn a_group_has_the_members_that_its_expressions_choose(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    let or = json!({"resource_type": "ConjunctionOperator", "conjunction_operator": "OR"});
    let addresses = |all: &[&str]| json!({"resource_type": "IPAddressExpression", "ip_addresses": all});
    alice.put("/domains/cgw/groups/inner", &json!({"expression": [addresses(&["10.1.0.0/24", "10.2.0.1"])]})).await?;
    let segment = "/infra/tier-1s/cgw/segments/sddc-cgw-network-1";
    let paths = json!({"resource_type": "PathExpression", "paths": ["/infra/domains/cgw/groups/inner", segment]});
    let expression = json!([addresses(&["10.9.0.1"]), or, paths]);
    alice.put("/domains/cgw/groups/outer", &json!({"expression": expression})).await?;
    let members = "/domains/cgw/groups/outer/members";
    equal!(
        results(&alice, &format!("{members}/ip-addresses")).await?,
        ["10.1.0.0/24", "10.2.0.1", "10.9.0.1"].map(Value::from)
    );
    let segments = results(&alice, &format!("{members}/segments")).await?;
    equal!((segments.len(), &segments[0]["path"]), (1, &json!(segment)));
    let types = results(&alice, "/domains/cgw/groups/outer/member-types").await?;
    equal!(types, ["Group", "IPAddress", "Segment"].map(Value::from));
    // The group of the hosts has an address for each host.
    equal!(results(&alice, "/domains/mgw/groups/ESXI/members/ip-addresses").await?.len(), 2);
    alice.read_missing("/domains/cgw/groups/none/members/ip-addresses").await?;
    Ok(())
}

async fn tags_of_virtual_machines_are_updated_and_choose_members(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    let all = "/realized-state/enforcement-points/vmc-enforcementpoint/virtual-machines";
    let machines = results(&alice, all).await?;
    let machine = machines.iter().find(|machine| machine["display_name"] == "vcenter").needed()?;
    hold!(machine["guest_info"]["computer_name"].is_string() && machine["guest_info"]["os_name"].is_string());
    hold!(machine["source"]["target_display_name"].is_string() && machine.get("tags").is_none());
    let condition = |key: &str, operator: &str, value: &str| {
        json!({
            "resource_type": "Condition", "member_type": "VirtualMachine", "key": key, "operator": operator, "value": value,
        })
    };
    alice.put("/domains/cgw/groups/tagged", &json!({"expression": [condition("Tag", "EQUALS", "env|prod")]})).await?;
    alice.put("/domains/cgw/groups/named", &json!({"expression": [condition("Name", "STARTSWITH", "vc")]})).await?;
    let members = |group: &str| format!("/domains/cgw/groups/{group}/members/virtual-machines");
    equal!(results(&alice, &members("named")).await?.len(), 1);
    equal!(results(&alice, &members("tagged")).await?, Vec::<Value>::new());
    let update = alice.path(&format!("{all}?action=update_tags"));
    let tags = json!([{"scope": "env", "tag": "prod"}]);
    let body = json!({"virtual_machine_id": machine["external_id"], "tags": tags});
    alice.user.post(&update, &body).await?.require(200)?;
    let found = results(&alice, all).await?;
    let tagged = found.iter().find(|other| other["external_id"] == machine["external_id"]).needed()?;
    equal!(tagged["tags"], tags);
    equal!(results(&alice, &members("tagged")).await?[0]["display_name"], "vcenter");
    let counted = results(&alice, "/tags").await?;
    hold!(counted.iter().any(|tag| tag["tag"] == "prod" && tag["tagged_objects_count"] == 1), "{counted:?}");
    let unknown = json!({"virtual_machine_id": "none", "tags": tags});
    alice.user.post(&update, &unknown).await?.require(404)?;
    alice.user.post(&update, &json!({"virtual_machine_id": machine["external_id"], "tags": 7})).await?.require(400)?;
    Ok(())
}

async fn associations_name_who_uses_an_object(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    alice.put("/domains/cgw/groups/web", &json!({})).await?;
    let group = "/infra/domains/cgw/groups/web";
    let paths = json!({"resource_type": "PathExpression", "paths": [group]});
    alice.put("/domains/cgw/groups/all", &json!({"expression": [paths]})).await?;
    let rule = json!({"id": "r", "source_groups": [group]});
    alice.put("/domains/cgw/security-policies/p", &json!({"category": "Application", "rules": [rule]})).await?;
    let targets = |all: Vec<Value>| all.into_iter().map(|one| one["path"].clone()).collect::<Vec<_>>();
    let users = results(&alice, &with("/group-service-associations", "intent_path", group)).await?;
    equal!(targets(users), ["/infra/domains/cgw/security-policies/p/rules/r"]);
    let groups = results(&alice, &with("/group-associations", "intent_path", group)).await?;
    equal!(targets(groups), ["/infra/domains/cgw/groups/all"]);
    Ok(())
}

async fn routes_follow_from_segments_and_static_routes(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    let segment = json!({"subnets": [{"gateway_address": "10.7.0.1/24"}]});
    alice.put("/tier-1s/cgw/segments/s", &segment).await?;
    let route = json!({"network": "10.8.0.0/16", "next_hops": [{"ip_address": "10.7.0.9", "admin_distance": 3}]});
    alice.put("/tier-1s/cgw/static-routes/r", &route).await?;
    for table in ["tier-1s/cgw/forwarding-table", "tier-0s/vmc/routing-table", "tier-0s/vmc/forwarding-table"] {
        let tables = results(&alice, &format!("/{table}")).await?;
        equal!(tables.len(), 2, "one table for each edge node");
        let entries = tables[0]["route_entries"].as_array().needed()?;
        let of = |network: &str| entries.iter().find(|entry| entry["network"] == network);
        equal!(of("10.7.0.0/24").needed()?["route_type"], "t1c", "{table}");
        equal!(tables[0]["count"], json!(entries.len()));
        if table.starts_with("tier-1s") {
            let route = of("10.8.0.0/16").needed()?;
            equal!((&route["route_type"], &route["next_hop"]), (&json!("t1s"), &json!("10.7.0.9")));
        }
    }
    let advertised = results(&alice, "/tier-1s/cgw/advertised-networks").await?;
    hold!(advertised.iter().any(|network| network["network"] == "10.7.0.0/24"), "{advertised:?}");
    Ok(())
}

async fn sessions_are_up_once_they_are_realized(trial: &Trial) -> Played {
    let (setting, alice) = networked(trial).await?;
    let session = "/tier-0s/vmc/locale-services/default/ipsec-vpn-services/default/sessions/s";
    let rule = json!({
        "id": "r", "sources": [{"subnet": "10.1.0.0/16"}], "destinations": [{"subnet": "10.2.0.0/16"}, {"subnet": "10.3.0.0/16"}],
    });
    let mut body =
        json!({"resource_type": "PolicyBasedIPSecVpnSession", "peer_address": "203.0.113.9", "rules": [rule]});
    body["psk"] = json!("secret");
    alice.put(session, &body).await?;
    let status = format!("{session}/detailed-status");
    equal!(results(&alice, &status).await?[0]["runtime_status"], "DOWN");
    setting.advance("2s").await?;
    let up = results(&alice, &status).await?[0].clone();
    equal!((&up["runtime_status"], &up["negotiated_tunnels"]), (&json!("UP"), &json!(2)));
    let statistics = results(&alice, &format!("{session}/statistics")).await?[0].clone();
    let tunnels = statistics["policy_statistics"][0]["tunnel_statistics"].as_array().needed()?;
    equal!((tunnels.len(), &tunnels[1]["peer_subnet"]), (2, &json!("10.3.0.0/16")));
    // The older form of the path leads to the same session.
    let older = session.replace("/locale-services/default", "");
    equal!(results(&alice, &format!("{older}/statistics")).await?[0], statistics);
    alice.patch(session, &json!({"resource_type": "PolicyBasedIPSecVpnSession", "enabled": false})).await?;
    setting.advance("2s").await?;
    equal!(results(&alice, &status).await?[0]["runtime_status"], "DOWN");
    let service = "/tier-0s/vmc/locale-services/default/ipsec-vpn-services/default";
    let summary = alice.read(&format!("{service}/summary")).await?["session_summary"].clone();
    equal!((&summary["total_sessions"], &summary["failed_sessions"]), (&json!(1), &json!(1)));
    Ok(())
}

async fn each_rule_has_counters(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    let rules = json!([{"id": "b", "sequence_number": 2}, {"id": "a", "sequence_number": 1}]);
    alice.put("/domains/cgw/security-policies/p", &json!({"category": "Application", "rules": rules})).await?;
    let policy = "/domains/cgw/security-policies/p";
    let counted = results(&alice, &format!("{policy}/statistics")).await?[0]["statistics"]["results"].clone();
    let paths: Vec<_> = counted.as_array().needed()?.iter().map(|counters| counters["rule"].clone()).collect();
    equal!(paths, [format!("/infra{policy}/rules/a"), format!("/infra{policy}/rules/b")].map(Value::from));
    let one = results(&alice, &format!("{policy}/rules/a/statistics")).await?[0]["statistics"].clone();
    equal!((&one["hit_count"], &one["rule"]), (&json!(0), &json!(format!("/infra{policy}/rules/a"))));
    let rule = alice.read(&format!("{policy}/rules/a")).await?;
    equal!(one["internal_rule_id"], json!(rule["rule_id"].to_string()));
    Ok(())
}
