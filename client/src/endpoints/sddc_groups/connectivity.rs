//! Endpoints that read the networks of SDDC groups.

use super::{ConnectivityConfigPath, CoreOrgPath, TraitPath};
use crate::{
    endpoint::{Empty, Json, Nothing},
    endpoints,
    endpoints::{List, flag_if_any, number_if_any},
    wire::{CoreLocation, NetworkConnectivityConfig, Trait},
};
use schemars::JsonSchema;
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
}

/// Query of [`ListConnectivityConfigs`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GetConnectivityConfigQuery {
    /// The parts that are shown.
    #[serde(rename = "trait", default, skip_serializing_if = "List::is_empty")]
    pub traits: List,
}
