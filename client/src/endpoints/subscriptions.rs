//! Endpoints for subscriptions (hosts bought for a term) and the offers for them.

use super::OrgPath;
use crate::{
    endpoint::{Empty, Json, Nothing},
    endpoints,
    wire::{
        OfferInstancesHolder, OfferType, OrgId, SubscriptionDetails, SubscriptionId, SubscriptionProducts,
        SubscriptionRequest, Task,
    },
};
use serde::{Deserialize, Serialize};

endpoints! {
    service Vmc, with methods;
    /// List the subscriptions of an organization.
    ListSubscriptions: GET "/vmc/api/orgs/{org}/subscriptions" (OrgPath, ListSubscriptionsQuery, Empty)
        -> OK Json<Vec<SubscriptionDetails>>, needs Read,
        method list_subscriptions(org: OrgId);
    /// Buy a subscription.
    CreateSubscription: POST "/vmc/api/orgs/{org}/subscriptions" (OrgPath, Nothing, Json<SubscriptionRequest>)
        -> ACCEPTED Json<Task>, needs Write,
        /// The task's `resource_id` is the new subscription.
        method create_subscription(org: OrgId);
    /// List the products that can be bought.
    ListSubscriptionProducts: GET "/vmc/api/orgs/{org}/subscriptions/products" (OrgPath, Nothing, Empty)
        -> OK Json<Vec<SubscriptionProducts>>, needs Read,
        method list_subscription_products(org: OrgId);
    /// Get the offers for a product in a region, with their prices.
    ListSubscriptionOfferInstances: GET "/vmc/api/orgs/{org}/subscriptions/offer-instances"
        (OrgPath, ListSubscriptionOfferInstancesQuery, Empty) -> OK Json<OfferInstancesHolder>, needs Read,
        method list_subscription_offer_instances(org: OrgId);
    /// Get the offers for a product in a region, with their prices, at the path of 2018.
    ListOfferInstances: GET "/vmc/api/orgs/{org}/offer-instances" (OrgPath, ListOfferInstancesQuery, Empty)
        -> OK Json<OfferInstancesHolder>, needs Read,
        method list_offer_instances(org: OrgId);
    /// Get one subscription.
    GetSubscription: GET "/vmc/api/orgs/{org}/subscriptions/{subscription}" (SubscriptionPath, Nothing, Empty)
        -> OK Json<SubscriptionDetails>, needs Read,
        method get_subscription(org: OrgId, subscription: SubscriptionId);
    /// Cancel a subscription.
    DeleteSubscription: DELETE "/vmc/api/orgs/{org}/subscriptions/{subscription}" (SubscriptionPath, Nothing, Empty)
        -> ACCEPTED Json<Task>, needs Write,
        method delete_subscription(org: OrgId, subscription: SubscriptionId);
}

/// `/orgs/{org}/subscriptions/{subscription}`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SubscriptionPath {
    /// Organization.
    pub org: OrgId,
    /// Subscription.
    pub subscription: SubscriptionId,
}

/// Query of [`ListSubscriptions`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ListSubscriptionsQuery {
    /// Only those of this type.
    #[serde(default, deserialize_with = "super::parsed_if_any", skip_serializing_if = "Option::is_none")]
    pub offer_type: Option<OfferType>,
}

/// Query of [`ListOfferInstances`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ListOfferInstancesQuery {
    /// Region, such as `US_WEST_2`.
    pub region: String,
    /// Kind of product, such as `host`.
    pub product_type: String,
}

/// Query of [`ListSubscriptionOfferInstances`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ListSubscriptionOfferInstancesQuery {
    /// Region, such as `US_WEST_2`.
    pub region: String,
    /// Kind of product, such as `host`.
    pub product_type: String,
    /// Kind of product, by its newer name.
    #[serde(default, deserialize_with = "super::text_if_any", skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    /// Which product of that kind, such as `i3.metal`.
    #[serde(
        rename = "type",
        default,
        deserialize_with = "super::text_if_any",
        skip_serializing_if = "Option::is_none"
    )]
    pub type_: Option<String>,
}
