//! The published operations and types, as the fixtures have them.

use http::StatusCode;
use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::{Map, Value, value::RawValue};
use std::collections::HashMap;
use vmc_client::endpoint::status_of;

/// A published operation.
#[derive(Debug, Deserialize)]
pub struct Operation {
    pub name: &'static str,
    /// HTTP method, in upper case.
    pub method: &'static str,
    /// Path template without the query that the operation always has.
    #[serde(rename = "path")]
    pub template: &'static str,
    /// The query that the operation always has, as `action=revise`.
    #[serde(skip)]
    pub fixed_query: Option<(&'static str, &'static str)>,
    #[serde(default)]
    pub query: Vec<Parameter>,
    /// The type of the body of the request.
    pub request: Option<&'static str>,
    /// The type of the body of the answer.
    pub response: Option<&'static str>,
    /// The statuses of a successful answer.
    pub statuses: Vec<u16>,
    /// Public clients that use it.
    #[serde(default)]
    pub used_by: Vec<&'static str>,
}

impl Operation {
    /// The usual status of a successful answer.
    pub fn status(&self) -> StatusCode {
        status_of(self.statuses.first().copied().unwrap_or(200))
    }
}

/// A parameter in a query.
#[derive(Debug, Deserialize)]
pub struct Parameter {
    pub name: &'static str,
    #[serde(rename = "type", deserialize_with = "shape")]
    pub shape: Shape,
    #[serde(default)]
    pub required: bool,
    #[serde(default, rename = "enum")]
    pub values: Vec<&'static str>,
    pub default: Option<Value>,
}

/// A published type.
#[derive(Debug, Deserialize)]
pub struct Type {
    #[serde(borrow)]
    base: Option<&'static str>,
    #[serde(default)]
    fields: IndexMap<&'static str, Field>,
    /// The field that names the actual type of an object.
    pub discriminator: Option<&'static str>,
    /// The actual types that an object can have.
    #[serde(default)]
    pub subtypes: Vec<&'static str>,
    /// Values of fields that a client left out.
    #[serde(skip)]
    pub defaults: Map<String, Value>,
}

/// A field of a type.
#[derive(Debug, Deserialize)]
pub struct Field {
    #[serde(rename = "type", deserialize_with = "shape")]
    pub shape: Shape,
    #[serde(default)]
    pub required: bool,
    /// Only the server sets it.
    #[serde(default, rename = "readOnly")]
    pub read_only: bool,
    #[serde(default, rename = "enum")]
    pub values: Vec<&'static str>,
    #[serde(borrow)]
    pub format: Option<&'static str>,
    pub minimum: Option<i64>,
    pub maximum: Option<i64>,
    #[serde(rename = "minLength")]
    pub min_length: Option<usize>,
    #[serde(rename = "maxLength")]
    pub max_length: Option<usize>,
}

/// The form of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    Text,
    Boolean,
    Integer,
    Number,
    /// An object of any content.
    Any,
    List(Box<Shape>),
    Map(Box<Shape>),
    Object(&'static str),
}

