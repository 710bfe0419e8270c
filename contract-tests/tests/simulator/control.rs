//! Tests of the control API: worlds, their clocks and their pace.

use serde_json::{Value, json};
use std::collections::BTreeSet;
use vmc_contract::{Answer, Target, User, World, target::BEGIN};
use vmcsim::{MockServer, NewWorld};

const WORLDS: &str = "/_vmcsim/worlds";

fn anyone() -> User {
    Target::simulator().anyone()
}

async fn clock(world: &World) -> Value {
    world.control("GET", "/clock", &Value::Null).await.expect(200).body
}

/// Refused, with the clock where it was.
async fn refused(world: &World, method: &str, path: &str, body: &Value) -> Answer {
    let before = (clock(world).await, world.control("GET", "", &Value::Null).await.body);
    let answer = world.control(method, path, body).await;
    assert_eq!(answer.status, 400, "{path} {body}: {}", answer.text);
    answer.refusal();
    assert_eq!((clock(world).await, world.control("GET", "", &Value::Null).await.body), before);
    answer
}

/// An SDDC of two hosts. One of a single host has an end of its own, and so something due in two months.
pub(crate) async fn create_sddc(owner: &User, name: &str) -> Answer {
    owner.create(&json!({"name": name, "num_hosts": 2, "provider": "ZEROCLOUD"})).await.expect(202)
}

async fn task_status(world: &World, task: &str) -> String {
    world.owner().await.task(task).await.expect(200).text_at("status")
}

#[tokio::test]
async fn a_world_needs_no_request_body() {
    for body in ["", "{}", "null", " "] {
        let answer = anyone().ask("POST", WORLDS, &[], body).await.expect(201);
        assert_eq!(answer.body["clock"]["rate"], 1.0, "{body}");
        assert_eq!(answer.body["pacing"]["preset"], "realistic", "the server's own");
        let path = format!("{WORLDS}/{}", answer.text_at("id"));
        assert_eq!(answer.text_at("url"), format!("{}{path}", Target::simulator().url()));
        let user = anyone().sign_in(&answer.text_at("api_token"), &answer.text_at("org_id")).await;
        assert_eq!(user.sddcs().await.expect(200).body, json!([]));
        assert_eq!(anyone().get(&path).await.expect(200).body["org_id"], answer.body["org_id"]);
        anyone().delete(&path).await.expect(204);
        anyone().get(&path).await.expect(404).refusal();
        anyone().delete(&path).await.expect(404).refusal();
    }
}

#[tokio::test]
async fn equal_seeds_give_equal_ids_and_other_keys() {
    let life = async |seed: u64| {
        let world = World::with(json!({"seed": seed})).await;
        let owner = world.owner().await;
        let task = create_sddc(&owner, "a").await.body;
        world.advance("1h").await;
        let owner = world.owner().await;
        let sddc = owner.sddcs().await.expect(200).body;
        (world.org().to_owned(), task, sddc, world.view["api_token"].clone())
    };
    let (one, same, other) = (life(11).await, life(11).await, life(12).await);
    assert_eq!((&one.0, &one.1, &one.2), (&same.0, &same.1, &same.2));
    assert_ne!(one.3, same.3, "a token leads to one world alone");
    assert_ne!(one.0, other.0);
    assert_ne!(one.1["id"], other.1["id"]);
    assert_ne!(one.2[0]["id"], other.2[0]["id"]);
}

#[tokio::test]
async fn worlds_do_not_meet() {
    let (here, there) = (World::new().await, World::new().await);
    assert_eq!(here.org(), there.org(), "one seed");
    create_sddc(&here.owner().await, "a").await;
    here.advance("1h").await;
    assert_eq!(there.owner().await.sddcs().await.expect(200).body, json!([]));
    assert_eq!(clock(&there).await["now"], BEGIN);
}

/// A world whose keys are gone can still be looked at.
#[tokio::test]
async fn a_world_shows_which_keys_are_left() {
    let world = World::new().await;
    let owner = world.owner().await;
    let app = json!({"clientIdsToDelete": [world.view["client_id"]]});
    let apps = format!("/csp/gateway/am/api/orgs/{}/oauth-apps", world.org());
    owner.send("DELETE", &apps, Some(&app)).await.expect(200);
    let query = "/api-tokens?username=owner@vmcsim.example";
    for token in world.control("GET", query, &Value::Null).await.expect(200).body.as_array().unwrap() {
        let path = format!("/api-tokens/{}", token["id"].as_str().unwrap());
        world.control("DELETE", &path, &Value::Null).await.expect(204);
    }
    let view = world.control("GET", "", &Value::Null).await.expect(200).body;
    assert_eq!(
        (&view["api_token"], &view["client_id"], &view["client_secret"]),
        (&json!(null), &json!(null), &json!(null))
    );
    assert!(view["users"].as_array().unwrap().iter().any(|user| user["api_token"].is_string()), "others have theirs");
    let made = json!({"username": "owner@vmcsim.example"});
    let made = world.control("POST", "/api-tokens", &made).await.expect(201);
    let view = world.control("GET", "", &Value::Null).await.expect(200).body;
    assert_eq!(view["api_token"].as_str(), Some(made.text_at("api_token").as_str()));
}

