//! Endpoints for the storage options of clusters.

use super::OrgPath;
use crate::{
    endpoint::Empty,
    endpoint::Json,
    endpoints,
    wire::{Provider, VsanConfigConstraints},
};
use serde::{Deserialize, Serialize};

endpoints! {
    service Vmc, with methods;
    /// Get the storage capacities that a new cluster can have if its hosts have no storage of their own.
    GetStorageConstraints: GET "/vmc/api/orgs/{org}/storage/cluster-constraints"
        (OrgPath, StorageConstraintsQuery, Empty) -> OK Json<VsanConfigConstraints>, needs Read,
        method get_storage_constraints(org: OrgId);
}

/// Query of [`GetStorageConstraints`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct StorageConstraintsQuery {
    /// Cloud provider.
    pub provider: Provider,
    /// Number of hosts in the new cluster.
    pub num_hosts: i32,
    /// Whether a single-host SDDC gets a smaller host.
    #[serde(default, deserialize_with = "super::flag_if_any", skip_serializing_if = "Option::is_none")]
    pub one_node_reduced_capacity: Option<bool>,
}
