//! Endpoints for tasks, which show the progress of long operations.

use super::{OrgPath, TaskPath};
use crate::{
    endpoint::{Empty, Json, Nothing},
    endpoints,
    wire::Task,
};
use serde::{Deserialize, Serialize};

endpoints! {
    service Vmc, with methods;
    /// List the tasks of an organization.
    ListTasks: GET "/vmc/api/orgs/{org}/tasks" (OrgPath, ListTasksQuery, Empty) -> OK Json<Vec<Task>>, needs Read,
        method list_tasks(org: OrgId);
    /// Get one task.
    GetTask: GET "/vmc/api/orgs/{org}/tasks/{task}" (TaskPath, Nothing, Empty) -> OK Json<Task>, needs Read,
        method get_task(org: OrgId, task: TaskId);
    /// Act on a task: `action=cancel` requests its cancellation.
    UpdateTask: POST "/vmc/api/orgs/{org}/tasks/{task}" (TaskPath, UpdateTaskQuery, Empty)
        -> OK Json<Task>, needs Write,
        /// A cancelled task may continue for a while, or even finish successfully.
        method update_task(org: OrgId, task: TaskId);
}

/// Query of [`ListTasks`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ListTasksQuery {
    /// Filter expression, in the published grammar.
    #[serde(
        rename = "$filter",
        default,
        deserialize_with = "super::text_if_any",
        skip_serializing_if = "Option::is_none"
    )]
    pub filter: Option<String>,
}

/// Query of [`UpdateTask`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema), schemars(extend("required" = ["action"])))]
pub struct UpdateTaskQuery {
    /// `cancel` is the only action.
    #[cfg_attr(feature = "schemas", schemars(with = "String", extend("enum" = ["cancel"])))]
    #[serde(default, deserialize_with = "super::text_if_any", skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
}
