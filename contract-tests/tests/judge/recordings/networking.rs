//! Compares the recordings of networking with the published networking tables: each recording names the operation of
//! its path, and every recorded body consists of published fields, kinds of values and words.

use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use vmc_contract::{
    networking_table::{Found, NetworkingTable, Operation},
    recording::{Recording, Recordings},
};

/// Answers that are no published type as a whole, and the reasons.
const NOT_TYPED: &[(u32, &str)] = &[
    (96, "A whole edge is not in the preview interface. PARTS has the features and interfaces that are."),
    (100, "The interface of NSX-V declares no body for refusals."),
];

/// Parts of answers that are of a published type, although the type around them does not tell it: recording, JSON
/// pointer, and type.
const PARTS: &[(u32, &str, &str)] = &[
    (74, "/results/0/status", "ConsolidatedRealizedStatus"),
    (96, "/featureConfigs/features/0", "FirewallConfig"),
    (96, "/featureConfigs/features/1", "DnsConfig"),
    (96, "/featureConfigs/features/2", "Ipsec"),
    (96, "/featureConfigs/features/3", "Nat"),
    (96, "/vnics", "Vnics"),
    (99, "", "EdgeSummary"),
];

const GUIDE: &str = "The guide of 2018 contradicts its own type, and every binding has the type.";
const TEXTS: &str = "The client writes booleans as texts.";

/// Differences from the tables that are known: recording, place without the numbers of list items, and reason.
const DIFFERENCES: &[(u32, &str, &str)] = &[
    (74, "$.results[].status", "A hit of a search has the state of its realization, and the object itself has not."),
    (90, "$.results[].dispaly_name", GUIDE),
    (90, "$.results[].ip", GUIDE),
    (90, "$.results[].ports", GUIDE),
    (90, "$.results[].protocols", GUIDE),
    (92, "$.vpn_internet_ip", "The guide of 2018 has one address where every binding has the list vpn_internet_ips."),
    (93, "$.results[].state", "The guide of 2018 prints CONNECTED, which is in no published enum."),
    (94, "$.httpStatus", "The body names its status, and the published type has no field for it."),
    (102, "request.firewallRules[].enabled", TEXTS),
    (102, "request.firewallRules[].loggingEnabled", TEXTS),
    (102, "request.firewallRules[].destination.exclude", TEXTS),
    (103, "request.enabled", TEXTS),
    (103, "request.dnsViews.dnsView[].enabled", TEXTS),
    (103, "request.dnsViews.dnsView[].recursion", TEXTS),
    (103, "request.logging.enable", TEXTS),
];

/// Operations that are outside the tables: recording and reason.
const NOT_PUBLISHED: &[(u32, &str)] = &[
    (94, "The path is cut."),
    (96, "An edge as a whole has an operation on premises only."),
    (99, "The summary of one edge has an operation on premises only."),
    (100, "Routing is configured on premises only."),
];

/// The tables, by the folder of recordings that belongs to each.
fn tables() -> BTreeMap<&'static str, NetworkingTable> {
    [
        ("nsxt_policy", NetworkingTable::policy()),
        ("nsxt_cloud", NetworkingTable::cloud_service()),
        ("nsxv", NetworkingTable::preview()),
    ]
    .into()
}

fn table_of<'a>(tables: &'a BTreeMap<&str, NetworkingTable>, recording: &Recording) -> &'a NetworkingTable {
    &tables[recording.file.split('/').next().unwrap()]
}

fn operation_of<'a>(table: &'a NetworkingTable, recording: &Recording) -> Option<&'a Operation> {
    table.operation(recording.endpoint.as_deref()?)
}

/// The places at which the bodies of a recording differ from the types.
fn differences_of(table: &NetworkingTable, recording: &Recording) -> Found {
    let mut found = Found::new();
    let Recording { record, request, response, .. } = recording;
    let operation = operation_of(table, recording);
    if let Some(body) = &response.body
        && !NOT_TYPED.iter().any(|(not_typed, _)| not_typed == record)
    {
        let is_refusal = body.get("error_message").is_some();
        let answer = if is_refusal { Some("ApiError") } else { operation.and_then(|of| of.response.as_deref()) };
        let whole = PARTS.iter().find(|(of, pointer, _)| of == record && pointer.is_empty());
        let notation = answer.or(whole.map(|(.., name)| *name)).unwrap_or_else(|| panic!("{recording}: no type"));
        table.differences("$", notation, None, body, &mut found);
    }
    for (_, pointer, name) in PARTS.iter().filter(|(of, ..)| of == record) {
        let part = response.body.as_ref().and_then(|body| body.pointer(pointer));
        let part = part.unwrap_or_else(|| panic!("{recording} has no {pointer}"));
        table.differences(&format!("${pointer}"), name, None, part, &mut found);
    }
    if let Some(body) = &request.body {
        let notation = operation.and_then(|operation| operation.request.as_deref());
        let notation = notation.unwrap_or_else(|| panic!("{recording}: no type of the request"));
        table.differences("request", notation, None, body, &mut found);
    }
    found
}

