//! Reads the body of a request as a published type.
//!
//! The clients of NSX-T are lenient writers and strict readers: PowerCLI sends `"true"` for true, and no client that decodes answers
//! accepts that. So a single value in the JSON form of another type is converted, and what is kept has the published types.

use super::{
    addresses,
    published::{Field, Shape, Type},
    refusals,
    table::Table,
};
use crate::kernel::refusal::ApiResult;
use serde_json::{Map, Number, Value};
use std::fmt::Write as _;

/// The largest number of nested objects in a body.
const DEPTH_MAX: usize = 32;

/// Reads the values of one body.
#[derive(Debug)]
pub struct BodyReader<'t> {
    table: &'t Table,
    /// The place of the value that is read, as `expression[0].value`.
    place: Vec<Step>,
    /// The places of fields that no type has, and of fields that only the server sets.
    pub unread: Vec<String>,
}

#[derive(Debug)]
enum Step {
    Field(String),
    Index(usize),
}

impl<'t> BodyReader<'t> {
    pub fn new(table: &'t Table) -> Self {
        Self { table, place: Vec::new(), unread: Vec::new() }
    }

    /// Reads an object of a type. A field that is null is as good as one that is not there. Required fields may be missing if the body is
    /// `partial`, as that of a PATCH.
    ///
    /// # Errors
    /// A value does not fit its type. The refusal names the place.
    pub fn object(&mut self, of: &str, value: &Value, partial: bool) -> ApiResult<Map<String, Value>> {
        let Value::Object(fields) = value else { return Err(self.refuse("an object", value)) };
        if self.place.len() > DEPTH_MAX {
            return Err(refusals::invalid(format!("The body has more than {DEPTH_MAX} levels.")));
        }
        let has_subtypes = self.table.types.get(of).is_some_and(|found| found.discriminator.is_some());
        let of = self.actual_type(of, fields)?;
        let mut read = Map::with_capacity(fields.len());
        for (name, value) in fields {
            self.place.push(Step::Field(name.clone()));
            match self.table.types.field(of, name) {
                _ if value.is_null() => {}
                None => self.unread.push(self.here()),
                // The revision and the identity of an object come back from clients that read it before.
                Some(field) if field.read_only => {
                    let is_added_later = name.starts_with('_') || SERVER_FIELDS.contains(&name.as_str());
                    let is_default = || self.table.types.defaults(of).any(|default| default == (name, value));
                    if !is_added_later && is_default() {
                        // It would be added at the end. An object that was read and is sent back keeps its order.
                        read.insert(name.clone(), value.clone());
                    } else if !is_added_later {
                        self.unread.push(self.here());
                    }
                }
                Some(field) => {
                    let value = self.field(field, value, partial)?;
                    read.insert(name.clone(), value);
                }
            }
            self.place.pop();
        }
        if let Some(missing) = self.table.types.fields(of).find(|(name, field)| {
            field.required && !field.read_only && !partial && !read.contains_key(*name) && *name != "resource_type"
        }) {
            self.place.push(Step::Field(missing.0.to_owned()));
            return Err(refusals::field_missing(&self.here()));
        }
        // In other objects, the field names the type of something else.
        let names_type = has_subtypes || self.table.types.field(of, "id").is_some();
        if names_type && self.table.types.field(of, "resource_type").is_some() {
            read.insert("resource_type".to_owned(), Value::from(of));
        }
        Ok(read)
    }

