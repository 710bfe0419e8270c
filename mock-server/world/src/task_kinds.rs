//! The kinds of task there are: one table.
//!
//! A row says what a kind is called on the wire, how its progress is told, and what it does to its resource on the way. How long it
//! takes is asked of the pacing. What no public source attests is marked as assumed.

use Evidence::{Assumed, Documented, Recorded};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Kinds of task. In exported state and in pacing they go by their wire names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum TaskKind {
    /// Provision an SDDC.
    #[serde(rename = "SDDC-PROVISION")]
    SddcProvision,
    /// Delete an SDDC.
    #[serde(rename = "SDDC-DELETE")]
    SddcDelete,

    // Clusters and hosts.
    /// Create a cluster.
    #[serde(rename = "CLUSTER-CREATE")]
    ClusterCreate,
    /// Delete a cluster.
    #[serde(rename = "CLUSTER-DESTROY")]
    ClusterDestroy,
    /// Change hosts and storage of a cluster.
    #[serde(rename = "CLUSTER-RECONFIGURE")]
    ClusterReconfigure,
    /// Change a cluster's licences for Microsoft software.
    #[serde(rename = "MSFT-LICENSING-PUBLISH")]
    MsftLicensing,
    /// Add hosts.
    #[serde(rename = "ESX-ADD")]
    EsxAdd,
    /// Remove hosts.
    #[serde(rename = "ESX-REMOVE")]
    EsxRemove,
    /// Check whether hosts could be added.
    #[serde(rename = "ESX-ADD-PRECHECK")]
    EsxAddPrecheck,
    /// Attach disk groups to hosts.
    #[serde(rename = "ESX-DISKGROUP-ATTACH")]
    DiskGroupAttach,
    /// Detach disk groups from hosts.
    #[serde(rename = "ESX-DISKGROUP-DETACH")]
    DiskGroupDetach,
    /// Make a single-host SDDC one of several hosts.
    #[serde(rename = "SDDC-CONVERT")]
    SddcConvert,
    /// Replace a host that has failed; the service starts it.
    #[serde(rename = "REMEDIATE-EBS-HOST")]
    RemediateEbsHost,
    // What is done to a finished SDDC.
    /// Allocate public addresses.
    #[serde(rename = "PUBLIC-IP-ALLOCATE")]
    PublicIpAllocate,
    /// Attach a public address to a workload.
    #[serde(rename = "PUBLIC-IP-ATTACH")]
    PublicIpAttach,
    /// Detach a public address from its workload.
    #[serde(rename = "PUBLIC-IP-DETACH")]
    PublicIpDetach,
    /// Attach an attached public address to another workload.
    #[serde(rename = "PUBLIC-IP-REATTACH")]
    PublicIpReattach,
    /// Rename a public address.
    #[serde(rename = "PUBLIC-IP-RENAME")]
    PublicIpRename,
    /// Release a public address.
    #[serde(rename = "PUBLIC-IP-RELEASE")]
    PublicIpRelease,
    /// Let the names of management VMs resolve otherwise.
    #[serde(rename = "MANAGEMENT-DNS-UPDATE")]
    ManagementDnsUpdate,
    /// Test connectivity.
    #[serde(rename = "CONNECTIVITY-TEST")]
    ConnectivityTest,

    // Account links, subscriptions and templates.
    /// Find the subnets that an SDDC can be linked to.
    #[serde(rename = "ACCOUNT-LINK-GET-COMPATIBLE-SUBNETS")]
    CompatibleSubnetsGet,
    /// Link SDDCs whose link was delayed to a subnet.
    #[serde(rename = "ACCOUNT-LINK-SET-COMPATIBLE-SUBNET")]
    CompatibleSubnetsSet,
    /// Match the zones of an AWS account with those of the service.
    #[serde(rename = "ACCOUNT-LINK-MAP-CUSTOMER-ZONES")]
    CustomerZonesMap,
    /// Buy a subscription.
    #[serde(rename = "SUBSCRIPTION-CREATE")]
    SubscriptionCreate,
    /// Cancel a subscription.
    #[serde(rename = "SUBSCRIPTION-CANCEL")]
    SubscriptionCancel,
    /// Delete a template.
    #[serde(rename = "SDDC-TEMPLATE-DELETE")]
    SddcTemplateDelete,
}

