//! Tests of verification: checking afterwards that a program sent the requests that it should have sent.

use serde_json::{Value, json};
use std::panic::AssertUnwindSafe;
use vmc_client::wire::{AwsSddcConfig, Provider};
use vmc_contract::{Target, World, target::BEGIN};
use vmcsim::{FaultRule, JournalEntry, MockServer, NewWorld, Verification, VerificationError};

async fn verify(world: &World, wanted: Value) -> Value {
    world.control("POST", "/journal/verifications", &wanted).await.expect(200).body
}

/// A world in which the owner asked for two SDDCs, and was refused one of them.
async fn lived() -> World {
    let world = World::new().await;
    let owner = world.owner().await;
    let path = owner.org_path("/sddcs?validateOnly=false");
    owner
        .post(&path, &json!({"name": "a", "num_hosts": 3, "provider": "ZEROCLOUD", "region": "US_WEST_2"}))
        .await
        .expect(202);
    let linked = json!([{"customer_subnet_ids": ["subnet-1", "subnet-2"], "connected_account_id": world.account_and_subnet("us-west-2").0}]);
    let refused = json!({"name": "b", "num_hosts": 200, "provider": "AWS", "account_link_sddc_config": linked});
    owner.create(&refused).await.expect(400);
    world
}

#[tokio::test]
async fn what_happened_is_confirmed_and_what_did_not_is_not() {
    let world = lived().await;
    let path = format!("/vmc/api/orgs/{}/sddcs", world.org());
    let users = world.view["users"].as_array().unwrap();
    let is_owner = |name: &&Value| name.as_str().unwrap().starts_with("owner@");
    let owner = users.iter().map(|user| &user["username"]).find(is_owner).unwrap();
    for (wanted, matched, satisfied) in [
        (json!({"operation": "CreateSddc", "body": {"num_hosts": 3}, "times": {"exactly": 1}}), 1, true),
        (json!({"operation": "CreateSddc", "body": {"num_hosts": 3.0}}), 1, true),
        (json!({"operation": "CreateSddc", "body": {"num_hosts": 4}}), 0, false),
        (json!({"operation": "CreateSddc"}), 2, true),
        (json!({"operation": "CreateSddc", "times": {"exactly": 1}}), 2, false),
        (json!({"operation": "CreateSddc", "times": {"at_least": 2}}), 2, true),
        (json!({"operation": "CreateSddc", "times": {"at_least": 3}}), 2, false),
        (json!({"operation": "CreateSddc", "times": {"at_most": 1}}), 2, false),
        (json!({"operation": "CreateSddc", "times": {"at_least": 1, "at_most": 2}}), 2, true),
        (json!({"operation": "CreateSddc", "status": 400}), 1, true),
        (json!({"operation": "CreateSddc", "status": "2xx", "body": {"name": "a"}}), 1, true),
        (json!({"operation": "CreateSddc", "query": {"validateOnly": "false"}}), 1, true),
        (json!({"operation": "CreateSddc", "query": {"validateOnly": "true"}}), 0, false),
        (json!({"operation": "CreateSddc", "caller": owner}), 2, true),
        (json!({"operation": "CreateSddc", "caller": "reader@customer.example"}), 0, false),
        (json!({"method": "post", "path": path}), 2, true),
        (json!({"path": "/vmc/api/orgs/*/sddcs"}), 2, true),
        (json!({"path": "/vmc/api/orgs/{org}/sddcs/"}), 2, true),
        (json!({"path": "/vmc/api/orgs/{org}"}), 0, false),
        // `%2D` is another spelling of `-` (RFC 3986, section 6.2.2.2).
        (json!({"path": path.replace('-', "%2D")}), 2, true),
        (json!({"path": path.replace('-', "%2d").replace("vmc", "%76mc")}), 2, true),
        (json!({"operation": "CreateSddc", "headers": {"Content-Type": "application/json"}}), 2, true),
        (json!({"operation": "CreateSddc", "headers": {"content-type": "text/plain"}}), 0, false),
        (
            json!({"operation": "CreateSddc", "body": {"account_link_sddc_config": [{"customer_subnet_ids": ["subnet-1", "subnet-2"]}]}}),
            1,
            true,
        ),
        (
            json!({"operation": "CreateSddc", "body": {"account_link_sddc_config": [{"customer_subnet_ids": ["subnet-1"]}]}}),
            0,
            false,
        ),
        (json!({"operation": "DeleteSddc", "times": {"exactly": 0}}), 0, true),
        (json!({"operation": "DeleteSddc"}), 0, false),
        (json!({"operation": "CreateWorld", "body": {"seed": 7}}), 1, true),
        // Three of the service: the control does not count unless it is asked for.
        (json!({"times": {"exactly": 3}}), 3, true),
    ] {
        let verdict = verify(&world, wanted.clone()).await;
        assert_eq!(
            (&verdict["matched"], &verdict["satisfied"]),
            (&json!(matched), &json!(satisfied)),
            "{wanted}: {verdict}"
        );
        assert_eq!(verdict["entries"].as_array().unwrap().len(), matched);
    }
}

