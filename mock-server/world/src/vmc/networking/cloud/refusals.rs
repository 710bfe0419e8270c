//! Refusals of the interface between NSX-T and AWS.

use crate::{documents::refusals::of, kernel::refusal::Refusal, vmc::public_ips::PER_SDDC_MAX};
use http::StatusCode;

/// There is no such address. The text is recorded; status and number are assumptions.
pub(super) fn address_not_found() -> Refusal {
    of("VmcApp", StatusCode::NOT_FOUND, 600, "PublicIp Object Not Found".to_owned())
}

/// The SDDC has as many addresses as it can have. (assumption)
pub(super) fn limit_reached() -> Refusal {
    let message = format!("An SDDC can have at most {PER_SDDC_MAX} public IP addresses.");
    of("VmcApp", StatusCode::BAD_REQUEST, 500_012, message)
}
