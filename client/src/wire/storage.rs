//! Types for the storage options of clusters.

use serde::{Deserialize, Serialize};

/// The amounts of storage that a new cluster can have, in GiB.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct VsanConfigConstraints {
    /// The number of hosts to which this applies.
    pub num_hosts: i64,
    /// Minimum.
    pub min_capacity: i64,
    /// Maximum.
    pub max_capacity: i64,
    /// Difference between two amounts that can be chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supported_capacity_increment: Option<i64>,
    /// Amounts to offer to a user.
    pub recommended_capacities: Vec<i64>,
}
