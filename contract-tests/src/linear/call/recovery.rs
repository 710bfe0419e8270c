//! Calls about the site recovery of an SDDC: clients activate it, and add nodes of the same names.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The kind of name that the SDDC has whose site recovery the calls are about. There is one in a history.
pub(crate) const RECOVERED: &str = "recovered";

/// A call about site recovery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the operations are those of the endpoint table")]
pub enum RecoveryCall {
    Get,
    Activate,
    Deactivate { force: bool },
    CreateNode { suffix: String },
}

impl RecoveryCall {
    /// The operation, by its name in the endpoint table.
    pub fn operation(&self) -> &'static str {
        match self {
            Self::Get => "GetSiteRecovery",
            Self::Activate => "ActivateSiteRecovery",
            Self::Deactivate { .. } => "DeactivateSiteRecovery",
            Self::CreateNode { .. } => "CreateSrmNode",
        }
    }

    /// Returns `true` if the call changes nothing, whatever its answer.
    pub(super) fn only_looks(&self) -> bool {
        matches!(self, Self::Get)
    }

    /// Returns method, path below the site recovery, and body.
    pub(super) fn request(&self) -> (&'static str, String, Option<Value>) {
        match self {
            Self::Get => ("GET", String::new(), None),
            Self::Activate => ("POST", String::new(), None),
            Self::Deactivate { force } => ("DELETE", format!("?force={force}"), None),
            Self::CreateNode { suffix } => {
                ("POST", "/srm-nodes".to_owned(), Some(json!({"srm_extension_key_suffix": suffix})))
            }
        }
    }

    /// Returns the compared parts of an answer: the nodes in their order, which is that of their creation. The model does not say when their
    /// VMs are there.
    pub(super) fn seen(&self, body: &Value) -> Value {
        if !self.only_looks() {
            return Value::Null;
        }
        let nodes = body["srm_nodes"].as_array().into_iter().flatten().map(|node| {
            let state = if node["state"] == "PROVISIONED" { json!("DEPLOYING") } else { node["state"].clone() };
            json!([node["srm_extension_key_suffix"], state])
        });
        json!({"state": body["site_recovery_state"], "nodes": nodes.collect::<Vec<_>>()})
    }
}
