//! Compatible subnets: those to which an SDDC can be linked.
//!
//! The request is published, but not how the service computes the answer. Here a subnet is not compatible, and its note says so, if (in
//! this order)
//! - its VPC's addresses overlap with the SDDC's management network;
//! - it is not in a zone where the SDDC has hosts;
//! - its zone does not have hosts of the requested type;
//! - it is not in a zone that an SDDC with two zones can use;
//! - it has fewer free addresses than the SDDC has hosts.
//!
//! [assumptions]

use crate::{
    kernel::refusal::{ApiResult, Refusal},
    state::{
        account_link::{AwsAccount, Question, Subnet, aws_region},
        orgs::Org,
        sddcs::SddcFacts,
    },
    vmc::{
        account_link::{
            network::{KEPT_BY_AWS, Network},
            view,
        },
        clusters, orgs,
    },
};
use std::collections::BTreeMap;
use vmc_client::{
    endpoints::account_link::GetCompatibleSubnetsAsyncQuery,
    wire::{AwsCompatibleSubnets, ConnectedAccountId, HostInstanceType, VpcInfoSubnets},
};

/// The zones of every region.
const ZONES: [char; 3] = ['a', 'b', 'c'];

/// The zones of the hosts of an SDDC with two zones.
const MULTI_AZ_ZONES: [char; 2] = ['a', 'b'];

impl Question {
    /// Reads and checks the parameters of a request.
    ///
    /// # Errors
    /// Fails if the account, the SDDC or a value does not exist, or if two of them contradict each other.
    pub(super) fn read(org: &Org, query: &GetCompatibleSubnetsAsyncQuery) -> ApiResult<Self> {
        let (single_host, multi_az) = match query.sddc_type.as_deref() {
            None | Some("SingleAZ" | "DEFAULT") => (false, false),
            Some("1NODE") => (true, false),
            Some("MultiAZ") => (false, true),
            // This refusal is recorded for the empty type.
            Some(_) => return Err(orgs::refusals::sddc_type_invalid()),
        };
        let instance_type = query.instance_type.as_deref().map(HostInstanceType::from);
        if let Some(HostInstanceType::Other(other)) = &instance_type {
            return Err(Refusal::invalid(format!("Invalid host instance type {other}.")));
        }
        let asked = query.num_of_hosts.unwrap_or(0);
        let hosts = u32::try_from(asked).map_err(|_| Refusal::invalid(format!("Invalid number of hosts {asked}.")))?;
        let max = if single_host { 1 } else { org.limit("maxHostsPerSddcOnCreate") };
        if hosts > max {
            return Err(clusters::refusals::too_many_hosts(max));
        }
        org.aws_account(query.linked_account_id)?;
        let mut region = query.region.as_deref().map(|asked| region(org, asked)).transpose()?;
        if let Some(id) = query.sddc {
            let sddc = org.sddc(id)?;
            if region.get_or_insert_with(|| sddc.region.clone()) != &sddc.region {
                return Err(Refusal::invalid(format!("The SDDC {id} is in region {}.", sddc.region)));
            }
        }
        Ok(Self {
            account: query.linked_account_id,
            region: region.as_deref().map(aws_region),
            sddc: query.sddc,
            instance_type,
            multi_az,
            hosts: hosts.max(1),
        })
    }

    /// Creates the search for an existing SDDC from the SDDC's properties. The account is not used.
    pub(super) fn of_sddc(sddc: &SddcFacts) -> Self {
        Self {
            account: ConnectedAccountId(uuid::Uuid::nil()),
            region: Some(sddc.aws_region()),
            sddc: Some(sddc.id),
            instance_type: None,
            multi_az: false,
            hosts: sddc.host_count().max(1),
        }
    }
}

/// Returns a region of the organization, given in either of its spellings, in the form `US_WEST_2`.
///
/// # Errors
/// Fails if the region is not available for the organization.
pub(super) fn region(org: &Org, asked: &str) -> ApiResult<String> {
    let region = asked.trim().to_ascii_uppercase().replace('-', "_");
    if org.regions().contains(&region) {
        Ok(region)
    } else {
        Err(orgs::refusals::not_available(&format!("Region {asked}")))
    }
}

