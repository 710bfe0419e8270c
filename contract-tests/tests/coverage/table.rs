//! The table of what is simulated and what shows it, as the server carries it.
//!
//! Operations: none by name.

use super::heads;
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};
use vmc_client::{endpoint::OperationInfo, endpoints};
use vmc_contract::{linear, published::Published, recording::Recordings, variants::Plan};
use vmcsim::{
    NotSimulated,
    coverage::{Coverage, Part, Row},
};

/// Where it lies in the server, and what `vmcsim coverage` is told from.
const JSON: &str = "coverage.json";
const MARKDOWN: &str = "COVERAGE.md";

/// Of the variants that are counted. Another seed gives other values, and about as many.
const SEED: u64 = 7;

/// The table, made anew from the operations, their tests and recordings.
fn generated() -> Coverage {
    let published = [Published::vmc().expect("fixtures"), Published::csp().expect("fixtures")];
    let mut rows = simulated(&vmcsim::openapi(), &published);
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
            ..Row::default()
        });
    }
    rows.sort_by_key(|row| row.part);
    Coverage(rows)
}

/// The rows of the endpoint table, in its order.
fn simulated(document: &Value, published: &[Published]) -> Vec<Row> {
    let (tests, mut models, methods) = (heads::tests(), heads::models(), client_methods());
    let linear = linear::call::OPERATIONS.map(str::to_owned);
    models.insert("properties/linear".to_owned(), linear.into_iter().collect());
    let mut variants = BTreeMap::<String, usize>::new();
    for variant in Plan::new(SEED).expect("a plan").variants() {
        *variants.entry(variant.operation.clone()).or_default() += 1;
    }
    let is_published = |line: &OperationInfo| {
        let operations = published.iter().flat_map(|published| &published.operations);
        operations.clone().any(|operation| operation.method == line.method && operation.path == line.path)
    };
    let recordings = Recordings::read().expect("recordings");
    let mut recorded = BTreeMap::<String, Vec<u32>>::new();
    for number in recordings.numbers() {
        if let Some(operation) = &recordings.get(number).expect("its number").endpoint {
            recorded.entry(operation.clone()).or_default().push(number);
        }
    }
    let row = |line: &OperationInfo| Row {
        part: part(line.path),
        operation: line.name.to_owned(),
        method: line.method.to_owned(),
        path: line.path.to_owned(),
        not_simulated: None,
        schema_checked: is_published(line),
        recordings: recorded.get(line.name).cloned().unwrap_or_default(),
        tests: those(&tests, |head| head.operations.contains(line.name)),
        usual_refusals: usual_refusals(
            line.path,
            line.method,
            &document["paths"][line.path][line.method.to_lowercase()],
        ),
        own_refusals: those(&tests, |head| head.refusals.contains(line.name)),
        models: models.iter().filter(|(_, all)| all.contains(line.name)).map(|(file, _)| file.clone()).collect(),
        client_methods: methods.get(line.name).cloned().unwrap_or_default(),
        variants: variants.get(&format!("{} {}", line.method, line.path)).copied().unwrap_or_default(),
    };
    endpoints::all().map(row).collect()
}

/// The typed methods of the client by the operation that they call, read from its sources. That a test calls each of them is seen by
/// `client_methods`.
fn client_methods() -> BTreeMap<String, Vec<String>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../client/src/http");
    let mut files = heads::files(&folder.join("methods"), ".rs");
    files.push(folder.join("methods.rs"));
    // By the name of each function: whether it is public, and what it calls: operations, or other functions.
    let mut functions = BTreeMap::<String, (bool, BTreeSet<String>)>::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap_or_else(|err| panic!("{}: {err}", file.display()));
        let mut function = String::new();
        for line in text.lines().map(str::trim) {
            if let Some((before, rest)) = line.split_once("async fn ") {
                function = rest.split('(').next().unwrap_or_default().to_owned();
                functions.entry(function.clone()).or_default().0 = before == "pub ";
            }
            for (_, rest) in line.match_indices("self.").map(|(at, mark)| line.split_at(at + mark.len())) {
                let called = match rest.strip_prefix("call::<").or_else(|| rest.strip_prefix("call_as_client::<")) {
                    Some(operation) => operation.split('>').next(),
                    None => rest.split('(').next(),
                };
                functions.entry(function.clone()).or_default().1.extend(called.map(str::to_owned));
            }
        }
    }
    let mut methods = BTreeMap::<String, Vec<String>>::new();
    for (name, (_, calls)) in functions.iter().filter(|(_, (public, _))| *public) {
        let through = calls.iter().filter_map(|called| functions.get(called)).flat_map(|(_, calls)| calls);
        for operation in calls.iter().chain(through).filter(|called| !functions.contains_key(*called)) {
            methods.entry(operation.clone()).or_default().push(name.clone());
        }
    }
    methods
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