#[test]
fn recorded_bodies_have_the_published_fields() {
    let (tables, recordings) = (tables(), Recordings::read_networking().unwrap());
    let numbers: Vec<_> = recordings.numbers().collect();
    assert_eq!(numbers, (55..=58).chain(63..=103).collect::<Vec<_>>(), "the recordings that there are");
    let found: BTreeSet<(u32, String)> = recordings
        .all()
        .flat_map(|recording| {
            let found = differences_of(table_of(&tables, recording), recording);
            found.into_iter().map(|place| (recording.record, place))
        })
        .collect();
    let known: BTreeSet<_> = DIFFERENCES.iter().map(|(record, place, _)| (*record, (*place).to_owned())).collect();
    let new: Vec<_> = found.difference(&known).collect();
    assert!(new.is_empty(), "these are not published: {new:?}");
    let gone: Vec<_> = known.difference(&found).collect();
    assert!(gone.is_empty(), "these do not differ: {gone:?}");
}

/// A field that is not published is found in every object of every recorded body, so no part of a body is skipped.
#[test]
fn no_recorded_object_escapes_the_comparison() {
    let (tables, mut marked) = (tables(), 0);
    for recording in Recordings::read_networking().unwrap().all() {
        let table = table_of(&tables, recording);
        let before = differences_of(table, recording);
        let is_typed = !NOT_TYPED.iter().any(|(record, _)| *record == recording.record);
        let parts: Vec<_> = PARTS.iter().filter(|(record, ..)| *record == recording.record).collect();
        let answers = objects(recording.response.body.as_ref())
            .into_iter()
            .filter(|pointer| is_typed || parts.iter().any(|(_, part, _)| pointer.starts_with(part)));
        for pointer in answers {
            let mut changed = recording.clone();
            let object = changed.response.body.as_mut().and_then(|body| body.pointer_mut(&pointer)).unwrap();
            object["mark"] = json!(1);
            assert!(differences_of(table, &changed) != before, "{recording}: a field of {pointer} is not looked at");
            marked += 1;
        }
        for pointer in objects(recording.request.body.as_ref()) {
            let mut changed = recording.clone();
            let object = changed.request.body.as_mut().and_then(|body| body.pointer_mut(&pointer)).unwrap();
            object["mark"] = json!(1);
            assert!(differences_of(table, &changed) != before, "{recording}: a field of {pointer} is not looked at");
            marked += 1;
        }
    }
    assert!(marked > 150, "{marked} objects");
}

/// The JSON pointers of all objects in a body.
fn objects(body: Option<&Value>) -> Vec<String> {
    fn add(value: &Value, pointer: &str, all: &mut Vec<String>) {
        match value {
            Value::Object(members) => {
                all.push(pointer.to_owned());
                members.iter().for_each(|(key, value)| add(value, &format!("{pointer}/{key}"), all));
            }
            Value::Array(items) => {
                items.iter().enumerate().for_each(|(at, value)| add(value, &format!("{pointer}/{at}"), all));
            }
            _ => {}
        }
    }
    let mut all = Vec::new();
    if let Some(body) = body {
        add(body, "", &mut all);
    }
    all
}

#[test]
fn recordings_name_the_operations_of_their_paths() {
    let tables = tables();
    for recording in Recordings::read_networking().unwrap().all() {
        let is_published = !NOT_PUBLISHED.iter().any(|(record, _)| *record == recording.record);
        let operation = operation_of(table_of(&tables, recording), recording);
        assert_eq!(operation.is_some(), is_published, "{recording}: operation {:?}", recording.endpoint);
        let Some(operation) = operation else {
            assert_eq!(recording.endpoint, None, "{recording}");
            continue;
        };
        assert_eq!(operation.method, recording.request.method, "{recording}");
        let path = below_the_base(&recording.request.path);
        let (template, path) = (operation.path.split('/'), path.trim_end_matches('/').split('/'));
        assert_eq!(template.clone().count(), path.clone().count(), "{recording}: {}", operation.path);
        for (name, part) in template.zip(path) {
            assert!(name == part || name.starts_with('{'), "{recording}: {part} instead of {name}");
        }
        if let Some(status) = recording.response.status.filter(|status| *status < 400) {
            assert!(operation.statuses.contains(&status), "{recording}: {status}, published {:?}", operation.statuses);
        }
    }
}

/// The path after the base, as the tables have it.
fn below_the_base(path: &str) -> String {
    let bases = ["/vmc/reverse-proxy/api/orgs/{org}/sddcs/{sddc}", "/vmc/api/orgs/{org}/sddcs/{sddc}"];
    let path = bases.iter().find_map(|base| path.strip_prefix(base)).unwrap_or(path);
    match path.strip_prefix("/api/4.0/") {
        Some(rest) => format!("/networks/4.0/{rest}"),
        None => path.to_owned(),
    }
}

#[test]
fn names_of_operations_are_unique_over_all_tables() {
    let mut names = BTreeSet::new();
    for operation in tables().into_values().flat_map(|table| table.operations) {
        assert!(!operation.name.starts_with('.'), "{} {} has half a name", operation.method, operation.path);
        assert!(names.insert(operation.name.clone()), "{} is the name of two operations", operation.name);
    }
}
