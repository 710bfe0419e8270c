//! The record of a task.

use super::{author::Author, work::Work};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use vmc_client::wire::{TaskId, TaskStatus};

/// The state of a task.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TaskFacts {
    pub id: TaskId,
    /// What the task does. It also determines the task's kind and resource.
    pub work: Work,
    /// The caller for whom the task runs.
    pub author: Author,
    /// The keys that the task's end has added to its `params`. All other keys are a view of the work.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub results: Map<String, Value>,
    /// The time at which the task was accepted.
    pub start: Timestamp,
    /// The planned end; `None` while the task is held.
    pub planned_end: Option<Timestamp>,
    /// The planned result.
    pub plan: Plan,
    /// The delay after the task's end at which a host fails, if a fault rule says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host_fails: Option<SignedDuration>,
    pub state: TaskState,
    /// The resource's version when the task began.
    pub start_version: i32,
    /// The resource's version when the task ended.
    pub end_version: Option<i32>,
}

/// The planned result of a task, if nothing intervenes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Plan {
    /// The task succeeds.
    Succeed,
    /// The task fails before its planned end.
    Fail {
        /// The share of its duration after which it fails, in thousandths.
        at: u16,
        /// The `error_message` of the failed task.
        message: String,
    },
    /// The task gets stuck and never ends by itself.
    Stick {
        /// The share of its duration at which it gets stuck, in thousandths.
        at: u16,
    },
    /// The service cancels the task.
    Cancel {
        /// The share of its duration after which it is cancelled, in thousandths.
        at: u16,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskState {
    /// The task is running.
    Running,
    /// A user requested a cancellation at this time; it is in progress.
    Canceling(Timestamp),
    /// The task succeeded at this time.
    Finished(Timestamp),
    /// The task failed at this time, with this `error_message`.
    Failed(Timestamp, String),
    /// The task was cancelled at this time, with this progress in percent.
    Canceled(Timestamp, i64),
}

impl TaskState {
    /// Returns true if the task has ended.
    pub fn is_over(&self) -> bool {
        matches!(self, Self::Finished(_) | Self::Failed(..) | Self::Canceled(..))
    }

    /// Returns the `status` in the API.
    pub fn status(&self) -> TaskStatus {
        match self {
            Self::Running => TaskStatus::Started,
            Self::Canceling(_) => TaskStatus::Canceling,
            Self::Finished(_) => TaskStatus::Finished,
            Self::Failed(..) => TaskStatus::Failed,
            Self::Canceled(..) => TaskStatus::Canceled,
        }
    }

    /// Returns the time at which the task ended.
    pub fn ended_at(&self) -> Option<Timestamp> {
        match self {
            Self::Running | Self::Canceling(_) => None,
            Self::Finished(at) | Self::Failed(at, _) | Self::Canceled(at, _) => Some(*at),
        }
    }
}

/// The changes of a resource during its task. Each is one change of the resource.
// The milestones of provisioning come first, in the order in which it reaches them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Milestone {
    /// The VPC exists.
    Vpc,
    /// Its subnets exist.
    Subnets,
    /// The hosts start.
    HostsInitializing,
    /// The hosts have their software.
    HostsProvisioned,
    /// The hosts join the inventory.
    HostsAddingToVcenter,
    /// The hosts are ready.
    HostsReady,
    /// The first cluster is ready.
    ClusterReady,
    /// vCenter answers.
    Vcenter,
    /// Single sign-on answers.
    SingleSignOn,
    /// The management network is up.
    ManagementNetwork,
    /// NSX answers.
    Nsx,
    /// The gateways are ready.
    Gateways,
    /// The cloud administrator can log in.
    Credentials,
    /// The customer's AWS account is linked.
    AccountLink,
    /// The hosts are being removed.
    HostsDeleting,
    /// The hosts are removed.
    HostsDeleted,
    /// Single hosts leave the inventory.
    HostsLeavingVcenter,
    /// The hosts have left the inventory and return to their pool.
    HostsLeavingCloud,
    /// The VMs of the appliances of site recovery are there.
    AppliancesProvisioned,
}
