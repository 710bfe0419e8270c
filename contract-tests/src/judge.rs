//! Compares answers with recordings.

use crate::{
    compare::{Comparison, Keys, Mismatch, Values},
    expected_differences::ExpectedDifferences,
    recording::{Recording, Recordings},
    user::Answer,
};
use serde_json::{Value, json};
use std::{collections::BTreeSet, sync::Arc};

/// Compares the answers of one server with related recordings, and collects the mismatches.
#[derive(Debug)]
pub struct Judge {
    recordings: Arc<Recordings>,
    expected_differences: Arc<ExpectedDifferences>,
    comparison: Comparison,
    judged: BTreeSet<u32>,
    found: Vec<Mismatch>,
}

impl Judge {
    /// Creates a judge that has compared nothing yet.
    ///
    /// # Errors
    /// The recordings or the expected differences cannot be read.
    pub fn new() -> anyhow::Result<Self> {
        Ok(Self::with(Arc::new(Recordings::read_all()?), Arc::new(ExpectedDifferences::read()?)))
    }

    /// Creates another judge with the same recordings that has compared nothing yet.
    #[must_use]
    pub fn again(&self) -> Self {
        Self::with(self.recordings.clone(), self.expected_differences.clone())
    }

    fn with(recordings: Arc<Recordings>, expected_differences: Arc<ExpectedDifferences>) -> Self {
        let comparison = Comparison::new(Values::ByForm);
        Self { recordings, expected_differences, comparison, judged: BTreeSet::new(), found: Vec::new() }
    }

    /// Returns a recording by its number.
    pub fn recording(&self, record: u32) -> Option<&Recording> {
        self.recordings.get(record).ok()
    }

    /// Compares an answer with a recording: request, status and body.
    pub fn judge(&mut self, record: u32, answer: &Answer) {
        let Some(recorded) = self.recording(record).map(Recording::customer_body) else { return };
        self.judge_by(record, &recorded, answer);
    }

    /// Does the same as [`Judge::judge`] with `body` in place of the recorded one. This is for answers that echo a
    /// request other than the recorded one.
    pub fn judge_by(&mut self, record: u32, body: &Value, answer: &Answer) {
        let mut comparison = self.comparison.clone();
        let found = self.mismatches(&mut comparison, record, body, answer);
        self.comparison = comparison;
        self.judged.insert(record);
        self.found.extend(found);
    }

    /// Compares several consecutive answers with a recording that one of them should match, and returns the index of
    /// that answer. If none matches, the mismatches of the nearest one are reported.
    pub fn judge_any(&mut self, record: u32, answers: &[Answer]) -> Option<usize> {
        let recorded = self.recording(record)?.customer_body();
        let misses = |answer| self.mismatches(&mut self.comparison.clone(), record, &recorded, answer).len();
        let nearest = answers.iter().enumerate().min_by_key(|(_, answer)| misses(answer));
        let (place, answer) = nearest?;
        self.judge(record, answer);
        Some(place)
    }

    /// Compares only the status, the keys and the kinds of values of an answer with a recording, because the values
    /// differ.
    pub fn judge_kinds(&mut self, record: u32, answer: &Answer) {
        let Some(recorded) = self.recording(record).map(Recording::customer_body) else { return };
        self.judge_kinds_by(record, &recorded, answer);
    }

    /// Does the same as [`Judge::judge_kinds`] with `body` in place of the recorded one.
    pub fn judge_kinds_by(&mut self, record: u32, body: &Value, answer: &Answer) {
        let Some(recording) = self.recording(record) else { return };
        let operation = recording.to_string();
        let mut found: Vec<_> = status_mismatch(recording, answer).into_iter().collect();
        if found.is_empty() && !body.is_null() {
            found = Comparison::new(Values::ByKind).compare(&operation, Keys::Expected, body, &answer.body);
            found.retain(|mismatch| !self.expected_differences.has(record, &mismatch.path));
        }
        self.judged.insert(record);
        self.found.extend(found);
    }

    fn mismatches(&self, comparison: &mut Comparison, record: u32, body: &Value, answer: &Answer) -> Vec<Mismatch> {
        let Some(recording) = self.recording(record) else { return Vec::new() };
        let operation = recording.to_string();
        let mut found = comparison.compare_request(&operation, &recording.request_line(), &answer.request);
        found.extend(status_mismatch(recording, answer));
        if !body.is_null() {
            let keys = if recording.partial { Keys::Expected } else { Keys::All };
            found.extend(comparison.compare(&operation, keys, body, &answer.body));
        }
        self.expected_differences.settle(record, &operation, found)
    }

    /// Returns the collected mismatches and removes them from the judge.
    pub fn found(&mut self) -> Vec<Mismatch> {
        std::mem::take(&mut self.found)
    }

    /// Returns a mismatch for each of these recordings that was not compared with any answer.
    pub fn missed(&self, records: &[u32]) -> Vec<Mismatch> {
        let missed = records.iter().filter(|record| !self.judged.contains(record));
        let mismatch = |record: &u32| Mismatch {
            operation: self.recording(*record).map_or_else(|| format!("recording {record}"), Recording::to_string),
            path: "$".to_owned(),
            expected: None,
            actual: None,
            sentence: "nothing was judged by it".to_owned(),
        };
        missed.map(mismatch).collect()
    }
}

fn status_mismatch(recording: &Recording, answer: &Answer) -> Option<Mismatch> {
    let status = recording.expected_status().filter(|status| *status != answer.status)?;
    Some(Mismatch {
        operation: recording.to_string(),
        path: "status".to_owned(),
        expected: Some(json!(status)),
        actual: Some(json!(answer.status)),
        sentence: "another status".to_owned(),
    })
}
