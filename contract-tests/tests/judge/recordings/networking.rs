//! Compares the recordings of networking with the published networking tables: each recording names the operation of
//! its path, and every recorded body consists of published fields, kinds of values and words.

use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use vmc_contract::recording::{Recording, Recordings};
use vmcsim_fixtures::published;

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

#[derive(Deserialize)]
struct Table {
    operations: Vec<Operation>,
    types: BTreeMap<String, Type>,
}

#[derive(Deserialize)]
struct Operation {
    name: String,
    method: String,
    path: String,
    request: Option<String>,
    response: Option<String>,
    statuses: Vec<u16>,
}

#[derive(Deserialize)]
struct Type {
    base: Option<String>,
    fields: BTreeMap<String, Field>,
    type_identifier: Option<String>,
    discriminator: Option<String>,
    #[serde(default)]
    subtypes: Vec<String>,
}

#[derive(Deserialize)]
struct Field {
    #[serde(rename = "type")]
    notation: String,
    #[serde(default)]
    required: bool,
    #[serde(rename = "enum")]
    words: Option<Vec<String>>,
}

/// The tables, by the folder of recordings that belongs to each.
fn tables() -> BTreeMap<&'static str, Table> {
    [("nsxt_policy", published::NSXT_POLICY), ("nsxt_cloud", published::NSXT_CLOUD_SERVICE), ("nsxv", published::NSXV)]
        .map(|(folder, text)| (folder, serde_json::from_str(text).unwrap_or_else(|err| panic!("{folder}: {err}"))))
        .into()
}

impl Table {
    fn of<'a>(tables: &'a BTreeMap<&str, Table>, recording: &Recording) -> &'a Table {
        &tables[recording.file.split('/').next().unwrap()]
    }

    fn operation(&self, recording: &Recording) -> Option<&Operation> {
        self.operations.iter().find(|operation| Some(&operation.name) == recording.endpoint.as_ref())
    }

    /// The fields of a type, with those of its bases. Its own take precedence.
    fn fields(&self, name: &str) -> BTreeMap<&str, &Field> {
        let of = &self.types[name];
        let mut fields = of.base.as_deref().map(|base| self.fields(base)).unwrap_or_default();
        fields.extend(of.fields.iter().map(|(name, field)| (name.as_str(), field)));
        fields
    }

    /// Adds the places at which a value is not of the type, without the numbers of list items.
    fn differences(&self, place: &str, notation: &str, words: Option<&[String]>, value: &Value, found: &mut Found) {
        let item = notation.strip_prefix("array<").or(notation.strip_prefix("set<"));
        let fits = match (item.and_then(|rest| rest.strip_suffix('>')).ok_or(notation), value) {
            (Ok(item), Value::Array(items)) => {
                items.iter().for_each(|value| self.differences(&format!("{place}[]"), item, words, value, found));
                true
            }
            (Err("string"), Value::String(text)) => words.is_none_or(|words| words.contains(text)),
            (Err("integer"), Value::Number(number)) => !number.is_f64(),
            (Err("boolean"), Value::Bool(_)) => true,
            (Err("object"), Value::Object(_)) => {
                // A free-form object says itself what it is.
                if let Some(of) = value["resource_type"].as_str().filter(|of| self.types.contains_key(*of)) {
                    self.object_differences(place, of, value, found);
                }
                true
            }
            (Err(name), Value::Object(_)) if self.types.contains_key(name) => {
                let of = self.subtype(name, value);
                of.is_some_and(|of| {
                    self.object_differences(place, of, value, found);
                    true
                })
            }
            _ => false,
        };
        if !fits {
            found.insert(place.to_owned());
        }
    }

    /// The type of an object for which a place has the type `name`. `None` if the object names a type that is not
    /// one of its subtypes.
    fn subtype<'a>(&'a self, name: &'a str, value: &Value) -> Option<&'a str> {
        let of = &self.types[name];
        let Some(discriminator) = &of.discriminator else { return Some(name) };
        let named = value[discriminator].as_str();
        let is_named = |of: &&str| self.types.get(*of).is_some_and(|of| of.type_identifier.as_deref() == named);
        of.subtypes.iter().map(String::as_str).chain([name]).find(is_named)
    }

    fn object_differences(&self, place: &str, name: &str, value: &Value, found: &mut Found) {
        let fields = self.fields(name);
        for (key, value) in value.as_object().into_iter().flatten() {
            let place = format!("{place}.{key}");
            match fields.get(key.as_str()) {
                Some(field) => self.differences(&place, &field.notation, field.words.as_deref(), value, found),
                None => _ = found.insert(place),
            }
        }
        let absent = fields.iter().filter(|(key, field)| field.required && value.get(**key).is_none());
        found.extend(absent.map(|(key, _)| format!("{place}.{key}")));
    }

    /// The places at which the bodies of a recording differ from the types.
    fn differences_of(&self, recording: &Recording) -> Found {
        let mut found = Found::new();
        let Recording { record, request, response, .. } = recording;
        let operation = self.operation(recording);
        if let Some(body) = &response.body
            && !NOT_TYPED.iter().any(|(not_typed, _)| not_typed == record)
        {
            let is_refusal = body.get("error_message").is_some();
            let answer = if is_refusal { Some("ApiError") } else { operation.and_then(|of| of.response.as_deref()) };
            let whole = PARTS.iter().find(|(of, pointer, _)| of == record && pointer.is_empty());
            let notation = answer.or(whole.map(|(.., name)| *name)).unwrap_or_else(|| panic!("{recording}: no type"));
            self.differences("$", notation, None, body, &mut found);
        }
        for (_, pointer, name) in PARTS.iter().filter(|(of, ..)| of == record) {
            let part = response.body.as_ref().and_then(|body| body.pointer(pointer));
            let part = part.unwrap_or_else(|| panic!("{recording} has no {pointer}"));
            self.differences(&format!("${pointer}"), name, None, part, &mut found);
        }
        if let Some(body) = &request.body {
            let notation = operation.and_then(|operation| operation.request.as_deref());
            let notation = notation.unwrap_or_else(|| panic!("{recording}: no type of the request"));
            self.differences("request", notation, None, body, &mut found);
        }
        found
    }
}

