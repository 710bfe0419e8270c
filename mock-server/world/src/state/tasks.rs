//! What is known of a task.

use super::author::Author;
use crate::kernel::task_kind::TaskKind;
use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use vmc_client::wire::{ConnectedAccountId, ResourceId, SddcId, SddcTemplateId, SubscriptionId, TaskId, TaskStatus};

/// What is true of a task.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TaskFacts {
    /// Its id.
    pub id: TaskId,
    /// What it does.
    pub kind: TaskKind,
    /// To what.
    #[serde(rename = "subject")]
    pub resource: TaskResource,
    /// For whom.
    pub author: Author,
    /// `params` as the client sees them.
    pub params: Map<String, Value>,
    /// When it was accepted.
    pub start: Timestamp,
    /// When it would end if left alone; `None` while it is held back.
    pub planned_end: Option<Timestamp>,
    /// How it will end if left alone.
    pub plan: Plan,
    /// How long after its end a host fails, if one is to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host_fails: Option<SignedDuration>,
    /// Where it stands.
    pub state: TaskState,
    /// The resource's version when the task began.
    pub start_version: i32,
    /// The resource's version when it ended.
    pub end_version: Option<i32>,
}

/// The resource that a task acts on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskResource {
    /// An SDDC.
    Sddc(SddcId),
    /// Clusters of this SDDC: those whose phase names the task. On the wire the resource is the SDDC. (recorded)
    Clusters(SddcId),
    /// Public addresses of an SDDC.
    PublicIps(SddcId),
    /// What the names of an SDDC's management VMs resolve to.
    Dns(SddcId),
    /// Nothing that would change: connectivity from an SDDC is tested.
    Connectivity(SddcId),
    /// A connected AWS account.
    ConnectedAccount(ConnectedAccountId),
    /// A subscription.
    Subscription(SubscriptionId),
    /// A template.
    Template(SddcTemplateId),
    /// None: the request was only checked.
    Nothing,
}

/// How a task will end if nothing comes between.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Plan {
    /// It does what it was started for.
    Succeed,
    /// It fails on the way.
    Fail {
        /// After this share of its duration, in thousandths.
        at: u16,
        /// `error_message` of the failed task.
        message: String,
    },
    /// It gets stuck and never ends by itself.
    Stick {
        /// After this share of its duration, in thousandths.
        at: u16,
    },
    /// The service cancels it on the way.
    Cancel {
        /// After this share of its duration, in thousandths.
        at: u16,
    },
}

/// Where a task stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskState {
    /// Under way.
    Running,
    /// A cancellation was asked for at this time and is being carried out.
    Canceling(Timestamp),
    /// Done.
    Finished(Timestamp),
    /// Failed, with `error_message`.
    Failed(Timestamp, String),
    /// Cancelled: when it stopped, and how far it had come by then, in percent.
    Canceled(Timestamp, i64),
}

impl TaskState {
    /// Whether nothing more will happen.
    pub fn is_over(&self) -> bool {
        matches!(self, Self::Finished(_) | Self::Failed(..) | Self::Canceled(..))
    }

    /// `status` on the wire.
    pub fn status(&self) -> TaskStatus {
        match self {
            Self::Running => TaskStatus::Started,
            Self::Canceling(_) => TaskStatus::Canceling,
            Self::Finished(_) => TaskStatus::Finished,
            Self::Failed(..) => TaskStatus::Failed,
            Self::Canceled(..) => TaskStatus::Canceled,
        }
    }

    /// When it ended.
    pub fn ended_at(&self) -> Option<Timestamp> {
        match self {
            Self::Running | Self::Canceling(_) => None,
            Self::Finished(at) | Self::Failed(at, _) | Self::Canceled(at, _) => Some(*at),
        }
    }
}

impl TaskResource {
    /// `resource_id` on the wire. It is a UUID, which public addresses do not have: tasks on a part of an SDDC name the SDDC. (assumption)
    pub fn id(self) -> Option<ResourceId> {
        match self {
            Self::Sddc(id) | Self::Clusters(id) | Self::PublicIps(id) | Self::Dns(id) | Self::Connectivity(id) => {
                Some(id.into())
            }
            Self::ConnectedAccount(id) => Some(id.into()),
            Self::Subscription(id) => Some(id.into()),
            Self::Template(id) => Some(id.into()),
            Self::Nothing => None,
        }
    }

    /// The SDDC that this is, or is a part of.
    pub fn sddc(self) -> Option<SddcId> {
        match self {
            Self::Sddc(id) | Self::Clusters(id) | Self::PublicIps(id) | Self::Dns(id) | Self::Connectivity(id) => {
                Some(id)
            }
            Self::ConnectedAccount(_) | Self::Subscription(_) | Self::Template(_) | Self::Nothing => None,
        }
    }
}

/// What a task does to its resource on the way. Each is one write of the resource.
// The milestones of provisioning come first, in the order in which it reaches them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Milestone {
    /// The VPC exists.
    Vpc,
    /// Its subnets exist.
    Subnets,
    /// The hosts boot.
    HostsInitializing,
    /// The hosts have their software.
    HostsProvisioned,
    /// The hosts join the inventory.
    HostsAddingToVcenter,
    /// The hosts can be used.
    HostsReady,
    /// The first cluster can be used.
    ClusterReady,
    /// vCenter answers.
    Vcenter,
    /// Single sign-on answers.
    SingleSignOn,
    /// The management network is up.
    ManagementNetwork,
    /// NSX answers.
    Nsx,
    /// The gateways route.
    Gateways,
    /// The cloud administrator can log in.
    Credentials,
    /// The customer's AWS account is linked.
    AccountLink,
    /// The hosts are being taken down.
    HostsDeleting,
    /// The hosts are gone.
    HostsDeleted,
    /// Single hosts leave the inventory.
    HostsLeavingVcenter,
    /// They have left it, and go back to where they came from.
    HostsLeavingCloud,
}
