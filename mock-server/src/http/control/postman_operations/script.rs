//! Writes the scripts that check an answer and keep parts of it for later requests.

use super::{
    super::postman::{PostmanEvent, PostmanScript},
    requests::{Field, Kept, Request},
};
use serde_json::{Value, json};
use vmc_client::endpoint::status_of;

/// Returns the script of a request whose answer has this status.
pub(super) fn tests(request: &Request, status: u16) -> PostmanEvent {
    let reason = status_of(status).canonical_reason().unwrap_or_default();
    let mut exec = vec![test(&format!("{status} {reason}"), &format!("pm.response.to.have.status({status})"))];
    if request.field.is_some() || !request.keep.is_empty() {
        exec.push("const answer = pm.response.json();".to_owned());
    }
    exec.push(match &request.field {
        None => test("no body", "pm.expect(pm.response.text()).to.eql('')"),
        Some(Field::Exists(pointer)) => {
            let place = place(pointer);
            test(&format!("{} is there", shown(pointer)), &format!("pm.expect({place}).to.exist"))
        }
        Some(Field::Equals(pointer, value)) => {
            let title = format!("{} is {}", shown(pointer), value.as_str().map_or(value.to_string(), str::to_owned));
            test(&title, &format!("pm.expect({}).to.eql({})", place(pointer), expected(value)))
        }
    });
    for (variable, kept) in &request.keep {
        exec.push(format!("pm.collectionVariables.set({}, {});", quoted(variable), value_of(kept)));
    }
    PostmanEvent { listen: "test".to_owned(), script: PostmanScript { kind: "text/javascript".to_owned(), exec } }
}

fn test(title: &str, check: &str) -> String {
    format!("pm.test({}, () => {check});", quoted(title))
}

/// Returns the expression for what a variable keeps.
fn value_of(kept: &Kept) -> String {
    match kept {
        Kept::Value(pointer) => place(pointer),
        Kept::Json { json_of } => format!("JSON.stringify({})", place(json_of)),
        Kept::Item { of, condition, take, last_part } => {
            let is_so = |(name, value): (&String, &String)| {
                format!("item{} === {}", step(name), expected(&Value::String(value.clone())))
            };
            let conditions: Vec<_> = condition.iter().map(is_so).collect();
            let take: String = segments(take).map(step).collect();
            let end = if *last_part { ".split('/').pop()" } else { "" };
            format!("{}.find((item) => {}){take}{end}", place(of), conditions.join(" && "))
        }
    }
}

/// Returns the expression for a value that is expected.
fn expected(value: &Value) -> String {
    match value.as_str() {
        Some(text) if text.contains("{{") => format!("pm.variables.replaceIn({})", quoted(text)),
        _ => value.to_string(),
    }
}

/// Returns the expression for a place in the answer.
fn place(pointer: &str) -> String {
    segments(pointer).fold("answer".to_owned(), |place, segment| place + &step(segment))
}

fn segments(pointer: &str) -> impl Iterator<Item = &str> {
    pointer.split('/').skip(1)
}

/// Returns the access to a field or to an item of a list.
fn step(segment: &str) -> String {
    let is_name = |text: &str| {
        text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    match segment.strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}")) {
        Some(variable) => format!("[pm.variables.get({})]", quoted(variable)),
        None if is_name(segment) => format!(".{segment}"),
        None if segment.bytes().all(|byte| byte.is_ascii_digit()) => format!("[{segment}]"),
        None => format!("[{}]", quoted(segment)),
    }
}

/// The name of a place in a title.
fn shown(pointer: &str) -> &str {
    match pointer.strip_prefix('/') {
        Some(rest) => rest,
        None => "the answer",
    }
}

/// Returns a text as a literal of JavaScript. JSON's texts are that too.
fn quoted(text: &str) -> String {
    json!(text).to_string()
}
