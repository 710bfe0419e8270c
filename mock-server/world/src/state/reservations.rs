//! When an SDDC is maintained.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use vmc_client::wire::ReservationId;

/// When an SDDC is maintained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaintenanceFacts {
    /// The id by which its window is read and set.
    pub id: ReservationId,
    /// The weekly window.
    pub window: Window,
    /// How often the window was set.
    pub version: i64,
    /// When the maintenance with the number `number` begins; the later ones follow from it.
    pub next: Timestamp,
    /// How many maintenances came before that.
    pub number: u32,
    /// When the last one before that began.
    pub last: Option<Timestamp>,
    /// The support window that the SDDC is in, by its day.
    pub support: Option<u8>,
}

/// A time of the week, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// Day, Sunday being 0.
    pub day: u8,
    /// Hour, 0 to 23.
    pub hour: u8,
}
