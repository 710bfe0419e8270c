//! Tests of the journal of a world: requests, their callers, their answers, and the request fields that were ignored.

use ring::digest::{SHA256, digest};
use serde_json::{Value, json};
use vmc_contract::redact::{WITNESSES, Witness};
use vmc_contract::{
    Target, User, World,
    recording::{Grade, Recordings},
    target::BEGIN,
};
use vmcsim::MockServer;

async fn journal(world: &World, query: &str) -> Value {
    world.control("GET", &format!("/journal{query}"), &Value::Null).await.expect(200).body
}

async fn entries(world: &World, query: &str) -> Vec<Value> {
    journal(world, query).await["entries"].as_array().cloned().expect("entries")
}

/// The operations of the entries that a query finds, in order.
async fn operations(world: &World, query: &str) -> Vec<String> {
    let name = |entry: &Value| entry["operation"].as_str().unwrap_or("-").to_owned();
    entries(world, query).await.iter().map(name).collect()
}

/// The full name of the owner of a world's organization.
fn owner_name(world: &World) -> Value {
    let users = world.view["users"].as_array().into_iter().flatten().map(|user| user["username"].clone());
    let is_owner = |name: &Value| name.as_str().is_some_and(|name| name.starts_with("owner@"));
    users.into_iter().find(is_owner).expect("an owner")
}

/// A world in which the owner made an SDDC and the reader was refused one.
async fn lived() -> (World, User) {
    let world = World::new().await;
    let owner = world.owner().await;
    owner.create(&json!({"name": "a", "num_hosts": 3, "provider": "ZEROCLOUD"})).await.expect(202);
    world.advance("10m").await;
    world.reader().await.create_sddc("b").await.expect(403);
    owner.sddcs().await.expect(200);
    (world, owner)
}

#[tokio::test]
async fn every_request_and_its_answer_is_written_down() {
    let (world, owner) = lived().await;
    let all = [
        "CreateWorld",
        "AuthorizeApiToken",
        "CreateSddc",
        "AdvanceClock",
        "AuthorizeApiToken",
        "CreateSddc",
        "ListSddcs",
    ];
    assert_eq!(operations(&world, "").await, all);
    let view = journal(&world, "").await;
    assert_eq!((&view["recorded"], &view["dropped"], &view["next"]), (&json!(7), &json!(0), &Value::Null));
    let entry = world.control("GET", "/journal/3", &Value::Null).await.expect(200).body;
    assert_eq!(entry, view["entries"][2], "one by its number, and the same in the list");
    let expected = json!({
        "number": 3,
        "at": BEGIN,
        "operation": "CreateSddc",
        "control": false,
        "caller": owner_name(&world),
        "method": "POST",
        "path": owner.org_path("/sddcs"),
        "request_body": {"name": "a", "num_hosts": 3, "provider": "ZEROCLOUD"},
        "status": 202,
        "unread": [],
        "panicked": false,
    });
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(&entry[name], value, "{name}");
    }
    assert_eq!(entry["answer_body"]["resource_type"], "sddc");
    assert_eq!(entry["headers"]["content-type"], "application/json");
    let moved = &view["entries"][3];
    assert_eq!((&moved["control"], &moved["at"]), (&json!(true), &json!(BEGIN)), "the time before the clock moved");
    assert_eq!(moved["request_body"], json!({"by": "10m"}));
    assert_eq!(view["entries"][4]["at"], "2026-01-05T08:10:00.123Z");
}

