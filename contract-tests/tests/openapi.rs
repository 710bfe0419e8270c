//! The OpenAPI documents, of the service and of the control of the simulation: what clients are generated from.
//!
//! Operations: none by name.

use serde_json::Value;
use std::collections::BTreeSet;
use vmc_client::endpoint::OperationInfo;
use vmc_contract::Target;

/// Each document with the operations that it should have.
fn documents() -> [(Value, Vec<&'static OperationInfo>); 2] {
    [
        (vmcsim::openapi(), vmc_client::endpoints::all().collect()),
        (vmcsim::control_openapi(), vmcsim::control::table().collect()),
    ]
}

/// A change of these files is a change of the published interface, and is reviewed as one.
#[test]
fn the_documents_are_as_reviewed() {
    insta::assert_json_snapshot!("document", vmcsim::openapi());
    insta::assert_json_snapshot!("control", vmcsim::control_openapi());
}

#[tokio::test]
async fn the_server_serves_them_to_everyone() {
    let anyone = Target::simulator().anyone();
    assert_eq!(anyone.get("/openapi.json").await.expect(200).body, vmcsim::openapi());
    assert_eq!(anyone.get("/_vmcsim/openapi.json").await.expect(200).body, vmcsim::control_openapi());
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

fn visit(value: &Value, see: &mut impl FnMut(&Value)) {
    see(value);
    match value {
        Value::Array(items) => items.iter().for_each(|item| visit(item, see)),
        Value::Object(members) => members.values().for_each(|member| visit(member, see)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
