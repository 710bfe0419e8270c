//! Tests with many concurrent clients that are separated only by their API tokens.

use serde_json::{Value, json};
use vmc_contract::{Target, User, World};
use vmcsim::{MockServer, Preset};

const LIVES: usize = 64;

/// A whole life, with nothing in it that tells the worlds apart but the token: every world has the same organization, and even the SDDCs
/// have the same ids.
async fn life(world: &World, number: usize) -> Value {
    let owner = world.owner().await;
    let names: Vec<_> = (0..=number % 3).map(|part| format!("life-{number}-{part}")).collect();
    let mut tasks = Vec::new();
    for name in &names {
        tasks.push(owner.create_sddc(name).await.expect(202));
        only_own(&owner, number).await;
    }
    world.advance(&format!("{}s", 74 + number)).await;
    for task in &tasks {
        assert_eq!(owner.task(&task.text_at("id")).await.expect(200).body["status"], "FINISHED");
    }
    only_own(&owner, number).await;
    if number.is_multiple_of(2) {
        owner.delete_sddc(&tasks[0].text_at("resource_id")).await.expect(202);
        world.advance("10m").await;
    }
    let left = only_own(&owner, number).await;
    assert_eq!(left.as_array().unwrap().len(), names.len() - usize::from(number.is_multiple_of(2)));
    left
}

async fn only_own(owner: &User, number: usize) -> Value {
    let sddcs = owner.sddcs().await.expect(200).body;
    for sddc in sddcs.as_array().unwrap() {
        assert!(sddc["name"].as_str().unwrap().starts_with(&format!("life-{number}-")), "of another world: {sddc}");
    }
    sddcs
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_lives_at_once_see_each_their_own_world_alone() {
    let server = MockServer::builder().pace(Preset::Realistic).try_start().unwrap();
    let target = Target::at(&server.url());
    let lives: Vec<_> = (0..LIVES)
        .map(|number| {
            let target = target.clone();
            tokio::spawn(async move {
                let world = target.world(json!({})).await;
                let left = life(&world, number).await;
                (world, left)
            })
        })
        .collect();
    let mut ended = Vec::new();
    for life in lives {
        ended.push(life.await.unwrap());
    }
    // Afterwards, too, each world is as its own life left it, and as it would be without the others.
    for (number, (world, left)) in ended.iter().enumerate() {
        assert_eq!(world.org(), ended[0].0.org(), "worlds of one seed");
        assert_eq!(only_own(&world.owner().await, number).await, *left);
    }
    let alone = MockServer::builder().pace(Preset::Realistic).try_start().unwrap();
    for number in [0, 1, 2, 63] {
        let world = Target::at(&alone.url()).world(json!({})).await;
        assert_eq!(life(&world, number).await.to_string(), with_url(&ended[number].1, &server.url(), &alone.url()));
    }
}

/// Addresses in answers lead back to the server that was asked.
fn with_url(answer: &Value, from: &str, to: &str) -> String {
    answer.to_string().replace(from, to)
}