#[tokio::test]
async fn entries_are_found_by_what_they_are() {
    let (world, owner) = lived().await;
    let caller = entries(&world, "?operation=ListSddcs").await[0]["caller"].as_str().unwrap().to_owned();
    for (query, found) in [
        ("?operation=CreateSddc", "CreateSddc CreateSddc"),
        ("?status=403", "CreateSddc"),
        ("?status=4xx", "CreateSddc"),
        ("?status=5xx", ""),
        ("?method=get", "ListSddcs"),
        (&format!("?caller={}", caller.to_uppercase()), "AuthorizeApiToken CreateSddc ListSddcs"),
        ("?control=true", "CreateWorld AdvanceClock"),
        ("?control=false&status=2xx&operation=CreateSddc", "CreateSddc"),
        ("?since=2026-01-05T08:10:00.123Z", "AuthorizeApiToken CreateSddc ListSddcs"),
        (&format!("?until={BEGIN}&method=POST&control=false"), "AuthorizeApiToken CreateSddc"),
        ("?last=2", "CreateSddc ListSddcs"),
        ("?last=1&status=2xx", "ListSddcs"),
        ("?limit=2", "CreateWorld AuthorizeApiToken"),
        ("?limit=2&after=5", "CreateSddc ListSddcs"),
        ("?after=7", ""),
        ("?unread=true", ""),
    ] {
        assert_eq!(operations(&world, query).await.join(" "), found, "{query}");
    }
    assert_eq!(journal(&world, "?limit=2").await["next"], 2);
    assert_eq!(journal(&world, "?limit=2&after=5").await["next"], Value::Null);
    // Pages one after the other show everything once.
    let (mut after, mut numbers) = (json!(0), Vec::new());
    while !after.is_null() {
        let page = journal(&world, &format!("?limit=3&after={after}")).await;
        numbers.extend(page["entries"].as_array().unwrap().iter().map(|entry| entry["number"].as_u64().unwrap()));
        after = page["next"].clone();
    }
    assert_eq!(numbers, [1, 2, 3, 4, 5, 6, 7]);
    drop(owner);
}

#[tokio::test]
async fn questions_that_make_no_sense_are_refused() {
    let (world, _) = lived().await;
    let asked = async |query: &str| world.control("GET", &format!("/journal{query}"), &Value::Null).await;
    for query in [
        "?operation=",
        "?status=40",
        "?status=abc",
        "?status=6xx",
        "?since=yesterday",
        "?limit=0",
        "?limit=1001",
        "?last=0",
        "?limit=-1",
        "?last=2&limit=2",
        "?last=2&after=2",
        "?unread=maybe",
        "?statsu=404",
        "?after=x",
        "/x",
    ] {
        asked(query).await.expect(400).refusal();
    }
    let unknown = asked("?operation=CreateSdcc").await.expect(400).refusal();
    assert_eq!(unknown, ["There is no operation of that name; there are CreateSddc."]);
    asked("/0").await.expect(404).refusal();
    assert_eq!(asked("/8").await.expect(404).refusal(), ["There is no entry 8 in the journal."]);
    let anyone = world.target().anyone();
    anyone.get("/_vmcsim/worlds/pizza/journal").await.expect(404).refusal();
    anyone.get("/_vmcsim/worlds/pizza/journal/1").await.expect(404).refusal();
    anyone.get("/_vmcsim/worlds/pizza/journal/recordings").await.expect(404).refusal();
    anyone.delete("/_vmcsim/worlds/pizza/journal").await.expect(404).refusal();
    assert_eq!(journal(&world, "").await["recorded"], 7, "looking at the journal writes no entry");
}

#[tokio::test]
async fn a_journal_that_was_cleared_goes_on() {
    let (world, owner) = lived().await;
    world.control("DELETE", "/journal", &Value::Null).await.expect(204);
    assert_eq!(journal(&world, "").await, json!({"recorded": 0, "dropped": 0, "entries": [], "next": null}));
    owner.sddcs().await.expect(200);
    let view = journal(&world, "").await;
    assert_eq!((&view["recorded"], &view["entries"][0]["number"]), (&json!(1), &json!(8)));
}

#[tokio::test]
async fn a_request_is_in_the_journal_of_the_world_that_it_meant() {
    let (here, there) = (World::new().await, World::new().await);
    let owner = here.owner().await;
    // Refused, unreadable, not simulated, and no operation at all: whoever shows a token of the world is in its journal.
    owner.sddc("pizza").await.expect(400);
    owner.ask("POST", &owner.org_path("/sddcs"), &[], "{\"name\":").await.expect(400);
    owner.get("/vmc/api/pizza").await.expect(404);
    owner.delete(&owner.org_path("/sddcs")).await.expect(405);
    // The control names the world in its path.
    here.control("POST", "/clock/advance", &json!({"by": "soon"})).await.expect(400);
    here.control("POST", "/clock/advance", &json!({"yb": "1s"})).await.expect(400);
    // These lead nowhere.
    let anyone = owner.with_token(None);
    anyone.get(&owner.org_path("/sddcs")).await.expect(401);
    owner.with_token(Some("a.b.c")).get(&owner.org_path("/sddcs")).await.expect(401);
    anyone.get("/vmc/api/pizza").await.expect(404);
    here.advance("1h").await;
    owner.sddcs().await.expect(401);
    let seen: Vec<_> = entries(&here, "?after=2").await;
    let seen: Vec<_> =
        seen.iter().map(|entry| (entry["operation"].as_str(), entry["status"].as_u64().unwrap())).collect();
    let expected = [
        (Some("GetSddc"), 400),
        (Some("CreateSddc"), 400),
        (None, 404),
        (None, 405),
        (Some("AdvanceClock"), 400),
        (Some("AdvanceClock"), 400),
        (Some("AdvanceClock"), 200),
        (Some("ListSddcs"), 401),
    ];
    assert_eq!(seen, expected);
    assert_eq!(operations(&there, "").await, ["CreateWorld"]);
    let broken = &entries(&here, "?operation=CreateSddc").await[0];
    assert_eq!((&broken["request_body"], &broken["unread"]), (&json!("{\"name\":"), &json!([])));
}

