//! The shape of a place in a JSON document, read from the notation of the published tables or from a JSON schema.

use super::Type;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The maximum number of references that are followed. It is more than any schema of the contract needs, and it stops
/// at a schema that refers only to itself.
const REFERENCES_MAX: usize = 16;

/// A kind of value. Nullability is left out, because it adds nothing to `required`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Shape<'a> {
    /// Any value is allowed.
    Any,
    Text {
        format: Option<&'a str>,
        /// The known values, if only these are allowed.
        values: Option<BTreeSet<&'a str>>,
    },
    Integer(Option<&'a str>),
    Number(Option<&'a str>),
    Boolean,
    List(Box<Self>),
    /// A map from arbitrary names to values.
    Map(Box<Self>),
    Object(Object<'a>),
    /// One of several shapes.
    OneOf(Vec<Self>),
}

/// An object with fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Object<'a> {
    /// The name of the type. The contract and the published tables may use different names.
    pub(crate) name: &'a str,
    /// The schema that contains the fields; null for a published type.
    pub(super) schema: &'a Value,
}

/// Details of a published field that are stored beside its type.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Details<'a> {
    pub(super) format: Option<&'a str>,
    pub(super) values: Option<&'a [String]>,
}

/// Parses `array<T>`, `map<string,T>`, `integer(int32)`, and names of types.
pub(super) fn published<'a>(notation: &'a str, details: Details<'a>, types: &'a BTreeMap<String, Type>) -> Shape<'a> {
    let inner = |prefix: &str| notation.strip_prefix(prefix).and_then(|rest| rest.strip_suffix('>'));
    if let Some(item) = inner("array<").or_else(|| inner("set<")) {
        return Shape::List(Box::new(published(item, details, types)));
    }
    match inner("map<string,") {
        // The description of the sign-in service calls this free-form: numbers are allowed too.
        Some("object") => return Shape::Map(Box::new(Shape::Any)),
        Some(value) => return Shape::Map(Box::new(published(value, details, types))),
        None => {}
    }
    let (name, noted) = match notation.split_once('(') {
        Some((name, format)) => (name, Some(format.trim_end_matches(')'))),
        None => (notation, None),
    };
    let format = details.format.or(noted);
    match name {
        "string" => text(format, details.values),
        "date-time" => text(Some("date-time"), None),
        "integer" => Shape::Integer(format),
        "number" => Shape::Number(format),
        "boolean" => Shape::Boolean,
        "object" => Shape::Map(Box::new(Shape::Any)),
        "any" | "any|null" => Shape::Any,
        name => match types.get(name) {
            Some(Type { alias_of: Some(notation), values, .. }) => {
                published(notation, Details { values: values.as_deref().or(details.values), ..details }, types)
            }
            _ => Shape::Object(Object { name, schema: &Value::Null }),
        },
    }
}

fn text<'a>(format: Option<&'a str>, values: Option<&'a [String]>) -> Shape<'a> {
    Shape::Text { format, values: values.map(|values| values.iter().map(String::as_str).collect()) }
}

/// Reads a schema of an OpenAPI document.
pub(super) fn of_schema<'a>(schema: &'a Value, document: &'a Value) -> Shape<'a> {
    let (name, schema) = followed(schema, document);
    if let Some(choices) = choices(schema) {
        return of_choices(choices, document);
    }
    let kind = match &schema["type"] {
        Value::String(kind) => Some(kind.as_str()),
        Value::Array(kinds) => {
            match kinds.iter().filter_map(Value::as_str).filter(|kind| *kind != "null").collect::<Vec<_>>()[..] {
                [kind] => Some(kind),
                _ => None,
            }
        }
        _ => None,
    };
    let format = schema["format"].as_str();
    match kind {
        Some("string") => Shape::Text { format, values: values(schema) },
        Some("integer") => Shape::Integer(format),
        Some("number") => Shape::Number(format),
        Some("boolean") => Shape::Boolean,
        Some("array") => Shape::List(Box::new(of_schema(&schema["items"], document))),
        Some("object") if schema["properties"].is_object() => Shape::Object(Object { name, schema }),
        Some("object") => Shape::Map(Box::new(match &schema["additionalProperties"] {
            values @ Value::Object(_) => of_schema(values, document),
            _ => Shape::Any,
        })),
        _ => Shape::Any,
    }
}

