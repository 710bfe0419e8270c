//! Groups of an SDDC's networks: they are replaced with their current revision only, name groups that exist, and stay while others name
//! them. A revision for a group that does not exist has no meaning. (assumption)

use crate::linear::{
    call::GroupCall,
    model::{
        records::groups::Group,
        reply::{BAD, Reply, UNKNOWN},
        state::Model,
    },
};
use serde_json::Value;

/// A revision is not the current one.
const STALE: Reply = Reply::Refused(&[412]);
/// A revision is not the current one, and a group is named that does not exist.
const BAD_OR_STALE: Reply = Reply::Refused(&[400, 412]);

impl Model {
    pub(crate) fn group(&mut self, call: &GroupCall) -> Reply {
        match call {
            GroupCall::List => {
                Reply::Done(200, self.groups.iter().map(|(name, group)| group.view(name)).collect::<Vec<_>>().into())
            }
            GroupCall::Get { group } => {
                self.groups.get(group).map_or(UNKNOWN, |found| Reply::Done(200, found.view(group)))
            }
            GroupCall::Put { group, members, revision } => {
                let is_stale = self.groups.get(group).is_some_and(|found| Some(found.revision) != *revision);
                match (is_stale, self.dangles(group, members)) {
                    (true, true) => BAD_OR_STALE,
                    (true, false) => STALE,
                    (false, true) => BAD,
                    (false, false) => Reply::Done(200, self.write_group(group, members.clone())),
                }
            }
            GroupCall::Patch { group, members } => {
                let kept = || self.groups.get(group).map(|found| found.members.clone()).unwrap_or_default();
                let members = members.clone().unwrap_or_else(kept);
                if self.dangles(group, &members) {
                    return BAD;
                }
                self.write_group(group, members);
                Reply::Done(200, Value::Null)
            }
            GroupCall::Delete { group } => {
                if !self.groups.contains_key(group) {
                    return UNKNOWN;
                }
                let mut others = self.groups.iter().filter(|(name, _)| *name != group);
                if others.any(|(_, other)| other.members.contains(group)) {
                    return BAD;
                }
                self.groups.remove(group);
                Reply::Done(200, Value::Null)
            }
        }
    }

    fn dangles(&self, group: &str, members: &[String]) -> bool {
        members.iter().any(|member| member != group && !self.groups.contains_key(member))
    }

    fn write_group(&mut self, name: &str, members: Vec<String>) -> Value {
        let revision = self.groups.get(name).map_or(0, |group| group.revision + 1);
        let group = Group { revision, members };
        let view = group.view(name);
        self.groups.insert(name.to_owned(), group);
        view
    }
}
