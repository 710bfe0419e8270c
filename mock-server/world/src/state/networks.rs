//! The networks of an SDDC: a tree of documents.
//!
//! A document is what a client put at a path, with what the service adds to it. All kinds of documents (groups, rules, segments, VPN sessions)
//! have one record, because they differ only in data.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Bound,
    sync::Arc,
};

/// The largest number of documents in one SDDC.
pub const DOCUMENTS_MAX: usize = 10_000;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// The fields that a client can set, complete with their defaults.
    pub body: Map<String, Value>,
    /// The number of changes since the document was created.
    pub revision: u32,
    /// `unique_id`: a UUID, or for rules a decimal number.
    pub unique: Arc<str>,
    /// The position of the document in the order of creation.
    pub order: u64,
    pub created: Timestamp,
    pub created_by: Arc<str>,
    pub modified: Timestamp,
    pub modified_by: Arc<str>,
}

/// All documents of an SDDC, by path.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "Record", into = "Record")]
pub struct Networks {
    documents: BTreeMap<Arc<str>, Arc<Document>>,
    /// Pairs of a path and the path of a document that names it. They follow from the documents.
    references: BTreeSet<(Arc<str>, Arc<str>)>,
    /// The number of documents that were ever created.
    pub created: u64,
    /// The last number that a firewall rule was given.
    pub last_rule: u64,
}

/// How networks are serialized.
#[derive(Clone, Serialize, Deserialize)]
struct Record {
    documents: BTreeMap<Arc<str>, Arc<Document>>,
    created: u64,
    last_rule: u64,
}

impl From<Record> for Networks {
    fn from(record: Record) -> Self {
        let mut networks = Self { created: record.created, last_rule: record.last_rule, ..Self::default() };
        for (path, document) in record.documents {
            networks.insert(path, document);
        }
        networks
    }
}

impl From<Networks> for Record {
    fn from(networks: Networks) -> Self {
        let Networks { documents, created, last_rule, .. } = networks;
        Self { documents, created, last_rule }
    }
}

impl Networks {
    pub fn len(&self) -> usize {
        self.documents.len()
    }

    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }

    pub fn get(&self, path: &str) -> Option<&Arc<Document>> {
        self.documents.get(path)
    }

    /// Puts a document at a path. Returns the one that was there.
    pub fn insert(&mut self, path: Arc<str>, document: Arc<Document>) -> Option<Arc<Document>> {
        let before = self.remove(&path);
        for target in named_paths(&document.body) {
            self.references.insert((target.into(), path.clone()));
        }
        self.documents.insert(path, document);
        before
    }

    /// Removes the document at a path and returns it.
    pub fn remove(&mut self, path: &str) -> Option<Arc<Document>> {
        let (path, document) = self.documents.remove_entry(path)?;
        for target in named_paths(&document.body) {
            self.references.remove(&(target.into(), path.clone()));
        }
        Some(document)
    }

    /// All documents in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = (&Arc<str>, &Arc<Document>)> {
        self.documents.iter()
    }

    /// The documents below a path, at any depth, in the order of their paths.
    pub fn below<'n>(&'n self, path: &str) -> impl Iterator<Item = (&'n Arc<str>, &'n Arc<Document>)> + use<'n> {
        let (first, end) = (format!("{path}/"), format!("{path}0"));
        self.documents.range::<str, _>((Bound::Included(first.as_str()), Bound::Excluded(end.as_str())))
    }

    /// The documents one step below a path. What lies deeper is skipped without being looked at.
    pub fn directly_below<'n>(
        &'n self,
        path: &str,
    ) -> impl Iterator<Item = (&'n Arc<str>, &'n Arc<Document>)> + use<'n> {
        let start = path.len() + 1;
        let (mut from, end) = (format!("{path}/"), format!("{path}0"));
        std::iter::from_fn(move || {
            loop {
                let range = (Bound::Included(from.as_str()), Bound::Excluded(end.as_str()));
                let (found, document) = self.documents.range::<str, _>(range).next()?;
                match found[start..].split_once('/') {
                    // `0` follows `/`, and a document below this one begins with it and a slash.
                    None => {
                        from = format!("{found}\u{0}");
                        return Some((found, document));
                    }
                    Some((child, _)) => from = format!("{}{child}0", &found[..start]),
                }
            }
        })
    }

    /// The paths of the documents that name a path.
    pub fn referrers<'n>(&'n self, path: &str) -> impl Iterator<Item = &'n Arc<str>> + use<'n> {
        let target: Arc<str> = path.into();
        let from = (target.clone(), Arc::from(""));
        self.references.range(from..).take_while(move |(named, _)| **named == *target).map(|(_, by)| by)
    }
}

/// The fields whose values are no paths of other documents: those of the document itself, and texts for people.
const OWN_PATHS: [&str; 9] =
    ["path", "parent_path", "relative_path", "remote_path", "display_name", "description", "notes", "comments", "tags"];

/// Returns the paths of other documents that a body names.
pub fn named_paths(body: &Map<String, Value>) -> Vec<&str> {
    let mut paths = Vec::new();
    for (name, value) in body {
        if !OWN_PATHS.contains(&name.as_str()) {
            collect(value, &mut paths);
        }
    }
    paths
}

fn collect<'v>(value: &'v Value, paths: &mut Vec<&'v str>) {
    match value {
        Value::String(text) if text.starts_with("/infra/") => paths.push(text),
        Value::Array(values) => values.iter().for_each(|value| collect(value, paths)),
        Value::Object(fields) => paths.extend(named_paths(fields)),
        _ => {}
    }
}