#[tokio::test]
async fn what_comes_closest_is_shown_with_the_difference() {
    let world = lived().await;
    let wanted = json!({"operation": "CreateSddc", "status": 202, "body": {"num_hosts": 4, "region": "US_WEST_2", "size": "large"}});
    let verdict = verify(&world, wanted).await;
    let message = r#"CreateSddc with {"num_hosts":4,"region":"US_WEST_2","size":"large"} answered 202 was wanted at least once, and happened never."#;
    assert_eq!(verdict["message"], message);
    let closest = &verdict["closest"];
    assert_eq!((closest[0]["number"].clone(), closest[1]["number"].clone()), (json!(3), json!(4)));
    let differences = json!([
        {"place": "body.num_hosts", "sentence": "wanted 4, is 3"},
        {"place": "body.size", "sentence": "wanted \"large\", is not there"},
    ]);
    assert_eq!(closest[0]["differences"], differences);
    assert_eq!(closest[1]["differences"][0], json!({"place": "status", "sentence": "wanted 202, is 400"}));
    // Too many is no near miss.
    let often = verify(&world, json!({"operation": "CreateSddc", "times": {"exactly": 1}})).await;
    assert_eq!(
        (&often["message"], &often["closest"]),
        (&json!("CreateSddc was wanted exactly once, and happened 2 times."), &json!([]))
    );
}

/// The journal knows no secret, and still whether it was the one that is asked about.
#[tokio::test]
async fn secrets_can_be_verified_and_are_not_told() {
    let world = World::new().await;
    let token = world.view["api_token"].as_str().unwrap();
    let owner = world.owner().await;
    for (token, matched) in [(token, 1), ("[secret 1]", 1), ("0aB1cD2eF3", 0)] {
        let wanted = json!({"operation": "AuthorizeApiToken", "body": {"refresh_token": token}});
        let verdict = verify(&world, wanted).await;
        assert_eq!(verdict["matched"], matched);
        let differences = &verdict["closest"][0]["differences"];
        assert!(!differences.to_string().contains(world.view["api_token"].as_str().unwrap()), "{differences}");
    }
    drop(owner);
}

#[tokio::test]
async fn verifications_that_make_no_sense_are_refused() {
    let world = World::new().await;
    for wanted in [
        json!({"operation": "CreateSdcc"}),
        json!({"operation": "createsddc"}),
        json!({"opration": "CreateSddc"}),
        json!({"times": 1}),
        json!({"times": {"exactly": -1}}),
        json!({"times": {"once": true}}),
        json!({"status": "abc"}),
        json!({"status": 40}),
        json!({"query": {"a": [1]}}),
        // Bounds that exclude each other.
        json!({"times": {"at_least": 5, "at_most": 2}}),
        json!({"times": {"exactly": 2, "at_most": 1}}),
        json!({"times": {"exactly": 2, "at_least": 3}}),
        json!({"operation": "CreateSddc", "times": {"exactly": 0}, "then": [{}]}),
        json!({"then": [{"times": {"exactly": 1}}]}),
        json!({"then": [{"then": [{}]}]}),
        json!({"then": [{"nothing_else": true}]}),
        json!({"then": [{"operation": "CreateSdcc"}]}),
        json!({"headers": {"x-forwarded-for": "a"}}),
    ] {
        world.control("POST", "/journal/verifications", &wanted).await.expect(400).refusal();
    }
    let near = world
        .control("POST", "/journal/verifications", &json!({"operation": "DeleteSdcs"}))
        .await
        .expect(400)
        .refusal();
    assert!(near[0].contains("DeleteSddc"), "{near:?}");
    let anyone = world.target().anyone();
    anyone.post("/_vmcsim/worlds/pizza/journal/verifications", &json!({})).await.expect(404).refusal();
}

