//! The kinds of task, with their names in the API.

use serde::{Deserialize, Serialize};

/// Declares the kinds, each with its `task_type` and the `resource_type` of the resource that it acts on.
macro_rules! task_kinds {
    ($($(#[$doc:meta])* $kind:ident = $name:literal on $resource:literal;)*) => {
        /// A kind of task. Exports and pacing use its name in the API.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum TaskKind { $($(#[$doc])* #[serde(rename = $name)] $kind,)* }

        impl TaskKind {
            pub const ALL: &[Self] = &[$(Self::$kind),*];

            /// Returns the `task_type` in the API.
            pub fn name(self) -> &'static str {
                match self { $(Self::$kind => $name,)* }
            }

            /// Returns the `resource_type` in the API.
            pub fn resource_type(self) -> &'static str {
                match self { $(Self::$kind => $resource,)* }
            }
        }
    };
}

task_kinds! {
    /// Provision an SDDC.
    SddcProvision = "SDDC-PROVISION" on "sddc";
    /// Delete an SDDC.
    SddcDelete = "SDDC-DELETE" on "sddc";
    /// Create a cluster.
    ClusterCreate = "CLUSTER-CREATE" on "sddc";
    /// Delete a cluster.
    ClusterDestroy = "CLUSTER-DESTROY" on "sddc";
    /// Change the hosts and storage of a cluster.
    ClusterReconfigure = "CLUSTER-RECONFIGURE" on "sddc";
    /// Change a cluster's licences for Microsoft software.
    MsftLicensing = "MSFT-LICENSING-PUBLISH" on "sddc";
    /// Add hosts.
    EsxAdd = "ESX-ADD" on "sddc";
    /// Remove hosts.
    EsxRemove = "ESX-REMOVE" on "sddc";
    /// Check whether hosts could be added.
    EsxAddPrecheck = "ESX-ADD-PRECHECK" on "sddc";
    /// Attach disk groups to hosts.
    DiskGroupAttach = "ESX-DISKGROUP-ATTACH" on "sddc";
    /// Detach disk groups from hosts.
    DiskGroupDetach = "ESX-DISKGROUP-DETACH" on "sddc";
    /// Convert a single-host SDDC to one of several hosts.
    SddcConvert = "SDDC-CONVERT" on "sddc";
    /// Replace a failed host; the service starts this task itself.
    RemediateEbsHost = "REMEDIATE-EBS-HOST" on "sddc";
    /// Allocate public addresses.
    PublicIpAllocate = "PUBLIC-IP-ALLOCATE" on "sddc";
    /// Attach a public address to a workload.
    PublicIpAttach = "PUBLIC-IP-ATTACH" on "sddc";
    /// Detach a public address from its workload.
    PublicIpDetach = "PUBLIC-IP-DETACH" on "sddc";
    /// Move an attached public address to another workload.
    PublicIpReattach = "PUBLIC-IP-REATTACH" on "sddc";
    /// Rename a public address.
    PublicIpRename = "PUBLIC-IP-RENAME" on "sddc";
    /// Release a public address.
    PublicIpRelease = "PUBLIC-IP-RELEASE" on "sddc";
    /// Change the addresses to which the names of management VMs resolve.
    ManagementDnsUpdate = "MANAGEMENT-DNS-UPDATE" on "sddc";
    /// Test connectivity.
    ConnectivityTest = "CONNECTIVITY-TEST" on "sddc";
    /// Change the scaling policy of a cluster.
    EdrsPolicyUpdate = "EDRS-POLICY-UPDATE" on "sddc";
    /// Change whether failed hosts are replaced.
    RemediationPolicyUpdate = "REMEDIATION-POLICY-UPDATE" on "sddc";
    /// Make the management VMs of an SDDC large.
    SddcScaleSize = "SDDC-SCALE-SIZE" on "sddc";
    /// Analyse how clusters can be balanced.
    XlbAnalysis = "XLB-ANALYSIS" on "sddc";
    /// Balance clusters.
    XlbRun = "XLB-RUN" on "sddc";
    /// Stop the balancing of clusters.
    XlbStop = "XLB-STOP" on "sddc";
    /// Find the subnets to which an SDDC can be linked.
    CompatibleSubnetsGet = "ACCOUNT-LINK-GET-COMPATIBLE-SUBNETS" on "connected-account";
    /// Link SDDCs whose link was delayed to a subnet.
    CompatibleSubnetsSet = "ACCOUNT-LINK-SET-COMPATIBLE-SUBNET" on "connected-account";
    /// Map the zones of an AWS account to those of the service.
    CustomerZonesMap = "ACCOUNT-LINK-MAP-CUSTOMER-ZONES" on "connected-account";
    /// Buy a subscription.
    SubscriptionCreate = "SUBSCRIPTION-CREATE" on "subscription";
    /// Cancel a subscription.
    SubscriptionCancel = "SUBSCRIPTION-CANCEL" on "subscription";
    /// Delete a template.
    SddcTemplateDelete = "SDDC-TEMPLATE-DELETE" on "sddc-template";
    /// Activate site recovery.
    SiteRecoveryActivate = "SITE-RECOVERY-ACTIVATE" on "site-recovery";
    /// Deactivate site recovery.
    SiteRecoveryDeactivate = "SITE-RECOVERY-DEACTIVATE" on "site-recovery";
    /// Add a Site Recovery Manager.
    SrmNodeCreate = "SRM-NODE-CREATE" on "srm-node";
    /// Delete a Site Recovery Manager.
    SrmNodeDelete = "SRM-NODE-DELETE" on "srm-node";
    /// Spread replications over several servers, or end that.
    VrScaleOut = "VR-SCALE-OUT" on "site-recovery";
    /// Rename a cluster.
    ClusterRename = "CLUSTER-RENAME" on "sddc";
    /// Create an SDDC group with its network.
    GroupCreate = "CREATE_DEPLOYMENT_GROUP" on "network-connectivity-config";
    /// Change the members of an SDDC group.
    GroupUpdateMembers = "UPDATE_MEMBERS" on "network-connectivity-config";
    /// Delete an SDDC group.
    GroupDelete = "DELETE_DEPLOYMENT_GROUP" on "network-connectivity-config";
    /// Let an AWS account attach VPCs to an SDDC group.
    GroupAddAccount = "ADD_EXTERNAL_ACCOUNT" on "network-connectivity-config";
    /// Remove an AWS account from an SDDC group.
    GroupRemoveAccount = "REMOVE_EXTERNAL_ACCOUNT" on "network-connectivity-config";
    /// Accept, change or delete attachments of VPCs to an SDDC group.
    GroupChangeAttachments = "APPLY_ATTACHMENT_ACTION" on "network-connectivity-config";
    /// Connect a Direct Connect gateway with an SDDC group.
    GroupAddGateway = "ASSOCIATE_DIRECT_CONNECT_GATEWAY" on "network-connectivity-config";
    /// Disconnect a Direct Connect gateway from an SDDC group.
    GroupRemoveGateway = "DISASSOCIATE_DIRECT_CONNECT_GATEWAY" on "network-connectivity-config";
}

