//! Refusals of NSX-V.
//!
//! Statuses and the form of the body are documented; numbers and sentences are chosen in NSX's style. (assumption)

use crate::{
    documents::refusals::of,
    kernel::refusal::{NsxCode, Refusal},
};
use http::StatusCode;
use vmc_client::wire::SddcId;

/// The module that refuses what concerns an edge. (documented)
const EDGE: &str = "vShield Edge";

/// The module that refuses what concerns any object. (assumption)
const CORE: &str = "core-services";

/// Makes a refusal of a request that an edge does not accept. The number is one that is documented for edges.
pub(super) fn invalid(message: String) -> Refusal {
    of(EDGE, StatusCode::BAD_REQUEST, 13_100, message)
}

/// The refusal of a body that does not fit its type, as a refusal by the edge.
pub(super) fn of_body(mut refusal: Refusal) -> Refusal {
    refusal.nsx = Some(NsxCode { module: EDGE, code: 13_100 });
    refusal
}

/// There is no object with this id.
pub(super) fn not_found(id: &str) -> Refusal {
    let id: String = id.chars().take(100).collect();
    let message = format!("The requested object : {id} could not be found. Object identifiers are case sensitive.");
    of(CORE, StatusCode::NOT_FOUND, 202, message)
}

/// The gateways of an SDDC do not exist yet. (The status is documented for an edge that does not answer.)
pub(super) fn unreachable(sddc: SddcId) -> Refusal {
    let message = format!("The gateways of the SDDC {sddc} cannot be reached: they are not deployed yet.");
    of(EDGE, StatusCode::SERVICE_UNAVAILABLE, 10_013, message)
}

/// The version in a body is not the current one. (that it is refused is published)
pub(super) fn stale(feature: &str, current: u64, sent: i64) -> Refusal {
    let message = format!(
        "The configuration of {feature} is at version {current}, but the request has version {sent}. Fetch the latest copy and retry the operation."
    );
    of(CORE, StatusCode::BAD_REQUEST, 203, message)
}

/// The rule belongs to the system.
pub(super) fn of_the_system(rule: u64) -> Refusal {
    invalid(format!("The rule {rule} belongs to the system. Only rules of the type user can be changed or deleted."))
}

/// A required field or parameter is missing.
pub(super) fn missing(name: &str) -> Refusal {
    invalid(format!("`{name}` is required."))
}

/// The value of a field is not acceptable. The refusal does not repeat it.
pub(super) fn value(field: &str, expected: &str) -> Refusal {
    invalid(format!("The value of `{field}` must be {expected}."))
}

/// A collection has reached its documented number.
pub(super) fn full(what: &str, limit: usize) -> Refusal {
    invalid(format!("The limit of {limit} {what} is reached."))
}

/// An edge that has no such feature.
pub(super) fn not_a_gateway(edge: &str) -> Refusal {
    invalid(format!("The edge {edge} is a distributed router, which does not have this feature."))
}
