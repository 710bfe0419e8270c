//! Tests of the maintenance of SDDCs.

use serde_json::{Value, json};
use vmc_contract::{Answer, User, World, sddc_config::simulated};

/// A world with an SDDC in use that does not end by itself.
async fn with_sddc() -> (World, String) {
    let world = World::with(json!({"org_properties": {"accountLinkingOptional": "true"}})).await;
    let config = simulated("a", 2);
    let alice = world.owner().await;
    let sddc = alice.create(&config).await.expect(202).text_at("resource_id");
    assert_eq!(list(&alice).await, json!([]), "an SDDC that is being made is not maintained");
    world.advance("74s").await;
    (world, sddc)
}

async fn list(user: &User) -> Value {
    user.get(&user.org_path("/reservations")).await.expect(200).body
}

async fn set_window(user: &User, reservation: &str, window: &Value) -> Answer {
    user.send("PUT", &user.org_path(&format!("/reservations/{reservation}/mw")), Some(window)).await
}

async fn find(user: &User, request: &Value) -> Value {
    user.post(&user.org_path("/tbrs/reservation"), request).await.expect(200).body
}

#[tokio::test]
async fn a_window_is_set_and_the_next_maintenance_moves_into_it() {
    let (world, sddc) = with_sddc().await;
    let alice = world.owner().await;
    let entry = list(&alice).await[0].clone();
    assert_eq!(entry["sddc_id"], json!(sddc));
    let id = entry["reservation_id"].as_str().unwrap();
    // The fourth of February 2026 is a Wednesday, four weeks and two days after the world begins.
    let window = json!({"day_of_week": "WEDNESDAY", "hour_of_day": 13});
    assert_eq!(set_window(&alice, id, &window).await.expect(200).body, window);
    let read = alice.get(&alice.org_path(&format!("/reservations/{id}/mw"))).await.expect(200).body;
    assert_eq!(read, json!({"day_of_week": "WEDNESDAY", "hour_of_day": 13, "duration_min": 360, "version": 2}));
    let planned = &list(&alice).await[0]["reservation_schedule"];
    let start = planned["reservations"][0]["start_time"].as_str().unwrap().to_owned();
    assert!(start.ends_with("T13:00:00.000000Z"), "{start}");
    assert_eq!(planned["reservations"][0]["rid"], entry["reservation_schedule"]["reservations"][0]["rid"]);
    let found = &find(&alice, &json!({"sddcs": [sddc], "states": ["SCHEDULED"]})).await[&sddc][0];
    assert_eq!((&found["start_date"], &found["start_hour"]), (&json!(start[..10]), &json!(13)));

    for wrong in [
        json!({}),
        json!({"day_of_week": "WEDNESDAY"}),
        json!({"day_of_week": "SOMEDAY", "hour_of_day": 1}),
        json!({"day_of_week": "MONDAY", "hour_of_day": 24}),
        json!({"day_of_week": "MONDAY", "hour_of_day": -1}),
    ] {
        set_window(&alice, id, &wrong).await.expect(400).refusal();
    }
    let unknown = alice.post(&alice.org_path("/tbrs/reservation"), &json!({"states": ["SOMEHOW"]})).await;
    assert_eq!(unknown.expect(400).refusal(), ["Invalid reservation state SOMEHOW."]);
    set_window(&alice, "00000000-0000-4000-8000-000000000000", &window).await.expect(404).refusal();
    set_window(&world.reader().await, id, &window).await.expect(403).refusal();
}

#[tokio::test]
async fn maintenance_comes_and_goes_with_the_time_of_the_world() {
    let (world, sddc) = with_sddc().await;
    let alice = world.owner().await;
    let id = list(&alice).await[0]["reservation_id"].as_str().unwrap().to_owned();
    set_window(&alice, &id, &json!({"day_of_week": "WEDNESDAY", "hour_of_day": 13})).await.expect(200);
    let start = find(&alice, &json!({})).await[&sddc][0]["start_date"].as_str().unwrap().to_owned();
    world.control("PATCH", "/clock", &json!({"at": format!("{start}T12:59:59Z")})).await.expect(200);
    let alice = world.owner().await;
    let entry = list(&alice).await[0].clone();
    assert_eq!([&entry["in_maintenance_window"], &entry["in_maintenance_mode"]], [&json!(false), &json!(false)]);
    world.advance("1s").await;
    let entry = list(&alice).await[0].clone();
    assert_eq!([&entry["in_maintenance_window"], &entry["in_maintenance_mode"]], [&json!(true), &json!(true)]);
    assert_eq!(find(&alice, &json!({"states": ["RUNNING"]})).await[&sddc].as_array().map(Vec::len), Some(1));
    set_window(&alice, &id, &json!({"day_of_week": "MONDAY", "hour_of_day": 1})).await.expect(409).refusal();

    world.advance("6h").await;
    let alice = world.owner().await;
    let found = find(&alice, &json!({})).await[&sddc].clone();
    assert_eq!([&found[0]["reservation_state"], &found[1]["reservation_state"]], ["COMPLETED", "SCHEDULED"]);
    assert_ne!(found[0]["reserve_id"], found[1]["reserve_id"]);
    // A new window moves what is to come, and not what was.
    set_window(&alice, &id, &json!({"day_of_week": "MONDAY", "hour_of_day": 1})).await.expect(200);
    let moved = find(&alice, &json!({})).await[&sddc].clone();
    assert_eq!(moved[0], found[0]);
    assert_eq!((&moved[1]["reserve_id"], &moved[1]["start_hour"]), (&found[1]["reserve_id"], &json!(1)));
}

#[tokio::test]
async fn an_sddc_takes_a_seat_in_a_support_window_and_leaves_the_other() {
    let (world, sddc) = with_sddc().await;
    let alice = world.owner().await;
    let path = alice.org_path("/tbrs/support-window");
    let windows = alice.get(&path).await.expect(200).body;
    let ids: Vec<_> = windows.as_array().unwrap().iter().map(|it| it["support_window_id"].as_str().unwrap()).collect();
    let put = async |id: &str, body: Value| alice.send("PUT", &format!("{path}/{id}"), Some(&body)).await;
    for id in &ids[..2] {
        assert_eq!(put(id, json!({"sddc_id": sddc})).await.expect(200).body, json!({"window_id": id}));
        for window in alice.get(&path).await.expect(200).body.as_array().unwrap() {
            let in_it = if window["support_window_id"] == json!(id) { json!([sddc]) } else { json!([]) };
            assert_eq!(window["sddcs"], in_it);
        }
    }
    let free = alice.get(&format!("{path}?minimumSeatsAvailable=10")).await.expect(200).body;
    assert_eq!(free.as_array().map(Vec::len), Some(ids.len() - 1), "one seat is taken");
    assert_eq!(alice.get(&format!("{path}?createdBy=nobody")).await.expect(200).body, json!([]));
    put("pizza", json!({"sddc_id": sddc})).await.expect(404).refusal();
    put(ids[0], json!({})).await.expect(400).refusal();
    put(ids[0], json!({"sddc_id": "00000000-0000-4000-8000-000000000000"})).await.expect(404).refusal();
}