/// The service that starts tasks of a kind. VMC shows the tasks of all services, and each other service shows its own.
///
/// That a task of the autoscaler is shown at both addresses is attested by clients; the same for site recovery is an assumption.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskService {
    Vmc,
    Autoscaler,
    SiteRecovery,
    /// The service that carries out operations on SDDC groups. That VMC shows these too is an assumption.
    SddcGroups,
}

impl TaskKind {
    /// Returns the service that starts tasks of this kind.
    pub fn service(self) -> TaskService {
        match self {
            // A client of the autoscaler names the replacement of a host.
            Self::RemediateEbsHost
            | Self::EdrsPolicyUpdate
            | Self::RemediationPolicyUpdate
            | Self::SddcScaleSize
            | Self::XlbAnalysis
            | Self::XlbRun
            | Self::XlbStop => TaskService::Autoscaler,
            Self::SiteRecoveryActivate
            | Self::SiteRecoveryDeactivate
            | Self::SrmNodeCreate
            | Self::SrmNodeDelete
            | Self::VrScaleOut => TaskService::SiteRecovery,
            Self::GroupCreate
            | Self::GroupUpdateMembers
            | Self::GroupDelete
            | Self::GroupAddAccount
            | Self::GroupRemoveAccount
            | Self::GroupChangeAttachments
            | Self::GroupAddGateway
            | Self::GroupRemoveGateway => TaskService::SddcGroups,
            _ => TaskService::Vmc,
        }
    }

    /// Returns the kind with this name in the API.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }
}
