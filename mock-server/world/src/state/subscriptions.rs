//! The record of a subscription.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use vmc_client::wire::{SubscriptionId, TaskId};

/// The state of a subscription.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubscriptionFacts {
    pub id: SubscriptionId,
    pub billing_id: Uuid,
    /// The region, in the form `US_WEST_2`.
    pub region: String,
    /// The length of the term in months.
    pub months: u16,
    /// The number of hosts.
    pub quantity: i32,
    /// The instance type of the hosts, `i3.metal`.
    pub host: String,
    /// Billing frequency: `Upfront` or `Monthly`.
    pub billing_frequency: String,
    /// The offer that was bought.
    pub offer: Offer,
    pub phase: Phase,
    /// The begin and end of the term, once it has begun.
    pub term: Option<(Timestamp, Timestamp)>,
    /// The number of writes.
    pub version: i32,
}

/// The offer that was bought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    pub name: String,
    pub version: String,
}

/// The phase of a subscription. A phase that a task will end contains the task's id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// The subscription is being bought by this task.
    Creating(TaskId),
    /// The subscription is in use.
    Active,
    /// The subscription is being cancelled by this task. It is in use until the task ends.
    Cancelling(TaskId),
    /// The subscription was cancelled.
    Cancelled,
    /// The term is over.
    Expired,
    /// The purchase failed.
    Failed,
}
