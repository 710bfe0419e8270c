//! Flows about the networks of an SDDC.

mod groups;

use crate::suite::{Case, Customer};

/// Returns the cases of all flows about networks.
pub(super) fn cases() -> impl Iterator<Item = &'static Case> {
    [groups::CASES].into_iter().flatten()
}

/// Returns a path of the policy interface: `rest` is what follows `/policy/api/v1/infra`.
fn policy(user: &Customer<'_>, sddc: &str, rest: &str) -> String {
    let org = user.org();
    format!("/vmc/reverse-proxy/api/orgs/{org}/sddcs/{sddc}/policy/api/v1/infra{rest}")
}
