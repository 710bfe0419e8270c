//! One case before one server: what was asked, what was answered, and what was found.

use super::{Played, Stop, Subject, Witness};
use crate::{Answer, Judge, compare::Mismatch, operation, recording::Recording};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, PoisonError},
};

/// One case before one server.
#[derive(Debug)]
pub struct Trial {
    subject: Subject,
    /// Sees the answers of all trials.
    witness: Arc<Mutex<Witness>>,
    notes: Mutex<Notes>,
}

#[derive(Debug)]
struct Notes {
    judge: Judge,
    found: Vec<Mismatch>,
    operations: BTreeSet<String>,
    statuses: BTreeMap<String, BTreeSet<u16>>,
    /// The operation that was answered last.
    latest: Option<&'static str>,
    answers: usize,
    /// Paths of the worlds that were made, to be ended.
    worlds: Vec<String>,
}

impl Trial {
    /// A trial in which nothing has been asked yet.
    ///
    /// # Errors
    /// Fixtures or lists of this repository cannot be read.
    pub fn new(subject: Subject) -> anyhow::Result<Self> {
        let notes = Notes::new(Judge::new()?);
        Ok(Self { subject, witness: Arc::new(Mutex::new(Witness::new()?)), notes: Mutex::new(notes) })
    }

    /// Another trial before the same server and with the same witness.
    #[must_use]
    pub fn again(&self) -> Self {
        let notes = Notes::new(self.notes(|notes| notes.judge.again()));
        Self { subject: self.subject.clone(), witness: self.witness.clone(), notes: Mutex::new(notes) }
    }

    /// The server.
    pub fn subject(&self) -> &Subject {
        &self.subject
    }

    /// A recording by its number.
    ///
    /// # Errors
    /// There is none.
    pub fn recording(&self, record: u32) -> Played<Recording> {
        let recording = self.notes(|notes| notes.judge.recording(record).cloned());
        recording.ok_or_else(|| Stop::Skip(format!("there is no recording {record}")))
    }

    /// The body of a recorded request.
    ///
    /// # Errors
    /// It has none.
    pub fn request(&self, record: u32) -> Played<Value> {
        let recording = self.recording(record)?;
        let body = recording.request.body.clone();
        body.ok_or_else(|| Stop::Skip(format!("{recording} has no request body")))
    }

    /// Judges an answer by a recording: request, status and body.
    pub fn judge(&self, record: u32, answer: &Answer) {
        self.notes(|notes| notes.judge.judge(record, answer));
    }

    /// As [`Trial::judge`], with another body in place of the recorded one: for what echoes a request that was not the recorded one.
    pub fn judge_by(&self, record: u32, body: &Value, answer: &Answer) {
        self.notes(|notes| notes.judge.judge_by(record, body, answer));
    }

    /// Judges by a recording that one of several answers in a row should meet, and returns the place of that answer.
    pub fn judge_any(&self, record: u32, answers: &[Answer]) -> Option<usize> {
        self.notes(|notes| notes.judge.judge_any(record, answers))
    }

    /// Judges an answer by what a recording shows of kinds of values: for a server whose state is not the recorded one.
    pub fn judge_kinds(&self, record: u32, answer: &Answer) {
        self.notes(|notes| notes.judge.judge_kinds(record, answer));
    }

    /// As [`Trial::judge_kinds`], with another body in place of the recorded one.
    pub fn judge_kinds_by(&self, record: u32, body: &Value, answer: &Answer) {
        self.notes(|notes| notes.judge.judge_kinds_by(record, body, answer));
    }

    /// Keeps a mismatch, and goes on.
    pub fn note(&self, mismatch: Mismatch) {
        self.notes(|notes| notes.found.push(mismatch));
    }

    /// Keeps a mismatch where this does not hold, and goes on. Paths are as of [`Answer::mismatch`].
    pub fn hold(&self, holds: bool, answer: &Answer, path: &str, expected: Value, sentence: &str) {
        if !holds {
            self.note(answer.mismatch(path, Some(expected), sentence));
        }
    }

    /// Keeps the path of a world that must be ended with the trial.
    pub(super) fn will_end(&self, world: String) {
        self.notes(|notes| notes.worlds.push(world));
    }

    /// The paths of the worlds that must be ended. Nothing is left of them here.
    pub(super) fn worlds_to_end(&self) -> Vec<String> {
        self.notes(|notes| std::mem::take(&mut notes.worlds))
    }

    /// Looks at an answer: every one that a customer gets comes by here.
    pub(super) fn look(&self, answer: &Answer) {
        self.witness(|witness| witness.look(answer));
        match operation::line_of_request(&answer.request) {
            Some(line) => {
                self.asked(line.name, 1);
                self.notes(|notes| {
                    notes.statuses.entry(line.name.to_owned()).or_default().insert(answer.status);
                    notes.latest = Some(line.name);
                });
            }
            None => self.notes(|notes| notes.answers += 1),
        }
    }

    /// Counts answers of an operation that came without a [`super::Customer`].
    pub(super) fn asked(&self, operation: &str, answers: usize) {
        self.notes(|notes| {
            notes.answers += answers;
            notes.operations.insert(operation.to_owned());
        });
    }

    pub(super) fn witness<T>(&self, with: impl FnOnce(&mut Witness) -> T) -> T {
        with(&mut self.witness.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn notes<T>(&self, with: impl FnOnce(&mut Notes) -> T) -> T {
        with(&mut self.notes.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The operations that were asked for so far.
    pub(super) fn operations(&self) -> BTreeSet<String> {
        self.notes(|notes| notes.operations.clone())
    }

    /// The operation that was answered last.
    pub(super) fn latest(&self) -> Option<&'static str> {
        self.notes(|notes| notes.latest)
    }

    /// The statuses with which operations were answered so far.
    pub(super) fn statuses(&self) -> BTreeMap<String, BTreeSet<u16>> {
        self.notes(|notes| notes.statuses.clone())
    }

    /// How many answers came so far.
    pub(super) fn answers(&self) -> usize {
        self.notes(|notes| notes.answers)
    }

    /// The operations of these recordings.
    pub(super) fn recorded_operations(&self, records: &[u32]) -> BTreeSet<String> {
        records.iter().filter_map(|record| self.recording(*record).ok()?.endpoint).collect()
    }

    /// What was found. Of a case that came to its end, each of its recordings that nothing was judged by is a mismatch too.
    pub(super) fn found(&self, records: &[u32], finished: bool) -> Vec<Mismatch> {
        self.notes(|notes| {
            let mut found = notes.judge.found();
            if finished {
                found.extend(notes.judge.missed(records));
            }
            found.append(&mut notes.found);
            found
        })
    }
}

impl Notes {
    fn new(judge: Judge) -> Self {
        Self {
            judge,
            found: Vec::new(),
            operations: BTreeSet::new(),
            statuses: BTreeMap::new(),
            latest: None,
            answers: 0,
            worlds: Vec::new(),
        }
    }
}
