//! Endpoints for the inputs of the support request form.

use crate::{
    endpoint::{Empty, Json, Nothing},
    endpoints,
    wire::{OrgId, SddcInput, UserId},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

endpoints! {
    service Vmc, with methods;
    /// Get the inputs of the support request form for a user.
    GetSupportInputs: GET "/vmc/api/customer-support/inputs" (Nothing, SupportInputsQuery, Empty)
        -> OK Json<SddcInput>, needs Read,
        method get_support_inputs();
}

/// Query of [`GetSupportInputs`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SupportInputsQuery {
    /// User who asks for support.
    pub user_id: UserId,
    /// Organization of that user.
    pub org_id: OrgId,
}
