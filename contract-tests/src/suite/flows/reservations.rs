//! Flows about the maintenance of SDDCs.

use crate::{
    sddc_config::simulated,
    suite::{
        Case, Customer,
        Needs::MovableClock,
        Played, Setting, Trial, cases,
        played::{Needed, equal, hold},
    },
    user::Answer,
};
use serde_json::{Value, json};

pub(super) const CASES: &[Case] = cases! { "flows/reservations", Flow;
    MovableClock => a_window_is_set_and_the_next_maintenance_moves_into_it;
    MovableClock => maintenance_comes_and_goes_with_the_time_of_the_world;
    MovableClock => an_sddc_takes_a_seat_in_a_support_window_and_leaves_the_other;
};

/// Returns a world with a ready SDDC that does not expire.
async fn with_sddc(trial: &Trial) -> Played<(Setting<'_>, String)> {
    let world = trial.setting(json!({"org_properties": {"accountLinkingOptional": "true"}})).await?;
    let config = simulated("a", 2);
    let alice = world.owner().await?;
    let sddc = alice.create(&config).await?.require(202)?.string("$.resource_id")?;
    equal!(list(&alice).await?, json!([]), "an SDDC that is being made is not maintained");
    world.advance("74s").await?;
    Ok((world, sddc))
}

async fn list(user: &Customer<'_>) -> Played<Value> {
    Ok(user.get(&user.org_path("/reservations")).await?.require(200)?.body)
}

async fn set_window(user: &Customer<'_>, reservation: &str, window: &Value) -> Played<Answer> {
    user.send("PUT", &user.org_path(&format!("/reservations/{reservation}/mw")), Some(window)).await
}

async fn find(user: &Customer<'_>, request: &Value) -> Played<Value> {
    Ok(user.post(&user.org_path("/tbrs/reservation"), request).await?.require(200)?.body)
}

async fn a_window_is_set_and_the_next_maintenance_moves_into_it(trial: &Trial) -> Played {
    let (world, sddc) = with_sddc(trial).await?;
    let alice = world.owner().await?;
    let entry = list(&alice).await?[0].clone();
    equal!(entry["sddc_id"], json!(sddc));
    let id = entry["reservation_id"].as_str().needed()?;
    // 2026-02-04 is a Wednesday, four weeks and two days after the start of the world.
    let window = json!({"day_of_week": "WEDNESDAY", "hour_of_day": 13});
    equal!(set_window(&alice, id, &window).await?.require(200)?.body, window);
    let read = alice.get(&alice.org_path(&format!("/reservations/{id}/mw"))).await?.require(200)?.body;
    equal!(read, json!({"day_of_week": "WEDNESDAY", "hour_of_day": 13, "duration_min": 360, "version": 2}));
    let planned = &list(&alice).await?[0]["reservation_schedule"];
    let start = planned["reservations"][0]["start_time"].as_str().needed()?.to_owned();
    hold!(start.ends_with("T13:00:00.000000Z"), "{start}");
    equal!(planned["reservations"][0]["rid"], entry["reservation_schedule"]["reservations"][0]["rid"]);
    let found = &find(&alice, &json!({"sddcs": [sddc], "states": ["SCHEDULED"]})).await?[&sddc][0];
    equal!((&found["start_date"], &found["start_hour"]), (&json!(start.get(..10)), &json!(13)));

    for wrong in [
        json!({}),
        json!({"day_of_week": "WEDNESDAY"}),
        json!({"day_of_week": "SOMEDAY", "hour_of_day": 1}),
        json!({"day_of_week": "MONDAY", "hour_of_day": 24}),
        json!({"day_of_week": "MONDAY", "hour_of_day": -1}),
    ] {
        set_window(&alice, id, &wrong).await?.require(400)?.refused()?;
    }
    let unknown = alice.post(&alice.org_path("/tbrs/reservation"), &json!({"states": ["SOMEHOW"]})).await?;
    equal!(unknown.require(400)?.refused()?, "Invalid reservation state SOMEHOW.");
    set_window(&alice, "00000000-0000-4000-8000-000000000000", &window).await?.require(404)?.refused()?;
    set_window(&world.reader().await?, id, &window).await?.require(403)?.refused()?;
    Ok(())
}

