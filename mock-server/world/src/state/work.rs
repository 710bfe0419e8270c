//! The work of tasks: what each task was asked to do and does at its milestones and at its end, as typed values.
//!
//! The `params` that clients see are a view of the work. Each resource has a function for it, which the table of task kinds names.

mod sddc_groups;

pub use sddc_groups::GroupWork;

use super::{
    account_link::{Question, Subnet},
    autoscaler::Policy,
    dns::{IpType, ManagementVm},
    public_ips::Attachment,
};
use crate::kernel::task_kind::TaskKind;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, slice};
use uuid::Uuid;
use vmc_client::wire::{
    AwsSddcConfig, ClusterConfig, ClusterId, ClusterReconfigureParams, ConnectedAccountId, ConnectivityConfigId,
    ConnectivityValidationGroup, DeploymentGroupId, EsxConfig, EsxId, MapZonesRequest, MsftLicensingConfig, ResourceId,
    SddcAllocatePublicIpSpec, SddcId, SddcTemplateId, SiteRecoveryNodeId, SubscriptionId, SubscriptionRequest, TaskId,
};

/// The work of a task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Work {
    /// A request to create an SDDC was checked. The task is over at once, and no resource belongs to it.
    SddcCheck {
        /// The request.
        config: Box<AwsSddcConfig>,
        /// True if the request would be accepted and its task would fail.
        #[serde(default)]
        will_fail: bool,
    },
    Sddc {
        sddc: SddcId,
        work: SddcWork,
    },
    /// Work on clusters of an SDDC. In the API the resource of the task is the SDDC. (recorded)
    Clusters {
        sddc: SddcId,
        work: ClusterWork,
    },
    /// Work on public IPs of an SDDC.
    PublicIps {
        sddc: SddcId,
        work: PublicIpWork,
    },
    /// The names of management VMs of an SDDC are made to resolve to another kind of address.
    Dns {
        sddc: SddcId,
        /// The VMs whose names change.
        vms: BTreeSet<ManagementVm>,
        /// The kind of address to which the names will resolve.
        to: IpType,
    },
    /// The connectivity from an SDDC is tested, which changes nothing.
    Connectivity {
        sddc: SddcId,
        /// The tests, with the values of their inputs.
        group: Box<ConnectivityValidationGroup>,
    },
    /// Work of the autoscaler on an SDDC.
    Autoscaler {
        sddc: SddcId,
        work: AutoscalerWork,
    },
    /// Work for a connected account.
    AccountLink {
        account: ConnectedAccountId,
        work: AccountLinkWork,
    },
    Subscription {
        subscription: SubscriptionId,
        work: SubscriptionWork,
    },
    /// A template is deleted.
    TemplateDeletion {
        template: SddcTemplateId,
    },
    /// Work on the site recovery of an SDDC.
    SiteRecovery {
        sddc: SddcId,
        work: SiteRecoveryWork,
    },
    /// Work on an SDDC group.
    SddcGroup {
        group: DeploymentGroupId,
        /// The network of the group, which is the resource of the task in the API.
        config: ConnectivityConfigId,
        work: GroupWork,
    },
}

/// The work of a task on a whole SDDC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SddcWork {
    Create {
        /// The request. What a template adds to it is in the record of the SDDC only.
        config: Box<AwsSddcConfig>,
        /// The id of a part of the service's work, which clients see as `registerDomainTaskParam`.
        domain_task: Uuid,
    },
    Delete,
}

