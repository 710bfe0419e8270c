//! Tests of faults of answers: errors in the service's shapes, tokens treated as expired, throttling, latency.

use crate::faults::{
    add, counts,
    raw::{exchange, request},
    simulated,
};
use serde_json::{Value, json};
use std::time::Duration;
use vmc_contract::{Answer, User, World};

const AUTHORIZE: &str = "/csp/gateway/am/api/auth/api-tokens/authorize";

/// Signs the owner in, or not.
async fn sign_in(world: &World) -> Answer {
    let form = format!("refresh_token={}", world.view["api_token"].as_str().expect("a token"));
    world.target().anyone().send_form(AUTHORIZE, form).await
}

async fn create(owner: &User) -> Answer {
    owner.create(&simulated("a", 1)).await
}

#[tokio::test]
async fn an_error_has_the_services_shape_and_words() {
    let world = World::new().await;
    let owner = world.owner().await;
    for status in [400, 403, 404, 409, 418, 429, 500, 502, 503, 504, 599] {
        let rule = json!({"when": {"operation": "CreateSddc"}, "times": 1, "then": {"error": {"status": status}}});
        add(&world, &rule).await;
        let answer = create(&owner).await.expect(status);
        assert_eq!(answer.body["path"], json!(owner.org_path("/sddcs")));
        assert_eq!(answer.body["retryable"], [429, 503].contains(&status), "{status}");
        assert!(!answer.refusal()[0].is_empty());
        if status == 500 {
            assert_eq!(answer.refusal(), ["An internal error has occurred."]);
        }
    }
    assert_eq!(owner.sddcs().await.expect(200).body, json!([]), "none of it was carried out");
    let error = json!({"status": 503, "messages": ["Come back.", "Later."], "error_code": "skyscraper.pizza"});
    add(&world, &json!({"times": 1, "then": {"error": error}})).await;
    let answer = create(&owner).await.expect(503);
    assert_eq!(
        (answer.refusal(), answer.text_at("error_code")),
        (vec!["Come back.".to_owned(), "Later.".to_owned()], "skyscraper.pizza".to_owned())
    );
    create(&owner).await.expect(202);
}

/// A gateway that gives up does not undo what it waited for.
#[tokio::test]
async fn an_error_can_come_after_the_operation_took_effect() {
    let world = World::new().await;
    let owner = world.owner().await;
    let error = json!({"status": 504, "moment": "after"});
    add(&world, &json!({"when": {"operation": "CreateSddc"}, "times": 1, "then": {"error": error}})).await;
    create(&owner).await.expect(504).refusal();
    assert_eq!(owner.sddcs().await.expect(200).body[0]["name"], "a");
}

/// The sign-in service has two shapes: one where an API token is refused, another for everything else.
#[tokio::test]
async fn sign_in_fails_in_its_own_shapes() {
    let world = World::new().await;
    for (status, keys) in [(400, 2), (401, 7), (429, 7), (500, 7), (503, 7)] {
        let rule =
            json!({"when": {"operation": "AuthorizeApiToken"}, "times": 1, "then": {"error": {"status": status}}});
        add(&world, &rule).await;
        let answer = sign_in(&world).await.expect(status);
        assert!(!answer.csp_refusal().is_empty());
        assert_eq!(answer.body.as_object().map(serde_json::Map::len), Some(keys), "{status}");
    }
    let error = json!({"status": 503, "messages": ["Gone fishing."], "error_code": "340.999"});
    add(&world, &json!({"times": 1, "then": {"error": error}})).await;
    let answer = sign_in(&world).await.expect(503);
    assert_eq!(
        (answer.csp_refusal(), answer.text_at("cspErrorCode")),
        ("Gone fishing.".to_owned(), "340.999".to_owned())
    );
    sign_in(&world).await.expect(200);
}

/// Both answers are the same to the byte.
#[tokio::test]
async fn a_token_counts_as_expired_before_its_time() {
    let world = World::new().await;
    let owner = world.owner().await;
    let rule = add(&world, &json!({"skip": 1, "times": 1, "then": "token_expired"})).await;
    owner.sddcs().await.expect(200);
    let struck = owner.sddcs().await.expect(401);
    owner.sddcs().await.expect(200);
    assert_eq!(counts(&world, rule).await, (3, 1));
    world.advance("1h").await;
    assert_eq!(owner.sddcs().await.expect(401).text, struck.text);
}

