//! The autoscaler: scaling policies of clusters, the replacement of failed hosts, the size of an SDDC, and the balancing of clusters.
//!
//! Its tasks are those of a service of its own, which VMC shows too. (known from clients) As with tasks on clusters, their resource is the
//! SDDC. (assumption)

mod balancing;
mod begin;
mod decision;
mod policies;
mod refusals;
mod remediation;
mod scaling;
mod size;

pub use balancing::{analyze, run as run_balance, stop as stop_balance};
pub use policies::{get as get_policy, list as list_policies, provisioning_spec, set as set_policy};
pub use remediation::{
    get as get_remediation, list as list_remediation, update as update_remediation,
    update_all as update_all_remediation,
};
pub use scaling::{NewLoad, clear_loads, set_load};
pub(crate) use scaling::{arrange, scale};
pub use size::scale as scale_size;

use crate::{
    context::{Call, Cx},
    kernel::{refusal::ApiResult, task_kind::TaskService},
    state::{
        orgs::Org,
        tasks::{TaskFacts, TaskState},
        work::{AutoscalerWork, Work},
    },
    tasks,
};
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use vmc_client::{
    endpoints::autoscaler::{GetAutoscalerTask, ListAutoscalerTasks, UpdateAutoscalerTask},
    wire::AutoscalerTask,
};

/// `GET /orgs/{org}/tasks`: the tasks of the autoscaler in the order of their start. (order: assumption)
pub fn list_tasks(org: &Org, cx: &Cx, call: &Call<ListAutoscalerTasks>) -> ApiResult<Vec<AutoscalerTask>> {
    tasks::shown(org, cx, TaskService::Autoscaler, call.query.filter.as_deref(), AutoscalerTask::from)
}

/// `GET /orgs/{org}/tasks/{task}`
pub fn get_task(org: &Org, cx: &Cx, call: &Call<GetAutoscalerTask>) -> ApiResult<AutoscalerTask> {
    tasks::find(org, cx, TaskService::Autoscaler, call.path.task).map(AutoscalerTask::from)
}

/// `POST /orgs/{org}/tasks/{task}?action=cancel`
pub fn update_task(org: &mut Org, cx: &Cx, call: &Call<UpdateAutoscalerTask>) -> ApiResult<AutoscalerTask> {
    let task = tasks::act(org, cx, TaskService::Autoscaler, call.path.task, call.query.action.as_deref())?;
    Ok(AutoscalerTask::from(task))
}

/// Returns the `params` of a task of the autoscaler. (assumption)
pub(crate) fn params(work: &Work) -> Map<String, Value> {
    let Work::Autoscaler { work, .. } = work else { return Map::new() };
    let params = match work {
        AutoscalerWork::Policy { cluster, policy } => {
            json!({"clusterId": cluster, "edrsPolicy": policies::view(policy)})
        }
        AutoscalerWork::Remediation { clusters, enabled } => match &clusters[..] {
            [cluster] => json!({"clusterId": cluster, "autoRemediationEnabled": enabled}),
            clusters => json!({"clusterIds": clusters, "autoRemediationEnabled": enabled}),
        },
        AutoscalerWork::Resize => json!({"sddcSize": "LARGE"}),
        AutoscalerWork::Analysis { clusters } | AutoscalerWork::Balancing { clusters } => {
            json!({"clusterIds": clusters})
        }
        AutoscalerWork::Stop { run } => json!({"taskId": run}),
    };
    match params {
        Value::Object(params) => params,
        _ => Map::new(),
    }
}

/// Called when a task of the autoscaler has ended. A task that is not finished has changed nothing. (assumption) Returns the SDDC's version
/// after that.
pub(crate) fn ended(org: &mut Org, task: &TaskFacts, at: Timestamp) -> Option<i32> {
    let Work::Autoscaler { sddc: id, work } = &task.work else { return None };
    let well = matches!(task.state, TaskState::Finished(_));
    match work {
        AutoscalerWork::Policy { cluster, policy } => policies::ended(org, *id, task.id, *cluster, policy, well),
        AutoscalerWork::Remediation { enabled, .. } => remediation::ended(org, *id, task.id, (*enabled, well), at),
        AutoscalerWork::Resize => size::ended(org, *id, task.id, well),
        AutoscalerWork::Analysis { clusters } => balancing::analyzed(org, *id, task.id, clusters, well),
        AutoscalerWork::Balancing { .. } => balancing::balanced(org, *id, task.id),
        AutoscalerWork::Stop { run } => balancing::stopped(org, *id, task.id, *run, well, at),
    }
    .then(|| {
        let sddc = org.sddc_mut(*id).ok()?;
        sddc.write(None, at);
        Some(sddc.version)
    })
    .flatten()
}
