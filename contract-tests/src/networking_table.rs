//! The published tables of networking, and the comparison of JSON values with their types.

use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use vmcsim_fixtures::published;

/// A published table: operations and types.
#[derive(Debug, Deserialize)]
pub struct NetworkingTable {
    pub operations: Vec<Operation>,
    pub types: BTreeMap<String, Type>,
}

/// A published operation.
#[derive(Debug, Deserialize)]
pub struct Operation {
    pub name: String,
    pub method: String,
    /// The path template, with the query that the operation always has.
    pub path: String,
    #[serde(default)]
    pub query: Vec<Parameter>,
    pub request: Option<String>,
    pub response: Option<String>,
    pub statuses: Vec<u16>,
    /// Public clients that use the operation.
    #[serde(default)]
    pub used_by: Vec<String>,
}

/// A parameter of a query.
#[derive(Debug, Deserialize)]
pub struct Parameter {
    pub name: String,
    /// The type, as `integer`.
    #[serde(rename = "type")]
    pub notation: String,
    #[serde(default)]
    pub required: bool,
}

/// A published type.
#[derive(Debug, Deserialize)]
pub struct Type {
    base: Option<String>,
    fields: BTreeMap<String, Field>,
    type_identifier: Option<String>,
    discriminator: Option<String>,
    #[serde(default)]
    subtypes: Vec<String>,
}

/// A field of a type.
#[derive(Debug, Deserialize)]
pub struct Field {
    /// The type, as `array<Tag>`.
    #[serde(rename = "type")]
    pub notation: String,
    #[serde(default)]
    pub required: bool,
    #[serde(default, rename = "readOnly")]
    pub read_only: bool,
    /// The only texts that it can have.
    #[serde(rename = "enum")]
    pub words: Option<Vec<String>>,
}

/// Places at which a value is not of its type, without the numbers of list items.
pub type Found = BTreeSet<String>;

fn read(text: &str) -> NetworkingTable {
    serde_json::from_str(text).expect("a published table")
}

impl NetworkingTable {
    /// Returns the table of the policy interface of NSX-T.
    ///
    /// # Panics
    /// Panics if the fixture cannot be read.
    pub fn policy() -> Self {
        read(published::NSXT_POLICY)
    }

    /// Returns the table of the interface between NSX-T and AWS.
    ///
    /// # Panics
    /// Panics if the fixture cannot be read.
    pub fn cloud_service() -> Self {
        read(published::NSXT_CLOUD_SERVICE)
    }

    /// Returns the table of the preview with NSX-V.
    ///
    /// # Panics
    /// Panics if the fixture cannot be read.
    pub fn preview() -> Self {
        read(published::NSXV)
    }

    /// Returns an operation by its name.
    pub fn operation(&self, name: &str) -> Option<&Operation> {
        self.operations.iter().find(|operation| operation.name == name)
    }

    /// The fields of a type, with those of its bases. Its own take precedence.
    pub fn fields(&self, name: &str) -> BTreeMap<&str, &Field> {
        let of = &self.types[name];
        let mut fields = of.base.as_deref().map(|base| self.fields(base)).unwrap_or_default();
        fields.extend(of.fields.iter().map(|(name, field)| (name.as_str(), field)));
        fields
    }

    /// Adds the places at which a value is not of the type, without the numbers of list items.
    pub fn differences(&self, place: &str, notation: &str, words: Option<&[String]>, value: &Value, found: &mut Found) {
        let item = notation.strip_prefix("array<").or(notation.strip_prefix("set<"));
        let fits = match (item.and_then(|rest| rest.strip_suffix('>')).ok_or(notation), value) {
            (Ok(item), Value::Array(items)) => {
                items.iter().for_each(|value| self.differences(&format!("{place}[]"), item, words, value, found));
                true
            }
            (Err("string" | "date-time"), Value::String(text)) => words.is_none_or(|words| words.contains(text)),
            (Err("integer"), Value::Number(number)) => !number.is_f64(),
            (Err("number"), Value::Number(_)) | (Err("boolean"), Value::Bool(_)) => true,
            (Err("object"), Value::Object(_)) => {
                // A free-form object says itself what it is.
                if let Some(of) = value["resource_type"].as_str().filter(|of| self.types.contains_key(*of)) {
                    self.object_differences(place, of, value, found);
                }
                true
            }
            (Err(name), Value::Object(_)) if self.types.contains_key(name) => {
                let of = self.subtype(name, value);
                of.is_some_and(|of| {
                    self.object_differences(place, of, value, found);
                    true
                })
            }
            _ => false,
        };
        if !fits {
            found.insert(place.to_owned());
        }
    }

    /// The type of an object for which a place has the type `name`. `None` if the object names a type that is not
    /// one of its subtypes.
    fn subtype<'a>(&'a self, name: &'a str, value: &Value) -> Option<&'a str> {
        let of = &self.types[name];
        let Some(discriminator) = &of.discriminator else { return Some(name) };
        // An object that does not name its type cannot be decoded by the strictest clients.
        let named = Some(value[discriminator].as_str()?);
        // A type without an identifier has its name as one.
        let is_named = |of: &&str| {
            self.types.get(*of).is_some_and(|found| found.type_identifier.as_deref().or(Some(*of)) == named)
        };
        of.subtypes.iter().map(String::as_str).chain([name]).find(is_named)
    }

    fn object_differences(&self, place: &str, name: &str, value: &Value, found: &mut Found) {
        let fields = self.fields(name);
        for (key, value) in value.as_object().into_iter().flatten() {
            let place = format!("{place}.{key}");
            match fields.get(key.as_str()) {
                Some(field) => self.differences(&place, &field.notation, field.words.as_deref(), value, found),
                None => _ = found.insert(place),
            }
        }
        let absent = fields.iter().filter(|(key, field)| field.required && value.get(**key).is_none());
        found.extend(absent.map(|(key, _)| format!("{place}.{key}")));
    }
}
