//! Paths of several operations.

use crate::wire::{ClusterId, OrgId, SddcId, TaskId};
use serde::{Deserialize, Serialize};

/// A path that names an organization: the request belongs to it, and the caller must too.
pub trait InOrg {
    /// The organization in the path.
    fn org(&self) -> OrgId;
}

/// `/orgs/{org}`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct OrgPath {
    /// Organization.
    pub org: OrgId,
}

/// `/orgs/{org}/sddcs/{sddc}`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SddcPath {
    /// Organization.
    pub org: OrgId,
    /// SDDC.
    pub sddc: SddcId,
}

/// `/orgs/{org}/sddcs/{sddc}/clusters/{cluster}`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ClusterPath {
    /// Organization.
    pub org: OrgId,
    /// SDDC.
    pub sddc: SddcId,
    /// Cluster.
    pub cluster: ClusterId,
}

/// `/orgs/{org}/tasks/{task}`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct TaskPath {
    /// Organization.
    pub org: OrgId,
    /// Task.
    pub task: TaskId,
}
