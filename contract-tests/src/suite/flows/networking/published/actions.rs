//! Every action of the policy interface: the operations with `POST`, and those that go with them.

use super::stage::Stage;
use crate::{
    networking_kinds::{MADE, NetworkingKinds, without_query},
    networking_table::Operation,
    suite::{
        Case,
        Needs::MovableClock,
        Played, Trial, cases,
        played::{Needed, equal, hold},
    },
};
use serde_json::{Value, json};

pub(super) const CASES: &[Case] = cases! { "flows/networking/published", Flow;
    MovableClock => each_action_is_carried_out;
    MovableClock => expressions_of_a_group_are_written_alone;
    MovableClock => attributes_of_context_profiles_are_added_and_removed;
    MovableClock => segments_are_written_and_deleted_by_force;
    MovableClock => members_of_the_exclusion_list_are_filtered;
};

async fn each_action_is_carried_out(trial: &Trial) -> Played {
    let mut stage = Stage::new(trial, NetworkingKinds::policy()).await?;
    let table = stage.kinds.table;
    let mut done = 0;
    for operation in table.operations.iter().filter(|operation| operation.method == "POST") {
        let (template, _) = without_query(operation);
        let path = stage.fill(stage.kinds.below_the_base(template), MADE).await?;
        let Some((query, body)) = request(&stage, operation, &path).await? else { continue };
        let answer = stage.send("POST", &format!("{path}?{query}"), &body).await?;
        let carried_out = answer.require(operation.statuses[0]).map(drop);
        stage.note(carried_out)?;
        done += 1;
    }
    hold!(done > 20, "only {done} actions");
    let tunnels = "/infra/tier-1s/cgw/l2vpn-services/default/sessions/made";
    hold!(stage.read(tunnels).await?["transport_tunnels"][0].is_string(), "{tunnels} has no tunnel");
    let machines = stage.read("/infra/realized-state/virtual-machines").await?;
    equal!(machines["results"][0]["tags"], json!([{"scope": "env", "tag": "test"}]));
    Ok(())
}

/// Returns the query and the body for an action, or `None` for one that another case of this file is about.
async fn request(stage: &Stage<'_>, operation: &Operation, path: &str) -> Played<Option<(String, Value)>> {
    let fixed = stage.kinds.query(operation);
    let (of_type, nothing) = (operation.request.as_deref(), json!({}));
    Ok(Some(match of_type {
        Some(_) if fixed == "action=revise" => {
            ("action=revise&operation=insert_top".to_owned(), stage.read(path).await?)
        }
        Some("VirtualMachineTagsUpdate") => {
            let machines = stage.read("/infra/realized-state/virtual-machines").await?;
            let id = machines["results"][0]["external_id"].clone();
            (fixed, json!({"virtual_machine_id": id, "tags": [{"scope": "env", "tag": "test"}]}))
        }
        Some("L2VPNSessionData") => {
            let tunnel = json!({"local_address": "203.0.113.1", "peer_address": "203.0.113.9", "peer_code": "secret"});
            (fixed, json!({"transport_tunnels": [tunnel]}))
        }
        Some("DhcpDeleteLeases") => (fixed, json!({"leases": []})),
        Some("IdsSignatureVersion") => (fixed, nothing),
        None if path.ends_with("/dns-forwarder") => ("action=clear_cache".to_owned(), nothing),
        None if path.ends_with("/statistics") => ("action=reset".to_owned(), nothing),
        None if !path.ends_with("/exclude-list") => (fixed, nothing),
        _ => return Ok(None),
    }))
}

