//! Tests of the life cycle of an SDDC.

use vmc_contract::World;

#[tokio::test]
async fn an_sddc_is_asked_for_made_and_taken_down() {
    let world = World::new().await;
    let alice = world.owner().await;
    let task = alice.create_sddc("a").await.expect(202);
    let sddc = task.text_at("resource_id");
    assert_eq!(alice.sddc(&sddc).await.expect(200).body["sddc_state"], "DEPLOYING");
    world.advance("74s").await;
    assert_eq!(alice.task(&task.text_at("id")).await.expect(200).body["status"], "FINISHED");
    assert_eq!(alice.sddc(&sddc).await.expect(200).body["sddc_state"], "READY");
    let task = alice.delete_sddc(&sddc).await.expect(202);
    assert_eq!(alice.sddc(&sddc).await.expect(200).body["sddc_state"], "DELETING");
    world.advance("10m").await;
    assert_eq!(alice.task(&task.text_at("id")).await.expect(200).body["status"], "FINISHED");
    assert_eq!(alice.sddc(&sddc).await.expect(200).body["sddc_state"], "DELETED");
    assert_eq!(alice.sddcs().await.expect(200).body, serde_json::json!([]));
}