/// The journal of a server of its own, which keeps ten entries.
#[tokio::test]
async fn a_journal_is_bounded_and_says_what_it_dropped() {
    let server = MockServer::builder().journal_max(10).start().await;
    let world = Target::at(&server.url()).world(json!({})).await;
    let owner = world.owner().await;
    for _ in 0..20 {
        owner.sddcs().await.expect(200);
    }
    let view = journal(&world, "").await;
    let numbers: Vec<_> =
        view["entries"].as_array().unwrap().iter().map(|entry| entry["number"].as_u64().unwrap()).collect();
    assert_eq!((&view["recorded"], &view["dropped"], numbers), (&json!(22), &json!(12), (13..=22).collect()));
    // Bytes are bounded too: eight million of them at least.
    for _ in 0..10 {
        owner
            .ask("POST", &owner.org_path("/sddcs"), &[], format!("{{\"name\": \"{}\"}}", "x".repeat(1_000_000)))
            .await
            .expect(400);
    }
    let view = journal(&world, "").await;
    let kept = view["entries"].as_array().unwrap().len();
    assert_eq!(kept, 8, "{} bytes", view.to_string().len());
    assert_eq!(view["dropped"].as_u64().unwrap() + kept as u64, view["recorded"].as_u64().unwrap());
}

#[tokio::test]
async fn a_server_can_do_without_journals() {
    let server = MockServer::builder().journal_max(0).start().await;
    let world = Target::at(&server.url()).world(json!({})).await;
    world.owner().await.sddcs().await.expect(200);
    // Nobody knows what did not happen either.
    let never = json!({"operation": "DeleteSddc", "times": {"exactly": 0}});
    let refusal = world.control("POST", "/journal/verifications", &never).await.expect(400).refusal();
    assert!(refusal[0].contains("keeps no journal"), "{refusal:?}");
    assert_eq!(journal(&world, "").await, json!({"recorded": 0, "dropped": 0, "entries": [], "next": null}));
    server.advance("1h");
    assert_eq!(server.journal(), []);
}

/// A world is replayed from its requests, so they are kept whole; of a long answer the beginning is.
#[tokio::test]
async fn requests_are_kept_whole_and_long_answers_are_cut_and_said_to_be() {
    let world = Target::simulator().world(json!({"from": {"named": "busy"}, "seed": null, "at": null})).await;
    let owner = world.owner().await;
    let name = "\u{e4}".repeat(100_000);
    owner.create(&json!({"api_token": "hunter2hunter2", "name": name})).await.expect(400);
    let entry = &entries(&world, "?last=1").await[0];
    assert_eq!((&entry["request_body"]["name"], entry.get("request_body_cut_from")), (&json!(name), None));
    assert!(entry["request_body"]["api_token"].as_str().unwrap().starts_with("[secret "));
    let query = "x".repeat(50_000);
    owner.get(&format!("/vmc/api/orgs?{query}")).await.expect(200);
    assert_eq!(entries(&world, "?last=1").await[0]["query"], query);
    let answer = owner.sddcs().await.expect(200).text;
    let entry = &entries(&world, "?last=1").await[0];
    assert_eq!(entry["answer_body_cut_from"], answer.len());
    let shown = entry["answer_body"].as_str().unwrap();
    assert!((65_000..66_000).contains(&shown.len()) && answer.starts_with(&shown[..1000]), "{}", shown.len());
}

