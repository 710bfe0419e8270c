//! Types of requests in the form of vAPI.

use super::notation::{COMPONENT, annotation, members};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The schemas of the OpenAPI document.
pub(super) struct Types<'d> {
    document: &'d Value,
}

/// The type of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind<'d> {
    /// One value: its built-in type, and the type of an option for it.
    Scalar(&'static str, &'static str),
    List(Box<Self>),
    /// An object with fields: the name of its schema.
    Structure(&'d str),
    /// Any JSON object, as maps are. DCLI sends its own maps as lists of pairs.
    Any,
}

/// The name of a structure in the metadata.
pub(super) fn id(schema: &str) -> String {
    format!("{COMPONENT}.model.{schema}")
}

impl<'d> Types<'d> {
    pub(super) fn of(document: &'d Value) -> Self {
        Self { document }
    }

    /// The type that a schema describes. `null` is no type of its own: DCLI leaves out what is not given.
    pub(super) fn kind(&self, schema: &'d Value) -> Kind<'d> {
        if let Some(name) = schema["$ref"].as_str().and_then(|reference| reference.rsplit('/').next()) {
            let named = self.named(name);
            return if named["properties"].is_object() { Kind::Structure(name) } else { self.kind(named) };
        }
        if let Some(choice) = schema["anyOf"].as_array().into_iter().flatten().find(|choice| choice["type"] != "null") {
            return self.kind(choice);
        }
        let several = || schema["type"].as_array()?.iter().filter_map(Value::as_str).find(|kind| *kind != "null");
        match schema["type"].as_str().or_else(several) {
            Some("string") => Kind::Scalar("STRING", "string"),
            Some("integer") => Kind::Scalar("LONG", "long"),
            Some("number") => Kind::Scalar("DOUBLE", "double"),
            Some("boolean") => Kind::Scalar("BOOLEAN", "boolean"),
            Some("array") => Kind::List(Box::new(self.kind(&schema["items"]))),
            _ => Kind::Any,
        }
    }

    fn named(&self, name: &str) -> &'d Value {
        &self.document["components"]["schemas"][name]
    }

    /// The fields of a structure: name, schema, and whether the field is required.
    pub(super) fn fields(&self, structure: &str) -> impl Iterator<Item = (&'d str, &'d Value, bool)> + use<'d> {
        let schema = self.named(structure);
        let required =
            move |name: &str| schema["required"].as_array().is_some_and(|all| all.iter().any(|one| one == name));
        members(&schema["properties"]).map(move |(name, field)| (name.as_str(), field, required(name)))
    }

    /// The structures that a schema leads to.
    pub(super) fn structures_in(&self, schema: &'d Value) -> BTreeSet<&'d str> {
        let (mut found, mut left) = (BTreeSet::new(), vec![self.kind(schema)]);
        while let Some(kind) = left.pop() {
            match kind {
                Kind::List(item) => left.push(*item),
                Kind::Structure(name) if found.insert(name) => {
                    left.extend(self.fields(name).map(|(_, field, _)| self.kind(field)));
                }
                Kind::Structure(_) | Kind::Scalar(..) | Kind::Any => {}
            }
        }
        found
    }

    /// Describes a structure. A field is sent under its `SerializationName`.
    pub(super) fn structure(&self, name: &str) -> Value {
        let field = |(name, schema, required): (&str, &'d Value, bool)| {
            json!({
                "name": name, "documentation": "", "metadata": [annotation("SerializationName", &[("value", name)])],
                "type": self.kind(schema).described(required),
            })
        };
        json!({
            "name": id(name), "type": "STRUCTURE", "documentation": "", "metadata": [], "enumerations": [], "constants": [],
            "fields": self.fields(name).map(field).collect::<Vec<_>>(),
        })
    }
}

impl Kind<'_> {
    /// The type in the form of vAPI.
    pub(super) fn described(&self, is_required: bool) -> Value {
        let generic = |kind: &str, element: Value| json!({"category": "GENERIC", "generic_instantiation": {"generic_type": kind, "element_type": element}});
        let plain = match self {
            Self::Scalar(kind, _) => json!({"category": "BUILTIN", "builtin_type": kind}),
            Self::Any => json!({"category": "BUILTIN", "builtin_type": "DYNAMIC_STRUCTURE"}),
            Self::List(item) => generic("LIST", item.described(true)),
            Self::Structure(name) => json!({
                "category": "USER_DEFINED",
                "user_defined_type": {"resource_type": "com.vmware.vapi.structure", "resource_id": id(name)},
            }),
        };
        if is_required { plain } else { generic("OPTIONAL", plain) }
    }
}
