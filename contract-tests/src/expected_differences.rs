//! The list of places at which a simulator may answer differently from a recording, with reasons:
//! `expected-differences.json`.
//!
//! The file is maintained by hand: an entry that no longer differs is itself reported.

use crate::compare::Mismatch;
use anyhow::Context;
use serde::Deserialize;

/// All entries.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(transparent)]
pub struct ExpectedDifferences(Vec<ExpectedDifference>);

/// A place at which an answer may differ.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedDifference {
    /// The number of the recording.
    pub record: u32,
    /// The place in the body, such as `$.resource_config.provider`.
    pub path: String,
    /// The reason why the simulation differs from the recording.
    pub reason: String,
}

impl ExpectedDifferences {
    /// Returns the built-in list.
    ///
    /// # Errors
    /// The file cannot be parsed.
    pub fn read() -> anyhow::Result<Self> {
        serde_json::from_str(include_str!("../expected-differences.json"))
            .context("expected-differences.json cannot be read")
    }

    /// Filters the mismatches with a recording: removes those that are expected, and adds one for each expected
    /// difference that did not occur.
    pub fn settle(&self, record: u32, operation: &str, mut mismatches: Vec<Mismatch>) -> Vec<Mismatch> {
        for expected in self.0.iter().filter(|expected| expected.record == record) {
            let before = mismatches.len();
            mismatches.retain(|mismatch| mismatch.path != expected.path);
            if mismatches.len() == before {
                mismatches.push(Mismatch {
                    operation: operation.to_owned(),
                    path: expected.path.clone(),
                    expected: None,
                    actual: None,
                    sentence: format!("listed as an expected difference ({}), and does not differ", expected.reason),
                });
            }
        }
        mismatches
    }

    /// Returns `true` if an answer may differ from a recording at this place.
    pub fn has(&self, record: u32, path: &str) -> bool {
        self.0.iter().any(|expected| expected.record == record && expected.path == path)
    }

    /// Returns the numbers of the recordings that have entries.
    pub fn records(&self) -> impl Iterator<Item = u32> {
        self.0.iter().map(|expected| expected.record)
    }
}
