//! Compares every answer of every case with the published description of its operation and with the contract's own
//! types.
//!
//! The published tables state which keys an answer must have and the kinds of their values. They do not state whether
//! a key without a value is null or absent, nor how many digits a time has. The contract's types, which can represent
//! every recording, define this: an answer that is decoded by them and encoded again must be unchanged.

use crate::{
    Answer,
    compare::{Comparison, Keys, Mismatch, Values},
    networking, operation,
    published::{Fault, Published, Reviewed},
    report::{Outcome, Verdict},
    suite::Source,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use vmc_client::{
    endpoint::{DecodeError, Json, OperationInfo, Reply, Rewrite, Service},
    endpoints,
    wire::{CoreError, CspError, CspModuleError, ErrorResponse},
};

/// The maximum number of differing places that are kept for one operation. A wrong type can differ in every item of a
/// long list.
pub(super) const PLACES_MAX: usize = 50;

/// Checks answers and collects the faults.
#[derive(Debug)]
pub struct Witness {
    published: Vec<Published>,
    reviewed: Reviewed,
    seen: BTreeMap<String, Seen>,
}

/// The findings about an operation.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Seen {
    /// The number of answers.
    pub answers: usize,
    /// The faults of the answers: each place once, and at most `PLACES_MAX` of them.
    pub mismatches: Vec<Mismatch>,
}

impl Witness {
    /// Creates a witness that has checked no answer yet.
    ///
    /// # Errors
    /// The published tables of this repository cannot be read.
    pub fn new() -> anyhow::Result<Self> {
        Ok(Self { published: Published::all()?, reviewed: Reviewed::read()?, seen: BTreeMap::new() })
    }

    /// Checks an answer. An answer to a request that addresses no operation is ignored.
    pub fn look(&mut self, answer: &Answer) {
        let (name, faults) = if let Some(line) = operation::line_of_request(&answer.request) {
            (line.name, self.faults(line, answer))
        } else if let Some((name, faults)) = of_networks(answer) {
            (name, faults)
        } else {
            return;
        };
        let seen = self.seen.entry(name.to_owned()).or_default();
        seen.answers += 1;
        for Fault { path, expected, actual, sentence } in faults {
            let mismatch = Mismatch { operation: name.to_owned(), path, expected, actual, sentence };
            let place = bare(&mismatch.path);
            if seen.mismatches.len() < PLACES_MAX && !seen.mismatches.iter().any(|known| bare(&known.path) == place) {
                seen.mismatches.push(mismatch);
            }
        }
    }

    /// Returns a verdict on each operation that was answered.
    pub fn verdicts(&mut self) -> Vec<Verdict> {
        let verdict = |(name, Seen { answers, mismatches }): (String, Seen)| Verdict {
            id: format!("published/{name}"),
            source: Source::Published,
            operations: [name].into(),
            statuses: BTreeMap::new(),
            answers,
            outcome: if mismatches.is_empty() { Outcome::Passed } else { Outcome::Differs { mismatches } },
        };
        std::mem::take(&mut self.seen).into_iter().map(verdict).collect()
    }

    fn faults(&self, line: &OperationInfo, answer: &Answer) -> Vec<Fault> {
        if answer.status >= 400 {
            return match line.service {
                Service::Csp => csp_refusal(answer),
                Service::Core => core_refusal(answer),
                _ => refusal(answer),
            };
        }
        let published = self.published.iter().find(|tables| tables.operation(line.method, line.path).is_some());
        let mut found = Vec::new();
        let ours = || [Some(line.status), line.other_status].into_iter().flatten().collect();
        let statuses = published.and_then(|tables| tables.statuses(&self.reviewed, line.method, line.path));
        let statuses = statuses.unwrap_or_else(ours);
        if !statuses.contains(&answer.status) {
            found.push(fault("status", Some(json!(statuses)), json!(answer.status), "a status that is not published"));
        }
        if line.reply_media_type.is_none() {
            if !answer.text.is_empty() {
                found.push(fault("$", None, json!(answer.text), "a body where none is published"));
            }
            return found;
        }
        found.extend(not_json(answer));
        if answer.body.is_null() {
            return found;
        }
        let faults = published.map(|tables| tables.faults(&self.reviewed, line.method, line.path, &answer.body));
        found.extend(faults.unwrap_or_default());
        if let Some(rewriter) = endpoints::rewriter(line.name) {
            found.extend(rewritten(rewriter.reply, answer));
        }
        found
    }
}