#[tokio::test]
async fn the_order_of_requests_is_verified() {
    let world = lived().await;
    world.owner().await.sddcs().await.expect(200);
    let created = |status: u16| json!({"operation": "CreateSddc", "status": status});
    let list = json!({"operation": "ListSddcs"});
    for (first, then, satisfied) in [
        (created(202), json!([created(400)]), true),
        (created(202), json!([created(400), list]), true),
        (created(202), json!([list]), true),
        (created(400), json!([created(202)]), false),
        (list.clone(), json!([list]), false),
        (created(202), json!([list, created(400)]), false),
        (json!({"operation": "DeleteSddc"}), json!([list]), false),
    ] {
        let mut wanted = first;
        wanted["then"] = then;
        let verdict = verify(&world, wanted.clone()).await;
        assert_eq!(verdict["satisfied"], satisfied, "{wanted}: {verdict}");
    }
    let verdict = verify(&world, json!({"operation": "CreateSddc", "status": 400, "then": [created(202)]})).await;
    assert_eq!(
        verdict["message"],
        "CreateSddc answered 400 was wanted at least once, and happened once. CreateSddc answered 202 was wanted after entry 4, and did \
         not follow."
    );
    // After the refused creation nothing comes near.
    assert_eq!(verdict["closest"], json!([]));
}

#[tokio::test]
async fn nothing_else_means_the_requests_to_the_service() {
    let world = lived().await;
    let all = json!({"operation": "AuthorizeApiToken", "then": [{"operation": "CreateSddc"}], "nothing_else": true});
    let verdict = verify(&world, all).await;
    assert_eq!((&verdict["satisfied"], &verdict["others"]), (&json!(true), &json!([])), "{verdict}");
    let verdict = verify(&world, json!({"operation": "CreateSddc", "nothing_else": true})).await;
    assert_eq!((&verdict["satisfied"], &verdict["others"]), (&json!(false), &json!([2])), "{verdict}");
    let message = "CreateSddc was wanted at least once, and happened 2 times. No other request was wanted, and one more was made.";
    assert_eq!(verdict["message"], message);
}

/// With entries gone nobody can say that something happened never, or just once.
#[tokio::test]
async fn what_was_dropped_leaves_doubt() {
    let server = MockServer::builder().journal_max(5).start().await;
    let world = Target::at(&server.url()).world(json!({})).await;
    let owner = world.owner().await;
    for _ in 0..5 {
        owner.sddcs().await.expect(200);
    }
    let never = verify(&world, json!({"operation": "CreateSddc", "times": {"exactly": 0}})).await;
    assert_eq!((&never["satisfied"], &never["dropped"]), (&json!(false), &json!(2)));
    assert!(
        never["message"].as_str().unwrap().ends_with("2 older entries made room and cannot be looked at."),
        "{never}"
    );
    assert_eq!(verify(&world, json!({"operation": "ListSddcs", "times": {"at_least": 5}})).await["satisfied"], true);
}

#[tokio::test]
async fn rust_tests_verify_without_http() {
    let mock = MockServer::start().await;
    let (client, org) = (mock.client(), mock.org_id());
    let config =
        AwsSddcConfig { name: "a".into(), num_hosts: 3, provider: Provider::ZeroCloud, ..AwsSddcConfig::default() };
    client.create_sddc(org, Default::default(), &config).await.unwrap();
    mock.advance("2h");
    mock.verify(Verification::operation("CreateSddc").with_body(json!({"num_hosts": 3})).with_status(202).times(1));
    mock.verify(Verification::request("POST", "/vmc/api/orgs/{org}/sddcs").at_least(1).at_most(1));
    mock.verify(Verification::operation("AdvanceClock").with_body(json!({"by": "2h"})).times(1));
    mock.verify(Verification::operation("DeleteSddc").never());
    let operations: Vec<_> = mock.journal().into_iter().map(|entry| entry.operation.unwrap_or_default()).collect();
    assert_eq!(operations, ["AuthorizeApiToken", "CreateSddc", "AdvanceClock"]);
    let err = mock.try_verify(&Verification::operation("CreateSddc").by("nobody@customer.example")).unwrap_err();
    let text = err.to_string();
    assert!(text.contains("happened never") && text.contains("caller: wanted nobody@customer.example"), "{text}");
    let err = mock.try_verify(&Verification::operation("CreateSdcc")).unwrap_err();
    assert!(matches!(err, VerificationError::Unknown(_)) && err.to_string().contains("CreateSddc"), "{err}");
    let panicked =
        std::panic::catch_unwind(AssertUnwindSafe(|| mock.verify(Verification::operation("CreateSddc").never())));
    let panicked = panicked.unwrap_err();
    assert_eq!(panicked.downcast_ref::<String>().unwrap(), "CreateSddc was wanted never, and happened once.");
    mock.clear_journal();
    mock.verify(Verification::operation("CreateSddc").never());
}