async fn maintenance_comes_and_goes_with_the_time_of_the_world(trial: &Trial) -> Played {
    let (world, sddc) = with_sddc(trial).await?;
    let alice = world.owner().await?;
    let id = list(&alice).await?[0]["reservation_id"].as_str().needed()?.to_owned();
    set_window(&alice, &id, &json!({"day_of_week": "WEDNESDAY", "hour_of_day": 13})).await?.require(200)?;
    let start = find(&alice, &json!({})).await?[&sddc][0]["start_date"].as_str().needed()?.to_owned();
    world.move_clock_to(&format!("{start}T12:59:59Z")).await?;
    let alice = world.owner().await?;
    let entry = list(&alice).await?[0].clone();
    equal!([&entry["in_maintenance_window"], &entry["in_maintenance_mode"]], [&json!(false), &json!(false)]);
    world.advance("1s").await?;
    let entry = list(&alice).await?[0].clone();
    equal!([&entry["in_maintenance_window"], &entry["in_maintenance_mode"]], [&json!(true), &json!(true)]);
    equal!(find(&alice, &json!({"states": ["RUNNING"]})).await?[&sddc].as_array().map(Vec::len), Some(1));
    set_window(&alice, &id, &json!({"day_of_week": "MONDAY", "hour_of_day": 1})).await?.require(409)?.refused()?;

    world.advance("6h").await?;
    let alice = world.owner().await?;
    let found = find(&alice, &json!({})).await?[&sddc].clone();
    equal!([&found[0]["reservation_state"], &found[1]["reservation_state"]], ["COMPLETED", "SCHEDULED"]);
    hold!(found[0]["reserve_id"] != found[1]["reserve_id"]);
    // A new window moves only future maintenance.
    set_window(&alice, &id, &json!({"day_of_week": "MONDAY", "hour_of_day": 1})).await?.require(200)?;
    let moved = find(&alice, &json!({})).await?[&sddc].clone();
    equal!(moved[0], found[0]);
    equal!((&moved[1]["reserve_id"], &moved[1]["start_hour"]), (&found[1]["reserve_id"], &json!(1)));
    Ok(())
}

async fn an_sddc_takes_a_seat_in_a_support_window_and_leaves_the_other(trial: &Trial) -> Played {
    let (world, sddc) = with_sddc(trial).await?;
    let alice = world.owner().await?;
    let path = alice.org_path("/tbrs/support-window");
    let windows = alice.get(&path).await?.require(200)?.body;
    let windows = windows.as_array().needed()?;
    let ids: Vec<_> = windows.iter().filter_map(|window| window["support_window_id"].as_str()).collect();
    let (first, second) = (*ids.first().needed()?, *ids.get(1).needed()?);
    let put = async |id: &str, body: Value| alice.send("PUT", &format!("{path}/{id}"), Some(&body)).await;
    for id in [first, second] {
        equal!(put(id, json!({"sddc_id": sddc})).await?.require(200)?.body, json!({"window_id": id}));
        for window in alice.get(&path).await?.require(200)?.body.as_array().needed()? {
            let in_it = if window["support_window_id"] == json!(id) { json!([sddc]) } else { json!([]) };
            equal!(window["sddcs"], in_it);
        }
    }
    let free = alice.get(&format!("{path}?minimumSeatsAvailable=10")).await?.require(200)?.body;
    equal!(free.as_array().map(Vec::len), Some(ids.len() - 1), "one seat is taken");
    equal!(alice.get(&format!("{path}?createdBy=nobody")).await?.require(200)?.body, json!([]));
    put("pizza", json!({"sddc_id": sddc})).await?.require(404)?.refused()?;
    put(first, json!({})).await?.require(400)?.refused()?;
    put(first, json!({"sddc_id": "00000000-0000-4000-8000-000000000000"})).await?.require(404)?.refused()?;
    Ok(())
}
