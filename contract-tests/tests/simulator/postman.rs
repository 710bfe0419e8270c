//! Tests of the Postman collection and its environment. `contract-tests/clients/newman` runs them.

use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use vmc_client::{
    endpoint::OperationInfo,
    endpoints::{self, autoscaler, csp, sddc_groups, site_recovery},
};
use vmc_contract::{Target, World};
use vmcsim::MockServer;

const COLLECTION: &str = "/_vmcsim/postman/collection.json";

async fn collection() -> Value {
    Target::simulator().anyone().get(COLLECTION).await.expect(200).body
}

/// A request of the collection.
struct Request<'c> {
    family: &'c str,
    operation: &'c str,
    item: &'c Value,
}

impl Request<'_> {
    fn script(&self) -> Vec<&str> {
        let lines = self.item["event"][0]["script"]["exec"].as_array().unwrap();
        lines.iter().map(|line| line.as_str().unwrap()).collect()
    }

    fn raw_url(&self) -> &str {
        self.item["request"]["url"]["raw"].as_str().unwrap()
    }
}

fn requests(collection: &Value) -> Vec<Request<'_>> {
    let mut found = Vec::new();
    for family in collection["item"].as_array().unwrap() {
        for item in family["item"].as_array().unwrap().iter().flat_map(|folder| folder["item"].as_array().unwrap()) {
            let description = item["request"]["description"].as_str().unwrap();
            let operation = description.rsplit('`').nth(1).unwrap();
            found.push(Request { family: family["name"].as_str().unwrap(), operation, item });
        }
    }
    found
}

/// The operations that the collection leaves out, as its description lists them.
fn left_out(collection: &Value) -> BTreeSet<String> {
    let description = collection["info"]["description"].as_str().unwrap();
    let (_, list) = description.split_once("Left out are:").unwrap();
    let entries = list.lines().filter_map(|line| line.strip_prefix("- `")?.split_once("`: "));
    entries.filter(|(_, reason)| reason.len() > 20).map(|(name, _)| name.to_owned()).collect()
}

/// The folder in which an operation of the table must be.
fn family(line: &OperationInfo) -> &'static str {
    let add_ons = [autoscaler::TABLE, site_recovery::TABLE].into_iter().chain(sddc_groups::TABLES).flatten();
    if csp::TABLES.into_iter().flatten().any(|other| *other == line) {
        "Sign-in service (CSP)"
    } else if add_ons.into_iter().any(|other| *other == line) {
        "Add-ons"
    } else {
        "VMware Cloud on AWS"
    }
}

#[tokio::test]
async fn every_operation_of_the_table_is_requested_in_its_family_or_left_out_with_a_reason() {
    let collection = collection().await;
    let mut families = BTreeMap::<&str, BTreeSet<&str>>::new();
    for request in requests(&collection) {
        families.entry(request.operation).or_default().insert(request.family);
    }
    let left_out = left_out(&collection);
    for line in endpoints::all() {
        let is_left_out = left_out.contains(line.name);
        // What the collection leaves in the world until its end is removed there.
        let is_in = |found: &BTreeSet<&str>| found.contains(family(line)) || found.contains("End");
        let is_there = families.get(line.name).is_some_and(is_in);
        assert!(is_left_out != is_there, "{}: {:?}", line.name, families.get(line.name));
    }
    assert!(left_out.len() <= 3, "{left_out:?}");
    let networks = families.keys().filter(|name| name.starts_with("nsx_")).count();
    assert!(networks >= 20, "{networks} operations on networks");
}

