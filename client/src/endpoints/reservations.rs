//! Endpoints for the maintenance of SDDCs: reservations, weekly windows, support windows.

use super::{InOrg, OrgPath};
use crate::{
    endpoint::{Empty, Json, Nothing, OptionalJson},
    endpoints,
    wire::{
        MaintenanceWindow, MaintenanceWindowEntry, MaintenanceWindowGet, OrgId, ReservationId, ReservationWindow,
        SddcStateRequest, SupportWindow, SupportWindowId, SupportWindowSddc,
    },
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

endpoints! {
    service Vmc, with methods;
    /// List the maintenance of all SDDCs.
    ListReservations: GET "/vmc/api/orgs/{org}/reservations" (OrgPath, Nothing, Empty)
        -> OK Json<Vec<MaintenanceWindowEntry>>, needs Read,
        method list_reservations(org: OrgId);
    /// Get the weekly maintenance window of an SDDC.
    GetMaintenanceWindow: GET "/vmc/api/orgs/{org}/reservations/{reservation}/mw" (ReservationPath, Nothing, Empty)
        -> OK Json<MaintenanceWindowGet>, needs Read,
        method get_maintenance_window(org: OrgId, reservation: ReservationId);
    /// Set the weekly maintenance window of an SDDC.
    UpdateMaintenanceWindow: PUT "/vmc/api/orgs/{org}/reservations/{reservation}/mw"
        (ReservationPath, Nothing, Json<MaintenanceWindow>) -> OK Json<MaintenanceWindow>, needs Write,
        method set_maintenance_window(org: OrgId, reservation: ReservationId);
    /// Find maintenance by SDDC and state. The result is keyed by SDDC id.
    FindReservationWindows: POST "/vmc/api/orgs/{org}/tbrs/reservation"
        (OrgPath, Nothing, OptionalJson<SddcStateRequest>)
        -> OK Json<BTreeMap<String, Vec<ReservationWindow>>>, needs Read,
        method find_reservation_windows(org: OrgId);
    /// List the support windows.
    ListSupportWindows: GET "/vmc/api/orgs/{org}/tbrs/support-window" (OrgPath, ListSupportWindowsQuery, Empty)
        -> OK Json<Vec<SupportWindow>>, needs Read,
        method list_support_windows(org: OrgId);
    /// Assign an SDDC to a support window.
    UpdateSupportWindow: PUT "/vmc/api/orgs/{org}/tbrs/support-window/{id}"
        (SupportWindowPath, Nothing, Json<SupportWindowSddc>) -> OK Json<SupportWindowId>, needs Write,
        method set_support_window(org: OrgId, id: &str);
}

/// `/orgs/{org}/reservations/{reservation}`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ReservationPath {
    /// Organization.
    pub org: OrgId,
    /// Maintenance of an SDDC.
    pub reservation: ReservationId,
}

/// `/orgs/{org}/tbrs/support-window/{id}`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SupportWindowPath {
    /// Organization.
    pub org: OrgId,
    /// Support window.
    pub id: String,
}

impl InOrg for ReservationPath {
    fn org(&self) -> OrgId {
        self.org
    }
}

impl InOrg for SupportWindowPath {
    fn org(&self) -> OrgId {
        self.org
    }
}

/// Query of [`ListSupportWindows`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ListSupportWindowsQuery {
    /// Only windows that have room for at least this many more SDDCs.
    #[serde(rename = "minimumSeatsAvailable", default, skip_serializing_if = "Option::is_none")]
    pub minimum_seats_available: Option<i64>,
    /// Only windows that this user created.
    #[serde(
        rename = "createdBy",
        default,
        deserialize_with = "super::text_if_any",
        skip_serializing_if = "Option::is_none"
    )]
    pub created_by: Option<String>,
}
