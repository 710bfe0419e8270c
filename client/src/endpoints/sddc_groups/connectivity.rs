//! Endpoints that read the networks of SDDC groups.

use super::{
    ConnectivityConfigPath, CoreOrgPath, GatewayPath, RouteTablePath, RoutesQuery, TraitPath, TransitGatewayPath,
};
use crate::{
    endpoint::{Empty, Json, Nothing},
    endpoints,
    endpoints::{List, flag_if_any, number_if_any, text_if_any},
    wire::{CoreLocation, NetworkConnectivityConfig, Page, RouteEntry, RouteTable, Trait},
};
use serde::{Deserialize, Serialize};

endpoints! {
    service Core, with methods;
    /// List the networks of groups.
    ListConnectivityConfigs: GET "/api/network/{orgId}/core/network-connectivity-configs"
        (CoreOrgPath, ListConnectivityConfigsQuery, Empty) -> OK Json<Vec<NetworkConnectivityConfig>>, needs Read,
        method list_connectivity_configs(org: OrgId);
    /// List the regions in which SDDCs can be members of a group.
    ListGroupRegions: GET "/api/network/{orgId}/core/network-connectivity-configs/available-list-of-aws-regions"
        (CoreOrgPath, Nothing, Empty) -> OK Json<Vec<CoreLocation>>, needs Read,
        method list_group_regions(org: OrgId);
    /// Get the network of a group.
    GetConnectivityConfig: GET "/api/network/{orgId}/core/network-connectivity-configs/{id}"
        (ConnectivityConfigPath, GetConnectivityConfigQuery, Empty) -> OK Json<NetworkConnectivityConfig>, needs Read,
        method get_connectivity_config(org: OrgId, id: ConnectivityConfigId);
    /// Get a part of the network of a group.
    GetConnectivityTrait: GET "/api/network/{orgId}/core/network-connectivity-configs/{id}/traits/{traitName}"
        (TraitPath, Nothing, Empty) -> OK Json<Trait>, needs Read,
        method get_connectivity_trait(org: OrgId, id: ConnectivityConfigId, name: &str);
    /// List the regions in which a Direct Connect gateway can be connected with a group.
    ListGatewayPeeringRegions: GET
        "/api/network/{orgId}/core/network-connectivity-configs/{id}/direct-connect-gateways/{directConnectGatewayId}/available-peering-regions"
        (GatewayPath, Nothing, Empty) -> OK Json<Vec<CoreLocation>>, needs Read,
        method list_gateway_peering_regions(org: OrgId, id: ConnectivityConfigId, gateway: &str);
    /// List the regions in which a transit gateway of the customer can be connected with a group.
    ListTransitGatewayPeeringRegions: GET
        "/api/network/{orgId}/core/network-connectivity-configs/{id}/external-transit-gateways/{externalTransitGatewayId}/available-peering-regions"
        (TransitGatewayPath, Nothing, Empty) -> OK Json<Vec<CoreLocation>>, needs Read,
        method list_transit_gateway_peering_regions(org: OrgId, id: ConnectivityConfigId, gateway: &str);
    /// List the route tables of a group: the first is that of its members, the second that of what is outside.
    ListRouteTables: GET "/api/network/{orgId}/core/network-connectivity-configs/{id}/route-tables"
        (ConnectivityConfigPath, ListRouteTablesQuery, Empty) -> OK Json<Page<RouteTable>>, needs Read,
        method list_route_tables(org: OrgId, id: ConnectivityConfigId);
    /// Get a route table of a group.
    GetRouteTable: GET "/api/network/{orgId}/core/network-connectivity-configs/{id}/route-tables/{routeTableId}"
        (RouteTablePath, Nothing, Empty) -> OK Json<RouteTable>, needs Read,
        method get_route_table(org: OrgId, id: ConnectivityConfigId, table: RouteTableId);
    /// List the routes of a route table.
    ListRoutes: GET "/api/network/{orgId}/core/network-connectivity-configs/{id}/route-tables/{routeTableId}/routes"
        (RouteTablePath, RoutesQuery, Empty) -> OK Json<Page<RouteEntry>>, needs Read,
        method list_routes(org: OrgId, id: ConnectivityConfigId, table: RouteTableId);
    /// List the routes of a route table whose networks overlap.
    ListOverlappingRoutes: GET
        "/api/network/{orgId}/core/network-connectivity-configs/{id}/route-tables/{routeTableId}/overlapping-routes"
        (RouteTablePath, Nothing, Empty) -> OK Json<Vec<RouteEntry>>, needs Read,
        method list_overlapping_routes(org: OrgId, id: ConnectivityConfigId, table: RouteTableId);
}

/// Query of [`ListConnectivityConfigs`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ListConnectivityConfigsQuery {
    /// Only the networks of these groups.
    #[serde(default, skip_serializing_if = "List::is_empty")]
    pub group_id: List,
    /// The parts that are shown.
    #[serde(rename = "trait", default, skip_serializing_if = "List::is_empty")]
    pub traits: List,
    /// Whether networks of deleted groups are shown.
    #[serde(default, deserialize_with = "flag_if_any", skip_serializing_if = "Option::is_none")]
    pub include_deleted_resources: Option<bool>,
    /// The largest number of networks that are shown.
    #[serde(default, deserialize_with = "number_if_any", skip_serializing_if = "Option::is_none")]
    pub size: Option<i32>,
    /// The number of the page, counted from 0.
    #[serde(default, deserialize_with = "number_if_any", skip_serializing_if = "Option::is_none")]
    pub page: Option<i32>,
}

/// Query of [`GetConnectivityConfig`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct GetConnectivityConfigQuery {
    /// The parts that are shown.
    #[serde(rename = "trait", default, skip_serializing_if = "List::is_empty")]
    pub traits: List,
}

/// Query of [`ListRouteTables`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ListRouteTablesQuery {
    /// Filter expression, in the published grammar of VMC. (assumption)
    #[cfg_attr(feature = "schemas", schemars(with = "Vec<String>"))]
    #[serde(default, deserialize_with = "text_if_any", skip_serializing_if = "Option::is_none")]
    pub filter: Option<String>,
    /// Whether deleted resources are shown. There are none here.
    #[serde(default, deserialize_with = "flag_if_any", skip_serializing_if = "Option::is_none")]
    pub include_deleted_resources: Option<bool>,
    /// The largest number of items of a page.
    #[serde(default, deserialize_with = "number_if_any", skip_serializing_if = "Option::is_none")]
    pub size: Option<i32>,
    /// The number of the page, counted from 0.
    #[serde(default, deserialize_with = "number_if_any", skip_serializing_if = "Option::is_none")]
    pub page: Option<i32>,
    /// The field by which the items are sorted, and `asc` or `desc`: `name,desc`.
    #[cfg_attr(feature = "schemas", schemars(with = "Vec<String>"))]
    #[serde(default, deserialize_with = "text_if_any", skip_serializing_if = "Option::is_none")]
    pub sort: Option<String>,
}
