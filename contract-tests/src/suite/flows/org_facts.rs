//! Flows about the read-only data of an organization: providers, quotas, payment methods, terms of service.

use crate::{
    Answer,
    suite::{
        Case, Customer,
        Needs::MovableClock,
        Played, Trial, cases,
        played::{Needed, equal},
    },
};
use serde_json::json;

pub(super) const CASES: &[Case] = cases! { "flows/org_facts", Flow;
    MovableClock => providers_are_those_that_are_switched_on;
    MovableClock => requests_to_raise_quotas_are_decided_in_time;
    MovableClock => ways_of_paying_and_signed_terms_are_shown;
};

async fn providers_are_those_that_are_switched_on(trial: &Trial) -> Played {
    for (switch, left) in [("enableAWSCloudProvider", "ZEROCLOUD"), ("enableZeroCloudCloudProvider", "AWS")] {
        let properties = json!({switch: "false", "defaultAwsRegions": "US_WEST_2,US_EAST_1"});
        let reader = trial.setting(json!({"org_properties": properties})).await?.reader().await?;
        let expected = json!([{"provider": left, "regions": ["US_WEST_2", "US_EAST_1"]}]);
        equal!(reader.get(&reader.org_path("/providers")).await?.require(200)?.body, expected);
    }
    Ok(())
}

async fn requests_to_raise_quotas_are_decided_in_time(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let path = format!("/vmc/api/orgs/{}/aws/resources/servicequotas/requests", world.org());
    for (by, second) in [("0s", "NEW"), ("1h", "PENDING"), ("2d", "RESOLVED")] {
        world.advance(by).await?;
        let all = world.reader().await?.get(&path).await?.require(200)?.body;
        equal!((&all[0]["request_status"], &all[1]["request_status"]), (&json!("RESOLVED"), &json!(second)));
    }
    let reader = world.reader().await?;
    let all = reader.get(&path).await?.require(200)?.body;
    let id = all[1]["id"].as_str().needed()?;
    let one = reader.get(&format!("{path}/{id}")).await?.require(200)?.body;
    equal!(one, all[1]);
    let detail = one["request_details"].as_object().needed()?.values().next().needed()?;
    equal!(
        (&detail["detail_status"], &detail["resolved_at"]),
        (&json!("RESOLVED"), &json!("2026-01-07T08:00:00.000123Z"))
    );
    reader.get(&format!("{path}/00000000-0000-4000-8000-000000000000")).await?.require(404)?.refused()?;
    Ok(())
}

async fn ways_of_paying_and_signed_terms_are_shown(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let reader = world.reader().await?;
    let methods = reader.org_path("/payment-methods");
    let all = reader.get(&methods).await?.require(200)?.body;
    equal!((&all[0]["default_flag"], &all[1]["default_flag"]), (&json!(true), &json!(false)));
    equal!(reader.get(&format!("{methods}?defaultFlag=true")).await?.require(200)?.body, json!([all[0]]));
    let signed = json!({"signed": true, "terms_id": "vmc-terms-of-service"});
    equal!(terms(&reader, "?termsId=vmc-terms-of-service").await?.require(200)?.body, signed);
    equal!(terms(&reader, "?termsId=other").await?.require(200)?.body, json!({"signed": false, "terms_id": "other"}));
    terms(&reader, "").await?.require(400)?.refused()?;
    terms(&reader, "?termsId=").await?.require(400)?.refused()?;
    Ok(())
}

async fn terms(reader: &Customer<'_>, query: &str) -> Played<Answer> {
    reader.get(&reader.org_path(&format!("/tos{query}"))).await
}
