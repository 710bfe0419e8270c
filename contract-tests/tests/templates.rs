//! Templates: kept of SDDCs that are deleted, used to make others, deleted.
//!
//! Operations: ListSddcTemplates, GetSddcTemplate, DeleteSddcTemplate, GetTemplateOfSddc.
//!
//! Refusals: GetSddcTemplate, DeleteSddcTemplate, GetTemplateOfSddc, CreateSddc, DeleteSddc.

use serde_json::{Value, json};
use vmc_contract::{Answer, User, World};

async fn list(user: &User) -> Value {
    user.get(&user.org_path("/sddc-templates")).await.expect(200).body
}

async fn look(user: &User, id: &str) -> Answer {
    user.get(&user.org_path(&format!("/sddc-templates/{id}"))).await
}

/// Makes an SDDC, and deletes it keeping its configuration. Returns the SDDC.
async fn kept(world: &World, user: &User) -> String {
    let config = json!({"name": "first", "num_hosts": 1, "provider": "ZEROCLOUD", "region": "US_EAST_1", "size": "large",
        "vpc_cidr": "10.2.0.0/16", "vxlan_subnet": "192.168.7.0/24"});
    let sddc = user.create(&config).await.expect(202).text_at("resource_id");
    let path = user.org_path(&format!("/sddcs/{sddc}?retain_configuration=true&template_name=gold"));
    user.delete(&path).await.expect(400).refusal();
    world.advance("74s").await;
    user.delete(&path).await.expect(202);
    sddc
}

#[tokio::test]
async fn a_template_is_kept_used_and_deleted() {
    let world = World::new().await;
    let alice = world.owner().await;
    assert_eq!(list(&alice).await, json!([]));
    let source = kept(&world, &alice).await;
    let template = list(&alice).await[0].clone();
    let id = template["id"].as_str().expect("an id").to_owned();
    for (key, value) in [
        ("name", json!("gold")),
        ("source_sddc_id", json!(source)),
        ("org_id", json!(world.org())),
        ("state", json!("INITIALIZATION")),
        ("version", json!(1)),
    ] {
        assert_eq!(template[key], value, "{key}");
    }
    assert_eq!(template["sddc"]["id"], json!(source));
    let gateways = &template["network_template"];
    assert_eq!(gateways["management_gateway_templates"][0]["subnet_cidr"], "10.2.0.0/16");
    assert_eq!(gateways["compute_gateway_templates"][0]["logical_networks"][0]["subnet_cidr"], json!("192.168.7.0/24"));
    let from_template = json!({"name": "second", "num_hosts": 1, "provider": "ZEROCLOUD", "region": "", "vpc_cidr": "",
        "vxlan_subnet": "192.168.8.0/24", "sddc_template_id": id});
    alice.create(&from_template).await.expect(400).refusal();
    world.advance("1m").await;
    assert_eq!(look(&alice, &id).await.expect(200).body["state"], "AVAILABLE");
    let of_sddc = alice.get(&alice.org_path(&format!("/sddcs/{source}/sddc-template"))).await.expect(200).body;
    assert_eq!(of_sddc["id"], json!(id));

    // What the request leaves unset comes from the template; what it says stands.
    let task = alice.create(&from_template).await.expect(202);
    let second = task.text_at("resource_id");
    assert_eq!(task.body["params"]["sddcConfig"]["sddc_template_id"], json!(id));
    let seen = alice.sddc(&second).await.expect(200).body;
    let config = &seen["resource_config"];
    assert_eq!(seen["sddc_template_id"], json!(id));
    assert_eq!((&config["region"], &config["vpc_info"]["vpc_cidr"]), (&json!("US_EAST_1"), &json!("10.2.0.0/16")));
    assert_eq!((&config["sddc_size"]["size"], &config["vxlan_subnet"]), (&json!("LARGE"), &json!("192.168.8.0/24")));

    let path = alice.org_path(&format!("/sddc-templates/{id}"));
    assert_eq!(look(&alice, &id).await.expect(200).body["state"], "INUSE");
    alice.delete(&path).await.expect(400).refusal();
    world.advance("74s").await;
    assert_eq!(look(&alice, &id).await.expect(200).body["state"], "APPLIED");
    world.reader().await.delete(&path).await.expect(403).refusal();
    let task = alice.delete(&path).await.expect(202);
    assert_eq!(task.body["resource_id"], json!(id));
    assert_eq!(look(&alice, &id).await.expect(200).body["state"], "DELETING");
    alice.delete(&path).await.expect(400).refusal();
    alice.create(&from_template).await.expect(400).refusal();
    world.advance("30s").await;
    assert_eq!(alice.task(&task.text_at("id")).await.expect(200).body["status"], "FINISHED");
    look(&alice, &id).await.expect(404).refusal();
    assert_eq!(list(&alice).await, json!([]));
    alice.create(&from_template).await.expect(404).refusal();
}

#[tokio::test]
async fn an_sddc_of_which_nothing_was_kept_has_no_template() {
    let world = World::new().await;
    let alice = world.owner().await;
    let sddc = alice.create_sddc("plain").await.expect(202).text_at("resource_id");
    let path = alice.org_path(&format!("/sddcs/{sddc}/sddc-template"));
    alice.get(&path).await.expect(400).refusal();
    world.advance("74s").await;
    alice.get(&path).await.expect(404).refusal();
    let unknown = "00000000-0000-4000-8000-000000000000";
    alice.get(&alice.org_path(&format!("/sddcs/{unknown}/sddc-template"))).await.expect(404).refusal();
    alice.delete(&alice.org_path(&format!("/sddc-templates/{unknown}"))).await.expect(404).refusal();
}
