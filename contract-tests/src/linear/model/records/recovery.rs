//! The site recovery of an SDDC.

use serde_json::{Value, json};

/// A site recovery. Times are in seconds since the world began.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Recovery {
    pub(crate) state: &'static str,
    /// When the state ends, if it does by itself.
    pub(crate) until: Option<u32>,
    /// The nodes in the order of their creation.
    pub(crate) nodes: Vec<Node>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Node {
    pub(crate) suffix: Option<String>,
    /// When it is ready, if it is not yet.
    pub(crate) until: Option<u32>,
}

impl Recovery {
    /// Lets what is due by now happen.
    pub(crate) fn settle(&mut self, now: u32) {
        for node in &mut self.nodes {
            node.until = node.until.filter(|until| *until > now);
        }
        if self.until.is_some_and(|until| until <= now) {
            self.until = None;
            if self.state == "ACTIVATING" {
                self.state = "ACTIVATED";
            } else {
                self.state = "DEACTIVATED";
                self.nodes.clear();
            }
        }
    }

    pub(crate) fn view(&self) -> Value {
        let state = |node: &Node| match (self.state, node.until) {
            ("DEACTIVATING", _) => "DELETING",
            (_, Some(_)) => "DEPLOYING",
            (_, None) => "READY",
        };
        let nodes: Vec<_> = self.nodes.iter().map(|node| json!([node.suffix, state(node)])).collect();
        json!({"state": self.state, "nodes": nodes})
    }
}
