//! The connected AWS accounts of a description that is made from a world.

use crate::{
    description::{
        model::{AccountPart, SubnetPart, VpcPart},
        reading::Placed,
    },
    state::{
        account_link::{AwsAccount, Subnet},
        orgs::Org,
    },
};

/// Describes the accounts of an organization. `new` has what it was made with if nothing was given, and `None` means that these are the same.
pub(super) fn describe(org: &Org, new: &Org) -> Option<Vec<Placed<AccountPart>>> {
    if org.aws_accounts == new.aws_accounts {
        return None;
    }
    Some(org.aws_accounts.iter().map(|account| Placed::unplaced(self::account(account))).collect())
}

fn account(account: &AwsAccount) -> AccountPart {
    AccountPart {
        account_number: Placed::unplaced(account.account_number.clone()),
        id: Some(account.id.0),
        vpcs: Some(vpcs(account)),
    }
}

/// The VPCs with their subnets. Subnets of one VPC follow one another.
fn vpcs(account: &AwsAccount) -> Vec<VpcPart> {
    let mut vpcs: Vec<VpcPart> = Vec::new();
    for subnet in account.subnets.iter() {
        let part = self::subnet(&subnet);
        match vpcs.last_mut() {
            Some(vpc) if vpc.id.value == subnet.vpc_id() => vpc.subnets.push(part),
            _ => vpcs.push(VpcPart {
                id: Placed::unplaced(subnet.vpc_id().to_owned()),
                region: Placed::unplaced(subnet.region.clone()),
                cidr: Placed::unplaced(subnet.vpc_cidr.clone()),
                subnets: vec![part],
            }),
        }
    }
    vpcs
}

fn subnet(subnet: &Subnet) -> SubnetPart {
    SubnetPart {
        id: Placed::unplaced(subnet.id().to_owned()),
        zone: Placed::unplaced(subnet.availability_zone.clone()),
        cidr: Placed::unplaced(subnet.cidr.clone()),
        name: subnet.name.clone(),
    }
}
