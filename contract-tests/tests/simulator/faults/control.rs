//! Tests of setting faults: the accepted rules, the refusals (which name the place of the error), and the list of
//! rules.

use crate::faults::add;
use serde_json::{Value, json};
use vmc_contract::{Target, World};
use vmcsim::{Fault, FaultRule, MockServer, TaskKind};

/// A rule of every kind of fault, as it is shown again.
fn one_of_each() -> Vec<Value> {
    let then = [
        json!({"error": {"status": 409, "messages": ["a", "b"], "error_code": "x.y", "moment": "after"}}),
        json!("token_expired"),
        json!({"throttle": {"retry_after": 5}}),
        json!({"latency": {"at_least": "1s 500ms", "jitter": "0s"}}),
        json!({"reset": "before"}),
        json!({"truncate": {"keep": 9}}),
        json!({"content_length": {"off_by": -4}}),
        json!({"drip": {"bytes": 3, "every": "20ms"}}),
        json!({"black_hole": "after"}),
        json!({"task_fails": {"at": 1, "message": "m"}}),
        json!({"task_sticks": {"at": 99}}),
        json!({"task_slows": {"factor": 3}}),
        json!({"task_is_canceled": {"at": 0}}),
    ];
    let mut rules: Vec<_> = then.into_iter().map(|then| json!({"when": {}, "then": then})).collect();
    rules.push(json!({
        "note": "a host", "enabled": false, "skip": 1, "times": 2, "every": 3, "chance": 0.25,
        "when": {"operation": "ChangeEsxs", "resource": "prod", "task_kind": "ESX-ADD", "caller": "owner"},
        "then": {"host_fails": {"after": "36h"}},
    }));
    rules
}

#[tokio::test]
async fn what_is_shown_can_be_sent_again() {
    let world = World::new().await;
    for (number, rule) in (1u64..).zip(one_of_each()) {
        let shown = world.control("POST", "/faults", &rule).await.expect(201).body;
        assert_eq!(shown, json!({"id": number, "matched": 0, "hits": 0, "rule": rule}));
        assert_eq!(world.control("GET", &format!("/faults/{number}"), &Value::Null).await.expect(200).body, shown);
    }
    let listed = world.control("GET", "/faults", &Value::Null).await.expect(200).body;
    let rules: Vec<_> = listed.as_array().into_iter().flatten().map(|view| view["rule"].clone()).collect();
    assert_eq!(rules, one_of_each());
    let replaced = world.control("PUT", "/faults", &json!({"rules": rules})).await.expect(200).body;
    assert_eq!(replaced[0]["id"], 15, "numbers are never used again");
    world.control("DELETE", "/faults/15", &Value::Null).await.expect(204);
    world.control("GET", "/faults/15", &Value::Null).await.expect(404).refusal();
    world.control("DELETE", "/faults", &Value::Null).await.expect(204);
    assert_eq!(world.control("GET", "/faults", &Value::Null).await.expect(200).body, json!([]));
    assert_eq!(
        World::with(json!({"faults": rules})).await.control("GET", "/faults", &Value::Null).await.body[0]["id"],
        1
    );
}

