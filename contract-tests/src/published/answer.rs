//! Compares an answer with the published types.

use super::{
    Field, Published, Reviewed, What,
    shape::{self, Details, Shape},
};
use jiff::Timestamp;
use serde_json::{Value, json};

/// A difference between an answer and the published type.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// The place in the answer: `$.clusters[0].cluster_state`.
    pub path: String,
    /// The published value.
    pub expected: Option<Value>,
    /// The actual value.
    pub actual: Option<Value>,
    /// The description of the difference.
    pub sentence: String,
}

impl Published {
    /// Returns the faults in the body of a successful answer. For an operation that is not published there are none.
    pub fn faults(&self, reviewed: &Reviewed, method: &str, path: &str, body: &Value) -> Vec<Fault> {
        let mut walk = Walk { published: self, reviewed, found: Vec::new() };
        if let Some(notation) = self.operation(method, path).and_then(|operation| operation.response.as_deref()) {
            let shape = shape::published(notation, Details::default(), &self.types);
            walk.value("$", &format!("{method} {path} answer"), &shape, body);
        }
        walk.found
    }

    /// Returns the published success statuses of an operation, or the contract's statuses if it differs for a
    /// reviewed reason. Returns `None` if no source states any.
    pub fn statuses(&self, reviewed: &Reviewed, method: &str, path: &str) -> Option<Vec<u16>> {
        let published = &self.operation(method, path)?.statuses;
        let place = format!("{method} {path}");
        let ours = reviewed.ours(What::Statuses, &place).and_then(|ours| serde_json::from_value(ours.clone()).ok());
        ours.or_else(|| (!published.is_empty()).then(|| published.iter().copied().collect()))
    }
}

struct Walk<'a> {
    published: &'a Published,
    reviewed: &'a Reviewed,
    found: Vec<Fault>,
}

impl<'a> Walk<'a> {
    fn report(&mut self, path: &str, expected: Option<Value>, actual: Option<&Value>, sentence: impl Into<String>) {
        let sentence = sentence.into();
        self.found.push(Fault { path: path.to_owned(), expected, actual: actual.cloned(), sentence });
    }

    /// Checks one value. `place` is its name in the list of reviewed differences.
    fn value(&mut self, path: &str, place: &str, shape: &Shape<'a>, value: &Value) {
        match (shape, value) {
            (Shape::Any, _) | (Shape::Number(_), Value::Number(_)) | (Shape::Boolean, Value::Bool(_)) => {}
            (Shape::Integer(_), Value::Number(number)) if !number.is_f64() => {}
            (Shape::Text { format, values }, Value::String(text)) => {
                self.format(path, *format, text, value);
                if let Some(values) = values
                    && !values.contains(text.as_str())
                    && !self.is_ours(What::Enum, place, value)
                {
                    self.report(path, Some(json!(values)), Some(value), "a value that is not published");
                }
            }
            (Shape::List(item), Value::Array(items)) => {
                for (number, value) in items.iter().enumerate() {
                    self.value(&format!("{path}[{number}]"), place, item, value);
                }
            }
            (Shape::Map(of), Value::Object(members)) => {
                members.iter().for_each(|(key, value)| self.value(&format!("{path}.{key}"), place, of, value));
            }
            (Shape::Object(object), Value::Object(_)) => self.fields(object.name, path, value),
            (Shape::OneOf(shapes), _) => shapes.iter().for_each(|shape| self.value(path, place, shape, value)),
            _ => self.report(path, Some(shape.notation()), Some(value), "another kind of value than is published"),
        }
    }

    fn format(&mut self, path: &str, format: Option<&str>, text: &str, value: &Value) {
        let fits = match format {
            Some("date-time") => text.parse::<Timestamp>().is_ok(),
            Some("uuid") => uuid::Uuid::try_parse(text).is_ok(),
            _ => true,
        };
        if !fits {
            self.report(path, format.map(Value::from), Some(value), "a text in another format than is published");
        }
    }

    /// Checks the fields of an object. A type without fields, or one that is not published, may have any fields.
    fn fields(&mut self, name: &str, path: &str, value: &Value) {
        let published = self.published;
        let Some(fields) = published.types.get(name).map(|of| &of.fields).filter(|fields| !fields.is_empty()) else {
            return;
        };
        for (key, field) in fields {
            let (path, place) = (format!("{path}.{key}"), format!("{name}.{key}"));
            match value.get(key) {
                Some(Value::Null) if self.is_required(field, &place) => {
                    self.report(
                        &path,
                        Some(json!(field.notation)),
                        Some(&Value::Null),
                        "null where a value is required",
                    );
                }
                None if self.is_required(field, &place) => {
                    self.report(
                        &path,
                        Some(json!(field.notation)),
                        None,
                        "a key that is published as required is absent",
                    );
                }
                None | Some(Value::Null) => {}
                Some(value) => {
                    let details = Details { format: field.format.as_deref(), values: field.values.as_deref() };
                    self.value(&path, &place, &shape::published(&field.notation, details, &published.types), value);
                }
            }
        }
        for (key, value) in value.as_object().into_iter().flatten().filter(|(key, _)| !fields.contains_key(*key)) {
            if self.reviewed.ours(What::Field, &format!("{name}.{key}")).is_none_or(Value::is_null) {
                self.report(&format!("{path}.{key}"), None, Some(value), "a key that is not published");
            }
        }
    }

    fn is_required(&self, field: &Field, place: &str) -> bool {
        let meant = self.reviewed.ours(What::Required, place) == Some(&Value::Bool(false));
        self.published.tells_required && field.required && !meant
    }

    /// Returns `true` if a value is one of those that the contract allows there for a reviewed reason.
    fn is_ours(&self, what: What, place: &str, value: &Value) -> bool {
        let ours = self.reviewed.ours(what, place).and_then(Value::as_array);
        ours.is_some_and(|ours| ours.contains(value))
    }
}
