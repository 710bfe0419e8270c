//! What an organization has that the API only shows: providers, quotas, ways of paying, terms of service.
//!
//! Operations: ListProviders, ListServiceQuotaRequests, GetServiceQuotaRequest, ListPaymentMethods, GetTermsOfService.
//!
//! Refusals: GetTermsOfService, GetServiceQuotaRequest.

use serde_json::json;
use vmc_contract::World;

#[tokio::test]
async fn providers_are_those_that_are_switched_on() {
    for (switch, left) in [("enableAWSCloudProvider", "ZEROCLOUD"), ("enableZeroCloudCloudProvider", "AWS")] {
        let properties = json!({switch: "false", "defaultAwsRegions": "US_WEST_2,US_EAST_1"});
        let reader = World::with(json!({"org_properties": properties})).await.reader().await;
        let expected = json!([{"provider": left, "regions": ["US_WEST_2", "US_EAST_1"]}]);
        assert_eq!(reader.get(&reader.org_path("/providers")).await.expect(200).body, expected);
    }
}

#[tokio::test]
async fn requests_to_raise_quotas_are_decided_in_time() {
    let world = World::new().await;
    let path = format!("/vmc/api/orgs/{}/aws/resources/servicequotas/requests", world.org());
    let status = async |by: &str| {
        world.advance(by).await;
        let all = world.reader().await.get(&path).await.expect(200).body;
        (all[0]["request_status"].clone(), all[1]["request_status"].clone())
    };
    assert_eq!(status("0s").await, (json!("RESOLVED"), json!("NEW")));
    assert_eq!(status("1h").await, (json!("RESOLVED"), json!("PENDING")));
    assert_eq!(status("2d").await, (json!("RESOLVED"), json!("RESOLVED")));
    let reader = world.reader().await;
    let all = reader.get(&path).await.expect(200).body;
    let id = all[1]["id"].as_str().expect("an id");
    let one = reader.get(&format!("{path}/{id}")).await.expect(200).body;
    assert_eq!(one, all[1]);
    let detail = one["request_details"].as_object().expect("details").values().next().expect("a detail");
    assert_eq!(
        (&detail["detail_status"], &detail["resolved_at"]),
        (&json!("RESOLVED"), &json!("2026-01-07T08:00:00.000123Z"))
    );
    reader.get(&format!("{path}/00000000-0000-4000-8000-000000000000")).await.expect(404).refusal();
}

#[tokio::test]
async fn ways_of_paying_and_signed_terms_are_shown() {
    let world = World::new().await;
    let reader = world.reader().await;
    let methods =
        async |query: &str| reader.get(&reader.org_path(&format!("/payment-methods{query}"))).await.expect(200).body;
    let all = methods("").await;
    assert_eq!((&all[0]["default_flag"], &all[1]["default_flag"]), (&json!(true), &json!(false)));
    assert_eq!(methods("?defaultFlag=true").await, json!([all[0]]));
    let terms = async |query: &str| reader.get(&reader.org_path(&format!("/tos{query}"))).await;
    let signed = json!({"signed": true, "terms_id": "vmc-terms-of-service"});
    assert_eq!(terms("?termsId=vmc-terms-of-service").await.expect(200).body, signed);
    assert_eq!(terms("?termsId=other").await.expect(200).body, json!({"signed": false, "terms_id": "other"}));
    terms("").await.expect(400).refusal();
    terms("?termsId=").await.expect(400).refusal();
}
