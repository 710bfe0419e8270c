//! Tests of the OpenAPI documents of the service and of the control API, from which clients are generated.

use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};
use vmc_client::endpoint::OperationInfo;
use vmc_contract::Target;

/// Each document with the operations that it should have.
fn documents() -> [(Value, Vec<&'static OperationInfo>); 2] {
    [
        (vmcsim::openapi(), vmc_client::endpoints::all().collect()),
        (vmcsim::control_openapi(), vmcsim::control::table().collect()),
    ]
}

/// Where the reviewed parts of the documents lie: a file for each resource of a service, with its operations and the schemas that no
/// other resource uses.
const SNAPSHOTS: &str = "snapshots/openapi";

/// A change of these files is a change of the published interface, and is reviewed as one.
#[test]
fn the_documents_are_as_reviewed() {
    let mut parts = parts("api", vmcsim::openapi());
    parts.extend(self::parts("control", vmcsim::control_openapi()));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/simulator").join(SNAPSHOTS);
    insta::with_settings!({snapshot_path => SNAPSHOTS, prepend_module_to_snapshot => false}, {
        for (name, part) in &parts {
            insta::assert_json_snapshot!(name.as_str(), part);
        }
    });
    let there = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let there: BTreeSet<_> = there
        .filter(|path| path.extension().is_some_and(|end| end == "snap"))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    assert_eq!(there, parts.into_keys().collect(), "a file for each part, and no other");
}

/// Divides a document by resources, so that nothing is left out and nothing is there twice. What several resources of a service use is in its
/// `shared`, and what is neither an operation nor a schema is in `document`.
fn parts(name: &str, mut document: Value) -> BTreeMap<String, Value> {
    let whole = document.clone();
    let Value::Object(paths) = document["paths"].take() else { panic!("a document has paths") };
    let Value::Object(schemas) = document["components"]["schemas"].take() else { panic!("a document has schemas") };
    let mut users = BTreeMap::<String, BTreeSet<String>>::new();
    let mut parts = BTreeMap::from([(format!("{name}_document"), document)]);
    for (path, operations) in paths {
        let part = part(name, &path);
        for schema in used(&whole, &operations) {
            users.entry(schema).or_default().insert(part.clone());
        }
        parts.entry(part).or_insert_with(|| json!({"paths": {}, "schemas": {}}))["paths"][path] = operations;
    }
    for (schema, shape) in schemas {
        let owners = users.remove(&schema).unwrap_or_default();
        let part = match owners.first() {
            Some(only) if owners.len() == 1 => only.clone(),
            _ => {
                let services: BTreeSet<_> = owners.iter().filter_map(|owner| owner.split('_').next()).collect();
                format!("{}_shared", services.first().filter(|_| services.len() == 1).unwrap_or(&name))
            }
        };
        parts.entry(part).or_insert_with(|| json!({"schemas": {}}))["schemas"][schema] = shape;
    }
    parts
}

/// The part that a path belongs to: its service, and its resource below organization, SDDC or world.
fn part(document: &str, path: &str) -> String {
    let service = match document {
        "api" if path.starts_with("/csp/") => "csp",
        "api" => "vmc",
        other => other,
    };
    let literal = |part: &&str| !part.starts_with('{') && !part.is_empty();
    let above = ["vmc", "csp", "gateway", "am", "slc", "ui", "api", "v1", "v2", "v3", "_vmcsim"];
    let mut parts = path.split('/').filter(literal).skip_while(|part| above.contains(part));
    let mut resource = parts.next().unwrap_or("root");
    while ["orgs", "sddcs", "worlds"].contains(&resource) {
        let Some(below) = parts.next() else { break };
        resource = below;
    }
    format!("{service}_{}", resource.trim_start_matches('.').replace(['-', '.'], "_"))
}

/// The names of the schemas that a part of a document refers to, directly or through other schemas.
fn used<'v>(document: &'v Value, part: &'v Value) -> BTreeSet<String> {
    let (mut found, mut left) = (BTreeSet::new(), vec![part]);
    while let Some(value) = left.pop() {
        visit(value, &mut |value| {
            let name = value["$ref"].as_str().and_then(|reference| reference.strip_prefix("#/components/schemas/"));
            if let Some(name) = name
                && found.insert(name.to_owned())
            {
                left.push(&document["components"]["schemas"][name]);
            }
        });
    }
    found
}

#[tokio::test]
async fn the_server_serves_them_to_everyone() {
    let target = Target::simulator();
    let anyone = target.anyone();
    let (service, control) = (vmcsim::openapi(), vmcsim::control_openapi());
    let networks = vmcsim::networking_openapi();
    for (path, mut expected) in [
        ("/openapi/networking-3.0.json", vmcsim::openapi_3_0(&networks)),
        ("/openapi/networking.json", networks),
        ("/openapi-3.0.json", vmcsim::openapi_3_0(&service)),
        ("/openapi.json", service),
        ("/_vmcsim/openapi-3.0.json", vmcsim::openapi_3_0(&control)),
        ("/_vmcsim/openapi.json", control),
    ] {
        assert_eq!(expected["servers"][0]["url"], "http://127.0.0.1:8080");
        // A generated client sends its requests to the first server.
        expected["servers"][0]["url"] = json!(target.url());
        assert_eq!(anyone.get(path).await.expect(200).body, expected);
    }
}

