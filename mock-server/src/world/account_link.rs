//! The customer's AWS account: VPCs and subnets to link SDDCs to.

use super::ids::{Ids, Kind};
use serde::{Deserialize, Serialize};
use vmc_client::wire::ConnectedAccountId;

/// A connected AWS account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwsAccount {
    /// The connection's id (version 3, as recorded).
    pub id: ConnectedAccountId,
    /// AWS account number, twelve digits.
    pub account_number: String,
    /// Its subnets, in all regions.
    pub subnets: Vec<Subnet>,
}

/// A subnet of a customer's VPC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subnet {
    /// `subnet-…`
    pub id: String,
    /// `vpc-…`
    pub vpc_id: String,
    /// The VPC's addresses.
    pub vpc_cidr: String,
    /// The subnet's addresses.
    pub cidr: String,
    /// Region in AWS's form, `us-west-2`.
    pub region: String,
    /// Availability zone, `us-west-2a`.
    pub availability_zone: String,
}

impl AwsAccount {
    /// An account with one VPC of three subnets, one per zone, in each region (given as `US_WEST_2`).
    pub fn new(ids: &mut Ids, regions: &[String]) -> Self {
        let id = ConnectedAccountId(ids.uuid_v3(Kind::ConnectedAccount));
        let account_number = format!("{:012}", ids.number(Kind::ConnectedAccount) % 1_000_000_000_000);
        let mut subnets = Vec::new();
        for (number, region) in (0u8..).zip(regions.iter().take(64)) {
            let region = aws_region(region);
            let vpc_id = format!("vpc-{}", ids.hex(Kind::AwsResource, 17));
            for (zone, letter) in (0u8..).zip(['a', 'b', 'c']) {
                subnets.push(Subnet {
                    id: format!("subnet-{}", ids.hex(Kind::AwsResource, 17)),
                    vpc_id: vpc_id.clone(),
                    vpc_cidr: format!("10.{}.0.0/16", 100 + number),
                    cidr: format!("10.{}.{}.0/20", 100 + number, zone * 16),
                    region: region.clone(),
                    availability_zone: format!("{region}{letter}"),
                });
            }
        }
        Self { id, account_number, subnets }
    }
}

/// `US_WEST_2` as AWS writes it: `us-west-2`.
pub fn aws_region(region: &str) -> String {
    region.to_ascii_lowercase().replace('_', "-")
}
