//! Variants of bodies: of each field at any depth, and of the body as a whole.

use super::{
    Content, FORM, JSON, Maker, encoded,
    parameters::{Tried, replace},
};
use crate::{
    published::{Field, Published, Request, Shape},
    variants::{
        Expected,
        values::{self, Change, To},
    },
};
use serde_json::{Value, json};

/// A marker for raw bytes while a document is assembled. Its characters do not occur in other documents.
const RAW: &str = "\u{e000}raw";
/// A marker for the second of two equal keys.
const TWICE: &str = "\u{e000}twice";

/// The size of a body that is too large. The limit of the service is not published; real bodies are far smaller.
/// (assumption)
const TOO_LARGE: usize = 1 << 20;

/// A depth of nesting that a parser need not support.
const DEEP: usize = 20_000;

/// A place in a document whose parents exist.
pub(in crate::variants) struct Place<'s> {
    pub(in crate::variants) pointer: String,
    pub(in crate::variants) shown: String,
    pub(in crate::variants) shape: Shape<'s>,
    required: bool,
    pub(in crate::variants) document: Value,
    /// The names of the types around the place. A recursive type is followed only once.
    within: Vec<&'s str>,
}

impl<'s> Place<'s> {
    fn whole(shape: Shape<'s>, document: Value) -> Self {
        Self { pointer: String::new(), shown: "$".to_owned(), shape, required: true, document, within: Vec::new() }
    }
}

