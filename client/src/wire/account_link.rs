//! Types for the links between SDDCs and the customer's AWS accounts.

use super::{
    entity::{ConnectedAccountId, Entity, OrgId, SddcConnectionId, SddcId, TaskId, empty_as_none, null_as_empty},
    open_enum::open_enum,
    time::Time,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How a new SDDC is linked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct AccountLinkConfig {
    /// Whether the SDDC is linked later than it is provisioned. Default false.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delay_account_link: Option<bool>,
}

/// One link that a new SDDC is to have.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct AccountLinkSddcConfig {
    /// Subnets of the customer's VPC, such as `subnet-0abc`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_subnet_ids: Option<Vec<String>>,
    /// The linked AWS account.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub connected_account_id: Option<ConnectedAccountId>,
}

/// One link that an SDDC has.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SddcLinkConfig {
    /// Subnets of the customer's VPC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_subnet_ids: Option<Vec<String>>,
    /// The linked AWS account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connected_account_id: Option<ConnectedAccountId>,
}

/// What the owner of an AWS account needs to connect it to an organization. The owner runs a template in the account.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct LinkRequest {
    /// Time until which the template may be run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expiration_date: Option<Time>,
    /// Address at which the template is run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template_execution_url: Option<String>,
    /// Address of the template itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template_url: Option<String>,
    /// Task that ends when the account is connected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tracking_task: Option<TaskId>,
}

/// An AWS account that is connected to an organization.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct AwsCustomerConnectedAccount {
    /// Identity and history.
    #[serde(flatten)]
    pub entity: Entity<ConnectedAccountId>,
    /// AWS account number, twelve digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_number: Option<String>,
    /// Name of the stack that the template made in the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cf_stack_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub org_id: Option<OrgId>,
    /// External id that the roles ask for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_external_id: Option<String>,
    /// Role for billing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_payer_arn: Option<String>,
    /// Role for billing, in the linked account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_payer_linked_arn: Option<String>,
    /// Role for the operations of the service in the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_service_arn: Option<String>,
    /// Availability zones by region: the account's own name of each, and the service's name of the same zone.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub region_to_az_to_shadow_mapping: BTreeMap<String, BTreeMap<String, String>>,
    /// State of the connection.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<ConnectedAccountState>,
}

impl From<Entity<ConnectedAccountId>> for AwsCustomerConnectedAccount {
    /// An account of which only the identity is known.
    fn from(entity: Entity<ConnectedAccountId>) -> Self {
        Self {
            entity,
            account_number: None,
            cf_stack_name: None,
            org_id: None,
            policy_external_id: None,
            policy_payer_arn: None,
            policy_payer_linked_arn: None,
            policy_service_arn: None,
            region_to_az_to_shadow_mapping: BTreeMap::new(),
            state: None,
        }
    }
}

/// An AWS account with the subnet that SDDCs are linked to, in the form of 2018.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct AwsCustomerLinkedAccount {
    /// AWS account number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_number: Option<String>,
    /// Name of the stack that the template made in the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cf_stack_name: Option<String>,
    /// CIDR block of the subnet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cidr_block: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cidr_block_vpc: Option<String>,
    /// Network interfaces in the subnet, described.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub customer_eni_infos: Vec<String>,
    /// Main route table of the VPC, such as `rtb-0abc`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_route_table: Option<String>,
    /// Name of the group of network interfaces.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub eni_group: Option<String>,
    /// Network interfaces in the subnet, such as `eni-0abc`.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub enis: Vec<String>,
    /// Role for billing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_arn: Option<String>,
    /// Role for the operations of the service in the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_service_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subnet_availability_zone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subnet_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vpc_id: Option<String>,
}

/// A connection between an SDDC and a subnet of a customer's VPC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct AwsSddcConnection {
    /// Identity and history.
    #[serde(flatten)]
    pub entity: Entity<SddcConnectionId>,
    /// Whether the compute gateway is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cgw_present: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cidr_block_subnet: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cidr_block_vpc: Option<String>,
    /// The AWS account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connected_account_id: Option<ConnectedAccountId>,
    /// Index among the connections of the SDDC, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection_order: Option<i32>,
    /// Network interfaces in the subnet, one for each host.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub customer_eni_infos: Vec<CustomerEniInfo>,
    /// Main route table of the VPC, such as `rtb-0abc`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_route_table: Option<String>,
    /// Name of the group of network interfaces.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub eni_group: Option<String>,
    /// Older name of `cgw_present`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_cgw_present: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub org_id: Option<OrgId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sddc_id: Option<SddcId>,
    /// State of the connection.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<SddcConnectionState>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subnet_availability_zone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subnet_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vpc_id: Option<String>,
}

