//! Connectivity tests, as a user sees them.
//!
//! Operations: GetConnectivityTests, StartConnectivityTests.
//!
//! Refusals: StartConnectivityTests.

use serde_json::{Value, json};
use vmc_contract::{Answer, User, World};

async fn with_sddc() -> (World, User, String) {
    let world = World::new().await;
    let alice = world.owner().await;
    let sddc = alice.create_sddc("a").await.expect(202).text_at("resource_id");
    world.advance("74s").await;
    (world, alice, sddc)
}

fn path(user: &User, sddc: &str) -> String {
    user.org_path(&format!("/sddcs/{sddc}/networking/connectivity-tests"))
}

async fn start(user: &User, sddc: &str, group: &Value) -> Answer {
    user.post(&format!("{}?action=start", path(user, sddc)), group).await
}

fn sub_group(id: &str, input: &str, value: &str) -> Value {
    json!({"id": id, "inputs": [{"id": input, "value": value}]})
}

#[tokio::test]
async fn some_places_are_reached_and_some_are_not() {
    let (world, alice, sddc) = with_sddc().await;
    let cases = [
        ("PRIMARY_DNS", "HOST_IP", "10.1.2.3", "SUCCESS"),
        ("SECONDARY_DNS", "HOST_IP", "192.0.2.53", "FAIL"),
        ("ONPREM_VCENTER", "HOSTNAME_OR_IP", "vcenter.corp.example", "SUCCESS"),
        ("ONPREM_PSC", "HOSTNAME_OR_IP", "psc.Unreachable.example", "FAIL"),
        ("ONPREM_ESX", "HOSTNAME_OR_IP", "", "UNTESTED"),
    ];
    let sub_groups: Vec<_> = cases.iter().map(|(id, input, value, _)| sub_group(id, input, value)).collect();
    let task = start(&alice, &sddc, &json!({"id": "HLM", "sub_groups": sub_groups})).await.expect(202);
    assert!(task.body["params"].get("test_result").is_none(), "no result before the end");
    world.advance("90s").await;
    let task = alice.task(&task.text_at("id")).await.expect(200).body;
    assert_eq!(task["status"], "FINISHED");
    let results = task["params"]["test_result"]["results"].as_array().unwrap();
    assert_eq!(results.len(), cases.len());
    for ((id, _, value, status), result) in cases.iter().zip(results) {
        assert_eq!(result["type"], json!(id));
        let tests = result["results"].as_array().unwrap();
        assert!(tests.iter().all(|test| test["status"] == json!(status)), "{id}: {tests:?}");
        assert!(tests.iter().all(|test| test["messages"][0].as_str().unwrap().contains(value)), "{id}: {tests:?}");
    }
}

#[tokio::test]
async fn what_can_be_tested_is_told_and_can_be_sent_back_filled_in() {
    let (world, alice, sddc) = with_sddc().await;
    let groups = async || alice.get(&path(&alice, &sddc)).await.expect(200).body["groups"].clone();
    let ids = |groups: &Value| -> Vec<String> {
        groups.as_array().unwrap().iter().map(|group| group["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(ids(&groups().await), ["HLM"]);
    let enablement = alice.org_path(&format!("/sddcs/{sddc}/enablements/DRAAS?action=enable"));
    alice.send("POST", &enablement, None).await.expect(204);
    let groups = groups().await;
    assert_eq!(ids(&groups), ["HLM", "DRAAS"]);
    for group in groups.as_array().unwrap() {
        let mut filled = group.clone();
        for sub_group in filled["sub_groups"].as_array_mut().unwrap() {
            let value = if sub_group["inputs"][0]["id"] == "HOST_IP" { "10.0.0.1" } else { "host.corp.example" };
            sub_group["inputs"][0]["value"] = json!(value);
            assert!(sub_group["tests"][0]["type"].is_string() && sub_group["label"].is_string());
        }
        let task = start(&alice, &sddc, &filled).await.expect(202).text_at("id");
        world.advance("90s").await;
        let results = &alice.task(&task).await.expect(200).body["params"]["test_result"]["results"];
        assert_eq!(results.as_array().map(Vec::len), filled["sub_groups"].as_array().map(Vec::len));
    }
}

#[tokio::test]
async fn tests_that_make_no_sense_are_refused() {
    let (world, alice, sddc) = with_sddc().await;
    let good = json!({"id": "HLM", "sub_groups": [sub_group("PRIMARY_DNS", "HOST_IP", "10.1.2.3")]});
    alice.post(&path(&alice, &sddc), &good).await.expect(400).refusal();
    alice.post(&format!("{}?action=stop", path(&alice, &sddc)), &good).await.expect(400).refusal();
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
        let refused = start(&alice, &sddc, &group).await.expect(400).refusal();
        assert!(refused[0].contains(word), "{group}: {refused:?}");
    }
    start(&world.reader().await, &sddc, &good).await.expect(403).refusal();
    alice.delete_sddc(&sddc).await.expect(202);
    start(&alice, &sddc, &good).await.expect(400).refusal();
}
