//! The tasks of site recovery at its own address.

use crate::{
    context::{Call, Cx},
    kernel::{refusal::ApiResult, task_kind::TaskService::SiteRecovery},
    state::orgs::Org,
    tasks,
};
use vmc_client::{
    endpoints::site_recovery::{GetSiteRecoveryTask, ListSiteRecoveryTasks, UpdateSiteRecoveryTask},
    wire::SiteRecoveryTask,
};

/// `GET /orgs/{org}/tasks`: the tasks in the order of their start. (order: assumption)
pub fn list(org: &Org, cx: &Cx, call: &Call<ListSiteRecoveryTasks>) -> ApiResult<Vec<SiteRecoveryTask>> {
    tasks::shown(org, cx, SiteRecovery, call.query.filter.as_deref(), SiteRecoveryTask::from)
}

/// `GET /orgs/{org}/tasks/{task}`
pub fn get(org: &Org, cx: &Cx, call: &Call<GetSiteRecoveryTask>) -> ApiResult<SiteRecoveryTask> {
    tasks::find(org, cx, SiteRecovery, call.path.task).map(SiteRecoveryTask::from)
}

/// `POST /orgs/{org}/tasks/{task}?action=cancel`
pub fn update(org: &mut Org, cx: &Cx, call: &Call<UpdateSiteRecoveryTask>) -> ApiResult<SiteRecoveryTask> {
    tasks::act(org, cx, SiteRecovery, call.path.task, call.query.action.as_deref()).map(SiteRecoveryTask::from)
}