impl Maker<'_> {
    pub(super) fn bodies(&mut self) {
        let (published, operation) = (self.published, self.operation);
        let Some(request) = &operation.request else {
            self.needless_bodies();
            return;
        };
        let shape = published.shape(&request.notation);
        match self.parts.content.clone() {
            Content::Json(document) => self.json_body(request, shape, document),
            Content::Form(_) => self.form_body(request, &shape),
            // The base omits an optional body.
            Content::Nothing | Content::Raw(_) => self.json_body(request, shape, json!({})),
        }
    }

    /// Adds bodies for an operation without a body, which must ignore them: clients send `{}` with every request.
    fn needless_bodies(&mut self) {
        let bodies: [(&str, &[u8]); 9] = [
            ("an empty object", b"{}"),
            ("null", b"null"),
            ("a list", b"[1]"),
            ("broken JSON", b"{\"a\":"),
            ("bytes that are no UTF-8", b"\xff\xfe{}"),
            ("NULs", b"\0\0\0\0"),
            ("a form", b"a=1&b=2"),
            ("markup", b"<a><b/></a>"),
            ("a blank", b" "),
        ];
        for (change, bytes) in bodies {
            self.whole(change, Expected::Taken, Some(JSON), bytes.to_vec());
        }
        self.content_types(b"{}");
        self.too_large(b"{}");
    }

    fn json_body(&mut self, request: &Request, shape: Shape, document: Value) {
        let text = document.to_string();
        self.unreadable(request.required, &document);
        for (change, bytes) in [
            ("with a mark of the byte order", format!("\u{feff}{text}").into_bytes()),
            ("as a form", b"name=x&num_hosts=1".to_vec()),
            ("markup", b"<name>x</name>".to_vec()),
            ("in 16-bit letters", text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
            ("in a list", format!("[{text}]").into_bytes()),
            ("as a text", json!(text).to_string().into_bytes()),
        ] {
            self.whole(change, Expected::Refused, Some(JSON), bytes);
        }
        self.content_types(text.as_bytes());
        self.too_large(text.as_bytes());
        // A body whose every field is unknown must not be answered as if it had been followed.
        let expected = if document == json!({}) { Expected::Refused } else { Expected::Taken };
        let unknown = values::with(&document, "vmc_contract_unknown", json!({"a": [1, null, {"b": "c"}]}));
        self.whole("with an unknown field", expected, Some(JSON), unknown.to_string().into_bytes());
        let odd = values::with(&document, "", json!("\u{0}"));
        self.whole("with an empty key", expected, Some(JSON), odd.to_string().into_bytes());
        self.fields(&Place::whole(shape, document));
    }

    /// Adds bodies that cannot be parsed as JSON objects.
    fn unreadable(&mut self, required: bool, document: &Value) {
        let text = document.to_string();
        let absent = if required { Expected::Refused } else { Expected::Either };
        for (change, bytes) in [("none", ""), ("a blank", " "), ("null", "null")] {
            self.whole(change, absent, Some(JSON), bytes.into());
        }
        let half = text.char_indices().nth(text.chars().count() / 2).map_or(0, |(at, _)| at);
        for (change, bytes) in [
            ("an open brace", b"{".to_vec()),
            ("a list", b"[]".to_vec()),
            ("a number", b"7".to_vec()),
            ("a text", b"\"x\"".to_vec()),
            ("a boolean", b"true".to_vec()),
            ("bytes that are no UTF-8", b"\xff\xfe".to_vec()),
            ("a NUL", b"\0".to_vec()),
            ("broken off in the middle", text.as_bytes()[..half.max(1)].to_vec()),
            ("with something behind it", format!("{text} x").into_bytes()),
            ("twice", format!("{text}{text}").into_bytes()),
            (
                "with a comma too much",
                text.strip_suffix('}').map(|open| format!("{open},}}")).unwrap_or_default().into_bytes(),
            ),
            ("with a comment", format!("/* x */{text}").into_bytes()),
            ("in single quotes", text.replace('"', "'").into_bytes()),
            ("with a key that is no UTF-8", [b"{\"\xff\":1,", &text.as_bytes()[1..]].concat()),
            ("nested too deeply", [b"{\"a\":".repeat(DEEP), b"[".repeat(DEEP)].concat()),
        ] {
            // An empty object in single quotes is still an empty object.
            let expected = if bytes == b"{}" { Expected::Either } else { Expected::Refused };
            self.whole(change, expected, Some(JSON), bytes);
        }
    }

    fn whole(&mut self, change: &str, expected: Expected, content_type: Option<&str>, bytes: Vec<u8>) {
        self.push("body", change, expected, |parts| {
            parts.content_type = content_type.map(str::to_owned);
            parts.content = Content::Raw(bytes);
        });
    }

    /// Adds wrong and missing content types, because real clients send them.
    fn content_types(&mut self, bytes: &[u8]) {
        let long = format!("application/{}", "x".repeat(1000));
        let others = ["text/plain", "application/xml", FORM, "multipart/form-data", "application/json; charset=utf-16"];
        let others = others.into_iter().map(Some).chain([None, Some(""), Some("nonsense"), Some("*/*"), Some(&*long)]);
        for other in others {
            let shown = other.map_or("none".to_owned(), |other| format!("`{}`", &other[..other.len().min(40)]));
            let change = format!("the content type {shown}");
            self.whole(&change, Expected::Either, other, bytes.to_vec());
        }
    }

    fn too_large(&mut self, bytes: &[u8]) {
        self.push("body", "too large", Expected::Refused, |parts| {
            parts.content_type = Some(JSON.to_owned());
            parts.content = Content::Raw(bytes.to_vec());
            parts.padding = TOO_LARGE;
        });
    }

    fn form_body(&mut self, request: &Request, shape: &Shape) {
        let Shape::Object(form) = shape else { return };
        let fields = self.published.fields(form.name).into_iter().flatten();
        for (name, field) in fields {
            let shape = self.published.shape_of_field(field);
            let tried = self.pairs(name, &shape, field.required);
            for Tried { change, pairs, expected } in tried {
                let name = encoded(name);
                self.push(&format!("form {name}"), &change, expected, |parts| {
                    if let Content::Form(form) = &mut parts.content {
                        replace(form, &name, pairs);
                    }
                });
            }
        }
        let Content::Form(pairs) = self.parts.content.clone() else { return };
        let text = pairs.join("&");
        let absent = if request.required { Expected::Refused } else { Expected::Either };
        for (change, bytes) in
            [("none", &b""[..]), ("an empty object", b"{}"), ("bytes that are no UTF-8", b"\xff=\xff")]
        {
            self.whole(change, absent, Some(FORM), bytes.to_vec());
        }
        self.whole("broken JSON", Expected::Refused, Some(JSON), b"{\"token\":".to_vec());
        self.whole(
            "a multipart body without an end",
            Expected::Refused,
            Some("multipart/form-data"),
            b"--x\r\n".to_vec(),
        );
        self.whole(
            "with an unknown field",
            Expected::Taken,
            Some(FORM),
            format!("{text}&vmc_contract_unknown=1").into_bytes(),
        );
        self.content_types(text.as_bytes());
        self.too_large(text.as_bytes());
    }

    /// Adds the variants of all fields inside a place.
    fn fields(&mut self, place: &Place) {
        for place in inside(self.published, place) {
            self.field(&place);
        }
    }

    /// Adds the variants of a field, without those of the fields inside it.
    fn field(&mut self, place: &Place) {
        let Some(now) = place.document.pointer(&place.pointer).cloned() else { return };
        let changes = values::changes(self.published, &place.shape, place.required, &now, &mut self.chance);
        // A value that was inserted only to be changed may be valid in form alone.
        let made_up = matches!(&self.parts.content, Content::Json(base) if base.pointer(&place.pointer) != Some(&now));
        for Change { change, to, mut expected } in changes {
            if made_up && expected == Expected::Taken {
                expected = Expected::Either;
            }
            // A list item cannot be missing, and a list has no keys that could occur twice.
            let Some(bytes) = written(place, to) else { continue };
            self.push(&format!("body {}", place.shown), &change, expected, |parts| {
                parts.content_type = Some(JSON.to_owned());
                parts.content = Content::Raw(bytes);
            });
        }
    }
}

/// Returns the places of all fields of a JSON body that can have the valid request of an operation, which has this
/// document.
pub(in crate::variants) fn places<'s>(published: &'s Published, shape: Shape<'s>, document: Value) -> Vec<Place<'s>> {
    inside(published, &Place::whole(shape, document))
}

