//! Tests of the metadata documents that DCLI makes its commands from: that of VMC and that of NSX. `contract-tests/clients/dcli` runs DCLI
//! itself.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use vmc_client::{endpoint::Service, endpoints};
use vmc_contract::{Target, networking_table::NetworkingTable};

const PATH: &str = "/rest/com/vmware/vapi/metadata.json";

/// The names of the components.
const VMC: &str = "com.vmware.vmc";
const NSX: &str = "nsx";

/// The document of NSX has at most so many bytes. DCLI reads it at every start.
const NSX_MAX: usize = 1 << 20;

/// The path of a component's document. DCLI reads that of NSX below `nsx_api_public_endpoint_url`.
fn path_of(component: &str) -> String {
    let id = "00000000-0000-4000-8000-000000000000";
    let nsx = format!("/vmc/reverse-proxy/api/orgs/{id}/sddcs/{id}/sks-nsxt-manager{PATH}");
    if component == NSX { nsx } else { PATH.to_owned() }
}

async fn component(name: &str) -> Value {
    let document = Target::simulator().anyone().get(&path_of(name)).await.expect(200).body;
    assert!(document["version"].is_string());
    let [component] = &document["metadata"].as_array().expect("components")[..] else { panic!("one component") };
    assert_eq!(component["key"], name);
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

/// The operations that the commands of a component send, as method and path.
async fn operations(name: &str) -> BTreeSet<(String, String)> {
    let component = component(name).await;
    let packages = map(&component["metamodel"], "packages");
    let services = map(packages[name], "services");
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
        // Each parameter of the path is one of the operation.
        let path = sent("value");
        let in_path = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
        assert!(in_path.clone().all(|name| parameters.contains(name)), "{path}");
    }
    found
}

#[tokio::test]
async fn every_operation_of_vmc_has_a_command_that_leads_to_it() {
    // The services beside VMC have metadata of their own, which no client here reads.
    let of_vmc = endpoints::all().filter(|line| line.service == Service::Vmc && line.path.starts_with("/vmc/api/"));
    let table: BTreeSet<_> = of_vmc.map(|line| (line.method.to_owned(), line.path.to_owned())).collect();
    assert_eq!(operations(VMC).await, table);
}

#[tokio::test]
async fn every_operation_of_nsx_that_clients_use_has_a_command_that_leads_to_it() {
    let tables = [NetworkingTable::policy(), NetworkingTable::cloud_service()];
    let all = tables.iter().flat_map(|table| &table.operations).filter(|operation| !operation.used_by.is_empty());
    // A fixed query is an option of the command.
    let path = |path: &str| path.split('?').next().unwrap_or_default().to_owned();
    let table: BTreeSet<_> = all.map(|operation| (operation.method.clone(), path(&operation.path))).collect();
    assert_eq!(operations(NSX).await, table);
    let size = Target::simulator().anyone().get(&path_of(NSX)).await.text.len();
    assert!(size <= NSX_MAX, "{size} bytes");
}

/// DCLI tells its users these words.
#[tokio::test]
async fn a_command_of_nsx_has_the_words_of_its_path() {
    let component = component(NSX).await;
    let command = |path: &str, name: &str| {
        let identity = serde_json::json!({"path": path, "name": name});
        let mut all = list(&component["cli"], "commands").iter();
        all.find(|command| command["identity"] == identity).unwrap_or_else(|| panic!("no {path} {name}"))
    };
    command("nsx.cloudservice.api.v1.infra.publicips", "list");
    let command = command("nsx.policy.api.v1.infra.domains.groups", "update");
    let option = |name: &str| list(command, "options").iter().find(|option| option["long_option"] == name).cloned();
    let of = |name: &str| option(name).map(|option| [option["type"].clone(), option["generic"].clone()]);
    assert_eq!(of("domain-id"), Some(["string".into(), "NONE".into()]));
    assert_eq!(of("revision"), Some(["long".into(), "OPTIONAL".into()]));
    // Objects of several types are given as JSON.
    assert_eq!(of("expression"), Some(["complex".into(), "OPTIONAL".into()]));
    for absent in ["org", "sddc", "unique-id", "self", "create-time"] {
        assert_eq!(option(absent), None, "{absent}");
    }
}

#[tokio::test]
async fn every_structure_of_a_request_is_described() {
    for name in [VMC, NSX] {
        structures_are_described(name).await;
    }
}

async fn structures_are_described(name: &str) {
    let component = component(name).await;
    let packages = map(&component["metamodel"], "packages");
    let structures = map(packages[name], "structures");
    let text = component.to_string();
    let named: BTreeSet<_> =
        text.split("\"resource_id\":\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(named, structures.keys().copied().collect());
    let (known, field) = if name == VMC { ("AwsSddcConfig", "num_hosts") } else { ("Group", "display_name") };
    let known = structures[&*format!("{name}.model.{known}")];
    let fields: BTreeMap<_, _> = list(known, "fields").iter().map(|field| (field["name"].as_str(), field)).collect();
    assert_eq!(annotated(fields[&Some(field)], "SerializationName", "value"), Some(field));
    for structure in structures.values() {
        let fields = list(structure, "fields");
        assert!(fields.iter().all(|field| annotated(field, "SerializationName", "value").is_some()), "{structure}");
    }
}

/// DCLI makes its help from these, and reaches a command only if no name is both a command and a level of names.
#[tokio::test]
async fn the_levels_of_names_lead_to_every_command() {
    for name in [VMC, NSX] {
        levels_lead_to_every_command(name).await;
    }
}

async fn levels_lead_to_every_command(name: &str) {
    let component = component(name).await;
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
async fn the_documents_give_no_reason_to_keep_them() {
    let server = Target::simulator();
    for path in [VMC, NSX].map(path_of) {
        let answer = server.http().get(format!("{}{path}", server.url())).send().await.unwrap();
        let headers = answer.headers();
        assert!(!headers.contains_key("etag") && !headers.contains_key("expires"), "{headers:?}");
        let cache_control = headers.get("cache-control").map_or("", |value| value.to_str().unwrap());
        assert!(!cache_control.contains("max-age"), "{headers:?}");
    }
}
