//! Makes the variants of one operation.

mod bodies;
mod parameters;

use super::{
    Expected,
    bases::{Base, Bases},
    chance::Chance,
    key,
    request::{Request, Sender},
};
use crate::published::{Operation, Published};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

/// All characters except those that never need to be encoded.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

/// A variant without its index.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) place: String,
    pub(super) change: String,
    pub(super) expected: Expected,
    pub(super) request: Request,
}

/// The parts of a request, one of which is changed at a time.
#[derive(Debug, Clone)]
struct Parts {
    /// The path parameters, encoded.
    path: Vec<(String, String)>,
    /// The pairs of the query, encoded.
    query: Vec<String>,
    sender: Sender,
    content_type: Option<String>,
    content: Content,
    padding: usize,
}

#[derive(Debug, Clone)]
enum Content {
    Nothing,
    Json(Value),
    /// The pairs of a form, encoded.
    Form(Vec<String>),
    Raw(Vec<u8>),
}

struct Maker<'a> {
    published: &'a Published,
    operation: &'a Operation,
    base: Base,
    parts: Parts,
    chance: Chance,
    made: Vec<Draft>,
}

/// Returns all variants of an operation. The first is the valid request.
pub(super) fn variants_of(
    published: &Published,
    operation: &Operation,
    bases: &Bases,
    seed: u64,
) -> anyhow::Result<Vec<Draft>> {
    let name = key(operation);
    let base = bases.of(&name);
    let parts = Parts::of(published, operation, bases, &base);
    let mut maker = Maker { published, operation, base, parts, chance: Chance::new(seed, &name), made: Vec::new() };
    maker.push("nothing", "as it is", Expected::Taken, |_| ());
    maker.tokens();
    maker.paths();
    maker.queries();
    maker.bodies();
    Ok(maker.made)
}

/// Returns the valid request of an operation.
pub(super) fn base_of(published: &Published, operation: &Operation, bases: &Bases) -> Request {
    let base = bases.of(&key(operation));
    let request = Parts::of(published, operation, bases, &base).request(operation);
    Request { needs: base.needs, ..request }
}

/// Returns the JSON body of the valid request of an operation; an empty object where the request omits it.
pub(super) fn document_of(published: &Published, operation: &Operation, bases: &Bases) -> Value {
    let base = bases.of(&key(operation));
    match Parts::of(published, operation, bases, &base).content {
        Content::Json(document) => document,
        Content::Nothing | Content::Form(_) | Content::Raw(_) => Value::Object(serde_json::Map::new()),
    }
}

impl Parts {
    fn of(published: &Published, operation: &Operation, bases: &Bases, base: &Base) -> Self {
        // An operation without a base gets its required parts with arbitrary valid values.
        let has_base = bases.operations().any(|name| name == key(operation));
        let path = operation.path_params.iter().map(|parameter| {
            let own = || bases.thing(&parameter.name).map(|_| format!("{{{}}}", parameter.name));
            let value = base.path.get(&parameter.name).cloned().or_else(own);
            (parameter.name.clone(), value.unwrap_or_else(|| "1".to_owned()))
        });
        let left_out = |name: &String| !has_base && !base.query.contains_key(name);
        let needed = operation.query_params.iter().filter(|parameter| parameter.required && left_out(&parameter.name));
        let query = base.query.iter().map(|(name, value)| pair(name, value));
        let query = query.chain(needed.map(|parameter| pair(&parameter.name, "1"))).collect();
        let least = || {
            let request = operation.request.as_ref().filter(|_| !has_base)?;
            Some(super::values::least(published, &published.shape(&request.notation), 0))
        };
        let form = operation.request.as_ref().is_some_and(|request| request.form);
        let (content, content_type) = match base.body.clone().or_else(least) {
            None => (Content::Nothing, None),
            Some(body) if form => (Content::Form(pairs(&body)), Some(FORM.to_owned())),
            Some(body) => (Content::Json(body), Some(JSON.to_owned())),
        };
        let sender = base.sender.clone();
        Self { path: path.collect(), query, sender, content_type, content, padding: 0 }
    }

    fn request(self, operation: &Operation) -> Request {
        let mut target = operation.path.clone();
        for (name, value) in &self.path {
            // Only the name in the template is replaced: its value may be a thing of the same name.
            target = target.replacen(&format!("/{{{name}}}"), &format!("/\u{1}{value}"), 1);
        }
        target = target.replace('\u{1}', "");
        if !self.query.is_empty() {
            target = format!("{target}?{}", self.query.join("&"));
        }
        let body = match self.content {
            Content::Nothing => Vec::new(),
            Content::Json(body) => body.to_string().into_bytes(),
            Content::Form(pairs) => pairs.join("&").into_bytes(),
            Content::Raw(bytes) => bytes,
        };
        Request {
            method: operation.method.clone(),
            target,
            sender: self.sender,
            content_type: self.content_type,
            body,
            padding: self.padding,
            needs: Vec::new(),
        }
    }
}

impl Maker<'_> {
    /// Adds a variant: the base with one change.
    fn push(&mut self, place: &str, change: &str, expected: Expected, edit: impl FnOnce(&mut Parts)) {
        let mut parts = self.parts.clone();
        edit(&mut parts);
        let mut request = parts.request(self.operation);
        request.needs.clone_from(&self.base.needs);
        self.made.push(Draft { place: place.to_owned(), change: change.to_owned(), expected, request });
    }

    /// Adds the variants without valid credentials, which must be refused, and one of a user with few rights.
    fn tokens(&mut self) {
        if self.parts.sender != Sender::Owner {
            return;
        }
        self.push("caller", "a user who may only read", Expected::Either, |parts| parts.sender = Sender::Reader);
        self.push("token", "missing", Expected::Refused, |parts| parts.sender = Sender::Nobody);
        for token in ["", "nonsense", "a.b.c", "null", "eyJhbGciOiJub25lIn0.e30."] {
            let change = format!("the text `{token}`");
            self.push("token", &change, Expected::Refused, |parts| parts.sender = Sender::Token(token.to_owned()));
        }
    }
}

/// Returns a pair of a query or a form. Names of things stay unencoded.
fn pair(name: &str, value: &str) -> String {
    format!("{}={}", encoded(name), if value.starts_with('{') { value.to_owned() } else { encoded(value) })
}

fn pairs(body: &Value) -> Vec<String> {
    let fields = body.as_object().into_iter().flatten();
    fields.map(|(name, value)| pair(name, value.as_str().unwrap_or_default())).collect()
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, ENCODED).to_string()
}
