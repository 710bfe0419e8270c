//! Roles, and the rights that they give.

pub use vmc_client::endpoint::Right;

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A role in an organization. All four are recorded, and listed in the recorded order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrgRole {
    /// Talks to support for the organization. Allows nothing here.
    SupportUser,
    /// Manages it.
    OrgOwner,
    /// Makes OAuth apps in it.
    Developer,
    /// Looks at it.
    OrgMember,
}

/// A role in the VMC service. All but `vmc-user:read` are recorded, and listed in the recorded order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceRole {
    /// Does everything with SDDCs.
    VmcFull,
    /// Looks at SDDCs.
    VmcRead,
    /// Looks at networks.
    NsxCloudAuditor,
    /// Does everything with networks.
    NsxCloudAdmin,
}

/// Roles in one organization and at VMC there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roles {
    /// In the organization.
    pub org: BTreeSet<OrgRole>,
    /// At VMC.
    pub service: BTreeSet<ServiceRole>,
}
