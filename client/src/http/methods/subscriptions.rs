//! Methods for subscriptions, quotas, and the agreements of an organization.

use super::super::{Client, Error};
use crate::{
    endpoint::{Empty, Json, Nothing},
    endpoints::{
        OrgPath,
        agreements::{GetTermsOfService, GetTermsOfServiceQuery, ListPaymentMethods, ListPaymentMethodsQuery},
        quota_requests::{GetServiceQuotaRequest, ListServiceQuotaRequests, ServiceQuotaRequestPath},
        subscriptions::{
            CreateSubscription, DeleteSubscription, GetSubscription, ListOfferInstances, ListOfferInstancesQuery,
            ListSubscriptionOfferInstances, ListSubscriptionOfferInstancesQuery, ListSubscriptionProducts,
            ListSubscriptions, ListSubscriptionsQuery, SubscriptionPath,
        },
    },
    wire::{
        OfferInstancesHolder, OfferType, OrgId, PaymentMethodInfo, ServiceQuotaRequest, ServiceQuotaRequestId,
        SubscriptionDetails, SubscriptionId, SubscriptionProducts, SubscriptionRequest, Task, TermsOfServiceResult,
    },
};

impl Client {
    /// Lists the subscriptions of an organization, optionally of one type only.
    pub async fn list_subscriptions(
        &self,
        org: OrgId,
        offer_type: Option<OfferType>,
    ) -> Result<Vec<SubscriptionDetails>, Error> {
        let query = ListSubscriptionsQuery { offer_type };
        self.call::<ListSubscriptions>(OrgPath { org }, query, Empty).await
    }

    /// Begins to buy a subscription. The task's `resource_id` is the new subscription.
    pub async fn create_subscription(&self, org: OrgId, request: &SubscriptionRequest) -> Result<Task, Error> {
        self.call::<CreateSubscription>(OrgPath { org }, Nothing {}, Json(request.clone())).await
    }

    /// Gets one subscription.
    pub async fn get_subscription(
        &self,
        org: OrgId,
        subscription: SubscriptionId,
    ) -> Result<SubscriptionDetails, Error> {
        self.call::<GetSubscription>(SubscriptionPath { org, subscription }, Nothing {}, Empty).await
    }

    /// Begins to cancel a subscription.
    pub async fn delete_subscription(&self, org: OrgId, subscription: SubscriptionId) -> Result<Task, Error> {
        self.call::<DeleteSubscription>(SubscriptionPath { org, subscription }, Nothing {}, Empty).await
    }

    /// Lists the products that can be bought.
    pub async fn list_subscription_products(&self, org: OrgId) -> Result<Vec<SubscriptionProducts>, Error> {
        self.call::<ListSubscriptionProducts>(OrgPath { org }, Nothing {}, Empty).await
    }

    /// Gets the offers for a product in a region, with their prices.
    pub async fn list_subscription_offer_instances(
        &self,
        org: OrgId,
        query: ListSubscriptionOfferInstancesQuery,
    ) -> Result<OfferInstancesHolder, Error> {
        self.call::<ListSubscriptionOfferInstances>(OrgPath { org }, query, Empty).await
    }

    /// Gets the offers for a product in a region, with their prices, at the path of 2018.
    pub async fn list_offer_instances(
        &self,
        org: OrgId,
        region: &str,
        product_type: &str,
    ) -> Result<OfferInstancesHolder, Error> {
        let query = ListOfferInstancesQuery { region: region.to_owned(), product_type: product_type.to_owned() };
        self.call::<ListOfferInstances>(OrgPath { org }, query, Empty).await
    }
}

impl Client {
    /// Lists the requests to raise quotas.
    pub async fn list_service_quota_requests(&self, org: OrgId) -> Result<Vec<ServiceQuotaRequest>, Error> {
        self.call::<ListServiceQuotaRequests>(OrgPath { org }, Nothing {}, Empty).await
    }

    /// Gets one request to raise quotas.
    pub async fn get_service_quota_request(
        &self,
        org: OrgId,
        request: ServiceQuotaRequestId,
    ) -> Result<ServiceQuotaRequest, Error> {
        self.call::<GetServiceQuotaRequest>(ServiceQuotaRequestPath { org, request }, Nothing {}, Empty).await
    }

    /// Lists the payment methods of an organization, or only the default one.
    pub async fn list_payment_methods(&self, org: OrgId, only_default: bool) -> Result<Vec<PaymentMethodInfo>, Error> {
        let query = ListPaymentMethodsQuery { default_flag: only_default };
        self.call::<ListPaymentMethods>(OrgPath { org }, query, Empty).await
    }

    /// Gets whether the organization has agreed to these terms of service.
    pub async fn get_terms_of_service(&self, org: OrgId, terms: &str) -> Result<TermsOfServiceResult, Error> {
        let query = GetTermsOfServiceQuery { terms_id: terms.to_owned() };
        self.call::<GetTermsOfService>(OrgPath { org }, query, Empty).await
    }
}