#[tokio::test]
async fn requests_are_those_of_the_table_and_check_status_and_one_field() {
    let collection = collection().await;
    let table: Vec<_> = endpoints::all().chain(vmcsim::control::table()).collect();
    for request in requests(&collection) {
        let script = request.script();
        let tests = script.iter().filter(|line| line.starts_with("pm.test(")).count();
        assert_eq!(tests, 2, "{}: {script:?}", request.operation);
        let Some(line) = table.iter().find(|line| line.name == request.operation) else { continue };
        assert_eq!(request.item["request"]["method"], line.method);
        let path = request.raw_url().strip_prefix("{{base_url}}").unwrap().split('?').next().unwrap();
        let same = |(part, template): (&str, &str)| part == template || template.starts_with('{');
        assert_eq!(path.split('/').count(), line.path.split('/').count(), "{path}");
        assert!(path.split('/').zip(line.path.split('/')).all(same), "{path}");
        let checks = |status: u16| script[0].ends_with(&format!("to.have.status({status}));"));
        assert!([Some(line.status), line.other_status].into_iter().flatten().any(checks), "{}", script[0]);
    }
}

/// Whoever runs the collection needs only the environment: every other variable is set by an earlier request.
#[tokio::test]
async fn every_variable_has_a_value_before_it_is_used() {
    let world = World::new().await;
    let collection = collection().await;
    let environment = environment(&world).await;
    let mut known: BTreeSet<String> = keys(&environment["values"]);
    let declared = keys(&collection["variable"]);
    for request in requests(&collection) {
        let text = request.item["request"].to_string();
        for used in text.split("{{").skip(1).filter_map(|rest| rest.split("}}").next()) {
            // The collection itself says how requests carry the token.
            assert!(known.contains(used), "{} uses {used}", request.operation);
        }
        let kept = request.script().into_iter().filter_map(|line| line.strip_prefix("pm.collectionVariables.set(\""));
        let kept: Vec<_> = kept.map(|rest| rest.split('"').next().unwrap().to_owned()).collect();
        assert!(kept.iter().all(|name| declared.contains(name)), "{kept:?}");
        known.extend(kept);
    }
    assert!(declared.is_subset(&known), "declared and never set");
    assert_eq!(collection["auth"]["apikey"][1], json!({"key": "value", "value": "{{access_token}}"}));
}

fn keys(values: &Value) -> BTreeSet<String> {
    values.as_array().unwrap().iter().map(|value| value["key"].as_str().unwrap().to_owned()).collect()
}

async fn environment(world: &World) -> Value {
    world.control("GET", "/postman-environment.json", &Value::Null).await.expect(200).body
}

#[tokio::test]
async fn the_environment_has_the_values_of_its_world_and_hides_its_token() {
    let world = World::new().await;
    let environment = environment(&world).await;
    let value = |key: &str| {
        let values = environment["values"].as_array().unwrap();
        let found = values.iter().find(|value| value["key"] == key).unwrap();
        (found["value"].clone(), found["type"].clone())
    };
    let visible = json!("default");
    assert_eq!(value("base_url"), (json!(world.target().url()), visible.clone()));
    assert_eq!(value("world"), (world.view["id"].clone(), visible.clone()));
    assert_eq!(value("org"), (world.view["org_id"].clone(), visible));
    assert_eq!(value("api_token"), (world.view["api_token"].clone(), json!("secret")));
    assert_eq!(value("admin_token"), (json!(""), json!("secret")));
    assert_eq!(environment["_postman_variable_scope"], "environment");
    let anyone = world.target().anyone();
    anyone.get("/_vmcsim/worlds/nowhere/postman-environment.json").await.expect(404);
}

/// A token that a description gave looks like no token of the service, so only the form of the environment tells that it is one.
#[tokio::test]
async fn the_journal_does_not_show_the_token_of_an_environment() {
    let token = "given-token-of-postman-test";
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("org.yaml");
    std::fs::write(
        &file,
        format!("users: [ {{ username: ci@vmcsim.example, roles: [org_owner], api_tokens: [{token}] }} ]"),
    )
    .unwrap();
    let server = MockServer::builder().world_file(&file).unwrap().try_start().unwrap();
    let anyone = Target::at(&server.url()).anyone();
    let environment = anyone.get("/_vmcsim/worlds/default/postman-environment.json").await.expect(200);
    assert!(environment.text.contains(token));
    let journal = anyone.get("/_vmcsim/worlds/default/journal?control=true").await.expect(200);
    assert!(journal.text.contains("postman-environment.json") && !journal.text.contains(token), "{}", journal.text);
}
