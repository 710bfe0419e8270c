//! Tests of clock moves by tasks: events that are due, skipping to the end of a task, and clocks that move when a
//! task is read.

use serde_json::{Value, json};
use vmc_contract::{Answer, User, World, target::BEGIN};

async fn agenda(world: &World, query: &str) -> Answer {
    world.control("GET", &format!("/agenda{query}"), &Value::Null).await
}

async fn now(world: &World) -> String {
    world.control("GET", "/clock", &Value::Null).await.expect(200).text_at("now")
}

/// An SDDC of two hosts, which has no end of its own. Returns its id and the task's.
async fn create_sddc(owner: &User, name: &str) -> (String, String) {
    let task = crate::control::create_sddc(owner, name).await;
    (task.text_at("resource_id"), task.text_at("id"))
}

#[tokio::test]
async fn an_agenda_tells_what_is_due_and_when() {
    let world = World::new().await;
    let empty = json!({"now": BEGIN, "due": [], "more": 0, "held": [], "waiting": []});
    assert_eq!(agenda(&world, "").await.expect(200).body, empty);
    let (sddc, task) = create_sddc(&world.owner().await, "a").await;
    let shown = agenda(&world, "").await.expect(200).body;
    let due = shown["due"].as_array().unwrap();
    assert_eq!(due.len(), 15, "fourteen milestones and the end");
    for step in due {
        let of = (&step["org_id"], &step["task_id"], &step["resource_id"], &step["task_type"]);
        assert_eq!(of, (&json!(world.org()), &json!(task), &json!(sddc), &json!("SDDC-PROVISION")));
    }
    let times: Vec<_> =
        due.iter().map(|step| step["at"].as_str().unwrap().parse::<jiff::Timestamp>().unwrap()).collect();
    assert!(times.is_sorted());
    let what: Vec<_> = due.iter().map(|step| step["what"].as_str().unwrap()).collect();
    assert!(what[..14].iter().all(|what| *what == "task_milestone") && what[14] == "task_ends");
    assert_eq!((&due[0]["milestone"], &due[13]["milestone"]), (&json!("vpc"), &json!("account_link")));
    assert_eq!(due[14].get("milestone"), None);
    // Its first line is what a skip goes to, and what has happened is no longer in it.
    let clock = world.control("GET", "/clock", &Value::Null).await.expect(200).body;
    assert_eq!(clock["next_due"], due[0]["at"]);
    assert_eq!(world.skip().await.body["now"], due[0]["at"]);
    assert_eq!(agenda(&world, "").await.body["due"].as_array().unwrap()[..], due[1..]);
    let few = agenda(&world, "?limit=3").await.expect(200).body;
    assert_eq!((few["due"].as_array().unwrap().len(), &few["more"]), (3, &json!(11)));
    for limit in ["0", "1001", "-1", "many"] {
        agenda(&world, &format!("?limit={limit}")).await.expect(400).refusal();
    }
}

#[tokio::test]
async fn an_agenda_has_due_dates_cancellations_and_tasks_that_wait() {
    let world = World::new().await;
    let owner = world.owner().await;
    let single = json!({"name": "one", "num_hosts": 1, "sddc_type": "1NODE", "provider": "ZEROCLOUD"});
    let (_, sddc) = world.ready_sddc(&single).await;
    let due = agenda(&world, "").await.body["due"].clone();
    assert_eq!(
        (&due[0]["what"], &due[0]["resource_id"], due.as_array().unwrap().len()),
        (&json!("sddc_expires"), &json!(sddc), 1)
    );
    drop(owner);
    let owner = world.owner().await;
    let (_, task) = create_sddc(&owner, "b").await;
    owner.cancel(&task).await.expect(200);
    let first = agenda(&world, "").await.body["due"][0].clone();
    assert_eq!((&first["what"], &first["task_id"]), (&json!("task_is_canceled"), &json!(task)));
    world.control("PUT", "/pacing", &json!({"preset": "manual"})).await.expect(200);
    let (sddc, task) = create_sddc(&owner, "c").await;
    let held = agenda(&world, "").await.body["held"].clone();
    let expected =
        json!([{"org_id": world.org(), "task_id": task, "task_type": "SDDC-PROVISION", "resource_id": sddc}]);
    assert_eq!(held, expected);
}

