//! Calls the client's methods for links, subscriptions, templates, quotas and agreements.

use crate::client_methods::{Stage, of, plain, said};
use serde_json::json;
use vmc_client::{
    endpoints::{
        account_link::GetCompatibleSubnetsQuery,
        sddcs::DeleteSddcQuery,
        subscriptions::{ListSubscriptionOfferInstancesQuery, ListSubscriptionsQuery},
    },
    wire::{
        AwsSddcConfig, AwsSubnet, MapZonesRequest, OfferType, Provider, SddcId, SddcTemplateState, SubscriptionId,
        SubscriptionRequest, SubscriptionStatus,
    },
};

pub(crate) async fn account_links() {
    let stage = Stage::set(json!({})).await;
    let (world, org) = (&stage.world, stage.org);
    assert!(said!(stage, get_account_link(org)).template_url.is_some());
    let account = said!(stage, list_connected_accounts(org, plain())).remove(0).entity.id;
    let query = GetCompatibleSubnetsQuery::of(account);
    let subnets = said!(stage, get_compatible_subnets(org, query.clone()));
    assert_eq!(subnets.vpc_map.len(), 6, "one VPC in each of six regions");
    let task = said!(stage, get_compatible_subnets_async(org, query.into()));
    world.advance("1m").await;
    let task = said!(stage, get_task(org, task.entity.id));
    assert_eq!(task.params["subnet_list_result"], serde_json::to_value(&subnets).unwrap());

    let config = AwsSddcConfig {
        name: "later".to_owned(),
        num_hosts: 1,
        sddc_type: Some("1NODE".to_owned()),
        provider: Provider::Aws,
        ..AwsSddcConfig::default()
    };
    said!(stage, create_sddc(org, plain(), &config));
    world.advance("3h").await;
    let chosen = said!(stage, set_compatible_subnet(org));
    assert_eq!(chosen.connected_account_id, Some(account));
    let subnet = AwsSubnet { subnet_id: chosen.subnet_id, ..AwsSubnet::default() };
    assert!(stage.client.set_compatible_subnet_async(org, &subnet).await.is_err(), "nothing waits any more");
    said!(stage, create_sddc(org, plain(), &AwsSddcConfig { name: "later still".to_owned(), ..config }));
    world.advance("3h").await;
    said!(stage, set_compatible_subnet_async(org, &subnet));
    world.advance("2m").await;
    let connection = said!(stage, list_sddc_connections(org, plain())).remove(0);
    assert_eq!((connection.connected_account_id, &connection.subnet_id), (Some(account), &subnet.subnet_id));
    assert_eq!(said!(stage, list_customer_aws_accounts(org))[0].subnet_id, subnet.subnet_id);
    let request = MapZonesRequest { connected_account_id: Some(account), ..MapZonesRequest::default() };
    said!(stage, map_customer_zones(org, &request));
    stage.client.delete_connected_account(org, account, plain()).await.unwrap_err();
    let force = of(json!({"forceEvenWhenSddcPresent": "true"}));
    assert_eq!(said!(stage, delete_connected_account(org, account, force)).entity.id, account);
}

pub(crate) async fn subscriptions_quotas_and_agreements() {
    let stage = Stage::set(json!({})).await;
    let (world, org) = (&stage.world, stage.org);
    let product = said!(stage, list_subscription_products(org)).remove(0);
    let query = ListSubscriptionOfferInstancesQuery {
        region: "US_WEST_2".to_owned(),
        product_type: "host".to_owned(),
        product: product.product,
        type_: product.types.first().cloned(),
    };
    let offers = said!(stage, list_subscription_offer_instances(org, query));
    let of_2018 = said!(stage, list_offer_instances(org, of(json!({"region": "US_WEST_2", "product_type": "host"}))));
    assert_eq!(of_2018.on_demand.unit_price, offers.on_demand.unit_price);
    let offer = &offers.offers[0];
    let request = SubscriptionRequest {
        offer_name: offer.name.clone(),
        offer_version: offer.version.clone(),
        product_type: "host".to_owned(),
        commitment_term: offer.commitment_term.to_string(),
        region: offer.region.clone(),
        quantity: 3,
        ..SubscriptionRequest::default()
    };
    let task = said!(stage, create_subscription(org, &request));
    let id = SubscriptionId(task.resource_id.expect("the new subscription").0);
    world.advance("2m").await;
    assert_eq!(said!(stage, get_subscription(org, id)).status, Some(SubscriptionStatus::Activated));
    assert_eq!(
        said!(stage, list_subscriptions(org, ListSubscriptionsQuery { offer_type: Some(OfferType::Term) })).len(),
        1
    );
    said!(stage, delete_subscription(org, id));

    assert_eq!(said!(stage, list_providers(org)).len(), 2);
    let request = said!(stage, list_service_quota_requests(org)).remove(0);
    assert_eq!(said!(stage, get_service_quota_request(org, request.entity.id)), request);
    assert_eq!(said!(stage, list_payment_methods(org, of(json!({"defaultFlag": "true"})))).len(), 1);
    assert_eq!(
        said!(stage, get_terms_of_service(org, of(json!({"termsId": "vmc-terms-of-service"})))).signed,
        Some(true)
    );
}

pub(crate) async fn templates() {
    let stage = Stage::set(json!({})).await;
    let (world, org) = (&stage.world, stage.org);
    let config =
        AwsSddcConfig { name: "a".to_owned(), num_hosts: 1, provider: Provider::ZeroCloud, ..AwsSddcConfig::default() };
    let task = said!(stage, create_sddc(org, plain(), &config));
    let sddc = SddcId(task.resource_id.expect("the new SDDC").0);
    world.advance("2m").await;
    let query = DeleteSddcQuery { retain_configuration: true, ..DeleteSddcQuery::default() };
    said!(stage, delete_sddc(org, sddc, query));
    world.advance("2m").await;
    let template = said!(stage, list_sddc_templates(org)).remove(0);
    assert_eq!(template.state, Some(SddcTemplateState::Available));
    assert_eq!(said!(stage, get_template_of_sddc(org, sddc)), template);
    let id = template.entity.id;
    said!(stage, delete_sddc_template(org, id));
    assert_eq!(said!(stage, get_sddc_template(org, id)).state, Some(SddcTemplateState::Deleting));
}
