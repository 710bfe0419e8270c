//! Differences from the published tables, and the list of those that are meant: `published-differences.json`.
//!
//! The list is reviewed, not grown: a line of it that no longer differs is itself reported.

use anyhow::Context;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fmt;

/// A difference between the contract and a published table.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
pub struct Difference {
    /// What differs.
    pub what: What,
    /// Where: a field as `Sddc.name`, an operation as `GET /vmc/api/orgs`, a parameter of one as `GET /vmc/api/orgs/{org}/sddcs ?$filter`.
    pub r#where: String,
    /// What the contract has there; null where it has nothing.
    pub ours: Value,
    /// What is published there; null where nothing is.
    pub published: Value,
}

/// What can differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum What {
    /// One of the two does not have the operation.
    Operation,
    /// One of the two does not have the parameter.
    Parameter,
    /// Only one of the two sends a body, as request or as answer.
    Body,
    /// Statuses of success.
    Statuses,
    /// One of the two does not have the field.
    Field,
    /// Kind of JSON value.
    Type,
    /// Whether it must be there.
    Required,
    /// The known values of a text.
    Enum,
    /// Format of a text or number.
    Format,
}

/// A difference that is meant.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    what: What,
    r#where: String,
    ours: Value,
    published: Value,
    reason: String,
}

/// The differences that are meant.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(transparent)]
pub struct Reviewed(Vec<Line>);

impl Reviewed {
    /// The list that is built in.
    ///
    /// # Errors
    /// The file is broken.
    pub fn read() -> anyhow::Result<Self> {
        serde_json::from_str(include_str!("../../published-differences.json"))
            .context("published-differences.json cannot be read")
    }

    /// Whether a difference of this kind at this place is meant, whatever it is.
    pub fn is_meant(&self, what: What, place: &str) -> bool {
        self.0.iter().any(|line| line.what == what && line.r#where == place)
    }

    /// What is wrong, a sentence each: differences that are not in the list, lines of it that no longer differ, that stand there twice,
    /// or that give no reason.
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
    /// What the contract has at a place where it is meant to differ in this.
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
    /// One line, as it would stand in the file.
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
