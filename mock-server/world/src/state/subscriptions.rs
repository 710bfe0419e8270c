//! What is known of a subscription.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use vmc_client::wire::{SubscriptionId, TaskId};

/// What is true of a subscription.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubscriptionFacts {
    /// Its id.
    pub id: SubscriptionId,
    /// Its id in billing.
    pub billing_id: Uuid,
    /// Region, `US_WEST_2`.
    pub region: String,
    /// Term in months.
    pub months: u16,
    /// How many hosts.
    pub quantity: i32,
    /// Which hosts, `i3.metal`.
    pub host: String,
    /// `Upfront` or `Monthly`.
    pub billing_frequency: String,
    /// The offer.
    pub offer: Offer,
    /// Where it stands.
    pub phase: Phase,
    /// Begin and end of the term, once it has begun.
    pub term: Option<(Timestamp, Timestamp)>,
    /// Number of writes.
    pub version: i32,
}

/// The offer that was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// Where a subscription stands. A phase that a task ends names the task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Being bought by a task.
    Creating(TaskId),
    /// In use.
    Active,
    /// Being cancelled by a task; in use until it ends.
    Cancelling(TaskId),
    /// Cancelled.
    Cancelled,
    /// Its term is over.
    Expired,
    /// It could not be bought.
    Failed,
}
