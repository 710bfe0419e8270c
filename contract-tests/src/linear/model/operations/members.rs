//! The members of an SDDC group: one change at a time, nobody joins twice, and nobody leaves who is not there. (assumption)

use super::tasks::LASTS;
use crate::linear::{
    call::MemberCall,
    model::{reply::Reply, state::Model},
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The kinds of its tasks that the model knows.
pub const MEMBER_KINDS: [&str; 2] = ["CREATE_DEPLOYMENT_GROUP", "UPDATE_MEMBERS"];

const CONFLICT: Reply = Reply::Refused(&[409]);

impl Model {
    pub(crate) fn member(&mut self, call: &MemberCall) -> Reply {
        let now = self.now;
        self.members.settle(now);
        match call {
            MemberCall::Get => Reply::Done(200, json!({"members": self.members.there})),
            MemberCall::Change { add, remove } => {
                let add: BTreeSet<_> = add.iter().cloned().collect();
                let remove: BTreeSet<_> = remove.iter().cloned().collect();
                let there = &self.members.there;
                let fits = add.is_disjoint(there) && remove.is_subset(there);
                if self.members.change.is_some() || !fits {
                    return CONFLICT;
                }
                self.members.change = Some((now + LASTS, add, remove));
                Reply::Done(200, Value::Null)
            }
        }
    }
}
