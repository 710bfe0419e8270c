//! Types for the storage options of clusters.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How much storage a new cluster can be given. All in GiB.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct VsanConfigConstraints {
    /// The number of hosts that this holds for.
    pub num_hosts: i64,
    /// The least.
    pub min_capacity: i64,
    /// The most.
    pub max_capacity: i64,
    /// Steps between the two.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supported_capacity_increment: Option<i64>,
    /// Amounts to offer to a user.
    pub recommended_capacities: Vec<i64>,
}
