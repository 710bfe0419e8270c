//! Servers with one known error each: the suite must name the operation and the place.

use crate::check::{
    found,
    proxy::{Change, Memory, Passing, changed},
};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use vmc_contract::suite::Subject;

/// A way to be broken, and what must be said of it.
struct Mutation {
    name: &'static str,
    /// Cases that meet it; the answers that they get are seen by the witness, too.
    cases: &'static [&'static str],
    change: Change,
    operation: &'static str,
    path: &'static str,
}

const MUTATIONS: &[Mutation] = &[
    Mutation {
        name: "a required field is dropped",
        cases: &["flows/life/looking"],
        change: |passing, _| without(passing, "GetTask", "user_name"),
        operation: "GetTask",
        path: "$.user_name",
    },
    Mutation {
        name: "an optional field is dropped that was recorded as null",
        cases: &["flows/life/looking"],
        change: |passing, _| without(passing, "GetTask", "error_message"),
        operation: "GetTask",
        path: "$.error_message",
    },
    Mutation {
        name: "null stands where the key is absent",
        cases: &["flows/life/looking"],
        change: |passing, _| with(passing, "GetTask", "customer_error_message", Value::Null),
        operation: "GetTask",
        path: "$.customer_error_message",
    },
    Mutation {
        name: "null stands where a value is required",
        cases: &["flows/life/looking"],
        change: |passing, _| with(passing, "GetSddc", "version", Value::Null),
        operation: "GetSddc",
        path: "$.version",
    },
    Mutation {
        name: "another status of success",
        cases: &["flows/life/a_task"],
        change: |passing, _| {
            if passing.operation == "CreateSddc" {
                passing.status = 200;
            }
        },
        operation: "CreateSddc",
        path: "status",
    },
    Mutation {
        name: "a date has three digits where six are right",
        cases: &["flows/life/looking"],
        change: |passing, _| with(passing, "GetSddc", "created", json!("2026-01-05T08:00:00.123Z")),
        operation: "GetSddc",
        path: "$.created",
    },
    Mutation {
        name: "a date is no date",
        cases: &["flows/life/looking"],
        change: |passing, _| with(passing, "GetOrg", "created", json!("yesterday")),
        operation: "GetOrg",
        path: "$.created",
    },
    Mutation {
        name: "a task jumps back",
        cases: &["flows/life/a_task"],
        change: |passing, _| {
            if passing.operation == "GetTask" && passing.body["progress_percent"].as_i64().is_some_and(|now| now > 60) {
                passing.body["progress_percent"] = json!(40);
            }
        },
        operation: "GetTask",
        path: "$.progress_percent",
    },
    Mutation {
        name: "a task that has ended is written again",
        cases: &["flows/life/a_task"],
        change: |passing, memory| {
            if passing.operation == "GetTask" && passing.body["status"] == "FINISHED" {
                passing.body["version"] = json!(100 + count(memory, "looks"));
            }
        },
        operation: "GetTask",
        path: "$.version",
    },
    Mutation {
        name: "a deleted SDDC is there again",
        cases: &["flows/life/what_is_deleted"],
        change: |passing, memory| revive(passing, memory, "GetSddc", |body| body["sddc_state"] == "READY"),
        operation: "GetSddc",
        path: "$.sddc_state",
    },
    Mutation {
        name: "a deleted SDDC is listed again",
        cases: &["flows/life/what_is_deleted"],
        change: |passing, memory| {
            if passing.operation == "GetSddc" && passing.body["sddc_state"] == "READY" {
                memory.insert("sddc".to_owned(), passing.body.clone());
            }
            if let ("ListSddcs", Some(sddc)) = (passing.operation.as_str(), memory.get("sddc")) {
                passing.body = json!([sddc]);
            }
        },
        operation: "ListSddcs",
        path: "$[0].id",
    },
    Mutation {
        name: "an id changes from answer to answer",
        cases: &["flows/life/looking"],
        change: |passing, memory| {
            if passing.operation == "GetSddc" {
                passing.body["resource_config"]["vc_instance_id"] =
                    json!(format!("00000000-0000-4000-8000-{:012}", count(memory, "looks")));
            }
        },
        operation: "GetSddc",
        path: "$.resource_config.vc_instance_id",
    },
    Mutation {
        name: "the list shows it otherwise than a look at it",
        cases: &["flows/life/looking"],
        change: |passing, _| {
            if passing.operation == "ListSddcs" {
                passing.body[0]["name"] = json!("sddc-one");
            }
        },
        operation: "GetSddc",
        path: "$.name",
    },
    Mutation {
        name: "a value of an enum is invented",
        cases: &["flows/life/looking"],
        change: |passing, _| with(passing, "GetSddc", "account_link_state", json!("ALMOST")),
        operation: "GetSddc",
        path: "$.account_link_state",
    },
    Mutation {
        name: "a refusal lacks a key",
        cases: &["flows/refusals/what_is_not_there"],
        change: |passing, _| {
            if passing.status == 404 {
                without(passing, "GetTask", "retryable");
            }
        },
        operation: "GetTask",
        path: "$.retryable",
    },
    Mutation {
        name: "a refusal says another status than its own",
        cases: &["flows/refusals/what_is_not_there"],
        change: |passing, _| {
            if passing.status == 404 {
                with(passing, "GetSddc", "status", json!(400));
            }
        },
        operation: "GetSddc",
        path: "$.status",
    },
    Mutation {
        name: "a refusal of the sign-in has another shape",
        cases: &["looks/a_bad_api_token"],
        change: |passing, _| {
            if passing.operation == "AuthorizeApiToken" && passing.status == 400 {
                passing.body = json!({"error": "invalid_grant", "message": passing.body["message"]});
            }
        },
        operation: "AuthorizeApiToken",
        path: "$.moduleCode",
    },
    Mutation {
        name: "an expired token opens",
        cases: &["flows/sign_in/a_token_that"],
        change: |passing, memory| revive(passing, memory, "ListSddcs", |_| true),
        operation: "ListSddcs",
        path: "status",
    },
    Mutation {
        name: "a reader may create",
        cases: &["flows/sign_in/a_reader"],
        change: |passing, memory| revive(passing, memory, "CreateSddc", |_| true),
        operation: "CreateSddc",
        path: "status",
    },
    Mutation {
        name: "a number is written as a text",
        cases: &["flows/life/looking"],
        change: |passing, _| with(passing, "GetTask", "progress_percent", json!("100")),
        operation: "GetTask",
        path: "$.progress_percent",
    },
    Mutation {
        name: "a list stands the other way round",
        cases: &["flows/lists/sddcs"],
        change: |passing, _| {
            if let ("ListSddcs", Some(list)) = (passing.operation.as_str(), passing.body.as_array_mut()) {
                list.reverse();
            }
        },
        operation: "ListSddcs",
        path: "$[0].id",
    },
    Mutation {
        name: "something is listed twice",
        cases: &["flows/lists/sddcs"],
        change: |passing, _| {
            if let ("ListTasks", Some(list)) = (passing.operation.as_str(), passing.body.as_array_mut()) {
                list.extend(list.first().cloned());
            }
        },
        operation: "ListTasks",
        path: "$[3].id",
    },
    Mutation {
        name: "a filter lets everything through",
        cases: &["flows/lists/a_filter"],
        change: |passing, memory| {
            if passing.operation != "ListTasks" {
            } else if passing.path.contains("$filter") {
                passing.body = memory["all"].clone();
            } else {
                memory.insert("all".to_owned(), passing.body.clone());
            }
        },
        operation: "ListTasks",
        path: "$",
    },
    Mutation {
        name: "a key that only operators are shown",
        cases: &["recordings/an_aws_sddc"],
        change: |passing, _| with(passing, "GetSddc", "created_build_number", json!(7)),
        operation: "GetSddc",
        path: "$.created_build_number",
    },
    Mutation {
        name: "a value is not the recorded one",
        cases: &["recordings/main_job"],
        change: |passing, _| {
            if passing.operation == "GetSddc" && passing.body["sddc_state"] == "READY" {
                passing.body["resource_config"]["vc_ip"] = json!("10.2.224.5");
            }
        },
        operation: "GetSddc (recording 25, sddcs/get-zerocloud-one-node)",
        path: "$.resource_config.vc_ip",
    },
    Mutation {
        name: "an empty body",
        cases: &["looks/organizations"],
        change: |passing, _| says(passing, "GetOrg", ""),
        operation: "GetOrg",
        path: "$",
    },
    Mutation {
        name: "a body that breaks off",
        cases: &["looks/organizations"],
        change: |passing, _| says(passing, "ListOrgs", "[{\"id\": \"a"),
        operation: "ListOrgs",
        path: "$",
    },
    Mutation {
        name: "another media type",
        cases: &["looks/providers"],
        change: |passing, _| {
            if passing.operation == "ListProviders" {
                "text/html".clone_into(&mut passing.content_type);
            }
        },
        operation: "ListProviders",
        path: "content-type",
    },
    Mutation {
        name: "a page of a gateway in place of an answer",
        cases: &["looks/tasks"],
        change: |passing, _| {
            if passing.operation == "ListTasks" {
                passing.status = 502;
                "text/html".clone_into(&mut passing.content_type);
                says(passing, "ListTasks", "<html>Bad Gateway</html>");
            }
        },
        operation: "ListTasks (recording 23, tasks/list-ids)",
        path: "status",
    },
];

