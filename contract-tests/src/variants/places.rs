//! The places in JSON bodies, and documents that differ in one place.

use super::values::{self, To};
use crate::published::{Field, Published, Shape};
use serde_json::{Value, json};

/// A marker for raw bytes while a document is assembled. Its characters do not occur in other documents.
const RAW: &str = "\u{e000}raw";
/// A marker for the second of two equal keys.
const TWICE: &str = "\u{e000}twice";
/// A place in a document whose parents exist.
pub(super) struct Place<'s> {
    pub(super) pointer: String,
    pub(super) shown: String,
    pub(super) shape: Shape<'s>,
    pub(super) required: bool,
    pub(super) document: Value,
    /// The names of the types around the place. A recursive type is followed only once.
    within: Vec<&'s str>,
}

impl<'s> Place<'s> {
    fn whole(shape: Shape<'s>, document: Value) -> Self {
        Self { pointer: String::new(), shown: "$".to_owned(), shape, required: true, document, within: Vec::new() }
    }
}

/// Returns the places of all fields of a JSON body that can have the valid request of an operation, which has this
/// document.
pub(super) fn places<'s>(published: &'s Published, shape: Shape<'s>, document: Value) -> Vec<Place<'s>> {
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
pub(super) fn written(place: &Place, to: To) -> Option<Vec<u8>> {
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
