//! Checks that a refused request to the control API changes nothing: the exported world stays the same to the byte.
//!
//! The requests are generated from the table of operations and from the OpenAPI document. Requests to the service are
//! checked in `judge/variants` and in `properties/refusals`.

use serde_json::{Value, json};
use std::collections::BTreeSet;
use vmc_client::endpoint::OperationInfo;
use vmc_contract::World;

/// Values for the parameters of a path, other than the world.
const NOTHING: [&str; 3] = ["nothing", "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee", "999999"];

/// Bodies that no operation accepts, and one that some accept.
const BODIES: [&str; 6] = ["{", "[]", "7", "{\"pizza\": 1}", "{\"pizza\": 1, \"\": 2}", ""];

/// Values that few fields can have.
fn values() -> [Value; 7] {
    [json!([]), json!({}), json!({"pizza": 1}), json!("pizza"), json!(-1), json!(1e300), json!("")]
}

/// The names of the fields of a JSON body, as the document has them.
fn fields(document: &Value, line: &OperationInfo) -> Vec<String> {
    let operation = &document["paths"][line.path][line.method.to_lowercase()];
    let mut schema = &operation["requestBody"]["content"]["application/json"]["schema"];
    if let Some(choice) = schema["anyOf"].get(0) {
        schema = choice;
    }
    if let Some(name) = schema["$ref"].as_str() {
        schema = document.pointer(name.trim_start_matches('#')).unwrap();
    }
    schema["properties"].as_object().map(|fields| fields.keys().cloned().collect()).unwrap_or_default()
}

/// Paths of an operation: with the world itself, and with things that are not there.
fn paths(line: &OperationInfo, world: &str) -> BTreeSet<String> {
    let path = |thing: &str| {
        let part = |part: &str| {
            let value = if part == "{world}" {
                world
            } else if part.starts_with('{') {
                thing
            } else {
                part
            };
            value.to_owned()
        };
        line.path.split('/').map(part).collect::<Vec<_>>().join("/")
    };
    NOTHING.iter().map(|thing| path(thing)).collect()
}

#[tokio::test]
async fn a_refused_request_to_the_control_changes_nothing() {
    let document = vmcsim::control_openapi();
    let world = World::with(json!({"pacing": {"preset": "manual"}})).await;
    world.owner().await.create_sddc("a").await.expect(202);
    let (anyone, id) = (world.target().anyone(), world.text("id").to_owned());
    let export = async || world.control("GET", "/export", &Value::Null).await.expect(200).text;
    let (mut before, mut refused, mut operations) = (export().await, 0, BTreeSet::new());
    // This world would be gone, and worlds that were made would stay.
    let lines = vmcsim::control::table().filter(|line| !matches!(line.name, "DeleteWorld" | "CreateWorld"));
    for line in lines {
        let fields = fields(&document, line);
        let bodies = fields.iter().flat_map(|name| values().map(|value| json!({(name.as_str()): value}).to_string()));
        let bodies: Vec<_> = BODIES.iter().map(|body| (*body).to_owned()).chain(bodies).collect();
        for path in paths(line, &id) {
            for body in &bodies {
                let headers = [("content-type", "application/json")];
                let answer = anyone.ask(line.method, &path, &headers, body.as_str()).await;
                let after = export().await;
                if answer.status < 400 {
                    before = after;
                    continue;
                }
                assert!(answer.status < 500, "{} {path} {body}: {}", line.method, answer.text);
                assert!(before == after, "{} {path} {body} was refused and has changed something", line.method);
                refused += 1;
                operations.insert(line.name);
            }
        }
    }
    assert!(refused > 300 && operations.len() > 10, "{refused} requests to {operations:?} were refused");
}
