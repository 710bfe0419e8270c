//! Tests of creating worlds from seeds, documents and other worlds, of resetting worlds, and of listing them.

use serde_json::{Value, json};
use vmc_contract::{Target, User, World, csp, target::BEGIN};
use vmcsim::{MockServer, NewWorld};

const WORLDS: &str = "/_vmcsim/worlds";

async fn export(world: &World) -> String {
    world.control("GET", "/export", &Value::Null).await.expect(200).text
}

async fn shown(world: &World) -> Value {
    world.control("GET", "", &Value::Null).await.expect(200).body
}

/// A server of its own, for tests that look at all worlds or take ids again.
fn server() -> (MockServer, Target) {
    let server = MockServer::builder().try_start().unwrap();
    let target = Target::at(&server.url());
    (server, target)
}

/// What a user meets: SDDCs, tasks, keys, and what becomes of them.
async fn live(world: &World) {
    let owner = world.owner().await;
    owner.create_sddc("a").await.expect(202);
    world.advance("30s").await;
    owner.create_sddc("b").await.expect(202);
}

/// Everything that the owner sees.
async fn seen(owner: &User) -> Vec<Value> {
    let mut seen = Vec::new();
    for path in ["/sddcs?includeDeleted=true", "/tasks", "/account-link/connected-accounts", "/subscriptions"] {
        seen.push(owner.get(&owner.org_path(path)).await.expect(200).body);
    }
    seen
}

#[tokio::test]
async fn the_list_shows_every_world_and_no_key() {
    let (_server, target) = server();
    let made = target.world(json!({})).await;
    live(&made).await;
    let copy = target.made_from(json!({"from": {"fork": made.view["id"]}})).await;
    let answer = target.anyone().get(WORLDS).await.expect(200);
    let list = answer.body.as_array().unwrap();
    assert_eq!(list.len(), 3);
    assert_eq!(
        (&list[0]["default"], &list[0]["made_from"], &list[0]["sddcs"]),
        (&json!(true), &json!("seed"), &json!(0))
    );
    for (world, made_from) in [(&made, "seed"), (&copy, "fork")] {
        let entry = list.iter().find(|entry| entry["id"] == world.view["id"]).unwrap();
        assert_eq!(
            (&entry["made_from"], &entry["default"], &entry["seed"]),
            (&json!(made_from), &json!(false), &json!(7))
        );
        assert_eq!((&entry["sddcs"], &entry["tasks_under_way"], &entry["users"]), (&json!(2), &json!(2), &json!(3)));
        assert_eq!((&entry["url"], &entry["clock"]["now"]), (&world.view["url"], &json!("2026-01-05T08:00:30.123Z")));
        assert!(!answer.text.contains(world.view["api_token"].as_str().unwrap()));
    }
}

#[tokio::test]
async fn a_fork_goes_its_own_way_from_the_same_beginning() {
    let world = World::new().await;
    live(&world).await;
    let request = json!({"from": {"fork": world.view["id"]}});
    let (fork, other) = (world.target().made_from(request.clone()).await, world.target().made_from(request).await);
    assert_ne!(fork.view["id"], world.view["id"]);
    assert_ne!(fork.view["api_token"], world.view["api_token"]);
    assert_eq!((fork.org(), &fork.view["clock"]), (world.org(), &shown(&world).await["clock"]));
    let before = seen(&world.owner().await).await;
    assert_eq!(seen(&fork.owner().await).await, before);
    fork.owner().await.create_sddc("only here").await.expect(202);
    fork.advance("10m").await;
    assert_eq!(seen(&world.owner().await).await, before);
    assert_eq!(seen(&other.owner().await).await, before);
    // The same requests and moves give the same answers, ids among them.
    other.owner().await.create_sddc("only here").await.expect(202);
    other.advance("10m").await;
    assert_eq!(seen(&other.owner().await).await, seen(&fork.owner().await).await);
}

/// Keys name their world, so a copy has keys of its own; what is known by a key is known by the new one.
#[tokio::test]
async fn the_keys_of_a_copy_open_the_copy_alone() {
    let world = World::new().await;
    let task = world.app().await.create_sddc("by a program").await.expect(202);
    assert_eq!(task.body["user_name"], world.view["client_id"]);
    let fork = world.target().made_from(json!({"from": {"fork": world.view["id"]}})).await;
    let owner = fork.owner().await;
    assert_eq!(owner.task(&task.text_at("id")).await.expect(200).body["user_name"], fork.view["client_id"]);
    assert_ne!(fork.view["client_id"], world.view["client_id"]);
    fork.app().await.create_sddc("again").await.expect(202);
    assert_eq!(owner.sddcs().await.expect(200).body.as_array().unwrap().len(), 2);
    assert_eq!(world.owner().await.sddcs().await.expect(200).body.as_array().unwrap().len(), 1);
    // An access token of the one is none of the other, whatever the organization is called.
    let here = world.owner().await;
    fork.control("DELETE", "", &Value::Null).await.expect(204);
    owner.sddcs().await.expect(401);
    here.sddcs().await.expect(200);
}

