//! Tests of the built-in worlds in `fixtures/worlds/`, and of the documents that earlier versions exported.
//!
//! The files in `exports/` are never rewritten, because later versions must still be able to read them.

use serde_json::{Value, json};
use std::{collections::BTreeSet, path::Path};
use vmc_contract::{Target, World};
use vmcsim::{MockServer, NewWorld, description};
use vmcsim_fixtures::{
    File,
    worlds::{BUILT_IN, EARLIER_EXPORTS},
};

const NAMES: [&str; 3] = ["empty", "demo", "busy"];

/// What a world shows that does not depend on its own id: its SDDCs, tasks, accounts and subscriptions.
async fn shown(world: &World) -> Value {
    let owner = world.owner().await;
    let mut shown = Vec::new();
    for path in ["/sddcs?includeDeleted=true", "/tasks", "/account-link/connected-accounts", "/subscriptions"] {
        shown.push(owner.get(&owner.org_path(path)).await.expect(200).body);
    }
    json!(shown)
}

#[tokio::test]
async fn a_built_in_world_is_its_description_which_is_a_page() {
    assert_eq!(vmcsim::named_worlds().collect::<Vec<_>>(), NAMES);
    let here = Target::simulator();
    for File { name, text } in &BUILT_IN {
        assert!(text.lines().count() <= 110, "{name} is longer than a page");
        let read = description::read(Path::new(name), text, &|_| None).unwrap();
        let from = json!({"description": serde_json::to_value(&read).unwrap()});
        let described = here.made_from(json!({"from": from, "credentials": "derived", "rate": 0})).await;
        let named = here.made_from(json!({"from": {"named": name}, "rate": 0})).await;
        assert!(shown(&described).await == shown(&named).await, "{name} is otherwise than its description");
    }
}