#[tokio::test]
async fn a_throttled_client_is_told_when_to_come_back() {
    let world = World::new().await;
    let owner = world.owner().await;
    for (throttle, seconds) in [(json!({}), "30"), (json!({"retry_after": 7}), "7"), (json!({"retry_after": 0}), "0")] {
        add(&world, &json!({"times": 1, "then": {"throttle": throttle}})).await;
        let asked = request(&owner, "GET /vmc/api/orgs", "");
        let text = String::from_utf8(asked).unwrap().replacen("\r\n", "\r\nConnection: close\r\n", 1);
        let heard = exchange(world.target(), text.as_bytes());
        assert_eq!((heard.status, heard.header("retry-after")), (Some(429), Some(seconds)));
        let body: Value = serde_json::from_slice(&heard.body).unwrap();
        assert_eq!((&body["status"], &body["retryable"]), (&json!(429), &json!(true)));
    }
    owner.get("/vmc/api/orgs").await.expect(200);
}

/// The world goes on while an answer is held back: the operation has taken effect, and others are answered.
#[tokio::test]
async fn latency_holds_the_answer_back_and_nothing_else() {
    let world = World::new().await;
    let owner = world.owner().await;
    let rule = json!({"when": {"operation": "CreateSddc"}, "times": 1, "then": {"latency": {"at_least": "60s"}}});
    let slow = add(&world, &rule).await;
    let (asked, others) = (create(&owner), async {
        while counts(&world, slow).await.1 == 0 {
            tokio::task::yield_now().await;
        }
        owner.sddcs().await.expect(200).body[0]["name"].clone()
    });
    tokio::select! {
        answer = asked => panic!("answered before a minute was over: {answer:?}"),
        name = others => assert_eq!(name, "a"),
    }
    let short = tokio::time::timeout(Duration::from_secs(60), async {
        add(&world, &json!({"times": 1, "then": {"latency": {"at_least": "5ms", "jitter": "5ms"}}})).await;
        owner.sddcs().await.expect(200)
    });
    assert_eq!(short.await.expect("an answer in the end").body[0]["name"], "a");
}

/// A fault is for those who are let in: whoever is not sees what he always saw, and is not counted.
#[tokio::test]
async fn who_is_not_admitted_is_not_struck() {
    let world = World::new().await;
    let owner = world.owner().await;
    let rule = add(&world, &json!({"then": {"error": {"status": 503}}})).await;
    owner.with_token(None).sddcs().await.expect(401).refusal();
    owner.with_token(Some("pizza")).sddcs().await.expect(401).refusal();
    owner.get("/vmc/api/orgs/aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee/sddcs").await.expect(404).refusal();
    owner.get("/vmc/api/pizza").await.expect(404).refusal();
    assert_eq!(counts(&world, rule).await, (0, 0));
    // A request that nobody could read is one all the same: the service's gateway does not look into it.
    owner.ask("POST", &owner.org_path("/sddcs"), &[], "{").await.expect(503).refusal();
    assert_eq!(counts(&world, rule).await, (1, 1));
}

#[tokio::test]
async fn a_rule_is_about_an_operation_a_resource_or_a_caller() {
    let world = World::new().await;
    let (owner, reader) = (world.owner().await, world.reader().await);
    let [one, other] = [create(&owner).await, create(&owner).await].map(|task| task.text_at("resource_id"));
    let full = owner.get("/csp/gateway/am/api/loggedin/user").await.expect(200).text_at("username");
    for (when, victim, path, bystander, other_path) in [
        (json!({"operation": "GetSddc"}), &owner, format!("/sddcs/{one}"), &owner, "/sddcs".to_owned()),
        (json!({"resource": one}), &owner, format!("/sddcs/{one}"), &owner, format!("/sddcs/{other}")),
        (json!({"resource": one}), &reader, format!("/sddcs/{one}/primarycluster"), &reader, format!("/sddcs/{other}")),
        (json!({"caller": "reader"}), &reader, "/sddcs".to_owned(), &owner, "/sddcs".to_owned()),
        (json!({"caller": full.to_uppercase()}), &owner, "/sddcs".to_owned(), &reader, "/sddcs".to_owned()),
        (
            json!({"operation": "GetSddc", "resource": other, "caller": "reader"}),
            &reader,
            format!("/sddcs/{other}"),
            &owner,
            format!("/sddcs/{other}"),
        ),
    ] {
        let rule = add(&world, &json!({"when": when, "then": {"error": {"status": 503}}})).await;
        bystander.get(&bystander.org_path(&other_path)).await.expect(200);
        assert_eq!(counts(&world, rule).await, (0, 0), "{when}");
        victim.get(&victim.org_path(&path)).await.expect(503).refusal();
        assert_eq!(counts(&world, rule).await, (1, 1), "{when}");
        world.control("DELETE", &format!("/faults/{rule}"), &Value::Null).await.expect(204);
    }
}

