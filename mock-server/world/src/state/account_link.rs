//! The records of the customer's AWS accounts, and of the connections between them and SDDCs.

mod subnets;

pub use subnets::{NewSubnet, Place, Subnet, Subnets, aws_region};

use super::{author::Author, properties::DEFAULT_REGIONS};
use crate::kernel::{
    ids::{Ids, Kind},
    shared::Shared,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, sync::LazyLock};
use vmc_client::wire::{ConnectedAccountId, HostInstanceType, SddcConnectionId, SddcId};

/// The first of the regions of an organization that is not otherwise set up.
static FIRST_DEFAULT_REGION: LazyLock<Shared<BTreeSet<String>>> = LazyLock::new(|| first_of(&DEFAULT_REGIONS));

/// A connected AWS account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwsAccount {
    /// The id of the connected account (version 3, as recorded).
    pub id: ConnectedAccountId,
    /// The AWS account number, twelve digits.
    pub account_number: String,
    /// Its subnets, in all regions.
    pub subnets: Subnets,
    /// External id of the roles that it gives to the service.
    pub external_id: uuid::Uuid,
    /// The user who connected the account.
    pub author: Author,
    pub created: Timestamp,
    /// The time of the last write.
    pub updated: Timestamp,
    /// The number of writes.
    pub version: i32,
    /// The regions whose zones are mapped to those of the service, in the form `US_WEST_2`.
    pub mapped_regions: Shared<BTreeSet<String>>,
}

/// What is given for a new connected account.
#[derive(Debug, Clone)]
pub struct NewAccount {
    pub id: Option<ConnectedAccountId>,
    pub account_number: String,
    /// Its subnets; `None` means the default ones.
    pub subnets: Option<Vec<NewSubnet>>,
}

/// A connection between an SDDC and a subnet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connection {
    pub id: SddcConnectionId,
    pub sddc: SddcId,
    pub account: ConnectedAccountId,
    pub subnet: Subnet,
    /// The index of the connection among those of the SDDC.
    pub order: i32,
    /// The network interfaces, one for each host that the SDDC had when it was linked.
    pub enis: Vec<String>,
    /// The main route table of the VPC.
    pub route_table: String,
    /// The user who requested the connection.
    pub author: Author,
    pub created: Timestamp,
    /// The time at which the account was disconnected, if it was.
    pub broken: Option<Timestamp>,
}

/// A valid search for compatible subnets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// The account whose subnets are searched.
    pub account: ConnectedAccountId,
    /// The region to search, in AWS's form; `None` means all regions.
    pub region: Option<String>,
    /// The SDDC that is to be linked, if it exists already.
    pub sddc: Option<SddcId>,
    /// The instance type of the SDDC's hosts.
    pub instance_type: Option<HostInstanceType>,
    /// True if the SDDC's hosts are in two zones.
    pub multi_az: bool,
    /// The least number of hosts that the SDDC will have.
    pub hosts: u32,
}

impl AwsAccount {
    /// Creates an account that has in each region (given as `US_WEST_2`) one VPC with a subnet in each of three zones, and one that is too
    /// small for a large SDDC. The Terraform provider walks through the VPCs of a region in a random order, so that with two of them it would
    /// find another first subnet each time.
    pub fn new(ids: &mut Ids, regions: &[String], author: Author, now: Timestamp) -> Self {
        let id = ConnectedAccountId(ids.uuid_v3(Kind::ConnectedAccount));
        let account_number = format!("{:012}", ids.number(Kind::ConnectedAccount) % 1_000_000_000_000);
        let subnets = Subnets::drawn(regions, |kind| format!("{kind}-{}", ids.hex(Kind::AwsResource, 17)));
        // Only the first region is mapped, so that the operation that maps zones has an effect. (assumption)
        let mapped_regions = if regions == *DEFAULT_REGIONS { FIRST_DEFAULT_REGION.clone() } else { first_of(regions) };
        Self {
            id,
            account_number,
            subnets,
            external_id: ids.uuid(Kind::ConnectedAccount),
            author,
            created: now,
            updated: now,
            version: 1,
            mapped_regions,
        }
    }

    /// Creates an account with a given number, and with given subnets if there are any.
    pub fn described(ids: &mut Ids, regions: &[String], author: Author, now: Timestamp, new: NewAccount) -> Self {
        let NewAccount { id, account_number, subnets } = new;
        // The ids of an account depend on its number, and not on those of other accounts.
        let mut own = Ids::named(ids.number(Kind::ConnectedAccount), &account_number);
        let account = Self::new(&mut own, regions, author, now);
        Self {
            id: id.unwrap_or(account.id),
            account_number,
            subnets: subnets.map_or(account.subnets, Subnets::given),
            ..account
        }
    }

    pub(crate) fn write(&mut self, at: Timestamp) {
        self.version = self.version.saturating_add(1);
        self.updated = at;
    }
}

fn first_of(regions: &[String]) -> Shared<BTreeSet<String>> {
    regions.iter().take(1).cloned().collect::<BTreeSet<_>>().into()
}
