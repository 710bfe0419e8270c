//! The records of the customer's AWS accounts, and of the connections between them and SDDCs.

use super::{author::Author, properties::default_regions};
use crate::kernel::ids::{Ids, Kind};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeSet,
    ops::Deref,
    sync::{Arc, LazyLock},
};
use vmc_client::wire::{ConnectedAccountId, HostInstanceType, SddcConnectionId, SddcId};

/// The largest number of regions of an account. The second octet of their VPC addresses is 100 or more.
const REGIONS_MAX: usize = 64;

/// The second octet of the addresses of an account's VPC in its first region.
const FIRST_OCTET: u8 = 100;

/// Subnets of an account in each region. All but the last one are in its own VPC there.
const SUBNETS_PER_REGION: usize = 4;

/// A connected AWS account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwsAccount {
    /// The id of the connected account (version 3, as recorded).
    pub id: ConnectedAccountId,
    /// The AWS account number, twelve digits.
    pub account_number: String,
    /// Its subnets, in all regions.
    pub subnets: Arc<[Subnet]>,
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
    pub mapped_regions: BTreeSet<String>,
}

/// A subnet of a customer's VPC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "SubnetRecord", into = "SubnetRecord")]
pub struct Subnet {
    /// The id in AWS's form, `subnet-…`.
    pub id: String,
    /// `vpc-…`
    pub vpc_id: String,
    place: Arc<Place>,
}

/// Everything about a subnet except ids. Most accounts have their subnets in the same places, so these are shared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its name tag; a subnet without one goes by its id.
    pub name: Option<String>,
    /// The VPC's addresses.
    pub vpc_cidr: String,
    /// The address range of the subnet.
    pub cidr: String,
    /// The region in AWS's form, `us-west-2`.
    pub region: String,
    /// The availability zone as the account names it, `us-west-2a`.
    pub availability_zone: String,
}

/// A subnet in a document.
#[derive(Serialize, Deserialize)]
#[serde(rename = "Subnet")]
struct SubnetRecord {
    id: String,
    name: Option<String>,
    vpc_id: String,
    vpc_cidr: String,
    cidr: String,
    region: String,
    availability_zone: String,
}

/// The places of the subnets in an account of an organization with the default regions.
static DEFAULT_PLACES: LazyLock<Vec<Arc<Place>>> = LazyLock::new(|| places_in(&default_regions()));

impl Place {
    /// The same place, shared if it is one of the default ones.
    fn shared(self) -> Arc<Self> {
        DEFAULT_PLACES.iter().find(|known| ***known == self).cloned().unwrap_or_else(|| Arc::new(self))
    }
}

impl Deref for Subnet {
    type Target = Place;

    fn deref(&self) -> &Place {
        &self.place
    }
}

impl From<SubnetRecord> for Subnet {
    fn from(record: SubnetRecord) -> Self {
        let SubnetRecord { id, name, vpc_id, vpc_cidr, cidr, region, availability_zone } = record;
        Self { id, vpc_id, place: Place { name, vpc_cidr, cidr, region, availability_zone }.shared() }
    }
}

impl From<Subnet> for SubnetRecord {
    fn from(subnet: Subnet) -> Self {
        let Subnet { id, vpc_id, place } = subnet;
        let Place { name, vpc_cidr, cidr, region, availability_zone } = Arc::unwrap_or_clone(place);
        Self { id, name, vpc_id, vpc_cidr, cidr, region, availability_zone }
    }
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
        let places = if regions == default_regions() { DEFAULT_PLACES.clone() } else { places_in(regions) };
        let mut subnets = Vec::with_capacity(places.len());
        for places in places.chunks(SUBNETS_PER_REGION) {
            let id = |ids: &mut Ids, kind: &str| format!("{kind}-{}", ids.hex(Kind::AwsResource, 17));
            let vpc = id(ids, "vpc");
            for place in places {
                subnets.push(Subnet { id: id(ids, "subnet"), vpc_id: vpc.clone(), place: place.clone() });
            }
        }
        Self {
            id,
            account_number,
            subnets: subnets.into(),
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

/// The places of the subnets of an account in its regions, `SUBNETS_PER_REGION` for each.
fn places_in(regions: &[String]) -> Vec<Arc<Place>> {
    let regions = (FIRST_OCTET..).zip(regions.iter().take(REGIONS_MAX));
    regions.flat_map(|(octet, region)| places(octet, region)).map(Arc::new).collect()
}

/// The places of the subnets of an account in a region given as `US_WEST_2`.
fn places(octet: u8, region: &str) -> [Place; SUBNETS_PER_REGION] {
    let region = aws_region(region);
    let place = |cidr: String, zone: char, name: &str| Place {
        name: Some(name.to_owned()),
        vpc_cidr: format!("10.{octet}.0.0/16"),
        cidr,
        region: region.clone(),
        availability_zone: format!("{region}{zone}"),
    };
    [
        place(format!("10.{octet}.0.0/20"), 'a', "workloads-a"),
        place(format!("10.{octet}.16.0/20"), 'b', "workloads-b"),
        place(format!("10.{octet}.32.0/20"), 'c', "workloads-c"),
        place(format!("10.{octet}.255.0/28"), 'a', "appliances"),
    ]
}

/// `US_WEST_2` as AWS writes it: `us-west-2`.
pub fn aws_region(region: &str) -> String {
    region.to_ascii_lowercase().replace('_', "-")
}
