//! The users of the NSX of an SDDC, who sign in to it from premises.

use crate::state::{identity::roles::Right, sddcs::SddcFacts, tasks::Milestone};
use vmc_client::wire::Secret;

/// Returns a user of the NSX of an SDDC: the name, the password and the rights. The administrator is `cloud_admin`, and the guide calls it
/// `cloudadmin`. The auditor only reads.
pub fn nsx_user<'s>(sddc: &'s SddcFacts, name: &str) -> Option<(&'static str, &'s Secret, Vec<Right>)> {
    if !sddc.has(Milestone::Credentials) {
        return None;
    }
    match name {
        "cloud_admin" | "cloudadmin" => {
            let rights = vec![Right::SeeNetworks, Right::ChangeNetworks, Right::Secrets];
            Some(("cloud_admin", &sddc.drawn.nsx_admin_password, rights))
        }
        "cloud_audit" => Some(("cloud_audit", &sddc.drawn.nsx_audit_password, vec![Right::SeeNetworks])),
        _ => None,
    }
}
