//! What was read of an organization.

use jiff::Timestamp;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The answers of the service. What could not be read is `None` or missing.
#[derive(Debug, Default)]
pub(super) struct Answers {
    pub(super) org: Value,
    pub(super) sddcs: Vec<Value>,
    pub(super) accounts: Vec<Value>,
    /// Compatible subnets by the id of the account.
    pub(super) subnets: BTreeMap<String, Value>,
    pub(super) connections: Vec<Value>,
    pub(super) subscriptions: Vec<Value>,
    /// The tasks, if an SDDC is being created or deleted.
    pub(super) tasks: Vec<Value>,
    pub(super) users: Option<Vec<Value>>,
    pub(super) apps: Vec<Value>,
    /// Public addresses by the id of the SDDC.
    pub(super) public_ips: BTreeMap<String, Vec<Value>>,
    /// Documents of networks by the id of the SDDC, and the types that were read.
    pub(super) documents: BTreeMap<String, Vec<Value>>,
    pub(super) types_read: BTreeMap<String, BTreeSet<String>>,
}

impl Answers {
    /// Returns the latest time in the answers, which the clock of the world shows first.
    pub(super) fn latest(&self) -> Option<Timestamp> {
        let mut latest: Option<Timestamp> = None;
        let all = [&self.sddcs, &self.accounts, &self.connections];
        for entity in all.into_iter().flatten().chain([&self.org]) {
            for key in ["created", "updated"] {
                let time = entity[key].as_str().and_then(|text| text.parse().ok());
                latest = latest.max(time);
            }
        }
        latest
    }

    /// Returns which documents of networks were read, by the name of the SDDC.
    pub(super) fn read_documents(&self) -> BTreeMap<String, ReadDocuments> {
        let name = |sddc: &Value| sddc["name"].as_str().unwrap_or_default().to_owned();
        let read = |sddc: &Value| {
            let id = sddc["id"].as_str()?;
            let paths = self.documents.get(id)?.iter().filter_map(|document| document["path"].as_str());
            Some(ReadDocuments { types: self.types_read.get(id)?.clone(), paths: paths.map(str::to_owned).collect() })
        };
        self.sddcs.iter().filter_map(|sddc| Some((name(sddc), read(sddc)?))).collect()
    }
}

/// The documents of networks of an SDDC.
#[derive(Debug, Clone)]
pub(super) struct ReadDocuments {
    /// The types that were read.
    pub(super) types: BTreeSet<String>,
    pub(super) paths: BTreeSet<String>,
}
