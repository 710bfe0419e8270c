//! Judges answers by recordings.

use crate::{
    compare::{Comparison, Keys, Mismatch, Values},
    expected_differences::ExpectedDifferences,
    recording::{Recording, Recordings},
    user::Answer,
};
use serde_json::{Value, json};
use std::{collections::BTreeSet, sync::Arc};

/// Judges the answers of one server by recordings that belong together, and keeps what it finds.
#[derive(Debug)]
pub struct Judge {
    recordings: Arc<Recordings>,
    expected_differences: Arc<ExpectedDifferences>,
    comparison: Comparison,
    judged: BTreeSet<u32>,
    found: Vec<Mismatch>,
}

impl Judge {
    /// A judge who has seen nothing yet.
    ///
    /// # Errors
    /// The recordings or the expected differences cannot be read.
    pub fn new() -> anyhow::Result<Self> {
        Ok(Self::with(Arc::new(Recordings::read()?), Arc::new(ExpectedDifferences::read()?)))
    }

    /// Another who has seen nothing yet, and knows the same recordings.
    #[must_use]
    pub fn again(&self) -> Self {
        Self::with(self.recordings.clone(), self.expected_differences.clone())
    }

    fn with(recordings: Arc<Recordings>, expected_differences: Arc<ExpectedDifferences>) -> Self {
        let comparison = Comparison::new(Values::ByForm);
        Self { recordings, expected_differences, comparison, judged: BTreeSet::new(), found: Vec::new() }
    }

    /// A recording by its number.
    pub fn recording(&self, record: u32) -> Option<&Recording> {
        self.recordings.get(record).ok()
    }

    /// Judges an answer by a recording: request, status and body.
    pub fn judge(&mut self, record: u32, answer: &Answer) {
        let Some(recorded) = self.recording(record).map(Recording::customer_body) else { return };
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
        let recorded = self.recording(record)?.customer_body();
        let misses = |answer| self.mismatches(&mut self.comparison.clone(), record, &recorded, answer).len();
        let nearest = answers.iter().enumerate().min_by_key(|(_, answer)| misses(answer));
        let (place, answer) = nearest?;
        self.judge(record, answer);
        Some(place)
    }

    /// Judges an answer by what a recording shows of statuses, keys and kinds of values, wherever its values come from.
    pub fn judge_kinds(&mut self, record: u32, answer: &Answer) {
        let Some(recorded) = self.recording(record).map(Recording::customer_body) else { return };
        self.judge_kinds_by(record, &recorded, answer);
    }

    /// As [`Judge::judge_kinds`], with another body in place of the recorded one.
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

    /// Hands over what was found.
    pub fn found(&mut self) -> Vec<Mismatch> {
        std::mem::take(&mut self.found)
    }

    /// A mismatch for each of these recordings that nothing was judged by.
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
