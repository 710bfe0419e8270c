//! The record of a cluster.

use super::{autoscaler::ClusterScaling, esxs::EsxFacts};
use crate::kernel::ids::Ids;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use vmc_client::wire::{ClusterId, ClusterState, EsxState, HostInstanceType, MsftLicensingConfig, Provider, TaskId};

/// The state of a cluster.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClusterFacts {
    pub id: ClusterId,
    /// The cluster's number in its SDDC, counted from 1.
    pub number: u32,
    /// The name: `Cluster-1`, `Cluster-2` …, or `Cluster-757-1`. (recorded)
    pub name: String,
    pub phase: ClusterPhase,
    /// The instance type of its hosts.
    pub instance_type: HostInstanceType,
    /// The number of cores in use per host; `None` if all are used.
    pub cpu_cores: Option<i32>,
    /// The storage of each host in GiB, for hosts without storage of their own.
    pub storage_gib: Option<i64>,
    /// The licences for Microsoft software.
    pub licences: MsftLicensingConfig,
    /// The zones of its hosts; two if the cluster is stretched.
    pub zones: Vec<String>,
    pub hosts: Vec<EsxFacts>,
    /// What the autoscaler keeps about it.
    #[serde(default, skip_serializing_if = "ClusterScaling::is_new")]
    pub autoscaler: ClusterScaling,
}

/// The phase of a cluster. A phase that a task will end contains the task's id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClusterPhase {
    /// The cluster is being created by this task.
    Deploying(TaskId),
    /// The cluster is in use.
    Ready,
    /// The creation failed. The cluster remains until it is deleted.
    Failed,
    /// The cluster is being changed.
    Changing {
        /// The task that changes it.
        task: TaskId,
        change: Change,
    },
    /// The cluster is being deleted.
    Deleting {
        /// The task that deletes it.
        task: TaskId,
        /// True if the cluster was [`Failed`](Self::Failed) before.
        failed: bool,
    },
}

/// The kind of change that a task makes to a cluster, as far as the cluster's state depends on it. The change itself is the work of the
/// task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Hosts are added.
    AddHosts,
    /// Hosts are removed.
    RemoveHosts,
    /// Any other change.
    Other,
}

impl ClusterPhase {
    /// Returns the task that will end this phase.
    pub fn task(&self) -> Option<TaskId> {
        match self {
            Self::Deploying(task) | Self::Changing { task, .. } | Self::Deleting { task, .. } => Some(*task),
            Self::Ready | Self::Failed => None,
        }
    }

    /// Returns the state's name in the table of states: the published state if there is one, otherwise a name of vmcsim.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Deploying(_) => "DEPLOYING",
            Self::Ready => "READY",
            Self::Failed => "FAILED",
            Self::Changing { change: Change::AddHosts, .. } => "ADDING_HOSTS",
            Self::Changing { change: Change::RemoveHosts, .. } => "REMOVING_HOSTS",
            Self::Changing { .. } => "RECONFIGURING",
            Self::Deleting { .. } => "DELETING",
        }
    }

    /// Returns the `cluster_state`. There is no published state for the removal of hosts or of the cluster; meanwhile the state from before
    /// is shown. (assumption)
    pub(crate) fn state(&self, hosts: &[EsxFacts]) -> ClusterState {
        match self {
            Self::Deploying(_) => ClusterState::Deploying,
            Self::Failed | Self::Deleting { failed: true, .. } => ClusterState::Failed,
            Self::Changing { .. } if hosts.iter().any(EsxFacts::is_coming) => ClusterState::AddingHosts,
            Self::Ready | Self::Changing { .. } | Self::Deleting { failed: false, .. } => ClusterState::Ready,
        }
    }
}

/// The values for the creation of a cluster.
pub(crate) struct NewCluster {
    pub(crate) id: ClusterId,
    pub(crate) number: u32,
    pub(crate) name: String,
    pub(crate) plan: ClusterPlan,
    /// The task that creates the cluster.
    pub(crate) task: TaskId,
}

/// The requested properties of a new cluster, with defaults filled in.
pub(crate) struct ClusterPlan {
    pub(crate) hosts: u32,
    pub(crate) instance_type: HostInstanceType,
    pub(crate) cpu_cores: Option<i32>,
    pub(crate) storage_gib: Option<i64>,
    pub(crate) licences: MsftLicensingConfig,
    /// The zones, over which the hosts are distributed in turn.
    pub(crate) zones: Vec<String>,
}

impl ClusterFacts {
    /// Creates a cluster that is being deployed. Its hosts are numbered from `first_host`.
    pub(crate) fn new(ids: &mut Ids, new: NewCluster, provider: &Provider, first_host: u32, now: Timestamp) -> Self {
        let plan = new.plan;
        let zones = plan.zones.iter().map(String::as_str).cycle();
        let hosts = (first_host..first_host.saturating_add(plan.hosts))
            .zip(zones)
            .map(|(number, zone)| EsxFacts::new(ids, provider, Some(zone), number, now))
            .collect();
        // The licences that a cluster shows if the request set none. (recorded)
        let none = MsftLicensingConfig { academic_license: Some(false), ..MsftLicensingConfig::default() };
        Self {
            id: new.id,
            number: new.number,
            name: new.name,
            phase: ClusterPhase::Deploying(new.task),
            instance_type: plan.instance_type,
            cpu_cores: plan.cpu_cores,
            storage_gib: plan.storage_gib,
            licences: merged_licences(&none, plan.licences),
            zones: plan.zones,
            hosts,
            autoscaler: ClusterScaling::default(),
        }
    }

    /// Returns true if the hosts are in two zones.
    pub fn is_stretched(&self) -> bool {
        self.zones.len() > 1
    }

    /// Moves all hosts to a state.
    pub(crate) fn hosts_enter(&mut self, state: &EsxState, at: Timestamp) {
        self.hosts.iter_mut().for_each(|host| host.enter(state.clone(), at));
    }

    /// Returns the number of hosts as `u32`, as the API sends it.
    pub fn host_count(&self) -> u32 {
        u32::try_from(self.hosts.len()).unwrap_or(u32::MAX)
    }
}

/// Returns the licences after a change. Fields that the change leaves out keep their values.
pub(crate) fn merged_licences(old: &MsftLicensingConfig, new: MsftLicensingConfig) -> MsftLicensingConfig {
    MsftLicensingConfig {
        windows_licensing: new.windows_licensing.or_else(|| old.windows_licensing.clone()),
        mssql_licensing: new.mssql_licensing.or_else(|| old.mssql_licensing.clone()),
        academic_license: new.academic_license.or(old.academic_license),
    }
}
