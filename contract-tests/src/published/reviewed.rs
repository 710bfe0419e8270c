//! The differences from the published tables, and the list of the intended ones: `published-differences.json`.
//!
//! The list is maintained by hand: a line that no longer differs is itself reported.

use anyhow::Context;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fmt;

/// A difference between the contract and a published table.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
pub struct Difference {
    /// The aspect that differs.
    pub what: What,
    /// The place: a field such as `Sddc.name`, an operation such as `GET /vmc/api/orgs`, or a parameter such as `GET
    /// /vmc/api/orgs/{org}/sddcs ?$filter`.
    pub r#where: String,
    /// The contract's value; null if it has none.
    pub ours: Value,
    /// The published value; null if there is none.
    pub published: Value,
}

/// The aspect in which the contract and a table differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum What {
    /// Only one of the two has the operation.
    Operation,
    /// Only one of the two has the parameter.
    Parameter,
    /// Only one of the two has a body, in the request or in the answer.
    Body,
    /// The success statuses differ.
    Statuses,
    /// Only one of the two has the field.
    Field,
    /// The kinds of JSON value differ.
    Type,
    /// The value is required in only one of the two.
    Required,
    /// The known values of a text differ.
    Enum,
    /// The formats of a text or number differ.
    Format,
}

/// An intended difference.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    what: What,
    r#where: String,
    ours: Value,
    published: Value,
    reason: String,
}

/// The intended differences.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(transparent)]
pub struct Reviewed(Vec<Line>);

impl Reviewed {
    /// Returns the built-in list.
    ///
    /// # Errors
    /// The file cannot be parsed.
    pub fn read() -> anyhow::Result<Self> {
        serde_json::from_str(include_str!("../../published-differences.json"))
            .context("published-differences.json cannot be read")
    }

    /// Returns `true` if any difference of this kind at this place is intended.
    pub fn is_meant(&self, what: What, place: &str) -> bool {
        self.0.iter().any(|line| line.what == what && line.r#where == place)
    }

    /// Returns a sentence for each fault: a difference that is not in the list, and a line that no longer differs,
    /// occurs twice or gives no reason.
    pub fn settle(&self, found: &[Difference]) -> Vec<String> {
        let differences: Vec<_> = self.0.iter().map(Line::difference).collect();
        let new =
            found.iter().filter(|found| !differences.contains(found)).map(|found| format!("not reviewed: {found}"));
        let stale =
            differences.iter().filter(|line| !found.contains(line)).map(|line| format!("no longer differs: {line}"));
        let twice = differences.iter().enumerate().filter(|(place, line)| differences[..*place].contains(line));
        let twice = twice.map(|(_, line)| format!("listed twice: {line}"));
        let unreasoned = self.0.iter().filter(|line| line.reason.trim().is_empty());
        let unreasoned = unreasoned.map(|line| format!("without a reason: {}", line.difference()));
        new.chain(stale).chain(twice).chain(unreasoned).collect()
    }
}

impl Reviewed {
    /// Returns the contract's value at a place where a difference of this kind is intended.
    pub(super) fn ours(&self, what: What, place: &str) -> Option<&Value> {
        self.0.iter().find(|line| line.what == what && line.r#where == place).map(|line| &line.ours)
    }
}

impl Line {
    fn difference(&self) -> Difference {
        let Self { what, r#where, ours, published, .. } = self.clone();
        Difference { what, r#where, ours, published }
    }
}

impl fmt::Display for Difference {
    /// Writes the difference as a line of the file.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match serde_json::to_string(self) {
            Ok(text) => f.write_str(&text),
            Err(_) => Err(fmt::Error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn new_and_stale_lines_are_reported_and_meant_ones_are_not() {
        let line = |place: &str, reason: &str| json!({"what": "enum", "where": place, "ours": ["A"], "published": null, "reason": reason});
        let list = json!([line("A.a", "recorded"), line("A.b", "recorded"), line("A.b", " ")]);
        let reviewed: Reviewed = serde_json::from_value(list).unwrap();
        let found = |place: &str, ours: &str| Difference {
            what: What::Enum,
            r#where: place.to_owned(),
            ours: json!([ours]),
            published: Value::Null,
        };
        assert_eq!(
            reviewed.settle(&[found("A.a", "B"), found("A.b", "A")]),
            [
                r#"not reviewed: {"what":"enum","where":"A.a","ours":["B"],"published":null}"#,
                r#"no longer differs: {"what":"enum","where":"A.a","ours":["A"],"published":null}"#,
                r#"listed twice: {"what":"enum","where":"A.b","ours":["A"],"published":null}"#,
                r#"without a reason: {"what":"enum","where":"A.b","ours":["A"],"published":null}"#,
            ]
        );
    }
}