/// Returns all subnets of the account in the searched regions, and whether each one is compatible.
pub(super) fn answer(org: &Org, account: &AwsAccount, question: &Question) -> AwsCompatibleSubnets {
    let sddc = question.sddc.and_then(|id| org.sddc(id).ok());
    let mut vpc_map: BTreeMap<String, VpcInfoSubnets> = BTreeMap::new();
    let mut regions = Vec::new();
    for subnet in account.subnets.iter() {
        if question.region.as_ref().is_some_and(|region| *region != subnet.region) {
            continue;
        }
        if !regions.contains(&subnet.region) {
            regions.push(subnet.region.clone());
        }
        let vpc = vpc_map.entry(subnet.vpc_id().to_owned()).or_insert_with(|| VpcInfoSubnets {
            cidr_block: Some(subnet.vpc_cidr.clone()),
            // Usually the name of the VPC, and its id where it has none. (assumption)
            description: Some(subnet.vpc_id().to_owned()),
            subnets: Vec::new(),
            vpc_id: Some(subnet.vpc_id().to_owned()),
        });
        vpc.subnets.push(view::subnet_info(account, &subnet, why_not(&subnet, question, sddc)));
    }
    let zones = regions.iter().flat_map(|region| ZONES.map(|zone| format!("{region}{zone}")));
    let offered = |zone: &String| question.instance_type.as_ref().is_none_or(|asked| offers(zone, asked));
    AwsCompatibleSubnets { customer_available_zones: zones.filter(offered).collect(), vpc_map }
}

/// Returns the reason why a subnet is not compatible, or `None` if it is.
pub(super) fn why_not(subnet: &Subnet, question: &Question, sddc: Option<&SddcFacts>) -> Option<String> {
    let zone = &subnet.availability_zone;
    if let Some(sddc) = sddc {
        let networks = (Network::read(&subnet.vpc_cidr), Network::read(&sddc.vpc_cidr));
        if let (Some(vpc), Some(own)) = networks
            && vpc.overlaps(own)
        {
            let (vpc, own) = (&subnet.vpc_cidr, &sddc.vpc_cidr);
            return Some(format!("The VPC's addresses {vpc} overlap the SDDC's management network {own}."));
        }
        if !sddc.zones.contains(zone) {
            return Some(format!("The SDDC has no hosts in availability zone {zone}."));
        }
    }
    if let Some(asked) = question.instance_type.as_ref().filter(|asked| !offers(zone, asked)) {
        return Some(format!("Hosts of type {asked} are not available in availability zone {zone}."));
    }
    if question.multi_az && !MULTI_AZ_ZONES.iter().any(|letter| zone.ends_with(*letter)) {
        return Some(format!("Availability zone {zone} cannot be used by an SDDC of two availability zones."));
    }
    let free = Network::read(&subnet.cidr).map_or(0, |network| network.size().saturating_sub(KEPT_BY_AWS));
    let hosts = question.hosts;
    (free < hosts).then(|| format!("The subnet has {free} free addresses, which is too few for {hosts} hosts."))
}

/// Returns true if a zone has hosts of this type. The usual types are in all zones, the others not in the third zone. (assumption)
fn offers(zone: &str, instance_type: &HostInstanceType) -> bool {
    matches!(instance_type, HostInstanceType::I3Metal | HostInstanceType::I4iMetal) || !zone.ends_with('c')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_overlap_where_they_share_an_address() {
        let read = |cidr| Network::read(cidr).unwrap();
        for (one, other, overlap) in [
            ("10.0.0.0/16", "10.0.8.0/22", true),
            ("10.0.8.0/22", "10.0.0.0/16", true),
            ("10.0.0.0/16", "10.1.0.0/16", false),
            ("10.0.0.0/15", "10.1.0.0/16", true),
            ("0.0.0.0/0", "203.0.113.7/32", true),
            ("10.0.0.0/23", "10.0.2.0/23", false),
        ] {
            assert_eq!(read(one).overlaps(read(other)), overlap, "{one} {other}");
        }
        assert_eq!((read("10.0.0.0/28").size(), read("0.0.0.0/0").size()), (16, u32::MAX));
        for text in ["", "10.0.0.0", "10.0.0.0/33", "10.0.0/8", "10.0.0.0/-1"] {
            assert_eq!(Network::read(text), None, "{text}");
        }
    }
}
