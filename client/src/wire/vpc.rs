//! Types for the AWS network of an SDDC. Ids are AWS ids, such as `subnet-0abc`.

use super::entity::null_as_empty;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A virtual private cloud and its contents.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct VpcInfo {
    /// Cloud provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// Layout, such as `AWS_SIMPLE`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub network_type: Option<String>,
    /// The VPC, such as `vpc-0abc`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Addresses of the management network, such as `10.2.0.0/16`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vpc_cidr: Option<String>,
    /// Main route table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub route_table_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub internet_gateway_id: Option<String>,
    /// Subnet of the hosts.
    pub subnet_id: Option<String>,
    /// Association of that subnet with its route table.
    pub association_id: Option<String>,
    /// Subnet for the AWS API.
    pub api_subnet_id: Option<String>,
    /// Association of that subnet with its route table.
    pub api_association_id: Option<String>,
    /// Subnet of the edge gateways.
    pub edge_subnet_id: Option<String>,
    /// Association of that subnet with its route table.
    pub edge_association_id: Option<String>,
    /// Subnet without a route to the internet.
    pub private_subnet_id: Option<String>,
    /// Association of that subnet with its route table.
    pub private_association_id: Option<String>,
    /// Main security group.
    pub security_group_id: Option<String>,
    /// Security group of the hosts.
    pub esx_security_group_id: Option<String>,
    /// Security group of the hosts' public side.
    pub esx_public_security_group_id: Option<String>,
    /// Security group of VMs.
    pub vm_security_group_id: Option<String>,
    /// Connection to a peer VPC.
    pub peering_connection_id: Option<String>,
    /// Virtual private gateway.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vgw_id: Option<String>,
    /// Virtual interfaces of direct connections.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub vif_ids: Vec<String>,
    /// Route table of the virtual private gateway.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vgw_route_table_id: Option<String>,
    /// Addresses towards transit gateways.
    pub tgw_ips: Option<BTreeMap<String, Vec<String>>>,
    /// Addresses of the edge VMs of traffic groups.
    pub traffic_group_edge_vm_ips: Option<Vec<String>>,
    /// Subnets by availability zone.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub available_zones: Vec<AvailableZoneInfo>,
    /// Route tables by role, such as `localTable`.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub routetables: BTreeMap<String, RouteTableInfo>,
    /// Network interfaces for disaster recovery.
    pub vcdr_enis: Option<Vec<EniInfo>>,
    /// `tgw_ips`, older spelling.
    #[cfg_attr(feature = "schemas", schemars(skip))]
    #[serde(rename = "tgwIps", skip_serializing_if = "Option::is_none")]
    pub old_tgw_ips: Option<BTreeMap<String, Vec<String>>>,
    /// `traffic_group_edge_vm_ips`, older spelling.
    #[cfg_attr(feature = "schemas", schemars(skip))]
    #[serde(rename = "trafficGroupEdgeVmIps", skip_serializing_if = "Option::is_none")]
    pub old_traffic_group_edge_vm_ips: Option<Vec<String>>,
}

/// An availability zone and its subnets.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct AvailableZoneInfo {
    /// The zone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Name of the zone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Subnets in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subnets: Option<Vec<Subnet>>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct Subnet {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subnet_id: Option<String>,
    /// Name of the subnet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Route tables in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub route_tables: Option<Vec<SubnetRouteTableInfo>>,
}

/// A route table in force for a subnet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SubnetRouteTableInfo {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subnet_id: Option<String>,
    /// The route table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub routetable_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub association_id: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct RouteTableInfo {
    /// Role, such as `vgwTable`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The route table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

/// An elastic network interface.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct EniInfo {
    /// The interface.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Instance to which it is attached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attachment_id: Option<String>,
    /// Association with a public address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub association_id: Option<String>,
    /// Position on the instance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device_index: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subnet_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub security_group_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mac_address: Option<String>,
    /// First private address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub private_ip: Option<String>,
    /// Further private addresses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secondary_ips: Option<Vec<String>>,
    /// Public addresses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_ips: Option<Vec<String>>,
    /// Port group on the host.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub portgroup: Option<String>,
    /// VMkernel adapter on the host.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vmk_id: Option<String>,
    /// Whether foreign packets may pass.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_dest_check_false: Option<bool>,
}
