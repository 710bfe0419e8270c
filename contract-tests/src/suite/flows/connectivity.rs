//! Flows about connectivity tests.

use crate::{
    Answer,
    suite::{
        Case, Customer,
        Needs::MovableClock,
        Played, Trial, cases,
        played::{Needed, equal, hold},
    },
};
use serde_json::{Value, json};

pub(super) const CASES: &[Case] = cases! { "flows/connectivity", Flow;
    MovableClock => some_places_are_reached_and_some_are_not;
    MovableClock => what_can_be_tested_is_told_and_can_be_sent_back_filled_in;
    MovableClock => tests_that_make_no_sense_are_refused;
    MovableClock => the_firewall_of_the_management_gateway_decides;
};

fn path(user: &Customer<'_>, sddc: &str) -> String {
    user.org_path(&format!("/sddcs/{sddc}/networking/connectivity-tests"))
}

async fn start(user: &Customer<'_>, sddc: &str, group: &Value) -> Played<Answer> {
    user.post(&format!("{}?action=start", path(user, sddc)), group).await
}

fn sub_group(id: &str, input: &str, value: &str) -> Value {
    json!({"id": id, "inputs": [{"id": input, "value": value}]})
}

async fn some_places_are_reached_and_some_are_not(trial: &Trial) -> Played {
    let (world, alice, sddc) = trial.with_sddc().await?;
    let cases = [
        ("PRIMARY_DNS", "HOST_IP", "10.1.2.3", "SUCCESS"),
        ("SECONDARY_DNS", "HOST_IP", "192.0.2.53", "FAIL"),
        ("ONPREM_VCENTER", "HOSTNAME_OR_IP", "vcenter.corp.example", "SUCCESS"),
        ("ONPREM_PSC", "HOSTNAME_OR_IP", "psc.Unreachable.example", "FAIL"),
        ("ONPREM_ESX", "HOSTNAME_OR_IP", "", "UNTESTED"),
    ];
    let sub_groups: Vec<_> = cases.iter().map(|(id, input, value, _)| sub_group(id, input, value)).collect();
    let task = start(&alice, &sddc, &json!({"id": "HLM", "sub_groups": sub_groups})).await?.require(202)?;
    hold!(task.body["params"].get("test_result").is_none(), "no result before the end");
    world.advance("90s").await?;
    let task = alice.task(&task.string("$.id")?).await?.require(200)?.body;
    equal!(task["status"], "FINISHED");
    let results = task["params"]["test_result"]["results"].as_array().needed()?;
    equal!(results.len(), cases.len());
    for ((id, _, value, status), result) in cases.iter().zip(results) {
        equal!(result["type"], json!(id));
        let tests = result["results"].as_array().needed()?;
        hold!(tests.iter().all(|test| test["status"] == json!(status)), "{id}: {tests:?}");
        hold!(
            tests.iter().all(|test| test["messages"][0].as_str().is_some_and(|said| said.contains(value))),
            "{id}: {tests:?}"
        );
    }
    Ok(())
}

async fn what_can_be_tested_is_told_and_can_be_sent_back_filled_in(trial: &Trial) -> Played {
    let (world, alice, sddc) = trial.with_sddc().await?;
    let groups = alice.get(&path(&alice, &sddc)).await?.require(200)?;
    equal!(groups.texts("groups", "id"), ["HLM"]);
    let enablement = alice.org_path(&format!("/sddcs/{sddc}/enablements/DRAAS?action=enable"));
    alice.send("POST", &enablement, None).await?.require(204)?;
    let groups = alice.get(&path(&alice, &sddc)).await?.require(200)?;
    equal!(groups.texts("groups", "id"), ["HLM", "DRAAS"]);
    for group in groups.list("$.groups")? {
        let mut filled = group.clone();
        for sub_group in filled["sub_groups"].as_array_mut().needed()? {
            let value = if sub_group["inputs"][0]["id"] == "HOST_IP" { "10.0.0.1" } else { "host.corp.example" };
            sub_group["inputs"][0]["value"] = json!(value);
            hold!(sub_group["tests"][0]["type"].is_string() && sub_group["label"].is_string());
        }
        let task = start(&alice, &sddc, &filled).await?.require(202)?.string("$.id")?;
        world.advance("90s").await?;
        let results = &alice.task(&task).await?.require(200)?.body["params"]["test_result"]["results"];
        equal!(results.as_array().map(Vec::len), filled["sub_groups"].as_array().map(Vec::len));
    }
    Ok(())
}