    /// Returns the actual type of an object of a type that others extend.
    fn actual_type<'n>(&self, of: &'n str, fields: &Map<String, Value>) -> ApiResult<&'n str>
    where
        't: 'n,
    {
        let Some(Type { discriminator: Some(discriminator), subtypes, .. }) = self.table.types.get(of) else {
            return Ok(of);
        };
        match fields.get(*discriminator).and_then(Value::as_str) {
            Some(name) => match subtypes.iter().find(|subtype| **subtype == name) {
                Some(found) => Ok(found),
                None if name == of => Ok(of),
                None => Err(refusals::value_not_allowed(&[&self.here(), *discriminator].join("."), name, subtypes)),
            },
            None => match &subtypes[..] {
                [only] => Ok(only),
                _ => self.fitting(subtypes, fields).ok_or_else(|| {
                    refusals::field_missing([&self.here(), *discriminator].join(".").trim_start_matches('.'))
                }),
            },
        }
    }

    /// The only one of some types that has all fields of an object.
    fn fitting(&self, types: &[&'static str], fields: &Map<String, Value>) -> Option<&'static str> {
        let mut fitting =
            types.iter().filter(|of| fields.keys().all(|name| self.table.types.field(of, name).is_some()));
        let first = fitting.next()?;
        fitting.next().is_none().then_some(*first)
    }

    fn field(&mut self, field: &Field, value: &Value, partial: bool) -> ApiResult<Value> {
        let value = self.value(&field.shape, value, partial)?;
        let values = match &value {
            Value::Array(values) => values.as_slice(),
            value => std::slice::from_ref(value),
        };
        for value in values {
            if let Some(text) = value.as_str() {
                if !field.values.is_empty() && !field.values.iter().any(|known| known.eq_ignore_ascii_case(text)) {
                    return Err(refusals::value_not_allowed(&self.here(), text, &field.values));
                }
                if field.format.is_some_and(|format| !addresses::fits(format, text)) {
                    return Err(refusals::invalid(format!(
                        "The value `{}` of the field `{}` does not have the form {}.",
                        text.chars().take(100).collect::<String>(),
                        self.here(),
                        field.format.unwrap_or_default()
                    )));
                }
                let length = text.chars().count();
                if field.min_length.is_some_and(|min| length < min) || field.max_length.is_some_and(|max| length > max)
                {
                    return Err(refusals::invalid(format!("The length of `{}` is not allowed.", self.here())));
                }
            }
            let too_small = |number: i64| field.minimum.is_some_and(|min| number < min);
            let too_large = |number: i64| field.maximum.is_some_and(|max| number > max);
            if value.as_i64().is_some_and(|number| too_small(number) || too_large(number)) {
                return Err(refusals::invalid(format!("The value of `{}` is out of range.", self.here())));
            }
        }
        Ok(value)
    }

    fn value(&mut self, shape: &Shape, value: &Value, partial: bool) -> ApiResult<Value> {
        let read = match (shape, value) {
            (Shape::Any, value) => Some(value.clone()),
            (Shape::Text, value) => text(value),
            (Shape::Boolean, value) => boolean(value),
            (Shape::Integer, value) => integer(value),
            (Shape::Number, value) => number(value),
            (Shape::List(item), Value::Array(values)) => {
                let mut read = Vec::with_capacity(values.len());
                for (index, value) in values.iter().enumerate() {
                    self.place.push(Step::Index(index));
                    if value.is_null() {
                        return Err(self.refuse(words(item), value));
                    }
                    // An entry of a list is a new object, also in a body that is otherwise partial.
                    read.push(self.value(item, value, false)?);
                    self.place.pop();
                }
                Some(Value::Array(read))
            }
            (Shape::Map(item), Value::Object(fields)) => {
                let mut read = Map::new();
                for (name, value) in fields {
                    self.place.push(Step::Field(name.clone()));
                    read.insert(name.clone(), self.value(item, value, false)?);
                    self.place.pop();
                }
                Some(Value::Object(read))
            }
            (Shape::Object(of), value) => Some(Value::Object(self.object(of, value, partial)?)),
            (Shape::List(_) | Shape::Map(_), _) => None,
        };
        read.ok_or_else(|| self.refuse(words(shape), value))
    }

    #[cold]
    fn refuse(&self, expected: &str, found: &Value) -> crate::kernel::refusal::Refusal {
        refusals::wrong_form(&self.here(), expected, found)
    }

    fn here(&self) -> String {
        let mut here = String::new();
        for step in &self.place {
            match step {
                // Writing to a string cannot fail.
                Step::Index(index) => _ = write!(here, "[{index}]"),
                Step::Field(name) if here.is_empty() => here.push_str(name),
                Step::Field(name) => _ = write!(here, ".{name}"),
            }
        }
        here
    }
}

/// The parameter that names the rule above which rules of NSX-V are added. The table of VMC does not have it. (documented on premises)
pub const ABOVE_RULE: &str = "aboveRuleId";

/// Returns the parameters of a query and the places in a body that an operation does not read.
pub fn unread(table: &Table, place: usize, query: &[u8], body: &[u8]) -> (Vec<String>, Vec<String>) {
    let operation = &table.operations[place];
    let names = form_urlencoded::parse(query).map(|(name, _)| name.into_owned());
    let is_known = |name: &String| {
        operation.query.iter().any(|parameter| parameter.name == name)
            || operation.fixed_query.is_some_and(|(fixed, _)| fixed == name)
            || name == ABOVE_RULE && operation.method == "POST" && operation.template.ends_with("/config/rules")
    };
    let in_query = names.filter(|name| !is_known(name)).collect();
    let mut reader = BodyReader::new(table);
    let in_body = match (operation.request, serde_json::from_slice::<Value>(body)) {
        (Some(of), Ok(body)) if reader.object(of, &body, true).is_ok() => reader.unread,
        _ => Vec::new(),
    };
    (in_query, in_body)
}

/// Fields that the server sets and that clients send back.
pub const SERVER_FIELDS: [&str; 12] = [
    "path",
    "parent_path",
    "relative_path",
    "remote_path",
    "unique_id",
    "realization_id",
    "owner_id",
    "origin_site_id",
    "overridden",
    "marked_for_delete",
    "rule_id",
    "is_default",
];

fn words(shape: &Shape) -> &'static str {
    match shape {
        Shape::Text => "a text",
        Shape::Boolean => "true or false",
        Shape::Integer => "a whole number",
        Shape::Number => "a number",
        Shape::List(_) => "a list",
        Shape::Any | Shape::Map(_) | Shape::Object(_) => "an object",
    }
}

fn text(value: &Value) -> Option<Value> {
    match value {
        Value::String(_) => Some(value.clone()),
        Value::Number(number) => Some(number.to_string().into()),
        Value::Bool(value) => Some(value.to_string().into()),
        _ => None,
    }
}

fn boolean(value: &Value) -> Option<Value> {
    match value {
        Value::Bool(_) => Some(value.clone()),
        Value::String(text) => text.trim().to_ascii_lowercase().parse::<bool>().ok().map(Value::from),
        Value::Number(number) => number.as_i64().map(|number| (number != 0).into()),
        _ => None,
    }
}

fn integer(value: &Value) -> Option<Value> {
    match value {
        Value::Number(number) if number.is_i64() || number.is_u64() => Some(value.clone()),
        #[expect(clippy::cast_possible_truncation, reason = "the number is whole and small enough")]
        Value::Number(number) => number
            .as_f64()
            .filter(|number| number.fract() == 0.0 && number.abs() < 9e15)
            .map(|number| (number as i64).into()),
        Value::String(text) => text.trim().parse::<i64>().ok().map(Value::from),
        _ => None,
    }
}

fn number(value: &Value) -> Option<Value> {
    match value {
        Value::Number(_) => Some(value.clone()),
        Value::String(text) => text.trim().parse().ok().and_then(Number::from_f64).map(Value::Number),
        _ => None,
    }
}
