//! Types of requests in the form of vAPI.

use super::notation::{Component, annotation, members};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The schemas of the OpenAPI document.
pub(super) struct Types<'d> {
    pub(super) component: &'static Component,
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

impl<'d> Types<'d> {
    pub(super) fn of(component: &'static Component, document: &'d Value) -> Self {
        Self { component, document }
    }

    /// The name of a structure in the metadata.
    pub(super) fn id(&self, schema: &str) -> String {
        format!("{}.model.{schema}", self.component.name)
    }

    /// The type that a schema describes. `null` is no type of its own: DCLI leaves out what is not given.
    pub(super) fn kind(&self, schema: &'d Value) -> Kind<'d> {
        if let Some(name) = schema["$ref"].as_str().and_then(|reference| reference.rsplit('/').next()) {
            let named = self.named(name);
            let has_fields = named["properties"].is_object() || named["allOf"].is_array();
            return if has_fields { Kind::Structure(name) } else { self.kind(named) };
        }
        // An object of one of several types is given as JSON with all its fields.
        if schema["discriminator"].is_object() {
            return Kind::Any;
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

    /// The fields of a structure that a client sends: name, schema, and whether the field is required. Of the fields whose names begin with
    /// `_`, clients of NSX send only the revision.
    pub(super) fn fields(&self, structure: &str) -> Vec<(&'d str, &'d Value, bool)> {
        let (mut found, mut parts) = (Vec::new(), vec![self.named(structure)]);
        while let Some(schema) = parts.pop() {
            let above = schema["allOf"].as_array().into_iter().flatten();
            parts.extend(above.map(
                |part| match part["$ref"].as_str().and_then(|reference| reference.rsplit('/').next()) {
                    Some(name) => self.named(name),
                    None => part,
                },
            ));
            let required =
                |name: &str| schema["required"].as_array().is_some_and(|all| all.iter().any(|one| one == name));
            let is_sent = |name: &str| !name.starts_with('_') || name == "_revision";
            let sent = members(&schema["properties"]);
            let sent = sent.filter(|(name, field)| field["readOnly"] != true && is_sent(name));
            found.extend(sent.map(|(name, field)| (name.as_str(), field, required(name))));
        }
        found
    }

    /// The type of a field of a structure. Below the deepest level that has options, any JSON goes.
    pub(super) fn kind_of_field(&self, schema: &'d Value) -> Kind<'d> {
        let kind = self.kind(schema);
        if self.component.depth_max > 1 { kind } else { kind.without_structures() }
    }

    /// The structures that a schema leads to.
    pub(super) fn structures_in(&self, schema: &'d Value) -> BTreeSet<&'d str> {
        let (mut found, mut left) = (BTreeSet::new(), vec![self.kind(schema)]);
        while let Some(kind) = left.pop() {
            match kind {
                Kind::List(item) => left.push(*item),
                Kind::Structure(name) if found.insert(name) => {
                    left.extend(self.fields(name).into_iter().map(|(_, field, _)| self.kind_of_field(field)));
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
                "type": self.described(&self.kind_of_field(schema), required),
            })
        };
        json!({
            "name": self.id(name), "type": "STRUCTURE", "documentation": "", "metadata": [], "enumerations": [], "constants": [],
            "fields": self.fields(name).into_iter().map(field).collect::<Vec<_>>(),
        })
    }

    /// A type in the form of vAPI.
    pub(super) fn described(&self, kind: &Kind<'_>, is_required: bool) -> Value {
        let generic = |kind: &str, element: Value| json!({"category": "GENERIC", "generic_instantiation": {"generic_type": kind, "element_type": element}});
        let plain = match kind {
            Kind::Scalar(kind, _) => json!({"category": "BUILTIN", "builtin_type": kind}),
            Kind::Any => json!({"category": "BUILTIN", "builtin_type": "DYNAMIC_STRUCTURE"}),
            Kind::List(item) => generic("LIST", self.described(item, true)),
            Kind::Structure(name) => json!({
                "category": "USER_DEFINED",
                "user_defined_type": {"resource_type": "com.vmware.vapi.structure", "resource_id": self.id(name)},
            }),
        };
        if is_required { plain } else { generic("OPTIONAL", plain) }
    }
}

impl Kind<'_> {
    /// This type, with any object in place of a structure.
    fn without_structures(self) -> Self {
        match self {
            Self::Structure(_) => Self::Any,
            Self::List(item) => Self::List(Box::new(item.without_structures())),
            Self::Scalar(..) | Self::Any => self,
        }
    }
}
