//! The results of a suite, and their formats: text for people, JSON and JUnit for programs, HTML for a browser.

mod format;
mod html;
mod junit;
mod kept_back;
mod source;
mod text;

pub use format::Format;
pub use source::Source;

use crate::compare::Mismatch;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The results of a suite for one server.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// The address of the server.
    pub target: String,
    /// The number of cases by outcome.
    pub totals: Totals,
    /// The verdicts on the cases, in the order in which the cases were run.
    pub verdicts: Vec<Verdict>,
}

/// The number of cases by outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// Cases in which the server and the contract agree.
    pub passed: usize,
    /// Cases in which the server and the contract differ.
    pub differs: usize,
    /// Cases that were not run, or not to their end.
    pub skipped: usize,
    /// The number of answers that were checked.
    pub answers: usize,
}

/// The result of one case.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Verdict {
    /// The id of the case: `recordings/signing_in`.
    pub id: String,
    /// The source of the expected values.
    pub source: Source,
    /// The operations that the case used.
    pub operations: BTreeSet<String>,
    /// The statuses of the answers by operation, as far as single answers were checked.
    pub statuses: BTreeMap<String, BTreeSet<u16>>,
    /// The number of answers that the case checked.
    pub answers: usize,
    /// The outcome of the case.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// The outcome of a case.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "outcome", rename_all = "lowercase")]
pub enum Outcome {
    /// The server and the contract agree.
    Passed,
    /// The server and the contract differ.
    Differs {
        /// The differences.
        mismatches: Vec<Mismatch>,
    },
    /// The case was not run, or not to its end.
    Skipped {
        /// The reason.
        reason: String,
    },
}

impl Outcome {
    /// Returns the name of the outcome.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Differs { .. } => "differs",
            Self::Skipped { .. } => "skipped",
        }
    }
}

impl Report {
    /// Creates a report on a server. Secrets are removed: the given ones, values of secret fields, and values that
    /// look like secrets.
    pub fn new(target: String, mut verdicts: Vec<Verdict>, secrets: &[&str]) -> Self {
        let mut totals = Totals::default();
        for verdict in &mut verdicts {
            match &mut verdict.outcome {
                Outcome::Passed => totals.passed += 1,
                Outcome::Skipped { .. } => totals.skipped += 1,
                Outcome::Differs { mismatches } => {
                    totals.differs += 1;
                    mismatches.iter_mut().for_each(|mismatch| kept_back::from(mismatch, secrets));
                }
            }
            // The answers that the witness checked were already counted in the other cases.
            if verdict.source != Source::Published {
                totals.answers += verdict.answers;
            }
        }
        Self { target, totals, verdicts }
    }

    /// Returns the totals as one line.
    pub fn totals_line(&self) -> String {
        let Totals { passed, differs, skipped, answers } = self.totals;
        format!(
            "{}: {passed} cases passed, {differs} differ, {skipped} skipped; {answers} answers looked at",
            self.target
        )
    }

    /// Returns all mismatches.
    pub fn mismatches(&self) -> impl Iterator<Item = &Mismatch> {
        let of = |verdict| match verdict {
            &Verdict { outcome: Outcome::Differs { ref mismatches }, .. } => mismatches.as_slice(),
            Verdict { .. } => &[],
        };
        self.verdicts.iter().flat_map(of)
    }
}