/// Rules that make no sense, each with the place that the refusal names.
fn senseless() -> Vec<(&'static str, Value)> {
    let then = |then: Value| json!({"then": then});
    let long = "x".repeat(1001);
    vec![
        ("then", json!({})),
        ("then", then(json!("pizza"))),
        ("then", then(json!({"error": {"status": 500}, "reset": "before"}))),
        ("thne", json!({"then": "token_expired", "thne": 1})),
        ("when.operaton", json!({"when": {"operaton": "CreateSddc"}, "then": "token_expired"})),
        ("when.operation", json!({"when": {"operation": "CreateSdcc"}, "then": "token_expired"})),
        ("when.operation", json!({"when": {"operation": "CreateWorld"}, "then": "token_expired"})),
        ("when.operation", json!({"when": {"operation": "GetTokenPublicKey"}, "then": "token_expired"})),
        ("when.operation", json!({"when": {"operation": ""}, "then": "token_expired"})),
        ("when.task_kind", json!({"when": {"task_kind": "SDDC-PIZZA"}, "then": {"task_sticks": {"at": 1}}})),
        ("when.task_kind", json!({"when": {"task_kind": "SDDC-DELETE"}, "then": "token_expired"})),
        ("when.resource", json!({"when": {"resource": long}, "then": "token_expired"})),
        ("when.caller", json!({"when": {"caller": ""}, "then": "token_expired"})),
        ("note", json!({"note": long, "then": "token_expired"})),
        ("every", json!({"every": 0, "then": "token_expired"})),
        ("skip", json!({"skip": -1, "then": "token_expired"})),
        ("times", json!({"times": 1.5, "then": "token_expired"})),
        ("chance", json!({"chance": 1.01, "then": "token_expired"})),
        ("chance", json!({"chance": -0.1, "then": "token_expired"})),
        ("then.error.status", then(json!({"error": {"status": 399}}))),
        ("then.error.status", then(json!({"error": {"status": 600}}))),
        ("then.error.messages", then(json!({"error": {"status": 500, "messages": vec!["x"; 11]}}))),
        ("then.error.messages", then(json!({"error": {"status": 500, "messages": [long]}}))),
        ("then.error.error_code", then(json!({"error": {"status": 500, "error_code": ""}}))),
        ("stats", then(json!({"error": {"status": 500, "stats": 1}}))),
        ("then.throttle.retry_after", then(json!({"throttle": {"retry_after": 86_401}}))),
        ("then.latency.at_least", then(json!({"latency": {"at_least": "61s"}}))),
        ("then.latency.jitter", then(json!({"latency": {"at_least": "1s", "jitter": "-1s"}}))),
        ("span of time", then(json!({"latency": {"at_least": "soon"}}))),
        ("reset", then(json!({"reset": "meanwhile"}))),
        ("then.content_length.off_by", then(json!({"content_length": {"off_by": 0}}))),
        ("then.content_length.off_by", then(json!({"content_length": {"off_by": 1_048_577}}))),
        ("then.drip.bytes", then(json!({"drip": {"bytes": 0, "every": "1s"}}))),
        ("then.drip.bytes", then(json!({"drip": {"bytes": 65_537, "every": "1s"}}))),
        ("then.drip.every", then(json!({"drip": {"bytes": 1, "every": "11s"}}))),
        ("then.task_fails.at", then(json!({"task_fails": {"at": 101}}))),
        ("then.task_fails.message", then(json!({"task_fails": {"at": 1, "message": long}}))),
        ("then.task_sticks.at", then(json!({"task_sticks": {"at": 100}}))),
        ("then.task_is_canceled.at", then(json!({"task_is_canceled": {"at": 100}}))),
        ("then.task_slows.factor", then(json!({"task_slows": {"factor": 0}}))),
        ("then.task_slows.factor", then(json!({"task_slows": {"factor": 1001}}))),
        ("when", then(json!({"host_fails": {"after": "1h"}}))),
        ("when", json!({"when": {"operation": "GetSddc"}, "then": {"host_fails": {"after": "1h"}}})),
        ("when", json!({"when": {"operation": "CreateSddc"}, "then": {"host_fails": {"after": "1h"}}})),
        (
            "when.task_kind",
            json!({"when": {"task_kind": "SUBSCRIPTION-CREATE"}, "then": {"host_fails": {"after": "1h"}}}),
        ),
        (
            "then.host_fails.after",
            json!({"when": {"task_kind": "ESX-ADD"}, "then": {"host_fails": {"after": "87601h"}}}),
        ),
    ]
}

