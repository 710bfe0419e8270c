//! Checks that any invalid request is either refused clearly or has no effect.

use crate::{
    course::{Course, number},
    local_world::Raw,
};
use proptest::{collection::vec, option, prelude::*, sample::select};
use serde_json::{Value, json};
use vmc_contract::Answer;

/// A body that is larger than any request has reason to be.
const HUGE: usize = (1 << 20) + 1;

/// Paths under which the service has something that is not simulated.
const NOT_SIMULATED: &str = "/vmc/reverse-proxy/api/";

/// Keys of bodies; without `name`, no body is one that an operation would take.
const KEYS: [&str; 6] = ["num_hosts", "provider", "region", "refresh_token", "", "Name"];

/// A request that asks for nothing that exists. It is put together so that it can never be one that changes something.
#[derive(Debug, Clone)]
pub(crate) struct Garbage {
    method: &'static str,
    /// With `{org}`, `{sddc}` and `{task}` where ids of the world belong.
    path: String,
    sddc: usize,
    task: usize,
    query: Option<String>,
    body: Junk,
    signed_in: bool,
}

/// A body.
#[derive(Debug, Clone)]
enum Junk {
    Nothing,
    Json(Value),
    Bytes(Vec<u8>),
    Huge,
}

impl Garbage {
    /// Sends it, and judges the answer by what holds for every answer of a world in which nothing is made to fail.
    ///
    /// # Panics
    /// Where the answer is none that a client could understand.
    pub(crate) fn send(&self, course: &mut Course) -> Answer {
        let (path, answer) = (self.path(course), self.send_unjudged(course));
        self.judge(&path, &answer);
        answer
    }

    /// Sends it, and leaves the answer to the caller: a rule may have struck it, with whatever status the rule says.
    pub(crate) fn send_unjudged(&self, course: &mut Course) -> Answer {
        course.world.raw(Raw {
            method: self.method.to_owned(),
            path: self.path(course),
            content_type: Some("application/json"),
            token: self.signed_in.then(|| course.world.token().to_owned()),
            body: self.body.bytes(),
            ..Raw::default()
        })
    }

    fn path(&self, course: &Course) -> String {
        let mut path = self.path.replace("{org}", course.world.org());
        path = path.replace("{sddc}", course.sddc(self.sddc)).replace("{task}", course.task(self.task));
        if let Some(query) = &self.query {
            path = format!("{path}?{query}");
        }
        path
    }

    fn judge(&self, path: &str, answer: &Answer) {
        let (line, text) = (&answer.request, &answer.text);
        match answer.status {
            501 => assert!(path.starts_with(NOT_SIMULATED), "{line} is simulated, and answered {text}"),
            200 | 204 => assert!(["GET", "HEAD", "OPTIONS"].contains(&self.method), "{line} did something: {text}"),
            status => assert!((400..500).contains(&status), "{line} answered {status} {text}"),
        }
        if answer.status >= 400 && self.method != "HEAD" {
            assert_eq!(answer.content_type.as_deref(), Some("application/json"), "{line} {text}");
            if path.starts_with("/csp/") {
                assert!(answer.body["message"].is_string(), "{line} was not refused in CSP's shape: {text}");
            } else {
                answer.refusal();
            }
        }
    }
}

impl Junk {
    fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Nothing => Vec::new(),
            Self::Json(value) => value.to_string().into_bytes(),
            Self::Bytes(bytes) => bytes.clone(),
            Self::Huge => vec![b' '; HUGE],
        }
    }
}

pub(crate) fn any_garbage() -> impl Strategy<Value = Garbage> {
    let target = prop_oneof![spoilt(), wild()];
    let parts = (target, number(), number(), option::of(query()), junk(), prop::bool::weighted(0.9));
    parts.prop_map(|((method, path, parameter), sddc, task, query, body, signed_in)| Garbage {
        method,
        path,
        sddc,
        task,
        query: query.map(|query| query.replace("{parameter}", parameter)),
        body,
        signed_in,
    })
}

