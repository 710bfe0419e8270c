//! Valid requests for every operation.
//!
//! The requests and the steps that create what they need are in `variant-bases.json`. Here they are sent to worlds in
//! any state: a thing is created when it is first needed, and if it cannot be created, an id that no thing has takes
//! its place.

use crate::{course::Course, local_world::Raw};
use base64::{Engine, prelude::BASE64_STANDARD};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use proptest::{prelude::*, sample::select};
use serde_json::Value;
use std::{collections::BTreeSet, sync::LazyLock};
use vmc_client::{endpoints, secrets::is_secret_key};
use vmc_contract::{Answer, operation::line_of_request};

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

/// Paths below which a request's body is a form.
const FORMS: [&str; 4] = ["/auth/authorize", "/auth/token", "/auth/introspect", "/auth/revoke"];

/// An id that nothing has.
const UNKNOWN: &str = "00000000-0000-4000-8000-000000000000";

/// Names of an SDDC of which nothing is asked but that it is there.
const SDDCS: [&str; 2] = ["sddc", "sddcId"];

static BASES: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../variant-bases.json")).unwrap());

/// Method and path template of every operation; of one that the file says something of, as the file says it.
static ALL: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let told: Vec<_> = BASES["requests"].as_object().unwrap().keys().map(String::as_str).collect();
    let covered: BTreeSet<_> = told.iter().filter_map(|line| line_of_request(line)).map(|line| line.name).collect();
    let rest = endpoints::all().filter(|line| !covered.contains(line.name));
    let rest: Vec<&str> = rest.map(|line| &*format!("{} {}", line.method, line.path).leak()).collect();
    [told, rest].concat()
});

/// An operation, by method and path template.
#[derive(Debug, Clone)]
pub(crate) struct Operation(&'static str);

/// Any operation.
pub(crate) fn any_operation() -> impl Strategy<Value = Operation> {
    select(&ALL[..]).prop_map(Operation)
}

/// Any operation in whose requests nothing is secret, nor in those for what it speaks of.
pub(crate) fn any_open_operation() -> impl Strategy<Value = Operation> {
    let open: Vec<_> = ALL.iter().copied().filter(|line| !has_secrets(line, &BASES["requests"][*line])).collect();
    assert!(open.len() > 100, "{} operations", open.len());
    select(open).prop_map(Operation)
}

/// Every operation: first those that read, last those that delete.
pub(crate) fn all_operations() -> Vec<Operation> {
    let order = |line: &&str| match line.split(' ').next() {
        Some("GET") => 0,
        Some("DELETE") => 2,
        _ => 1,
    };
    let mut all = ALL.clone();
    all.sort_by_key(order);
    all.into_iter().map(Operation).collect()
}

impl Operation {
    /// Returns true if it only reads.
    pub(crate) fn reads(&self) -> bool {
        self.0.starts_with("GET ")
    }

    /// Asks for it.
    pub(crate) fn ask(&self, course: &mut Course) -> Answer {
        let base = &BASES["requests"][self.0];
        for need in base["needs"].as_array().into_iter().flatten() {
            thing(course, need.as_str().unwrap());
        }
        let (method, template) = self.0.split_once(' ').unwrap();
        let segments: Vec<_> = template.split('/').map(|segment| parameter(course, base, segment)).collect();
        let query = base["query"].as_object().into_iter().flatten();
        let query: Vec<_> = query.map(|(name, value)| (name, filled(course, value.as_str().unwrap()))).collect();
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
        let path = segments.join("/");
        let path = if query.is_empty() { path } else { format!("{path}?{query}") };
        let body = base.get("body").map(|body| filled(course, &body.to_string()));
        send(course, base["as"].as_str(), method, path, body)
    }
}

fn parameter(course: &mut Course, base: &Value, segment: &str) -> String {
    let Some((name, verb)) = segment.strip_prefix('{').and_then(|rest| rest.split_once('}')) else {
        return segment.to_owned();
    };
    let told = base["path"][name].as_str().map(str::to_owned);
    let text = filled(course, &told.unwrap_or_else(|| format!("{{{name}}}")));
    let text = if text.starts_with('{') { UNKNOWN.to_owned() } else { text };
    format!("{}{verb}", utf8_percent_encode(&text, NON_ALPHANUMERIC))
}

/// A text with things in place of their names.
fn filled(course: &mut Course, text: &str) -> String {
    let mut text = text.to_owned();
    for name in names_in(&text) {
        let value = thing(course, name);
        text = text.replace(&format!("{{{name}}}"), &value);
    }
    text
}

fn names_in(text: &str) -> Vec<&'static str> {
    let names = BASES["things"].as_object().unwrap().keys().map(String::as_str).chain(["world"]);
    names.filter(|name| text.contains(&format!("{{{name}}}"))).collect()
}