type Found = BTreeSet<String>;

#[test]
fn recorded_bodies_have_the_published_fields() {
    let (tables, recordings) = (tables(), Recordings::read_networking().unwrap());
    let numbers: Vec<_> = recordings.numbers().collect();
    assert_eq!(numbers, (55..=58).chain(63..=103).collect::<Vec<_>>(), "the recordings that there are");
    let found: BTreeSet<(u32, String)> = recordings
        .all()
        .flat_map(|recording| {
            let found = Table::of(&tables, recording).differences_of(recording);
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
        let table = Table::of(&tables, recording);
        let before = table.differences_of(recording);
        let is_typed = !NOT_TYPED.iter().any(|(record, _)| *record == recording.record);
        let parts: Vec<_> = PARTS.iter().filter(|(record, ..)| *record == recording.record).collect();
        let answers = objects(recording.response.body.as_ref())
            .into_iter()
            .filter(|pointer| is_typed || parts.iter().any(|(_, part, _)| pointer.starts_with(part)));
        for pointer in answers {
            let mut changed = recording.clone();
            let object = changed.response.body.as_mut().and_then(|body| body.pointer_mut(&pointer)).unwrap();
            object["mark"] = json!(1);
            assert!(table.differences_of(&changed) != before, "{recording}: a field of {pointer} is not looked at");
            marked += 1;
        }
        for pointer in objects(recording.request.body.as_ref()) {
            let mut changed = recording.clone();
            let object = changed.request.body.as_mut().and_then(|body| body.pointer_mut(&pointer)).unwrap();
            object["mark"] = json!(1);
            assert!(table.differences_of(&changed) != before, "{recording}: a field of {pointer} is not looked at");
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
        let operation = Table::of(&tables, recording).operation(recording);
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
