//! What a simulator may answer differently from a recording, each place with its reason: `expected-differences.json`.
//!
//! The file is reviewed, not grown: an entry that no longer differs is itself reported.

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
    /// Number of the recording.
    pub record: u32,
    /// Where in the body, as `$.resource_config.provider`.
    pub path: String,
    /// Why the simulation is right not to answer as recorded.
    pub reason: String,
}

impl ExpectedDifferences {
    /// The list that is built in.
    ///
    /// # Errors
    /// The file is broken.
    pub fn read() -> anyhow::Result<Self> {
        serde_json::from_str(include_str!("../expected-differences.json"))
            .context("expected-differences.json cannot be read")
    }

    /// What is left of the mismatches with a recording: those that are not expected, and a new one for each that was expected and did not
    /// occur.
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

    /// Whether an answer may differ from a recording at this place.
    pub fn has(&self, record: u32, path: &str) -> bool {
        self.0.iter().any(|expected| expected.record == record && expected.path == path)
    }

    /// The numbers of the recordings that have entries.
    pub fn records(&self) -> impl Iterator<Item = u32> {
        self.0.iter().map(|expected| expected.record)
    }
}
