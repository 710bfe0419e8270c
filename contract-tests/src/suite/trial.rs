//! The run of one case against one server: its requests, answers and findings.

use super::{Played, Stop, Subject, Witness};
use crate::{Answer, Judge, compare::Mismatch, networking, operation, recording::Recording};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, PoisonError},
};

/// The run of one case against one server.
#[derive(Debug)]
pub struct Trial {
    subject: Subject,
    /// The witness of the answers of all trials.
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
    /// The paths of the created worlds, which are deleted at the end.
    worlds: Vec<String>,
}

impl Trial {
    /// Creates a trial that has sent no request yet.
    ///
    /// # Errors
    /// Fixtures or lists of this repository cannot be read.
    pub fn new(subject: Subject) -> anyhow::Result<Self> {
        let notes = Notes::new(Judge::new()?);
        Ok(Self { subject, witness: Arc::new(Mutex::new(Witness::new()?)), notes: Mutex::new(notes) })
    }

    /// Creates another trial of the same server with the same witness.
    #[must_use]
    pub fn again(&self) -> Self {
        let notes = Notes::new(self.notes(|notes| notes.judge.again()));
        Self { subject: self.subject.clone(), witness: self.witness.clone(), notes: Mutex::new(notes) }
    }

    /// Returns the server.
    pub fn subject(&self) -> &Subject {
        &self.subject
    }

    /// Returns a recording by its number.
    ///
    /// # Errors
    /// There is no such recording.
    pub fn recording(&self, record: u32) -> Played<Recording> {
        let recording = self.notes(|notes| notes.judge.recording(record).cloned());
        recording.ok_or_else(|| Stop::Skip(format!("there is no recording {record}")))
    }

    /// Returns the body of a recorded request.
    ///
    /// # Errors
    /// The recorded request has no body.
    pub fn request(&self, record: u32) -> Played<Value> {
        let recording = self.recording(record)?;
        let body = recording.request.body.clone();
        body.ok_or_else(|| Stop::Skip(format!("{recording} has no request body")))
    }

    /// Compares an answer with a recording: request, status and body.
    pub fn judge(&self, record: u32, answer: &Answer) {
        self.notes(|notes| notes.judge.judge(record, answer));
    }

    /// Does the same as [`Trial::judge`] with `body` in place of the recorded one. This is for answers that echo a
    /// request other than the recorded one.
    pub fn judge_by(&self, record: u32, body: &Value, answer: &Answer) {
        self.notes(|notes| notes.judge.judge_by(record, body, answer));
    }

    /// Compares several consecutive answers with a recording that one of them should match, and returns the index of
    /// that answer.
    pub fn judge_any(&self, record: u32, answers: &[Answer]) -> Option<usize> {
        self.notes(|notes| notes.judge.judge_any(record, answers))
    }

    /// Compares only the kinds of values of an answer with a recording. This is for a server whose state is not the
    /// recorded one.
    pub fn judge_kinds(&self, record: u32, answer: &Answer) {
        self.notes(|notes| notes.judge.judge_kinds(record, answer));
    }

    /// Does the same as [`Trial::judge_kinds`] with `body` in place of the recorded one.
    pub fn judge_kinds_by(&self, record: u32, body: &Value, answer: &Answer) {
        self.notes(|notes| notes.judge.judge_kinds_by(record, body, answer));
    }

    /// Records a mismatch; the case continues.
    pub fn note(&self, mismatch: Mismatch) {
        self.notes(|notes| notes.found.push(mismatch));
    }

    /// Records a mismatch if `holds` is false; the case continues. Paths are written as in [`Answer::mismatch`].
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

    /// Checks an answer. Every answer to a customer passes through this method.
    pub(super) fn look(&self, answer: &Answer) {
        self.witness(|witness| witness.look(answer));
        match name_of(&answer.request) {
            Some(name) => {
                self.asked(name, 1);
                self.notes(|notes| {
                    notes.statuses.entry(name.to_owned()).or_default().insert(answer.status);
                    notes.latest = Some(name);
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

    /// Returns the operations requested so far.
    pub(super) fn operations(&self) -> BTreeSet<String> {
        self.notes(|notes| notes.operations.clone())
    }

    /// Returns the operation that was answered last.
    pub(super) fn latest(&self) -> Option<&'static str> {
        self.notes(|notes| notes.latest)
    }

    /// Returns the statuses of the answers so far, by operation.
    pub(super) fn statuses(&self) -> BTreeMap<String, BTreeSet<u16>> {
        self.notes(|notes| notes.statuses.clone())
    }

    /// Returns the number of answers so far.
    pub(super) fn answers(&self) -> usize {
        self.notes(|notes| notes.answers)
    }

    /// Returns the operations of these recordings.
    pub(super) fn recorded_operations(&self, records: &[u32]) -> BTreeSet<String> {
        records.iter().filter_map(|record| self.recording(*record).ok()?.endpoint).collect()
    }

    /// Returns the mismatches. If the case ran to its end, each of its recordings that no answer was compared with is
    /// a mismatch too.
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

/// Returns the name of the operation that a request line addresses.
fn name_of(request_line: &str) -> Option<&'static str> {
    let of_networks = || {
        let (method, target) = request_line.split_once(' ')?;
        networking::operation_at(method, target).map(|(_, operation)| operation.name.as_str())
    };
    operation::line_of_request(request_line).map(|line| line.name).or_else(of_networks)
}
