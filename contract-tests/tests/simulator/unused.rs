//! Checks that the request fields without any effect are exactly those that the journal lists as unread.
//!
//! Each field of a body is sent with an unusual value in one world, and left out in another. The field counts as used
//! if the two worlds differ in the answer, or in any state that can be read immediately or four hours later. The copy
//! of the request in a task's `params` is not compared.

use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use vmc_client::{endpoint::OperationInfo, endpoints};
use vmc_contract::{
    Answer, User, World,
    openapi::resolve,
    sddc_config::{delayed, with},
};
use vmcsim::UNUSED;

/// Operations that are tried, with a query, in a world that has an SDDC for them, and a body that they accept. What one of them does not
/// look at another of the same operation may.
const CASES: &[(&str, &str, Before, Sent)] = &[
    ("CreateSddc", "", Before::Nothing, linked),
    ("CreateSddc", "", Before::Nothing, |world| {
        let mut config = linked(world);
        config["host_instance_type"] = json!("r5.metal");
        config["num_hosts"] = json!(3);
        config
    }),
    ("UpdateSddc", "", Before::Linked, |_| json!({"name": "b"})),
    ("CreateCluster", "", Before::Linked, |_| json!({"num_hosts": 3})),
    ("CreateCluster", "", Before::Linked, |_| json!({"num_hosts": 3, "host_instance_type": "r5.metal"})),
    ("ChangeEsxs", "", Before::Linked, |_| json!({"num_hosts": 1})),
    ("ChangeEsxs", "?action=remove", Before::Linked, |_| json!({"num_hosts": 1})),
    ("PrecheckAddHosts", "", Before::Linked, |_| json!({"num_hosts": 1})),
    ("CreatePublicIps", "", Before::Linked, |_| json!({"count": 1, "names": ["a"]})),
    ("SetLocale", "", Before::Nothing, |_| json!({"locale": "ja"})),
    ("SetCompatibleSubnetAsync", "", Before::Delayed, subnet),
];

/// Fields that are looked at where no case leads, and where that is.
const ELSEWHERE: &[(&str, &str)] = &[
    // It chooses among the zones of an SDDC in two, for a cluster in one of them.
    ("ChangeEsxs", "availability_zone"),
];

/// What is sent in a world.
type Sent = fn(&World) -> Value;

/// What there is before the request.
#[derive(Clone, Copy, PartialEq)]
enum Before {
    Nothing,
    Linked,
    /// An SDDC whose link is still to be made.
    Delayed,
}

fn linked(world: &World) -> Value {
    with(world.linked_config("a", 2), "vpc_cidr", "10.2.0.0/16")
}

fn subnet(world: &World) -> Value {
    let (account, subnet) = world.account_and_subnet("us-west-2");
    json!({"connected_account_id": account, "subnet_id": subnet})
}

/// A value of this form that nobody sends by chance.
fn odd(document: &Value, schema: &Value) -> Value {
    let schema = resolve(document, schema);
    if let Some(choices) = schema["enum"].as_array() {
        return choices.iter().rfind(|choice| !choice.is_null()).cloned().unwrap_or_default();
    }
    if let Some(examples) = schema["examples"].as_array() {
        return examples.last().cloned().unwrap_or_default();
    }
    let of_list = || schema["type"].as_array()?.iter().filter_map(Value::as_str).find(|kind| *kind != "null");
    match schema["type"].as_str().or_else(of_list).unwrap_or_default() {
        "object" => {
            let fields = schema["properties"].as_object().into_iter().flatten();
            Value::Object(fields.map(|(name, field)| (name.clone(), odd(document, field))).collect::<Map<_, _>>())
        }
        "array" => json!([odd(document, &schema["items"])]),
        "boolean" => json!(true),
        "integer" | "number" => json!(1000),
        _ if schema["format"] == "uuid" => json!("aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"),
        _ => json!("odd"),
    }
}