#[tokio::test]
async fn a_skip_goes_to_the_end_of_a_task() {
    let world = World::new().await;
    let owner = world.owner().await;
    let (_, first) = create_sddc(&owner, "a").await;
    world.advance("10s").await;
    let (_, second) = create_sddc(&owner, "b").await;
    let skip = async |task: &str| world.control("POST", "/clock/skip", &json!({"task": task})).await;
    let status = async |task: &str| owner.task(task).await.expect(200).text_at("status");
    assert_eq!(skip(&first).await.expect(200).body["now"], "2026-01-05T08:01:13.176Z");
    assert_eq!((status(&first).await, status(&second).await), ("FINISHED".to_owned(), "STARTED".to_owned()));
    assert_eq!(skip(&first).await.expect(200).body["now"], "2026-01-05T08:01:13.176Z", "it is over already");
    assert_eq!(skip(&second).await.expect(200).body["now"], "2026-01-05T08:01:23.176Z");
    // A task that waits is let go, though others wait longer.
    world.control("PUT", "/pacing", &json!({"preset": "manual"})).await.expect(200);
    let (_, third) = create_sddc(&owner, "c").await;
    let (_, fourth) = create_sddc(&owner, "d").await;
    skip(&fourth).await.expect(200);
    assert_eq!((status(&third).await, status(&fourth).await), ("STARTED".to_owned(), "FINISHED".to_owned()));
    skip("aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee").await.expect(404).refusal();
    for body in [json!({"task": "pizza"}), json!({"tusk": first})] {
        world.control("POST", "/clock/skip", &body).await.expect(400).refusal();
    }
}

/// A client that polls without a pause is done after one look, and everything that lies between has happened.
#[tokio::test]
async fn a_clock_can_jump_when_a_task_is_looked_at() {
    let world = World::with(json!({"on_poll": "jump"})).await;
    let owner = world.owner().await;
    let (sddc, task) = create_sddc(&owner, "a").await;
    let (other, _) = create_sddc(&owner, "b").await;
    // Other looks do not move it.
    assert_eq!(owner.sddc(&sddc).await.expect(200).body["sddc_state"], "DEPLOYING");
    owner.get(&owner.org_path("/tasks")).await.expect(200);
    assert_eq!(now(&world).await, BEGIN);
    // Nor does a look that is refused.
    owner.with_token(None).task(&task).await.expect(401).refusal();
    owner.task("aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee").await.expect(404).refusal();
    assert_eq!(now(&world).await, BEGIN);
    let seen = owner.task(&task).await.expect(200);
    assert_eq!(
        (seen.text_at("status"), seen.date.as_deref()),
        ("FINISHED".to_owned(), Some("Mon, 05 Jan 2026 08:01:13 GMT"))
    );
    assert_eq!(now(&world).await, "2026-01-05T08:01:13.176Z");
    assert_eq!(owner.sddc(&sddc).await.expect(200).body["sddc_state"], "READY");
    assert_eq!(owner.sddc(&other).await.expect(200).body["sddc_state"], "READY", "it was due by then as well");
    // A task that is over moves nothing.
    owner.task(&task).await.expect(200);
    assert_eq!(now(&world).await, "2026-01-05T08:01:13.176Z");
}

