//! Tests of the OpenAPI documents of the service and of the control API, from which clients are generated.

use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};
use vmc_client::{endpoint::OperationInfo, endpoints};
use vmc_contract::Target;
use vmcsim::Family;

/// The documents of the families, each with the operations that it should have. The document of networks is not made from a table of endpoints,
/// and has a test of its own.
fn families() -> [(Value, Vec<&'static OperationInfo>); 4] {
    let csp: Vec<_> = endpoints::csp::TABLES.into_iter().flatten().copied().collect();
    let mut add_ons = vec![endpoints::autoscaler::TABLE, endpoints::site_recovery::TABLE];
    add_ons.extend(endpoints::sddc_groups::TABLES);
    let add_ons: Vec<_> = add_ons.into_iter().flatten().copied().collect();
    let vmc = endpoints::all().filter(|line| !csp.contains(line) && !add_ons.contains(line)).collect();
    [
        (vmcsim::openapi_of(Family::Vmc), vmc),
        (vmcsim::openapi_of(Family::Csp), csp),
        (vmcsim::openapi_of(Family::AddOns), add_ons),
        (vmcsim::openapi_of(Family::Control), vmcsim::control::table().collect()),
    ]
}

/// The document of the whole service, and those of the families.
fn documents() -> Vec<(Value, Vec<&'static OperationInfo>)> {
    let mut documents = vec![(vmcsim::openapi(), endpoints::all().collect())];
    documents.extend(families());
    documents
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

/// The addresses of the documents, and what they serve in OpenAPI 3.1.
fn addresses() -> [(&'static str, Value); 6] {
    [
        ("/openapi.json", vmcsim::openapi()),
        ("/openapi/vmc.json", vmcsim::openapi_of(Family::Vmc)),
        ("/openapi/csp.json", vmcsim::openapi_of(Family::Csp)),
        ("/openapi/addons.json", vmcsim::openapi_of(Family::AddOns)),
        ("/openapi/networking.json", vmcsim::networking_openapi()),
        ("/_vmcsim/openapi.json", vmcsim::control_openapi()),
    ]
}

#[tokio::test]
async fn the_server_serves_them_to_everyone_in_both_versions() {
    let target = Target::simulator();
    let anyone = target.anyone();
    for (path, newer) in addresses() {
        let older = vmcsim::openapi_3_0(&newer);
        let mut addresses = vec![(path.to_owned(), &newer), (format!("{path}?version=3.1"), &newer)];
        addresses.push((format!("{path}?version=3.0"), &older));
        // These addresses were there before the versions.
        if !["/openapi/vmc.json", "/openapi/csp.json", "/openapi/addons.json"].contains(&path) {
            addresses.push((path.replace(".json", "-3.0.json"), &older));
        }
        for (address, expected) in addresses {
            let mut expected = expected.clone();
            assert_eq!(expected["servers"][0]["url"], "http://127.0.0.1:8080");
            // A generated client sends its requests to the first server.
            expected["servers"][0]["url"] = json!(target.url());
            assert!(anyone.get(&address).await.expect(200).body == expected, "{address}");
        }
    }
}

#[tokio::test]
async fn other_versions_are_refused() {
    let target = Target::simulator();
    for (path, _) in addresses() {
        for query in ["version=2.0", "version=", "version", "version=3.0&version=3.1", "version=3.1.0", "version=%33"] {
            let refused = target.anyone().get(&format!("{path}?{query}")).await.expect(400);
            assert_eq!((&refused.body["status"], &refused.body["path"]), (&json!(400), &json!(path)));
            assert!(refused.text.contains("`version` is 3.1 or 3.0"), "{}", refused.text);
        }
        target.anyone().get(&format!("{path}?version=%33.1&other=1")).await.expect(200);
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
fn every_operation_is_in_the_document_of_one_family_and_in_the_whole() {
    let mut names = BTreeSet::new();
    for (document, lines) in families() {
        for line in &lines {
            assert!(names.insert(line.name), "{} is there twice", line.name);
        }
        assert_eq!(count(&document), lines.len(), "operations that no table has");
    }
    let all: BTreeSet<_> = endpoints::all().chain(vmcsim::control::table()).map(|line| line.name).collect();
    assert_eq!(names, all);
    assert_eq!(count(&vmcsim::openapi()), endpoints::all().count());
}

fn count(document: &Value) -> usize {
    document["paths"].as_object().expect("paths").values().filter_map(Value::as_object).flatten().count()
}

/// What describes an operation is the same in the document of its family and in the whole.
#[test]
fn families_describe_operations_as_the_whole_does() {
    let whole = vmcsim::openapi();
    for (document, lines) in &families()[..3] {
        for line in lines {
            let of = |document: &Value| document["paths"][line.path][line.method.to_lowercase()].clone();
            assert_eq!(of(document), of(&whole), "{}", line.name);
        }
        for (name, schema) in document["components"]["schemas"].as_object().expect("schemas") {
            assert_eq!(*schema, whole["components"]["schemas"][name], "{name}");
        }
        assert_ne!(document["info"]["title"], whole["info"]["title"]);
    }
}

#[test]
fn operations_are_there_with_all_their_parameters() {
    for (document, lines) in documents() {
        for line in &lines {
            let operation = &document["paths"][line.path][line.method.to_lowercase()];
            assert_eq!(operation["operationId"], line.name);
            assert!(operation["summary"].as_str().is_some_and(|text| text.ends_with('.')), "{}", line.name);
            assert!(operation["responses"][line.status.to_string()].is_object(), "{}", line.name);
            assert!(operation["responses"]["default"].is_object(), "{}", line.name);
            let declared: BTreeSet<_> = parameters(operation, "path").collect();
            let named: BTreeSet<_> = line.path.split('{').skip(1).filter_map(|part| part.split('}').next()).collect();
            assert_eq!(declared, named, "{}", line.name);
            let in_query: Vec<_> = parameters(operation, "query").collect();
            assert_eq!(in_query.len(), in_query.iter().collect::<BTreeSet<_>>().len(), "{}", line.name);
        }
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
