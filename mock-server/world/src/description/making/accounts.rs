//! The connected AWS accounts of a description.

use crate::{
    description::{
        model::{AccountPart, Description, SubnetPart, VpcPart},
        problems::Problems,
        reading::Placed,
    },
    state::account_link::{NewAccount, NewSubnet, Place, aws_region},
    vmc::account_link::ACCOUNTS_MAX,
};
use std::{collections::BTreeSet, net::Ipv4Addr};
use vmc_client::wire::ConnectedAccountId;

/// The largest number of subnets of an account.
const SUBNETS_MAX: usize = 1000;

/// Reads the accounts. `None` means the default one.
pub(super) fn read(description: &Description, problems: &mut Problems) -> Option<Vec<NewAccount>> {
    let accounts = description.connected_accounts.as_ref()?;
    if accounts.len() > ACCOUNTS_MAX {
        problems.add(
            "connected_accounts",
            None,
            format!("An organization has at most {ACCOUNTS_MAX} connected accounts."),
        );
    }
    let (mut numbers, mut ids) = (BTreeSet::new(), BTreeSet::new());
    let mut read = Vec::new();
    for account in accounts {
        let number = &account.value.account_number;
        if number.value.len() != 12 || !number.value.bytes().all(|byte| byte.is_ascii_digit()) {
            number.problem(problems, "An AWS account number has twelve digits. Write it in quotes.");
        } else if !numbers.insert(&number.value) {
            number.problem(problems, "There is another account with this number.");
        }
        if account.value.id.is_some_and(|id| !ids.insert(id)) {
            account.problem_at("id", problems, "There is another account with this id.");
        }
        read.push(NewAccount {
            id: account.value.id.map(ConnectedAccountId),
            account_number: number.value.clone(),
            subnets: subnets(account, problems),
        });
    }
    Some(read)
}

fn subnets(account: &Placed<AccountPart>, problems: &mut Problems) -> Option<Vec<NewSubnet>> {
    let (mut vpcs, mut ids) = (BTreeSet::new(), BTreeSet::new());
    let mut subnets = Vec::new();
    for vpc in account.value.vpcs.as_ref()? {
        check_id(&vpc.id, "vpc-", problems);
        if !vpcs.insert(&vpc.id.value) {
            vpc.id.problem(problems, "There is another VPC with this id in the account.");
        }
        let network = network(&vpc.cidr, problems);
        for subnet in &vpc.subnets {
            check_id(&subnet.id, "subnet-", problems);
            if !ids.insert(&subnet.id.value) {
                subnet.id.problem(problems, "There is another subnet with this id in the account.");
            }
            subnets.push(new_subnet(vpc, network, subnet, problems));
        }
    }
    if subnets.len() > SUBNETS_MAX {
        account.problem_at("vpcs", problems, format!("An account has at most {SUBNETS_MAX} subnets."));
    }
    Some(subnets)
}

fn new_subnet(vpc: &VpcPart, network: Option<Network>, subnet: &SubnetPart, problems: &mut Problems) -> NewSubnet {
    let own = self::network(&subnet.cidr, problems);
    if let (Some(network), Some(own)) = (network, own)
        && !network.contains(own)
    {
        subnet
            .cidr
            .problem(problems, format!("These addresses are not a part of those of the VPC, {}.", vpc.cidr.value));
    }
    let region = aws_region(&vpc.region.value);
    if subnet.zone.value.strip_prefix(&region).is_none_or(|letter| letter.len() != 1) {
        subnet.zone.problem(problems, format!("A zone of this VPC is its region {region} and a letter."));
    }
    NewSubnet {
        id: subnet.id.value.clone(),
        vpc_id: vpc.id.value.clone(),
        place: Place {
            name: subnet.name.clone(),
            vpc_cidr: vpc.cidr.value.clone(),
            cidr: subnet.cidr.value.clone(),
            region,
            availability_zone: subnet.zone.value.clone(),
        },
    }
}

fn check_id(id: &Placed<String>, begin: &str, problems: &mut Problems) {
    let rest = id.value.strip_prefix(begin).unwrap_or_default();
    if rest.is_empty() || rest.len() > 64 || !rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        id.problem(problems, format!("This id is {begin} and at most 64 letters and digits."));
    }
}

/// Addresses with a common beginning.
#[derive(Debug, Clone, Copy)]
struct Network {
    first: u32,
    bits: u32,
}

impl Network {
    fn contains(self, other: Self) -> bool {
        let mask = u32::MAX.checked_shl(32 - self.bits).unwrap_or(0);
        other.bits >= self.bits && other.first & mask == self.first & mask
    }
}

fn network(cidr: &Placed<String>, problems: &mut Problems) -> Option<Network> {
    let read = cidr.value.split_once('/').and_then(|(first, bits)| {
        let (first, bits) = (first.parse::<Ipv4Addr>().ok()?.to_bits(), bits.parse().ok().filter(|bits| *bits <= 32)?);
        let rest = u32::MAX.checked_shr(bits).unwrap_or(0);
        (first & rest == 0).then_some(Network { first, bits })
    });
    if read.is_none() {
        cidr.problem(problems, "This is not a network such as 172.31.0.0/16.");
    }
    read
}
