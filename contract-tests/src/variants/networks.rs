//! A sample of varied requests to each operation on networks.
//!
//! These operations are many and their types deep: all variants of all fields would be some hundreds of thousands. The flows try each field of
//! each kind with a wrong type; this sample tries what is wrong with a request as a whole, and a few values of drawn fields. What must be refused
//! is sent first, to all operations, and must not change the world. Answers are held against the published statuses and types, and refusals
//! against their shape.

use super::{chance::Chance, verdict::internal_words};
use crate::{
    Answer, Target,
    compare::Mismatch,
    networking,
    networking_kinds::{MADE, NetworkingKinds, without_query},
    networking_stage::NetworkingStage,
    networking_table::Operation,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The largest number of variants of each kind of an operation: of those that must be refused, and of the others.
const EACH_MAX: usize = 12;

/// The deepest nesting that is sent.
const DEEP: usize = 400;

/// What is wrong with a body that no operation can take, and the body.
fn bad_bodies() -> Vec<(&'static str, Vec<u8>)> {
    let text = |text: &str| text.as_bytes().to_vec();
    vec![
        ("none", Vec::new()),
        ("blanks", text("  \n")),
        ("broken off", text("{\"display_name\": ")),
        ("a list", text("[]")),
        ("a text", text("\"x\"")),
        ("a number", text("7")),
        ("null", text("null")),
        ("two objects", text("{}{}")),
        ("no UTF-8", b"{\"display_name\": \"\xff\xfe\"}".to_vec()),
        ("half of a surrogate pair", text("{\"display_name\": \"\\ud800\"}")),
        ("a bare control character", b"{\"display_name\": \"a\x01b\"}".to_vec()),
        ("a number that is none", text("{\"_revision\": 01}")),
        ("a deep list", [text("{\"tags\": "), vec![b'['; DEEP], vec![b']'; DEEP], text("}")].concat()),
        (TAGS, text("{\"tags\": [1, \"x\", null]}")),
    ]
}

/// A body that is wrong only where objects have tags.
const TAGS: &str = "a list of tags that are no objects";

/// Encoded ids that no object can have.
const BAD_IDS: [(&str, &str); 5] = [
    ("bytes that are no UTF-8", "%ff%fe"),
    ("a control character", "%00"),
    ("an escaped slash", "a%2Fb"),
    ("a bracket", "%3Cscript%3E"),
    ("a percent sign", "%25"),
];

/// Values of fields that may be taken or refused.
fn odd_values() -> Vec<Value> {
    vec![
        Value::Null,
        json!(""),
        json!(" "),
        json!("x".repeat(5_000)),
        json!("\u{0}\u{fc}\u{1f600}"),
        json!("7"),
        json!(-1),
        json!(0),
        json!(i64::MAX),
        json!(u64::MAX),
        json!(1e300),
        json!(true),
        json!([]),
        json!([[]]),
        json!({}),
        json!(vec!["x"; 1000]),
        json!([{"resource_type": "IPAddressExpression"}, {"a": 1}]),
    ]
}

/// Queries that may be taken or refused.
const ODD_QUERIES: [&str; 10] = [
    "page_size=0",
    "page_size=-1",
    "page_size=100000",
    "cursor=pizza",
    "sort_by=%ff",
    "sort_ascending=TRUE",
    "vmc_contract_unknown=1",
    "=&&=x",
    "a=%zz",
    "include_mark_for_delete_objects=true",
];

/// The result of the samples.
#[derive(Debug, Clone, Default)]
pub struct NetworksReport {
    /// The number of requests to each operation, by its published name.
    pub per_operation: BTreeMap<String, usize>,
    /// All faults, each with the request that it is about.
    pub mismatches: Vec<Mismatch>,
}

/// A request, and what is odd about it.
struct Sample {
    what: String,
    target: String,
    body: Option<Vec<u8>>,
    /// The access token, if it is not that of the owner.
    token: Option<&'static str>,
}

/// Sends the samples of a seed to the operations of NSX-T and of its interface to AWS.
///
/// # Panics
/// Panics if the server is no simulator.
pub async fn run(target: &Target, seed: u64) -> NetworksReport {
    let mut report = NetworksReport::default();
    for kinds in [NetworkingKinds::policy(), NetworkingKinds::cloud_service()] {
        let mut stage = NetworkingStage::new(target, kinds).await;
        let before = stage.export().await;
        let operations: Vec<&Operation> = stage.kinds.table.operations.iter().collect();
        for operation in &operations {
            for sample in must_be_refused(&mut stage, operation, seed).await {
                let answer = send(&stage, operation, &sample).await;
                report.judge(operation, &sample, &answer, true);
            }
        }
        if stage.export().await != before {
            let sentence = "a request that was refused has changed the world".to_owned();
            report.mismatches.push(mismatch("any operation", "$", sentence));
        }
        for operation in &operations {
            for sample in others(&mut stage, operation, seed).await {
                let answer = send(&stage, operation, &sample).await;
                report.judge(operation, &sample, &answer, false);
            }
        }
    }
    report
}

async fn send(stage: &NetworkingStage, operation: &Operation, sample: &Sample) -> Answer {
    let mut headers = vec![("Content-Type", "application/json")];
    headers.extend(sample.token.map(|token| ("csp-auth-token", token)));
    let body = sample.body.clone().unwrap_or_default();
    stage.owner.ask(&operation.method, &stage.path(&sample.target), &headers, body).await
}

/// Returns the address of an operation, with the query that it needs.
async fn address(stage: &mut NetworkingStage, operation: &Operation) -> String {
    let template = stage.kinds.below_the_base(without_query(operation).0).to_owned();
    let path = stage.fill(&template, MADE).await;
    format!("{path}?{}", stage.kinds.query(operation))
}

async fn must_be_refused(stage: &mut NetworkingStage, operation: &Operation, seed: u64) -> Vec<Sample> {
    let address = address(stage, operation).await;
    let sample = |what: &str, target: &str, body: Option<Vec<u8>>| Sample {
        what: what.to_owned(),
        target: target.to_owned(),
        body,
        token: None,
    };
    let empty = operation.request.as_ref().map(|_| b"{}".to_vec());
    let mut all = Vec::new();
    for token in ["nonsense", "a.b.c"] {
        all.push(Sample { token: Some(token), ..sample("a wrong token", &address, empty.clone()) });
    }
    if let Some(of) = &operation.request {
        let has_tags = of != "object" && stage.kinds.table.fields(of).contains_key("tags");
        let bad = bad_bodies().into_iter().filter(|(what, _)| *what != TAGS || has_tags);
        all.extend(bad.map(|(what, body)| sample(what, &address, Some(body))));
    }
    let template = without_query(operation).0;
    if template.ends_with('}') {
        let (path, query) = address.split_once('?').unwrap_or((&address, ""));
        let above = path.rsplit_once('/').map_or("", |(above, _)| above);
        all.extend(BAD_IDS.map(|(what, id)| sample(what, &format!("{above}/{id}?{query}"), empty.clone())));
    }
    for parameter in &operation.query {
        let name = &parameter.name;
        for text in ["maybe", "1.5"].into_iter().filter(|_| ["integer", "boolean"].contains(&&*parameter.notation)) {
            all.push(sample(&format!("{name}={text}"), &format!("{address}&{name}={text}"), empty.clone()));
        }
    }
    Chance::new(seed, &operation.name).some(EACH_MAX, all)
}

async fn others(stage: &mut NetworkingStage, operation: &Operation, seed: u64) -> Vec<Sample> {
    let address = address(stage, operation).await;
    let mut chance = Chance::new(seed, &operation.name);
    let Some(of) = operation.request.as_ref().filter(|of| *of != "object") else {
        // What is deleted is missing to the operations that follow.
        let queries = if operation.method == "GET" { ODD_QUERIES.to_vec() } else { Vec::new() };
        let sample = |query: &str| Sample {
            what: query.to_owned(),
            target: format!("{address}&{query}"),
            body: None,
            token: None,
        };
        return chance.some(EACH_MAX, queries).into_iter().map(sample).collect();
    };
    let template = stage.kinds.below_the_base(without_query(operation).0).to_owned();
    let kind = stage.kinds.all().into_iter().find(|kind| kind.template == template);
    let base = kind.map_or_else(|| json!({}), |kind| stage.kinds.body(&kind, MADE));
    let fields: Vec<_> = stage.kinds.table.fields(of).into_keys().map(str::to_owned).collect();
    let mut all = Vec::new();
    for field in chance.some(EACH_MAX, fields) {
        for value in chance.some(1, odd_values()) {
            let mut body = base.clone();
            let shown: String = value.to_string().chars().take(60).collect();
            body[&field] = value;
            let body = Some(body.to_string().into_bytes());
            all.push(Sample { what: format!("{field}: {shown}"), target: address.clone(), body, token: None });
        }
    }
    all
}

impl NetworksReport {
    fn judge(&mut self, operation: &Operation, sample: &Sample, answer: &Answer, must_be_refused: bool) {
        *self.per_operation.entry(operation.name.clone()).or_default() += 1;
        let table = networking::tables().iter().find(|table| table.operation(&operation.name).is_some());
        let mut wrong = Vec::new();
        match answer.status {
            200..300 if must_be_refused => wrong.push("it must be refused, and was taken".to_owned()),
            200..300 => {
                let found = table.map(|table| networking::faults(table, operation, answer.status, &answer.body));
                wrong.extend(found.unwrap_or_default().into_iter().map(|place| format!("{place} is not as published")));
            }
            // What is not simulated is listed; a test of the simulator compares the list.
            501 => {}
            400 | 401 | 403 | 404 | 409 | 412 | 413 => {}
            _ => wrong.push("a status that no refusal has".to_owned()),
        }
        if !(200..300).contains(&answer.status) {
            wrong.extend(incomplete(answer).map(str::to_owned));
            let words = internal_words(&answer.text);
            wrong.extend(words.into_iter().map(|word| format!("`{word}` is a word of the server's inside")));
        }
        let (request, what) = (&answer.request, &sample.what);
        let about = |fault: String| {
            let said: String = answer.text.chars().take(300).collect();
            mismatch(&operation.name, "$", format!("{fault}: {request} with {what} answered {} {said}", answer.status))
        };
        self.mismatches.extend(wrong.into_iter().map(about));
    }
}

/// Returns what a refusal lacks of its recorded shape.
fn incomplete(answer: &Answer) -> Option<&'static str> {
    let body = &answer.body;
    let is_text = |name: &str| body[name].as_str().is_some_and(|text| !text.is_empty());
    [
        (answer.content_type.as_deref() == Some("application/json"), "the refusal is no JSON"),
        (is_text("httpStatus"), "the refusal has no httpStatus"),
        (is_text("module_name"), "the refusal has no module_name"),
        (is_text("error_message"), "the refusal says nothing"),
        (body["error_code"].is_u64(), "the refusal has no number"),
    ]
    .into_iter()
    .find_map(|(holds, sentence)| (!holds).then_some(sentence))
}

fn mismatch(operation: &str, path: &str, sentence: String) -> Mismatch {
    Mismatch { operation: operation.to_owned(), path: path.to_owned(), expected: None, actual: None, sentence }
}
