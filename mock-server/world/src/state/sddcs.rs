//! What is known of an SDDC.

use super::{
    account_link::aws_region, addons::AddonFacts, author::Author, clusters::ClusterFacts, dns::DnsFacts,
    public_ips::PublicIpFacts, reservations::MaintenanceFacts, tasks::Milestone,
};
use crate::{kernel::refusal::ApiResult, state::not_found};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::net::Ipv4Addr;
use vmc_client::wire::{
    AccountLinkState, AwsSddcConfig, ClusterId, EsxState, Provider, ResourceDeploymentType, SddcId, SddcState, Secret,
    TaskId,
};

/// What is true of an SDDC.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SddcFacts {
    /// Its id.
    pub id: SddcId,
    /// Its name.
    pub name: String,
    /// Its number in its organization; the first is 1.
    pub index: u32,
    /// Who asked for it.
    pub author: Author,
    /// When.
    pub created: Timestamp,
    /// Who wrote it last.
    pub updated_by: Author,
    /// When.
    pub updated: Timestamp,
    /// Number of writes.
    pub version: i32,
    /// Where it stands.
    pub phase: Phase,
    /// How many milestones of its provisioning have been reached.
    pub reached: u16,
    /// AWS or the service's own simulation.
    pub provider: Provider,
    /// `US_WEST_2`
    pub region: String,
    /// One zone or two.
    pub deployment: ResourceDeploymentType,
    /// `1NODE`, or what the request said.
    pub sddc_type: Option<String>,
    /// When a single-host SDDC ends.
    pub expires: Option<Timestamp>,
    /// How it is linked to the customer's AWS account.
    pub account_link: Option<AccountLinkState>,
    /// The request, as it came.
    pub config: AwsSddcConfig,
    /// Addresses of the management network.
    pub vpc_cidr: String,
    /// Zones of the hosts.
    pub zones: Vec<String>,
    /// Clusters; the first holds the management VMs.
    pub clusters: Vec<ClusterFacts>,
    /// Names and addresses that were drawn for it.
    pub drawn: Drawn,
    /// Public addresses, in the order of their allocation.
    pub public_ips: Vec<PublicIpFacts>,
    /// What the names of its management VMs resolve to.
    pub dns: DnsFacts,
    /// Additions to it.
    pub addons: AddonFacts,
    /// When it is maintained.
    pub maintenance: MaintenanceFacts,
}

/// What an SDDC is given when it is made, besides its id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawn {
    /// Public address of vCenter and NSX; never one that routes anywhere.
    pub public_ip: Ipv4Addr,
    /// 17 hexadecimal digits from which AWS ids are built.
    pub aws_suffix: String,
    /// Id of the software that manages it.
    pub pop: uuid::Uuid,
    /// Password of the cloud administrator.
    pub cloud_password: Secret,
    /// Password of the NSX administrator.
    pub nsx_admin_password: Secret,
    /// Password of the NSX auditor.
    pub nsx_audit_password: Secret,
}

/// Where an SDDC stands. A phase that something ends names the task that will, so that nothing else can.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Being made by a task.
    Deploying(TaskId),
    /// In use.
    Ready,
    /// Provisioning failed; it stays until deleted. (recorded)
    Failed,
    /// Provisioning was cancelled; it stays until deleted. (assumption)
    Canceled,
    /// Being taken down by a task.
    Deleting(TaskId),
    /// Its deletion failed; it stays until deleted. (the state is published, that it is this one is an assumption)
    DeletionFailed,
    /// Gone; it can still be looked up for a while.
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

    /// The task that will end it.
    pub fn task(self) -> Option<TaskId> {
        match self {
            Self::Deploying(task) | Self::Deleting(task) => Some(task),
            Self::Ready | Self::Failed | Self::Canceled | Self::DeletionFailed | Self::Deleted => None,
        }
    }
}

impl SddcFacts {
    /// The region in AWS's form, `us-west-2`.
    pub fn aws_region(&self) -> String {
        aws_region(&self.region)
    }

    /// Hosts in all clusters.
    pub fn host_count(&self) -> u32 {
        self.clusters.iter().map(|cluster| u32::try_from(cluster.hosts.len()).unwrap_or(u32::MAX)).sum()
    }

    /// Whether it is of the kind that has one host and ends.
    pub fn is_single_host(&self) -> bool {
        self.sddc_type.as_deref() == Some("1NODE")
    }

    /// Number of the next host.
    pub(crate) fn next_host_number(&self) -> u32 {
        let hosts = self.clusters.iter().flat_map(|cluster| &cluster.hosts);
        hosts.map(|host| host.number.saturating_add(1)).max().unwrap_or(0)
    }

    /// An SDDC whose first cluster has more than one host is no single-host SDDC and does not end. Returns whether that is new.
    pub(crate) fn outgrow(&mut self) -> bool {
        let hosts = self.clusters.first().map_or(&[][..], |cluster| &cluster.hosts);
        let grown = self.is_single_host() && hosts.iter().filter(|host| !host.is_coming()).count() > 1;
        if grown {
            (self.sddc_type, self.expires) = (None, None);
        }
        grown
    }

    /// Whether its provisioning has this behind it.
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

    /// A cluster by the id in a request; the first where the request names none. (recorded)
    ///
    /// # Errors
    /// There is no such cluster, or the SDDC has no primary cluster yet.
    pub fn cluster(&self, id: Option<ClusterId>) -> ApiResult<&ClusterFacts> {
        match id {
            Some(id) => self.clusters.iter().find(|cluster| cluster.id == id).ok_or_else(|| not_found::cluster(id)),
            None => self.clusters.first().ok_or_else(|| not_found::primary_cluster(self.id)),
        }
    }
}
