//! The operations on tasks.

use super::{engine::find_mut, view::view};
use crate::{
    context::{Call, Cx},
    kernel::{
        agenda::Step,
        clock::saturating_add,
        filter::Filter,
        pacing::Takes,
        refusal::{ApiResult, Refusal},
    },
    state::{not_found, orgs::Org, tasks::TaskState},
    tasks::refusals,
};
use jiff::SignedDuration;
use vmc_client::{
    endpoints::tasks::{GetTask, ListTasks, UpdateTask},
    wire::{self, TaskId},
};

/// The time that the service takes to cancel a task. (assumption)
const CANCELLATION: SignedDuration = SignedDuration::from_secs(60);

/// `GET /orgs/{org}/tasks`: the tasks in the order of their start. (order: assumption)
pub fn list(org: &Org, cx: &Cx, call: &Call<ListTasks>) -> ApiResult<Vec<wire::Task>> {
    let filter = call.query.filter.as_deref().map(Filter::parse).transpose()?;
    let tasks = org.tasks.values().map(|task| view(task, org, cx));
    Ok(match filter {
        None => tasks.collect(),
        Some(filter) => tasks
            .filter(|task| serde_json::to_value(task).is_ok_and(|document| filter.matches(&document, "task")))
            .collect(),
    })
}

/// `GET /orgs/{org}/tasks/{task}`
pub fn get(org: &Org, cx: &Cx, call: &Call<GetTask>) -> ApiResult<wire::Task> {
    let task = org.tasks.get(&call.path.task).ok_or_else(|| not_found::task(call.path.task))?;
    Ok(view(task, org, cx))
}

/// `POST /orgs/{org}/tasks/{task}?action=cancel`
pub fn update(org: &mut Org, cx: &Cx, call: &Call<UpdateTask>) -> ApiResult<wire::Task> {
    match call.query.action.as_deref() {
        Some("cancel") => cancel(org, cx, call.path.task),
        Some(other) => Err(Refusal::invalid(format!("Invalid action {other}; the one action on a task is cancel."))),
        None => Err(Refusal::invalid("The query parameter action is required; the one action on a task is cancel.")),
    }
}

fn cancel(org: &mut Org, cx: &Cx, id: TaskId) -> ApiResult<wire::Task> {
    let task = org.tasks.get(&id).ok_or_else(|| not_found::task(id))?;
    if !cx.settings.kinds.row(task.work.kind()).cancelable || task.state != TaskState::Running {
        return Err(refusals::not_cancelable(id, task.state.status().as_str()));
    }
    let kind = task.work.kind();
    org.agenda.forget(id);
    if let Some(task) = find_mut(org, id) {
        task.state = TaskState::Canceling(cx.now());
    }
    let takes = match cx.settings.pacing.takes(kind, CANCELLATION) {
        Takes::Time(time) => time.min(CANCELLATION),
        // The cancellation is itself a user's decision, so it is not held for another one.
        Takes::UntilTold => SignedDuration::ZERO,
    };
    org.agenda.promise(saturating_add(cx.now(), takes), Step::Cancel { task: id });
    let task = org.tasks.get(&id).ok_or_else(|| not_found::task(id))?;
    Ok(view(task, org, cx))
}
