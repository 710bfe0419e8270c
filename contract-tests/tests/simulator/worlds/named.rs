//! Tests of the built-in worlds in `fixtures/worlds/`, and of the documents that earlier versions exported.
//!
//! Each built-in world is the result of running a script on the current simulator; `UPDATE_WORLDS=1` writes the
//! worlds again. The files in `exports/` are never rewritten, because later versions must still be able to read them.

use crate::worlds::scripts;
use serde_json::{Value, json};
use std::{collections::BTreeSet, path::PathBuf};
use vmc_contract::{Target, World};
use vmcsim::{MockServer, NewWorld, Preset};
use vmcsim_fixtures::{
    File,
    worlds::{BUILT_IN, EARLIER_EXPORTS},
};

const NAMES: [&str; 3] = ["empty", "demo", "busy"];

/// Where `UPDATE_WORLDS=1` writes.
fn fixtures() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../fixtures/worlds")
}

/// The world that a script makes, in a server of its own, so that its ids are always the same.
async fn scripted(name: &str) -> Value {
    let seed = 100 + NAMES.iter().position(|known| *known == name).unwrap() as u64;
    let server = MockServer::builder().seed(seed).pace(Preset::Realistic).try_start().unwrap();
    let limits = json!({"sddcLimit": "100", "hostLimit": "1000"});
    let world =
        Target::at(&server.url()).world(json!({"seed": seed, "org_properties": limits, "network_api": "both"})).await;
    match name {
        "empty" => scripts::empty(&world).await,
        "demo" => scripts::demo(&world).await,
        _ => scripts::busy(&world).await,
    }
    world.control("PUT", "/pacing", &json!({"preset": "demo"})).await.expect(200);
    let mut document = world.control("GET", "/export", &Value::Null).await.expect(200).body;
    document.as_object_mut().unwrap().remove("checksum");
    // Its clock stands still while the script is played, and goes once somebody makes the world.
    document["world"]["clock"]["rate"] = json!(1.0);
    document
}

#[tokio::test]
async fn the_built_in_worlds_are_what_their_scripts_make() {
    assert_eq!(vmcsim::named_worlds().collect::<Vec<_>>(), NAMES);
    for name in NAMES {
        let mut made = scripted(name).await;
        if std::env::var_os("UPDATE_WORLDS").is_some() {
            std::fs::write(fixtures().join(format!("{name}.json")), format!("{made}\n")).unwrap();
            continue;
        }
        let kept = BUILT_IN.iter().find(|world| world.name == name).unwrap();
        let mut kept: Value = serde_json::from_str(kept.text).unwrap();
        // Another version of the program writes another version.
        (made["vmcsim"], kept["vmcsim"]) = (Value::Null, Value::Null);
        assert!(made == kept, "{name} is no longer what its script makes; UPDATE_WORLDS=1 writes it anew");
    }
}

#[tokio::test]
async fn the_busy_world_has_sddcs_in_every_state_and_every_kind_of_trouble() {
    let world = Target::simulator().made_from(json!({"from": {"named": "busy"}, "rate": 0})).await;
    let owner = world.owner().await;
    let all = owner.get(&owner.org_path("/sddcs?includeDeleted=true")).await.expect(200).body;
    let all = all.as_array().unwrap();
    assert!(all.len() >= 24, "{} SDDCs", all.len());
    let texts = |of: &[Value], at: &str| -> BTreeSet<String> {
        of.iter().map(|one| one.pointer(at).and_then(Value::as_str).unwrap_or_default().to_owned()).collect()
    };
    let set = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<BTreeSet<_>>();
    let states = set(&["DEPLOYING", "READY", "FAILED", "CANCELED", "DELETING", "DELETED"]);
    assert_eq!(texts(all, "/sddc_state"), states);
    let clusters: Vec<_> = all
        .iter()
        .filter_map(|sddc| sddc["resource_config"]["clusters"].as_array())
        .flat_map(|clusters| clusters.iter().cloned())
        .collect();
    assert!(texts(&clusters, "/cluster_state").is_superset(&set(&["DEPLOYING", "ADDING_HOSTS", "READY"])));
    let tasks = owner.get(&owner.org_path("/tasks")).await.expect(200).body;
    let statuses = set(&["STARTED", "CANCELING", "FINISHED", "FAILED", "CANCELED"]);
    assert_eq!(texts(tasks.as_array().unwrap(), "/status"), statuses);
    for (path, at, states) in [
        ("/subscriptions", "/status", &["ACTIVATED", "CREATED"][..]),
        ("/sddc-templates", "/state", &["AVAILABLE", "DELETING"]),
        ("/account-link/sddc-connections", "/state", &["ACTIVE"]),
    ] {
        let list = owner.get(&owner.org_path(path)).await.expect(200).body;
        let found = texts(list.as_array().unwrap(), at);
        assert!(found.is_superset(&set(states)), "{path}: {found:?}");
    }
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
