//! Judges the answer to a variant.

use super::{
    Expected, Tables, Variant, conformance,
    connection::Received,
    request::{Request, Sender},
};
use crate::{
    compare::Mismatch,
    published::{Operation, Published},
};
use jiff::fmt::rfc2822;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use vmc_client::endpoint::Service;

/// The sentence for a request that must be refused but succeeded. This is the only fault that a leniency can permit.
pub(super) const TAKEN: &str = "it must be refused, and was taken";

/// Words from the internals of a program that must not appear in answers.
const INTERNAL: [&str; 27] = [
    "u8",
    "u16",
    "u32",
    "u64",
    "u128",
    "usize",
    "i8",
    "i16",
    "i32",
    "i64",
    "i128",
    "f32",
    "f64",
    "struct",
    "enum",
    "variant",
    "tuple",
    "newtype",
    "untagged",
    "serde",
    "axum",
    "tokio",
    "hyper",
    "panicked",
    "unwrap",
    "deserialize",
    "rs",
];

/// The answer to the base, which determines the permitted answers to its variants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Simulated,
    /// The base is answered with 501, and all variants must be too.
    NotSimulated,
}

/// The subject of a verdict.
pub(super) struct Case<'a> {
    pub(super) tables: &'a Tables,
    pub(super) published: &'a Published,
    pub(super) operation: &'a Operation,
    pub(super) standing: Standing,
    pub(super) variant: &'a Variant,
    pub(super) received: &'a Received,
    /// The requested path without a query.
    pub(super) path: &'a str,
}

impl Case<'_> {
    /// Returns all faults of the answer.
    pub(super) fn faults(&self) -> Vec<Mismatch> {
        let mut faults = Vec::new();
        let status = self.received.status;
        if let Some(sentence) = self.wrong_status() {
            faults.push(self.fault("status", None, json!(status), sentence));
        }
        if (200..300).contains(&status) {
            faults.extend(self.wrong_success());
        } else {
            faults.extend(self.wrong_refusal());
        }
        let date = self.received.date.as_deref();
        let is_date =
            |date: &str| date.ends_with(" GMT") && rfc2822::DateTimeParser::new().parse_timestamp(date).is_ok();
        if !date.is_some_and(is_date) {
            faults.push(self.fault("header date", None, json!(date), "no date of HTTP"));
        }
        if !self.received.kept {
            faults.push(self.fault("connection", None, Value::Null, "the connection was closed"));
        }
        faults
    }

    fn fault(&self, path: &str, expected: Option<Value>, actual: Value, sentence: &str) -> Mismatch {
        Mismatch {
            operation: self.variant.operation.clone(),
            path: path.to_owned(),
            expected,
            actual: Some(actual),
            sentence: sentence.to_owned(),
        }
    }

    fn wrong_status(&self) -> Option<&'static str> {
        let status = self.received.status;
        if self.standing == Standing::NotSimulated {
            // If the path leads elsewhere, the operation there may be simulated.
            let elsewhere = self.variant.expected == Expected::Elsewhere && status < 500;
            return (status != 501 && !elsewhere)
                .then_some("the operation is not simulated, and says so only at times");
        }
        let refusals = self.refusals();
        let succeeded = self.successes().contains(&status);
        match self.variant.expected {
            Expected::Elsewhere if status == 501 => None,
            _ if status >= 500 => Some("the server failed"),
            Expected::Elsewhere => None,
            Expected::Taken if !succeeded => Some("it is as good as a request that works, and was not taken"),
            Expected::Refused if (200..300).contains(&status) => Some(TAKEN),
            _ if (200..300).contains(&status) && !succeeded => Some("a status of success that is not published"),
            _ if !succeeded && !refusals.contains(&status) => Some("a refusal that this request cannot have"),
            _ => None,
        }
    }

    fn successes(&self) -> BTreeSet<u16> {
        // No source states the statuses of the sign-in service.
        if self.operation.statuses.is_empty() { [200, 201, 202, 204].into() } else { self.operation.statuses.clone() }
    }

    /// Returns the statuses with which this variant may be refused.
    fn refusals(&self) -> BTreeSet<u16> {
        let place = self.variant.place.as_str();
        let proves_itself = self.variant.request.sender != Sender::Owner;
        if place == "token" {
            return [401].into();
        }
        let published = self.operation.refusals.iter().copied();
        let mut refusals: BTreeSet<u16> = published.filter(|status| !matches!(status, 401 | 403 | 500..)).collect();
        refusals.extend([400, 404]);
        let sign_in = self.operation.path.starts_with("/csp/");
        for (status, when) in [
            (401, proves_itself),
            (403, proves_itself),
            (405, place.starts_with("path")),
            // For an operation that is known from clients alone, no source states its refusals.
            (409, sign_in || self.operation.refusals.is_empty()),
            (413, self.variant.change == "too large"),
            (415, self.variant.change.starts_with("the content type")),
        ] {
            if when {
                refusals.insert(status);
            }
        }
        refusals
    }

    fn wrong_success(&self) -> Vec<Mismatch> {
        // The answer of another operation is judged with that operation.
        if self.variant.expected == Expected::Elsewhere {
            return Vec::new();
        }
        let published = self.operation.response.as_ref().filter(|_| self.received.status != 204);
        let Some(notation) = published else {
            let empty = self.received.text.is_empty();
            return if empty {
                Vec::new()
            } else {
                vec![self.fault("$", None, json!(self.received.text), "a body where none is published")]
            };
        };
        let mut faults = self.wrong_content_type();
        let Some(body) = &self.received.body else {
            faults.push(self.fault("$", None, json!(self.received.text), "no JSON"));
            return faults;
        };
        let shape = self.published.shape(notation);
        for found in conformance::deviations(self.published, &self.tables.reviewed, &shape, body) {
            faults.push(self.fault(&found.path, Some(json!(notation)), found.actual, &found.sentence));
        }
        faults
    }

    fn wrong_content_type(&self) -> Vec<Mismatch> {
        let kind = self.received.content_type.as_deref();
        if kind == Some("application/json") {
            return Vec::new();
        }
        vec![self.fault("header content-type", Some(json!("application/json")), json!(kind), "another content type")]
    }

    fn wrong_refusal(&self) -> Vec<Mismatch> {
        let mut faults = self.wrong_content_type();
        let received = self.received;
        let body = received.body.clone().unwrap_or_default();
        let sentence = match Service::at(self.path) {
            Service::Csp => sign_in_fault(received.status, &body),
            Service::Core => core_fault(received.status, &body),
            _ => self.service_fault(&body),
        };
        if let Some(sentence) = sentence {
            faults.push(self.fault("$", None, json!(received.text), sentence));
        }
        for word in internal_words(&received.text) {
            let sentence = format!("`{word}` is a word of the server's inside");
            faults.push(self.fault("$", None, json!(received.text), &sentence));
        }
        faults
    }

    /// Returns the part of `{status, path, retryable, error_code, error_messages}` that a refusal lacks.
    fn service_fault(&self, body: &Value) -> Option<&'static str> {
        let texts = |list: &Value| {
            let text = |item: &Value| item.as_str().is_some_and(|text| !text.is_empty());
            list.as_array().is_some_and(|items| !items.is_empty() && items.iter().all(text))
        };
        let same = |one: &str, other: &str| {
            let parts =
                |path: &str| path.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect::<Vec<_>>();
            parts(one) == parts(other)
        };
        [
            (
                body.as_object().is_some_and(|body| body.len() == 5),
                "the refusal is not whole, or has more than it should",
            ),
            (body["status"] == json!(self.received.status), "the refusal names another status"),
            (body["path"].as_str().is_some_and(|path| same(path, self.path)), "the refusal names another path"),
            (body["retryable"] == json!(false), "the refusal says that a repetition would help"),
            (body["error_code"].as_str().is_some_and(|code| code.contains('.')), "the refusal has no code"),
            (texts(&body["error_messages"]), "the refusal says nothing"),
        ]
        .into_iter()
        .find(|(good, _)| !good)
        .map(|(_, sentence)| sentence)
    }
}

