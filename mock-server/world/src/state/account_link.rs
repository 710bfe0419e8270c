//! What is known of the customer's AWS accounts, and of the links between them and SDDCs.

use super::author::Author;
use crate::kernel::ids::{Ids, Kind};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use vmc_client::wire::{ConnectedAccountId, HostInstanceType, SddcConnectionId, SddcId};

/// Regions of an account. The second octet of their VPCs is 100 and more.
const REGIONS_MAX: usize = 64;

/// A connected AWS account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwsAccount {
    /// The connection's id (version 3, as recorded).
    pub id: ConnectedAccountId,
    /// AWS account number, twelve digits.
    pub account_number: String,
    /// Its subnets, in all regions.
    pub subnets: Vec<Subnet>,
    /// External id of the roles that it gives to the service.
    pub external_id: uuid::Uuid,
    /// Who connected it.
    pub author: Author,
    /// When.
    pub created: Timestamp,
    /// When it was written last.
    pub updated: Timestamp,
    /// Number of writes.
    pub version: i32,
    /// Regions whose zones are matched with those of the service, as `US_WEST_2`.
    pub mapped_regions: BTreeSet<String>,
}

/// A subnet of a customer's VPC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subnet {
    /// `subnet-…`
    pub id: String,
    /// Its name tag; without one it goes by its id.
    pub name: Option<String>,
    /// `vpc-…`
    pub vpc_id: String,
    /// The VPC's addresses.
    pub vpc_cidr: String,
    /// The subnet's addresses.
    pub cidr: String,
    /// Region in AWS's form, `us-west-2`.
    pub region: String,
    /// Availability zone by the account's name, `us-west-2a`.
    pub availability_zone: String,
}

/// A connection between an SDDC and a subnet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connection {
    /// Its id.
    pub id: SddcConnectionId,
    /// The SDDC.
    pub sddc: SddcId,
    /// The account.
    pub account: ConnectedAccountId,
    /// The subnet.
    pub subnet: Subnet,
    /// Place among the connections of the SDDC.
    pub order: i32,
    /// Network interfaces, one for each host that the SDDC had.
    pub enis: Vec<String>,
    /// Main route table of the VPC.
    pub route_table: String,
    /// Who asked for it.
    pub author: Author,
    /// When it was made.
    pub created: Timestamp,
    /// When its account went away, if it did.
    pub broken: Option<Timestamp>,
}

/// What a task of an account link is to do when its time has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Job {
    /// Find compatible subnets.
    Find(Question),
    /// Link what waits to this subnet.
    Link(String),
    /// Match the zones of these regions.
    Map(BTreeSet<String>),
}

/// A question that makes sense.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// The account whose subnets are wanted.
    pub account: ConnectedAccountId,
    /// The only region that is wanted, in AWS's form.
    pub region: Option<String>,
    /// The SDDC that is to be linked.
    pub sddc: Option<SddcId>,
    /// What its hosts are to be.
    pub instance_type: Option<HostInstanceType>,
    /// Whether its hosts are to be in two zones.
    pub multi_az: bool,
    /// How many hosts it is to have, at least.
    pub hosts: u32,
}

impl AwsAccount {
    /// An account with, in each region (given as `US_WEST_2`):
    /// - a VPC with a subnet in each of three zones, and one too small for a large SDDC;
    /// - an old VPC at 10.0.0.0/16, which is also where SDDCs have their management network unless told otherwise.
    pub fn new(ids: &mut Ids, regions: &[String], author: Author, now: Timestamp) -> Self {
        let id = ConnectedAccountId(ids.uuid_v3(Kind::ConnectedAccount));
        let account_number = format!("{:012}", ids.number(Kind::ConnectedAccount) % 1_000_000_000_000);
        let mut subnets = Vec::new();
        for (number, region) in (100u8..).zip(regions.iter().take(REGIONS_MAX)) {
            let region = aws_region(region);
            let id = |ids: &mut Ids, kind: &str| format!("{kind}-{}", ids.hex(Kind::AwsResource, 17));
            let (main, old) = (id(ids, "vpc"), id(ids, "vpc"));
            let main = (&main, format!("10.{number}.0.0/16"));
            let old = (&old, "10.0.0.0/16".to_owned());
            for (vpc, cidr, zone, name) in [
                (&main, format!("10.{number}.0.0/20"), 'a', Some("workloads-a")),
                (&main, format!("10.{number}.16.0/20"), 'b', Some("workloads-b")),
                (&main, format!("10.{number}.32.0/20"), 'c', Some("workloads-c")),
                (&main, format!("10.{number}.255.0/28"), 'a', Some("appliances")),
                (&old, "10.0.8.0/22".to_owned(), 'a', None),
            ] {
                subnets.push(Subnet {
                    id: id(ids, "subnet"),
                    name: name.map(str::to_owned),
                    vpc_id: vpc.0.clone(),
                    vpc_cidr: vpc.1.clone(),
                    cidr,
                    region: region.clone(),
                    availability_zone: format!("{region}{zone}"),
                });
            }
        }
        Self {
            id,
            account_number,
            subnets,
            external_id: ids.uuid(Kind::ConnectedAccount),
            author,
            created: now,
            updated: now,
            version: 1,
            // The first region only, so that matching zones has something to do. (assumption)
            mapped_regions: regions.iter().take(1).cloned().collect(),
        }
    }

    pub(crate) fn write(&mut self, at: Timestamp) {
        self.version = self.version.saturating_add(1);
        self.updated = at;
    }
}

/// `US_WEST_2` as AWS writes it: `us-west-2`.
pub fn aws_region(region: &str) -> String {
    region.to_ascii_lowercase().replace('_', "-")
}