#[tokio::test]
async fn requests_for_a_world_are_read_strictly() {
    let many: serde_json::Map<_, _> = (0..101).map(|number| (number.to_string(), json!("x"))).collect();
    for body in [
        json!([]),
        json!({"sede": 7}),
        json!({"seed": -1}),
        json!({"seed": "seven"}),
        json!({"at": "yesterday"}),
        json!({"at": "2026-01-05"}),
        json!({"rate": -1}),
        json!({"rate": 1e300}),
        json!({"rate": "fast"}),
        json!({"pacing": "instant"}),
        json!({"pacing": {"preset": "hasty"}}),
        json!({"pacing": {"speed": 1}}),
        json!({"pacing": {"kinds": {"SDDC-PIZZA": "1s"}}}),
        json!({"pacing": {"kinds": {"SDDC-PROVISION": "soon"}}}),
        json!({"org_properties": {"hostLimit": [5]}}),
        json!({"org_properties": many}),
        json!({"org_properties": {"x": "x".repeat(1001)}}),
    ] {
        let answer = anyone().post(WORLDS, &body).await;
        assert_eq!(answer.status, 400, "{body}: {}", answer.text);
        answer.refusal();
    }
}

#[tokio::test]
async fn the_default_world_stays() {
    let answer = anyone().delete(&format!("{WORLDS}/default")).await.expect(400);
    assert_eq!(answer.refusal(), ["The default world cannot be deleted."]);
    let view = anyone().get(&format!("{WORLDS}/default")).await.expect(200);
    anyone().delete(&format!("{WORLDS}/{}", view.text_at("id"))).await.expect(400).refusal();
    for path in ["", "/clock"] {
        anyone().get(&format!("{WORLDS}/pizza{path}")).await.expect(404).refusal();
        anyone().get(&format!("{WORLDS}/aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee{path}")).await.expect(404).refusal();
    }
}

#[tokio::test]
async fn a_server_holds_ten_thousand_worlds() {
    let server = MockServer::start().await;
    let anyone = Target::at(&server.url()).anyone();
    for _ in 2..10_000 {
        server.new_world(NewWorld::default()).unwrap();
    }
    let last = anyone.ask("POST", WORLDS, &[], "").await.expect(201).text_at("id");
    let refused = anyone.ask("POST", WORLDS, &[], "").await.expect(429);
    refused.refusal();
    assert_eq!(refused.body["retryable"], false, "waiting does not help");
    assert!(refused.text.contains("delete some of them"), "{}", refused.text);
    anyone.delete(&format!("{WORLDS}/{last}")).await.expect(204);
    anyone.ask("POST", WORLDS, &[], "").await.expect(201);
}

#[tokio::test]
async fn a_clock_moves_forward_only() {
    let world = World::new().await;
    assert_eq!(clock(&world).await, json!({"now": BEGIN, "rate": 0.0, "on_poll": "stay", "next_due": null}));
    for (by, now) in [
        ("0s", "2026-01-05T08:00:00.123Z"),
        ("90m", "2026-01-05T09:30:00.123Z"),
        ("1d 6h", "2026-01-06T15:30:00.123Z"),
        ("PT2H", "2026-01-06T17:30:00.123Z"),
        ("1ms", "2026-01-06T17:30:00.124Z"),
    ] {
        assert_eq!(world.advance(by).await.body["now"], now, "{by}");
    }
    for by in ["-1s", "-1d 25h ago", "soon", "", "1", "1 month", "99999999999999999999h", "-PT1H", "1h 1h"] {
        refused(&world, "POST", "/clock/advance", &json!({"by": by})).await;
    }
    refused(&world, "POST", "/clock/advance", &json!({"by": 7})).await;
    refused(&world, "POST", "/clock/advance", &json!({"by": "1s", "then": "stop"})).await;
    refused(&world, "POST", "/clock/advance", &json!({})).await;
    let set = async |change: Value| world.control("PATCH", "/clock", &change).await.expect(200).body;
    assert_eq!(set(json!({"at": "2026-02-01T00:00:00Z"})).await["now"], "2026-02-01T00:00:00Z");
    assert_eq!(set(json!({"at": "2026-02-01T03:00:00.5+01:00"})).await["now"], "2026-02-01T02:00:00.5Z");
    assert_eq!(set(json!({})).await["now"], "2026-02-01T02:00:00.5Z");
    refused(&world, "PATCH", "/clock", &json!({"at": "2026-01-31T00:00:00Z"})).await;
    refused(&world, "PATCH", "/clock", &json!({"at": "2026-03-01T00:00:00Z", "rate": -1})).await;
    refused(&world, "PATCH", "/clock", &json!({"rate": 1_000_001})).await;
    refused(&world, "PATCH", "/clock", &json!({"rat": 1})).await;
}

