//! The typed client reads what the server answers about links, subscriptions, templates, quotas and agreements.
//!
//! Operations: none by name.

use vmc_client::{
    endpoints::{
        account_link::GetCompatibleSubnetsQuery, sddcs::DeleteSddcQuery,
        subscriptions::ListSubscriptionOfferInstancesQuery,
    },
    http::Client,
    wire::{
        AwsSddcConfig, AwsSubnet, MapZonesRequest, OfferType, OrgId, Provider, SddcId, SddcTemplateState,
        SubscriptionId, SubscriptionRequest, SubscriptionStatus,
    },
};
use vmc_contract::World;

fn client(world: &World) -> (Client, OrgId) {
    let (url, token) = (world.target().url(), world.view["api_token"].as_str().expect("a token"));
    let client = Client::builder().vmc_url(url).csp_url(url).api_token(token).build().expect("a client");
    (client, world.org().parse().expect("an id"))
}

#[tokio::test]
async fn account_links() {
    let world = World::new().await;
    let (client, org) = client(&world);
    assert!(client.get_account_link(org).await.unwrap().template_url.is_some());
    let account = client.list_connected_accounts(org).await.unwrap().remove(0).entity.id;
    let query = GetCompatibleSubnetsQuery::of(account);
    let subnets = client.get_compatible_subnets(org, query.clone()).await.unwrap();
    assert_eq!(subnets.vpc_map.len(), 12, "two VPCs in each of six regions");
    let task = client.get_compatible_subnets_async(org, query.into()).await.unwrap();
    world.advance("1m").await;
    let task = client.get_task(org, task.entity.id).await.unwrap();
    assert_eq!(task.params["subnet_list_result"], serde_json::to_value(&subnets).unwrap());

    let config = AwsSddcConfig {
        name: "later".to_owned(),
        num_hosts: 1,
        sddc_type: Some("1NODE".to_owned()),
        provider: Provider::Aws,
        ..AwsSddcConfig::default()
    };
    client.create_sddc(org, &config).await.unwrap();
    world.advance("3h").await;
    let chosen = client.set_compatible_subnet(org).await.unwrap();
    assert_eq!(chosen.connected_account_id, Some(account));
    let subnet = AwsSubnet { subnet_id: chosen.subnet_id, ..AwsSubnet::default() };
    assert!(client.set_compatible_subnet_async(org, &subnet).await.is_err(), "nothing waits any more");
    let connection = client.list_sddc_connections(org, None).await.unwrap().remove(0);
    assert_eq!((connection.connected_account_id, &connection.subnet_id), (Some(account), &subnet.subnet_id));
    assert_eq!(client.list_customer_aws_accounts(org).await.unwrap()[0].subnet_id, subnet.subnet_id);
    let request = MapZonesRequest { connected_account_id: Some(account), ..MapZonesRequest::default() };
    client.map_customer_zones(org, &request).await.unwrap();
    client.delete_connected_account(org, account, false).await.unwrap_err();
    assert_eq!(client.delete_connected_account(org, account, true).await.unwrap().entity.id, account);
}

#[tokio::test]
async fn subscriptions_quotas_and_agreements() {
    let world = World::new().await;
    let (client, org) = client(&world);
    let product = client.list_subscription_products(org).await.unwrap().remove(0);
    let query = ListSubscriptionOfferInstancesQuery {
        region: "US_WEST_2".to_owned(),
        product_type: "host".to_owned(),
        product: product.product,
        type_: product.types.first().cloned(),
    };
    let offers = client.list_subscription_offer_instances(org, query).await.unwrap();
    let of_2018 = client.list_offer_instances(org, "US_WEST_2", "host").await.unwrap();
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
    let task = client.create_subscription(org, &request).await.unwrap();
    let id = SubscriptionId(task.resource_id.expect("the new subscription").0);
    world.advance("2m").await;
    assert_eq!(client.get_subscription(org, id).await.unwrap().status, Some(SubscriptionStatus::Activated));
    assert_eq!(client.list_subscriptions(org, Some(OfferType::Term)).await.unwrap().len(), 1);
    client.delete_subscription(org, id).await.unwrap();

    assert_eq!(client.list_providers(org).await.unwrap().len(), 2);
    let request = client.list_service_quota_requests(org).await.unwrap().remove(0);
    assert_eq!(client.get_service_quota_request(org, request.entity.id).await.unwrap(), request);
    assert_eq!(client.list_payment_methods(org, true).await.unwrap().len(), 1);
    assert_eq!(client.get_terms_of_service(org, "vmc-terms-of-service").await.unwrap().signed, Some(true));
}

#[tokio::test]
async fn templates() {
    let world = World::new().await;
    let (client, org) = client(&world);
    let config =
        AwsSddcConfig { name: "a".to_owned(), num_hosts: 1, provider: Provider::ZeroCloud, ..AwsSddcConfig::default() };
    let task = client.create_sddc(org, &config).await.unwrap();
    let sddc = SddcId(task.resource_id.expect("the new SDDC").0);
    world.advance("2m").await;
    let query = DeleteSddcQuery { retain_configuration: true, ..DeleteSddcQuery::default() };
    client.delete_sddc(org, sddc, query).await.unwrap();
    world.advance("2m").await;
    let template = client.list_sddc_templates(org).await.unwrap().remove(0);
    assert_eq!(template.state, Some(SddcTemplateState::Available));
    assert_eq!(client.get_template_of_sddc(org, sddc).await.unwrap(), template);
    let id = template.entity.id;
    client.delete_sddc_template(org, id).await.unwrap();
    assert_eq!(client.get_sddc_template(org, id).await.unwrap().state, Some(SddcTemplateState::Deleting));
}
