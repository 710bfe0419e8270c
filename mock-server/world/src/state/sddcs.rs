//! The record of an SDDC.

use super::{
    account_link::aws_region, addons::AddonFacts, author::Author, autoscaler::SddcScaling, clusters::ClusterFacts,
    dns::DnsFacts, edges::Edges, networks::Networks, public_ips::PublicIpFacts, reservations::MaintenanceFacts,
    site_recovery::SiteRecoveryFacts, tasks::Milestone,
};
use crate::{
    kernel::{ids::Hex, refusal::ApiResult},
    state::not_found,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::{net::Ipv4Addr, sync::Arc};
use vmc_client::wire::{
    AccountLinkState, AwsSddcConfig, ClusterId, EsxState, Provider, ResourceDeploymentType, SddcId, SddcState, Secret,
    TaskId,
};

/// The state of an SDDC.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SddcFacts {
    pub id: SddcId,
    pub name: String,
    /// The SDDC's number in its organization, counted from 1.
    pub index: u32,
    /// The user who requested the SDDC.
    pub author: Author,
    pub created: Timestamp,
    /// The author of the last write.
    pub updated_by: Author,
    /// The time of the last write.
    pub updated: Timestamp,
    /// The number of writes.
    pub version: i32,
    pub phase: Phase,
    /// The number of provisioning milestones that have been reached.
    pub reached: u16,
    /// AWS, or the service's own simulation (ZEROCLOUD).
    pub provider: Provider,
    /// The region, in the form `US_WEST_2`.
    pub region: String,
    /// One zone or two.
    pub deployment: ResourceDeploymentType,
    /// The type: `1NODE`, or the value in the request.
    pub sddc_type: Option<String>,
    /// The time at which a single-host SDDC is deleted.
    pub expires: Option<Timestamp>,
    /// The state of the link to the customer's AWS account.
    pub account_link: Option<AccountLinkState>,
    /// The body of the create request.
    pub config: AwsSddcConfig,
    /// The address range of the management network.
    pub vpc_cidr: String,
    /// The zones of the hosts.
    pub zones: Vec<String>,
    /// The clusters. The first one contains the management VMs.
    pub clusters: Vec<ClusterFacts>,
    /// Generated names, addresses and passwords.
    pub drawn: Drawn,
    /// The public IPs in the order of their allocation.
    pub public_ips: Vec<PublicIpFacts>,
    /// The name resolution of its management VMs.
    pub dns: DnsFacts,
    pub addons: AddonFacts,
    /// The maintenance schedule.
    pub maintenance: MaintenanceFacts,
    /// What the autoscaler keeps about it.
    #[serde(default, skip_serializing_if = "SddcScaling::is_new")]
    pub autoscaler: SddcScaling,
    /// The networks. `None` as long as nobody has changed them; they are then as the service made them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub networks: Option<Arc<Networks>>,
    /// The gateways and logical networks of NSX-V. `None` as long as nobody has changed them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edges: Option<Arc<Edges>>,
    /// Its site recovery. `None` until that is activated for the first time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site_recovery: Option<Box<SiteRecoveryFacts>>,
}

/// The values that are generated for an SDDC besides its id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawn {
    /// The public address of vCenter and NSX. It is from a range that is never routed.
    pub public_ip: Ipv4Addr,
    /// The digits from which AWS ids are built.
    pub aws_suffix: Hex<17>,
    /// The id of the software that manages the SDDC.
    pub pop: uuid::Uuid,
    /// The password of the cloud administrator.
    pub cloud_password: Secret,
    /// The password of the NSX administrator.
    pub nsx_admin_password: Secret,
    /// The password of the NSX auditor.
    pub nsx_audit_password: Secret,
}

/// The phase of an SDDC. A phase that a task will end contains the task's id, so that no other task can end it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// The SDDC is being created by this task.
    Deploying(TaskId),
    /// The SDDC is in use.
    Ready,
    /// The creation failed. The SDDC remains until it is deleted. (recorded)
    Failed,
    /// The creation was cancelled. The SDDC remains until it is deleted. (assumption)
    Canceled,
    /// The SDDC is being deleted by this task.
    Deleting(TaskId),
    /// The deletion failed. The SDDC remains until it is deleted again. (The state is published; its use here is an assumption.)
    DeletionFailed,
    /// The SDDC is deleted. It can still be read for a while.
    Deleted,
}

impl Phase {
    pub(crate) fn state(self) -> SddcState {
        match self {
            Self::Deploying(_) => SddcState::Deploying,
            Self::Ready => SddcState::Ready,
            Self::Failed => SddcState::Failed,
            Self::Canceled => SddcState::Canceled,
            Self::Deleting(_) => SddcState::Deleting,
            Self::DeletionFailed => SddcState::DeletionFailed,
            Self::Deleted => SddcState::Deleted,
        }
    }

    /// Returns the task that will end this phase.
    pub fn task(self) -> Option<TaskId> {
        match self {
            Self::Deploying(task) | Self::Deleting(task) => Some(task),
            Self::Ready | Self::Failed | Self::Canceled | Self::DeletionFailed | Self::Deleted => None,
        }
    }
}

impl SddcFacts {
    /// Returns the region in AWS's form, `us-west-2`.
    pub fn aws_region(&self) -> String {
        aws_region(&self.region)
    }

    /// Returns the number of hosts in all clusters.
    pub fn host_count(&self) -> u32 {
        self.clusters.iter().map(|cluster| u32::try_from(cluster.hosts.len()).unwrap_or(u32::MAX)).sum()
    }

    /// Returns true for a single-host SDDC, which has a limited lifetime.
    pub fn is_single_host(&self) -> bool {
        self.sddc_type.as_deref() == Some("1NODE")
    }

    /// Returns the number of the next host.
    pub(crate) fn next_host_number(&self) -> u32 {
        let hosts = self.clusters.iter().flat_map(|cluster| &cluster.hosts);
        hosts.map(|host| host.number.saturating_add(1)).max().unwrap_or(0)
    }

    /// Ends the single-host status of an SDDC whose first cluster has more than one host; its lifetime is then unlimited. Returns true if
    /// the status changed.
    pub(crate) fn outgrow(&mut self) -> bool {
        let hosts = self.clusters.first().map_or(&[][..], |cluster| &cluster.hosts);
        let grown = self.is_single_host() && hosts.iter().filter(|host| !host.is_coming()).count() > 1;
        if grown {
            (self.sddc_type, self.expires) = (None, None);
        }
        grown
    }

    /// Returns true if the provisioning has reached this milestone.
    pub(crate) fn has(&self, milestone: Milestone) -> bool {
        (milestone as u16) < self.reached
    }

    pub(crate) fn write(&mut self, by: Option<Author>, at: Timestamp) {
        self.version = self.version.saturating_add(1);
        self.updated = at;
        if let Some(by) = by {
            self.updated_by = by;
        }
    }

    pub(crate) fn hosts_enter(&mut self, state: &EsxState, at: Timestamp) {
        for cluster in &mut self.clusters {
            cluster.hosts_enter(state, at);
        }
    }

    /// Returns a cluster by the id in a request, or the first cluster if the request has none. (recorded)
    ///
    /// # Errors
    /// Fails if there is no such cluster, or if the SDDC has no primary cluster yet.
    pub fn cluster(&self, id: Option<ClusterId>) -> ApiResult<&ClusterFacts> {
        match id {
            Some(id) => self.clusters.iter().find(|cluster| cluster.id == id).ok_or_else(|| not_found::cluster(id)),
            None => self.clusters.first().ok_or_else(|| not_found::primary_cluster(self.id)),
        }
    }
}
