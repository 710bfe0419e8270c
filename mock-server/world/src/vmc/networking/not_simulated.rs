//! Published operations on networks that the simulation does not carry out, and why.

use super::refusals;
use crate::kernel::refusal::ApiResult;

/// An operation that is not simulated.
#[derive(Debug, Clone, Copy)]
pub struct NotSimulated {
    /// The name of the operation in the published table.
    pub operation: &'static str,
    pub reason: &'static str,
}

/// The list.
pub const NOT_SIMULATED: &[NotSimulated] = &[
    NotSimulated {
        operation: "nsx_policy.infra.context_profiles.attributes.list",
        reason: "the catalogue of applications and domain names is not published",
    },
    NotSimulated {
        operation: "nsx_policy.infra.partner_services.get",
        reason: "an SDDC has no partner services, and no operation adds one",
    },
    NotSimulated {
        operation: "nsx_policy.infra.service_references.service_profiles.group_associations.get",
        reason: "an SDDC has no partner services, and no operation adds one",
    },
    NotSimulated {
        operation: "nsx_policy.infra.service_references.service_profiles.service_chain_mappings.list",
        reason: "an SDDC has no partner services, and no operation adds one",
    },
    NotSimulated {
        operation: "nsx_policy.infra.settings.firewall.security.intrusion_services.pcaps.export.create",
        reason: "no traffic is ever captured",
    },
    NotSimulated { operation: "nsx_policy.infra.tier0s.sitefailover", reason: "an SDDC has one site" },
    NotSimulated { operation: "nsx_vmc_app.infra.linked_vpcs.create", reason: "what its actions do is not published" },
    NotSimulated { operation: "nsx_vmc_app.infra.outpost_info.get", reason: "no SDDC is on an outpost" },
    NotSimulated {
        operation: "nsx_vmc_app.infra.sddc_intranet_config.status.get",
        reason: "no intranet connection is ever made",
    },
    NotSimulated {
        operation: "nsx_vmc_app.infra.sddc_network_config.create",
        reason: "what its actions do is not published",
    },
    NotSimulated {
        operation: "nsx_vmc_app.infra.sddc.provider_resource_info.list",
        reason: "what kinds of resources it lists is not published",
    },
    NotSimulated {
        operation: "nsx_vmc_app.infra.traffic_groups.create",
        reason: "what its actions do is not published",
    },
];

/// Refuses an operation of the list.
pub(super) fn check(operation: &str) -> ApiResult<()> {
    match NOT_SIMULATED.iter().find(|of| of.operation == operation) {
        Some(found) => Err(refusals::not_simulated(operation, found.reason)),
        None => Ok(()),
    }
}
