//! What the networks of an SDDC should be: groups that name groups, and policies whose rules name groups.

use proptest::{collection::btree_set, prelude::*};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The numbers of groups, policies and rules are below this.
const NAMES: u8 = 5;

/// One request.
#[derive(Debug, Clone)]
pub(super) enum Step {
    PutGroup {
        group: u8,
        members: BTreeSet<u8>,
        revision: Sent,
    },
    PatchGroup {
        group: u8,
        members: Option<BTreeSet<u8>>,
    },
    DeleteGroup {
        group: u8,
    },
    PutPolicy {
        policy: u8,
        rules: BTreeMap<u8, Option<u8>>,
        revision: Sent,
    },
    PatchRule {
        policy: u8,
        rule: u8,
        source: Option<u8>,
    },
    DeleteRule {
        policy: u8,
        rule: u8,
    },
    DeletePolicy {
        policy: u8,
    },
    /// Several groups at once, each put or deleted; all of it happens or nothing.
    PatchTree {
        groups: BTreeMap<u8, Option<BTreeSet<u8>>>,
    },
}

/// The revision that a request names.
#[derive(Debug, Clone, Copy)]
pub(super) enum Sent {
    Current,
    Stale,
    None,
}

#[derive(Debug, Clone, Default)]
struct Group {
    revision: u32,
    members: BTreeSet<u8>,
}

#[derive(Debug, Clone, Default)]
struct Policy {
    revision: u32,
    rules: BTreeMap<u8, Option<u8>>,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Model {
    groups: BTreeMap<u8, Group>,
    policies: BTreeMap<u8, Policy>,
}

pub(super) fn any_step() -> impl Strategy<Value = Step> {
    let name = || 0..NAMES;
    let members = || btree_set(0..NAMES, 0..3);
    let source = || prop::option::weighted(0.7, 0..NAMES);
    let sent = || prop_oneof![4 => Just(Sent::Current), 1 => Just(Sent::Stale), 1 => Just(Sent::None)];
    let rules = prop::collection::btree_map(0..NAMES, source(), 0..3);
    let tree = prop::collection::btree_map(0..NAMES, prop::option::weighted(0.7, members()), 1..4);
    prop_oneof![
        4 => (name(), members(), sent()).prop_map(|(group, members, revision)| Step::PutGroup { group, members, revision }),
        3 => (name(), prop::option::of(members())).prop_map(|(group, members)| Step::PatchGroup { group, members }),
        2 => name().prop_map(|group| Step::DeleteGroup { group }),
        2 => (name(), rules, sent()).prop_map(|(policy, rules, revision)| Step::PutPolicy { policy, rules, revision }),
        2 => (name(), name(), source()).prop_map(|(policy, rule, source)| Step::PatchRule { policy, rule, source }),
        1 => (name(), name()).prop_map(|(policy, rule)| Step::DeleteRule { policy, rule }),
        1 => name().prop_map(|policy| Step::DeletePolicy { policy }),
        2 => tree.prop_map(|groups| Step::PatchTree { groups }),
    ]
}

fn group_path(group: u8) -> String {
    format!("/infra/domains/cgw/groups/g{group}")
}

fn expression(members: &BTreeSet<u8>) -> Value {
    if members.is_empty() {
        return json!([]);
    }
    let paths: Vec<_> = members.iter().copied().map(group_path).collect();
    json!([{"resource_type": "PathExpression", "paths": paths}])
}

fn sources(source: Option<u8>) -> Value {
    json!([source.map_or_else(|| "ANY".to_owned(), group_path)])
}

impl Model {
    /// The method, the path below `/infra` and the body of a step.
    pub(super) fn request(&self, step: &Step) -> (&'static str, String, Option<Value>) {
        let group_at = |group: &u8| format!("/domains/cgw/groups/g{group}");
        let policy_at = |policy: &u8| format!("/domains/cgw/security-policies/p{policy}");
        let rule_at = |policy: &u8, rule: &u8| format!("{}/rules/r{rule}", policy_at(policy));
        match step {
            Step::PutGroup { group, members, revision } => {
                let mut body = json!({"expression": expression(members)});
                name_revision(&mut body, *revision, self.groups.get(group).map(|group| group.revision));
                ("PUT", group_at(group), Some(body))
            }
            Step::PatchGroup { group, members } => {
                let body =
                    members.as_ref().map_or_else(|| json!({}), |members| json!({"expression": expression(members)}));
                ("PATCH", group_at(group), Some(body))
            }
            Step::DeleteGroup { group } => ("DELETE", group_at(group), None),
            Step::PutPolicy { policy, rules, revision } => {
                let rules: Vec<_> = rules
                    .iter()
                    .map(|(rule, source)| json!({"id": format!("r{rule}"), "source_groups": sources(*source)}))
                    .collect();
                let mut body = json!({"category": "Application", "rules": rules});
                name_revision(&mut body, *revision, self.policies.get(policy).map(|policy| policy.revision));
                ("PUT", policy_at(policy), Some(body))
            }
            Step::PatchRule { policy, rule, source } => {
                ("PATCH", rule_at(policy, rule), Some(json!({"source_groups": sources(*source)})))
            }
            Step::DeleteRule { policy, rule } => ("DELETE", rule_at(policy, rule), None),
            Step::DeletePolicy { policy } => ("DELETE", policy_at(policy), None),
            Step::PatchTree { groups } => {
                let child = |(group, members): (&u8, &Option<BTreeSet<u8>>)| {
                    let mut object = json!({"resource_type": "Group", "id": format!("g{group}")});
                    if let Some(members) = members {
                        object["expression"] = expression(members);
                    }
                    json!({"resource_type": "ChildGroup", "Group": object, "marked_for_delete": members.is_none()})
                };
                let children: Vec<_> = groups.iter().map(child).collect();
                let domain = json!({
                    "resource_type": "ChildResourceReference", "id": "cgw", "target_type": "Domain", "children": children,
                });
                ("PATCH", String::new(), Some(json!({"resource_type": "Infra", "children": [domain]})))
            }
        }
    }