async fn tests_that_make_no_sense_are_refused(trial: &Trial) -> Played {
    let (world, alice, sddc) = trial.with_sddc().await?;
    let good = json!({"id": "HLM", "sub_groups": [sub_group("PRIMARY_DNS", "HOST_IP", "10.1.2.3")]});
    alice.post(&path(&alice, &sddc), &good).await?.require(400)?.refused()?;
    alice.post(&format!("{}?action=stop", path(&alice, &sddc)), &good).await?.require(400)?.refused()?;
    for (group, word) in [
        (json!({}), "group"),
        (json!({"id": "DRAAS", "sub_groups": [sub_group("DRAAS_ONPREM_VR", "HOSTNAME_OR_IP", "a.b")]}), "DRAAS"),
        (json!({"id": "HLM", "sub_groups": []}), "nothing to test"),
        (json!({"id": "HLM", "sub_groups": [{"id": "PRIMARY_DNS"}]}), "nothing to test"),
        (
            json!({"id": "HLM", "sub_groups": [sub_group("DRAAS_ONPREM_VR", "HOSTNAME_OR_IP", "a.b")]}),
            "DRAAS_ONPREM_VR",
        ),
        (json!({"id": "HLM", "sub_groups": [sub_group("PRIMARY_DNS", "HOST_IP", "dns.corp.example")]}), "HOST_IP"),
        (
            json!({"id": "HLM", "sub_groups": [sub_group("ONPREM_ESX", "HOSTNAME_OR_IP", "10.1.2.333")]}),
            "HOSTNAME_OR_IP",
        ),
        (json!({"id": "HLM", "sub_groups": [good["sub_groups"][0], good["sub_groups"][0]]}), "more than once"),
    ] {
        let refused = start(&alice, &sddc, &group).await?.require(400)?.refused()?;
        hold!(refused.contains(word), "{group}: {refused:?}");
    }
    start(&world.reader().await?, &sddc, &good).await?.require(403)?.refused()?;
    alice.delete_sddc(&sddc).await?.require(202)?;
    start(&alice, &sddc, &good).await?.require(400)?.refused()?;
    Ok(())
}

/// A rule lets vCenter out in a fresh SDDC. Without it, only what another rule allows is reached.
async fn the_firewall_of_the_management_gateway_decides(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let (_, sddc) = world.ready_sddc(&world.linked_config("a", 2)?).await?;
    let alice = world.owner().await?;
    let mgw = format!("/vmc/reverse-proxy/api/orgs/{}/sddcs/{sddc}/policy/api/v1/infra/domains/mgw", alice.org());
    let rules = format!("{mgw}/gateway-policies/default/rules");
    let all = alice.get(&rules).await?.require(200)?.body;
    let outbound =
        all["results"].as_array().needed()?.iter().find(|rule| rule["display_name"] == "vCenter Outbound Rule");
    let outbound = outbound.needed()?["id"].as_str().needed()?.to_owned();
    alice.delete(&format!("{rules}/{outbound}")).await?.require(200)?;
    let expression = json!([{"resource_type": "IPAddressExpression", "ip_addresses": ["10.1.0.0/16"]}]);
    alice.put(&format!("{mgw}/groups/premises"), &json!({"expression": expression})).await?.require(200)?;
    let rule = json!({
        "action": "ALLOW", "scope": ["/infra/labels/mgw"], "services": ["ANY"],
        "source_groups": ["/infra/domains/mgw/groups/VCENTER"],
        "destination_groups": ["/infra/domains/mgw/groups/premises"],
    });
    alice.put(&format!("{rules}/premises"), &rule).await?.require(200)?;

    let tested = [("PRIMARY_DNS", "10.1.2.3", "SUCCESS"), ("SECONDARY_DNS", "10.2.2.3", "FAIL")];
    let sub_groups: Vec<_> = tested.iter().map(|(id, value, _)| sub_group(id, "HOST_IP", value)).collect();
    let task = start(&alice, &sddc, &json!({"id": "HLM", "sub_groups": sub_groups})).await?.require(202)?;
    world.advance("90s").await?;
    let task = alice.task(&task.string("$.id")?).await?.require(200)?.body;
    let results = task["params"]["test_result"]["results"].as_array().needed()?;
    for ((id, _, status), result) in tested.iter().zip(results) {
        equal!((&result["type"], &result["results"][0]["status"]), (&json!(id), &json!(status)));
    }
    Ok(())
}
