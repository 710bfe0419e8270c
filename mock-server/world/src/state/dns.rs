//! The record of the addresses to which the names of an SDDC's management VMs resolve.

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use vmc_client::wire::TaskId;

/// The name resolution of an SDDC's management VMs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DnsFacts {
    /// The VMs whose names resolve to private addresses.
    pub private: BTreeSet<ManagementVm>,
    /// The change in progress, if any.
    pub change: Option<DnsChange>,
}

/// A change that a task is making.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DnsChange {
    /// The task. Only its end ends the change.
    pub task: TaskId,
    /// The VMs whose names change.
    pub vms: BTreeSet<ManagementVm>,
    /// The kind of address to which the names will resolve.
    pub to: IpType,
}

/// A management VM.
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
