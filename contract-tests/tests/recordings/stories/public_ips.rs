//! Recordings of public addresses.

use serde_json::{Value, json};
use vmc_contract::{Judge, World};

/// The first request has placeholders for the allocation and its rules, and nobody minds.
pub(crate) async fn an_address_is_attached_and_released(judge: &mut Judge) {
    let world = World::new().await;
    let owner = world.owner().await;
    let sddc = owner.create_sddc("sddc-1").await.expect(202).text_at("resource_id");
    world.advance("74s").await;
    let path = owner.org_path(&format!("/sddcs/{sddc}/publicips"));
    owner.post(&path, &json!({"count": 1})).await.expect(202);
    world.advance("60s").await;
    let ips = owner.get(&path).await.expect(200).body;
    let one = format!("{path}/{}", ips[0]["allocation_id"].as_str().unwrap());

    let request = judge.request(52);
    judge.judge(52, &owner.patch(&format!("{one}?action=attach"), &request).await);
    world.advance("60s").await;
    let attached = owner.get(&one).await.expect(200).body;
    assert_eq!(attached["associated_private_ip"], request["associated_private_ip"]);
    assert_eq!(attached["name"], Value::Null, "attaching is not naming");
    judge.judge(62, &owner.delete(&one).await);
    world.advance("60s").await;
    owner.get(&one).await.expect(404).refusal();
}
