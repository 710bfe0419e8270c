//! SDDC groups: SDDCs whose networks are connected by transit gateways.
//!
//! A group has two resources: the group in the inventory, and its network (the network connectivity config). An operation changes both. It
//! is a task here, which the service for operations shows in its own form. A member that was deleted as an SDDC stays in the group, whose
//! network then has failed, until it is removed. (a user's report, terraform-provider-vmc issue 64; that removing it helps is an assumption)

mod changes;
mod connectivity;
mod inventory;
mod members;
mod operations;
mod pages;
mod refusals;

pub use changes::{change, create, update_members, validate_deletion, validate_members};
pub(crate) use changes::{ended, params};
pub use connectivity::{get_config, get_trait, list_configs, regions};
pub use inventory::{group, group_members, groups};
pub use members::MEMBERS_MAX;
pub use operations::get as get_operation;

use crate::{
    kernel::ids::mix,
    state::{author::Author, orgs::Org, sddc_groups::GroupFacts, sddcs::Phase},
};
use jiff::Timestamp;
use std::collections::BTreeMap;
use vmc_client::wire::{CoreAuthor, CoreLocation, SddcId};

/// The largest number of SDDC groups of an organization, without the deleted ones. The service has a limit of its own, which is not known.
/// (assumption)
pub const SDDC_GROUPS_MAX: usize = 100;

/// The largest number of deleted groups that are kept. Beyond it the oldest are removed; reading a removed group is answered with 404.
pub const DELETED_GROUPS_KEPT_MAX: usize = 100;

/// Returns an author in the form of the newer services. The times are written as in their refusals. (assumption)
fn author(author: &Author, at: Timestamp) -> CoreAuthor {
    CoreAuthor {
        user_name: Some(author.name.to_string()),
        user_id: Some(author.id),
        client_id: None,
        timestamp: Some(at.strftime("%Y-%m-%dT%H:%M:%S.%3f+00:00").to_string()),
    }
}

/// Returns a region, in the form `US_WEST_2`, as a location. The name is an assumption.
fn location(region: &str) -> CoreLocation {
    let code = crate::state::account_link::aws_region(region);
    CoreLocation { name: region.to_owned(), code: Some(code), address: None }
}

/// Returns what is wrong with the members of a group, by member: they were deleted as SDDCs.
fn faults(org: &Org, group: &GroupFacts) -> BTreeMap<String, String> {
    let lost = group.connected().filter(|sddc| !exists(org, *sddc));
    lost.map(|sddc| (sddc.to_string(), format!("The deployment {sddc} no longer exists."))).collect()
}

fn exists(org: &Org, sddc: SddcId) -> bool {
    org.sddcs.get(&sddc).is_some_and(|sddc| sddc.phase != Phase::Deleted)
}

/// Returns the id of an AWS resource of a group, which follows from the group and from what the resource is for: `tgw-06794c465682ef15d`.
fn aws_id(prefix: &str, group: &GroupFacts, of: &str) -> String {
    let seed = group.aws_suffix.as_str().bytes().chain(of.bytes());
    let number = seed.fold(0, |number, byte| mix(number ^ u64::from(byte)));
    format!("{prefix}-0{number:016x}")
}
