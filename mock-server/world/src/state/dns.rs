//! What the names of an SDDC's management VMs resolve to.

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use vmc_client::wire::TaskId;

/// What the names of an SDDC's management VMs resolve to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DnsFacts {
    /// Those whose names resolve to private addresses.
    pub private: BTreeSet<ManagementVm>,
    /// What is being done.
    pub change: Option<DnsChange>,
}

/// Something that a task is doing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DnsChange {
    /// The task; nothing else ends the change.
    pub task: TaskId,
    /// To which names.
    pub vms: BTreeSet<ManagementVm>,
    /// What they will resolve to.
    pub to: IpType,
}

/// A management VM.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ManagementVm {
    /// vCenter.
    Vcenter,
    /// NSX Manager.
    NsxManager,
}

/// A kind of address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IpType {
    /// In the management network.
    Private,
    /// Reachable from anywhere.
    Public,
}
