//! Writes a report for people: the differences, the skipped cases, and the totals.

use super::{Outcome, Report, Verdict};
use std::fmt::Write;

/// Writes a report.
pub(super) fn write(report: &Report) -> String {
    let mut text = String::new();
    for Verdict { id, source, outcome, .. } in &report.verdicts {
        // Writing to a string cannot fail.
        let _ = match outcome {
            Outcome::Passed => Ok(()),
            Outcome::Skipped { reason } => writeln!(text, "skipped  {id} ({source}): {reason}"),
            Outcome::Differs { mismatches } => {
                let lines = mismatches.iter().map(|mismatch| format!("           {mismatch}\n")).collect::<String>();
                writeln!(text, "DIFFERS  {id} ({source})\n{}", lines.trim_end())
            }
        };
    }
    text.push_str(&report.totals_line());
    text.push('\n');
    text
}
