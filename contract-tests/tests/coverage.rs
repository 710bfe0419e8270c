//! Nothing is declared and then forgotten: each operation of the table is routed, routed operations are in a table, and each is shown by
//! a recording or by a test.
//!
//! A test file says at its head which operations it is about, in a line that begins with the word above. That a declaration is true is
//! for its readers to see; that none is missing is seen here.
//!
//! Operations: none by name.

use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};
use vmc_client::endpoint::Line;

const MARK: &str = "Operations:";

fn control() -> impl Iterator<Item = &'static Line> {
    vmcsim::control::TABLE.iter().chain(vmcsim::console::TABLE)
}

fn names(lines: impl Iterator<Item = &'static Line>) -> BTreeSet<&'static str> {
    lines.map(|line| line.name).collect()
}

/// The files below a folder whose names end like this.
fn files(folder: &Path, end: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap_or_else(|err| panic!("{}: {err}", folder.display())) {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path, end));
        } else if path.to_string_lossy().ends_with(end) {
            found.push(path);
        }
    }
    found
}

/// The operations that the head of a test file declares; `None` where it has no such line.
fn declared(text: &str) -> Option<BTreeSet<String>> {
    let head: Vec<_> = text.lines().map_while(|line| line.strip_prefix("//!")).collect();
    let from = head.iter().position(|line| line.trim().starts_with(MARK))?;
    let lines = head[from..].iter().take_while(|line| !line.trim().is_empty());
    let list = lines.map(|line| line.trim()).collect::<Vec<_>>().join(" ");
    let list = list.trim_start_matches(MARK).trim().trim_end_matches('.');
    let list = if list == "none by name" { "" } else { list };
    Some(list.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect())
}

fn tests() -> BTreeMap<PathBuf, BTreeSet<String>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let read = |path: PathBuf| declared(&std::fs::read_to_string(&path).expect("text")).map(|names| (path, names));
    files(&folder, ".rs").into_iter().filter_map(read).collect()
}

fn recorded() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/recordings");
    let endpoint = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).expect("text");
        let recording: Value = serde_json::from_str(&text).unwrap_or_else(|err| panic!("{}: {err}", path.display()));
        recording["endpoint"].as_str().map(str::to_owned)
    };
    files(&folder, ".json").into_iter().filter_map(endpoint).collect()
}

#[test]
fn what_is_in_the_table_is_routed_and_the_other_way_round() {
    let routed = vmcsim::routed();
    let all: BTreeSet<_> = names(vmc_client::endpoints::all().chain(control()));
    let routes: BTreeSet<_> = routed.iter().copied().collect();
    assert_eq!(routes.len(), routed.len(), "an operation is routed twice");
    let missing: Vec<_> = all.difference(&routes).collect();
    assert!(missing.is_empty(), "in the table and not routed (mock-server/src/http/mod.rs): {missing:?}");
    let strange: Vec<_> = routes.difference(&all).collect();
    assert!(strange.is_empty(), "routed and in no table: {strange:?}");
}

#[test]
fn names_and_addresses_are_given_once() {
    let mut seen = BTreeSet::new();
    for line in vmc_client::endpoints::all().chain(control()) {
        assert!(seen.insert(line.name.to_owned()), "the name {} is given twice", line.name);
        // Two paths that differ in the names of their parameters alone are one address.
        let shape: Vec<_> = line.path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part }).collect();
        let address = format!("{} {}", line.method, shape.join("/"));
        assert!(seen.insert(address), "{} {} is there twice", line.method, line.path);
        assert!(!line.doc.is_empty(), "{} has no description", line.name);
    }
}

#[test]
fn each_operation_is_shown_by_a_recording_or_a_test() {
    let (tests, recorded) = (tests(), recorded());
    let shown: BTreeSet<_> = tests.values().flatten().chain(&recorded).map(String::as_str).collect();
    let all = names(vmc_client::endpoints::all().chain(control()));
    let missing: Vec<_> = all.difference(&shown).collect();
    assert!(missing.is_empty(), "neither recorded nor named in the head of a test file: {missing:?}");
}

#[test]
fn what_tests_declare_is_there() {
    let all = names(vmc_client::endpoints::all().chain(control()));
    for (path, names) in tests() {
        let strange: Vec<_> = names.iter().filter(|name| !all.contains(name.as_str())).collect();
        assert!(strange.is_empty(), "{} is about operations that are not there: {strange:?}", path.display());
    }
}

#[test]
fn declarations_are_read_as_they_are_written() {
    let set = |names: &[&str]| Some(names.iter().map(|name| (*name).to_owned()).collect());
    assert_eq!(declared("//! A theme.\n//!\n//! Operations: A,\n//! B.\n//!\n//! More, and more.\n"), set(&["A", "B"]));
    assert_eq!(declared("//! Operations: none by name.\n"), set(&[]));
    assert_eq!(declared("//! A theme.\n\nuse x;\n//! Operations: A.\n"), None);
    assert!(tests().len() > 5 && recorded().len() > 5, "the files are where they are looked for");
}