/// Method, path and a parameter of the query.
type Target = (&'static str, String, &'static str);

/// A real operation, which then gets a query and a body that it cannot read.
fn spoilt() -> impl Strategy<Value = Target> {
    let operations = vec![
        ("GET", "/vmc/api/orgs", "x"),
        ("GET", "/vmc/api/orgs/{org}", "x"),
        ("GET", "/vmc/api/orgs/{org}/sddcs", "includeDeleted"),
        ("POST", "/vmc/api/orgs/{org}/sddcs", "validateOnly"),
        ("GET", "/vmc/api/orgs/{org}/sddcs/{sddc}", "x"),
        ("PATCH", "/vmc/api/orgs/{org}/sddcs/{sddc}", "x"),
        ("GET", "/vmc/api/orgs/{org}/sddcs/{sddc}/primarycluster", "x"),
        ("GET", "/vmc/api/orgs/{org}/tasks", "$filter"),
        ("GET", "/vmc/api/orgs/{org}/tasks/{task}", "x"),
        ("POST", "/vmc/api/orgs/{org}/tasks/{task}", "action"),
        ("POST", "/csp/gateway/am/api/auth/api-tokens/authorize", "refresh_token"),
        ("POST", "/csp/gateway/am/api/auth/api-tokens/details", "x"),
    ];
    select(operations).prop_map(|(method, path, parameter)| (method, path.to_owned(), parameter))
}

/// Any path under any method but DELETE, which would be meant if the path led to an SDDC.
fn wild() -> impl Strategy<Value = Target> {
    let methods = vec!["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "PURGE"];
    let places = vec![
        "",
        "/vmc/api",
        "/vmc/api/orgs/{org}",
        "/vmc/api/orgs/{org}/sddcs",
        "/vmc/api/orgs/{org}/sddcs/{sddc}",
        "/vmc/api/orgs/{org}/tasks",
        "/vmc/reverse-proxy/api/orgs/{org}",
        "/csp/gateway/am/api/auth",
    ];
    (select(methods), select(places), vec(segment(), 1..4))
        .prop_map(|(method, place, segments)| (method, format!("{place}/{}", segments.join("/")), "x"))
}

fn segment() -> impl Strategy<Value = String> {
    let known = vec!["sddcs", "tasks", "{sddc}", "{task}", "null", "..", ".", "%00", "%2F", "%zz", "-1", "%C3%A4"];
    prop_oneof![
        3 => select(known).prop_map(str::to_owned),
        1 => "[A-Za-z0-9._~!$&'()*+,;=:@-]{0,12}",
        1 => "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}",
    ]
}

fn query() -> impl Strategy<Value = String> {
    let values = vec!["", "true", "maybe", "%F0%9F%98%80", "%FF"];
    let words =
        vec!["(", ")", "eq", "and", "or", "not", "'a'", "status", "12", "add", "-", "length(", "null", "'", "%00"];
    prop_oneof![
        select(values).prop_map(|value| format!("{{parameter}}={value}")),
        vec(select(words), 0..12).prop_map(|words| format!("$filter={}", words.join("%20"))),
        "[A-Za-z0-9=&%+._-]{0,20}",
    ]
}

fn junk() -> impl Strategy<Value = Junk> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,8}".prop_map(Value::from),
    ];
    let json = leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec((select(&KEYS[..]), inner), 0..4).prop_map(|pairs| pairs.into_iter().fold(
                json!({}),
                |mut object, (key, value)| {
                    object[key] = value;
                    object
                }
            )),
        ]
    });
    prop_oneof![
        2 => Just(Junk::Nothing),
        6 => json.prop_map(Junk::Json),
        3 => vec(any::<u8>(), 0..40).prop_map(Junk::Bytes),
        1 => Just(Junk::Huge),
    ]
}