async fn expressions_of_a_group_are_written_alone(trial: &Trial) -> Played {
    let stage = Stage::new(trial, NetworkingKinds::policy()).await?;
    let group = "/infra/domains/cgw/groups/expressed";
    let machine = "5038d7a0-1c3c-4e4f-8a1c-0a8f5b7d3f11";
    let segment = "/infra/tier-1s/cgw/segments/made";
    let expressions = [
        ("ip-address-expressions", "IPAddressExpression", "ip_addresses", "ip_addresses", ["10.1.0.1", "10.1.0.2"]),
        ("path-expressions", "PathExpression", "paths", "members", ["/infra/domains/cgw/groups/made", segment]),
        ("external-id-expressions", "ExternalIDExpression", "external_ids", "members", [machine, "other"]),
    ];
    for (collection, of_type, field, members, [first, second]) in expressions {
        stage.send("PATCH", group, &json!({"expression": []})).await?.require(200)?;
        let path = format!("{group}/{collection}/e");
        let kept = format!("/expression/0/{field}");
        let mut body = json!({"resource_type": of_type, (field): [first]});
        if of_type == "ExternalIDExpression" {
            body["member_type"] = json!("VirtualMachine");
        }
        stage.send("PATCH", &path, &body).await?.require(200)?;
        equal!(stage.value(group, &kept).await?, json!([first]), "{path}");
        let member = json!({ (members): [second] });
        stage.send("POST", &format!("{path}?action=add"), &member).await?.require(200)?;
        equal!(stage.value(group, &kept).await?, json!([first, second]), "{path}");
        stage.send("POST", &format!("{path}?action=remove"), &member).await?.require(200)?;
        equal!(stage.value(group, &kept).await?, json!([first]), "{path}");
        stage.send("POST", &format!("{path}?action=other"), &member).await?.require(400)?;
        stage.send("DELETE", &path, &Value::Null).await?.require(200)?;
        equal!(stage.value(group, "/expression/0").await?, Value::Null, "{path}");
        stage.send("DELETE", &path, &Value::Null).await?.require(404)?;
    }
    Ok(())
}

async fn attributes_of_context_profiles_are_added_and_removed(trial: &Trial) -> Played {
    let stage = Stage::new(trial, NetworkingKinds::policy()).await?;
    let all = "/infra/context-profiles/custom-attributes";
    let default = format!("{all}/default");
    let body = |value: &str| json!({"key": "DOMAIN_NAME", "datatype": "STRING", "value": [value]});
    let values = "/results/0/attributes/0/value";
    for path in [all, &default] {
        stage.send("PATCH", path, &body("*.example.com")).await?.require(200)?;
        equal!(stage.value(&default, values).await?, json!(["*.example.com"]), "{path}");
        stage.send("POST", &format!("{path}?action=add"), &body("*.example.org")).await?.require(200)?;
        equal!(stage.value(&default, values).await?, json!(["*.example.com", "*.example.org"]), "{path}");
        stage.send("POST", &format!("{path}?action=remove"), &body("*.example.com")).await?.require(200)?;
        equal!(stage.value(&default, values).await?, json!(["*.example.org"]), "{path}");
    }
    Ok(())
}

async fn segments_are_written_and_deleted_by_force(trial: &Trial) -> Played {
    let stage = Stage::new(trial, NetworkingKinds::policy()).await?;
    let (path, forced) = ("/infra/segments/forced", "/infra/segments/forced?force=true");
    let subnets = json!([{"gateway_address": "10.66.0.1/24"}]);
    stage.send("PUT", forced, &json!({"subnets": subnets})).await?.require(200)?;
    stage.send("PATCH", forced, &json!({"description": "changed"})).await?.require(200)?;
    let segment = stage.read(path).await?;
    equal!((&segment["description"], &segment["subnets"][0]["network"]), (&json!("changed"), &json!("10.66.0.0/24")));
    stage.send("DELETE", forced, &Value::Null).await?.require(200)?;
    stage.get(path).await?.require(404)?;
    Ok(())
}

async fn members_of_the_exclusion_list_are_filtered(trial: &Trial) -> Played {
    let stage = Stage::new(trial, NetworkingKinds::policy()).await?;
    let list = "/infra/settings/firewall/security/exclude-list";
    let (member, other) = ("/infra/domains/cgw/groups/made", "/infra/domains/cgw/groups/none");
    let filter = |intent: &str| format!("{list}?action=filter&intent_path={intent}");
    stage.send("POST", &filter(member), &json!({})).await?.require(404)?;
    stage.send("PATCH", list, &json!({"members": [member]})).await?.require(200)?;
    let found = stage.send("POST", &filter(member), &json!({})).await?.require(200)?.body;
    equal!(found["target_id"].as_str().needed()?, member);
    stage.send("POST", &filter(other), &json!({})).await?.require(404)?;
    Ok(())
}
