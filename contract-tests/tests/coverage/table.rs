//! The table of what is simulated and what shows it, as the server carries it.
//!
//! Operations: none by name.

use super::heads;
use serde_json::Value;
use std::{collections::BTreeMap, path::Path};
use vmc_client::endpoints;
use vmc_contract::{published::Published, recording::Recordings};
use vmcsim::{
    NotSimulated,
    coverage::{Coverage, Part, Row},
};

/// Where it lies in the server, and what `vmcsim coverage` is told from.
const JSON: &str = "coverage.json";
const MARKDOWN: &str = "COVERAGE.md";

/// The table, made anew from the operations, their tests and recordings.
fn generated() -> Coverage {
    let published = [Published::vmc().expect("fixtures"), Published::csp().expect("fixtures")];
    let mut rows = simulated(&vmcsim::openapi());
    for operation in published.iter().flat_map(|published| &published.operations) {
        if rows.iter().any(|row| row.method == operation.method && row.path == operation.path) {
            continue;
        }
        let listed = NotSimulated::find(&operation.method.parse().expect("a method"), &operation.path);
        rows.push(Row {
            part: if operation.preview_networking { Part::PreviewNetworking } else { part(&operation.path) },
            operation: operation.name.clone(),
            method: operation.method.clone(),
            path: operation.path.clone(),
            not_simulated: Some(listed.map_or_else(|| "not written yet".to_owned(), |listed| listed.reason.to_owned())),
            recordings: Vec::new(),
            tests: Vec::new(),
            usual_refusals: Vec::new(),
            own_refusals: Vec::new(),
        });
    }
    rows.sort_by_key(|row| row.part);
    Coverage(rows)
}

/// The rows of the endpoint table, in its order.
fn simulated(document: &Value) -> Vec<Row> {
    let tests = heads::tests();
    let recordings = Recordings::read().expect("recordings");
    let mut recorded = BTreeMap::<String, Vec<u32>>::new();
    for number in recordings.numbers() {
        if let Some(operation) = &recordings.get(number).expect("its number").endpoint {
            recorded.entry(operation.clone()).or_default().push(number);
        }
    }
    let row = |line: &vmc_client::endpoint::Line| Row {
        part: part(line.path),
        operation: line.name.to_owned(),
        method: line.method.to_owned(),
        path: line.path.to_owned(),
        not_simulated: None,
        recordings: recorded.get(line.name).cloned().unwrap_or_default(),
        tests: those(&tests, |head| head.operations.contains(line.name)),
        usual_refusals: usual_refusals(
            line.path,
            line.method,
            &document["paths"][line.path][line.method.to_lowercase()],
        ),
        own_refusals: those(&tests, |head| head.refusals.contains(line.name)),
    };
    endpoints::all().map(row).collect()
}

fn those(tests: &BTreeMap<String, heads::Head>, about: impl Fn(&heads::Head) -> bool) -> Vec<String> {
    tests.iter().filter(|(_, head)| about(head)).map(|(file, _)| file.clone()).collect()
}

fn part(path: &str) -> Part {
    if path.starts_with("/csp/") { Part::Csp } else { Part::Vmc }
}

/// What `flows/every_operation` tries on an operation of this kind.
fn usual_refusals(path: &str, method: &str, entry: &Value) -> Vec<String> {
    let parameters = || path.split('{').skip(1);
    let needs_token = entry["security"].as_array().is_some_and(|ways| !ways.is_empty());
    let kinds = [
        ("token", needs_token),
        ("role", path.starts_with("/vmc/") && method != "GET"),
        ("org", parameters().any(|name| name.starts_with("org"))),
        ("id", parameters().any(|name| !name.starts_with("org"))),
        ("body", entry["requestBody"].is_object()),
    ];
    kinds.into_iter().filter(|(_, can)| *can).map(|(kind, _)| kind.to_owned()).collect()
}

/// `UPDATE_COVERAGE=1` writes the files instead.
#[test]
fn what_the_server_says_of_itself_is_true() {
    let coverage = generated();
    // A row in a line, so that a change of one is a change of one.
    let rows: Vec<_> = coverage.0.iter().map(|row| serde_json::to_string(row).expect("JSON")).collect();
    let json = format!("[\n{}\n]\n", rows.join(",\n"));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../mock-server");
    for (file, text) in [(JSON, json), (MARKDOWN, coverage.to_markdown())] {
        let path = folder.join(file);
        if std::env::var_os("UPDATE_COVERAGE").is_some_and(|value| value == "1") {
            std::fs::write(&path, text).unwrap_or_else(|err| panic!("{}: {err}", path.display()));
        } else {
            let there = std::fs::read_to_string(&path).unwrap_or_default();
            assert!(
                there == text,
                "mock-server/{file} is stale: UPDATE_COVERAGE=1 cargo test -p vmc-contract --test coverage"
            );
        }
    }
}
