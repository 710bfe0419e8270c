//! Endpoints for the support request form.

use crate::{
    endpoint::{Empty, Json, Nothing},
    endpoints,
    wire::{OrgId, SddcCustomAttributes, SddcId, SddcInput, UserId},
};
use serde::{Deserialize, Serialize};

endpoints! {
    service Vmc, with methods;
    /// Get the inputs of the support request form for a user.
    GetSupportInputs: GET "/vmc/api/customer-support/inputs" (Nothing, SupportInputsQuery, Empty)
        -> OK Json<SddcInput>, needs Read,
        method get_support_inputs();
    /// Get what a support request tells about the SDDC that was chosen in the form.
    GetSddcCustomAttributes: GET "/vmc/api/customer-support/custom-attributes" (Nothing, CustomAttributesQuery, Empty)
        -> OK Json<SddcCustomAttributes>, needs Read,
        method get_sddc_custom_attributes();
}

/// Query of [`GetSupportInputs`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SupportInputsQuery {
    /// User who asks for support.
    pub user_id: UserId,
    /// Organization of that user.
    pub org_id: OrgId,
}

/// Query of [`GetSddcCustomAttributes`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CustomAttributesQuery {
    /// User who asks for support.
    pub user_id: UserId,
    /// Organization of that user.
    pub org_id: OrgId,
    /// What was chosen in the field `sddc` of the form.
    #[serde(rename = "inputs-sddc")]
    pub inputs_sddc: SddcId,
}
