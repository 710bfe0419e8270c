//! Endpoints for tasks, which show the progress of long operations.

use super::{OrgPath, TaskPath};
use crate::{
    endpoint::{Empty, Json, Nothing},
    endpoints,
    wire::Task,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

endpoints! {
    service Vmc;
    /// List the tasks of an organization.
    ListTasks: GET "/vmc/api/orgs/{org}/tasks" (OrgPath, ListTasksQuery, Empty) -> OK Json<Vec<Task>>, needs Read;
    /// Get one task.
    GetTask: GET "/vmc/api/orgs/{org}/tasks/{task}" (TaskPath, Nothing, Empty) -> OK Json<Task>, needs Read;
    /// Act on a task: `action=cancel` asks for its cancellation.
    UpdateTask: POST "/vmc/api/orgs/{org}/tasks/{task}" (TaskPath, UpdateTaskQuery, Empty) -> OK Json<Task>, needs Write;
}

/// Query of [`ListTasks`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ListTasksQuery {
    /// Filter expression; see the grammar of the published description.
    #[serde(
        rename = "$filter",
        default,
        deserialize_with = "super::text_if_any",
        skip_serializing_if = "Option::is_none"
    )]
    pub filter: Option<String>,
}

/// Query of [`UpdateTask`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UpdateTaskQuery {
    /// `cancel` is the one action there is.
    #[serde(default, deserialize_with = "super::text_if_any", skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
}