/// What a Rust test does to a world is written down as the requests that would have done it: one journal, whoever moves the world.
#[tokio::test]
async fn what_is_done_in_this_process_is_written_down_as_requests() {
    let mock = MockServer::builder().rate(0.0).start().await;
    let rule: FaultRule = serde_json::from_value(json!({"then": {"error": {"status": 503}}})).unwrap();
    let new = || NewWorld { at: Some(BEGIN.parse().unwrap()), rate: Some(0.0), ..NewWorld::seeded(5) };
    let here = mock.new_world(new()).unwrap();
    here.advance("90m");
    let document = here.export().unwrap();
    here.import(&document).unwrap();
    here.reset().unwrap();
    let (copy, read) = (here.fork().unwrap(), mock.new_world(NewWorld::exported(&document).unwrap()).unwrap());
    mock.add_fault(rule.clone());
    mock.clear_faults();

    let target = Target::at(&mock.url());
    let make = async |request: Value| {
        let made = target.anyone().post("/_vmcsim/worlds", &request).await.expect(201).body;
        World::shown(&target, made)
    };
    let there = make(json!({"at": BEGIN, "rate": 0.0, "seed": 5})).await;
    let default = World::shown(&target, json!({"id": mock.default_world().id()}));
    there.control("POST", "/clock/advance", &json!({"by": "1h 30m"})).await.expect(200);
    let exported = there.control("GET", "/export", &Value::Null).await.expect(200).body;
    there.control("PUT", "/import", &exported).await.expect(200);
    there.control("POST", "/reset", &Value::Null).await.expect(200);
    let forked = make(json!({"from": {"fork": there.view["id"]}})).await;
    let exported = make(json!({"from": {"export": exported}})).await;
    default.control("POST", "/faults", &serde_json::to_value(&rule).unwrap()).await.expect(201);
    default.control("DELETE", "/faults", &Value::Null).await.expect(204);

    let told = |entries: Vec<JournalEntry>, ids: &[String]| -> Vec<Value> {
        let tell = |entry: JournalEntry| {
            let told = json!({
                "operation": entry.operation, "control": entry.control, "method": entry.method, "path": entry.path,
                "body": entry.request_body, "status": entry.status, "document": entry.document.is_some(),
            });
            let text = ids.iter().fold(told.to_string(), |told, id| told.replace(id, "{id}"));
            serde_json::from_str(&text).unwrap()
        };
        entries.into_iter().map(tell).collect()
    };
    let ids = [here.id().to_string(), there.view["id"].as_str().unwrap().to_owned()];
    let over_http = async |world: &World| -> Vec<JournalEntry> {
        let view = world.control("GET", "/journal", &Value::Null).await.expect(200).body;
        serde_json::from_value(view["entries"].clone()).unwrap()
    };
    for (own, asked, length) in [(&here, &there, 5), (&copy, &forked, 1), (&read, &exported, 1)] {
        let (own, asked) = (told(own.journal(), &ids), told(over_http(asked).await, &ids));
        assert_eq!((own.len(), &own), (length, &asked));
    }
    let both = told(mock.journal(), &[]);
    assert_eq!((both.len(), &both[..2]), (4, &both[2..]));
}

/// Whole numbers are told apart to the last digit.
#[tokio::test]
async fn large_numbers_are_not_taken_for_their_neighbours() {
    let world = World::new().await;
    world.owner().await.create(&json!({"name": "a", "num_hosts": 9_007_199_254_740_993_u64})).await.expect(400);
    for (number, satisfied) in [(json!(9_007_199_254_740_993_u64), true), (json!(9_007_199_254_740_992_u64), false)] {
        let wanted = json!({"operation": "CreateSddc", "body": {"num_hosts": number}});
        let verdict = world.control("POST", "/journal/verifications", &wanted).await.expect(200).body;
        assert_eq!(verdict["satisfied"], satisfied, "{number}");
    }
}
