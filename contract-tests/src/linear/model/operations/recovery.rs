//! The site recovery of an SDDC: one activation at a time, one node at a time, one node of each suffix. (assumption, except the second)

use super::tasks::LASTS;
use crate::linear::{
    call::RecoveryCall,
    model::{
        records::recovery::{Node, Recovery},
        reply::{BAD, Reply, UNKNOWN},
        state::Model,
    },
};
use serde_json::Value;

/// The kinds of its tasks that the model knows.
pub const RECOVERY_KINDS: [&str; 3] = ["SITE-RECOVERY-ACTIVATE", "SITE-RECOVERY-DEACTIVATE", "SRM-NODE-CREATE"];

impl Model {
    pub(crate) fn recovery(&mut self, call: &RecoveryCall) -> Reply {
        let (now, until) = (self.now, Some(self.now + LASTS));
        if let Some(recovery) = &mut self.recovery {
            recovery.settle(now);
        }
        match (call, &mut self.recovery) {
            (RecoveryCall::Activate, Some(recovery)) if recovery.state != "DEACTIVATED" => BAD,
            (RecoveryCall::Activate, recovery) => {
                let nodes = vec![Node { suffix: None, until }];
                *recovery = Some(Recovery { state: "ACTIVATING", until, nodes });
                Reply::Done(200, Value::Null)
            }
            (_, None) => UNKNOWN,
            (RecoveryCall::Get, Some(recovery)) => Reply::Done(200, recovery.view()),
            (RecoveryCall::Deactivate { force }, Some(recovery)) => {
                let is_busy = recovery.nodes.iter().any(|node| node.until.is_some());
                let is_open = matches!(recovery.state, "ACTIVATING" | "ACTIVATED");
                if !is_open || (is_busy && !force) {
                    return BAD;
                }
                (recovery.state, recovery.until) = ("DEACTIVATING", until);
                recovery.nodes.iter_mut().for_each(|node| node.until = None);
                Reply::Done(200, Value::Null)
            }
            (RecoveryCall::CreateNode { suffix }, Some(recovery)) => {
                let hinders = |node: &Node| node.until.is_some() || node.suffix.as_ref() == Some(suffix);
                if recovery.state != "ACTIVATED" || recovery.nodes.iter().any(hinders) {
                    return BAD;
                }
                recovery.nodes.push(Node { suffix: Some(suffix.clone()), until });
                Reply::Done(200, Value::Null)
            }
        }
    }
}
