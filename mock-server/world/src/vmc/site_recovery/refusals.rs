//! Refusals of operations on site recovery. Only the sentence of `not_configured` is published.

use crate::{
    kernel::refusal::Refusal,
    vmc::states::{self, WrongState},
};
use vmc_client::wire::{SddcId, SiteRecoveryNodeId};

/// Site recovery was never activated. (the sentence without the id: published)
pub(super) fn not_configured(sddc: SddcId) -> Refusal {
    let message = format!("Cannot find site recovery configuration for sddc identifier {sddc}");
    Refusal::not_found("skyscraper.site.recovery.not.found", message)
}

/// No SRM or other appliance has this id.
pub(super) fn node_not_found(id: SiteRecoveryNodeId) -> Refusal {
    let message = format!("Cannot find the site recovery node with identifier {id}.");
    Refusal::not_found("skyscraper.site.recovery.node.not.found", message)
}

/// The SRM is not in use, so it has no configuration. (in part published)
pub(super) fn no_config_export(id: SiteRecoveryNodeId) -> Refusal {
    let message = format!("Cannot find the config-export file of the site recovery node {id}.");
    Refusal::not_found("skyscraper.site.recovery.config.export.not.found", message)
}

/// The suffix of an extension key breaks the documented rules.
pub(super) fn invalid_suffix(max: usize) -> Refusal {
    let message = format!(
        "The extension key suffix must be at most {max} letters, numbers, . and - characters, and begin and end with a letter or number."
    );
    Refusal::bad_request("skyscraper.site.recovery.suffix.invalid", message)
}

/// Another SRM has the extension key.
pub(super) fn key_in_use(key: &str) -> Refusal {
    let message = format!("The extension key {key} is in use by another SRM node of the SDDC.");
    Refusal::bad_request("skyscraper.site.recovery.key.in.use", message)
}

/// The SDDC has the largest number of SRMs.
pub(super) fn limit_reached(limit: usize) -> Refusal {
    let message = format!("Maximum limit of {limit} SRM nodes reached for the SDDC.");
    Refusal::bad_request("skyscraper.site.recovery.node.limit", message)
}

/// The SRM was made by the activation.
pub(super) fn first_node(id: SiteRecoveryNodeId) -> Refusal {
    let message = format!("SRM node {id} was made by the activation and is deleted by deactivating site recovery.");
    Refusal::bad_request("skyscraper.site.recovery.node.first", message)
}

/// The servers of vSphere Replication are being changed.
pub(super) fn busy(sddc: SddcId) -> Refusal {
    let message = format!("The scale-out of vSphere Replication of Sddc {sddc} is being changed.");
    Refusal::bad_request("skyscraper.site.recovery.busy", message)
}

impl WrongState for states::SiteRecovery {
    type Id = SddcId;

    fn refuse(self, id: &SddcId, state: &str, needs: &[&str]) -> Refusal {
        match self {
            Self::NotInState => states::part_not_in_state("Site recovery of Sddc", id, state, needs),
        }
    }
}

impl WrongState for states::SiteRecoveryNode {
    type Id = SiteRecoveryNodeId;

    fn refuse(self, id: &SiteRecoveryNodeId, state: &str, needs: &[&str]) -> Refusal {
        match self {
            Self::NotInState => states::part_not_in_state("Site recovery node", id, state, needs),
            Self::OneAtATime => {
                let message = format!("SRM node {id} is {state}; SRM nodes are deployed one at a time.");
                Refusal::bad_request("skyscraper.site.recovery.node.in.progress", message)
            }
        }
    }
}
