//! Types for the agreements of an organization: payment methods and terms of service.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A way of paying.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PaymentMethodInfo {
    /// Older name of `default_flag`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<bool>,
    /// Whether it is the one that is used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_flag: Option<bool>,
    /// Older name of `payment_method_id`.
    #[schemars(skip)]
    #[serde(rename = "paymentMethodId", skip_serializing_if = "Option::is_none")]
    pub old_payment_method_id: Option<String>,
    /// Its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment_method_id: Option<String>,
    /// What it is.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub type_: Option<String>,
}
/// Whether terms of service were agreed to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TermsOfServiceResult {
    /// Whether they were.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signed: Option<bool>,
    /// Which terms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub terms_id: Option<String>,
}