    /// Changes the model, and returns the statuses that the answer may have.
    pub(super) fn play(&mut self, step: &Step) -> Vec<u16> {
        let mut after = self.clone();
        match after.change(step) {
            Err(status) => vec![status],
            // A step that is wrong in two ways may be refused for either.
            Ok(stale) => {
                let dangles = after.dangles();
                match (stale, dangles) {
                    (true, true) => vec![412, 400],
                    (true, false) => vec![412],
                    (false, true) => vec![400],
                    (false, false) => {
                        *self = after;
                        vec![200]
                    }
                }
            }
        }
    }

    /// Carries out a step without a look at references. Returns whether the step names a wrong revision.
    fn change(&mut self, step: &Step) -> Result<bool, u16> {
        match step {
            Step::PutGroup { group, members, revision } => {
                let existing = self.groups.get(group).map(|group| group.revision);
                self.set_group(*group, members.clone());
                return Ok(existing.is_some() && !matches!(revision, Sent::Current));
            }
            Step::PatchGroup { group, members } => {
                let kept = self.groups.get(group).map(|group| group.members.clone()).unwrap_or_default();
                self.set_group(*group, members.clone().unwrap_or(kept));
            }
            Step::DeleteGroup { group } => drop(self.groups.remove(group).ok_or(404_u16)?),
            Step::PutPolicy { policy, rules, revision } => {
                let existing = self.policies.get(policy).map(|policy| policy.revision);
                let revision_after = existing.map_or(0, |revision| revision + 1);
                self.policies.insert(*policy, Policy { revision: revision_after, rules: rules.clone() });
                return Ok(existing.is_some() && !matches!(revision, Sent::Current));
            }
            Step::PatchRule { policy, rule, source } => {
                self.policies.get_mut(policy).ok_or(404_u16)?.rules.insert(*rule, *source);
            }
            Step::DeleteRule { policy, rule } => {
                let policy = self.policies.get_mut(policy).ok_or(404_u16)?;
                policy.rules.remove(rule).ok_or(404_u16)?;
            }
            Step::DeletePolicy { policy } => drop(self.policies.remove(policy).ok_or(404_u16)?),
            Step::PatchTree { groups } => {
                for (group, members) in groups {
                    match members {
                        Some(members) => self.set_group(*group, members.clone()),
                        // What is not there need not be deleted.
                        None => drop(self.groups.remove(group)),
                    }
                }
            }
        }
        Ok(false)
    }

    fn set_group(&mut self, group: u8, members: BTreeSet<u8>) {
        let revision = self.groups.get(&group).map_or(0, |group| group.revision + 1);
        self.groups.insert(group, Group { revision, members });
    }

    /// Whether an object names a group that does not exist.
    fn dangles(&self) -> bool {
        let of_rules = self.policies.values().flat_map(|policy| policy.rules.values().flatten());
        let mut named = self.groups.values().flat_map(|group| &group.members).chain(of_rules);
        named.any(|group| !self.groups.contains_key(group))
    }

    /// Every group with its revision and the paths that it names.
    pub(super) fn groups(&self) -> BTreeMap<String, Value> {
        let of = |(group, of): (&u8, &Group)| {
            let paths: Value = expression(&of.members)[0]["paths"].clone();
            (format!("g{group}"), json!([of.revision, paths]))
        };
        self.groups.iter().map(of).collect()
    }

    /// Every policy with its revision and its rules.
    pub(super) fn policies(&self) -> BTreeMap<String, Value> {
        let of = |(policy, of): (&u8, &Policy)| {
            let rules: BTreeMap<_, _> =
                of.rules.iter().map(|(rule, source)| (format!("r{rule}"), sources(*source))).collect();
            (format!("p{policy}"), json!([of.revision, rules]))
        };
        self.policies.iter().map(of).collect()
    }
}

fn name_revision(body: &mut Value, sent: Sent, current: Option<u32>) {
    match (sent, current) {
        (Sent::Current, Some(current)) => body["_revision"] = current.into(),
        (Sent::Stale, Some(current)) => body["_revision"] = (current + 1).into(),
        _ => {}
    }
}