/// How we know a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// Seen in a recording of the service.
    Recorded,
    /// Named in a published client.
    Documented,
    /// Chosen in the service's style; no public source shows it.
    Assumed,
}

/// One row of the table.
#[derive(Debug)]
pub struct Row {
    /// Which kind.
    pub kind: TaskKind,
    /// `task_type` on the wire.
    pub task_type: &'static str,
    /// Whether `task_type` is attested.
    pub evidence: Evidence,
    /// `resource_type` on the wire.
    pub resource_type: &'static str,
    /// Progress phases in order; none where the service shows none.
    pub phases: &'static [Phase],
    /// Sub statuses of a kind without phases, in order: each with the share of the duration up to which it holds, in thousandths.
    pub sub_statuses: &'static [(&'static str, u16)],
    /// `progress_percent` of a task that has just begun. Provisioning shows 1 at once, deletion 0. (recorded)
    pub first_percent: i64,
    /// Whether percentage and remaining minutes are told on the way. A deletion stays at 0 % and -1 until it ends. (recorded)
    pub tells_progress: bool,
    /// How often the service writes the task while it runs; the finished task's `version`.
    pub writes: i64,
    /// What the task does to its resource on the way, by share of its duration in thousandths. Its end is not in the list.
    pub milestones: &'static [(u16, Milestone)],
    /// Whether a user may cancel it.
    pub cancelable: bool,
}

/// A progress phase.
#[derive(Debug)]
pub struct Phase {
    /// `id` on the wire.
    pub id: &'static str,
    /// `name` on the wire.
    pub name: &'static str,
    /// `sub_status` of the task while this phase is in progress. (assumption)
    pub sub_status: &'static str,
    /// Up to which share of the task's duration it goes, in thousandths. (assumption)
    pub until: u16,
}

/// What a task does to its resource on the way. Each is one write of the resource.
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

