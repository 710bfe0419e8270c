//! Checks that the wire types can represent every recorded body: decoding and encoding it changes nothing.
//!
//! Fields that a partial recording leaves out are taken from an answer of the simulation; only the recorded fields
//! are compared.

use crate::recordings::judged;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use vmc_client::{
    endpoint::{DecodeError, Json, OperationInfo, Reply, Rewrite, Rewriter, Service},
    endpoints,
    wire::{CoreError, CspError, CspModuleError, ErrorResponse},
};
use vmc_contract::{
    User, World,
    compare::{Comparison, Keys, Mismatch, Values},
    operation::named,
    recording::{Recording, Recordings},
    suite::{completed, multipart, without_nulls},
};

/// What the wire types do not carry although a recording shows it: place and reason.
pub(crate) const NOT_CARRIED: &[(u32, &str, &str, &str)] = &[
    (12, "/0", "customer_error_message", "null here and absent in recording 11; one of the two had to be followed"),
    (27, "/resource_config", "esx_hosts", "an object where the service sends a list: edited in the source"),
];

#[tokio::test]
async fn wire_types_carry_every_judged_recording() {
    let recordings = Recordings::read().unwrap();
    let answers = Answers::of_the_simulation().await;
    let mut found = Vec::new();
    // Networks have no wire types; `networking` judges their recordings by the published types.
    let of_networks: Vec<_> = Recordings::read_networking().unwrap().numbers().collect();
    let judged = judged().flat_map(|(_, records)| records).chain(&[38]);
    for record in judged.filter(|record| !of_networks.contains(record)) {
        let recording = recordings.get(*record).unwrap();
        let line = named(operation(recording)).unwrap();
        found.extend(request(recording, line));
        found.extend(reply(recording, line, &answers));
    }
    let lines: Vec<_> = found.iter().map(Mismatch::to_string).collect();
    assert!(lines.is_empty(), "{} differences from recordings:\n{}", lines.len(), lines.join("\n"));
}

/// The operation whose types a recording shows. The one judged call outside the published operations was an operator's list of tasks.
fn operation(recording: &Recording) -> &str {
    recording.endpoint.as_deref().unwrap_or("ListTasks")
}

fn request(recording: &Recording, line: &OperationInfo) -> Vec<Mismatch> {
    let operation = format!("request of {recording}");
    let Some(body) = &recording.request.body else { return Vec::new() };
    match (recording.endpoint.as_deref(), body) {
        (_, Value::String(form)) => {
            let written = (rewriter(line).body)(form.as_bytes()).map(|bytes| String::from_utf8(bytes).unwrap().into());
            compared(&operation, Keys::All, body, written)
        }
        (Some("AuthorizeApiToken"), fields) => {
            let token = fields["refresh_token"].as_str().unwrap();
            let sent = multipart(&[("refresh_token", token)]).1;
            let written = (rewriter(line).body)(&sent).map(|bytes| String::from_utf8(bytes).unwrap().into());
            compared(&operation, Keys::All, &format!("refresh_token={token}").into(), written)
        }
        (endpoint, _) => {
            let mut body = if endpoint == Some("CreateSddc") { completed(body) } else { body.clone() };
            // Placeholders have no form; ids of the right form take their place.
            if let Some(link) = body.pointer_mut("/account_link_sddc_config/0") {
                *link = json!({"connected_account_id": "6d816f9f-15b8-3e1b-bffd-bd2baefbf77f",
                    "customer_subnet_ids": ["subnet-0ab670fdc4f9f4795"]});
            }
            if let Some(cluster) = body.get_mut("cluster_id") {
                *cluster = json!("f866a204-846d-4f62-9333-f2ad609ac83c");
            }
            let body = without_nulls(&body);
            compared(&operation, Keys::All, &body, rewritten(rewriter(line).body, &body))
        }
    }
}

fn rewriter(line: &OperationInfo) -> &'static Rewriter {
    endpoints::rewriter(line.name).unwrap()
}

fn reply(recording: &Recording, line: &OperationInfo, answers: &Answers) -> Vec<Mismatch> {
    let mut shown = recording.customer_body();
    if shown.is_null() {
        return Vec::new();
    }
    remove_placeholders(&mut shown);
    for (_, parent, key, _) in NOT_CARRIED.iter().filter(|(record, ..)| *record == recording.record) {
        let removed = shown.pointer_mut(parent).and_then(|parent| parent.as_object_mut()?.remove(*key));
        assert!(removed.is_some(), "{recording} shows no {parent}/{key}");
    }
    let refused = recording.expected_status().is_some_and(|status| status >= 400);
    let (rewrite, complete): (Rewrite, _) = match (refused, operation(recording)) {
        (true, "AuthorizeApiToken") => (rewrite::<Json<CspModuleError>>, &Value::Null),
        (true, "GetToken") => (rewrite::<Json<CspError>>, &Value::Null),
        (true, _) if line.service == Service::Core => (rewrite::<Json<CoreError>>, &answers.core_refusal),
        (true, _) => (rewrite::<Json<ErrorResponse>>, &answers.refusal),
        // A recording that is not partial needs no completion.
        (false, endpoint) => (rewriter(line).reply, answers.by_endpoint.get(endpoint).unwrap_or(&Value::Null)),
    };
    let (body, keys) = match recording.partial {
        true => (laid_over(complete, &shown), Keys::Expected),
        false => (shown.clone(), Keys::All),
    };
    compared(&format!("answer of {recording}"), keys, &shown, rewritten(rewrite, &body))
}

