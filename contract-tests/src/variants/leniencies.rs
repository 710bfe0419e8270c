//! The list of places at which a server may accept what the published tables forbid, with reasons:
//! `variant-leniencies.json`.
//!
//! The file is maintained by hand: a line that is no longer needed is itself reported.

use super::Variant;
use anyhow::Context;
use serde::Deserialize;

/// The lines of the file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(transparent)]
pub(super) struct Leniencies(Vec<Line>);

/// A pattern for variants. A `*` matches any text.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    operation: String,
    place: String,
    change: String,
    reason: String,
}

impl Leniencies {
    /// Returns the built-in list.
    pub(super) fn read() -> anyhow::Result<Self> {
        serde_json::from_str(include_str!("../../variant-leniencies.json"))
            .context("variant-leniencies.json cannot be read")
    }

    /// Returns the indices of the lines that match this variant.
    pub(super) fn of(&self, variant: &Variant) -> Vec<usize> {
        let means = |line: &Line| {
            matches(&line.operation, &variant.operation)
                && matches(&line.place, &variant.place)
                && matches(&line.change, &variant.change)
        };
        self.0.iter().enumerate().filter(|(_, line)| means(line)).map(|(number, _)| number).collect()
    }

    /// Returns a sentence for each faulty line: one that was not needed, or one without a reason.
    pub(super) fn faults(&self, needed: &[usize]) -> Vec<String> {
        let line = |line: &Line| format!("{} · {} · {}", line.operation, line.place, line.change);
        let stale = self.0.iter().enumerate().filter(|(number, _)| !needed.contains(number));
        let stale = stale.map(|(_, entry)| format!("listed as a leniency, and nothing needs it: {}", line(entry)));
        let unreasoned = self.0.iter().filter(|entry| entry.reason.trim().is_empty());
        stale.chain(unreasoned.map(|entry| format!("a leniency without a reason: {}", line(entry)))).collect()
    }
}

/// Returns `true` if a text matches a pattern, in which `*` matches any text.
fn matches(pattern: &str, text: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut left) = text.strip_prefix(first) else { return false };
    let mut parts: Vec<_> = rest.split('*').collect();
    let last = parts.pop().unwrap_or_default();
    for part in parts {
        match left.find(part) {
            Some(at) => left = &left[at + part.len()..],
            None => return false,
        }
    }
    left.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_mean_what_they_say() {
        for (pattern, text, meant) in [
            ("a", "a", true),
            ("a", "ab", false),
            ("*", "", true),
            ("POST *", "POST /x", true),
            ("POST *", "GET /x", false),
            ("* /x/*/y", "GET /x/1/2/y", true),
            ("* /x/*/y", "GET /x/y", false),
            ("*a", "ba", true),
            ("*a", "ab", false),
        ] {
            assert_eq!(matches(pattern, text), meant, "{pattern} {text}");
        }
    }

    #[test]
    fn lines_that_nothing_needs_or_that_give_no_reason_are_reported() {
        let line =
            |reason: &str| serde_json::json!({"operation": "*", "place": "body", "change": "x", "reason": reason});
        let lines: Leniencies = serde_json::from_value(serde_json::json!([line("clients do it"), line(" ")])).unwrap();
        assert_eq!(
            lines.faults(&[1]),
            ["listed as a leniency, and nothing needs it: * · body · x", "a leniency without a reason: * · body · x"]
        );
        assert_eq!(lines.faults(&[0, 1]), ["a leniency without a reason: * · body · x"]);
    }
}
