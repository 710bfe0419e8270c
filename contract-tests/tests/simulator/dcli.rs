//! Tests of the metadata document that DCLI makes its commands from. `contract-tests/clients/dcli` runs DCLI itself.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use vmc_client::{endpoint::Service, endpoints};
use vmc_contract::Target;

const PATH: &str = "/rest/com/vmware/vapi/metadata.json";

async fn component() -> Value {
    let document = Target::simulator().anyone().get(PATH).await.expect(200).body;
    assert!(document["version"].is_string());
    let [component] = &document["metadata"].as_array().expect("components")[..] else { panic!("one component") };
    assert_eq!(component["key"], "com.vmware.vmc");
    component["value"].clone()
}

fn list<'v>(value: &'v Value, key: &str) -> &'v Vec<Value> {
    value[key].as_array().unwrap_or_else(|| panic!("no list {key}"))
}

/// A map is a list of pairs, in which no key is there twice.
fn map<'v>(value: &'v Value, key: &str) -> BTreeMap<&'v str, &'v Value> {
    let pairs = list(value, key);
    let map: BTreeMap<_, _> = pairs.iter().map(|pair| (pair["key"].as_str().expect("a key"), &pair["value"])).collect();
    assert_eq!(map.len(), pairs.len(), "{key}");
    map
}

/// The text of an annotation.
fn annotated<'v>(of: &'v Value, name: &str, element: &str) -> Option<&'v str> {
    map(map(of, "metadata").get(name)?, "elements").get(element)?["string_value"].as_str()
}

#[tokio::test]
async fn every_operation_of_vmc_has_a_command_that_leads_to_it() {
    let component = component().await;
    let packages = map(&component["metamodel"], "packages");
    let services = map(packages["com.vmware.vmc"], "services");
    let mut found = BTreeSet::new();
    let mut words = BTreeSet::new();
    for command in list(&component["cli"], "commands") {
        let text = |key: &str| command[key].as_str().unwrap_or_else(|| panic!("no {key}"));
        assert!(words.insert(command["identity"].to_string()), "{}", command["identity"]);
        let operations = map(services[text("service_id")], "operations");
        let operation = operations[text("operation_id")];
        let sent = |element: &str| annotated(operation, "RequestMapping", element).expect("a mapping").to_owned();
        found.insert((sent("method"), sent("value")));
        let parameters: BTreeSet<_> = list(operation, "params").iter().filter_map(|one| one["name"].as_str()).collect();
        let mut names = BTreeSet::from(["help"]);
        for option in list(command, "options") {
            let name = option["long_option"].as_str().expect("a name");
            assert!(names.insert(name), "{command}: --{name} is there twice");
            let first = option["field_name"].as_str().and_then(|field| field.split('.').next());
            assert!(first.is_some_and(|first| parameters.contains(first)), "{option}");
        }
        for parameter in list(operation, "params") {
            let places = ["PathVariable", "RequestParam", "RequestBody"];
            assert!(places.iter().any(|place| annotated(parameter, place, "value").is_some()), "{parameter}");
        }
    }
    let of_vmc = endpoints::all().filter(|line| line.service == Service::Vmc);
    let table: BTreeSet<_> = of_vmc.map(|line| (line.method.to_owned(), line.path.to_owned())).collect();
    assert_eq!(found, table);
}

#[tokio::test]
async fn every_structure_of_a_request_is_described() {
    let component = component().await;
    let packages = map(&component["metamodel"], "packages");
    let structures = map(packages["com.vmware.vmc"], "structures");
    let text = component.to_string();
    let named: BTreeSet<_> =
        text.split("\"resource_id\":\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(named, structures.keys().copied().collect());
    let config = structures["com.vmware.vmc.model.AwsSddcConfig"];
    let fields: BTreeMap<_, _> = list(config, "fields").iter().map(|field| (field["name"].as_str(), field)).collect();
    assert_eq!(annotated(fields[&Some("num_hosts")], "SerializationName", "value"), Some("num_hosts"));
    for structure in structures.values() {
        let fields = list(structure, "fields");
        assert!(fields.iter().all(|field| annotated(field, "SerializationName", "value").is_some()), "{structure}");
    }
}

/// DCLI makes its help from these, and reaches a command only if no name is both a command and a level of names.
#[tokio::test]
async fn the_levels_of_names_lead_to_every_command() {
    let component = component().await;
    let level = |identity: &Value| {
        let path = identity["path"].as_str().expect("a path");
        let name = identity["name"].as_str().expect("a name");
        if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
    };
    let levels = list(&component["cli"], "namespaces");
    let names: BTreeSet<_> = levels.iter().map(|namespace| level(&namespace["identity"])).collect();
    let children = levels.iter().flat_map(|namespace| list(namespace, "children")).map(level);
    let reached: BTreeSet<_> = children.chain([String::new()]).collect();
    assert_eq!(names, reached);
    for command in list(&component["cli"], "commands") {
        let path = command["identity"]["path"].as_str().expect("a path");
        assert!(names.contains(path), "{path}");
        assert!(!names.contains(&level(&command["identity"])), "{} is a level too", command["identity"]);
    }
}

/// DCLI keeps a document that has a tag or an age, with code that fails with the libraries that are installed with it today.
#[tokio::test]
async fn the_document_gives_no_reason_to_keep_it() {
    let server = Target::simulator();
    let answer = server.http().get(format!("{}{PATH}", server.url())).send().await.unwrap();
    let headers = answer.headers();
    assert!(!headers.contains_key("etag") && !headers.contains_key("expires"), "{headers:?}");
    let cache_control = headers.get("cache-control").map_or("", |value| value.to_str().unwrap());
    assert!(!cache_control.contains("max-age"), "{headers:?}");
}
