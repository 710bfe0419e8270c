//! The table of all task kinds.
//!
//! A row says how the progress of tasks of this kind is shown, and which functions of the resource show its work and carry out its milestones
//! and its end.
//! The duration of a task depends on the pacing. Facts that no public source shows are marked as assumptions.

use crate::{
    context::kinds::{
        End,
        Evidence::{Assumed, Documented, Recorded},
        Kinds, Params, Phase, Row,
    },
    kernel::task_kind::TaskKind,
    state::tasks::Milestone,
    vmc::{
        account_link, autoscaler, clusters, connectivity, dns, public_ips, sddc_groups, sddcs, site_recovery,
        subscriptions, templates,
    },
};

/// All kinds, in the order of their declaration.
pub static TASK_KINDS: Kinds = Kinds([
    Row {
        kind: TaskKind::SddcProvision,
        evidence: Recorded,
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
        // There are fourteen milestones: together with the end they raise the SDDC's entity version from 1 to 16, as recorded. The hosts
        // are ready after 7 % of the time (recorded: 5 s of 73 s); the other shares are assumptions.
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
        params: sddcs::params,
        reach: sddcs::reach,
        end: sddcs::ended,
    },
    Row {
        kind: TaskKind::SddcDelete,
        evidence: Recorded,
        phases: &[],
        sub_statuses: &[],
        first_percent: 0,
        tells_progress: false,
        writes: 12,
        milestones: &[(100, Milestone::HostsDeleting), (700, Milestone::HostsDeleted)],
        cancelable: false,
        params: sddcs::params,
        reach: sddcs::reach,
        end: sddcs::ended,
    },
    // Clusters and hosts. The deletion of a cluster is recorded, and the name of the replacement of a host is known. All other
    // values are assumptions, including that none of these tasks can be cancelled.
    Row {
        milestones: &[
            (50, Milestone::HostsInitializing),
            (200, Milestone::HostsProvisioned),
            (400, Milestone::HostsAddingToVcenter),
        ],
        sub_statuses: &[("POD_PROVISION_HOSTS", 400), ("POD_CREATE_CLUSTER", 1000)],
        ..on_clusters(TaskKind::ClusterCreate)
    },
    Row {
        evidence: Recorded,
        // Recorded: the first step takes 0.1 seconds of 682, and the second step ends after 266.7 seconds.
        sub_statuses: &[("POD_DELETE_CLUSTER", 2), ("POD_POLL_DELETE_CLUSTER", 391), ("DELETE_INSTANCES", 1000)],
        tells_progress: false,
        writes: 51,
        // There is one milestone: with the begin and the end it raises the SDDC's entity version from 1103 to 1106, as recorded.
        milestones: &[(391, Milestone::HostsDeleting)],
        ..on_clusters(TaskKind::ClusterDestroy)
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
        ..on_clusters(TaskKind::ClusterReconfigure)
    },
    Row { sub_statuses: &[("POD_PUBLISH_LICENSES", 1000)], ..on_clusters(TaskKind::MsftLicensing) },
    Row {
        milestones: COMING,
        sub_statuses: &[("POD_PROVISION_HOSTS", 600), ("POD_ADD_HOSTS", 1000)],
        ..on_clusters(TaskKind::EsxAdd)
    },
    Row {
        milestones: &[(300, Milestone::HostsLeavingVcenter), (700, Milestone::HostsLeavingCloud)],
        sub_statuses: &[("POD_REMOVE_HOSTS", 700), ("DELETE_INSTANCES", 1000)],
        ..on_clusters(TaskKind::EsxRemove)
    },
    Row { sub_statuses: &[("POD_CHECK_HOSTS", 1000)], ..on_clusters(TaskKind::EsxAddPrecheck) },
    Row { sub_statuses: &[("POD_ATTACH_DISKGROUP", 1000)], ..on_clusters(TaskKind::DiskGroupAttach) },
    Row { sub_statuses: &[("POD_DETACH_DISKGROUP", 1000)], ..on_clusters(TaskKind::DiskGroupDetach) },
    Row {
        milestones: COMING,
        sub_statuses: &[("POD_PROVISION_HOSTS", 600), ("POD_ADD_HOSTS", 900), ("POD_CONVERT_SDDC", 1000)],
        ..on_clusters(TaskKind::SddcConvert)
    },
    Row {
        evidence: Documented,
        milestones: COMING,
        sub_statuses: &[("POD_PROVISION_HOSTS", 600), ("POD_ADD_HOSTS", 900), ("DELETE_INSTANCES", 1000)],
        ..on_clusters(TaskKind::RemediateEbsHost)
    },
    // Tasks on a finished SDDC. No source names these kinds.
    brief(TaskKind::PublicIpAllocate, public_ips::params, public_ips::ended),
    brief(TaskKind::PublicIpAttach, public_ips::params, public_ips::ended),
    brief(TaskKind::PublicIpDetach, public_ips::params, public_ips::ended),
    brief(TaskKind::PublicIpReattach, public_ips::params, public_ips::ended),
    brief(TaskKind::PublicIpRename, public_ips::params, public_ips::ended),
    brief(TaskKind::PublicIpRelease, public_ips::params, public_ips::ended),
    brief(TaskKind::ManagementDnsUpdate, dns::params, dns::ended),
    brief(TaskKind::ConnectivityTest, connectivity::params, connectivity::ended),
    // Tasks of the autoscaler. No source names these kinds.
    Row { cancelable: true, ..brief(TaskKind::EdrsPolicyUpdate, autoscaler::params, autoscaler::ended) },
    Row { cancelable: true, ..brief(TaskKind::RemediationPolicyUpdate, autoscaler::params, autoscaler::ended) },
    brief(TaskKind::SddcScaleSize, autoscaler::params, autoscaler::ended),
    Row { cancelable: true, ..brief(TaskKind::XlbAnalysis, autoscaler::params, autoscaler::ended) },
    Row { cancelable: true, ..brief(TaskKind::XlbRun, autoscaler::params, autoscaler::ended) },
    brief(TaskKind::XlbStop, autoscaler::params, autoscaler::ended),
    // Tasks on account links, subscriptions and templates. No source names these kinds either.
    brief(TaskKind::CompatibleSubnetsGet, account_link::params, account_link::ended),
    brief(TaskKind::CompatibleSubnetsSet, account_link::params, account_link::ended),
    brief(TaskKind::CustomerZonesMap, account_link::params, account_link::ended),
    Row { cancelable: true, ..brief(TaskKind::SubscriptionCreate, subscriptions::params, subscriptions::ended) },
    brief(TaskKind::SubscriptionCancel, subscriptions::params, subscriptions::ended),
    brief(TaskKind::SddcTemplateDelete, templates::params, templates::ended),
    // Tasks of site recovery. No source names these kinds.
    Row { cancelable: true, milestones: DEPLOYING, ..of_site_recovery(TaskKind::SiteRecoveryActivate) },
    of_site_recovery(TaskKind::SiteRecoveryDeactivate),
    Row { cancelable: true, milestones: DEPLOYING, ..of_site_recovery(TaskKind::SrmNodeCreate) },
    of_site_recovery(TaskKind::SrmNodeDelete),
    Row { milestones: DEPLOYING, ..of_site_recovery(TaskKind::VrScaleOut) },
    on_clusters(TaskKind::ClusterRename),
    // Operations on SDDC groups. Clients name all kinds but the creation.
    brief(TaskKind::GroupCreate, sddc_groups::params, sddc_groups::ended),
    on_group(TaskKind::GroupUpdateMembers),
    on_group(TaskKind::GroupDelete),
    on_group(TaskKind::GroupAddAccount),
    on_group(TaskKind::GroupRemoveAccount),
    on_group(TaskKind::GroupChangeAttachments),
    on_group(TaskKind::GroupAddGateway),
    on_group(TaskKind::GroupRemoveGateway),
]);

