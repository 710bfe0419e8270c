//! Tests of the memory that the journals of all worlds of a server share.

use serde_json::{Value, json};
use vmc_contract::{Target, World};
use vmcsim::MockServer;

async fn journal(world: &World) -> Value {
    world.control("GET", "/journal", &Value::Null).await.expect(200).body
}

/// The journals of all worlds share one memory. The largest of them make room, so a small one stays whole.
#[tokio::test]
async fn journals_share_a_memory() {
    const MAX: u64 = 4 << 20;
    let server = MockServer::builder().journal_bytes_max(4 << 20).start().await;
    let target = Target::at(&server.url());
    let small = target.world(json!({})).await;
    small.owner().await.sddcs().await.expect(200);
    let before = journal(&small).await;
    let statistics = async || {
        let statistics = small.target().anyone().get("/_vmcsim/statistics").await.expect(200);
        let count = |name: &str| statistics.body["journals"][name].as_u64().unwrap();
        (count("bytes"), count("bytes_max"))
    };
    let mut worlds = Vec::new();
    for _ in 0..8 {
        let world = target.world(json!({})).await;
        let owner = world.owner().await;
        for _ in 0..3 {
            let body = format!("{{\"name\": \"{}\"}}", "x".repeat(300_000));
            owner.ask("POST", &owner.org_path("/sddcs"), &[], body).await.expect(400);
        }
        let (bytes, max) = statistics().await;
        assert!(bytes <= max && max == MAX, "{bytes}");
        worlds.push(world);
    }
    assert_eq!(journal(&small).await, before, "a small journal stays whole");
    let mut kept = 0;
    for world in &worlds {
        let view = journal(world).await;
        let entries = view["entries"].as_array().unwrap().len() as u64;
        assert_eq!(view["recorded"], view["dropped"].as_u64().unwrap() + entries, "it says what it dropped");
        kept += entries;
    }
    assert!(kept > 10, "{kept}");
    // A world that ends gives its memory back.
    let (bytes, _) = statistics().await;
    for world in &worlds {
        world.control("DELETE", "", &Value::Null).await.expect(204);
    }
    assert!(statistics().await.0 < bytes / 10);
}
