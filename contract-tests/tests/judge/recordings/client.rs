//! Checks that the typed client can read every recording: each recorded answer is replayed to it over HTTP, and its
//! result is encoded again and compared with the recording.

use crate::recordings::wire_types::{Answers, NOT_CARRIED, laid_over, remove_placeholders};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use vmc_client::{
    Client, Error,
    endpoint::{Body, Endpoint, Parameters, decode_pairs},
    endpoints::{
        account_link::*, clusters::*, csp::orgs::*, csp::tokens::*, esxs::*, orgs::*, sddc_groups::connectivity::*,
        sddc_groups::inventory::*, sddc_groups::operations::*, sddcs::*, subscriptions::*, tasks::*,
    },
    http::CspRefusal,
};
use vmc_contract::{
    compare::{Comparison, Keys, Mismatch, Values},
    recording::{Recording, Recordings},
    replay::{Replay, Server},
};

/// Stands for whatever a request names, where a recording has a placeholder. It has the form of every id.
const ANY_ID: &str = "36e30fcd-753d-47cc-bb14-5058f2f5733b";

/// What the client says to a recording: the answer as it writes it, or why there is none.
async fn call<E: Endpoint>(recording: Recording) -> Result<Value, Error> {
    let (path, query) =
        (path_of::<E>(&recording), parameters::<E::Query>(recording.request.query.as_deref().unwrap_or_default()));
    let body = E::Body::decode(request(&recording).to_string().as_bytes(), None).unwrap();
    let sent = serde_json::from_slice(&body.encode().unwrap())
        .unwrap_or_else(|_| Value::String(String::from_utf8(body.encode().unwrap()).unwrap()));
    let query_sent = serde_urlencoded_of(&query);
    // What the client sends beyond what the source shows is no matter here.
    let mut served = recording;
    served.request.query = Some(query_sent).filter(|query| !query.is_empty());
    served.request.body = Some(sent).filter(|sent| *sent != json!(""));
    let sign_in: Recording = serde_json::from_value(json!({
        "record": 0, "endpoint": null, "source": null, "grade": "recorded", "partial": false,
        "request": {"method": "POST", "path": "/csp/gateway/am/api/auth/api-tokens/authorize", "body": "refresh_token=replayed"},
        "response": {"status": 200, "body": {"token_type": "bearer", "expires_in": 1799, "access_token": "replayed"}},
    }))
    .unwrap();
    let server = Server::start(Replay::of([served, sign_in]), "127.0.0.1:0".parse().unwrap()).await.unwrap();
    let url = server.url();
    let client = Client::builder().vmc_url(&url).csp_url(&url).api_token("replayed").build().unwrap();
    let answer = client.call::<E>(path, query, body).await;
    server.stop().await.unwrap();
    answer.map(|content| serde_json::from_slice(&E::encode_output(content).unwrap()).unwrap())
}

fn path_of<E: Endpoint>(recording: &Recording) -> E::Path {
    let names = E::INFO.path.split('/').zip(recording.request.path.split('/'));
    let pairs = names.filter_map(|(name, part)| Some((name.strip_prefix('{')?.strip_suffix('}')?, part)));
    let text: Vec<_> =
        pairs.map(|(name, part)| format!("{name}={}", if part.starts_with('{') { ANY_ID } else { part })).collect();
    parameters(&text.join("&"))
}

fn parameters<P: Parameters>(text: &str) -> P {
    let given: Vec<_> =
        text.split('&').map(|pair| pair.replace("{uuid}", ANY_ID).replace("{region}", "us-west-2")).collect();
    decode_pairs(form_urlencoded::parse(given.join("&").as_bytes()).collect(), None)
        .unwrap_or_else(|err| panic!("{text}: {err}"))
}

fn serde_urlencoded_of(query: &impl Parameters) -> String {
    let document = serde_json::to_value(query).unwrap();
    let mut text = form_urlencoded::Serializer::new(String::new());
    for (name, value) in document.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null()) {
        text.append_pair(name, value.as_str().unwrap_or(&value.to_string()));
    }
    text.finish()
}

/// The recorded request, with something in place of what its source does not show.
fn request(recording: &Recording) -> Value {
    let mut body = json!({"name": "a", "num_hosts": 1, "provider": "AWS", "region": "US_WEST_2", "refresh_token": "x", "offer_name": "a",
        "offer_type": "TERM", "offer_version": "1", "quantity": "1", "product_type": "host", "type": "DELETE_DEPLOYMENT_GROUP",
        "resource_id": "x", "resource_type": "x"});
    let recorded = match recording.request.body.clone() {
        Some(Value::String(form)) => {
            form_urlencoded::parse(form.as_bytes()).into_owned().map(|(name, value)| (name, json!(value))).collect()
        }
        Some(Value::Object(members)) => members,
        _ => serde_json::Map::new(),
    };
    for (name, value) in recorded {
        let stands_for_one = |value: &Value| value.to_string().contains(['{', '$']) || value.is_null();
        if name == "members" || (name != "account_link_sddc_config" && !stands_for_one(&value)) {
            body[name] = value;
        }
    }
    body
}

