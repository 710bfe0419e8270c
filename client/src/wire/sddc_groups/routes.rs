//! Types of the routes of SDDC groups.

use super::{ConnectivityState, CoreAuthor, CoreLocation};
use crate::wire::entity::{ConnectivityConfigId, OrgId, RouteTableId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct RouteTable {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<RouteTableId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<CoreLocation>,
    /// Its region, such as `us-west-2`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Id of its transit gateway in AWS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider_assigned_id: Option<String>,
    /// Its id in AWS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider_assigned_route_table_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub org_id: Option<OrgId>,
    /// The network of the group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub network_connectivity_config_id: Option<ConnectivityConfigId>,
    /// When its routes were read last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub routes_last_sync_time: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<ConnectivityState>,
    /// Who made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creator: Option<CoreAuthor>,
    /// Which service made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub internal_creator: Option<CoreAuthor>,
    /// Who changed it last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updater: Option<CoreAuthor>,
    /// Notes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<BTreeMap<String, String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub properties: Option<BTreeMap<String, String>>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct RouteEntry {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub route_table_id: Option<RouteTableId>,
    /// The network that it leads to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destination: Option<String>,
    /// `IPV4`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address_family: Option<String>,
    /// Whether another route leads to the same network.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_duplicated: Option<bool>,
    /// The networks of other routes that overlap with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overlap_cidrs: Option<Vec<String>>,
    /// What it leads to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<RouteEntryTarget>,
    /// Who made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creator: Option<CoreAuthor>,
    /// Which service made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub internal_creator: Option<CoreAuthor>,
    /// Who changed it last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updater: Option<CoreAuthor>,
    /// Notes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<BTreeMap<String, String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub properties: Option<BTreeMap<String, String>>,
    /// What is wrong, by resource.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_msgs: Option<BTreeMap<String, String>>,
}

/// What a route leads to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct RouteEntryTarget {
    /// Id of the SDDC or VPC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its kind.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub target_type: Option<String>,
    /// Its region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<CoreLocation>,
    /// Its region, such as `us-west-2`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
}