#[tokio::test]
async fn a_world_that_was_exported_comes_back_with_its_id_and_keys() {
    let (_here, here) = server();
    let (_there, there) = server();
    let world = here.world(json!({})).await;
    live(&world).await;
    let (owner, document) = (world.owner().await, export(&world).await);
    let (before, before_it_ended) = (seen(&owner).await, shown(&world).await);
    let request = json!({"from": {"export": serde_json::from_str::<Value>(&document).unwrap()}});

    // Elsewhere, and here once it has been ended.
    let elsewhere = there.made_from(request.clone()).await;
    world.control("DELETE", "", &Value::Null).await.expect(204);
    owner.sddcs().await.expect(401);
    let back = here.made_from(request.clone()).await;
    for again in [&elsewhere, &back] {
        for key in ["id", "api_token", "client_id", "users", "clock", "pacing", "connected_accounts"] {
            assert_eq!(again.view[key], before_it_ended[key], "{key}");
        }
        assert_eq!(export(again).await, document);
        let seen = json!(seen(&again.owner().await).await).to_string();
        // Addresses in answers lead back to the server that was asked.
        assert_eq!(seen.replace(again.target().url(), here.url()), json!(before).to_string());
    }
    // Access tokens name the world, so those of before are good again.
    assert_eq!(seen(&owner).await, before);

    // While its id is in use, the document gives a copy.
    let copy = here.made_from(request).await;
    assert_ne!((&copy.view["id"], &copy.view["api_token"]), (&back.view["id"], &back.view["api_token"]));
    assert_eq!(seen(&copy.owner().await).await, before);
    // Ids that came from elsewhere are not given out a second time.
    let left = export(&elsewhere).await;
    for _ in 0..3 {
        there.made_from(json!({})).await;
    }
    assert_eq!(export(&elsewhere).await, left);
}

#[tokio::test]
async fn a_world_is_replaced_and_keeps_its_id_and_keys() {
    let (source, world) = (World::new().await, World::with(json!({"seed": 8})).await);
    live(&source).await;
    let document: Value = serde_json::from_str(&export(&source).await).unwrap();
    let shown = world.control("PUT", "/import", &document).await.expect(200).body;
    assert_eq!(shown["id"], world.view["id"]);
    assert_ne!(shown["api_token"], source.view["api_token"]);
    let replaced = World::shown(world.target(), shown);
    assert_eq!(seen(&replaced.owner().await).await, seen(&source.owner().await).await);
    let old = format!("refresh_token={}", world.view["api_token"].as_str().unwrap());
    world.target().anyone().send_form(csp::AUTHORIZE, old).await.expect(400).csp_refusal();
    // Back into its own place nothing changes at all.
    let own = export(&replaced).await;
    replaced.control("PUT", "/import", &serde_json::from_str(&own).unwrap()).await.expect(200);
    assert_eq!(export(&replaced).await, own);
}

#[tokio::test]
async fn a_world_begins_again_from_what_it_was_made_from() {
    let (_server, target) = server();
    let source = target.world(json!({})).await;
    live(&source).await;
    let document: Value = serde_json::from_str(&export(&source).await).unwrap();
    for request in [
        json!({"seed": 3, "at": BEGIN, "rate": 0, "org_properties": {"sddcLimit": "5"}}),
        json!({"from": {"seed": 3}, "at": BEGIN, "rate": 0, "pacing": {"preset": "manual"}}),
        json!({"from": {"fork": source.view["id"]}, "at": "2026-02-01T00:00:00Z", "on_poll": "jump"}),
        json!({"from": {"export": document}}),
        json!({"from": {"named": "busy"}, "rate": 0, "pacing": {"preset": "instant"}}),
    ] {
        let world = target.made_from(request.clone()).await;
        let begun = export(&world).await;
        let key = world.view["api_token"].clone();
        live(&world).await;
        world.control("PUT", "/pacing", &json!({"preset": "demo"})).await.expect(200);
        world.advance("1h").await;
        assert_ne!(export(&world).await, begun);
        let again = world.control("POST", "/reset", &Value::Null).await.expect(200).body;
        assert_eq!(again, world.view, "{request}");
        assert_eq!(export(&world).await, begun);
        assert_eq!(again["api_token"], key);
        live(&world).await;
    }
    // What a copy was made from may be gone; the copy begins again all the same.
    let fork = target.made_from(json!({"from": {"fork": source.view["id"]}})).await;
    let begun = export(&fork).await;
    source.control("DELETE", "", &Value::Null).await.expect(204);
    fork.advance("1h").await;
    fork.control("POST", "/reset", &Value::Null).await.expect(200);
    assert_eq!(export(&fork).await, begun);
    // The default world too.
    let default = target.anyone().get("/_vmcsim/worlds/default").await.expect(200).body;
    let default = World::shown(&target, default);
    default.owner().await.create_sddc("a").await.expect(202);
    default.control("POST", "/reset", &Value::Null).await.expect(200);
    assert_eq!(default.owner().await.sddcs().await.expect(200).body, json!([]));
}