async fn replayed(recording: Recording) -> Result<Value, Error> {
    match recording.endpoint.as_deref().unwrap_or_default() {
        "AuthorizeApiToken" => call::<AuthorizeApiToken>(recording).await,
        "GetToken" => call::<GetToken>(recording).await,
        "GetOrgUsers" => call::<GetOrgUsers>(recording).await,
        "SearchOrgUsers" => call::<SearchOrgUsers>(recording).await,
        "ListOrgs" => call::<ListOrgs>(recording).await,
        "GetOrg" => call::<GetOrg>(recording).await,
        "ListProviders" => call::<ListProviders>(recording).await,
        "GetCompatibleSubnets" => call::<GetCompatibleSubnets>(recording).await,
        "ListOfferInstances" => call::<ListOfferInstances>(recording).await,
        "CreateSubscription" => call::<CreateSubscription>(recording).await,
        "CreateSddc" => call::<CreateSddc>(recording).await,
        "GetSddc" => call::<GetSddc>(recording).await,
        "UpdateSddc" => call::<UpdateSddc>(recording).await,
        "DeleteSddc" => call::<DeleteSddc>(recording).await,
        "CreateCluster" => call::<CreateCluster>(recording).await,
        "DeleteCluster" => call::<DeleteCluster>(recording).await,
        "ChangeEsxs" => call::<ChangeEsxs>(recording).await,
        "ListTasks" => call::<ListTasks>(recording).await,
        "GetTask" => call::<GetTask>(recording).await,
        "UpdateTask" => call::<UpdateTask>(recording).await,
        "ValidateGroupMembers" => call::<ValidateGroupMembers>(recording).await,
        "CreateSddcGroup" => call::<CreateSddcGroup>(recording).await,
        "ChangeSddcGroup" => call::<ChangeSddcGroup>(recording).await,
        "GetOperation" => call::<GetOperation>(recording).await,
        "GetDeploymentGroup" => call::<GetDeploymentGroup>(recording).await,
        "GetConnectivityConfig" => call::<GetConnectivityConfig>(recording).await,
        other => panic!("{other} was recorded, and the client is not asked for it here"),
    }
}

/// What a refusal says, as the client understood it.
fn refusal(error: Error) -> Result<Value, Error> {
    match error {
        Error::Refused { body, .. } => Ok(serde_json::to_value(body).unwrap()),
        Error::CoreRefused { body, .. } => Ok(serde_json::to_value(body).unwrap()),
        Error::SignInRefused { body, .. } => Ok(match *body {
            CspRefusal::Full(body) => serde_json::to_value(body).unwrap(),
            CspRefusal::Module(body) => serde_json::to_value(body).unwrap(),
        }),
        other => Err(other),
    }
}

#[tokio::test]
async fn the_client_returns_what_was_recorded() {
    let recordings = Recordings::read().unwrap();
    let answers = Answers::of_the_simulation().await;
    let mut found: Vec<String> = Vec::new();
    let (mut asked, mut shown_by) = (0, BTreeSet::new());
    for recording in
        recordings.all().filter(|recording| recording.endpoint.is_some() && recording.response.body.is_some())
    {
        let (served, shown) = served(recording, &answers);
        let refused = recording.expected_status().is_some_and(|status| status >= 400);
        let answer = replayed(served).await;
        let answer = if refused { answer.or_else(refusal) } else { answer };
        let keys = if recording.partial { Keys::Expected } else { Keys::All };
        match answer {
            Ok(answer) => {
                let compared = Comparison::new(Values::Exact).compare(&recording.to_string(), keys, &shown, &answer);
                found.extend(compared.iter().map(Mismatch::to_string));
            }
            Err(error) => found.push(format!("{recording}: {error}")),
        }
        asked += 1;
        shown_by.insert(recording.endpoint.clone().unwrap());
    }
    assert!(found.is_empty(), "{} differences from recordings:\n{}", found.len(), found.join("\n"));
    assert!(asked >= 45 && shown_by.len() == 26, "{asked} recordings of {shown_by:?}");
}

/// The recording as it is served, whole, and what of it is compared: without what only operators see, what stands for a value, and what the
/// wire types leave out for a reason.
fn served(recording: &Recording, answers: &Answers) -> (Recording, Value) {
    let mut shown = recording.customer_body();
    remove_placeholders(&mut shown);
    for (_, parent, key, _) in NOT_CARRIED.iter().filter(|(record, ..)| *record == recording.record) {
        shown.pointer_mut(parent).and_then(|parent| parent.as_object_mut()?.remove(*key));
    }
    let status = recording.expected_status();
    let is_vmc = recording.request.path.starts_with("/vmc/");
    let complete = match status {
        Some(400..) if is_vmc => &answers.refusal,
        Some(400..) if recording.request.path.starts_with("/api/") => &answers.core_refusal,
        Some(400..) => &Value::Null,
        _ => answers.by_endpoint.get(recording.endpoint.as_deref().unwrap_or_default()).unwrap_or(&Value::Null),
    };
    let mut served = recording.clone();
    served.response.body = Some(if recording.partial { laid_over(complete, &shown) } else { shown.clone() });
    (served, shown)
}