fn with(passing: &mut Passing, operation: &str, key: &str, value: Value) {
    if passing.operation == operation {
        passing.body[key] = value;
    }
}

fn without(passing: &mut Passing, operation: &str, key: &str) {
    if let (true, Some(members)) = (passing.operation == operation, passing.body.as_object_mut()) {
        members.remove(key).expect("the key to drop is there");
    }
}

fn says(passing: &mut Passing, operation: &str, text: &str) {
    if passing.operation == operation {
        passing.text = Some(text.to_owned());
    }
}

/// Counts on from 1.
fn count(memory: &mut Memory, what: &str) -> i64 {
    let count = memory.get(what).and_then(Value::as_i64).unwrap_or_default() + 1;
    memory.insert(what.to_owned(), json!(count));
    count
}

/// Answers with what was answered before, when it worked, although it works no more.
fn revive(passing: &mut Passing, memory: &mut Memory, operation: &str, works: fn(&Value) -> bool) {
    if passing.operation != operation {
        return;
    }
    if passing.status < 400 && works(&passing.body) {
        memory.insert("status".to_owned(), json!(passing.status));
        memory.insert("body".to_owned(), passing.body.clone());
    } else if let (Some(status), Some(body)) = (memory.get("status").and_then(Value::as_u64), memory.get("body")) {
        passing.status = status.try_into().expect("a status");
        passing.body = body.clone();
    }
}

