//! Types for subscriptions (hosts bought for a term) and the offers for them.

use super::{
    entity::{SubscriptionId, empty_as_none, null_as_empty},
    open_enum::open_enum,
};
use serde::{Deserialize, Serialize};

/// A subscription to buy.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SubscriptionRequest {
    /// `Upfront` or `Monthly`.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub billing_frequency: Option<String>,
    /// Term in months, such as `12`.
    pub commitment_term: String,
    /// Source of the offer.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub offer_context_id: Option<String>,
    pub offer_name: String,
    pub offer_version: String,
    /// Price that the buyer was shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<i64>,
    /// Kind of product, such as `host`.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    /// Charge of the offer.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub product_charge_id: Option<String>,
    /// Product of the offer.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub product_id: Option<String>,
    /// Kind of product, by its older name.
    pub product_type: String,
    /// Number of units.
    pub quantity: i32,
    /// Region, such as `US_WEST_2`.
    pub region: String,
    /// Which product of that kind, such as `i3.metal`.
    #[serde(rename = "type", default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub type_: Option<String>,
}

/// A subscription. All values are strings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SubscriptionDetails {
    /// Day on which it is billed again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anniversary_billing_date: Option<String>,
    /// Whether it is renewed at the end of its term.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auto_renewed_allowed: Option<String>,
    /// `Upfront` or `Monthly`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub billing_frequency: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub billing_subscription_id: Option<String>,
    /// Term, such as `12`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commitment_term: Option<String>,
    /// Unit of the term.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commitment_term_uom: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub csp_subscription_id: Option<SubscriptionId>,
    /// Description of the product.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// End of the term.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offer_name: Option<String>,
    /// Whether it is for a term or on demand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offer_type: Option<OfferType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offer_version: Option<String>,
    /// Product of the offer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product_name: Option<String>,
    /// Number of units.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quantity: Option<String>,
    /// Region, such as `US_WEST_2`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Start of the term.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_date: Option<String>,
    /// State of the subscription.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<SubscriptionStatus>,
}

/// A kind of product, and the products of this kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SubscriptionProducts {
    /// Kind of product, such as `host`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    /// The products of that kind, such as `i3.metal`.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub types: Vec<String>,
}

/// The prices of a product in a region.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct OfferInstancesHolder {
    /// Prices for terms.
    pub offers: Vec<TermOfferInstance>,
    /// Price without a term.
    pub on_demand: OnDemandOfferInstance,
}

/// A price without a term.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct OnDemandOfferInstance {
    /// Currency, such as `USD`.
    pub currency: String,
    /// The offer, for people.
    pub description: String,
    /// Price of a month of 720 hours.
    pub monthly_cost: String,
    /// Name of the offer.
    pub name: String,
    /// Kind of product. It is required from binding 1.16.0 on, and did not exist in 2018. (documented example)
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    /// Kind of product, by its older name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product_type: Option<String>,
    /// Region, such as `US_WEST_2`.
    pub region: String,
    /// Which product of that kind. As old as `product`.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub type_: Option<String>,
    /// Price of an hour.
    pub unit_price: String,
    /// Version of the offer.
    pub version: String,
}

/// A price for a term.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct TermOfferInstance {
    /// Payment methods.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub billing_options: Option<Vec<TermBillingOptions>>,
    /// Term in months.
    pub commitment_term: i32,
    /// Currency, such as `USD`.
    pub currency: String,
    /// The offer, for people.
    pub description: String,
    /// Name of the offer.
    pub name: String,
    /// Source of the offer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offer_context_id: Option<String>,
    /// Kind of product. It is required from binding 1.16.0 on, and did not exist in 2018. (documented example)
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    /// Charge of the offer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product_charge_id: Option<String>,
    /// Product of the offer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product_id: Option<String>,
    /// Kind of product, by its older name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product_type: Option<String>,
    /// Region, such as `US_WEST_2`.
    pub region: String,
    /// Which product of that kind. As old as `product`.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub type_: Option<String>,
    /// Price of the whole term.
    pub unit_price: String,
    /// Version of the offer.
    pub version: String,
}

/// A payment method for a term.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct TermBillingOptions {
    /// `Upfront` or `Monthly`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub billing_frequency: Option<String>,
    /// Price of each payment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_price: Option<String>,
}
open_enum! {
    /// Whether something is bought for a term.
    pub enum OfferType {
        Term = "TERM",
        /// Bought on demand, without a term.
        OnDemand = "ON_DEMAND",
    }

    pub enum SubscriptionStatus {
        /// Ordered.
        Created = "CREATED",
        /// It can be used.
        Activated = "ACTIVATED",
        Failed = "FAILED",
        Cancelled = "CANCELLED",
        /// Its term is over.
        Expired = "EXPIRED",
        PendingProvisioning = "PENDING_PROVISIONING",
        OrderSubmitted = "ORDER_SUBMITTED",
        Suspended = "SUSPENDED",
        Terminated = "TERMINATED",
        /// Misspelt so where it is published.
        Unknown = "UKNOWN",
    }
}