/// Resolves a reference and returns the schema with its name.
fn followed<'a>(mut schema: &'a Value, document: &'a Value) -> (&'a str, &'a Value) {
    let mut name = "object";
    for _ in 0..REFERENCES_MAX {
        let Some(reference) = schema["$ref"].as_str() else { break };
        let Some(target) = reference.strip_prefix('#').and_then(|pointer| document.pointer(pointer)) else { break };
        name = reference.rsplit('/').next().unwrap_or(name);
        schema = target;
    }
    (name, schema)
}

fn choices(schema: &Value) -> Option<Vec<&Value>> {
    let all = ["anyOf", "oneOf", "allOf"].into_iter().find_map(|key| schema[key].as_array())?;
    Some(all.iter().filter(|choice| choice["type"] != "null").collect())
}

/// Reads a schema with choices. Texts with known values, closed or open, become one shape; other choices are kept
/// separately.
fn of_choices<'a>(choices: Vec<&'a Value>, document: &'a Value) -> Shape<'a> {
    let shapes: Vec<_> = choices.into_iter().map(|choice| of_schema(choice, document)).collect();
    if let [one] = &shapes[..] {
        return one.clone();
    }
    let mut known = BTreeSet::new();
    for shape in &shapes {
        match shape {
            Shape::Text { format: None, values } => known.extend(values.iter().flatten()),
            _ => return Shape::OneOf(shapes),
        }
    }
    Shape::Text { format: None, values: (!known.is_empty()).then_some(known) }
}

fn values(schema: &Value) -> Option<BTreeSet<&str>> {
    let one = schema["const"].as_str().into_iter();
    // The contract lists the known values of an open list as examples.
    let listed = schema["enum"].as_array().or(schema["examples"].as_array());
    let several = listed.into_iter().flatten().filter_map(Value::as_str);
    Some(one.chain(several).collect()).filter(|values: &BTreeSet<_>| !values.is_empty())
}

impl Shape<'_> {
    /// Returns the shape in the notation of the published tables.
    pub(crate) fn notation(&self) -> Value {
        json!(self.noted())
    }

    fn noted(&self) -> String {
        let with = |name: &str, format: &Option<&str>| match format {
            Some(format) => format!("{name}({format})"),
            None => name.to_owned(),
        };
        match self {
            Shape::Any => "any".to_owned(),
            Shape::Text { format, .. } => with("string", format),
            Shape::Integer(format) => with("integer", format),
            Shape::Number(format) => with("number", format),
            Shape::Boolean => "boolean".to_owned(),
            Shape::List(item) => format!("array<{}>", item.noted()),
            Shape::Map(value) => format!("map<string,{}>", value.noted()),
            Shape::Object(object) => object.name.to_owned(),
            Shape::OneOf(choices) => choices.iter().map(Shape::noted).collect::<Vec<_>>().join(" or "),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notations_and_schemas_that_mean_the_same_are_read_alike() {
        let types =
            serde_json::from_value(json!({"Kind": {"fields": {}, "alias_of": "string", "enum": ["A", "B"]}})).unwrap();
        let document = json!({"components": {"schemas": {
            "Kind": {"type": "string", "examples": ["B", "A"]},
            "Thing": {"type": "object", "properties": {}},
        }}});
        for (notation, schema) in [
            ("string", json!({"type": ["string", "null"]})),
            ("date-time", json!({"type": "string", "format": "date-time"})),
            ("integer(int32)", json!({"type": "integer", "format": "int32"})),
            ("boolean", json!({"type": "boolean"})),
            ("Kind", json!({"anyOf": [{"$ref": "#/components/schemas/Kind"}, {"type": "null"}]})),
            ("Kind", json!({"oneOf": [{"type": "string", "const": "A"}, {"type": "string", "const": "B"}]})),
            ("array<Kind>", json!({"type": "array", "items": {"$ref": "#/components/schemas/Kind"}})),
            (
                "map<string,set<string>>",
                json!({"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}}),
            ),
            ("map<string,object>", json!({"type": "object", "additionalProperties": {}})),
            ("object", json!({"type": "object", "additionalProperties": true})),
            ("any|null", json!({})),
        ] {
            let (published, ours) = (published(notation, Details::default(), &types), of_schema(&schema, &document));
            assert_eq!(format!("{published:?}"), format!("{ours:?}"), "{notation}");
        }
        let thing = of_schema(&json!({"$ref": "#/components/schemas/Thing"}), &document).noted();
        assert_eq!(thing, published("Thing", Details::default(), &types).noted());
    }
}