/// A clock that runs is at least where it was, and a world can be taken to the end of all time and back to rest.
#[tokio::test]
async fn a_clock_runs_at_its_rate_and_stops_at_the_end() {
    let world = World::new().await;
    let task = create_sddc(&world.owner().await, "a").await.text_at("id");
    world.control("PATCH", "/clock", &json!({"rate": 1_000_000})).await.expect(200);
    let running = clock(&world).await;
    assert_eq!(running["rate"], 1_000_000.0);
    let stopped = world.control("PATCH", "/clock", &json!({"rate": 0})).await.expect(200).body;
    assert!(stopped["now"].as_str() >= running["now"].as_str() && running["now"].as_str() >= Some(BEGIN));
    assert_eq!(clock(&world).await["now"], stopped["now"]);
    for at in ["9999-12-31T00:00:00Z", "9000-01-01T00:00:00.001Z"] {
        refused(&world, "PATCH", "/clock", &json!({"at": at})).await;
    }
    refused(&world, "POST", "/clock/advance", &json!({"by": "70000000h"})).await;
    world.control("PATCH", "/clock", &json!({"at": "9000-01-01T00:00:00Z"})).await.expect(200);
    let form = format!("refresh_token={}", world.view["api_token"].as_str().unwrap());
    anyone().send_form("/csp/gateway/am/api/auth/api-tokens/authorize", form).await.expect(400).csp_refusal();
    assert_eq!(clock(&world).await["next_due"], Value::Null, "task {task} is long over");
    // A world that begins there still works; its tokens and tasks end later than anybody can look.
    let last = World::with(json!({"at": "9000-01-01T00:00:00Z"})).await;
    let task = create_sddc(&last.owner().await, "a").await.text_at("id");
    assert_eq!(task_status(&last, &task).await, "STARTED");
    refused(&last, "POST", "/clock/advance", &json!({"by": "1ms"})).await;
}

#[tokio::test]
async fn skipping_goes_from_one_event_to_the_next() {
    let world = World::new().await;
    let task = create_sddc(&world.owner().await, "a").await.text_at("id");
    let mut times = BTreeSet::from([BEGIN.to_owned()]);
    while let Some(due) = clock(&world).await["next_due"].as_str() {
        assert_eq!(world.skip().await.body["now"], due);
        assert!(times.insert(due.to_owned()), "time stood still at {due}");
    }
    assert_eq!(times.len(), 16, "fourteen milestones and the end");
    assert_eq!(task_status(&world, &task).await, "FINISHED");
    assert_eq!(times.last().map(String::as_str), Some("2026-01-05T08:01:13.176Z"));
    // With nothing due, time stays.
    let now = clock(&world).await;
    assert_eq!(world.skip().await.body, now);
}

/// How long each pace makes the 73.053 s of a simulated SDDC.
#[tokio::test]
async fn each_pace_has_its_time() {
    for (pacing, end) in [
        (json!({"preset": "realistic"}), Some("2026-01-05T08:01:13.176Z")),
        (json!({"preset": "demo"}), Some("2026-01-05T08:00:05.123Z")),
        (json!({"preset": "instant"}), Some(BEGIN)),
        (json!({"preset": "manual"}), None),
        (json!({"preset": "manual", "kinds": {"SDDC-PROVISION": "90s"}}), Some("2026-01-05T08:01:30.123Z")),
        (json!({"preset": "manual", "kinds": {"SDDC-PROVISION": "instant"}}), Some(BEGIN)),
        (json!({"preset": "instant", "kinds": {"SDDC-DELETE": "1h"}}), Some(BEGIN)),
        (json!({"kinds": {"SDDC-PROVISION": "manual"}}), None),
        (json!({"preset": "manual", "kinds": {"SDDC-PROVISION": "0s"}}), Some(BEGIN)),
    ] {
        let world = World::with(json!({"pacing": pacing})).await;
        let task = create_sddc(&world.owner().await, "a").await.text_at("id");
        let status = match end {
            Some(end) if end > BEGIN => {
                assert_eq!(task_status(&world, &task).await, "STARTED", "{pacing}");
                let before = end.parse::<jiff::Timestamp>().unwrap() - jiff::SignedDuration::from_millis(1);
                world.control("PATCH", "/clock", &json!({"at": before.to_string()})).await.expect(200);
                assert_eq!(task_status(&world, &task).await, "STARTED", "{pacing}");
                world.control("PATCH", "/clock", &json!({"at": end})).await.expect(200);
                task_status(&world, &task).await
            }
            Some(_) => task_status(&world, &task).await,
            None => {
                world.advance("100d").await;
                assert_eq!(task_status(&world, &task).await, "STARTED", "{pacing}");
                world.skip().await;
                task_status(&world, &task).await
            }
        };
        assert_eq!(status, "FINISHED", "{pacing}");
    }
}