/// A thing of the world by its name, made if it is not yet known.
pub(crate) fn thing(course: &mut Course, name: &str) -> String {
    if let Some(known) = course.things.get(name) {
        return known.clone();
    }
    if let (true, Some(made)) = (SDDCS.contains(&name), course.sddcs.last()) {
        // One that the moves speak of too.
        return made.clone();
    }
    let (thing, view) = (&BASES["things"][name], &course.world.view);
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    if name == "world" {
        return text(view.get("id")).unwrap();
    }
    if let Some(pointer) = thing["of_world"].as_str() {
        return text(view.pointer(pointer)).unwrap_or_else(|| UNKNOWN.to_owned());
    }
    let take = thing["take"].as_str().unwrap();
    if let Some(user) = thing["of_user"].as_str() {
        let is = |view: &&Value| view["username"].as_str().is_some_and(|name| name.starts_with(&format!("{user}@")));
        let user = view["users"].as_array().into_iter().flatten().find(is);
        return text(user.and_then(|user| user.pointer(take))).unwrap_or_else(|| UNKNOWN.to_owned());
    }
    let mut last = None;
    for step in thing["steps"].as_array().unwrap() {
        let request = filled(course, step["request"].as_str().unwrap());
        let (method, path) = request.split_once(' ').unwrap();
        let form = step["form"].as_object().map(|form| {
            let pairs: Vec<_> =
                form.iter().map(|(name, value)| (name, filled(course, value.as_str().unwrap()))).collect();
            form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
        });
        let body = step.get("body").map(|body| filled(course, &body.to_string()));
        last = Some(match form {
            Some(form) => raw(course, None, method, path.to_owned(), FORM, form),
            None => send(course, None, method, path.to_owned(), body),
        });
    }
    let found = text(last.and_then(|answer| answer.body.pointer(take).cloned()).as_ref());
    let found = if thing["last_part"] == true {
        found.and_then(|found| found.rsplit('/').next().map(str::to_owned))
    } else {
        found
    };
    let Some(found) = found else { return UNKNOWN.to_owned() };
    course.things.insert(name.to_owned(), found.clone());
    found
}

pub(crate) fn send(
    course: &mut Course,
    sender: Option<&str>,
    method: &str,
    path: String,
    body: Option<String>,
) -> Answer {
    let is_form = FORMS.iter().any(|end| path.ends_with(end));
    let body = match body {
        Some(body) if is_form => {
            let body: Value = serde_json::from_str(&body).unwrap();
            let pairs = body.as_object().unwrap().iter().map(|(name, value)| (name, value.as_str().unwrap()));
            form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
        }
        body => body.unwrap_or_default(),
    };
    raw(course, sender, method, path, if is_form { FORM } else { JSON }, body)
}

fn raw(
    course: &mut Course,
    sender: Option<&str>,
    method: &str,
    path: String,
    content_type: &'static str,
    body: String,
) -> Answer {
    let world = &course.world;
    let key = |name: &str| world.view[name].as_str().unwrap_or_default();
    let basic = (sender == Some("client"))
        .then(|| BASE64_STANDARD.encode(format!("{}:{}", key("client_id"), key("client_secret"))));
    let token = (sender.is_none() && !path.starts_with("/_vmcsim")).then(|| world.token().to_owned());
    let (method, body) = (method.to_owned(), body.into_bytes());
    course.world.raw(Raw { method, path, content_type: Some(content_type), token, basic, body })
}

/// Whether something in these requests is secret, or in those for what they speak of.
fn has_secrets(line: &str, base: &Value) -> bool {
    let text = format!("{line} {base}");
    let needs = base["needs"].as_array().into_iter().flatten().filter_map(Value::as_str);
    names_in(&text).into_iter().chain(needs).any(thing_has_secrets) || has_secret_key(base) || base["as"] == "client"
}

pub(crate) fn thing_has_secrets(name: &str) -> bool {
    let thing = &BASES["things"][name];
    let steps = || thing["steps"].as_array().into_iter().flatten();
    thing["secret"] == true || steps().any(|step| has_secrets("", step))
}

fn has_secret_key(value: &Value) -> bool {
    match value {
        Value::Object(fields) => fields.iter().any(|(name, value)| is_secret_key(name) || has_secret_key(value)),
        Value::Array(items) => items.iter().any(has_secret_key),
        _ => false,
    }
}