#[tokio::test]
async fn each_broken_server_is_found_out_by_operation_and_place() {
    let mut missed = Vec::new();
    for Mutation { name, cases, change, operation, path } in MUTATIONS {
        let report = found(&Subject::simulator(changed(*change).await), cases).await;
        let named = report.mismatches().any(|found| (&*found.operation, &*found.path) == (*operation, *path));
        if !named {
            let found: Vec<_> = report.mismatches().map(|found| format!("\n    {found}")).collect();
            missed.push(format!("{name}: {operation} at {path} is not named, but: {}", found.concat()));
        }
    }
    assert!(missed.is_empty(), "{} of {} are missed:\n{}", missed.len(), MUTATIONS.len(), missed.join("\n"));
}

/// Otherwise what is found of the broken ones would say nothing.
#[tokio::test]
async fn the_proxy_by_itself_breaks_nothing() {
    let cases: BTreeSet<_> = MUTATIONS.iter().flat_map(|mutation| mutation.cases).copied().collect();
    let report = found(&Subject::simulator(changed(|_, _| {}).await), &cases.into_iter().collect::<Vec<_>>()).await;
    let lines: Vec<_> = report.mismatches().map(ToString::to_string).collect();
    assert!(lines.is_empty(), "{}", lines.join("\n"));
    assert!(report.totals.passed > 12, "{:?}", report.totals);
}

/// A server that ends the connection instead of answering has failed: it is not one to which the variants cannot be sent.
#[tokio::test]
async fn a_server_that_breaks_off_under_the_variants_is_found_out() {
    // The variants of this operation are among the first, because it has so many. No other operation needs it to have worked.
    let target =
        changed(|passing, _| assert_ne!(passing.operation, "StartConnectivityTests", "the proxy breaks off here"))
            .await;
    let report = found(&Subject::simulator(target), &["variants/"]).await;
    let said: Vec<_> = report.mismatches().map(ToString::to_string).collect();
    assert!(said.len() == 1 && said[0].contains("could not all be sent"), "{said:?}");
}

#[test]
fn there_are_enough_ways_to_be_broken() {
    let names: BTreeSet<_> = MUTATIONS.iter().map(|mutation| mutation.name).collect();
    assert!(names.len() == MUTATIONS.len() && names.len() >= 24, "{names:?}");
}
