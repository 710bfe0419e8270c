//! The members of groups, as their expressions choose them.

use super::{
    machines::Machine,
    request::{View, text},
};
use crate::vmc::networking::defaults::current;
use serde_json::Value;
use std::collections::BTreeSet;

/// The members of a group.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Members {
    /// Addresses, ranges and networks that the group names.
    pub addresses: BTreeSet<String>,
    /// Paths of segments, ports and groups.
    pub objects: BTreeSet<String>,
    /// Ids of virtual machines.
    pub machines: BTreeSet<String>,
}

impl Members {
    fn or(mut self, other: Self) -> Self {
        self.addresses.extend(other.addresses);
        self.objects.extend(other.objects);
        self.machines.extend(other.machines);
        self
    }

    fn and(self, other: &Self) -> Self {
        Self {
            addresses: &self.addresses & &other.addresses,
            objects: &self.objects & &other.objects,
            machines: &self.machines & &other.machines,
        }
    }
}

/// Chooses members among the objects of an SDDC.
pub(super) struct Choice<'v> {
    pub view: &'v View<'v>,
    pub machines: Vec<Machine>,
    /// The groups that were looked at, so that groups in each other end.
    seen: BTreeSet<String>,
}

impl<'v> Choice<'v> {
    pub(super) fn new(view: &'v View<'v>) -> Self {
        Self { view, machines: super::machines::machines(view.sddc, view.networks), seen: BTreeSet::new() }
    }

    /// Returns the members of the group at a path, with those of the groups in it. Without such a group there are none.
    pub(super) fn of_group(&mut self, path: &str) -> Members {
        let Some(group) = self.view.networks.get(path).filter(|_| self.seen.insert(path.to_owned())) else {
            return Members::default();
        };
        let group = current(self.view.sddc, path, group);
        let expressions = group.body.get("expression").and_then(Value::as_array);
        self.of_all(expressions.map(Vec::as_slice).unwrap_or_default())
    }

    /// `expressions` is a list with a conjunction operator between each two. They apply from left to right.
    fn of_all(&mut self, expressions: &[Value]) -> Members {
        let mut members = Members::default();
        let mut is_and = false;
        for expression in expressions {
            match expression["conjunction_operator"].as_str() {
                Some(operator) => is_and = operator == "AND",
                None => {
                    let next = self.of_one(expression);
                    members = if is_and { members.and(&next) } else { members.or(next) };
                    is_and = false;
                }
            }
        }
        members
    }

    fn of_one(&mut self, expression: &Value) -> Members {
        let texts = |name: &str| {
            let found = expression[name].as_array().into_iter().flatten();
            found.filter_map(Value::as_str).map(str::to_owned).collect::<BTreeSet<_>>()
        };
        match expression["resource_type"].as_str().unwrap_or_default() {
            "IPAddressExpression" => Members { addresses: texts("ip_addresses"), ..Members::default() },
            "ExternalIDExpression" => Members { machines: texts("external_ids"), ..Members::default() },
            "NestedExpression" => match expression["expressions"].as_array() {
                Some(nested) => self.of_all(nested),
                None => Members::default(),
            },
            "PathExpression" => {
                let paths = texts("paths");
                let mut members = Members::default();
                for path in paths {
                    if path.contains("/groups/") {
                        members = members.or(self.of_group(&path));
                    }
                    members.objects.insert(path);
                }
                members
            }
            "Condition" => self.of_condition(expression),
            _ => Members::default(),
        }
    }

    fn of_condition(&self, condition: &Value) -> Members {
        let field = |name: &str| condition[name].as_str().unwrap_or_default();
        let (key, operator, value) = (field("key"), field("operator"), field("value"));
        let fits = |text: &str| compare(operator, text, value);
        let mut members = Members::default();
        match field("member_type") {
            "VirtualMachine" => {
                let chosen = self.machines.iter().filter(|machine| match key {
                    "Tag" => has_tag(&machine.tags, operator, value),
                    "OSName" => fits(machine.operating_system),
                    "ALL" => true,
                    _ => fits(machine.name),
                });
                members.machines.extend(chosen.map(|machine| machine.external_id.clone()));
            }
            of @ ("Segment" | "SegmentPort" | "LogicalSwitch" | "LogicalPort") => {
                let wanted = if of.ends_with("Port") { "SegmentPort" } else { "Segment" };
                for (path, _, document) in self.view.documents().filter(|(_, kind, _)| kind.of_type == wanted) {
                    let tags =
                        document.body.get("tags").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
                    let is_chosen = match key {
                        "Tag" => has_tag(tags, operator, value),
                        _ => fits(text(document, "display_name").unwrap_or_default()),
                    };
                    if is_chosen {
                        members.objects.insert(path.to_owned());
                    }
                }
            }
            _ => {}
        }
        members
    }
}

/// Whether one of some tags fits a condition, whose value is `scope|tag` or a tag alone. An empty scope or tag fits all.
fn has_tag(tags: &[Value], operator: &str, value: &str) -> bool {
    let (scope, wanted) = value.split_once('|').unwrap_or(("", value));
    let part = |tag: &Value, name: &str| tag[name].as_str().unwrap_or_default().to_owned();
    let fits = |tag: &Value| {
        (scope.is_empty() || part(tag, "scope") == scope)
            && (wanted.is_empty() || compare(operator, &part(tag, "tag"), wanted))
    };
    match operator {
        "NOTEQUALS" => !tags.iter().any(|tag| part(tag, "tag") == wanted),
        _ => tags.iter().any(fits),
    }
}

/// Compares a text with the value of a condition. `MATCHES` means equality. (assumption)
fn compare(operator: &str, text: &str, value: &str) -> bool {
    match operator {
        "CONTAINS" => text.contains(value),
        "STARTSWITH" => text.starts_with(value),
        "ENDSWITH" => text.ends_with(value),
        "NOTEQUALS" => text != value,
        "IN" => value.split(',').any(|value| value.trim() == text),
        "NOTIN" => !value.split(',').any(|value| value.trim() == text),
        _ => text == value,
    }
}