/// Who signs in is known by the key, a program by its client id.
#[tokio::test]
async fn a_key_tells_who_its_holder_is() {
    let world = World::new().await;
    let [id, secret] = ["client_id", "client_secret"].map(|key| world.view[key].as_str().expect("text").to_owned());
    let anyone = world.target().anyone();
    let request = world.target().http().post(format!("{}/csp/gateway/am/api/auth/token", world.target().url()));
    let program = request.basic_auth(&id, Some(&secret)).form(&[("grant_type", "client_credentials")]);
    let token = async |status: u16| {
        let answer = program.try_clone().expect("a form").send().await.expect("an answer");
        assert_eq!(answer.status().as_u16(), status);
        answer.json::<Value>().await.expect("JSON")
    };
    let rule = add(&world, &json!({"when": {"caller": id}, "times": 2, "then": {"error": {"status": 503}}})).await;
    sign_in(&world).await.expect(200);
    token(503).await;
    token(503).await;
    let access = token(200).await["access_token"].as_str().expect("a token").to_owned();
    assert_eq!(counts(&world, rule).await, (3, 2));
    add(&world, &json!({"when": {"caller": id}, "times": 1, "then": {"error": {"status": 502}}})).await;
    let program = anyone.in_org(&access, world.org());
    program.sddcs().await.expect(502).refusal();
    program.sddcs().await.expect(200);
    add(
        &world,
        &json!({"when": {"caller": "owner", "operation": "AuthorizeApiToken"}, "then": {"error": {"status": 500}}}),
    )
    .await;
    sign_in(&world).await.expect(500).csp_refusal();
    world.reader().await.sddcs().await.expect(200);
}

/// However bad it gets, the world can be controlled, and the other worlds see nothing of it.
#[tokio::test]
async fn control_and_other_worlds_are_never_struck() {
    let (world, other) = (World::new().await, World::new().await);
    let (owner, elsewhere) = (world.owner().await, other.owner().await);
    add(&world, &json!({"then": {"reset": "before"}})).await;
    world.advance("1m").await;
    world.control("GET", "", &Value::Null).await.expect(200);
    elsewhere.sddcs().await.expect(200);
    other.owner().await;
    assert_eq!(other.control("GET", "/faults", &Value::Null).await.expect(200).body, json!([]));
    world.control("DELETE", "/faults", &Value::Null).await.expect(204);
    owner.sddcs().await.expect(200);
}

/// An id is the same however a path writes it, and in capitals.
#[tokio::test]
async fn a_resource_is_known_however_it_is_written() {
    let world = World::new().await;
    let (owner, sddc) = world.ready_sddc(&simulated("a", 1)).await;
    for written in [sddc.clone(), sddc.to_ascii_uppercase()] {
        world.control("PUT", "/faults", &json!({"rules": []})).await.expect(200);
        let rule = add(&world, &json!({"when": {"resource": written}, "then": {"error": {"status": 503}}})).await;
        let encoded = format!("%{:02x}{}", sddc.as_bytes()[0], &sddc[1..]);
        for id in [&sddc, &sddc.to_ascii_uppercase(), &encoded] {
            owner.sddc(id).await.expect(503);
        }
        assert_eq!(counts(&world, rule).await, (3, 3), "{written}");
    }
}
