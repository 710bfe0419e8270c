//! Short names for the ids and tokens of a world, such as `sddc-1` for the first SDDC.

use serde_json::Value;
use std::collections::HashMap;

/// The names assigned so far. Its `Debug` output shows no ids, because some are tokens.
#[derive(Default)]
pub(super) struct Names {
    by_id: HashMap<String, String>,
    ids: HashMap<String, String>,
    /// The names of each kind, in the order in which they were assigned.
    kinds: HashMap<&'static str, Vec<String>>,
    /// The names of the contents of each SDDC, by the name of the SDDC.
    inside: HashMap<String, Vec<String>>,
    /// The last revision that was seen of each group.
    revisions: HashMap<String, u64>,
}

impl Names {
    /// Returns the name of the thing with this id, and assigns one if the id is new. A value that is not an id is
    /// returned unchanged, so that it is visible in the history.
    pub(super) fn name_of(&mut self, kind: &'static str, id: &Value) -> Value {
        let Some(id) = id.as_str() else { return id.clone() };
        if let Some(name) = self.by_id.get(id) {
            return name.clone().into();
        }
        let names = self.kinds.entry(kind).or_default();
        let name = format!("{kind}-{}", names.len() + 1);
        names.push(name.clone());
        self.by_id.insert(id.to_owned(), name.clone());
        self.ids.insert(name.clone(), id.to_owned());
        name.into()
    }

    /// Returns the id of a thing. A name that is not assigned is returned as it is.
    pub(super) fn id(&self, name: &str) -> String {
        self.ids.get(name).map_or(name, String::as_str).to_owned()
    }

    /// Returns the things of a kind, the oldest first.
    pub(super) fn kind(&self, kind: &str) -> &[String] {
        self.kinds.get(kind).map_or(&[], Vec::as_slice)
    }

    /// Remembers the clusters that an SDDC shows.
    pub(super) fn note_clusters(&mut self, sddc: &Value) {
        if let Some(name) = sddc["sddc"].as_str() {
            self.note_all(name, &sddc["clusters"], "cluster");
        }
    }

    /// Remembers that these are in an SDDC.
    pub(super) fn note_all(&mut self, sddc: &str, items: &Value, key: &str) {
        for name in items.as_array().into_iter().flatten().filter_map(|item| item[key].as_str()) {
            let there = self.inside.entry(sddc.to_owned()).or_default();
            if !there.iter().any(|known| known == name) {
                there.push(name.to_owned());
            }
        }
    }

    /// Remembers the revision of a group.
    pub(super) fn note_revision(&mut self, group: &str, revision: u64) {
        self.revisions.insert(group.to_owned(), revision);
    }

    /// Returns the last revision that was seen of a group.
    pub(super) fn revision(&self, group: &str) -> Option<u64> {
        self.revisions.get(group).copied()
    }

    /// Returns the SDDCs that were seen in use, the oldest first.
    pub(super) fn in_use(&self) -> Vec<&String> {
        self.kind("sddc").iter().filter(|sddc| self.inside.contains_key(*sddc)).collect()
    }

    /// Returns the things of a kind that were seen in an SDDC.
    pub(super) fn inside(&self, sddc: &str, kind: &str) -> Vec<&String> {
        let there = self.inside.get(sddc).into_iter().flatten();
        there.filter(|name| name.starts_with(kind)).collect()
    }
}
