//! Refusals of operations on connected AWS accounts and the links to them.

use crate::{
    kernel::refusal::Refusal,
    vmc::states::{self, WrongState},
};
use vmc_client::wire::SddcId;

/// An SDDC is linked to the account.
fn account_in_use(sddc: SddcId) -> Refusal {
    let message =
        format!("The connected account is in use by SDDC {sddc}. Delete the SDDC first, or force the deletion.");
    Refusal::bad_request("skyscraper.account.link.account.in.use", message)
}

/// No SDDC whose link was delayed can be linked to the subnet.
pub(super) fn nothing_to_link(subnet: &str) -> Refusal {
    let message = format!("No SDDC of this organization waits to be linked to {subnet}.");
    Refusal::bad_request("skyscraper.account.link.nothing.to.link", message)
}

impl WrongState for states::LinkedSddc {
    type Id = SddcId;

    fn refuse(self, id: &SddcId, _: &str, _: &[&str]) -> Refusal {
        match self {
            Self::AccountInUse => account_in_use(*id),
        }
    }
}