/// All kinds.
pub const TABLE: &[Row] = &[
    Row {
        kind: TaskKind::SddcProvision,
        task_type: "SDDC-PROVISION",
        evidence: Recorded,
        resource_type: "sddc",
        phases: &[
            Phase { id: "SDDC_PROVISION", name: "Deploying ESXi Hosts", sub_status: "POD_PROVISION_HOSTS", until: 200 },
            Phase {
                id: "SDDC_PREPARE_VMC",
                name: "Preparing the SDDC Environment",
                sub_status: "POD_PREPARE_VMC",
                until: 450,
            },
            Phase {
                id: "SDDC_DEPLOY_GATEWAY",
                name: "Deploying Network Gateways",
                sub_status: "POD_DEPLOY_GATEWAY",
                until: 800,
            },
            Phase { id: "SDDC_CONFIG_VMC", name: "Configuring SDDC", sub_status: "POD_CONFIG_VMC", until: 1000 },
        ],
        sub_statuses: &[],
        first_percent: 1,
        tells_progress: true,
        writes: 32,
        // Fourteen, so that with the end the SDDC's entity version goes from 1 to 16 as recorded. That the hosts are ready after
        // 7 % of the time is recorded (5 s of 73); the other shares are assumptions.
        milestones: &[
            (5, Milestone::Vpc),
            (10, Milestone::Subnets),
            (20, Milestone::HostsInitializing),
            (40, Milestone::HostsProvisioned),
            (60, Milestone::HostsAddingToVcenter),
            (70, Milestone::HostsReady),
            (200, Milestone::ClusterReady),
            (300, Milestone::Vcenter),
            (380, Milestone::SingleSignOn),
            (450, Milestone::ManagementNetwork),
            (600, Milestone::Nsx),
            (800, Milestone::Gateways),
            (900, Milestone::Credentials),
            (960, Milestone::AccountLink),
        ],
        cancelable: true,
    },
    Row {
        kind: TaskKind::SddcDelete,
        task_type: "SDDC-DELETE",
        evidence: Recorded,
        resource_type: "sddc",
        phases: &[],
        sub_statuses: &[],
        first_percent: 0,
        tells_progress: false,
        writes: 12,
        milestones: &[(100, Milestone::HostsDeleting), (700, Milestone::HostsDeleted)],
        cancelable: false,
    },
    // Clusters and hosts. Of these only the deletion of a cluster is recorded, and the replacement of a host named. That none can be cancelled is an assumption.
    Row {
        milestones: &[
            (50, Milestone::HostsInitializing),
            (200, Milestone::HostsProvisioned),
            (400, Milestone::HostsAddingToVcenter),
        ],
        sub_statuses: &[("POD_PROVISION_HOSTS", 400), ("POD_CREATE_CLUSTER", 1000)],
        ..assumed_on_clusters(TaskKind::ClusterCreate, "CLUSTER-CREATE")
    },
    Row {
        evidence: Recorded,
        // Recorded: the first step takes 0.1 seconds of 682, the second ends after 266.7.
        sub_statuses: &[("POD_DELETE_CLUSTER", 2), ("POD_POLL_DELETE_CLUSTER", 391), ("DELETE_INSTANCES", 1000)],
        tells_progress: false,
        writes: 51,
        // One, so that with begin and end the SDDC's entity version goes from 1103 to 1106 as recorded.
        milestones: &[(391, Milestone::HostsDeleting)],
        ..assumed_on_clusters(TaskKind::ClusterDestroy, "CLUSTER-DESTROY")
    },
    Row {
        milestones: &[
            (50, Milestone::HostsInitializing),
            (200, Milestone::HostsProvisioned),
            (400, Milestone::HostsAddingToVcenter),
            (500, Milestone::HostsLeavingVcenter),
            (800, Milestone::HostsLeavingCloud),
        ],
        sub_statuses: &[("POD_RECONFIGURE_CLUSTER", 1000)],
        ..assumed_on_clusters(TaskKind::ClusterReconfigure, "CLUSTER-RECONFIGURE")
    },
    Row {
        sub_statuses: &[("POD_PUBLISH_LICENSES", 1000)],
        ..assumed_on_clusters(TaskKind::MsftLicensing, "MSFT-LICENSING-PUBLISH")
    },
    Row {
        milestones: COMING,
        sub_statuses: &[("POD_PROVISION_HOSTS", 600), ("POD_ADD_HOSTS", 1000)],
        ..assumed_on_clusters(TaskKind::EsxAdd, "ESX-ADD")
    },
    Row {
        milestones: &[(300, Milestone::HostsLeavingVcenter), (700, Milestone::HostsLeavingCloud)],
        sub_statuses: &[("POD_REMOVE_HOSTS", 700), ("DELETE_INSTANCES", 1000)],
        ..assumed_on_clusters(TaskKind::EsxRemove, "ESX-REMOVE")
    },
    Row {
        sub_statuses: &[("POD_CHECK_HOSTS", 1000)],
        ..assumed_on_clusters(TaskKind::EsxAddPrecheck, "ESX-ADD-PRECHECK")
    },
    Row {
        sub_statuses: &[("POD_ATTACH_DISKGROUP", 1000)],
        ..assumed_on_clusters(TaskKind::DiskGroupAttach, "ESX-DISKGROUP-ATTACH")
    },
    Row {
        sub_statuses: &[("POD_DETACH_DISKGROUP", 1000)],
        ..assumed_on_clusters(TaskKind::DiskGroupDetach, "ESX-DISKGROUP-DETACH")
    },
    Row {
        milestones: COMING,
        sub_statuses: &[("POD_PROVISION_HOSTS", 600), ("POD_ADD_HOSTS", 900), ("POD_CONVERT_SDDC", 1000)],
        ..assumed_on_clusters(TaskKind::SddcConvert, "SDDC-CONVERT")
    },
    Row {
        evidence: Documented,
        milestones: COMING,
        sub_statuses: &[("POD_PROVISION_HOSTS", 600), ("POD_ADD_HOSTS", 900), ("DELETE_INSTANCES", 1000)],
        ..assumed_on_clusters(TaskKind::RemediateEbsHost, "REMEDIATE-EBS-HOST")
    },
    // What is done to a finished SDDC. No source names these.
    Row::brief(TaskKind::PublicIpAllocate, "PUBLIC-IP-ALLOCATE"),
    Row::brief(TaskKind::PublicIpAttach, "PUBLIC-IP-ATTACH"),
    Row::brief(TaskKind::PublicIpDetach, "PUBLIC-IP-DETACH"),
    Row::brief(TaskKind::PublicIpReattach, "PUBLIC-IP-REATTACH"),
    Row::brief(TaskKind::PublicIpRename, "PUBLIC-IP-RENAME"),
    Row::brief(TaskKind::PublicIpRelease, "PUBLIC-IP-RELEASE"),
    Row::brief(TaskKind::ManagementDnsUpdate, "MANAGEMENT-DNS-UPDATE"),
    Row::brief(TaskKind::ConnectivityTest, "CONNECTIVITY-TEST"),
    // Account links, subscriptions and templates. No source names these either.
    Row {
        resource_type: "connected-account",
        ..Row::brief(TaskKind::CompatibleSubnetsGet, "ACCOUNT-LINK-GET-COMPATIBLE-SUBNETS")
    },
    Row {
        resource_type: "connected-account",
        ..Row::brief(TaskKind::CompatibleSubnetsSet, "ACCOUNT-LINK-SET-COMPATIBLE-SUBNET")
    },
    Row {
        resource_type: "connected-account",
        ..Row::brief(TaskKind::CustomerZonesMap, "ACCOUNT-LINK-MAP-CUSTOMER-ZONES")
    },
    Row {
        resource_type: "subscription",
        cancelable: true,
        ..Row::brief(TaskKind::SubscriptionCreate, "SUBSCRIPTION-CREATE")
    },
    Row { resource_type: "subscription", ..Row::brief(TaskKind::SubscriptionCancel, "SUBSCRIPTION-CANCEL") },
    Row { resource_type: "sddc-template", ..Row::brief(TaskKind::SddcTemplateDelete, "SDDC-TEMPLATE-DELETE") },
];

