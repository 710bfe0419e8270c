//! The scripts of the built-in worlds: the user requests and clock moves that produce their state.

use serde_json::{Value, json};
use vmc_contract::{
    Answer, User, World,
    sddc_config::{on_aws, simulated},
};

/// A world that somebody has just signed up for: nothing in it yet.
pub(crate) async fn empty(_: &World) {}

/// A small organization: three SDDCs in use, one of them on AWS, and one being made at the demo pace.
pub(crate) async fn demo(world: &World) {
    let owner = world.owner().await;
    let production = create(&owner, &simulated("production", 3)).await;
    create(&owner, &simulated("test", 1)).await;
    create(&owner, &world.linked_config("analytics", 2)).await;
    world.advance("1h").await;
    let owner = world.owner().await;
    post(&owner, &format!("/sddcs/{production}/publicips"), &json!({"count": 1, "names": ["web"]})).await;
    world.advance("2h").await;
    world.control("PUT", "/pacing", &json!({"preset": "demo"})).await.expect(200);
    create(&world.owner().await, &world.linked_config("disaster-recovery", 2)).await;
    world.advance("15s").await;
}

/// A large organization on a bad day: dozens of SDDCs in every state, and every kind of thing under way.
pub(crate) async fn busy(world: &World) {
    let mut owner = world.owner().await;
    world.control("POST", "/connected-accounts", &Value::Null).await.expect(201);
    let subscriptions = [subscribe(&owner).await, subscribe(&owner).await];
    let mut ready = Vec::new();
    for number in 1..=12 {
        ready.push(create(&owner, &simulated(&format!("team-{number:02}"), 1 + number % 4)).await);
    }
    for number in 1..=4 {
        ready.push(create(&owner, &world.linked_config(&format!("linked-{number}"), 1 + number)).await);
    }
    let storage = create(&owner, &with(world.linked_config("storage", 3), STORAGE)).await;
    create(&owner, &with(world.linked_config("stretched", 4), r#"{"deployment_type": "MultiAZ"}"#)).await;
    for number in 1..=2 {
        create(&owner, &with(on_aws(&format!("link-later-{number}"), 1), LINK_LATER)).await;
    }
    for number in 1..=3 {
        let nowhere = json!([{"connected_account_id": account(world).0, "customer_subnet_ids": ["subnet-nowhere"]}]);
        let mut config = on_aws(&format!("misconfigured-{number}"), 2);
        config["account_link_sddc_config"] = nowhere;
        create(&owner, &config).await;
    }
    let regretted = [world.linked_config("regretted-1", 2), world.linked_config("regretted-2", 2)];
    for config in &regretted {
        let task = owner.create(config).await.expect(202).text_at("id");
        world.advance("1m").await;
        owner.cancel(&task).await.expect(200);
    }
    world.advance("4h").await;
    owner = world.owner().await;
    use_what_is_ready(&owner, &ready).await;
    world.advance("1h").await;
    owner = world.owner().await;
    leave_under_way(world, &mut owner, &ready, &storage, &subscriptions).await;
}

const STORAGE: &str = r#"{"host_instance_type": "r5.metal", "storage_capacity": 20004}"#;
const LINK_LATER: &str =
    r#"{"sddc_type": "1NODE", "vpc_cidr": "10.2.0.0/16", "account_link_config": {"delay_account_link": true}}"#;

/// What is done to SDDCs in use, to its end.
async fn use_what_is_ready(owner: &User, ready: &[String]) {
    for sddc in &ready[0..6] {
        let names = json!({"count": 2, "names": ["web", "db"], "private_ips": ["192.168.1.10"]});
        post(owner, &format!("/sddcs/{sddc}/publicips"), &names).await;
    }
    for sddc in &ready[1..4] {
        owner.create_cluster(sddc, &json!({"num_hosts": 3})).await.expect(202);
        let enablement = owner.org_path(&format!("/sddcs/{sddc}/enablements/HCX?action=enable"));
        owner.send("POST", &enablement, None).await.expect(204);
        let credentials = json!({"name": "site", "username": "admin", "password": "secret"});
        let path = owner.org_path(&format!("/sddcs/{sddc}/addons/HCX/credentials"));
        owner.post(&path, &credentials).await.expect(201);
    }
    for sddc in &ready[12..14] {
        let path = owner.org_path(&format!("/sddcs/{sddc}/dns/private"));
        owner.send("PUT", &path, None).await.expect(202);
    }
    for (number, sddc) in ready[6..8].iter().enumerate() {
        let path = format!("/sddcs/{sddc}?retain_configuration=true&template_name=kept-{number}");
        owner.delete(&owner.org_path(&path)).await.expect(202);
    }
}

/// What is being done when the world is first looked at.
async fn leave_under_way(
    world: &World,
    owner: &mut User,
    ready: &[String],
    storage: &str,
    subscriptions: &[String; 2],
) {
    for (number, pause) in ["25m", "20m", "20m", "15m", "10m"].iter().enumerate() {
        create(owner, &world.linked_config(&format!("coming-{number}"), 2)).await;
        world.advance(pause).await;
        *owner = world.owner().await;
    }
    owner.delete(&owner.org_path(&format!("/subscriptions/{}", subscriptions[0]))).await.expect(202);
    subscribe(owner).await;
    let templates = owner.get(&owner.org_path("/sddc-templates")).await.expect(200).body;
    let template = templates[0]["id"].as_str().unwrap();
    owner.delete(&owner.org_path(&format!("/sddc-templates/{template}"))).await.expect(202);
    let second = cluster(owner, &ready[1], 1).await;
    owner.delete_cluster(&ready[1], &second).await.expect(202);
    owner.change_esxs(&ready[2], "add", &json!({"num_hosts": 1})).await.expect(202);
    owner.change_esxs(&ready[15], "remove", &json!({"num_hosts": 1})).await.expect(202);
    owner.create_cluster(&ready[13], &json!({"num_hosts": 2})).await.expect(202);
    let first = cluster(owner, storage, 0).await;
    let reconfigure = json!({"num_hosts": 4});
    post(owner, &format!("/sddcs/{storage}/clusters/{first}/reconfigure"), &reconfigure).await;
    post(owner, &format!("/sddcs/{}/publicips", ready[8]), &json!({"count": 1})).await;
    let addresses = owner.get(&owner.org_path(&format!("/sddcs/{}/publicips", ready[0]))).await.expect(200).body;
    let address = &addresses[1];
    let path = format!("/sddcs/{}/publicips/{}?action=attach", ready[0], address["allocation_id"].as_str().unwrap());
    let attached = with(address.clone(), r#"{"associated_private_ip": "192.168.1.20"}"#);
    owner.patch(&owner.org_path(&path), &attached).await.expect(202);
    let public = owner.org_path(&format!("/sddcs/{}/dns/public", ready[12]));
    owner.send("PUT", &public, None).await.expect(202);
    owner.delete_sddc(&ready[9]).await.expect(202);
    owner.delete_sddc(&ready[14]).await.expect(202);
    let regretted = owner.create(&world.linked_config("being-cancelled", 2)).await.expect(202).text_at("id");
    owner.cancel(&regretted).await.expect(200);
    world.advance("10s").await;
}

fn account(world: &World) -> (String, String) {
    world.account_and_subnet("us-west-2")
}

fn with(mut config: Value, more: &str) -> Value {
    let more: Value = serde_json::from_str(more).unwrap();
    for (name, value) in more.as_object().unwrap() {
        config[name] = value.clone();
    }
    config
}

async fn create(owner: &User, config: &Value) -> String {
    owner.create(config).await.expect(202).text_at("resource_id")
}

async fn cluster(owner: &User, sddc: &str, number: usize) -> String {
    owner.clusters(sddc).await[number]["cluster_id"].as_str().unwrap().to_owned()
}

async fn post(owner: &User, path: &str, body: &Value) -> Answer {
    owner.post(&owner.org_path(path), body).await.expect(202)
}

async fn subscribe(owner: &User) -> String {
    let wanted = json!({"offer_name": "VMware Cloud on AWS", "offer_version": "1.0", "product_type": "host",
        "commitment_term": "12", "region": "US_WEST_2", "quantity": 4});
    post(owner, "/subscriptions", &wanted).await.text_at("resource_id")
}
