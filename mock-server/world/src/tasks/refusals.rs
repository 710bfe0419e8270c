//! Refusals of operations on tasks.

use crate::refusal::Refusal;
use vmc_client::wire::TaskId;

pub fn not_found(id: TaskId) -> Refusal {
    Refusal::not_found("skyscraper.task.not.found", format!("Cannot find the task with identifier {id}."))
}

/// The task cannot be canceled in its state. (recorded for FINISHED)
pub(super) fn not_cancelable(task: TaskId, state: &str) -> Refusal {
    Refusal::bad_request(
        "skyscraper.task.cancel.invalid.state",
        format!("Cannot cancel task: {task} in {state} state."),
    )
}
