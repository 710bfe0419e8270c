//! Objects as clients see them: the document and the fields that the server adds.

use super::{
    kinds::Kind,
    paths::{last, parent},
    table::Table,
};
use crate::state::networks::{Document, Networks};
use jiff::Timestamp;
use serde_json::{Map, Value};

/// Objects that a client may send within the object that they belong to, and that are documents of their own: the type of the outer object,
/// its field, and the collection below it.
const INLINE: [(&str, &str, &str); 4] = [
    ("SecurityPolicy", "rules", "rules"),
    ("GatewayPolicy", "rules", "rules"),
    ("IdsSecurityPolicy", "rules", "rules"),
    ("CommunicationMap", "communication_entries", "rules"),
];

/// Returns the field of a type that contains its documents, and the collection that they are in.
pub fn inline_of(of_type: &str) -> Option<(&'static str, &'static str)> {
    INLINE.iter().find(|(of, ..)| *of == of_type).map(|(_, field, collection)| (*field, *collection))
}

/// Returns an object as an answer contains it. The server's fields are there if the published type has them.
pub fn object(table: &Table, of_type: &str, path: &str, document: &Document) -> Map<String, Value> {
    let mut fields = document.body.clone();
    let has = |name: &str| table.types.field(of_type, name).is_some();
    let id = last(path);
    if has("resource_type") && (fields.get("resource_type").is_none_or(|found| found != of_type)) {
        let is_subtype = table.types.get(of_type).is_some_and(|found| !found.subtypes.is_empty());
        if !is_subtype {
            fields.insert("resource_type".to_owned(), of_type.into());
        }
    }
    for (name, value) in table.types.defaults(of_type).filter(|(name, _)| !name.starts_with('_')) {
        if table.types.field(of_type, name).is_some_and(|field| field.read_only) {
            fields.entry(name.clone()).or_insert_with(|| value.clone());
        }
    }
    let mut set = |name: &str, value: Value| {
        if has(name) {
            fields.insert(name.to_owned(), value);
        }
    };
    set("id", id.into());
    set("path", path.into());
    set("relative_path", id.into());
    // The section of a NAT rule is its parent, though it is no document.
    let section = path.rsplit_once("/nat-rules/").map(|(section, _)| section);
    if let Some(above) = section.or_else(|| parent_object(table, path)) {
        set("parent_path", above.into());
    }
    set("unique_id", (&*document.unique).into());
    if let Ok(number) = document.unique.parse::<u64>() {
        set("rule_id", number.into());
    }
    set("marked_for_delete", false.into());
    set("overridden", false.into());
    set("_create_time", millis(document.created));
    set("_create_user", (&*document.created_by).into());
    set("_last_modified_time", millis(document.modified));
    set("_last_modified_user", (&*document.modified_by).into());
    set("_system_owned", false.into());
    let protection = match table.api {
        super::table::Api::CloudService => "UNKNOWN",
        super::table::Api::Policy | super::table::Api::Edges => "NOT_PROTECTED",
    };
    set("_protection", protection.into());
    set("_revision", document.revision.into());
    fields
}

/// Returns an object with the objects that belong to it, as the answer for a single object has them.
pub fn whole(table: &Table, networks: &Networks, of_type: &str, path: &str, document: &Document) -> Map<String, Value> {
    let mut fields = object(table, of_type, path, document);
    if let Some((field, collection)) = inline_of(of_type) {
        let place = [path, "/", collection].concat();
        let mut below: Vec<_> = networks.directly_below(&place).collect();
        below.sort_by_key(|(_, document)| place_in_order(document));
        let item = table.types.field(of_type, field).map(|field| &field.shape);
        if let Some(super::published::Shape::List(item)) = item
            && let super::published::Shape::Object(item) = **item
        {
            let of = |(path, document): (&std::sync::Arc<str>, &std::sync::Arc<Document>)| {
                Value::Object(object(table, item, path, document))
            };
            fields.insert(field.to_owned(), below.into_iter().map(of).collect());
        }
    }
    fields
}

/// The key by which rules are ordered: the sequence number, and the order of creation where it is equal. (assumption)
pub fn place_in_order(document: &Document) -> (i64, u64) {
    (document.body.get("sequence_number").and_then(Value::as_i64).unwrap_or(0), document.order)
}

/// Returns the path of the object that a path is in.
pub fn parent_object<'p>(table: &Table, path: &'p str) -> Option<&'p str> {
    let mut above = parent(path)?;
    while table.kind_at(above).is_none() {
        above = parent(above)?;
    }
    Some(above)
}

/// Returns the type of the document at a path: the actual one, if its kind has several.
pub fn type_of<'d>(kind: &'d Kind, document: &'d Document) -> &'d str {
    document.body.get("resource_type").and_then(Value::as_str).unwrap_or(kind.of_type)
}

/// Returns a time in milliseconds since 1970.
pub fn millis(time: Timestamp) -> Value {
    time.as_millisecond().into()
}