/// How hosts come to a cluster that is there. (assumption)
const COMING: &[(u16, Milestone)] =
    &[(100, Milestone::HostsInitializing), (300, Milestone::HostsProvisioned), (600, Milestone::HostsAddingToVcenter)];

/// What the kinds of task on clusters and hosts have in common. (assumption, save that the resource is the SDDC)
const fn assumed_on_clusters(kind: TaskKind, task_type: &'static str) -> Row {
    Row {
        kind,
        task_type,
        evidence: Assumed,
        resource_type: "sddc",
        phases: &[],
        sub_statuses: &[],
        first_percent: 0,
        tells_progress: true,
        writes: 12,
        milestones: &[],
        cancelable: false,
    }
}

impl Row {
    /// A task of about a minute on an SDDC, without phases, that cannot be cancelled. (assumption)
    const fn brief(kind: TaskKind, task_type: &'static str) -> Self {
        Self {
            kind,
            task_type,
            evidence: Assumed,
            resource_type: "sddc",
            phases: &[],
            sub_statuses: &[],
            first_percent: 0,
            tells_progress: true,
            writes: 3,
            milestones: &[],
            cancelable: false,
        }
    }
}

impl TaskKind {
    /// The kind's row.
    pub fn row(self) -> &'static Row {
        &TABLE[self as usize]
    }

    /// The kind with this wire name.
    pub fn named(task_type: &str) -> Option<Self> {
        TABLE.iter().find(|row| row.task_type == task_type).map(|row| row.kind)
    }
}

/// The kinds whose wire name is chosen, not attested.
pub fn assumed() -> impl Iterator<Item = &'static Row> {
    TABLE.iter().filter(|row| row.evidence == Assumed)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `row` finds a row by its place.
    #[test]
    fn rows_stand_where_their_kinds_say() {
        for row in TABLE {
            assert_eq!(row.kind.row().task_type, row.task_type);
            let shares = row.milestones.iter().map(|(share, _)| *share);
            assert!(shares.clone().is_sorted() && shares.max().unwrap_or(0) < 1000, "{}", row.task_type);
        }
    }
}
