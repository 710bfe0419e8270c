//! Groups of an SDDC's networks.

use serde_json::{Value, json};

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Group {
    pub(crate) revision: u64,
    /// The groups that it names.
    pub(crate) members: Vec<String>,
}

impl Group {
    pub(crate) fn view(&self, name: &str) -> Value {
        json!({"group": name, "revision": self.revision, "members": self.members})
    }
}