/// Judges an answer about the networks of an SDDC. Returns the name of the operation too.
fn of_networks(answer: &Answer) -> Option<(&'static str, Vec<Fault>)> {
    let (method, target) = answer.request.split_once(' ')?;
    let (table, operation) = networking::operation_at(method, target)?;
    let places = if answer.status >= 400 {
        let keys: &[&str] = match networking::is_edge(operation) {
            true => &["details", "errorCode", "moduleName"],
            false => &["httpStatus", "error_code", "module_name", "error_message"],
        };
        let has = |key: &&&str| answer.body.get(**key).is_some_and(|value| !value.is_null());
        keys.iter().filter(|key| !has(key)).map(|key| format!("$.{key}")).collect()
    } else {
        networking::faults(table, operation, answer.status, &answer.body)
    };
    let faults = places.into_iter().map(|place| fault(&place, None, Value::Null, "it is not as published"));
    Some((&operation.name, faults.collect()))
}

/// Returns a place without its list indices.
fn bare(path: &str) -> String {
    path.chars().filter(|letter| !letter.is_ascii_digit()).collect()
}

fn fault(path: &str, expected: Option<Value>, actual: Value, sentence: &str) -> Fault {
    Fault { path: path.to_owned(), expected, actual: Some(actual), sentence: sentence.to_owned() }
}

/// Returns a fault if an answer contains no JSON or does not declare it.
fn not_json(answer: &Answer) -> Vec<Fault> {
    const SHOWN_MAX: usize = 80;
    let mut found = Vec::new();
    let media_type = answer.content_type.as_deref().unwrap_or_default();
    if media_type.split(';').next().unwrap_or_default().trim() != "application/json" {
        let came = json!(answer.content_type);
        found.push(fault("content-type", Some(json!("application/json")), came, "another media type"));
    }
    if answer.body.is_null() {
        let shown: String = answer.text.chars().take(SHOWN_MAX).collect();
        found.push(fault("$", None, json!(shown), "a body that is no JSON, or null"));
    }
    found
}

/// Returns the places at which an answer changes when the contract's types decode and encode it.
fn rewritten(rewrite: Rewrite, answer: &Answer) -> Vec<Fault> {
    match rewrite(answer.text.as_bytes()) {
        Ok(written) => {
            let written = serde_json::from_slice(&written).unwrap_or(Value::Null);
            let found = Comparison::new(Values::Exact).compare("", Keys::All, &written, &answer.body);
            let of = |Mismatch { path, expected, actual, sentence, .. }| Fault {
                path,
                expected,
                actual,
                sentence: format!("{sentence}, by the contract's types"),
            };
            found.into_iter().map(of).collect()
        }
        Err(DecodeError { path, reason }) => {
            // Only the reason names a key that is missing.
            let missing = reason.strip_prefix("missing field `").and_then(|rest| rest.split('`').next());
            let path = ["$", &path].into_iter().chain(missing).filter(|part| !part.is_empty());
            let path = path.collect::<Vec<_>>().join(".");
            vec![Fault { path, expected: None, actual: None, sentence: format!("cannot be read: {reason}") }]
        }
    }
}

fn rewrite<T>(bytes: &[u8]) -> Result<Vec<u8>, DecodeError>
where
    Json<T>: Reply,
{
    <Json<T> as Reply>::encode(&<Json<T> as Reply>::decode(bytes)?)
}

/// Checks a refusal of the service: it has five keys, one of which repeats the status.
fn refusal(answer: &Answer) -> Vec<Fault> {
    let mut found = not_json(answer);
    found.extend(rewritten(rewrite::<ErrorResponse>, answer));
    let (body, status) = (&answer.body, json!(answer.status));
    if body["status"] != status {
        found.push(fault("$.status", Some(status), body["status"].clone(), "another status than that of HTTP"));
    }
    for key in ["error_code", "path"] {
        if body[key] == "" {
            found.push(fault(&format!("$.{key}"), None, body[key].clone(), "an empty text"));
        }
    }
    if body["error_messages"].as_array().is_some_and(Vec::is_empty) {
        found.push(fault("$.error_messages", None, json!([]), "a refusal without a word"));
    }
    found
}

/// Checks a refusal of the newer services: it repeats the status.
fn core_refusal(answer: &Answer) -> Vec<Fault> {
    let mut found = not_json(answer);
    found.extend(rewritten(rewrite::<CoreError>, answer));
    if answer.body["status"] != json!(answer.status) {
        let came = answer.body["status"].clone();
        found.push(fault("$.status", Some(json!(answer.status)), came, "another status than that of HTTP"));
    }
    found
}

/// Checks a refusal of the sign-in service: it has one of its two recorded shapes.
fn csp_refusal(answer: &Answer) -> Vec<Fault> {
    let mut found = not_json(answer);
    let short = answer.body.get("statusCode").is_none() && answer.body.get("traceId").is_none();
    found.extend(rewritten(if short { rewrite::<CspModuleError> } else { rewrite::<CspError> }, answer));
    if !short && answer.body["statusCode"] != json!(answer.status) {
        let came = answer.body["statusCode"].clone();
        found.push(fault("$.statusCode", Some(json!(answer.status)), came, "another status than that of HTTP"));
    }
    found
}