/// The work of a task on clusters of an SDDC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClusterWork {
    Create {
        cluster: ClusterId,
        /// The name of the new cluster.
        name: String,
        config: Box<ClusterConfig>,
    },
    Delete {
        cluster: ClusterId,
        name: String,
        /// True if the cluster was failed before.
        failed: bool,
        /// The id of a part of the service's work, which clients see as `sddcWorkerTaskId`.
        worker_task: Uuid,
    },
    /// Hosts are added or removed, and the storage changes.
    Reconfigure {
        cluster: ClusterId,
        /// The request.
        config: ClusterReconfigureParams,
        /// The storage of each host after the change, in GiB.
        storage_gib: i64,
    },
    /// The licences for Microsoft software change.
    License {
        cluster: ClusterId,
        /// The requested licences. Fields that are left out keep their values.
        licences: MsftLicensingConfig,
    },
    /// The cluster gets another name.
    Rename { cluster: ClusterId, name: String },
    AddHosts {
        /// The clusters, each of which gets hosts.
        clusters: Vec<ClusterId>,
        config: EsxConfig,
    },
    RemoveHosts {
        /// The clusters, each of which loses hosts.
        clusters: Vec<ClusterId>,
        config: EsxConfig,
    },
    /// It is checked whether hosts could be added. Nothing changes.
    CheckHosts { cluster: ClusterId, config: EsxConfig },
    /// Disk groups are attached to hosts or detached from them.
    ChangeDiskGroups {
        cluster: ClusterId,
        config: EsxConfig,
        /// The hosts that change.
        hosts: Vec<EsxId>,
        /// True to attach, false to detach.
        attach: bool,
    },
    /// The SDDC of a single host gets more hosts and an unlimited lifetime.
    Convert {
        cluster: ClusterId,
        /// The number of hosts after the conversion.
        hosts: u32,
    },
    /// A failed host is replaced by a new one.
    ReplaceHost {
        cluster: ClusterId,
        /// The failed host.
        host: EsxId,
    },
}

/// The work of a task on public IPs. An address is named by its allocation id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PublicIpWork {
    /// The reserved addresses, which wait for this task, become usable.
    Allocate(SddcAllocatePublicIpSpec),
    /// An address that is not attached is attached to a workload.
    Attach {
        id: String,
        to: Attachment,
    },
    Detach {
        id: String,
    },
    /// An attached address is moved to another workload.
    Reattach {
        id: String,
        to: Attachment,
    },
    Rename {
        id: String,
        name: String,
    },
    Release {
        id: String,
    },
}

/// The work of a task of the autoscaler.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AutoscalerWork {
    /// The scaling policy of a cluster changes.
    Policy {
        cluster: ClusterId,
        /// The policy after the change.
        policy: Policy,
    },
    /// The policy for failed hosts changes.
    Remediation {
        clusters: Vec<ClusterId>,
        /// True if failed hosts are replaced after the change.
        enabled: bool,
    },
    /// The management VMs become large.
    Resize,
    /// It is analysed how clusters can be balanced. Nothing changes.
    Analysis { clusters: Vec<ClusterId> },
    /// Clusters are balanced.
    Balancing { clusters: Vec<ClusterId> },
    /// The balancing is stopped.
    Stop {
        /// The task that balances.
        run: TaskId,
    },
}

/// The work of a task for a connected account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountLinkWork {
    /// Subnets are searched.
    Find {
        asked: SubnetSearch,
        /// The same search with its parameters checked and completed.
        question: Box<Question>,
    },
    /// The SDDCs whose link was delayed are linked to this subnet.
    Link(Subnet),
    /// The zones of regions are mapped.
    Map {
        request: MapZonesRequest,
        /// The regions, in the form `US_WEST_2`.
        regions: BTreeSet<String>,
    },
}

/// The parameters of a search for subnets besides the account, as the request had them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubnetSearch {
    pub region: Option<String>,
    pub sddc: Option<SddcId>,
    pub instance_type: Option<String>,
    pub sddc_type: Option<String>,
    pub hosts: Option<i32>,
}

/// The work of a task on a subscription.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubscriptionWork {
    Create(Box<SubscriptionRequest>),
    Cancel,
}

/// The work of a task on the site recovery of an SDDC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SiteRecoveryWork {
    Activate {
        /// The suffix of the extension key of the first Site Recovery Manager.
        suffix: Option<String>,
    },
    Deactivate,
    CreateSrmNode {
        node: SiteRecoveryNodeId,
        /// The suffix of its extension key.
        suffix: Option<String>,
    },
    DeleteSrmNode {
        node: SiteRecoveryNodeId,
    },
    /// Replications are spread over several servers, or no more.
    ScaleOut {
        scale_out: bool,
        /// True if servers are added or deleted, false if only the property is set.
        servers: bool,
    },
}

