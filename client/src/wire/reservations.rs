//! Types for the maintenance of an SDDC: weekly windows, the reservations in them, and support windows.

use super::{
    entity::{ReservationId, SddcId, empty_as_none, null_as_empty},
    open_enum::open_enum,
    time::Time,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Maintenance of one SDDC.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct MaintenanceWindowEntry {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sddc_id: Option<SddcId>,
    /// The id with which its window is read and set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reservation_id: Option<ReservationId>,
    /// Whether the weekly window is open now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_maintenance_window: Option<bool>,
    /// Whether maintenance is under way now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_maintenance_mode: Option<bool>,
    /// The same, under its oldest name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_undergoing_maintenance: Option<bool>,
    /// The window, and the maintenance that is planned in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reservation_schedule: Option<ReservationSchedule>,
}

/// A weekly window, in the form in which it is set.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct MaintenanceWindow {
    /// First day, in UTC.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub day_of_week: Option<DayOfWeek>,
    /// Hour at which it starts, 0 to 23, in UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hour_of_day: Option<i32>,
}

/// A weekly window, in the form in which it is read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct MaintenanceWindowGet {
    /// First day, in UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day_of_week: Option<DayOfWeek>,
    /// Hour at which it starts, 0 to 23, in UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hour_of_day: Option<i32>,
    /// Its length in minutes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_min: Option<i64>,
    /// Number of times it was set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
}

/// A weekly window, and the maintenance that is planned in it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ReservationSchedule {
    /// Day on which the window begins, in UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day_of_week: Option<DayOfWeek>,
    /// Hour at which it starts, 0 to 23, in UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hour_of_day: Option<i32>,
    /// Its length in minutes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_min: Option<i64>,
    /// Number of times the window was set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
    /// Planned maintenance, by time.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub reservations: Vec<Reservation>,
    /// Planned maintenance, by week.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub reservations_mw: Vec<ReservationInMw>,
}

/// A planned maintenance, by time.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct Reservation {
    /// Its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rid: Option<ReservationId>,
    /// Time of the planning. The published type is a text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub create_time: Option<String>,
    /// When it begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_time: Option<Time>,
    /// Its length in minutes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<i64>,
    /// Notes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<BTreeMap<String, String>>,
}

/// A planned maintenance, by week.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ReservationInMw {
    /// Its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rid: Option<ReservationId>,
    /// When it was planned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub create_time: Option<Time>,
    /// First day of its week, such as `2026-02-01`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub week_of: Option<String>,
    /// Notes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<BTreeMap<String, String>>,
}

/// The SDDCs and states of the maintenance to search for. An empty list stands for all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SddcStateRequest {
    #[serde(default, deserialize_with = "null_as_empty", skip_serializing_if = "Vec::is_empty")]
    pub sddcs: Vec<String>,
    #[serde(default, deserialize_with = "null_as_empty", skip_serializing_if = "Vec::is_empty")]
    pub states: Vec<SddcStateRequestState>,
}

/// A maintenance and its progress.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ReservationWindow {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reserve_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sddc_id: Option<String>,
    /// Day on which it begins, such as `2026-02-03`, in UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_date: Option<String>,
    /// Hour at which it starts, in UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_hour: Option<i32>,
    /// Its length.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_hours: Option<i64>,
    /// The probable minimum duration.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub estimated_duration_hours_minimum: Option<i64>,
    /// The probable maximum duration.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub estimated_duration_hours_maximum: Option<i64>,
    /// State of the maintenance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reservation_state: Option<ReservationState>,
    /// Whether the request is urgent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub emergency: Option<bool>,
    /// The software that it contains.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub manifest_id: Option<String>,
    /// Details about the progress.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maintenance_properties: Option<ReservationWindowMaintenanceProperties>,
    /// Notes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<BTreeMap<String, String>>,
}

/// Details about the progress of a maintenance.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ReservationWindowMaintenanceProperties {
    /// Status, as a word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
}

/// A weekly time at which support looks after SDDCs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SupportWindow {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub support_window_id: Option<String>,
    /// First day, in UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_day: Option<DayOfWeek>,
    /// Hour at which it starts, in UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_hour: Option<i32>,
    /// Its length.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_hours: Option<i64>,
    /// Maximum number of SDDCs in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seats: Option<i64>,
    /// The SDDCs that are in it.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub sddcs: Vec<String>,
    /// Notes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
}

/// An SDDC to put into a support window. Published as `SddcId`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema), schemars(rename = "SddcId"))]
pub struct SupportWindowSddc {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sddc_id: Option<String>,
}

/// The support window that an SDDC is in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SupportWindowId {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window_id: Option<String>,
}

open_enum! {
    pub enum DayOfWeek {
        Sunday = "SUNDAY",
        Monday = "MONDAY",
        Tuesday = "TUESDAY",
        Wednesday = "WEDNESDAY",
        Thursday = "THURSDAY",
        Friday = "FRIDAY",
        Saturday = "SATURDAY",
    }

    /// The state of a maintenance.
    pub enum ReservationState {
        Scheduled = "SCHEDULED",
        Running = "RUNNING",
        Canceled = "CANCELED",
        Completed = "COMPLETED",
        Terminated = "TERMINATED",
    }

    /// The state of a maintenance to search for.
    pub enum SddcStateRequestState {
        Scheduled = "SCHEDULED",
        Running = "RUNNING",
        Canceled = "CANCELED",
        Completed = "COMPLETED",
    }
}
