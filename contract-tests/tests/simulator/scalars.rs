//! Tests of single values in other JSON forms, as seen by the user of the simulator: the control API accepts them as the
//! service does, and the journal shows what was sent. `judge/variants` has every place of every operation of the service.

use serde_json::{Value, json};
use vmc_contract::{Target, World};

#[tokio::test]
async fn the_control_accepts_them() {
    let world = World::with(json!({"seed": "7", "rate": "0", "pacing": {"preset": "instant"}})).await;
    assert_eq!((&world.view["seed"], &world.view["clock"]["rate"]), (&json!(7), &json!(0.0)));
    let clock = world.control("PATCH", "/clock", &json!({"rate": "0.5"})).await.expect(200).body;
    assert_eq!(clock["rate"], 0.5);
    let rule = json!({"times": "2", "enabled": "true", "then": {"error": {"status": "503"}}});
    let fault = world.control("POST", "/faults", &rule).await.expect(201).body;
    assert_eq!((&fault["rule"]["times"], &fault["rule"]["then"]["error"]["status"]), (&json!(2), &json!(503)));
    for (body, field) in [
        (json!({"seed": "seven"}), "seed"),
        (json!({"seed": 1.5}), "seed"),
        (json!({"rate": true}), "rate"),
        (json!({"pacing": {"preset": 7}}), "pacing.preset"),
        (json!({"org_properties": {"hostLimit": []}}), "org_properties.hostLimit"),
        (json!({"faults": [{"times": "many", "then": {"error": {}}}]}), "faults[0].times"),
    ] {
        let refused = Target::simulator().anyone().post("/_vmcsim/worlds", &body).await.expect(400);
        assert!(refused.text.contains(&format!("`{field}`")), "{body}: {}", refused.text);
    }
}

#[tokio::test]
async fn the_journal_shows_what_was_sent() {
    let world = World::new().await;
    let config = json!({"name": 7, "num_hosts": "3", "provider": "ZEROCLOUD", "skip_creating_vxlan": "false"});
    let task = world.owner().await.create(&config).await.expect(202).body;
    let sddc = world.owner().await.sddc(task["resource_id"].as_str().unwrap()).await.expect(200).body;
    assert_eq!((&sddc["name"], sddc["resource_config"]["esx_hosts"].as_array().map(Vec::len)), (&json!("7"), Some(3)));
    let entries = world.control("GET", "/journal?operation=CreateSddc", &Value::Null).await.expect(200).body;
    let shown = entries["entries"][0].to_string();
    for part in [r#""num_hosts":"3""#, r#""skip_creating_vxlan":"false""#, r#""name":7"#] {
        assert!(shown.contains(part) || shown.contains(&part.replace('"', "\\\"")), "{part}: {shown}");
    }
}
