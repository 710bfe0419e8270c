//! The record of a public IP.

use serde::{Deserialize, Serialize};
use std::net::Ipv4Addr;
use vmc_client::wire::TaskId;

/// The state of a public IP.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicIpFacts {
    /// The id of the allocation, `eipalloc-…`.
    pub allocation_id: String,
    pub address: Ipv4Addr,
    pub name: Option<String>,
    /// The workload to which the address is attached, if any.
    pub attachment: Option<Attachment>,
    /// The change in progress, if any.
    pub change: Option<Change>,
}

/// A workload with a public address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// The workload's private address.
    pub private_ip: Ipv4Addr,
    /// The id of the NAT rule for inbound traffic.
    pub dnat_rule: String,
    /// The id of the NAT rule for outbound traffic.
    pub snat_rule: String,
}

/// A change that a task is making to a public IP. The result of the change is the work of the task. Only the end of the task ends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// The address is being allocated. Until the task ends it is reserved and not shown. (assumption)
    Allocation(TaskId),
    /// Any other change.
    Other(TaskId),
}

impl Change {
    /// Returns the task that makes the change.
    pub fn task(self) -> TaskId {
        match self {
            Self::Allocation(task) | Self::Other(task) => task,
        }
    }
}
