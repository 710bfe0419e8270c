//! Nothing is declared and then forgotten: each operation of the table is routed, routed operations are in a table, and each is shown by
//! a recording or by a test.
//!
//! A test file says at its head which operations it is about, in a line that begins with the word below, and which it sees refused
//! for reasons of their own, in a line that begins with `Refusals:`. That a declaration is true is for its readers to see; that none is
//! missing is seen here. From all this follows the table that `vmcsim coverage` prints.
//!
//! Operations: none by name.

mod heads;
mod table;

use std::collections::BTreeSet;
use vmc_client::endpoint::OperationInfo;
use vmc_contract::recording::Recordings;

fn control() -> impl Iterator<Item = &'static OperationInfo> {
    vmcsim::control::table()
}

fn names(lines: impl Iterator<Item = &'static OperationInfo>) -> BTreeSet<&'static str> {
    lines.map(|line| line.name).collect()
}

fn recorded() -> BTreeSet<String> {
    let recordings = Recordings::read().expect("recordings");
    recordings.numbers().filter_map(|number| recordings.get(number).ok()?.endpoint.clone()).collect()
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
    let (tests, recorded) = (heads::tests(), recorded());
    let tested = tests.values().flat_map(|head| &head.operations);
    let shown: BTreeSet<_> = tested.chain(&recorded).map(String::as_str).collect();
    let all = names(vmc_client::endpoints::all().chain(control()));
    let missing: Vec<_> = all.difference(&shown).collect();
    assert!(missing.is_empty(), "neither recorded nor named in the head of a test file: {missing:?}");
}

#[test]
fn what_tests_declare_is_there() {
    let all = names(vmc_client::endpoints::all().chain(control()));
    for (file, head) in heads::tests() {
        let named = head.operations.union(&head.refusals);
        let strange: Vec<_> = named.filter(|name| !all.contains(name.as_str())).collect();
        assert!(strange.is_empty(), "{file} is about operations that are not there: {strange:?}");
    }
}

/// Which refusals a test looks at cannot be read from its code, but whether it looks at any.
#[test]
fn tests_that_look_at_refusals_say_whose() {
    for (file, head) in heads::tests() {
        assert!(
            head.operations.is_empty() || head.looks_at_refusals != head.refusals.is_empty(),
            "{file}: a file that looks at refusals, and no other, names the operations in its head after `Refusals:`"
        );
    }
}
