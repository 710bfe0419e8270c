//! Kinds of task, by the names that they have on the wire.

use serde::{Deserialize, Serialize};

/// Declares the kinds: each with `task_type` on the wire, and `resource_type` of the resource that it acts on.
macro_rules! task_kinds {
    ($($(#[$doc:meta])* $kind:ident = $name:literal on $resource:literal;)*) => {
        /// A kind of task. In exports and in pacing a kind goes by its name on the wire.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum TaskKind { $($(#[$doc])* #[serde(rename = $name)] $kind,)* }

        impl TaskKind {
            /// All kinds, in the order of their declaration.
            pub const ALL: &[Self] = &[$(Self::$kind),*];

            /// `task_type` on the wire.
            pub fn name(self) -> &'static str {
                match self { $(Self::$kind => $name,)* }
            }

            /// `resource_type` on the wire.
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
    /// Change hosts and storage of a cluster.
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
    /// Make a single-host SDDC one of several hosts.
    SddcConvert = "SDDC-CONVERT" on "sddc";
    /// Replace a host that has failed; the service starts it.
    RemediateEbsHost = "REMEDIATE-EBS-HOST" on "sddc";
    /// Allocate public addresses.
    PublicIpAllocate = "PUBLIC-IP-ALLOCATE" on "sddc";
    /// Attach a public address to a workload.
    PublicIpAttach = "PUBLIC-IP-ATTACH" on "sddc";
    /// Detach a public address from its workload.
    PublicIpDetach = "PUBLIC-IP-DETACH" on "sddc";
    /// Attach an attached public address to another workload.
    PublicIpReattach = "PUBLIC-IP-REATTACH" on "sddc";
    /// Rename a public address.
    PublicIpRename = "PUBLIC-IP-RENAME" on "sddc";
    /// Release a public address.
    PublicIpRelease = "PUBLIC-IP-RELEASE" on "sddc";
    /// Let the names of management VMs resolve otherwise.
    ManagementDnsUpdate = "MANAGEMENT-DNS-UPDATE" on "sddc";
    /// Test connectivity.
    ConnectivityTest = "CONNECTIVITY-TEST" on "sddc";
    /// Find the subnets that an SDDC can be linked to.
    CompatibleSubnetsGet = "ACCOUNT-LINK-GET-COMPATIBLE-SUBNETS" on "connected-account";
    /// Link SDDCs whose link was delayed to a subnet.
    CompatibleSubnetsSet = "ACCOUNT-LINK-SET-COMPATIBLE-SUBNET" on "connected-account";
    /// Match the zones of an AWS account with those of the service.
    CustomerZonesMap = "ACCOUNT-LINK-MAP-CUSTOMER-ZONES" on "connected-account";
    /// Buy a subscription.
    SubscriptionCreate = "SUBSCRIPTION-CREATE" on "subscription";
    /// Cancel a subscription.
    SubscriptionCancel = "SUBSCRIPTION-CANCEL" on "subscription";
    /// Delete a template.
    SddcTemplateDelete = "SDDC-TEMPLATE-DELETE" on "sddc-template";
}

impl TaskKind {
    /// The kind with this name on the wire.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }
}