/// A look that jumps past the end of the caller's own token is answered all the same; the next request is refused, as at the service
/// after two hours.
#[tokio::test]
async fn a_jump_can_outlast_a_token() {
    let world = World::new().await;
    let jump = world.control("PATCH", "/clock", &json!({"on_poll": "jump"})).await.expect(200);
    assert_eq!(jump.body["on_poll"], "jump");
    let owner = world.owner().await;
    let (account, subnet) = world.account_and_subnet("us-west-2");
    let link = json!([{"connected_account_id": account, "customer_subnet_ids": [subnet]}]);
    let config = json!({"name": "a", "num_hosts": 2, "provider": "AWS", "region": "US_WEST_2", "account_link_sddc_config": link});
    let task = owner.create(&config).await.expect(202).text_at("id");
    assert_eq!(owner.task(&task).await.expect(200).text_at("status"), "FINISHED");
    owner.task(&task).await.expect(401).refusal();
    world.owner().await.task(&task).await.expect(200);
    let stay = world.control("PATCH", "/clock", &json!({"on_poll": "stay"})).await.expect(200);
    assert_eq!(stay.body["on_poll"], "stay");
    for body in [json!({"on_poll": "run"}), json!({"on_poll": "jump", "rate": -1})] {
        world.control("PATCH", "/clock", &body).await.expect(400).refusal();
    }
    assert_eq!(world.control("GET", "/clock", &Value::Null).await.body["on_poll"], "stay");
}

/// Under manual pace a look is what a task waits for.
#[tokio::test]
async fn a_look_lets_a_waiting_task_go() {
    let world = World::with(json!({"on_poll": "jump", "pacing": {"preset": "manual"}})).await;
    let owner = world.owner().await;
    let (_, task) = create_sddc(&owner, "a").await;
    assert_eq!(owner.task(&task).await.expect(200).text_at("status"), "FINISHED");
    assert_eq!(now(&world).await, BEGIN);
}

/// A task that ends before it begins is refused, and not taken for one that takes no time.
#[tokio::test]
async fn no_task_takes_less_than_no_time() {
    let world = World::new().await;
    let paces = json!({"preset": "demo", "kinds": {"SDDC-DELETE": "-90s"}});
    let refusal = world.control("PUT", "/pacing", &paces).await.expect(400).refusal();
    assert!(refusal[0].contains("SDDC-DELETE cannot take -90s"), "{refusal:?}");
}

/// Whoever looks sees everything that has come due, however much that is, and each step is taken at its own time.
#[tokio::test]
async fn many_steps_that_come_due_at_once_are_all_taken() {
    const SDDCS: usize = 40;
    let limits = json!({"org_properties": {"sddcLimit": "100", "hostLimit": "100"}});
    let (fast, slow) = (World::with(limits.clone()).await, World::with(limits).await);
    for world in [&fast, &slow] {
        let owner = world.owner().await;
        for number in 0..SDDCS {
            create_sddc(&owner, &format!("s{number}")).await;
        }
        assert_eq!(agenda(world, "?limit=1000").await.body["due"].as_array().unwrap().len(), SDDCS * 15);
    }
    // A millisecond of the machine is a quarter of an hour in this world, so all steps come due at about the same time.
    fast.control("PATCH", "/clock", &json!({"rate": 1_000_000})).await.expect(200);
    let mut left = vec![Value::Null];
    while !left.is_empty() {
        let seen = agenda(&fast, "?limit=1000").await.expect(200).body;
        left.clone_from(seen["due"].as_array().unwrap());
        assert!(left.iter().all(|step| is_later(&step["at"], &seen["now"])), "due, but not taken: {seen}");
    }
    fast.control("PATCH", "/clock", &json!({"rate": 0})).await.expect(200);
    for _ in 0..100 {
        slow.advance("1s").await;
    }
    let (fast, slow) = (fast.owner().await, slow.owner().await);
    for path in ["/sddcs", "/tasks"] {
        let [seen, expected] = [fast.get(&fast.org_path(path)).await.body, slow.get(&slow.org_path(path)).await.body];
        assert_eq!(seen.as_array().unwrap().len(), SDDCS);
        assert_eq!(seen, expected);
    }
}

fn is_later(one: &Value, other: &Value) -> bool {
    let time = |text: &Value| text.as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
    time(one) > time(other)
}
