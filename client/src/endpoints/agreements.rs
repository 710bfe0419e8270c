//! Endpoints for the agreements of an organization: payment methods and terms of service.

use super::OrgPath;
use crate::{
    endpoint::{Empty, Json},
    endpoints,
    wire::{PaymentMethodInfo, TermsOfServiceResult},
};
use serde::{Deserialize, Serialize};

endpoints! {
    service Vmc, with methods;
    /// List the payment methods of an organization, or only the default one.
    ListPaymentMethods: GET "/vmc/api/orgs/{org}/payment-methods" (OrgPath, ListPaymentMethodsQuery, Empty)
        -> OK Json<Vec<PaymentMethodInfo>>, needs Read,
        method list_payment_methods(org: OrgId);
    /// Get whether an organization has agreed to terms of service.
    GetTermsOfService: GET "/vmc/api/orgs/{org}/tos" (OrgPath, GetTermsOfServiceQuery, Empty)
        -> OK Json<TermsOfServiceResult>, needs Read,
        method get_terms_of_service(org: OrgId);
}

/// Query of [`ListPaymentMethods`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ListPaymentMethodsQuery {
    /// Whether to return only the payment method in use. Default false.
    #[serde(
        rename = "defaultFlag",
        default,
        deserialize_with = "super::lenient_bool",
        skip_serializing_if = "std::ops::Not::not"
    )]
    pub default_flag: bool,
}

/// Query of [`GetTermsOfService`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct GetTermsOfServiceQuery {
    /// Id of the terms.
    #[serde(rename = "termsId")]
    pub terms_id: String,
}
