//! The records of the customer's AWS accounts, and of the connections between them and SDDCs.

use super::author::Author;
use crate::kernel::ids::{Ids, Kind};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use vmc_client::wire::{ConnectedAccountId, HostInstanceType, SddcConnectionId, SddcId};

/// The largest number of regions of an account. The second octet of their VPC addresses is 100 or more.
const REGIONS_MAX: usize = 64;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwsAccount {
    /// The id of the connected account (version 3, as recorded).
    pub id: ConnectedAccountId,
    /// The AWS account number, twelve digits.
    pub account_number: String,
    /// The subnets of the account in all regions.
    pub subnets: Vec<Subnet>,
    /// The external id of the roles that the account gives to the service.
    pub external_id: uuid::Uuid,
    /// The user who connected the account.
    pub author: Author,
    pub created: Timestamp,
    /// The time of the last write.
    pub updated: Timestamp,
    /// The number of writes.
    pub version: i32,
    /// The regions whose zones are mapped to those of the service, in the form `US_WEST_2`.
    pub mapped_regions: BTreeSet<String>,
}

/// A subnet of a customer's VPC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subnet {
    /// The id in AWS's form, `subnet-…`.
    pub id: String,
    /// The name tag. A subnet without one is shown by its id.
    pub name: Option<String>,
    /// The id in AWS's form, `vpc-…`.
    pub vpc_id: String,
    /// The address range of the VPC.
    pub vpc_cidr: String,
    /// The address range of the subnet.
    pub cidr: String,
    /// The region in AWS's form, `us-west-2`.
    pub region: String,
    /// The availability zone as the account names it, `us-west-2a`.
    pub availability_zone: String,
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

/// The work that a task of an account link does when it ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Job {
    Find(Question),
    /// Link the waiting SDDCs to the subnet with this id.
    Link(String),
    /// Map the zones of these regions.
    Map(BTreeSet<String>),
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
    /// Creates an account that has in each region (given as `US_WEST_2`):
    /// - a VPC with a subnet in each of three zones, and one too small for a large SDDC;
    /// - an old VPC at 10.0.0.0/16, which is also the default management network of SDDCs.
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
            // Only the first region is mapped, so that the operation that maps zones has an effect. (assumption)
            mapped_regions: regions.iter().take(1).cloned().collect(),
        }
    }

    pub(crate) fn write(&mut self, at: Timestamp) {
        self.version = self.version.saturating_add(1);
        self.updated = at;
    }
}

/// Converts `US_WEST_2` to AWS's form, `us-west-2`.
pub fn aws_region(region: &str) -> String {
    region.to_ascii_lowercase().replace('_', "-")
}
