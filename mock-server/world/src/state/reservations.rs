//! The record of an SDDC's maintenance schedule.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use vmc_client::wire::ReservationId;

/// The maintenance schedule of an SDDC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaintenanceFacts {
    /// The reservation id, by which the window is read and set.
    pub id: ReservationId,
    pub window: Window,
    /// The number of times that the window was set.
    pub version: i64,
    /// The begin of the maintenance with the number `number`. Later ones are computed from it.
    pub next: Timestamp,
    /// The number of maintenances before that one.
    pub number: u32,
    /// The begin of the previous maintenance, if there was one.
    pub last: Option<Timestamp>,
    /// The day of the support window that the SDDC is in, if any.
    pub support: Option<u8>,
}

/// A time of the week, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// The day, 0 to 6. Sunday is 0.
    pub day: u8,
    /// The hour, 0 to 23.
    pub hour: u8,
}
