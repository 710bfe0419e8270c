//! Types of the network of an SDDC group.

use super::{CoreAuthor, CoreLocation, OperationState};
use crate::wire::entity::{ConnectivityConfigId, DeploymentGroupId, OrgId, SddcId, null_as_empty};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The network of a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct NetworkConnectivityConfig {
    /// Its id, which differs from that of the group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<ConnectivityConfigId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_id: Option<DeploymentGroupId>,
    /// Name of the group.
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub org_id: Option<OrgId>,
    /// Its connection to other groups.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_to_group_connectivity_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<CoreName>,
    /// What kind of network it is.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub config_type: Option<CoreName>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<ConnectivityState>,
    /// Who made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creator: Option<CoreAuthor>,
    /// Who changed it last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updater: Option<CoreAuthor>,
    /// Which service made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub internal_creator: Option<CoreAuthor>,
    /// Notes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<BTreeMap<String, String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub properties: Option<BTreeMap<String, String>>,
    /// Its parts by name, of which only those are there that were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub traits: Option<BTreeMap<String, Trait>>,
    /// Its parts, as a list.
    #[serde(rename = "trait", skip_serializing_if = "Option::is_none")]
    pub trait_list: Option<Vec<Trait>>,
}

/// A version or a kind. Published as `NetworkConnectivityConfigVersion` and as `PolicyType`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct CoreName {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// The state of a network. Published as `ResourceState` and as `RouteTableSyncState`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ConnectivityState {
    /// `PENDING`, `UPDATING`, `CONNECTED`, `FAILED`, `DELETING`, `DELETED` or `DELETION_FAILED`.
    pub name: String,
    /// What is wrong, by resource.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_msgs: Option<BTreeMap<String, String>>,
}

/// A part of the network of a group. Which of the lists is set depends on its name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct Trait {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub org_id: Option<OrgId>,
    /// Its name, such as `AwsVpcAttachmentsTrait`. Recording 105 does not show it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub trait_type: Option<String>,
    /// The network.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_id: Option<String>,
    /// Number of changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<OperationState>,
    /// Who made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creator: Option<CoreAuthor>,
    /// Who changed it last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updater: Option<CoreAuthor>,
    /// Which service made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub internal_creator: Option<CoreAuthor>,
    /// Other fields.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unmapped_properties: Option<Map<String, Value>>,
    /// Of `AwsNetworkConnectivityTrait`: the transit gateways.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub l3connectors: Option<Vec<L3Connector>>,
    /// Of `AwsRealizedSddcConnectivityTrait`: the SDDCs that are connected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sddcs: Option<Vec<RealizedSddc>>,
    /// Of `AwsVpcAttachmentsTrait`: the AWS accounts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accounts: Option<Vec<AwsGroupAccount>>,
    /// Of `AwsDirectConnectGatewayAssociationsTrait`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direct_connect_gateway_associations: Option<Vec<DirectConnectGatewayAssociation>>,
    /// Of `AwsCustomerTransitGatewayAssociationsTrait`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_transit_gateway_associations: Option<Vec<CustomerTransitGatewayAssociation>>,
}

/// A transit gateway that connects the SDDCs of a region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct L3Connector {
    /// Its id in AWS, such as `tgw-06794c465682ef15d`.
    pub id: String,
    /// Its region, such as `us-west-2`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Its region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<CoreLocation>,
}

/// An SDDC that is connected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct RealizedSddc {
    pub sddc_id: SddcId,
}

/// An AWS account of the customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct AwsGroupAccount {
    pub account_number: String,
    /// The share with which it attaches its VPCs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_share_name: Option<String>,
    /// `ASSOCIATING` as long as the share is not accepted, then `ASSOCIATED`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Its VPCs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attachments: Option<Vec<AccountAttachment>>,
}

/// A VPC of the customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct AccountAttachment {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vpc_id: Option<String>,
    /// Its attachment.
    pub attach_id: String,
    /// `PENDING_ACCEPTANCE`, then `AVAILABLE`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Networks that are routed to it.
    #[serde(default, deserialize_with = "null_as_empty", skip_serializing_if = "Vec::is_empty")]
    pub configured_prefixes: Vec<String>,
}

/// A Direct Connect gateway of the customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct DirectConnectGatewayAssociation {
    pub direct_connect_gateway_id: String,
    /// The AWS account that owns it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direct_connect_gateway_owner: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Its regions, at least one: clients read the first.
    pub peering_regions: Vec<PeeringRegion>,
}

/// A region of a gateway.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct PeeringRegion {
    /// Networks that are made known to the customer's premises.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed_prefixes: Option<Vec<String>>,
    /// Networks that are routed to the gateway.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub configured_prefixes: Option<Vec<String>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct CustomerTransitGatewayAssociation {
    pub customer_transit_gateway_id: String,
    /// The AWS account that owns it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_transit_gateway_owner: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_transit_gateway_region: Option<RegionCode>,
    /// Its regions, at least one: clients read the first.
    pub peering_regions: Vec<PeeringRegion>,
}

/// A region by its code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct RegionCode {
    /// The code, such as `us-east-1`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}
