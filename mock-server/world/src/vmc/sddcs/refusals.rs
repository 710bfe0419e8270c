//! Refusals of operations on SDDCs.

use crate::{
    kernel::refusal::Refusal,
    state::not_found,
    vmc::states::{self, WrongState},
};
use http::StatusCode;
use vmc_client::wire::{OrgId, SddcId};

/// The SDDC would have too few hosts. (recorded)
pub(super) fn too_few_hosts(min: u32) -> Refusal {
    let message = format!("Sddc provisioning requires a minimum of {min} hosts.");
    Refusal::bad_request("skyscraper.sddc.provision.config.min.hosts", message)
}

/// The organization has the largest number of SDDCs.
pub(super) fn sddc_limit(limit: u32) -> Refusal {
    let message = format!("Maximum limit of {limit} SDDCs reached for this organization.");
    Refusal::bad_request("skyscraper.sddc.provision.sddc.limit", message)
}

/// The request contains an account link, although linking is optional for the organization. (recorded)
pub(super) fn link_not_wanted(org: OrgId) -> Refusal {
    let message = format!("Cannot link account when account linking optional is turned on for org {org}.");
    Refusal::bad_request("skyscraper.sddc.provision.link.not.allowed", message)
}

/// The request does not contain an account link, although one is required.
pub(super) fn link_required() -> Refusal {
    Refusal::bad_request(
        "skyscraper.sddc.provision.link.required",
        "Account linking is required: account_link_sddc_config must name a connected account and a subnet.",
    )
}

/// The SDDC is not a single-host SDDC.
pub(super) fn not_convertible(id: SddcId) -> Refusal {
    let message = format!("Sddc {id} is not a single host SDDC and cannot be converted.");
    Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "skyscraper.sddc.convert.not.allowed", message)
}

/// The SDDC that is to be scaled up is not a single-host SDDC.
pub(super) fn not_scalable(id: SddcId) -> Refusal {
    let message = format!("Sddc {id} is not a single host SDDC and cannot be scaled up.");
    Refusal::bad_request("skyscraper.sddc.scale.up.not.allowed", message)
}

/// The SDDC would have too few hosts after the conversion.
pub(super) fn too_few_hosts_to_convert(min: u32) -> Refusal {
    let message = format!("Sddc conversion requires a minimum of {min} hosts.");
    Refusal::bad_request("skyscraper.sddc.convert.min.hosts", message)
}

/// The SDDC is in a state in which the operation is not allowed.
pub(crate) fn not_in_state(id: SddcId, state: &str) -> Refusal {
    states::not_in_state("Sddc", id.0, state)
}

/// The SDDC cannot be deleted in its state. (recorded)
fn not_deletable() -> Refusal {
    Refusal::bad_request(
        "skyscraper.sddc.delete.invalid.state",
        "Sddc is currently not in a state where it can be deleted. Please try once the status is READY or FAILED.",
    )
}

impl WrongState for states::Sddc {
    type Id = SddcId;

    fn refuse(self, id: &SddcId, state: &str, _: &[&str]) -> Refusal {
        match self {
            Self::NotInState => not_in_state(*id, state),
            // For a client that deletes, an SDDC that is already deleted does not exist.
            Self::NotDeletable if state == "DELETED" => not_found::sddc(*id),
            Self::NotDeletable => not_deletable(),
        }
    }
}
