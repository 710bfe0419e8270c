//! What is known of a cluster.

use super::esxs::EsxFacts;
use crate::kernel::ids::Ids;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use vmc_client::wire::{
    ClusterId, ClusterState, EsxId, EsxState, HostInstanceType, MsftLicensingConfig, Provider, TaskId,
};

/// What is true of a cluster.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClusterFacts {
    /// Its id.
    pub id: ClusterId,
    /// Its number in its SDDC; the first is 1.
    pub number: u32,
    /// `Cluster-1`, `Cluster-2` …, or `Cluster-757-1`. (recorded)
    pub name: String,
    /// Where it stands.
    pub phase: ClusterPhase,
    /// What its hosts are.
    pub instance_type: HostInstanceType,
    /// Cores per host that are in use; none where all are.
    pub cpu_cores: Option<i32>,
    /// Storage that each host was given, in GiB, where they have none of their own.
    pub storage_gib: Option<i64>,
    /// Licences for Microsoft software.
    pub licences: MsftLicensingConfig,
    /// Zones of its hosts; two where it is stretched.
    pub zones: Vec<String>,
    /// Its hosts.
    pub hosts: Vec<EsxFacts>,
}

/// Where a cluster stands. A phase that something ends names the task that will, and what will be different then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClusterPhase {
    /// Being made.
    Deploying(TaskId),
    /// In use.
    Ready,
    /// Its making failed; it stays until deleted.
    Failed,
    /// Being changed.
    Changing {
        /// By which task.
        task: TaskId,
        /// To what.
        change: Change,
    },
    /// Being taken down.
    Deleting {
        /// By which task.
        task: TaskId,
        /// Whether it was [`Failed`](Self::Failed) before.
        failed: bool,
    },
}

/// What a task changes of a cluster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Hosts come.
    AddHosts,
    /// Hosts go.
    RemoveHosts,
    /// Hosts come or go, and storage changes.
    Reconfigure {
        /// Storage of each host afterwards, in GiB.
        storage_gib: i64,
    },
    /// A host that has failed goes, and another comes in its place.
    ReplaceHost(EsxId),
    /// Disk groups are attached to hosts, or detached from them.
    DiskGroups {
        /// Which hosts.
        hosts: Vec<EsxId>,
        /// Attached.
        attach: bool,
    },
    /// Licences for Microsoft software change.
    License(MsftLicensingConfig),
}

impl ClusterPhase {
    /// The task that will end it.
    pub fn task(&self) -> Option<TaskId> {
        match self {
            Self::Deploying(task) | Self::Changing { task, .. } | Self::Deleting { task, .. } => Some(*task),
            Self::Ready | Self::Failed => None,
        }
    }

    /// The state that the table of states knows. Where a published state says it, that one.
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

    /// `cluster_state`. No published state says that hosts go, or the cluster itself: then it goes on showing what it showed.
    /// (assumption)
    pub(crate) fn state(&self, hosts: &[EsxFacts]) -> ClusterState {
        match self {
            Self::Deploying(_) => ClusterState::Deploying,
            Self::Failed | Self::Deleting { failed: true, .. } => ClusterState::Failed,
            Self::Changing { .. } if hosts.iter().any(EsxFacts::is_coming) => ClusterState::AddingHosts,
            Self::Ready | Self::Changing { .. } | Self::Deleting { failed: false, .. } => ClusterState::Ready,
        }
    }
}

/// Of what a new cluster is made.
pub(crate) struct NewCluster {
    pub(crate) id: ClusterId,
    pub(crate) number: u32,
    pub(crate) name: String,
    pub(crate) plan: ClusterPlan,
    /// The task that makes it.
    pub(crate) task: TaskId,
}

/// What was asked for, with its defaults filled in.
pub(crate) struct ClusterPlan {
    pub(crate) hosts: u32,
    pub(crate) instance_type: HostInstanceType,
    pub(crate) cpu_cores: Option<i32>,
    pub(crate) storage_gib: Option<i64>,
    pub(crate) licences: MsftLicensingConfig,
    /// Zones, over which the hosts are spread in turn.
    pub(crate) zones: Vec<String>,
}

impl ClusterFacts {
    /// A cluster that has just been asked for; its hosts are numbered on from `first_host`.
    pub(crate) fn new(ids: &mut Ids, new: NewCluster, provider: &Provider, first_host: u32, now: Timestamp) -> Self {
        let plan = new.plan;
        let zones = plan.zones.iter().map(String::as_str).cycle();
        let hosts = (first_host..first_host.saturating_add(plan.hosts))
            .zip(zones)
            .map(|(number, zone)| EsxFacts::new(ids, provider, Some(zone), number, now))
            .collect();
        // What a cluster shows that was told nothing of licences. (recorded)
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
        }
    }

    /// Whether its hosts stand in two zones.
    pub fn is_stretched(&self) -> bool {
        self.zones.len() > 1
    }

    /// Moves all hosts to a state.
    pub(crate) fn hosts_enter(&mut self, state: &EsxState, at: Timestamp) {
        self.hosts.iter_mut().for_each(|host| host.enter(state.clone(), at));
    }

    /// Hosts, as a number of the wire.
    pub fn host_count(&self) -> u32 {
        u32::try_from(self.hosts.len()).unwrap_or(u32::MAX)
    }
}

/// Licences after a change: what it does not speak of stays.
pub(crate) fn merged_licences(old: &MsftLicensingConfig, new: MsftLicensingConfig) -> MsftLicensingConfig {
    MsftLicensingConfig {
        windows_licensing: new.windows_licensing.or_else(|| old.windows_licensing.clone()),
        mssql_licensing: new.mssql_licensing.or_else(|| old.mssql_licensing.clone()),
        academic_license: new.academic_license.or(old.academic_license),
    }
}
