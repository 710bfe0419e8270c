//! Methods for the add-ons and the maintenance of an SDDC, for the user's language and for support.

use super::{Client, Error};
use crate::{
    endpoint::{Empty, Json, Nothing, OptionalJson},
    endpoints::{
        OrgPath, SddcPath,
        addons::{
            AddonCredentialsPath, AddonPath, CreateAddonCredentials, EnablementPath, GetAddonCredentials,
            ListAddonCredentials, ListEnablements, UpdateAddonCredentials, UpdateEnablement, UpdateEnablementQuery,
        },
        customer_support::{GetSupportInputs, SupportInputsQuery},
        locale::SetLocale,
        reservations::{
            FindReservationWindows, GetMaintenanceWindow, ListReservations, ListSupportWindows,
            ListSupportWindowsQuery, ReservationPath, SupportWindowPath, UpdateMaintenanceWindow, UpdateSupportWindow,
        },
    },
    wire::{
        EnablementInfo, MaintenanceWindow, MaintenanceWindowEntry, MaintenanceWindowGet, NewCredentials, OrgId,
        ReservationId, ReservationWindow, SddcId, SddcInput, SddcStateRequest, SupportWindow, SupportWindowId,
        SupportWindowSddc, UpdateCredentials, UserId, VmcLocale,
    },
};
use std::collections::BTreeMap;

impl Client {
    /// Lists the add-ons and their states.
    pub async fn list_enablements(&self, org: OrgId, sddc: SddcId) -> Result<Vec<EnablementInfo>, Error> {
        self.call::<ListEnablements>(SddcPath { org, sddc }, Nothing {}, Empty).await
    }

    /// Enables or disables an add-on.
    pub async fn set_enablement(&self, org: OrgId, sddc: SddcId, name: &str, on: bool) -> Result<(), Error> {
        let path = EnablementPath { org, sddc, enablement: name.to_owned() };
        let action = if on { "enable" } else { "disable" };
        self.call::<UpdateEnablement>(path, UpdateEnablementQuery { action: Some(action.to_owned()) }, Empty).await
    }

    /// Lists the credentials that an add-on stores.
    pub async fn list_addon_credentials(
        &self,
        org: OrgId,
        sddc: SddcId,
        addon: &str,
    ) -> Result<Vec<NewCredentials>, Error> {
        let path = AddonPath { org, sddc_id: sddc, addon_type: addon.to_owned() };
        self.call::<ListAddonCredentials>(path, Nothing {}, Empty).await
    }

    /// Stores credentials in an add-on.
    pub async fn create_addon_credentials(
        &self,
        org: OrgId,
        sddc: SddcId,
        addon: &str,
        credentials: &NewCredentials,
    ) -> Result<NewCredentials, Error> {
        let path = AddonPath { org, sddc_id: sddc, addon_type: addon.to_owned() };
        self.call::<CreateAddonCredentials>(path, Nothing {}, Json(credentials.clone())).await
    }

    /// Gets credentials that an add-on stores.
    pub async fn get_addon_credentials(
        &self,
        org: OrgId,
        sddc: SddcId,
        addon: &str,
        name: &str,
    ) -> Result<NewCredentials, Error> {
        let path = AddonCredentialsPath { org, sddc_id: sddc, addon_type: addon.to_owned(), name: name.to_owned() };
        self.call::<GetAddonCredentials>(path, Nothing {}, Empty).await
    }

    /// Changes credentials that an add-on stores.
    pub async fn update_addon_credentials(
        &self,
        org: OrgId,
        sddc: SddcId,
        addon: &str,
        name: &str,
        credentials: &UpdateCredentials,
    ) -> Result<NewCredentials, Error> {
        let path = AddonCredentialsPath { org, sddc_id: sddc, addon_type: addon.to_owned(), name: name.to_owned() };
        self.call::<UpdateAddonCredentials>(path, Nothing {}, Json(credentials.clone())).await
    }
}

impl Client {
    /// Lists the maintenance of all SDDCs.
    pub async fn list_reservations(&self, org: OrgId) -> Result<Vec<MaintenanceWindowEntry>, Error> {
        self.call::<ListReservations>(OrgPath { org }, Nothing {}, Empty).await
    }

    /// Gets the weekly maintenance window of an SDDC.
    pub async fn get_maintenance_window(
        &self,
        org: OrgId,
        reservation: ReservationId,
    ) -> Result<MaintenanceWindowGet, Error> {
        self.call::<GetMaintenanceWindow>(ReservationPath { org, reservation }, Nothing {}, Empty).await
    }

    /// Sets the weekly maintenance window of an SDDC.
    pub async fn set_maintenance_window(
        &self,
        org: OrgId,
        reservation: ReservationId,
        window: &MaintenanceWindow,
    ) -> Result<MaintenanceWindow, Error> {
        let path = ReservationPath { org, reservation };
        self.call::<UpdateMaintenanceWindow>(path, Nothing {}, Json(window.clone())).await
    }

    /// Finds maintenance reservations by SDDC and state. The result is keyed by SDDC id.
    pub async fn find_reservation_windows(
        &self,
        org: OrgId,
        request: &SddcStateRequest,
    ) -> Result<BTreeMap<String, Vec<ReservationWindow>>, Error> {
        self.call::<FindReservationWindows>(OrgPath { org }, Nothing {}, OptionalJson(Some(request.clone()))).await
    }

    /// Lists the support windows.
    pub async fn list_support_windows(
        &self,
        org: OrgId,
        query: ListSupportWindowsQuery,
    ) -> Result<Vec<SupportWindow>, Error> {
        self.call::<ListSupportWindows>(OrgPath { org }, query, Empty).await
    }

    /// Assigns an SDDC to a support window.
    pub async fn set_support_window(&self, org: OrgId, sddc: SddcId, window: &str) -> Result<SupportWindowId, Error> {
        let body = SupportWindowSddc { sddc_id: Some(sddc.to_string()) };
        self.call::<UpdateSupportWindow>(SupportWindowPath { org, id: window.to_owned() }, Nothing {}, Json(body)).await
    }
}

impl Client {
    /// Sets the language of the calling user, such as `en_US`.
    pub async fn set_locale(&self, locale: &str) -> Result<VmcLocale, Error> {
        let body = VmcLocale { locale: Some(locale.to_owned()) };
        self.call::<SetLocale>(Nothing {}, Nothing {}, Json(body)).await
    }

    /// Gets the inputs of the support request form for a user.
    pub async fn get_support_inputs(&self, org: OrgId, user: UserId) -> Result<SddcInput, Error> {
        self.call::<GetSupportInputs>(Nothing {}, SupportInputsQuery { user_id: user, org_id: org }, Empty).await
    }
}
