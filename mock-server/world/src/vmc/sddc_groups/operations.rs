//! Operations on SDDC groups in the form of their own service.

use super::facts::author;
use crate::{
    context::{Call, Cx},
    kernel::{refusal::ApiResult, task_kind::TaskService},
    state::{author::Author, orgs::Org},
    tasks,
};
use vmc_client::{
    endpoints::sddc_groups::operations::GetOperation,
    wire::{
        CoreAuthor, GroupOperationType, OperationState, OperationStateName, OperationStateV2, OperationV2, Task,
        TaskStatus,
    },
};

/// The code of an operation that failed. (recorded)
const ERROR_CODE: &str = "internal.server.error";

/// `GET /api/operation/{org}/core/operations/{operation}`
pub fn get(org: &Org, cx: &Cx, call: &Call<GetOperation>) -> ApiResult<OperationV2> {
    tasks::find(org, cx, TaskService::SddcGroups, call.path.operation).map(|task| view(&task))
}

/// Returns a task as an operation.
fn view(task: &Task) -> OperationV2 {
    let mut config = Some(task.params.clone()).filter(|config| !config.is_empty());
    if let (Some(config), true) = (&mut config, changes_members(task)) {
        config.insert("operation_id".to_owned(), task.entity.id.to_string().into());
    }
    OperationV2 {
        id: Some(task.entity.id),
        operation_type: task.task_type.clone(),
        resource_id: task.resource_id.map(|id| id.to_string()),
        resource_type: task.resource_type.clone(),
        org_id: task.org_id,
        provider_assigned_id: None,
        task_id: Some(task.entity.id),
        state: state_v2(task),
        error_message: message(task),
        config,
        creator: Some(creator(task)),
        updater: Some(creator(task)),
    }
}

fn changes_members(task: &Task) -> bool {
    task.task_type.as_deref() == Some(GroupOperationType::UpdateMembers.as_str())
}

/// Returns the state of an operation. One that was cancelled, which a fault rule alone can do, has failed: clients know no third end.
/// (assumption)
pub(super) fn state(task: &Task) -> OperationState {
    let OperationStateV2 { name, error_msg, error_code, internal_error_msg, internal_error_code } = state_v2(task);
    let name = name.as_str().to_owned();
    OperationState { name, error_msg, error_code, internal_error_msg, internal_error_code }
}

fn state_v2(task: &Task) -> OperationStateV2 {
    let name = match task.status {
        Some(TaskStatus::Finished) => OperationStateName::Completed,
        Some(TaskStatus::Failed | TaskStatus::Canceled) => OperationStateName::Failed,
        _ => OperationStateName::InProgress,
    };
    let error_code = (name == OperationStateName::Failed).then(|| ERROR_CODE.to_owned());
    OperationStateV2 { name, error_msg: message(task), error_code, internal_error_msg: None, internal_error_code: None }
}

fn message(task: &Task) -> Option<String> {
    match task.status {
        Some(TaskStatus::Canceled) => Some("The operation was cancelled.".to_owned()),
        _ => task.error_message.clone(),
    }
}

pub(super) fn creator(task: &Task) -> CoreAuthor {
    let user = Author { id: task.entity.user_id, name: task.entity.user_name.as_str().into() };
    author(&user, task.entity.created.unpadded())
}
