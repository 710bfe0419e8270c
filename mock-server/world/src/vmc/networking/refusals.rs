//! Refusals of the networks of an SDDC as a whole.

use crate::{documents::refusals::of, kernel::refusal::Refusal};
use http::StatusCode;
use vmc_client::wire::SddcId;

/// The SDDC does not exist or its NSX does not answer. (status from client code)
pub fn unreachable(sddc: SddcId) -> Refusal {
    let message = format!("The NSX Manager of the SDDC {sddc} cannot be reached.");
    of("reverse-proxy", StatusCode::GATEWAY_TIMEOUT, 504, message)
}

/// The operation is published but not simulated.
pub fn not_simulated(operation: &str, reason: &str) -> Refusal {
    let message = format!("The operation {operation} is not simulated: {reason}.");
    of("vmcsim", StatusCode::NOT_IMPLEMENTED, 501, message)
}

/// The SDDCs of the world have another networking interface.
pub fn other_interface(has: &str, setting: &str) -> Refusal {
    let message = format!(
        "The SDDCs of this world have {has} (network_api is {setting}). A world that is made with network_api both has both interfaces."
    );
    of("vmcsim", StatusCode::NOT_FOUND, 404, message)
}
