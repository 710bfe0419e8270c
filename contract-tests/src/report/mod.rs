//! What a suite found, and its formats: text for people, JSON and JUnit for programs, HTML for a browser.

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

/// What a suite found of a server.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// The server.
    pub target: String,
    /// How many cases came out how.
    pub totals: Totals,
    /// The cases, in the order in which they were played.
    pub verdicts: Vec<Verdict>,
}

/// How many cases came out how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// Cases in which server and contract agree.
    pub passed: usize,
    /// Cases in which they differ.
    pub differs: usize,
    /// Cases that were not played, or not to their end.
    pub skipped: usize,
    /// Answers that were looked at.
    pub answers: usize,
}

/// How one case came out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Verdict {
    /// `recordings/signing_in`
    pub id: String,
    /// Where it takes what it expects from.
    pub source: Source,
    /// Operations that it asked for.
    pub operations: BTreeSet<String>,
    /// The statuses with which operations were answered, as far as single answers were looked at.
    pub statuses: BTreeMap<String, BTreeSet<u16>>,
    /// How many answers it looked at.
    pub answers: usize,
    /// How it came out.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// How a case came out.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "outcome", rename_all = "lowercase")]
pub enum Outcome {
    /// Server and contract agree.
    Passed,
    /// They do not.
    Differs {
        /// Where.
        mismatches: Vec<Mismatch>,
    },
    /// It was not played, or not to its end.
    Skipped {
        /// Why not.
        reason: String,
    },
}

impl Outcome {
    /// The word for it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Differs { .. } => "differs",
            Self::Skipped { .. } => "skipped",
        }
    }
}

impl Report {
    /// A report on a server. What it would show of secrets is kept back: of these, and of whatever stands at their places or has their
    /// form.
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
            // What the witness saw came to one of the other cases.
            if verdict.source != Source::Published {
                totals.answers += verdict.answers;
            }
        }
        Self { target, totals, verdicts }
    }

    /// The sum of it, in a line.
    pub fn totals_line(&self) -> String {
        let Totals { passed, differs, skipped, answers } = self.totals;
        format!(
            "{}: {passed} cases passed, {differs} differ, {skipped} skipped; {answers} answers looked at",
            self.target
        )
    }

    /// All mismatches.
    pub fn mismatches(&self) -> impl Iterator<Item = &Mismatch> {
        let of = |verdict| match verdict {
            &Verdict { outcome: Outcome::Differs { ref mismatches }, .. } => mismatches.as_slice(),
            Verdict { .. } => &[],
        };
        self.verdicts.iter().flat_map(of)
    }
}
