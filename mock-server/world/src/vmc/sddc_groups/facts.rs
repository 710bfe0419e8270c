//! Facts about groups that several of their resources show.

use crate::{
    kernel::{collections::map_of, ids::mix},
    state::{account_link::aws_region, author::Author, orgs::Org, sddc_groups::GroupFacts, sddcs::Phase},
};
use jiff::Timestamp;
use std::collections::BTreeMap;
use vmc_client::wire::{CoreAuthor, CoreLocation, SddcId};

/// Returns an author in the form of the newer services. The times are written as in their refusals. (assumption)
pub(super) fn author(author: &Author, at: Timestamp) -> CoreAuthor {
    CoreAuthor {
        user_name: Some(author.name.to_string()),
        user_id: Some(author.id),
        client_id: None,
        timestamp: Some(at.strftime("%Y-%m-%dT%H:%M:%S.%3f+00:00").to_string()),
    }
}

/// Returns a region, in the form `US_WEST_2`, as a location. The name is an assumption.
pub(super) fn location(region: &str) -> CoreLocation {
    let code = aws_region(region);
    CoreLocation { name: region.to_owned(), code: Some(code), address: None }
}

/// Returns what is wrong with the members of a group, by member: they were deleted as SDDCs.
pub(super) fn faults(org: &Org, group: &GroupFacts) -> BTreeMap<String, String> {
    let lost = group.connected().filter(|sddc| !exists(org, *sddc));
    map_of(lost.map(|sddc| (sddc.to_string(), format!("The deployment {sddc} no longer exists."))))
}

pub(super) fn exists(org: &Org, sddc: SddcId) -> bool {
    org.sddcs.get(&sddc).is_some_and(|sddc| sddc.phase != Phase::Deleted)
}

/// Returns the id of an AWS resource of a group, which follows from the group and from what the resource is for: `tgw-06794c465682ef15d`.
pub(super) fn aws_id(prefix: &str, group: &GroupFacts, of: &str) -> String {
    let seed = group.aws_suffix.as_str().bytes().chain(of.bytes());
    let number = seed.fold(0, |number, byte| mix(number ^ u64::from(byte)));
    format!("{prefix}-0{number:016x}")
}