/// Returns the part of `{timestamp, status, error, message, path, details}` that a refusal of the newer services lacks.
fn core_fault(status: u16, body: &Value) -> Option<&'static str> {
    let said = |key: &str| body[key].as_str().is_some_and(|text| !text.is_empty());
    let whole =
        ["timestamp", "error", "message", "path"].iter().all(|key| said(key)) && body["status"] == json!(status);
    let keys = body.as_object().map_or(0, |body| body.keys().filter(|key| *key != "details").count());
    (!whole || keys != 5).then_some("the refusal is not whole, or has more than it should")
}

/// Returns the words of a text that belong to the inside of a program.
pub(super) fn internal_words(text: &str) -> Vec<&'static str> {
    let said = text.to_lowercase();
    let words: BTreeSet<_> = said.split(|letter: char| !letter.is_alphanumeric()).collect();
    INTERNAL.into_iter().filter(|word| words.contains(word)).collect()
}

/// Returns the part of the two recorded shapes of the sign-in service that a refusal lacks.
fn sign_in_fault(status: u16, body: &Value) -> Option<&'static str> {
    let mut keys: Vec<_> = body.as_object().into_iter().flatten().map(|(key, _)| key.as_str()).collect();
    keys.sort_unstable();
    let said = body["message"].as_str().is_some_and(|text| !text.is_empty());
    let whole = match keys[..] {
        ["message", "moduleCode"] => body["moduleCode"].is_i64(),
        ["cspErrorCode", "message", "metadata", "moduleCode", "requestId", "statusCode", "traceId"] => {
            let texts = ["cspErrorCode", "requestId", "traceId"];
            body["statusCode"] == json!(status)
                && body["moduleCode"].is_i64()
                && texts.iter().all(|key| body[*key].as_str().is_some_and(|text| !text.is_empty()))
        }
        _ => false,
    };
    (!whole || !said).then_some("the refusal has neither of the shapes of the sign-in")
}

/// Returns the requested path without its query.
pub(super) fn path_of(request: &Request, known: &super::request::Known) -> String {
    let target = super::request::filled(request.target.as_bytes(), known);
    let target = String::from_utf8_lossy(&target);
    target.split('?').next().unwrap_or_default().to_owned()
}
