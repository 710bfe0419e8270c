//! Types of the autoscaler: policies, what a cluster can have of them, and tasks.

use super::{
    entity::{ClusterId, OrgId, ResourceId, TaskId, UserId, empty_as_none, null_as_empty},
    open_enum::open_enum,
    tasks::{Task, TaskProgressPhase, TaskStatus},
    time::Time,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The policy by which a cluster gets and loses hosts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct EdrsPolicy {
    /// Whether the policy is on. The policy `storage-scaleup` is always on.
    pub enable_edrs: bool,
    /// The kind of policy.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub policy_type: Option<EdrsPolicyType>,
    /// The number of hosts below which the policy does not go.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub min_hosts: Option<i64>,
    /// The number of hosts above which the policy does not go.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub max_hosts: Option<i64>,
    /// Options that differ from the default of the kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edrs_policy_options_overrides: Option<EdrsPolicyOptionsOverrides>,
}

/// Options of a policy that differ from the default of its kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct EdrsPolicyOptionsOverrides {
    /// The number of hosts that are added at once.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub scale_up_host_increment: Option<i64>,
}

/// A cluster with its policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct EdrsClusterInfo {
    pub cluster_id: ClusterId,
    pub edrs_policy: EdrsPolicy,
    /// The reason why the policy changes nothing, for programs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_key: Option<EdrsStatusKey>,
    /// The same reason for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_message: Option<String>,
}

/// The policies that a cluster can have.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct EdrsProvisioningSpec {
    /// The cluster with its present policy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edrs_cluster_info: Option<EdrsClusterInfo>,
    /// The kinds of policy.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub policies: Vec<EdrsPolicySpec>,
}

/// A kind of policy, with the values that it can have in a cluster.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct EdrsPolicySpec {
    /// The kind of policy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_type: Option<EdrsPolicyType>,
    /// Whether the cluster can have it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cluster_eligible_for_policy: Option<bool>,
    /// Whether its numbers of hosts can be set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub configurable: Option<bool>,
    /// Whether the number of hosts that are added at once can be set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub configurable_scaleup_increment: Option<bool>,
    /// The smallest and the largest number of hosts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_max_host_range: Option<Vec<i64>>,
    /// The smallest and the largest number of hosts that can be added at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scaleup_host_increment_range: Option<Vec<i64>>,
}

/// A cluster with its policy for failed hosts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct RemediationClusterInfo {
    pub cluster_id: ClusterId,
    pub cluster_name: String,
    pub remediation_policy: RemediationPolicy,
}

/// The policy for failed hosts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct RemediationPolicy {
    /// Whether the service replaces failed hosts.
    pub auto_remediation_enabled: bool,
}

/// A change of the policy for failed hosts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct RemediationPolicyPatch {
    /// Whether the service replaces failed hosts.
    pub auto_remediation_enabled: bool,
}

/// A task of the autoscaler. It has no version; VMC shows the same task with one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct AutoscalerTask {
    /// User who started it.
    pub user_id: UserId,
    pub user_name: String,
    /// Instant of creation.
    pub created: Time,
    pub id: TaskId,
    /// User who changed it last.
    pub updated_by_user_id: UserId,
    pub updated_by_user_name: String,
    /// Time of the last change.
    pub updated: Time,
    /// State of the task.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<TaskStatus>,
    /// The resource that the task acts on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_id: Option<ResourceId>,
    /// Kind of that resource.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_type: Option<String>,
    /// The present step.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sub_status: Option<String>,
    /// Kind of operation, such as `EDRS-POLICY-UPDATE`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_type: Option<String>,
    /// Reason of the failure.
    pub error_message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_time: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_time: Option<Time>,
    /// Version of the operation's procedure.
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
    pub service_errors: Vec<AutoscalerServiceError>,
    /// The request.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub params: Map<String, Value>,
    /// Id of the running phase. It is empty if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phase_in_progress: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub org_id: Option<OrgId>,
}

impl From<Task> for AutoscalerTask {
    /// The task as the autoscaler shows it. No error of another service is known.
    fn from(task: Task) -> Self {
        let entity = task.entity;
        Self {
            user_id: entity.user_id,
            user_name: entity.user_name,
            created: entity.created,
            id: entity.id,
            updated_by_user_id: entity.updated_by_user_id,
            updated_by_user_name: entity.updated_by_user_name.unwrap_or_default(),
            updated: entity.updated,
            status: task.status,
            resource_id: task.resource_id,
            resource_type: task.resource_type,
            sub_status: task.sub_status,
            task_type: task.task_type,
            error_message: task.error_message,
            start_time: task.start_time,
            end_time: task.end_time,
            task_version: task.task_version,
            progress_percent: task.progress_percent,
            estimated_remaining_minutes: task.estimated_remaining_minutes,
            task_progress_phases: task.task_progress_phases,
            service_errors: Vec::new(),
            params: task.params,
            phase_in_progress: task.phase_in_progress,
            org_id: task.org_id,
        }
    }
}

/// An error of a service behind an operation of the autoscaler.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct AutoscalerServiceError {
    pub error_code: String,
    /// The message in English.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_message: Option<String>,
    /// The message in the user's language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub localized_message: Option<String>,
    /// The service that failed first.
    pub original_service: String,
    pub original_service_error_code: String,
    /// Values that the sentence mentions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub params: Option<Vec<String>>,
}

open_enum! {
    /// A kind of scaling policy.
    pub enum EdrsPolicyType {
        /// Few hosts.
        Cost = "cost",
        /// Much performance.
        Performance = "performance",
        /// More hosts only if storage runs short. Every cluster has it at first.
        StorageScaleup = "storage-scaleup",
        /// Several hosts at once.
        RapidScaleup = "rapid-scaleup",
    }

    /// Why a policy changes nothing.
    pub enum EdrsStatusKey {
        /// The cluster has as few hosts as it may have.
        MinHosts = "skyscraper.autoscaler.elastic.drs.min.hosts",
        /// The cluster has as many hosts as it may have.
        MaxHosts = "skyscraper.autoscaler.elastic.drs.max.hosts",
        /// A host has failed.
        FailedHosts = "skyscraper.autoscaler.elastic.drs.failed.hosts",
    }
}
