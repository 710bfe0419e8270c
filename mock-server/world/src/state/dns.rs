//! The record of the addresses to which the names of an SDDC's management VMs resolve.

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use vmc_client::wire::TaskId;

/// The name resolution of an SDDC's management VMs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DnsFacts {
    /// The VMs whose names resolve to private addresses.
    pub private: BTreeSet<ManagementVm>,
    /// The task that is changing it, if any. Only the end of the task ends the change.
    pub change: Option<TaskId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ManagementVm {
    Vcenter,
    NsxManager,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IpType {
    /// An address in the management network.
    Private,
    /// A public address.
    Public,
}