#[tokio::test]
async fn the_busy_world_has_sddcs_in_every_state() {
    let world = Target::simulator().made_from(json!({"from": {"named": "busy"}, "rate": 0})).await;
    let owner = world.owner().await;
    let all = owner.get(&owner.org_path("/sddcs?includeDeleted=true")).await.expect(200).body;
    let all = all.as_array().unwrap();
    assert!(all.len() >= 24, "{} SDDCs", all.len());
    let texts = |of: &[Value], at: &str| -> BTreeSet<String> {
        of.iter().map(|one| one.pointer(at).and_then(Value::as_str).unwrap_or_default().to_owned()).collect()
    };
    let set = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<BTreeSet<_>>();
    let states = set(&["DEPLOYING", "READY", "FAILED", "CANCELED", "DELETING", "DELETED", "DELETION_FAILED"]);
    assert_eq!(texts(all, "/sddc_state"), states);
    let clusters: Vec<_> = all
        .iter()
        .filter_map(|sddc| sddc["resource_config"]["clusters"].as_array())
        .flat_map(|clusters| clusters.iter().cloned())
        .collect();
    assert!(texts(&clusters, "/cluster_state").is_superset(&set(&["DEPLOYING", "READY"])));
    let tasks = owner.get(&owner.org_path("/tasks")).await.expect(200).body;
    assert_eq!(texts(tasks.as_array().unwrap(), "/status"), set(&["STARTED", "FINISHED", "FAILED", "CANCELED"]));
    let accounts = owner.get(&owner.org_path("/account-link/connected-accounts")).await.expect(200).body;
    assert_eq!(accounts.as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_built_in_world_is_made_with_keys_of_its_own_and_goes_on() {
    let here = Target::simulator();
    let (one, other) = (
        here.made_from(json!({"from": {"named": "demo"}})).await,
        here.made_from(json!({"from": {"named": "demo"}})).await,
    );
    assert_ne!(one.view["id"], other.view["id"]);
    assert_ne!(one.view["api_token"], other.view["api_token"]);
    assert_eq!((one.org(), &one.view["seed"]), (other.org(), &other.view["seed"]));
    assert_eq!((&one.view["clock"]["rate"], &one.view["pacing"]["preset"]), (&json!(1.0), &json!("demo")));
    let deploying = async |world: &World| {
        let sddcs = world.owner().await.sddcs().await.expect(200).body;
        sddcs.as_array().unwrap().iter().filter(|sddc| sddc["sddc_state"] == "DEPLOYING").count()
    };
    assert_eq!(deploying(&one).await, 1);
    one.advance("3h").await;
    assert_eq!((deploying(&one).await, deploying(&other).await), (0, 1));
    let unknown = here.anyone().post("/_vmcsim/worlds", &json!({"from": {"named": "pizza"}})).await;
    assert!(unknown.expect(400).refusal()[0].contains("empty, demo, busy"));
}

/// Whoever tries the demo sees an SDDC become ready within a minute, and one on AWS that is in use.
#[tokio::test]
async fn the_demo_world_shows_an_sddc_being_made() {
    let world = Target::simulator().made_from(json!({"from": {"named": "demo"}, "rate": 0})).await;
    let states = async || {
        let sddcs = world.owner().await.sddcs().await.expect(200).body;
        let text = |sddc: &Value, field: &str| sddc[field].as_str().unwrap().to_owned();
        let states = sddcs
            .as_array()
            .unwrap()
            .iter()
            .map(|sddc| (text(sddc, "name"), (text(sddc, "provider"), text(sddc, "sddc_state"))));
        states.collect::<std::collections::BTreeMap<_, _>>()
    };
    let of = |provider: &str, state: &str| (provider.to_owned(), state.to_owned());
    let before = states().await;
    assert_eq!(before["analytics"], of("AWS", "READY"));
    assert_eq!(before["production"], of("ZEROCLOUD", "READY"));
    assert_eq!(before["disaster-recovery"], of("AWS", "DEPLOYING"));
    world.advance("30s").await;
    assert_eq!(states().await["disaster-recovery"], of("AWS", "DEPLOYING"));
    world.advance("20s").await;
    assert_eq!(states().await["disaster-recovery"], of("AWS", "READY"));
}

/// In Rust, and as the world that a server begins with.
#[tokio::test]
async fn a_server_begins_with_the_world_that_it_is_given() {
    let demo = MockServer::builder().world("demo").start().await;
    assert_eq!(demo.client().list_sddcs(demo.org_id(), Default::default()).await.unwrap().len(), 4);
    let more = demo.new_world(NewWorld::named("empty")).unwrap();
    assert_eq!(more.client().list_sddcs(more.org_id(), Default::default()).await.unwrap().len(), 0);
    let told = MockServer::builder().world("pizza").try_start().unwrap_err().to_string();
    assert!(told.contains("pizza"), "{told}");
    let again = MockServer::builder().import(demo.export().unwrap()).start().await;
    assert_eq!((again.api_token(), again.world().id), (demo.api_token(), demo.world().id));
    assert_eq!(again.client().list_sddcs(again.org_id(), Default::default()).await.unwrap().len(), 4);
}

/// The `params` of tasks, as clients see them.
fn params(tasks: &Value) -> Vec<Value> {
    tasks.as_array().unwrap().iter().map(|task| json!([task["id"], task["task_type"], task["params"]])).collect()
}

/// The same of a document of format 1, which has them in the records of the tasks.
fn params_in_format_1(document: &Value) -> Vec<Value> {
    let orgs = document["world"]["orgs"].as_object().unwrap().values();
    let tasks = orgs.flat_map(|org| org["tasks"].as_array().unwrap()).map(|pair| &pair[1]);
    tasks.map(|task| json!([task["id"], task["kind"], task["params"]])).collect()
}

/// The document was exported in the midst of tasks of every kind. In format 1, what they do stood in the resources that they change.
#[tokio::test]
async fn tasks_of_format_1_still_do_their_work() {
    let File { text, .. } = EARLIER_EXPORTS.iter().find(|file| file.name == "format-1-tasks").unwrap();
    let document: Value = serde_json::from_str(text).unwrap();
    let world = Target::simulator().made_from(json!({"from": {"export": document}, "rate": 0})).await;
    world.advance("10h").await;
    let owner = world.owner().await;
    let sddcs = owner.sddcs().await.expect(200).body;
    let named = |name: &str| sddcs.as_array().unwrap().iter().find(|sddc| sddc["name"] == name).unwrap();
    let first_cluster = |name: &str| &named(name)["resource_config"]["clusters"][0];
    let path = owner.org_path(&format!("/sddcs/{}/publicips", named("a2")["id"].as_str().unwrap()));
    let addresses = owner.get(&path).await.expect(200).body;
    let held: Vec<_> = addresses
        .as_array()
        .unwrap()
        .iter()
        .map(|ip| (ip["name"].as_str(), ip["associated_private_ip"].as_str()))
        .collect();
    assert_eq!(
        held,
        [
            (Some("once more"), None),
            (Some("db"), Some("192.168.1.21")),
            (Some("mail"), None),
            (Some("five"), Some("192.168.1.22")),
            (None, None),
        ]
    );
    assert_eq!(named("a2")["resource_config"]["dns_with_management_vm_private_ip"], false);
    let reconfigured = first_cluster("b");
    assert_eq!(
        (&reconfigured["storage_capacity"], reconfigured["esx_host_list"].as_array().unwrap().len()),
        (&json!(75015), 3)
    );
    assert_eq!(first_cluster("k")["msft_license_config"]["mssql_licensing"], "ENABLED");
    assert_eq!(first_cluster("i")["esx_host_list"].as_array().unwrap().len(), 3);
    assert_eq!(first_cluster("m2")["esx_host_list"].as_array().unwrap().len(), 3);
    let tasks = owner.get(&owner.org_path("/tasks")).await.expect(200).body;
    let last = |kind: &str| tasks.as_array().unwrap().iter().rfind(|task| task["task_type"] == kind).unwrap();
    for (kind, result) in [
        ("CONNECTIVITY-TEST", "test_result"),
        ("ACCOUNT-LINK-GET-COMPATIBLE-SUBNETS", "subnet_list_result"),
        ("ACCOUNT-LINK-MAP-CUSTOMER-ZONES", "map_zones_result"),
    ] {
        assert!(last(kind)["params"][result].is_object(), "{}", last(kind));
    }
}

#[tokio::test]
async fn documents_of_every_earlier_format_can_be_read() {
    let mut read = 0;
    for File { name, text } in EARLIER_EXPORTS {
        let document: Value = serde_json::from_str(text).unwrap();
        assert!(name.starts_with(&format!("format-{}-", document["format"])), "{name}");
        let server = MockServer::builder().try_start().unwrap();
        let world = Target::at(&server.url()).made_from(json!({"from": {"export": document}, "rate": 0})).await;
        let owner = world.owner().await;
        assert!(!owner.sddcs().await.expect(200).body.as_array().unwrap().is_empty(), "{name}");
        let tasks = owner.get(&owner.org_path("/tasks")).await.expect(200).body;
        assert!(!tasks.as_array().unwrap().is_empty(), "{name}");
        if document["format"] == 1 {
            assert_eq!(params_in_format_1(&document), params(&tasks), "{name}");
        }
        owner.create_sddc("one more").await.expect(202);
        world.advance("30h").await;
        let tasks = world.owner().await;
        let tasks = tasks.get(&tasks.org_path("/tasks")).await.expect(200).body;
        let open = |task: &&Value| !["FINISHED", "FAILED", "CANCELED"].contains(&task["status"].as_str().unwrap());
        assert_eq!(tasks.as_array().unwrap().iter().filter(open).count(), 0, "{name}: everything comes to its end");
        read += 1;
    }
    assert!(read > 0, "there is a document of the first format");
}
