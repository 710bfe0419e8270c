//! The roles of users, OAuth apps and groups.

pub use vmc_client::endpoint::Right;

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A role in an organization. All four are recorded, and they are listed in the recorded order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrgRole {
    /// May contact support for the organization. Gives no right in the simulation.
    SupportUser,
    /// May manage the organization.
    OrgOwner,
    /// May create OAuth apps in the organization.
    Developer,
    /// May read the organization.
    OrgMember,
}

/// A role in the VMC service. All but `vmc-user:read` and `vmc-user:delete-restricted` are recorded, and they are listed in the recorded
/// order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceRole {
    /// May read and change SDDCs.
    VmcFull,
    /// May read and change SDDCs, but not delete SDDCs and clusters.
    VmcDeleteRestricted,
    /// May read SDDCs.
    VmcRead,
    /// May read networks.
    NsxCloudAuditor,
    /// May read and change networks.
    NsxCloudAdmin,
}

/// Roles in one organization, and roles in the VMC service for that organization.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roles {
    /// The roles in the organization.
    pub org: BTreeSet<OrgRole>,
    /// The roles in the VMC service.
    pub service: BTreeSet<ServiceRole>,
}
