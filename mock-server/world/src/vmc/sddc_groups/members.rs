//! Which SDDCs can be members of a group.

use super::facts::exists;
use crate::{
    kernel::refusal::ApiResult,
    state::{
        orgs::Org,
        sddc_groups::{GroupFacts, GroupPhase, MemberPhase},
        sddcs::{Phase, SddcFacts},
    },
    vmc::account_link::network::Network,
};
use vmc_client::wire::{DeploymentGroupMember, SddcId, ValidationErrorDetail};

/// The largest number of members of a group. (assumption)
pub const MEMBERS_MAX: usize = 20;

/// The members that a request adds to a group and removes from it.
pub(super) struct Wanted<'r> {
    /// The ids, each once. An id that is not a UUID belongs to no SDDC.
    added: Vec<&'r str>,
    removed: Vec<&'r str>,
}

impl<'r> Wanted<'r> {
    pub(super) fn new(added: &'r [DeploymentGroupMember], removed: &'r [DeploymentGroupMember]) -> Self {
        Self { added: ids(added), removed: ids(removed) }
    }

    /// Returns true if nothing is added or removed.
    pub(super) fn is_nothing(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty()
    }

    /// Returns the SDDCs to add and to remove.
    ///
    /// # Errors
    /// Some of them cannot be added or removed. The refusal says which, and why. Its sentences are assumptions, except for the one about
    /// addresses, which is recorded.
    pub(super) fn check(&self, org: &Org, group: Option<&GroupFacts>) -> ApiResult<(Vec<SddcId>, Vec<SddcId>)> {
        let mut findings = Vec::new();
        let mut find = |sentence: String, members: Vec<&str>| {
            if !members.is_empty() {
                findings.push(finding(sentence, members));
            }
        };
        let non_members =
            |id: &&str| !id.parse().is_ok_and(|sddc| group.is_some_and(|group| group.member(sddc).is_some()));
        find("Found deployments that are not members of the group.".to_owned(), pick(&self.removed, non_members));
        let (known, unknown): (Vec<&str>, Vec<&str>) =
            self.added.iter().partition(|id| id.parse().is_ok_and(|sddc| exists(org, sddc)));
        find("Found deployments that do not exist.".to_owned(), unknown);
        let sddc = |id: &str| id.parse().ok().and_then(|id: SddcId| org.sddcs.get(&id)).map(AsRef::as_ref);
        let is_ready = |id: &str| sddc(id).is_some_and(|sddc: &SddcFacts| sddc.phase == Phase::Ready);
        find("Found deployments that are not in READY state.".to_owned(), pick(&known, |id| !is_ready(id)));
        find("Found deployments that already belong to a group.".to_owned(), pick(&known, |id| is_taken(org, id)));
        let leaving = |sddc: SddcId| self.removed.iter().any(|id| id.parse().is_ok_and(|id: SddcId| id == sddc));
        let staying = group.iter().flat_map(|group| &group.members);
        let staying = staying.filter(|member| member.phase != MemberPhase::Leaving && !leaving(member.sddc));
        let staying: Vec<_> = staying.map(|member| member.sddc).collect();
        let mut networks: Vec<_> = staying
            .iter()
            .filter_map(|id| org.sddcs.get(id))
            .filter_map(|sddc| Network::read(&sddc.vpc_cidr))
            .collect();
        let overlapping = pick(&known, |id| {
            let Some(network) = sddc(id).and_then(|sddc| Network::read(&sddc.vpc_cidr)) else { return false };
            let overlaps = networks.iter().any(|other| network.overlaps(*other));
            networks.push(network);
            overlaps
        });
        find("Found invalid or overlapping CIDR blocks.".to_owned(), overlapping);
        if staying.len() + known.len() > MEMBERS_MAX {
            find(format!("A group has {MEMBERS_MAX} members at most."), known);
        }
        if findings.is_empty() {
            Ok((sddcs(&self.added), sddcs(&self.removed)))
        } else {
            Err(super::refusals::members(findings))
        }
    }
}

fn ids(members: &[DeploymentGroupMember]) -> Vec<&str> {
    let mut ids = Vec::new();
    for id in members.iter().map(|member| member.id.as_deref().unwrap_or_default()) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids
}

fn sddcs(ids: &[&str]) -> Vec<SddcId> {
    ids.iter().filter_map(|id| id.parse().ok()).collect()
}

fn pick<'i>(ids: &[&'i str], mut is: impl FnMut(&&'i str) -> bool) -> Vec<&'i str> {
    ids.iter().copied().filter(|id| is(id)).collect()
}

/// Returns true if an SDDC belongs to a group or is joining one.
fn is_taken(org: &Org, id: &str) -> bool {
    let groups = org.sddc_groups.values().filter(|group| group.phase != GroupPhase::Deleted);
    id.parse().is_ok_and(|sddc| groups.into_iter().any(|group| group.member(sddc).is_some()))
}

fn finding(sentence: String, members: Vec<&str>) -> ValidationErrorDetail {
    ValidationErrorDetail {
        validation_error_message: sentence,
        localized_validation_error_message: None,
        members: Some(members.into_iter().map(str::to_owned).collect()),
    }
}
