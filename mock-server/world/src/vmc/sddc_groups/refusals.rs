//! Refusals of operations on SDDC groups.

use crate::{
    kernel::refusal::{Refusal, RefusalKind},
    vmc::states::{self, WrongState},
};
use vmc_client::wire::{DeploymentGroupId, ValidationErrorDetail};

/// SDDCs cannot be members of the group. (recorded)
pub(super) fn members(findings: Vec<ValidationErrorDetail>) -> Refusal {
    let message = "Validation of deployment(s) for group membership failed.";
    found("skyscraper.sddc.group.members.invalid", message, findings)
}

/// The group still has something. (recorded for SDDCs)
pub(super) fn not_empty(what: &str) -> Refusal {
    let finding = of(format!("cannot delete SDDC Group. There are still {what} attached"));
    let message = "Validation of deletion of SDDC group failed.";
    found("skyscraper.sddc.group.not.empty", message, vec![finding])
}

/// An external account or an attachment cannot be changed so. (that details are given: clients; the sentences: assumptions)
pub(super) fn account(finding: String) -> Refusal {
    let message = "Validation of external account failed.";
    found("skyscraper.sddc.group.account.invalid", message, vec![of(finding)])
}

/// A Direct Connect gateway cannot be changed so. (assumption)
pub(super) fn gateway(finding: String) -> Refusal {
    let message = "Validation of Direct Connect gateway failed.";
    found("skyscraper.sddc.group.gateway.invalid", message, vec![of(finding)])
}

fn of(validation_error_message: String) -> ValidationErrorDetail {
    ValidationErrorDetail { validation_error_message, ..ValidationErrorDetail::default() }
}

fn found(code: &'static str, message: &'static str, details: Vec<ValidationErrorDetail>) -> Refusal {
    Refusal { kind: RefusalKind::invalid(details), ..Refusal::conflict(code, message) }
}

/// The network or the group that an operation names does not exist.
pub(super) fn no_such_resource(id: &str) -> Refusal {
    Refusal::bad_request(
        "skyscraper.sddc.group.resource.unknown",
        format!("Cannot find the resource with identifier {id}."),
    )
}

pub(super) fn no_such_trait(name: &str) -> Refusal {
    Refusal::not_found("skyscraper.sddc.group.trait.not.found", format!("Cannot find the trait {name}."))
}

impl WrongState for states::SddcGroup {
    type Id = DeploymentGroupId;

    fn refuse(self, id: &DeploymentGroupId, state: &str, _: &[&str]) -> Refusal {
        match self {
            Self::NotInState => {
                let message = format!("SDDC group {id} is in {state} state, which is not valid for this operation.");
                Refusal::conflict("skyscraper.sddc.group.invalid.state", message)
            }
        }
    }
}