#[tokio::test]
async fn what_cannot_be_made_is_refused() {
    let world = World::new().await;
    let anyone = world.target().anyone();
    let there = anyone.get(WORLDS).await.expect(200).body.as_array().unwrap().len();
    let id = world.view["id"].clone();
    let nothing = "00000000-0000-4000-8000-000000000000";
    for (request, status, word) in [
        (json!({"seed": 1, "from": {"seed": 2}}), 400, "exclude each other"),
        (json!({"seed": 1, "from": {"fork": id}}), 400, "exclude each other"),
        (json!({"from": {"fork": nothing}}), 404, nothing),
        (json!({"from": {"fork": "pizza"}}), 404, "pizza"),
        (json!({"from": {"pizza": 1}}), 400, "pizza"),
        (json!({"from": {"fork": id}, "at": "2020-01-01T00:00:00Z"}), 400, "only moves forward"),
        (json!({"from": {"fork": id}, "rate": -1}), 400, "rate"),
    ] {
        let told = anyone.post(WORLDS, &request).await.expect(status).refusal();
        assert!(told[0].contains(word), "{request}: {told:?}");
    }
    for (method, rest) in [("POST", "reset"), ("GET", "export"), ("PUT", "import")] {
        let path = format!("{WORLDS}/{nothing}/{rest}");
        let body: Value = serde_json::from_str(&export(&world).await).unwrap();
        anyone.send(method, &path, Some(&body)).await.expect(404).refusal();
    }
    // Other tests make worlds of the same server meanwhile; a server of its own shows that nothing was left behind.
    assert!(there >= 2);
    let (_server, target) = server();
    target.anyone().post(WORLDS, &json!({"rate": -1})).await.expect(400);
    target.anyone().post(WORLDS, &json!({"from": {"named": "pizza"}})).await.expect(400);
    assert_eq!(target.anyone().get(WORLDS).await.expect(200).body.as_array().unwrap().len(), 1);
    let (_other, other) = server();
    let made = async |target: &Target| target.made_from(json!({"at": BEGIN, "rate": 0})).await.view["id"].clone();
    assert_eq!(made(&target).await, made(&other).await, "a refusal takes no number");
}

/// The same in Rust, where a server hands out its worlds.
#[tokio::test]
async fn a_rust_test_has_worlds_of_its_own_in_one_server() {
    let mock = MockServer::start().await;
    let (one, other) = (mock.new_world(NewWorld::seeded(5)).unwrap(), mock.new_world(NewWorld::seeded(5)).unwrap());
    let (client, org) = (one.client(), one.org_id());
    let config = vmc_client::wire::AwsSddcConfig {
        name: "a".into(),
        num_hosts: 1,
        provider: vmc_client::wire::Provider::ZeroCloud,
        ..Default::default()
    };
    client.create_sddc(org, Default::default(), &config).await.unwrap();
    let document = one.export().unwrap();
    one.advance("1h");
    assert_eq!(other.client().list_sddcs(org, Default::default()).await.unwrap(), []);
    other.import(&document).unwrap();
    assert_eq!(other.client().list_sddcs(org, Default::default()).await.unwrap().len(), 1);
    let fork = one.fork().unwrap();
    one.reset().unwrap();
    assert_eq!(one.client().list_sddcs(org, Default::default()).await.unwrap(), []);
    assert_eq!(fork.client().list_sddcs(org, Default::default()).await.unwrap().len(), 1);
    let again = mock.new_world(NewWorld::exported(&document).unwrap()).unwrap();
    assert_ne!(again.id(), one.id(), "which is there");
    mock.import(&document).unwrap();
    assert_eq!(mock.client().list_sddcs(mock.org_id(), Default::default()).await.unwrap().len(), 1);
    assert_ne!(mock.fork().unwrap().api_token(), mock.api_token());
    assert!(mock.import("{}").is_err());
    assert!(mock.default_world().end().is_err());
    let id = fork.id();
    fork.end().unwrap();
    assert!(mock.new_world(NewWorld { source: vmcsim::Source::Fork(id), ..NewWorld::default() }).is_err());
}

/// A Rust test may use a server inside a `LocalSet` on a runtime with several threads. There, tokio lets no function hand its thread over.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_is_used_inside_a_local_set() {
    let state = tempfile::tempdir().unwrap();
    let test = async {
        let mock = MockServer::builder().state(state.path()).start().await;
        // Each of these waits for the disk.
        let world = mock.new_world(NewWorld::seeded(1)).unwrap();
        world.advance("1h");
        world.fork().unwrap().end().unwrap();
        // A large request is answered on the thread of the test. It is refused because of its unknown field.
        let body = json!({"pizza": "a".repeat(100 << 10)}).to_string();
        let request = http::Request::post("/_vmcsim/worlds").header("host", "127.0.0.1").body(body.into()).unwrap();
        assert_eq!(mock.app().answer(request).await.status(), 400);
        let anyone = Target::at(&mock.url()).anyone();
        assert_eq!(anyone.get(WORLDS).await.expect(200).body.as_array().map(Vec::len), Some(2));
    };
    tokio::task::LocalSet::new().run_until(test).await;
}