/// Each says where, and leaves what was there.
#[tokio::test]
async fn rules_are_read_strictly() {
    let world = World::new().await;
    add(&world, &json!({"then": "token_expired"})).await;
    for (place, rule) in senseless() {
        let answer = world.control("POST", "/faults", &rule).await;
        assert_eq!(answer.status, 400, "{rule}: {}", answer.text);
        let sentence = answer.refusal().remove(0);
        assert!(sentence.contains(&format!("`{place}`")) || sentence.contains(place), "{rule}: {sentence}");
        world
            .control("PUT", "/faults", &json!({"rules": [{"then": "token_expired"}, rule]}))
            .await
            .expect(400)
            .refusal();
        world.target().anyone().post("/_vmcsim/worlds", &json!({"faults": [rule]})).await.expect(400).refusal();
    }
    let listed = world.control("GET", "/faults", &Value::Null).await.expect(200).body;
    assert_eq!(listed.as_array().map(Vec::len), Some(1));
    world.control("PATCH", "/faults/1", &json!({"note": "x".repeat(1001)})).await.expect(400).refusal();
    world.control("PATCH", "/faults/1", &json!({"hits": 0})).await.expect(400).refusal();
    world.control("PATCH", "/faults/2", &json!({})).await.expect(404).refusal();
    world.control("DELETE", "/faults/2", &Value::Null).await.expect(404).refusal();
    world.control("GET", "/faults/pizza", &Value::Null).await.expect(400).refusal();
    for (method, path) in [("GET", "/faults"), ("DELETE", "/faults"), ("GET", "/faults/1"), ("DELETE", "/faults/1")] {
        world.target().anyone().send(method, &format!("/_vmcsim/worlds/pizza{path}"), None).await.expect(404).refusal();
    }
}

#[tokio::test]
async fn a_misspelt_operation_is_answered_with_those_that_are_near() {
    let world = World::new().await;
    for (asked, meant) in
        [("CreateSdcc", "CreateSddc"), ("createsddc", "CreateSddc"), ("Sddc", "GetSddc"), ("GetTasks", "GetTask")]
    {
        let rule = json!({"when": {"operation": asked}, "then": "token_expired"});
        let sentence = world.control("POST", "/faults", &rule).await.expect(400).refusal().remove(0);
        assert!(sentence.contains(meant), "{asked}: {sentence}");
    }
    let rule = json!({"when": {"operation": "Xyzzy"}, "then": "token_expired"});
    let sentence = world.control("POST", "/faults", &rule).await.expect(400).refusal().remove(0);
    assert!(sentence.contains("/openapi.json"), "{sentence}");
}

#[tokio::test]
async fn a_world_has_a_hundred_rules_at_most() {
    let world = World::new().await;
    let rule = json!({"then": {"task_sticks": {"at": 1}}});
    world.control("PUT", "/faults", &json!({"rules": vec![&rule; 101]})).await.expect(429).refusal();
    world.control("PUT", "/faults", &json!({"rules": vec![&rule; 100]})).await.expect(200);
    world.control("POST", "/faults", &rule).await.expect(429).refusal();
    world.control("DELETE", "/faults/1", &Value::Null).await.expect(204);
    assert_eq!(add(&world, &rule).await, 101);
}

/// The same from Rust: rules that are there from the start, that are added, counted and taken away.
#[tokio::test]
async fn rust_tests_set_faults_by_themselves() {
    let throttled = FaultRule::new(Fault::Throttle { retry_after: 1 }).operation("ListOrgs").times(1).note("busy");
    let server = MockServer::builder().faults([throttled]).rate(0.0).try_start().unwrap();
    let owner = Target::at(&server.url()).anyone();
    let owner = owner.sign_in(server.api_token().expose(), &server.org_id().to_string()).await;
    owner.get("/vmc/api/orgs").await.expect(429).refusal();
    owner.get("/vmc/api/orgs").await.expect(200);
    let rule = FaultRule::new(Fault::task_fails(10, "no hosts")).task_kind(TaskKind::SddcProvision).resource("a");
    assert_eq!(server.add_fault(rule), 2);
    let task = owner.create(&crate::faults::simulated("a", 1)).await.expect(202).text_at("id");
    server.advance("1m");
    assert_eq!(owner.task(&task).await.expect(200).text_at("error_message"), "no hosts");
    let counted: Vec<_> = server.faults().iter().map(|rule| (rule.id, rule.matched.get(), rule.hits.get())).collect();
    assert_eq!(counted, [(1, 2, 1), (2, 1, 1)]);
    server.clear_faults();
    assert_eq!(server.faults(), []);
    let refused = MockServer::builder().faults([FaultRule::new(Fault::error(200))]).try_start();
    assert!(refused.err().is_some_and(|err| err.to_string().contains("then.error.status")));
}