impl Work {
    /// Returns the kind of the task.
    pub fn kind(&self) -> TaskKind {
        match self {
            Self::SddcCheck { .. } | Self::Sddc { work: SddcWork::Create { .. }, .. } => TaskKind::SddcProvision,
            Self::Sddc { work: SddcWork::Delete, .. } => TaskKind::SddcDelete,
            Self::Clusters { work, .. } => work.kind(),
            Self::PublicIps { work, .. } => work.kind(),
            Self::Dns { .. } => TaskKind::ManagementDnsUpdate,
            Self::Connectivity { .. } => TaskKind::ConnectivityTest,
            Self::Autoscaler { work, .. } => work.kind(),
            Self::AccountLink { work: AccountLinkWork::Find { .. }, .. } => TaskKind::CompatibleSubnetsGet,
            Self::AccountLink { work: AccountLinkWork::Link(_), .. } => TaskKind::CompatibleSubnetsSet,
            Self::AccountLink { work: AccountLinkWork::Map { .. }, .. } => TaskKind::CustomerZonesMap,
            Self::Subscription { work: SubscriptionWork::Create(_), .. } => TaskKind::SubscriptionCreate,
            Self::Subscription { work: SubscriptionWork::Cancel, .. } => TaskKind::SubscriptionCancel,
            Self::TemplateDeletion { .. } => TaskKind::SddcTemplateDelete,
            Self::SiteRecovery { work, .. } => work.kind(),
            Self::SddcGroup { work, .. } => work.kind(),
        }
    }

    /// Returns the `resource_id` in the API. It is a UUID, which public IPs do not have, so tasks on a part of an SDDC have the SDDC's id.
    /// (assumption)
    pub fn resource_id(&self) -> Option<ResourceId> {
        match self {
            Self::SddcCheck { .. } => None,
            Self::Sddc { sddc, .. }
            | Self::Clusters { sddc, .. }
            | Self::PublicIps { sddc, .. }
            | Self::Dns { sddc, .. }
            | Self::Connectivity { sddc, .. }
            | Self::Autoscaler { sddc, .. } => Some((*sddc).into()),
            Self::AccountLink { account, .. } => Some((*account).into()),
            Self::Subscription { subscription, .. } => Some((*subscription).into()),
            Self::TemplateDeletion { template } => Some((*template).into()),
            // The SDDC of an activation and the new SRM are read from the task by Terraform's provider.
            Self::SiteRecovery { sddc, work } => Some(work.node().map_or((*sddc).into(), Into::into)),
            Self::SddcGroup { config, .. } => Some((*config).into()),
        }
    }

    /// Returns the SDDC that the task acts on, or a part of which it acts on.
    pub fn sddc(&self) -> Option<SddcId> {
        match self {
            Self::Sddc { sddc, .. }
            | Self::Clusters { sddc, .. }
            | Self::PublicIps { sddc, .. }
            | Self::Dns { sddc, .. }
            | Self::Connectivity { sddc, .. }
            | Self::Autoscaler { sddc, .. }
            | Self::SiteRecovery { sddc, .. } => Some(*sddc),
            Self::SddcCheck { .. }
            | Self::AccountLink { .. }
            | Self::Subscription { .. }
            | Self::TemplateDeletion { .. }
            | Self::SddcGroup { .. } => None,
        }
    }

    /// Returns the clusters that the task acts on. A task on a whole SDDC names none.
    pub fn clusters(&self) -> &[ClusterId] {
        match self {
            Self::Clusters { work, .. } => work.clusters(),
            Self::Autoscaler { work, .. } => work.clusters(),
            _ => &[],
        }
    }

    /// Returns the name that the request gives to a new SDDC, cluster or group.
    pub fn new_name(&self) -> Option<&str> {
        match self {
            Self::SddcCheck { config, .. } | Self::Sddc { work: SddcWork::Create { config, .. }, .. } => {
                Some(&config.name)
            }
            Self::Clusters { work: ClusterWork::Create { name, .. }, .. }
            | Self::SddcGroup { work: GroupWork::Create { name }, .. } => Some(name),
            _ => None,
        }
    }
}

