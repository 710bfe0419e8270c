//! The published tables of networking: NSX-T, its interface to AWS, and NSX-V. They are read here on their own, so that the server is not
//! judged by its own code.

use serde::Deserialize;
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};
use vmcsim_fixtures::published;

/// Places at which a value is not of its type, without the numbers of list items.
pub type Found = BTreeSet<String>;

/// The tables, by the folder of recordings that belongs to each.
pub fn tables() -> &'static BTreeMap<&'static str, Table> {
    static TABLES: LazyLock<BTreeMap<&str, Table>> = LazyLock::new(|| {
        let texts = [
            ("nsxt_policy", published::NSXT_POLICY),
            ("nsxt_cloud", published::NSXT_CLOUD_SERVICE),
            ("nsxv", published::NSXV),
        ];
        // A text that cannot be read is found by a test of the recordings.
        texts.into_iter().filter_map(|(name, text)| Some((name, serde_json::from_str(text).ok()?))).collect()
    });
    &TABLES
}

/// Returns the operation that a request addresses, with its table. The target is a path with its query.
pub fn operation_at(method: &str, target: &str) -> Option<(&'static Table, &'static Operation)> {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let below = below_sddc(path)?;
    let fits = |operation: &Operation| {
        let (template, fixed) = operation.path.split_once('?').unwrap_or((&operation.path, ""));
        operation.method == method
            && fits(template, below)
            && (fixed.is_empty() || query.split('&').any(|parameter| parameter.eq_ignore_ascii_case(fixed)))
    };
    let all = tables().values().flat_map(|table| table.operations.iter().map(move |operation| (table, operation)));
    all.filter(|(_, operation)| fits(operation)).max_by_key(|(_, operation)| {
        let literals = operation.path.split('/').filter(|part| !part.starts_with('{')).count();
        (literals, operation.path.contains('?'))
    })
}

/// Returns the part of a path below the SDDC, as the tables have it.
pub fn below_sddc(path: &str) -> Option<&str> {
    let after = |prefix: &str| {
        let rest = path.strip_prefix(prefix)?;
        let (_, rest) = rest.split_once("/sddcs/")?;
        rest.find('/').map(|at| &rest[at..])
    };
    let of_proxy = || after("/vmc/reverse-proxy/api/orgs/");
    let rest = of_proxy().or_else(|| after("/vmc/api/orgs/").filter(|rest| rest.starts_with("/networks/4.0")))?;
    Some(rest.strip_prefix("/sks-nsxt-manager").unwrap_or(rest).trim_end_matches('/'))
}

fn fits(template: &str, path: &str) -> bool {
    let (mut wanted, mut came) = (template.split('/'), path.split('/'));
    loop {
        match (wanted.next(), came.next()) {
            (None, None) => return true,
            (Some(wanted), Some(came))
                if wanted.eq_ignore_ascii_case(came) || (wanted.starts_with('{') && !came.is_empty()) => {}
            _ => return false,
        }
    }
}

/// Returns `true` for an operation of NSX-V.
pub fn is_edge(operation: &Operation) -> bool {
    operation.path.starts_with("/networks/4.0")
}

/// Fields that answers have although no type has them.
const BESIDE_THE_TYPES: [&str; 1] = [
    // A hit of a search has the state of its realization. (recorded)
    "$.results[].status",
];

/// Returns the places at which an answer of an operation differs from what is published.
pub fn faults(table: &Table, operation: &Operation, status: u16, body: &Value) -> Found {
    let mut found = Found::new();
    if !operation.statuses.contains(&status) {
        found.insert(format!("status {status}"));
    }
    if let Some(name) = operation.response.as_deref().filter(|_| status != 204) {
        table.differences("$", name, None, body, &mut found);
    }
    let is_search = operation.response.as_deref() == Some("SearchResponse");
    found.retain(|place| !(is_search && BESIDE_THE_TYPES.iter().any(|known| place.starts_with(known))));
    found
}

/// The published operations and types of one interface.
#[derive(Debug, Deserialize)]
pub struct Table {
    pub operations: Vec<Operation>,
    types: BTreeMap<String, Type>,
}

/// A published operation.
#[derive(Debug, Deserialize)]
pub struct Operation {
    pub name: String,
    pub method: String,
    /// Path template below the SDDC. It may end with a query that the operation always has.
    pub path: String,
    /// The type of the body of the request.
    pub request: Option<String>,
    /// The type of the body of the answer.
    pub response: Option<String>,
    /// The statuses of successful answers.
    pub statuses: Vec<u16>,
    /// Public clients that use the operation.
    #[serde(default)]
    pub used_by: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Type {
    base: Option<String>,
    fields: BTreeMap<String, Field>,
    type_identifier: Option<String>,
    discriminator: Option<String>,
    #[serde(default)]
    subtypes: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Field {
    #[serde(rename = "type")]
    notation: String,
    #[serde(default)]
    required: bool,
    #[serde(rename = "enum")]
    words: Option<Vec<String>>,
}

impl Table {
    /// The fields of a type, with those of its bases. Its own take precedence.
    fn fields(&self, name: &str) -> BTreeMap<&str, &Field> {
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
            (Err("string"), Value::String(text)) => words.is_none_or(|words| words.contains(text)),
            (Err("integer"), Value::Number(number)) => !number.is_f64(),
            (Err("boolean"), Value::Bool(_)) => true,
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
        let is_named = |of: &&str| self.types.get(*of).is_some_and(|of| of.type_identifier.as_deref() == named);
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