/// Only where a whole world may be brought is more read than is kept.
#[tokio::test]
async fn a_request_that_is_too_long_to_be_kept_is_said_to_be() {
    let world = World::new().await;
    let path = format!("/_vmcsim/worlds/{}/import", world.view["id"].as_str().unwrap());
    let body = format!("{{\"format\": 1, \"api_token\": \"hunter2\", {}", " ".repeat(2 << 20));
    world.target().anyone().ask("PUT", &path, &[], body.clone()).await.expect(400);
    let entry = &entries(&world, "?last=1").await[0];
    assert_eq!(entry["request_body_cut_from"], body.len());
    assert_eq!(entry["request_body"], format!("[{} bytes that cannot be read]", body.len()));
}

#[tokio::test]
async fn what_was_sent_and_nobody_looked_at_is_named() {
    let world = World::new().await;
    let owner = world.owner().await;
    let body = json!({
        "name": "a", "num_hosts": 1, "provider": "ZEROCLOUD", "numHosts": 3, "size": null, "sso_domain": "", "pizza": "",
        "account_link_sddc_config": [{"customer_subnet_ids": ["subnet-1"], "connected_account": "x"}],
    });
    owner.create(&body).await;
    owner.get(&owner.org_path("/sddcs?includeDeleted=true&include_deleted=true&x=")).await.expect(200);
    owner.ask("GET", &owner.org_path("/sddcs"), &[], "{}").await.expect(200);
    owner.ask("GET", &owner.org_path("/sddcs"), &[], r#"{"filter": "x", "y": null}"#).await.expect(200);
    owner
        .send_form("/csp/gateway/am/api/auth/api-tokens/authorize", "refresh_tokn=x&grant_type=y".into())
        .await
        .expect(400);
    let unread: Vec<_> = entries(&world, "?after=2").await.into_iter().map(|entry| entry["unread"].clone()).collect();
    let expected = [
        json!(["body.account_link_sddc_config[0].connected_account", "body.numHosts"]),
        json!(["query.include_deleted"]),
        json!([]),
        json!(["body.filter"]),
        json!(["body.grant_type", "body.refresh_tokn"]),
    ];
    assert_eq!(unread, expected);
    assert_eq!(operations(&world, "?unread=true").await, ["CreateSddc", "ListSddcs", "ListSddcs", "AuthorizeApiToken"]);
    // What nobody knows at sign-in may be a secret under a mistyped name.
    let last = &entries(&world, "?last=1").await[0];
    let mistyped = last["request_body"].as_str().unwrap();
    assert!(mistyped.starts_with("refresh_tokn=[secret ") && !mistyped.contains("=x"), "{mistyped}");
}

/// Two worlds, one course: their journals differ in what tells the worlds apart and in nothing else.
#[tokio::test]
async fn equal_courses_give_equal_journals() {
    let (one, same) = (lived().await.0, lived().await.0);
    let plain = async |world: &World| {
        let text = journal(world, "?control=false").await.to_string();
        text.replace(world.view["id"].as_str().unwrap(), "WORLD")
            .replace(world.view["client_id"].as_str().unwrap(), "CLIENT")
    };
    assert_eq!(plain(&one).await, plain(&same).await);
    assert_eq!(plain(&one).await, plain(&one).await, "a look changes nothing");
}

#[tokio::test]
async fn an_exported_journal_is_read_as_recordings() {
    let (world, owner) = lived().await;
    let text = world.control("GET", "/journal/recordings", &Value::Null).await.expect(200).text;
    let recordings = Recordings::read_list(&text).unwrap();
    assert_eq!(recordings.numbers().collect::<Vec<_>>(), [2, 3, 5, 6, 7], "what the control did is left out");
    let created = recordings.get(3).unwrap();
    assert_eq!((created.endpoint.as_deref(), created.grade), (Some("CreateSddc"), Grade::Simulated));
    assert_eq!(created.request_line(), format!("POST {}", owner.org_path("/sddcs")));
    assert_eq!(created.request.body, Some(json!({"name": "a", "num_hosts": 3, "provider": "ZEROCLOUD"})));
    assert_eq!((created.expected_status(), created.partial), (Some(202), false));
    assert_eq!(created.customer_body()["resource_type"], "sddc");
    for path in ["/journal/recordings?operation=CreateSddc", "/journal/recordings?status=403&control=false"] {
        let some = world.control("GET", path, &Value::Null).await.expect(200).text;
        assert!(Recordings::read_list(&some).unwrap().numbers().count() < 3, "{path}");
    }
    let control = world.control("GET", "/journal/recordings?control=true", &Value::Null).await.expect(200).text;
    let moved = Recordings::read_list(&control).unwrap().get(4).unwrap().clone();
    assert_eq!((moved.endpoint, moved.request.body), (None, Some(json!({"by": "10m"}))));
}

#[tokio::test]
async fn a_fault_that_struck_is_written_down() {
    let world = World::new().await;
    let owner = world.owner().await;
    let rule = json!({"when": {"operation": "ListSddcs"}, "times": 1, "then": {"error": {"status": 503}}});
    let rule = world.control("POST", "/faults", &rule).await.expect(201).body["id"].clone();
    owner.sddcs().await.expect(503);
    owner.sddcs().await.expect(200);
    let struck = entries(&world, "?fault=true").await;
    assert_eq!(struck.len(), 1);
    assert_eq!((&struck[0]["fault"], &struck[0]["status"]), (&json!({"rule": rule, "name": "error"}), &json!(503)));
    assert_eq!(operations(&world, "?fault=false&control=false").await, ["AuthorizeApiToken", "ListSddcs"]);
    assert_eq!(operations(&world, "?control=true").await, ["CreateWorld", "CreateFault"]);
}

/// A world as a document is nothing but keys: the journal shows which one passed, and not what it holds.
#[tokio::test]
async fn documents_are_known_by_their_sums() {
    let world = Target::simulator().world(json!({"from": {"named": "busy"}, "seed": null, "at": null})).await;
    let small = World::new().await;
    for (from, into) in [(&world, &world), (&small, &small), (&small, &world), (&world, &small)] {
        let document = from.control("GET", "/export", &Value::Null).await.expect(200).text;
        let sum: String =
            digest(&SHA256, document.as_bytes()).as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        let path = format!("/_vmcsim/worlds/{}/import", into.view["id"].as_str().unwrap());
        from.target().anyone().ask("PUT", &path, &[], format!(" {document}\n")).await.expect(200);
        let given = entries(from, "?operation=ExportWorld&last=1").await.remove(0);
        assert_eq!((&given["document"], &given["answer_body"]), (&json!(sum), &json!("[a world]")));
        assert_eq!(given.get("answer_body_cut_from"), None);
        let brought = entries(into, "?operation=ImportWorld&last=1").await.remove(0);
        assert_eq!((&brought["document"], &brought["request_body"]), (&json!(sum), &json!("[a world]")));
        let body = format!(r#"{{"rate": 2, "from": {{"export": {document}}}}}"#);
        let made = from.target().anyone().ask("POST", "/_vmcsim/worlds", &[], body).await.expect(201).body;
        let made = World::shown(from.target(), made);
        let first = entries(&made, "").await.remove(0);
        assert_eq!((&first["operation"], &first["document"]), (&json!("CreateWorld"), &json!(sum)));
        assert_eq!(first["request_body"], json!({"from": {"export": "[a world]"}, "rate": 2.0}));
        for shown in [&journal(into, "").await, &journal(from, "").await, &journal(&made, "").await] {
            let key = from.view["api_token"].as_str().unwrap();
            assert!(!shown.to_string().contains(&key[22..]), "the random part of a key is the same under another id");
        }
    }
    let damaged = small.control("PUT", "/import", &json!({"format": 1, "vmcsim": "0.1.0", "world": {}})).await;
    damaged.expect(400);
    let entry = entries(&small, "?last=1").await.remove(0);
    assert_eq!((&entry["request_body"], entry["document"].as_str().unwrap().len()), (&json!("[a world]"), 64));
    let recordings =
        small.control("GET", "/journal/recordings?control=true&last=1", &Value::Null).await.expect(200).body;
    assert_eq!((&recordings[0]["partial"], recordings[0]["weak"].is_string()), (&json!(true), true));
}

/// Bodies that nobody can read may have secrets anywhere, and documents may stand in documents.
#[tokio::test]
async fn a_secret_is_hidden_in_what_is_no_json_too() {
    let world = World::new().await;
    let owner = world.owner().await;
    let path = owner.org_path("/sddcs/00000000-0000-4000-8000-00000000000a/addons/HCX/credentials");
    for body in [
        "{'name': 'h', 'username': 'u', 'password': 'Canary-1!'}",
        "{name: \"h\", username: \"u\", password: \"Canary-2!\"}",
        "{\"cloud_password\" = \"Canary-3!\"}",
        "password: Canary-4!",
        "<password>Canary-5!</password>",
        "{\"data\": \"{\\\"password\\\": \\\"Canary-6!\\\"}\"}",
        "{\"data\": \"{'password': 'Canary-7!'}\"}",
    ] {
        owner.send_bytes("POST", &path, "application/json", body.into()).await;
    }
    owner.get(&format!("{path}?a=1;password=Canary-8!")).await;
    let shown = world.control("GET", "/journal", &Value::Null).await.expect(200).text;
    assert!(!shown.contains("Canary"), "{shown}");
    // What says nothing of secrets is shown as it came.
    owner.send_bytes("POST", &path, "application/json", b"{'name': 'plain'}".to_vec()).await;
    assert!(world.control("GET", "/journal?last=1", &Value::Null).await.expect(200).text.contains("plain"));
}

/// A published pattern of a secret finds nothing in the journal, wherever a secret of its form stood.
#[tokio::test]
async fn published_patterns_of_secrets_find_nothing() {
    for Witness { id, pattern, example } in WITNESSES {
        let pattern = regex::Regex::new(pattern).unwrap();
        let world = World::new().await;
        let owner = world.owner().await;
        let escaped: String = form_urlencoded::byte_serialize(example.as_bytes()).collect();
        owner.get(&owner.org_path(&format!("/sddcs?a={escaped}"))).await;
        owner.create(&json!({"name": format!("see {example}."), "num_hosts": 1, "provider": "ZEROCLOUD"})).await;
        owner.create(&json!({"note": [{"a": example}], "num_hosts": 1, "provider": "ZEROCLOUD"})).await;
        owner.send_bytes("POST", &owner.org_path("/sddcs"), "text/plain", example.as_bytes().to_vec()).await;
        for shown in [
            world.control("GET", "/journal", &Value::Null).await.expect(200).body.to_string(),
            world.control("GET", "/journal/recordings", &Value::Null).await.expect(200).body.to_string(),
        ] {
            // A line break is written as `\\n` in JSON.
            let shown = shown.replace("\\n", "\n");
            assert!(!pattern.is_match(&shown), "{id} is found in {shown}");
            assert!(!shown.contains(example) && !shown.contains(&escaped), "{id} is left in {shown}");
        }
    }
}

/// A secret is removed from earlier entries too, whether they were looked at before or not.
#[tokio::test]
async fn a_secret_that_is_named_later_is_hidden_in_earlier_entries() {
    for looks in [false, true] {
        let world = World::new().await;
        let owner = world.owner().await;
        owner.create(&json!({"name": "Canary-4711", "num_hosts": 1, "provider": "ZEROCLOUD"})).await.expect(202);
        owner.get(&owner.org_path("/sddcs?a=Canary-4711")).await;
        if looks {
            let shown = world.control("GET", "/journal", &Value::Null).await.expect(200).text;
            assert!(shown.contains("Canary-4711"), "nothing says yet that it is a secret");
        }
        owner.post("/csp/gateway/am/api/auth/api-tokens/authorize", &json!({"refresh_token": "Canary-4711"})).await;
        let shown = world.control("GET", "/journal", &Value::Null).await.expect(200).text;
        assert!(!shown.contains("Canary-4711"), "{shown}");
    }
}

/// Users go by the names by which fault rules know them.
#[tokio::test]
async fn callers_go_by_the_first_part_of_their_names() {
    let (world, _owner) = lived().await;
    let whole = owner_name(&world);
    let by_whole = entries(&world, &format!("?caller={}", whole.as_str().expect("a name"))).await;
    assert!(!by_whole.is_empty());
    assert_eq!(entries(&world, "?caller=owner").await, by_whole);
    assert_eq!(entries(&world, "?caller=OWNER").await, by_whole);
    assert!(entries(&world, "?caller=own").await.is_empty());
}

/// A small journal holds a large request, and what came before it.
#[tokio::test]
async fn a_large_request_leaves_room_for_others() {
    let server = MockServer::builder().journal_max(20).start().await;
    let world = Target::at(&server.url()).world(json!({})).await;
    let owner = world.owner().await;
    owner.sddcs().await.expect(200);
    owner.create(&json!({"name": "a".repeat(900_000), "num_hosts": 1, "provider": "ZEROCLOUD"})).await.expect(400);
    owner.sddcs().await.expect(200);
    let page = journal(&world, "").await;
    assert_eq!((&page["recorded"], &page["dropped"]), (&json!(5), &json!(0)));
}