#[tokio::test]
async fn a_new_pace_holds_for_new_tasks() {
    let world = World::new().await;
    let owner = world.owner().await;
    let first = create_sddc(&owner, "a").await.text_at("id");
    let pacing = json!({"preset": "instant", "kinds": {"SDDC-DELETE": "manual", "SDDC-PROVISION": "1h 30m"}});
    let shown = world.control("PUT", "/pacing", &pacing).await.expect(200).body;
    assert_eq!(shown["kinds"], json!({"SDDC-DELETE": "manual", "SDDC-PROVISION": "1h 30m"}));
    // What it shows can be sent back.
    assert_eq!(world.control("PUT", "/pacing", &shown).await.expect(200).body, shown);
    assert_eq!(world.control("GET", "", &Value::Null).await.body["pacing"], shown);
    let second = create_sddc(&owner, "b").await.text_at("id");
    world.advance("10m").await;
    assert_eq!(task_status(&world, &first).await, "FINISHED");
    assert_eq!(task_status(&world, &second).await, "STARTED");
    for wrong in [
        json!({"preset": "hasty"}),
        json!({"kinds": {"SDDC-PIZZA": "1s"}}),
        json!({"kinds": {"SDDC-PROVISION": "hasty"}}),
        json!({"kinds": {"SDDC-PROVISION": 7}}),
        json!([]),
    ] {
        refused(&world, "PUT", "/pacing", &wrong).await;
    }
}

/// Tasks held back go on one by one, the longest-held first.
#[tokio::test]
async fn held_tasks_go_on_when_told() {
    let world = World::with(json!({"pacing": {"preset": "manual"}})).await;
    let owner = world.owner().await;
    let tasks = [create_sddc(&owner, "a").await, create_sddc(&owner, "b").await];
    let shown = async || {
        let mut shown = Vec::new();
        for task in &tasks {
            let task = owner.task(&task.text_at("id")).await.expect(200).body;
            shown.push((task["status"].as_str() == Some("FINISHED"), task["estimated_remaining_minutes"].clone()));
        }
        shown
    };
    assert_eq!(shown().await, [(false, json!(-1)), (false, json!(-1))], "nobody knows how long");
    world.skip().await;
    assert_eq!(shown().await, [(true, json!(0)), (false, json!(-1))]);
    // A cancellation is somebody's word already.
    owner.cancel(&tasks[1].text_at("id")).await.expect(200);
    assert_eq!(owner.task(&tasks[1].text_at("id")).await.body["status"], "CANCELED");
    assert_eq!(owner.sddc(&tasks[1].text_at("resource_id")).await.body["sddc_state"], "CANCELED");
    assert_eq!(world.skip().await.body["now"], BEGIN);
}

#[tokio::test]
async fn answers_carry_the_date_of_their_world() {
    let world = World::new().await;
    let owner = world.owner().await;
    world.advance("1h").await;
    let date = Some("Mon, 05 Jan 2026 09:00:00 GMT".to_owned());
    let later = world.owner().await;
    let org = later.org_path("/sddcs");
    for answer in [
        later.get(&org).await.expect(200),
        create_sddc(&later, "a").await,
        owner.get(&org).await.expect(401),
        later.get(&format!("{org}/aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee")).await.expect(404),
        later.get(&format!("{org}/pizza")).await.expect(400),
        later.ask("POST", &org, &[], "{").await.expect(400),
        world.reader().await.ask("POST", &org, &[], "{").await.expect(403),
        world.control("GET", "/clock", &Value::Null).await.expect(200),
        world.control("GET", "", &Value::Null).await.expect(200),
    ] {
        assert_eq!(answer.date, date, "{}", answer.request);
    }
}

#[tokio::test]
async fn the_servers_own_pages_need_no_token() {
    for (path, key) in [("/healthz", "status"), ("/readyz", "status"), ("/openapi.json", "openapi")] {
        let answer = anyone().get(path).await.expect(200);
        assert!(answer.body[key].is_string(), "{path}: {}", answer.text);
        assert_eq!(answer.content_type.as_deref(), Some("application/json"), "{path}");
        anyone().post(path, &json!({})).await.expect(405).refusal();
    }
}
