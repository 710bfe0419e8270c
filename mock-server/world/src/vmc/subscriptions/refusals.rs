//! Refusals of operations on subscriptions.

use crate::{
    kernel::refusal::Refusal,
    vmc::states::{self, WrongState},
};
use vmc_client::wire::SubscriptionId;

pub(super) fn not_found(id: SubscriptionId) -> Refusal {
    let message = format!("Cannot find the subscription with identifier {id}.");
    Refusal::not_found("skyscraper.subscription.not.found", message)
}

/// The product is not sold. (documented)
pub(super) fn product_unsupported() -> Refusal {
    let message = "Type of the product not supported.";
    Refusal::bad_request("skyscraper.subscription.product.not.supported", message)
}

impl WrongState for states::Subscription {
    type Id = SubscriptionId;

    fn refuse(self, id: &SubscriptionId, state: &str, _: &[&str]) -> Refusal {
        match self {
            Self::NotInState => states::not_in_state("Subscription", id.0, state),
        }
    }
}
