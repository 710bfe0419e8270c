//! Endpoints for the add-ons of an SDDC: enabling and disabling them, and the credentials that they store.

use super::{InOrg, SddcPath};
use crate::{
    endpoint::{Empty, Json, Nothing},
    endpoints,
    wire::{EnablementInfo, NewCredentials, OrgId, SddcId, UpdateCredentials},
};
use serde::{Deserialize, Serialize};

endpoints! {
    service Vmc, with methods;
    /// List the add-ons and their states.
    ListEnablements: GET "/vmc/api/orgs/{org}/sddcs/{sddc}/enablements" (SddcPath, Nothing, Empty)
        -> OK Json<Vec<EnablementInfo>>, needs Read,
        method list_enablements(org: OrgId, sddc: SddcId);
    /// Enable or disable an add-on.
    UpdateEnablement: POST "/vmc/api/orgs/{org}/sddcs/{sddc}/enablements/{enablement}"
        (EnablementPath, UpdateEnablementQuery, Empty) -> NO_CONTENT Empty, needs Write,
        method update_enablement(org: OrgId, sddc: SddcId, enablement: &str);
    /// List the credentials that an add-on stores.
    ListAddonCredentials: GET "/vmc/api/orgs/{org}/sddcs/{sddcId}/addons/{addonType}/credentials"
        (AddonPath, Nothing, Empty) -> OK Json<Vec<NewCredentials>>, needs Read,
        method list_addon_credentials(org: OrgId, sddc_id: SddcId, addon_type: &str);
    /// Store credentials in an add-on.
    CreateAddonCredentials: POST "/vmc/api/orgs/{org}/sddcs/{sddcId}/addons/{addonType}/credentials"
        (AddonPath, Nothing, Json<NewCredentials>) -> CREATED Json<NewCredentials>, needs Write,
        method create_addon_credentials(org: OrgId, sddc_id: SddcId, addon_type: &str);
    /// Get credentials that an add-on stores.
    GetAddonCredentials: GET "/vmc/api/orgs/{org}/sddcs/{sddcId}/addons/{addonType}/credentials/{name}"
        (AddonCredentialsPath, Nothing, Empty) -> OK Json<NewCredentials>, needs Read,
        method get_addon_credentials(org: OrgId, sddc_id: SddcId, addon_type: &str, name: &str);
    /// Change credentials that an add-on stores.
    UpdateAddonCredentials: PUT "/vmc/api/orgs/{org}/sddcs/{sddcId}/addons/{addonType}/credentials/{name}"
        (AddonCredentialsPath, Nothing, Json<UpdateCredentials>) -> OK Json<NewCredentials>, needs Write,
        method update_addon_credentials(org: OrgId, sddc_id: SddcId, addon_type: &str, name: &str);
}

/// `/orgs/{org}/sddcs/{sddc}/enablements/{enablement}`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct EnablementPath {
    /// Organization.
    pub org: OrgId,
    /// SDDC.
    pub sddc: SddcId,
    /// Addition.
    pub enablement: String,
}

/// `/orgs/{org}/sddcs/{sddcId}/addons/{addonType}/credentials`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct AddonPath {
    /// Organization.
    pub org: OrgId,
    /// SDDC.
    pub sddc_id: SddcId,
    /// Addition.
    pub addon_type: String,
}

/// `/orgs/{org}/sddcs/{sddcId}/addons/{addonType}/credentials/{name}`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct AddonCredentialsPath {
    /// Organization.
    pub org: OrgId,
    /// SDDC.
    pub sddc_id: SddcId,
    /// Addition.
    pub addon_type: String,
    /// Name of the entry.
    pub name: String,
}

impl InOrg for EnablementPath {
    fn org(&self) -> OrgId {
        self.org
    }
}

impl InOrg for AddonPath {
    fn org(&self) -> OrgId {
        self.org
    }
}

impl InOrg for AddonCredentialsPath {
    fn org(&self) -> OrgId {
        self.org
    }
}

/// Query of [`UpdateEnablement`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema), schemars(extend("required" = ["action"])))]
pub struct UpdateEnablementQuery {
    /// `enable` or `disable`. It is required. It is read as optional, so that the refusal can name it.
    #[cfg_attr(feature = "schemas", schemars(with = "String", extend("enum" = ["enable", "disable"])))]
    #[serde(default, deserialize_with = "super::text_if_any", skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
}
