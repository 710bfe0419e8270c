//! Judges answers by recordings.

use crate::{
    compare::{Comparison, Keys, Mismatch, Values},
    expected_differences::ExpectedDifferences,
    recording::{Recording, Recordings},
    user::Answer,
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Judges the answers of one server by recordings that belong together, and keeps what it finds.
#[derive(Debug)]
pub struct Judge {
    recordings: Recordings,
    expected_differences: ExpectedDifferences,
    comparison: Comparison,
    judged: BTreeSet<u32>,
    found: Vec<Mismatch>,
}

impl Judge {
    /// A judge who has seen nothing yet.
    ///
    /// # Panics
    /// Where the recordings or the expected differences cannot be read.
    pub fn new() -> Self {
        Self {
            recordings: Recordings::read().unwrap_or_else(|err| panic!("{err:#}")),
            expected_differences: ExpectedDifferences::read().unwrap_or_else(|err| panic!("{err:#}")),
            comparison: Comparison::new(Values::ByForm),
            judged: BTreeSet::new(),
            found: Vec::new(),
        }
    }

    /// A recording by its number.
    ///
    /// # Panics
    /// Where there is none.
    pub fn recording(&self, record: u32) -> Recording {
        self.recordings.get(record).unwrap_or_else(|err| panic!("{err:#}")).clone()
    }

    /// The body of a recorded request.
    ///
    /// # Panics
    /// Where it has none.
    pub fn request(&self, record: u32) -> Value {
        let recording = self.recording(record);
        recording.request.body.clone().unwrap_or_else(|| panic!("{recording} has no request body"))
    }

    /// Judges an answer by a recording: request, status and body.
    pub fn judge(&mut self, record: u32, answer: &Answer) {
        let recorded = self.recording(record).customer_body();
        self.judge_by(record, &recorded, answer);
    }

    /// As [`Judge::judge`], with another body in place of the recorded one: for what echoes a request that was not the recorded one.
    pub fn judge_by(&mut self, record: u32, body: &Value, answer: &Answer) {
        let mut comparison = self.comparison.clone();
        let found = self.mismatches(&mut comparison, record, body, answer);
        self.comparison = comparison;
        self.judged.insert(record);
        self.found.extend(found);
    }

    /// Judges by a recording that one of several answers in a row should meet, and returns the place of that answer. Where none does,
    /// the one that comes nearest is reported.
    pub fn judge_any(&mut self, record: u32, answers: &[Answer]) -> Option<usize> {
        let recorded = self.recording(record).customer_body();
        let misses = |answer| self.mismatches(&mut self.comparison.clone(), record, &recorded, answer).len();
        let nearest = answers.iter().enumerate().min_by_key(|(_, answer)| misses(answer));
        let (place, answer) = nearest?;
        self.judge(record, answer);
        Some(place)
    }

    fn mismatches(&self, comparison: &mut Comparison, record: u32, body: &Value, answer: &Answer) -> Vec<Mismatch> {
        let recording = self.recording(record);
        let operation = recording.to_string();
        let mut found = comparison.compare_request(&operation, &recording.request_line(), &answer.request);
        if let Some(status) = recording.expected_status().filter(|status| *status != answer.status) {
            found.push(Mismatch {
                operation: operation.clone(),
                path: "status".to_owned(),
                expected: Some(json!(status)),
                actual: Some(json!(answer.status)),
                sentence: "another status".to_owned(),
            });
        }
        if !body.is_null() {
            let keys = if recording.partial { Keys::Expected } else { Keys::All };
            found.extend(comparison.compare(&operation, keys, body, &answer.body));
        }
        self.expected_differences.settle(record, &operation, found)
    }

    /// Ends the session.
    ///
    /// # Panics
    /// With a line for each mismatch, and for each of these recordings that nothing was judged by.
    pub fn close(self, records: &[u32]) {
        let missed = records.iter().filter(|record| !self.judged.contains(record));
        let missed = missed.map(|record| format!("{}: nothing was judged by it", self.recording(*record)));
        let lines: Vec<_> = self.found.iter().map(Mismatch::to_string).chain(missed).collect();
        assert!(lines.is_empty(), "{} differences from recordings:\n{}", lines.len(), lines.join("\n"));
    }
}

impl Default for Judge {
    fn default() -> Self {
        Self::new()
    }
}