fn shape<D: serde::Deserializer<'static>>(deserializer: D) -> Result<Shape, D::Error> {
    Ok(Shape::of(<&'static str>::deserialize(deserializer)?))
}

impl Shape {
    fn of(notation: &'static str) -> Self {
        let inner = |prefix: &str| notation.strip_prefix(prefix).and_then(|rest| rest.strip_suffix('>'));
        if let Some(item) = inner("array<") {
            return Self::List(Box::new(Self::of(item)));
        }
        if let Some(item) = inner("map<string,") {
            return Self::Map(Box::new(Self::of(item.trim_start())));
        }
        match notation {
            "string" | "date-time" => Self::Text,
            "boolean" => Self::Boolean,
            "integer" => Self::Integer,
            "number" => Self::Number,
            "object" => Self::Any,
            name => Self::Object(name),
        }
    }
}

/// The types of an interface by name.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub struct Types(#[serde(borrow)] HashMap<&'static str, Type>);

/// A table as it is published.
#[derive(Debug)]
pub(super) struct Published {
    pub(super) operations: Vec<Operation>,
    pub(super) types: Types,
}

/// The parts of the text of a table.
#[derive(Deserialize)]
struct Parts {
    #[serde(borrow)]
    operations: &'static RawValue,
    #[serde(borrow)]
    types: &'static RawValue,
    #[serde(borrow)]
    defaults: &'static RawValue,
}

/// A documented value of a field that a client left out.
#[derive(Debug, Deserialize)]
struct Default {
    #[serde(rename = "type")]
    of: &'static str,
    field: &'static str,
    default: Option<Value>,
}

impl Published {
    pub(super) fn read(text: &'static str) -> serde_json::Result<Self> {
        let parts: Parts = serde_json::from_str(text)?;
        let mut operations: Vec<Operation> = serde_json::from_str(parts.operations.get())?;
        let mut types: Types = serde_json::from_str(parts.types.get())?;
        for operation in &mut operations {
            if let Some((path, query)) = operation.template.split_once('?') {
                operation.template = path;
                operation.fixed_query = query.split_once('=');
            }
        }
        for Default { of, field, default } in serde_json::from_str::<Vec<Default>>(parts.defaults.get())? {
            if let (Some(found), Some(default)) = (types.0.get_mut(of), default) {
                found.defaults.insert(field.to_owned(), default);
            }
        }
        types.complete();
        Ok(Self { operations, types })
    }
}

impl Type {
    /// The type that this one extends.
    pub fn base(&self) -> Option<&'static str> {
        self.base
    }
}

impl Types {
    /// Gives the allowed values and the format of a field to the fields of the same name in types that extend it. The tables repeat some of
    /// these fields without them.
    fn complete(&mut self) {
        let mut found = Vec::new();
        for (name, of) in &self.0 {
            // The type of an object is checked by the list of subtypes.
            let bare = of.fields.iter().filter(|(name, field)| field.values.is_empty() && **name != "resource_type");
            for (field_name, field) in bare {
                let mut above = self.lineage(name).skip(1).filter_map(|above| above.fields.get(field_name));
                if let Some(above) = above.find(|above| above.shape == field.shape && !above.values.is_empty()) {
                    found.push((*name, *field_name, above.values.clone(), above.format));
                }
            }
        }
        for (name, field_name, values, format) in found {
            if let Some(field) = self.0.get_mut(name).and_then(|of| of.fields.get_mut(field_name)) {
                field.values = values;
                field.format = field.format.or(format);
            }
        }
    }

    /// The fields that a type adds to those of the type that it extends.
    pub fn own_fields<'t>(&'t self, of: &str) -> impl Iterator<Item = (&'static str, &'t Field)> + use<'t> {
        self.0.get(of).into_iter().flat_map(|found| found.fields.iter().map(|(name, field)| (*name, field)))
    }

    pub fn get(&self, name: &str) -> Option<&Type> {
        self.0.get(name)
    }

    /// All types with their names.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Type)> {
        self.0.iter().map(|(name, found)| (*name, found))
    }

    /// A type and the types that it extends, the type first.
    fn lineage<'t>(&'t self, name: &str) -> impl Iterator<Item = &'t Type> + use<'t> {
        std::iter::successors(self.0.get(name), |found| found.base.and_then(|base| self.0.get(base)))
    }
    /// Returns a field of a type.
    pub fn field(&self, of: &str, name: &str) -> Option<&Field> {
        self.lineage(of).find_map(|found| found.fields.get(name))
    }

    /// All fields of a type, its own before those of the types that it extends.
    pub fn fields<'t>(&'t self, of: &str) -> impl Iterator<Item = (&'static str, &'t Field)> + use<'t> {
        self.lineage(of).flat_map(|found| found.fields.iter().map(|(name, field)| (*name, field)))
    }

    /// The documented values of fields that a client left out.
    pub fn defaults<'t>(&'t self, of: &str) -> impl Iterator<Item = (&'t String, &'t Value)> + use<'t> {
        self.lineage(of).flat_map(|found| &found.defaults)
    }

    /// Whether answers of this type are lists of objects.
    pub fn is_list(&self, name: &str) -> bool {
        self.item_of(name).is_some()
    }

    /// The type of the entries of a list.
    pub fn item_of(&self, name: &str) -> Option<&'static str> {
        match &self.field(name, "results")?.shape {
            Shape::List(item) => match **item {
                Shape::Object(name) => Some(name),
                _ => None,
            },
            _ => None,
        }
    }
}