/// The milestones of hosts that are added to an existing cluster. (assumption)
const COMING: &[(u16, Milestone)] =
    &[(100, Milestone::HostsInitializing), (300, Milestone::HostsProvisioned), (600, Milestone::HostsAddingToVcenter)];

/// The values that all kinds of task on clusters and hosts share. (assumption, except that the resource is the SDDC)
const fn on_clusters(kind: TaskKind) -> Row {
    Row { writes: 12, reach: clusters::reach, ..brief(kind, clusters::params, clusters::ended) }
}

/// The milestones of appliances of site recovery that are deployed. (assumption)
const DEPLOYING: &[(u16, Milestone)] = &[(600, Milestone::AppliancesProvisioned)];

/// The values that all kinds of task of site recovery share. (assumption)
const fn of_site_recovery(kind: TaskKind) -> Row {
    Row { reach: site_recovery::reach, ..brief(kind, site_recovery::params, site_recovery::ended) }
}

/// The row of a task on an SDDC group.
const fn on_group(kind: TaskKind) -> Row {
    Row { evidence: Documented, ..brief(kind, sddc_groups::params, sddc_groups::ended) }
}

/// The row of a task that takes about a minute, has no phases and no milestones, and cannot be cancelled. (assumption)
const fn brief(kind: TaskKind, params: Params, end: End) -> Row {
    Row {
        kind,
        evidence: Assumed,
        phases: &[],
        sub_statuses: &[],
        first_percent: 0,
        tells_progress: true,
        writes: 3,
        milestones: &[],
        cancelable: false,
        params,
        reach: |_, _, _, _| {},
        end,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_stand_where_their_kinds_say() {
        for (place, row) in TASK_KINDS.0.iter().enumerate() {
            assert_eq!(row.kind as usize, place, "{}", row.kind.name());
            let shares = row.milestones.iter().map(|(share, _)| *share);
            if row.kind == TaskKind::SddcProvision {
                let in_order = (0..).zip(row.milestones).all(|(place, (_, milestone))| *milestone as usize == place);
                assert!(in_order, "an SDDC counts the milestones that it has reached");
            }
            assert!(shares.clone().is_sorted() && shares.max().unwrap_or(0) < 1000, "{}", row.kind.name());
        }
    }
}
