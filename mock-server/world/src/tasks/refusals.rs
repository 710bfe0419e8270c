//! Refusals of operations on tasks.

use crate::kernel::refusal::Refusal;
use vmc_client::wire::TaskId;

/// The task cannot be cancelled in its state. (recorded for FINISHED)
pub(super) fn not_cancelable(task: TaskId, state: &str) -> Refusal {
    Refusal::bad_request(
        "skyscraper.task.cancel.invalid.state",
        format!("Cannot cancel task: {task} in {state} state."),
    )
}
