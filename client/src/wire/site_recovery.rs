//! Types for site recovery, which replicates VMs of an SDDC to another site.

mod replications;

pub use replications::*;

use super::{
    entity::{Entity, OrgId, ResourceId, SddcId, SiteRecoveryNodeId, TaskId, UserId, null_as_empty},
    open_enum::open_enum,
    tasks::{Task, TaskProgressPhase, TaskStatus},
    time::Time,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The fields that a site recovery and its tasks share. They are those of [`Entity`], but all are required.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SiteRecoveryEntity<Id> {
    /// User who created it.
    pub user_id: UserId,
    pub user_name: String,
    /// Instant of creation.
    pub created: Time,
    /// Number of changes so far.
    pub version: i32,
    pub id: Id,
    /// User who changed it last.
    pub updated_by_user_id: UserId,
    pub updated_by_user_name: String,
    /// Time of the last change.
    pub updated: Time,
}

impl<Id> From<Entity<Id>> for SiteRecoveryEntity<Id> {
    fn from(entity: Entity<Id>) -> Self {
        Self {
            user_id: entity.user_id,
            updated_by_user_name: entity.updated_by_user_name.unwrap_or_else(|| entity.user_name.clone()),
            user_name: entity.user_name,
            created: entity.created,
            version: entity.version,
            id: entity.id,
            updated_by_user_id: entity.updated_by_user_id,
            updated: entity.updated,
        }
    }
}

/// The site recovery of an SDDC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SiteRecovery {
    /// Identity and history. The id is that of the SDDC.
    #[serde(flatten)]
    pub entity: SiteRecoveryEntity<SddcId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sddc_id: Option<SddcId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site_recovery_state: Option<SiteRecoveryState>,
    /// Address of the user interface.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub draas_h5_url: Option<String>,
    /// The server of vSphere Replication.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vr_node: Option<SiteRecoveryNode>,
    /// The Site Recovery Managers. The first one was made by the activation.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub srm_nodes: Vec<SrmNode>,
    /// The additional servers of vSphere Replication.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub vrs_nodes: Vec<SiteRecoveryNode>,
    /// The first Site Recovery Manager, as clients of 2018 read it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub srm_node: Option<SiteRecoveryNode>,
}

/// An appliance of site recovery.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SiteRecoveryNode {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<SiteRecoveryNodeId>,
    /// Kind of appliance.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub node_type: Option<SiteRecoveryNodeType>,
    /// State of the appliance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<SiteRecoveryNodeState>,
    /// Its full name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hostname: Option<String>,
    /// Its address in the management network.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ip_address: Option<String>,
    /// Gateway of its network.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gateway: Option<String>,
    /// Its network, such as `10.2.0.0/16`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subnet: Option<String>,
    /// Its VM in vCenter, such as `vm-1001`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vm_moref_id: Option<String>,
}

/// A Site Recovery Manager.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SrmNode {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<SiteRecoveryNodeId>,
    /// Kind of appliance: `SRM`.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub node_type: Option<SiteRecoveryNodeType>,
    /// State of the appliance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<SiteRecoveryNodeState>,
    /// Its full name, such as `srm-east.sddc-198-18-0-1.vmwarevmc.com`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hostname: Option<String>,
    /// Its address in the management network.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ip_address: Option<String>,
    /// Its VM in vCenter, such as `vm-1001`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vm_moref_id: Option<String>,
    /// The end of its extension key that the customer chose.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub srm_extension_key_suffix: Option<String>,
    /// The key of its extension of vCenter, such as `com.vmware.vcDr-east`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub srm_extension_key: Option<String>,
}

/// How site recovery is activated.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ActivateSiteRecoveryConfig {
    /// The end of the first Site Recovery Manager's extension key: at most 13 letters, digits, `.` and `-`. It begins and
    /// ends with a letter or a digit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub srm_extension_key_suffix: Option<String>,
}

/// How site recovery is deactivated.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct DeleteConfigInternal {
    /// Whether to deactivate it although something is being changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub force: Option<bool>,
    /// Number of a ticket of support.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ticket: Option<String>,
    /// Code by which support confirms it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirmation_code: Option<String>,
}

/// A Site Recovery Manager to add.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ProvisionSrmConfig {
    /// Whether the service needs it for itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub internal: Option<bool>,
    /// The end of its extension key, as in the request that activates site recovery.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub srm_extension_key_suffix: Option<String>,
}

/// The versions of the appliances.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SiteRecoveryVersions {
    /// Time at which the versions were read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub generated: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sddc_id: Option<SddcId>,
    /// The version of each appliance.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub node_versions: Vec<SiteRecoveryNodeVersion>,
}

