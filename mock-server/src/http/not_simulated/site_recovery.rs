//! The operations of site recovery that this server does not simulate.

use super::entry::NotSimulated;

pub(super) const NOT_SIMULATED: &[NotSimulated] = &[
    NotSimulated {
        operation: Some("vmc.draas.site_recovery.post"),
        method: "POST",
        path: "/vmc/draas/api/orgs/{org}/sddcs/{sddc}/audit/site-recovery-nodes/{siteRecoveryNode}/create",
        what: "The audit of an appliance of site recovery",
        reason: "it is published for one version, without a status, and what its task does is in no public source",
    },
    NotSimulated {
        operation: Some("vmc.draas.site_recovery.post_1"),
        method: "POST",
        path: "/vmc/draas/api/orgs/{org}/sddcs/{sddc}/backup/site-recovery-nodes/{siteRecoveryNode}/upload-backup-script",
        what: "Uploading a backup script to an appliance of site recovery",
        reason: "it is published without a status, and neither the script nor what its task does is in a public source",
    },
    NotSimulated {
        operation: Some("vmc.draas.granular_reporter.create_usage_report"),
        method: "POST",
        path: "/vmc/draas/api/orgs/{org}/report/usage",
        what: "The report on the usage of site recovery",
        reason: "it is published without a status and without an answer, so what a report contains is in no public source",
    },
];