impl SiteRecoveryWork {
    fn kind(&self) -> TaskKind {
        match self {
            Self::Activate { .. } => TaskKind::SiteRecoveryActivate,
            Self::Deactivate => TaskKind::SiteRecoveryDeactivate,
            Self::CreateSrmNode { .. } => TaskKind::SrmNodeCreate,
            Self::DeleteSrmNode { .. } => TaskKind::SrmNodeDelete,
            Self::ScaleOut { .. } => TaskKind::VrScaleOut,
        }
    }

    /// Returns the Site Recovery Manager that is added or deleted.
    pub fn node(&self) -> Option<SiteRecoveryNodeId> {
        match self {
            Self::CreateSrmNode { node, .. } | Self::DeleteSrmNode { node } => Some(*node),
            Self::Activate { .. } | Self::Deactivate | Self::ScaleOut { .. } => None,
        }
    }
}

impl ClusterWork {
    fn kind(&self) -> TaskKind {
        match self {
            Self::Create { .. } => TaskKind::ClusterCreate,
            Self::Delete { .. } => TaskKind::ClusterDestroy,
            Self::Reconfigure { .. } => TaskKind::ClusterReconfigure,
            Self::License { .. } => TaskKind::MsftLicensing,
            Self::Rename { .. } => TaskKind::ClusterRename,
            Self::AddHosts { .. } => TaskKind::EsxAdd,
            Self::RemoveHosts { .. } => TaskKind::EsxRemove,
            Self::CheckHosts { .. } => TaskKind::EsxAddPrecheck,
            Self::ChangeDiskGroups { attach: true, .. } => TaskKind::DiskGroupAttach,
            Self::ChangeDiskGroups { attach: false, .. } => TaskKind::DiskGroupDetach,
            Self::Convert { .. } => TaskKind::SddcConvert,
            Self::ReplaceHost { .. } => TaskKind::RemediateEbsHost,
        }
    }

    /// Returns the clusters that the task acts on.
    pub fn clusters(&self) -> &[ClusterId] {
        match self {
            Self::AddHosts { clusters, .. } | Self::RemoveHosts { clusters, .. } => clusters,
            Self::Create { cluster, .. }
            | Self::Delete { cluster, .. }
            | Self::Reconfigure { cluster, .. }
            | Self::License { cluster, .. }
            | Self::Rename { cluster, .. }
            | Self::CheckHosts { cluster, .. }
            | Self::ChangeDiskGroups { cluster, .. }
            | Self::Convert { cluster, .. }
            | Self::ReplaceHost { cluster, .. } => slice::from_ref(cluster),
        }
    }
}

impl AutoscalerWork {
    fn kind(&self) -> TaskKind {
        match self {
            Self::Policy { .. } => TaskKind::EdrsPolicyUpdate,
            Self::Remediation { .. } => TaskKind::RemediationPolicyUpdate,
            Self::Resize => TaskKind::SddcScaleSize,
            Self::Analysis { .. } => TaskKind::XlbAnalysis,
            Self::Balancing { .. } => TaskKind::XlbRun,
            Self::Stop { .. } => TaskKind::XlbStop,
        }
    }

    fn clusters(&self) -> &[ClusterId] {
        match self {
            Self::Policy { cluster, .. } => slice::from_ref(cluster),
            Self::Remediation { clusters, .. } | Self::Analysis { clusters } | Self::Balancing { clusters } => clusters,
            Self::Resize | Self::Stop { .. } => &[],
        }
    }
}

impl PublicIpWork {
    fn kind(&self) -> TaskKind {
        match self {
            Self::Allocate(_) => TaskKind::PublicIpAllocate,
            Self::Attach { .. } => TaskKind::PublicIpAttach,
            Self::Detach { .. } => TaskKind::PublicIpDetach,
            Self::Reattach { .. } => TaskKind::PublicIpReattach,
            Self::Rename { .. } => TaskKind::PublicIpRename,
            Self::Release { .. } => TaskKind::PublicIpRelease,
        }
    }

    /// Returns the allocation id of the address that changes, or `None` if addresses are allocated.
    pub fn id(&self) -> Option<&str> {
        match self {
            Self::Allocate(_) => None,
            Self::Attach { id, .. }
            | Self::Detach { id }
            | Self::Reattach { id, .. }
            | Self::Rename { id, .. }
            | Self::Release { id } => Some(id),
        }
    }
}