impl From<Entity<SddcConnectionId>> for AwsSddcConnection {
    /// A connection of which only the identity is known.
    fn from(entity: Entity<SddcConnectionId>) -> Self {
        Self {
            entity,
            cgw_present: None,
            cidr_block_subnet: None,
            cidr_block_vpc: None,
            connected_account_id: None,
            connection_order: None,
            customer_eni_infos: Vec::new(),
            default_route_table: None,
            eni_group: None,
            is_cgw_present: None,
            org_id: None,
            sddc_id: None,
            state: None,
            subnet_availability_zone: None,
            subnet_id: None,
            vpc_id: None,
        }
    }
}

/// A network interface in a customer's subnet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct CustomerEniInfo {
    /// Id, such as `eni-0abc`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub eni_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub primary_ip_address: Option<String>,
    /// Further addresses.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub secondary_ip_addresses: Vec<String>,
}

/// The subnets of an AWS account, and whether an SDDC can be linked to each.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct AwsCompatibleSubnets {
    /// Zones in which hosts are available, by the account's names.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub customer_available_zones: Vec<String>,
    /// VPCs by id.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub vpc_map: BTreeMap<String, VpcInfoSubnets>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct VpcInfoSubnets {
    /// Its addresses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cidr_block: Option<String>,
    /// Its name for people. Clients show it without a check.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(default, deserialize_with = "null_as_empty")]
    pub subnets: Vec<SubnetInfo>,
    /// Id of the VPC, such as `vpc-0abc`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vpc_id: Option<String>,
}

/// A subnet, and whether an SDDC can be linked to it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SubnetInfo {
    /// Its zone, by the account's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub availability_zone: Option<String>,
    /// The same zone, by the name that is the same in all accounts, such as `usw2-az1`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub availability_zone_id: Option<String>,
    /// Whether an SDDC can be linked to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compatible: Option<bool>,
    /// The AWS account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connected_account_id: Option<ConnectedAccountId>,
    /// Its name tag, or its id where it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The reason, if it is not compatible.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Region in AWS's form, such as `us-west-2`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region_name: Option<String>,
    /// Its addresses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subnet_cidr_block: Option<String>,
    /// Id of the subnet, such as `subnet-0abc`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subnet_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vpc_cidr_block: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vpc_id: Option<String>,
}

/// The subnet that SDDCs are to be linked to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct AwsSubnet {
    /// Its zone, by the account's name.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub availability_zone: Option<String>,
    /// The AWS account.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub connected_account_id: Option<ConnectedAccountId>,
    /// Whether an SDDC can be linked to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_compatible: Option<bool>,
    /// Its name tag.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Region in AWS's form, such as `us-west-2`.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub region_name: Option<String>,
    /// Its addresses.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub subnet_cidr_block: Option<String>,
    /// Id of the subnet, such as `subnet-0abc`.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub subnet_id: Option<String>,
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub vpc_cidr_block: Option<String>,
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub vpc_id: Option<String>,
}

/// Regions whose availability zones are to be matched with those of the service.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct MapZonesRequest {
    /// The AWS account.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub connected_account_id: Option<ConnectedAccountId>,
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub org_id: Option<OrgId>,
    /// The regions, such as `US_WEST_2`. The odd name is the published one.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub petronas_regions_to_map: Vec<String>,
}

/// The result of matching availability zones.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct MapZonesResult {
    /// The accounts, as they are now.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub connected_accounts_changed: Vec<AwsCustomerConnectedAccount>,
    /// The regions that were matched.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub regions_mapped: Vec<String>,
}
open_enum! {
    /// The state of the connection of an AWS account.
    pub enum ConnectedAccountState {
        Active = "ACTIVE",
        /// The service can no longer act in the account.
        Broken = "BROKEN",
        Deleted = "DELETED",
    }

    /// The state of the connection of an SDDC with a subnet.
    pub enum SddcConnectionState {
        Active = "ACTIVE",
        /// The account behind it is gone.
        Broken = "BROKEN",
        Deleted = "DELETED",
    }
}
