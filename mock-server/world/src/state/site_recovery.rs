//! The record of the site recovery of an SDDC.

use super::author::Author;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use vmc_client::wire::{SiteRecoveryNodeId, SiteRecoveryNodeState, SiteRecoveryState, TaskId};

/// The site recovery of an SDDC. It exists from the first activation on, until the SDDC is deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteRecoveryFacts {
    /// The user who activated it first.
    pub author: Author,
    pub created: Timestamp,
    /// The author of the last write.
    pub updated_by: Author,
    /// The time of the last write.
    pub updated: Timestamp,
    /// The number of writes.
    pub version: i32,
    pub phase: SiteRecoveryPhase,
    /// The server of vSphere Replication.
    pub vr_node: Option<NodeFacts>,
    /// The Site Recovery Managers in the order of their creation. The first one was made by the activation.
    pub srm_nodes: Vec<SrmFacts>,
    /// The additional servers of vSphere Replication.
    pub vrs_nodes: Vec<NodeFacts>,
    /// The task that spreads replications over several servers, or ends that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scaling: Option<TaskId>,
    /// The number of appliances that were ever made. It is a part of the ids of their VMs.
    pub made: u32,
}

/// An appliance of site recovery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NodeFacts {
    pub id: SiteRecoveryNodeId,
    /// The number of the appliance among all that were ever made for the SDDC, counted from 1.
    pub number: u32,
    /// The last part of its address in the management network.
    pub host: u8,
    pub phase: NodePhase,
}

/// A Site Recovery Manager.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SrmFacts {
    pub node: NodeFacts,
    /// The end of its extension key that the customer chose.
    pub suffix: Option<String>,
}

/// The phase of a site recovery. A phase that a task will end contains the task's id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SiteRecoveryPhase {
    Activating(TaskId),
    Activated,
    Deactivating(TaskId),
    Deactivated,
    /// The activation or deactivation failed.
    Failed,
    /// The activation or deactivation was cancelled.
    Canceled,
}

/// The phase of an appliance. A phase that a task will end contains the task's id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NodePhase {
    Deploying(TaskId),
    /// Its VM is there, and the same task configures it.
    Provisioned(TaskId),
    Ready,
    Deleting(TaskId),
    Failed,
    Canceled,
}

impl SiteRecoveryPhase {
    pub fn state(self) -> SiteRecoveryState {
        match self {
            Self::Activating(_) => SiteRecoveryState::Activating,
            Self::Activated => SiteRecoveryState::Activated,
            Self::Deactivating(_) => SiteRecoveryState::Deactivating,
            Self::Deactivated => SiteRecoveryState::Deactivated,
            Self::Failed => SiteRecoveryState::Failed,
            Self::Canceled => SiteRecoveryState::Canceled,
        }
    }

    /// Returns the task that will end this phase.
    pub fn task(self) -> Option<TaskId> {
        match self {
            Self::Activating(task) | Self::Deactivating(task) => Some(task),
            Self::Activated | Self::Deactivated | Self::Failed | Self::Canceled => None,
        }
    }
}

impl NodePhase {
    pub fn state(self) -> SiteRecoveryNodeState {
        match self {
            Self::Deploying(_) => SiteRecoveryNodeState::Deploying,
            Self::Provisioned(_) => SiteRecoveryNodeState::Provisioned,
            Self::Ready => SiteRecoveryNodeState::Ready,
            Self::Deleting(_) => SiteRecoveryNodeState::Deleting,
            Self::Failed => SiteRecoveryNodeState::Failed,
            Self::Canceled => SiteRecoveryNodeState::Canceled,
        }
    }

    /// Returns the task that will end this phase.
    pub fn task(self) -> Option<TaskId> {
        match self {
            Self::Deploying(task) | Self::Provisioned(task) | Self::Deleting(task) => Some(task),
            Self::Ready | Self::Failed | Self::Canceled => None,
        }
    }
}

impl SiteRecoveryFacts {
    /// Returns all appliances: first the server of vSphere Replication, then the Site Recovery Managers, then the additional servers.
    pub fn nodes(&self) -> impl Iterator<Item = &NodeFacts> {
        self.vr_node.iter().chain(self.srm_nodes.iter().map(|srm| &srm.node)).chain(&self.vrs_nodes)
    }

    pub(crate) fn nodes_mut(&mut self) -> impl Iterator<Item = &mut NodeFacts> {
        self.vr_node.iter_mut().chain(self.srm_nodes.iter_mut().map(|srm| &mut srm.node)).chain(&mut self.vrs_nodes)
    }

    /// Returns the tasks that are changing the site recovery or a part of it. A task may occur several times.
    pub fn tasks(&self) -> impl Iterator<Item = TaskId> {
        self.phase.task().into_iter().chain(self.scaling).chain(self.nodes().filter_map(|node| node.phase.task()))
    }

    /// Removes the appliances for which `is_kept` returns false.
    pub(crate) fn retain_nodes(&mut self, is_kept: impl Fn(&NodeFacts) -> bool) {
        self.vr_node = self.vr_node.take().filter(|node| is_kept(node));
        self.srm_nodes.retain(|srm| is_kept(&srm.node));
        self.vrs_nodes.retain(is_kept);
    }

    pub(crate) fn write(&mut self, by: Option<Author>, at: Timestamp) {
        self.version = self.version.saturating_add(1);
        self.updated = at;
        if let Some(by) = by {
            self.updated_by = by;
        }
    }
}