#[test]
fn another_reader_understands_them() {
    for (document, lines) in documents() {
        let document = oas3::from_json(document.to_string()).expect("an OpenAPI 3.1 document");
        let read: BTreeSet<_> = document.operations().map(|(path, method, _)| (method.to_string(), path)).collect();
        let table: BTreeSet<_> = lines.iter().map(|line| (line.method.to_owned(), line.path.to_owned())).collect();
        assert_eq!(read, table);
        for (path, method, operation) in document.operations() {
            for response in operation.responses(&document).values() {
                assert!(response.description.as_ref().is_some_and(|text| !text.is_empty()), "{method} {path}");
            }
        }
    }
}

#[test]
fn every_operation_is_in_one_of_them_once_with_all_its_parameters() {
    let mut names = BTreeSet::new();
    for (document, lines) in documents() {
        for line in &lines {
            let operation = &document["paths"][line.path][line.method.to_lowercase()];
            assert_eq!(operation["operationId"], line.name);
            assert!(names.insert(line.name), "{} is there twice", line.name);
            assert!(operation["summary"].as_str().is_some_and(|text| text.ends_with('.')), "{}", line.name);
            assert!(operation["responses"][line.status.to_string()].is_object(), "{}", line.name);
            assert!(operation["responses"]["default"].is_object(), "{}", line.name);
            let declared: BTreeSet<_> = parameters(operation, "path").collect();
            let named: BTreeSet<_> = line.path.split('{').skip(1).filter_map(|part| part.split('}').next()).collect();
            assert_eq!(declared, named, "{}", line.name);
            let in_query: Vec<_> = parameters(operation, "query").collect();
            assert_eq!(in_query.len(), in_query.iter().collect::<BTreeSet<_>>().len(), "{}", line.name);
        }
        let operations =
            document["paths"].as_object().expect("paths").values().filter_map(Value::as_object).flatten().count();
        assert_eq!(operations, lines.len(), "operations that no table has");
    }
}

fn parameters<'o>(operation: &'o Value, place: &'o str) -> impl Iterator<Item = &'o str> {
    let all = operation["parameters"].as_array().into_iter().flatten();
    all.filter(move |parameter| parameter["in"] == place).map(move |parameter| {
        assert!(parameter["schema"].is_object() && (place != "path" || parameter["required"] == true), "{parameter}");
        parameter["name"].as_str().expect("a name")
    })
}

#[test]
fn every_reference_leads_somewhere_and_every_schema_is_used() {
    for (document, _) in documents() {
        let mut references = BTreeSet::new();
        visit(&document, &mut |value| {
            if let Some(reference) = value["$ref"].as_str() {
                references.insert(reference.to_owned());
            }
        });
        for reference in &references {
            assert!(document.pointer(&reference[1..]).is_some(), "{reference} leads nowhere");
        }
        let schemas = document["components"]["schemas"].as_object().expect("schemas");
        let used = |name: &&String| references.contains(&format!("#/components/schemas/{name}"));
        assert_eq!(schemas.keys().filter(|name| !used(name)).collect::<Vec<_>>(), Vec::<&String>::new());
    }
}

#[test]
fn the_document_of_networks_is_whole() {
    let document = vmcsim::networking_openapi();
    let read = oas3::from_json(document.to_string()).expect("an OpenAPI 3.1 document");
    let mut names = BTreeSet::new();
    for (path, method, operation) in read.operations() {
        let name = operation.operation_id.clone().expect("a name");
        assert!(names.insert(name), "{method} {path} has the name of another");
        let raw = &document["paths"][&path][method.to_string().to_lowercase()];
        let declared: BTreeSet<_> = parameters(raw, "path").collect();
        let named: BTreeSet<_> = path.split('{').skip(1).filter_map(|part| part.split('}').next()).collect();
        assert_eq!(declared, named, "{path}");
        assert!(raw["summary"].as_str().is_some_and(|text| text.ends_with('.')), "{path}");
        assert!(document["tags"].as_array().expect("tags").iter().any(|tag| tag["name"] == raw["tags"][0]), "{path}");
    }
    assert!(names.len() > 700, "{}", names.len());
    let mut references = BTreeSet::new();
    visit(&document, &mut |value| references.extend(value["$ref"].as_str().map(str::to_owned)));
    for reference in &references {
        assert!(document.pointer(&reference[1..]).is_some(), "{reference} leads nowhere");
    }
    for name in document["components"]["schemas"].as_object().expect("schemas").keys() {
        assert!(references.contains(&format!("#/components/schemas/{name}")), "{name} is not used");
    }
}

fn visit<'v>(value: &'v Value, see: &mut impl FnMut(&'v Value)) {
    see(value);
    match value {
        Value::Array(items) => items.iter().for_each(|item| visit(item, see)),
        Value::Object(members) => members.values().for_each(|member| visit(member, see)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
