//! Variants of bodies: of each field at any depth, and of the body as a whole.

use super::{
    Content, FORM, JSON, Maker, encoded,
    parameters::{Tried, replace},
};
use crate::{
    published::{Request, Shape},
    variants::{
        Expected,
        places::{Place, places, written},
        values::{self, Change},
    },
};
use serde_json::{Value, json};

/// The size of a body that is too large. The limit of the service is not published; real bodies are far smaller.
/// (assumption)
const TOO_LARGE: usize = 1 << 20;

/// A depth of nesting that a parser need not support.
const DEEP: usize = 20_000;

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
            ("as a form", b"name=x&num_hosts=1".to_vec()),
            ("markup", b"<name>x</name>".to_vec()),
            ("in 16-bit letters", text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
            ("in a list", format!("[{text}]").into_bytes()),
            ("as a text", json!(text).to_string().into_bytes()),
        ] {
            self.whole(change, Expected::Refused, Some(JSON), bytes);
        }
        // Windows PowerShell 5.1 writes one.
        let marked = format!("\u{feff}{text}").into_bytes();
        self.whole("with a mark of the byte order", Expected::Taken, Some(JSON), marked);
        self.content_types(text.as_bytes());
        self.too_large(text.as_bytes());
        // A body whose every field is unknown must not be answered as if it had been followed.
        let expected = if document == json!({}) { Expected::Refused } else { Expected::Taken };
        let unknown = values::with(&document, "vmc_contract_unknown", json!({"a": [1, null, {"b": "c"}]}));
        self.whole("with an unknown field", expected, Some(JSON), unknown.to_string().into_bytes());
        let odd = values::with(&document, "", json!("\u{0}"));
        self.whole("with an empty key", expected, Some(JSON), odd.to_string().into_bytes());
        for place in places(self.published, shape, document) {
            self.field(&place);
        }
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
