//! What is known of a public address.

use serde::{Deserialize, Serialize};
use std::net::Ipv4Addr;
use vmc_client::wire::TaskId;

/// What is true of a public address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicIpFacts {
    /// `eipalloc-…`
    pub allocation_id: String,
    /// The address.
    pub address: Ipv4Addr,
    /// Its name.
    pub name: Option<String>,
    /// The workload behind it.
    pub attachment: Option<Attachment>,
    /// What is being done to it.
    pub change: Option<Change>,
}

/// A workload behind a public address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Its own address.
    pub private_ip: Ipv4Addr,
    /// Rule for inbound traffic.
    pub dnat_rule: String,
    /// Rule for outbound traffic.
    pub snat_rule: String,
}

/// Something that a task is doing to a public address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The task; nothing else ends the change.
    pub task: TaskId,
    /// What comes of it.
    pub outcome: Outcome,
}

/// What comes of a change that succeeds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It can be used. Until then it is held, and not shown. (assumption)
    Allocated,
    /// It has another name.
    Named(String),
    /// It has another workload behind it, or none.
    Attached(Option<Attachment>),
    /// It is gone.
    Released,
}
