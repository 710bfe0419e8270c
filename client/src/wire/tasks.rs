//! Types for tasks.

use super::{
    entity::{Entity, OrgId, ResourceId, TaskId, null_as_empty},
    open_enum::open_enum,
    time::Time,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// A long operation and its progress.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct Task {
    /// Identity and history.
    #[serde(flatten)]
    pub entity: Entity<TaskId>,
    /// State of the task.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<TaskStatus>,
    /// The resource that the task acts on. A provisioning task has the id of the new SDDC from its first answer on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_id: Option<ResourceId>,
    /// Kind of that resource, such as `sddc`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_type: Option<String>,
    /// Version of the resource when the task began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_resource_entity_version: Option<i32>,
    /// Version of the resource when the task ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_resource_entity_version: Option<i32>,
    /// The task that started this one.
    pub parent_task_id: Option<TaskId>,
    /// The present step, in upper case with underscores. At the end it is `FINISHED`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sub_status: Option<String>,
    /// Kind of operation, such as `SDDC-PROVISION`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_type: Option<String>,
    /// Reason of the failure, for experts.
    pub error_message: Option<String>,
    /// Reason of the failure, in the user's language.
    pub localized_error_message: Option<String>,
    /// Start, with real milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_time: Option<Time>,
    /// End, with real milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_time: Option<Time>,
    /// Number of retries of the task.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retries: Option<i64>,
    /// Version of the operation's procedure, such as `20180321`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_version: Option<String>,
    /// Estimated progress, 0 to 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub progress_percent: Option<i32>,
    /// Estimated remaining time in minutes. A negative number means that there is no estimate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub estimated_remaining_minutes: Option<i32>,
    /// The phases of the operation, in order.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub task_progress_phases: Vec<TaskProgressPhase>,
    /// Errors of the services behind the operation.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub service_errors: Vec<ServiceError>,
    /// The request and the result, depending on the task type: `sddcConfig`, `clusterId`, `subnet_list_result`, `test_result`.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub params: Map<String, Value>,
    /// Kind of the organization, such as `CUSTOMER`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub org_type: Option<String>,
    /// Id of the running phase. It is empty if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phase_in_progress: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub org_id: Option<OrgId>,
    /// An id of the client's choice. A repeated request with the same id creates no second task.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub correlation_id: Option<String>,
    /// Reason of the failure, for the customer. Recorded as null in 2021, absent in 2018.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_error_message: Option<String>,
    /// Features that were switched on when the task began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recorded_features: Option<TaskRecordedFeatures>,
}

impl From<Entity<TaskId>> for Task {
    /// A task of which only the identity is known.
    fn from(entity: Entity<TaskId>) -> Self {
        Self {
            entity,
            status: None,
            resource_id: None,
            resource_type: None,
            start_resource_entity_version: None,
            end_resource_entity_version: None,
            parent_task_id: None,
            sub_status: None,
            task_type: None,
            error_message: None,
            localized_error_message: None,
            start_time: None,
            end_time: None,
            retries: None,
            task_version: None,
            progress_percent: None,
            estimated_remaining_minutes: None,
            task_progress_phases: Vec::new(),
            service_errors: Vec::new(),
            params: Map::new(),
            org_type: None,
            phase_in_progress: None,
            org_id: None,
            correlation_id: None,
            customer_error_message: None,
            recorded_features: None,
        }
    }
}

/// One phase of a task.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct TaskProgressPhase {
    /// Name of the phase for programs, such as `SDDC_PROVISION`.
    pub id: String,
    /// Name of the phase for people.
    pub name: String,
    /// Progress of the phase, 0 to 100.
    pub progress_percent: i32,
}

/// An error of a service behind an operation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ServiceError {
    pub error_code: String,
    /// The message in English.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_message: Option<String>,
    /// The message in the user's language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub localized_message: Option<String>,
    /// The service that failed first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub original_service: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub original_service_error_code: Option<String>,
    /// Values that the sentence mentions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub params: Option<Vec<String>>,
}

/// Features that were switched on when a task began.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct TaskRecordedFeatures {
    /// Switches, by the names of the features.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub values: Option<BTreeMap<String, bool>>,
}

open_enum! {
    pub enum TaskStatus {
        /// Under way.
        Started = "STARTED",
        /// Asked to stop.
        Canceling = "CANCELING",
        /// Ended well.
        Finished = "FINISHED",
        /// Ended badly.
        Failed = "FAILED",
        /// Stopped on request.
        Canceled = "CANCELED",
    }
}