/// What a request came to: its answer, and what can be seen of the world then and later.
async fn course(
    line: &OperationInfo,
    (query, before, body): (&str, Before, Sent),
    document: &Value,
    change: impl FnOnce(&mut Value),
) -> Vec<String> {
    let world = World::new().await;
    let mut ids = vec![("org", world.org().to_owned()), ("orgId", world.org().to_owned())];
    if before != Before::Nothing {
        let mut config = linked(&world);
        config["num_hosts"] = json!(4);
        if before == Before::Delayed {
            config = with(delayed("a"), "vpc_cidr", "10.2.0.0/16");
        }
        ids.push(("sddc", world.ready_sddc(&config).await.1));
    }
    let owner = world.owner().await;
    let mut sent = body(&world);
    change(&mut sent);
    let path = filled(line.path, &ids).expect("a path");
    let answer = owner.send(line.method, &format!("{path}{query}"), Some(&sent)).await;
    if before == Before::Nothing {
        ids.extend(answer.body["resource_id"].as_str().map(|id| ("sddc", id.to_owned())));
    }
    ids.extend(answer.body["id"].as_str().map(|id| ("task", id.to_owned())));
    let mut seen = vec![shown(&answer)];
    seen.extend(look(&owner, document, &ids).await);
    world.advance("4h").await;
    seen.extend(look(&world.owner().await, document, &ids).await);
    seen
}

async fn look(person: &User, document: &Value, ids: &[(&str, String)]) -> Vec<String> {
    let mut seen = Vec::new();
    for line in endpoints::all().filter(|line| line.method == "GET" && line.path.starts_with("/vmc/")) {
        assert!(document["paths"][line.path].is_object(), "{} is not in the document", line.name);
        if let Some(path) = filled(line.path, ids) {
            let answer = person.get(&path).await;
            seen.push(shown(&answer));
        }
    }
    seen
}

/// An answer without what tasks repeat of their requests.
fn shown(answer: &Answer) -> String {
    fn forget_params(value: &mut Value) {
        match value {
            Value::Object(members) => {
                members.remove("params");
                members.values_mut().for_each(forget_params);
            }
            Value::Array(items) => items.iter_mut().for_each(forget_params),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    let mut body = answer.body.clone();
    forget_params(&mut body);
    format!("{} {body}", answer.status)
}

fn filled(path: &str, ids: &[(&str, String)]) -> Option<String> {
    let path = ids.iter().fold(path.to_owned(), |path, (name, id)| path.replace(&format!("{{{name}}}"), id));
    (!path.contains('{')).then_some(path)
}

#[tokio::test]
async fn a_field_is_listed_if_and_only_if_it_makes_no_difference() {
    let world = World::new().await;
    let document = world.target().anyone().get("/openapi.json").await.expect(200).body;
    // Whether a field was looked at in any case.
    let mut looked_at = BTreeMap::<(&str, &str), bool>::new();
    for (name, query, before, body) in CASES {
        let line = endpoints::all().find(|line| line.name == *name).expect("an operation");
        let entry = &document["paths"][line.path][line.method.to_lowercase()];
        let schema = resolve(&document, &entry["requestBody"]["content"]["application/json"]["schema"]);
        let case = (*query, *before, *body);
        let plain = course(line, case, &document, |_| {}).await;
        assert!(plain[0].starts_with('2'), "{name}: {}", plain[0]);
        assert_eq!(plain, course(line, case, &document, |_| {}).await, "{name} comes to the same twice");
        for (field, schema) in schema["properties"].as_object().expect("fields") {
            let odd = odd(&document, schema);
            let course = course(line, case, &document, |body| body[field] = odd).await;
            *looked_at.entry((*name, field)).or_default() |= course != plain;
        }
    }
    let unused: BTreeSet<_> =
        looked_at.into_iter().filter(|(_, looked_at)| !looked_at).map(|(field, _)| field).collect();
    let listed = UNUSED.iter().map(|unused| (unused.operation, unused.field)).chain(ELSEWHERE.iter().copied());
    assert_eq!(
        unused,
        listed.collect(),
        "what made no difference, and what is listed in mock-server/src/journal/unused.rs"
    );
}

#[tokio::test]
async fn the_journal_names_what_makes_no_difference() {
    let world = World::new().await;
    let mut body = linked(&world);
    body["vpc_name"] = json!("mine");
    body["outpost_id"] = json!("");
    body["software_tier"] = Value::Null;
    world.owner().await.create(&body).await.expect(202);
    let view = world.control("GET", "/journal?unread=true", &Value::Null).await.expect(200).body;
    assert_eq!(view["entries"][0]["unread"], json!(["body.vpc_name"]));
}