/// The version of an appliance.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SiteRecoveryNodeVersion {
    /// The appliance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub node_id: Option<SiteRecoveryNodeId>,
    /// Kind of appliance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub node_type: Option<SiteRecoveryNodeType>,
    /// Its address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub node_ip: Option<String>,
    /// Version with the number of the build.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub full_version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub appliance_version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub build_number: Option<String>,
    /// Version and build of the software.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub build_version: Option<BuildVersion>,
    /// How the version was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version_source: Option<VersionSource>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct BuildVersion {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub build_number: Option<String>,
}

/// A task of site recovery. Published as `Task`. The address of VMC shows the same task in its own form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SiteRecoveryTask {
    /// Identity and history.
    #[serde(flatten)]
    pub entity: SiteRecoveryEntity<TaskId>,
    /// State of the task.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<TaskStatus>,
    /// The present step.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sub_status: Option<String>,
    /// The SDDC, or the Site Recovery Manager that is added or deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_id: Option<ResourceId>,
    /// Kind of that resource.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_type: Option<String>,
    /// Kind of operation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_type: Option<String>,
    /// Version of the operation's procedure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_version: Option<String>,
    /// The organization.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant_id: Option<OrgId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_time: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_time: Option<Time>,
    /// Number of retries of the task.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retries: Option<i32>,
    /// Estimated progress, 0 to 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub progress_percent: Option<i32>,
    /// Estimated remaining time in minutes. A negative number means that there is no estimate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub estimated_remaining_minutes: Option<i32>,
    /// The phases of the operation, in order.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub task_progress_phases: Vec<TaskProgressPhase>,
    /// Reason of the failure.
    pub error_message: Option<String>,
    /// The task that started this one.
    pub parent_task_id: Option<TaskId>,
    /// The request.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub params: Map<String, Value>,
}

impl From<Task> for SiteRecoveryTask {
    /// The fields of the task that this service shows too.
    fn from(task: Task) -> Self {
        Self {
            entity: task.entity.into(),
            status: task.status,
            sub_status: task.sub_status,
            resource_id: task.resource_id,
            resource_type: task.resource_type,
            task_type: task.task_type,
            task_version: task.task_version,
            tenant_id: task.org_id,
            start_time: task.start_time,
            end_time: task.end_time,
            retries: task.retries.and_then(|retries| retries.try_into().ok()),
            progress_percent: task.progress_percent,
            estimated_remaining_minutes: task.estimated_remaining_minutes,
            task_progress_phases: task.task_progress_phases,
            error_message: task.error_message,
            parent_task_id: task.parent_task_id,
            params: task.params,
        }
    }
}

impl From<SiteRecoveryEntity<SddcId>> for SiteRecovery {
    /// A site recovery of which only the identity is known.
    fn from(entity: SiteRecoveryEntity<SddcId>) -> Self {
        Self {
            entity,
            sddc_id: None,
            site_recovery_state: None,
            draas_h5_url: None,
            vr_node: None,
            srm_nodes: Vec::new(),
            vrs_nodes: Vec::new(),
            srm_node: None,
        }
    }
}

open_enum! {
    pub enum SiteRecoveryState {
        /// Its appliances are being deployed.
        Activating = "ACTIVATING",
        /// In use.
        Activated = "ACTIVATED",
        /// Its appliances are being deleted.
        Deactivating = "DEACTIVATING",
        /// It has no appliances.
        Deactivated = "DEACTIVATED",
        /// The activation or deactivation failed.
        Failed = "FAILED",
        /// The activation or deactivation was cancelled.
        Canceled = "CANCELED",
        /// It is gone.
        Deleted = "DELETED",
    }

    /// The state of an appliance.
    pub enum SiteRecoveryNodeState {
        /// Its VM is being made.
        Deploying = "DEPLOYING",
        /// Its VM is there and is being configured.
        Provisioned = "PROVISIONED",
        /// In use.
        Ready = "READY",
        /// It is being deleted.
        Deleting = "DELETING",
        /// A change of it failed.
        Failed = "FAILED",
        /// A change of it was cancelled.
        Canceled = "CANCELED",
    }

    /// A kind of appliance.
    pub enum SiteRecoveryNodeType {
        /// The server of vSphere Replication.
        Vrms = "VRMS",
        /// A Site Recovery Manager.
        Srm = "SRM",
        /// An additional server of vSphere Replication.
        Vrs = "VRS",
    }

    /// How the version of an appliance was read.
    pub enum VersionSource {
        /// From the appliance.
        Vamicli = "vamicli",
        /// From the lookup service.
        Ls = "ls",
    }
}
