//! Checks that compare successive answers about the same thing.

use crate::{
    Answer,
    compare::{Comparison, Keys, Values},
    operation,
    suite::{Customer, Played, Setting, Stop, Trial, played::at},
};
use serde_json::Value;

/// The states of a task that has not ended.
const IN_PROGRESS: [&str; 2] = ["STARTED", "CANCELING"];

/// Polls a task, moving the clock in steps, until it ends, and checks that its progress never decreases. Returns the
/// last answer.
pub(super) async fn to_its_end(trial: &Trial, setting: &Setting<'_>, task: &str, step: &str) -> Played<Answer> {
    const POLLS_MAX: usize = 400;
    let mut owner = setting.owner().await?;
    let mut before: Option<Answer> = None;
    for _ in 0..POLLS_MAX {
        let poll = polled(setting, &mut owner, task).await?;
        if let Some(before) = &before {
            goes_forward(trial, before, &poll);
        }
        if !IN_PROGRESS.contains(&poll.string("$.status")?.as_str()) {
            return Ok(poll);
        }
        before = Some(poll);
        setting.advance(step).await?;
    }
    let last = polled(setting, &mut owner, task).await?;
    Err(Stop::from(last.mismatch("$.status", None, format!("it did not end in {POLLS_MAX} steps of {step}"))))
}

/// Reads a task, signing in again if the access token has expired.
async fn polled<'t>(setting: &Setting<'t>, owner: &mut Customer<'t>, task: &str) -> Played<Answer> {
    let poll = owner.task(task).await?;
    if poll.status != 401 {
        return poll.require(200);
    }
    *owner = setting.owner().await?;
    owner.task(task).await?.require(200)
}

/// Compares two answers about one task, the earlier one first.
pub(super) fn goes_forward(trial: &Trial, before: &Answer, after: &Answer) {
    for key in ["id", "created", "start_time", "resource_id", "task_type", "user_id"] {
        stays(trial, before, after, &format!("$.{key}"));
    }
    for key in ["progress_percent", "version"] {
        let path = format!("$.{key}");
        let number = |answer: &Answer| at(&answer.body, &path).and_then(Value::as_i64);
        let (was, is) = (number(before), number(after));
        let sentence = format!("it went back from {was:?} to {is:?}");
        trial.hold(is.is_some() && is >= was, after, &path, before.body[key].clone(), &sentence);
    }
    if before.body["status"].as_str().is_some_and(|status| !IN_PROGRESS.contains(&status)) {
        stays(trial, before, after, "$.status");
    }
}

/// Checks that a value has not changed.
pub(super) fn stays(trial: &Trial, before: &Answer, after: &Answer, path: &str) {
    let (was, is) = (at(&before.body, path), at(&after.body, path));
    let expected = was.cloned().unwrap_or(Value::Null);
    trial.hold(was.is_some() && was == is, after, path, expected, "another value than a moment before");
}

/// Checks that two documents are the same, and records each difference.
pub(super) fn same(trial: &Trial, expected: &Value, answer: &Answer, document: &Value, sentence: &str) {
    let name = operation::name_of(&answer.request);
    for mut found in Comparison::new(Values::Exact).compare(name, Keys::All, expected, document) {
        found.sentence = format!("{}, {sentence}", found.sentence);
        trial.note(found);
    }
}