/// Returns the places of all fields inside a place, each before those inside it.
fn inside<'s>(published: &'s Published, place: &Place<'s>) -> Vec<Place<'s>> {
    let mut all = Vec::new();
    for field in directly_inside(published, place) {
        let deeper = inside(published, &field);
        all.push(field);
        all.extend(deeper);
    }
    all
}

fn directly_inside<'s>(published: &'s Published, place: &Place<'s>) -> Vec<Place<'s>> {
    let document = |value: Value| {
        let mut document = place.document.clone();
        if document.pointer(&place.pointer).is_none_or(is_empty)
            && let Some(hole) = document.pointer_mut(&place.pointer)
        {
            *hole = value;
        }
        document
    };
    match &place.shape {
        Shape::Object(object) if !place.within.contains(&object.name) => {
            let within = [&place.within[..], &[object.name]].concat();
            let fields = published.fields(object.name).into_iter().flatten();
            let field = |(name, field): (&String, &'s Field)| {
                let shape = published.shape_of_field(field);
                let mut document = place.document.clone();
                let least = values::least(published, &shape, 0);
                if let Some(Value::Object(fields)) = document.pointer_mut(&place.pointer) {
                    fields.entry(name.clone()).or_insert(least);
                }
                let pointer = format!("{}/{}", place.pointer, name.replace('~', "~0").replace('/', "~1"));
                let (shown, within) = (format!("{}.{name}", place.shown), within.clone());
                Place { pointer, shown, shape, required: field.required, document, within }
            };
            fields.map(field).collect()
        }
        Shape::List(item) => vec![Place {
            document: document(json!([values::least(published, item, 0)])),
            pointer: format!("{}/0", place.pointer),
            shown: format!("{}[0]", place.shown),
            shape: (**item).clone(),
            required: true,
            within: place.within.clone(),
        }],
        Shape::Map(value) if !matches!(**value, Shape::Any) => {
            let document = document(json!({"key": values::least(published, value, 0)}));
            let Some(key) = document.pointer(&place.pointer).and_then(|map| map.as_object()?.keys().next()) else {
                return Vec::new();
            };
            let (pointer, shown) = (format!("{}/{key}", place.pointer), format!("{}[{key}]", place.shown));
            let (shape, within) = ((**value).clone(), place.within.clone());
            vec![Place { document: document.clone(), pointer, shown, shape, required: false, within }]
        }
        _ => Vec::new(),
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        _ => false,
    }
}

/// Returns the document with a change at a place.
pub(in crate::variants) fn written(place: &Place, to: To) -> Option<Vec<u8>> {
    let mut document = place.document.clone();
    let (parent, name) = place.pointer.rsplit_once('/')?;
    match to {
        To::Value(value) => *document.pointer_mut(&place.pointer)? = value,
        To::Raw(raw) => {
            *document.pointer_mut(&place.pointer)? = json!(RAW);
            return Some(replaced(document.to_string().as_bytes(), json!(RAW).to_string().as_bytes(), &raw));
        }
        To::Missing => drop(document.pointer_mut(parent)?.as_object_mut()?.remove(name)?),
        To::Twice(value) => {
            document.pointer_mut(parent)?.as_object_mut()?.insert(TWICE.to_owned(), value);
            return Some(document.to_string().replace(TWICE, name).into_bytes());
        }
    }
    Some(document.to_string().into_bytes())
}

fn replaced(text: &[u8], what: &[u8], by: &[u8]) -> Vec<u8> {
    match text.windows(what.len()).position(|window| window == what) {
        Some(at) => [&text[..at], by, &text[at + what.len()..]].concat(),
        None => text.to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_made_at_its_place_alone() {
        let place = |pointer: &str| Place {
            pointer: pointer.to_owned(),
            shown: String::new(),
            shape: Shape::Any,
            required: false,
            document: json!({"a": {"b": 1}, "c": [2]}),
            within: Vec::new(),
        };
        let text = |pointer, to| written(&place(pointer), to).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        for (pointer, to, wanted) in [
            ("/a/b", To::Value(json!("x")), Some(r#"{"a":{"b":"x"},"c":[2]}"#)),
            ("/a/b", To::Raw(b"01".to_vec()), Some(r#"{"a":{"b":01},"c":[2]}"#)),
            ("/a/b", To::Missing, Some(r#"{"a":{},"c":[2]}"#)),
            ("/a/b", To::Twice(json!(3)), Some(r#"{"a":{"b":1,"b":3},"c":[2]}"#)),
            ("/c/0", To::Value(json!(null)), Some(r#"{"a":{"b":1},"c":[null]}"#)),
            ("/c/0", To::Missing, None),
            ("/c/0", To::Twice(json!(3)), None),
        ] {
            assert_eq!(text(pointer, to).as_deref(), wanted, "{pointer}");
        }
    }
}
