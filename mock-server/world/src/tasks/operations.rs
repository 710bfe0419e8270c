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
        task_kind::TaskService,
    },
    state::{
        not_found,
        orgs::Org,
        tasks::{TaskFacts, TaskState},
    },
    tasks::refusals,
};
use jiff::SignedDuration;
use serde::Serialize;
use vmc_client::{
    endpoints::tasks::{GetTask, ListTasks, UpdateTask},
    wire::{self, TaskId},
};

/// The time that the service takes to cancel a task. (assumption)
const CANCELLATION: SignedDuration = SignedDuration::from_secs(60);

/// `GET /orgs/{org}/tasks`: the tasks in the order of their start. (order: assumption)
pub fn list(org: &Org, cx: &Cx, call: &Call<ListTasks>) -> ApiResult<Vec<wire::Task>> {
    shown(org, cx, TaskService::Vmc, call.query.filter.as_deref(), |task| task)
}

/// `GET /orgs/{org}/tasks/{task}`
pub fn get(org: &Org, cx: &Cx, call: &Call<GetTask>) -> ApiResult<wire::Task> {
    find(org, cx, TaskService::Vmc, call.path.task)
}

/// Returns the tasks that a service shows, each in the form of that service, and of these the ones that the filter wants.
pub(crate) fn shown<T: Serialize>(
    org: &Org,
    cx: &Cx,
    service: TaskService,
    filter: Option<&str>,
    form: fn(wire::Task) -> T,
) -> ApiResult<Vec<T>> {
    let filter = filter.map(Filter::parse).transpose()?;
    let of_service = org.tasks.values().filter(|task| shows(service, task));
    let tasks = of_service.map(|task| form(view(task, org, cx)));
    Ok(match filter {
        None => tasks.collect(),
        Some(filter) => tasks.filter(|task| filter.matches_item(task, "task")).collect(),
    })
}

/// Returns a task that a service shows.
pub(crate) fn find(org: &Org, cx: &Cx, service: TaskService, id: TaskId) -> ApiResult<wire::Task> {
    let task = org.tasks.get(&id).filter(|task| shows(service, task)).ok_or_else(|| not_found::task(id))?;
    Ok(view(task, org, cx))
}

fn shows(service: TaskService, task: &TaskFacts) -> bool {
    service == TaskService::Vmc || task.work.kind().service() == service
}

/// `POST /orgs/{org}/tasks/{task}?action=cancel`
pub fn update(org: &mut Org, cx: &Cx, call: &Call<UpdateTask>) -> ApiResult<wire::Task> {
    act(org, cx, TaskService::Vmc, call.path.task, call.query.action.as_deref())
}

/// Acts on a task that a service shows.
pub(crate) fn act(
    org: &mut Org,
    cx: &Cx,
    service: TaskService,
    task: TaskId,
    action: Option<&str>,
) -> ApiResult<wire::Task> {
    match action {
        Some("cancel") => {
            find(org, cx, service, task)?;
            cancel(org, cx, task)
        }
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