fn rewrite<R: Reply>(bytes: &[u8]) -> Result<Vec<u8>, DecodeError> {
    R::encode(&R::decode(bytes)?)
}

fn rewritten(rewrite: Rewrite, body: &Value) -> Result<Value, DecodeError> {
    rewrite(body.to_string().as_bytes()).map(|bytes| serde_json::from_slice(&bytes).unwrap())
}

fn compared(operation: &str, keys: Keys, expected: &Value, written: Result<Value, DecodeError>) -> Vec<Mismatch> {
    match written {
        Ok(written) => Comparison::new(Values::Exact).compare(operation, keys, expected, &written),
        Err(error) => vec![Mismatch {
            operation: operation.to_owned(),
            path: format!("$.{}", error.path),
            expected: None,
            actual: None,
            sentence: format!("cannot be read: {}", error.reason),
        }],
    }
}

/// Removes what is not a value but stands for one, as `{sddc}`.
pub(crate) fn remove_placeholders(value: &mut Value) {
    if let Some(members) = value.as_object_mut() {
        members.retain(|_, member| !member.as_str().is_some_and(|text| text.starts_with('{') && text.ends_with('}')));
        members.values_mut().for_each(remove_placeholders);
    }
}

/// A complete document with the recorded one over it: where both have a value, the recorded one counts.
pub(crate) fn laid_over(complete: &Value, recorded: &Value) -> Value {
    match (complete, recorded) {
        (Value::Object(complete), Value::Object(recorded)) => {
            let mut both = complete.clone();
            for (key, value) in recorded {
                let below = complete.get(key).unwrap_or(&Value::Null);
                both.insert(key.clone(), laid_over(below, value));
            }
            Value::Object(both)
        }
        (Value::Array(complete), Value::Array(recorded)) => {
            recorded.iter().map(|item| laid_over(complete.first().unwrap_or(&Value::Null), item)).collect()
        }
        (_, recorded) => recorded.clone(),
    }
}

/// Complete answers, by operation.
pub(crate) struct Answers {
    pub(crate) by_endpoint: BTreeMap<&'static str, Value>,
    pub(crate) refusal: Value,
    /// A refusal of the newer services.
    pub(crate) core_refusal: Value,
}

impl Answers {
    pub(crate) async fn of_the_simulation() -> Self {
        let world = World::new().await;
        let owner = world.owner().await;
        let form = format!("refresh_token={}", world.view["api_token"].as_str().unwrap());
        let token = owner.send_form("/csp/gateway/am/api/auth/api-tokens/authorize", form).await.expect(200).body;
        let task = owner.create_sddc("sddc-1").await.expect(202);
        let refusal = owner.delete_sddc(&task.text_at("resource_id")).await.expect(400).body;
        world.advance("74s").await;
        let sddc = owner.sddc(&task.text_at("resource_id")).await.expect(200).body;
        let task = owner.task(&task.text_at("id")).await.expect(200).body;
        let org = owner.get(&owner.org_path("")).await.expect(200).body;
        let (group, core_refusal) = group(&owner).await;
        let by_endpoint = BTreeMap::from([
            ("ChangeSddcGroup", group["change"].clone()),
            ("GetDeploymentGroup", group["group"].clone()),
            ("GetOperation", group["operation"].clone()),
            ("AuthorizeApiToken", token),
            ("ListOrgs", json!([org])),
            ("GetOrg", org),
            ("CreateSddc", task.clone()),
            ("CreateSubscription", task.clone()),
            ("GetSddc", sddc.clone()),
            ("UpdateSddc", sddc),
            ("DeleteSddc", task.clone()),
            ("CreateCluster", task.clone()),
            ("DeleteCluster", task.clone()),
            ("ChangeEsxs", task.clone()),
            ("ListTasks", json!([task])),
            ("GetTask", task.clone()),
            ("UpdateTask", task),
        ]);
        Self { by_endpoint, refusal, core_refusal }
    }
}

/// Complete answers about an SDDC group, and a refusal.
async fn group(owner: &User) -> (Value, Value) {
    let path = |service: &str, rest: &str| format!("/api/{service}/{}{rest}", owner.org());
    let configs = "/core/network-connectivity-configs";
    let create = path("network", &format!("{configs}/create-group-network-connectivity"));
    let made = owner.post(&create, &json!({"name": "group"})).await.expect(200);
    let operation = owner.get(&path("operation", &format!("/core/operations/{}", made.text_at("operation_id")))).await;
    let group = owner.get(&path("inventory", &format!("/core/deployment-groups/{}", made.text_at("group_id")))).await;
    let unknown = json!({"members": [{"id": "unknown"}]});
    let refusal = owner.post(&path("network", &format!("{configs}/validate-members")), &unknown).await.expect(409).body;
    let change = json!({"id": made.body["operation_id"], "type": "UPDATE_MEMBERS", "resource_id": made.body["config_id"],
        "resource_type": "network-connectivity-config"});
    (json!({"operation": operation.expect(200).body, "group": group.expect(200).body, "change": change}), refusal)
}
