//! Refusals by the constraints of the policy interface. Their numbers and texts are chosen in its style. (assumption)

pub(super) use crate::documents::refusals::{field_missing, invalid, not_found, of_the_system};
use crate::{documents::refusals::of, kernel::refusal::Refusal};
use http::StatusCode;

/// Makes a refusal of the policy module.
fn policy(code: u32, message: String) -> Refusal {
    of("Policy", StatusCode::BAD_REQUEST, code, message)
}

/// An object has too many tags.
pub(super) fn too_many_tags(limit: usize) -> Refusal {
    policy(500_040, format!("An object may have at most {limit} tags."))
}

/// The expression of a group is not built as it must be.
pub(super) fn expression(path: &str, why: &str) -> Refusal {
    policy(508_010, format!("The expression of the group path=[{path}] is not valid: {why}."))
}

/// A group of the management gateway has other members than addresses.
pub(super) fn management_group(path: &str) -> Refusal {
    policy(508_020, format!("The group path=[{path}] of the management gateway may contain IP addresses only."))
}

/// A rule is not allowed.
pub(super) fn rule(path: &str, why: &str) -> Refusal {
    policy(503_010, format!("The rule path=[{path}] is not valid: {why}."))
}

/// A policy is not allowed.
pub(super) fn firewall_policy(path: &str, why: &str) -> Refusal {
    policy(503_020, format!("The policy path=[{path}] is not valid: {why}."))
}

/// The place for a rule or policy among the others is not given or does not exist.
pub(super) fn place(why: String) -> Refusal {
    policy(503_030, why)
}

/// A segment is not allowed.
pub(super) fn segment(path: &str, why: &str) -> Refusal {
    policy(509_010, format!("The segment path=[{path}] is not valid: {why}."))
}

/// A NAT rule is not allowed.
pub(super) fn nat_rule(path: &str, why: &str) -> Refusal {
    policy(505_010, format!("The NAT rule path=[{path}] is not valid: {why}."))
}

/// A DNS zone or forwarder is not allowed.
pub(super) fn dns(why: &str) -> Refusal {
    policy(506_010, format!("The DNS configuration is not valid: {why}."))
}

/// A VPN session is not allowed.
pub(super) fn vpn(why: &str) -> Refusal {
    policy(507_010, format!("The VPN session is not valid: {why}."))
}

/// The `action` of a request is not one that its path has.
pub(super) fn action(sent: &str, allowed: &[&str]) -> Refusal {
    let (sent, allowed) = (sent.chars().take(100).collect::<String>(), allowed.join(", "));
    invalid(format!("The action `{sent}` is not allowed. Allowed are: {allowed}."))
}
