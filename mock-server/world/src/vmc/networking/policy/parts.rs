//! Parts of an object that have operations of their own and are stored within it: the expressions of a group and the entries of a service.

use super::refusals;
use crate::{
    documents::{
        kinds::Kind,
        paths::check_id,
        schema::BodyReader,
        tree::{Draft, Mode},
    },
    kernel::refusal::ApiResult,
};
use serde_json::{Map, Value, json};
use std::borrow::Cow;

/// Where a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PartPlace<'p> {
    /// The path of the object that it is in.
    pub(super) owner: &'p str,
    /// The field of that object.
    pub(super) field: &'static str,
    pub(super) id: &'p str,
}

/// Returns the place of the part at a path, or `None` if an object of its own is there.
pub(super) fn place_of(path: &str) -> Option<PartPlace<'_>> {
    let (collection, id) = path.rsplit_once('/')?;
    let (owner, field) = owner_of(collection)?;
    Some(PartPlace { owner, field, id })
}

/// Returns the object in which the parts of a collection are, and its field.
pub(super) fn owner_of(collection: &str) -> Option<(&str, &'static str)> {
    let (owner, name) = collection.rsplit_once('/')?;
    let above = owner.rsplit('/').nth(1)?;
    match above {
        "services" if name == "service-entries" => Some((owner, "service_entries")),
        "groups" if name.ends_with("-expressions") => Some((owner, "expression")),
        _ => None,
    }
}

/// Returns a body for the owner in which a part is written. An expression that is new is joined to the others by `OR`. (assumption)
///
/// # Errors
/// The owner does not exist, or the body does not fit.
pub(super) fn with_part(
    draft: &mut Draft,
    place: &PartPlace,
    kind: &Kind,
    body: &Value,
    mode: Mode,
) -> ApiResult<Value> {
    let mut parts = parts(draft, place)?;
    let found = parts.iter_mut().find(|part| is(part, place.id));
    if found.is_none() {
        check_id(place.id)?;
    }
    let partial = mode == Mode::Patch && found.is_some();
    let body = with_type(found.as_deref().and_then(Value::as_object), body);
    let mut fields = BodyReader::new(draft.table).object(kind.of_type, &body, partial)?;
    fields.insert("id".to_owned(), place.id.into());
    match found {
        Some(Value::Object(existing)) if mode == Mode::Patch => existing.extend(fields),
        Some(existing) => *existing = Value::Object(fields),
        None => {
            if place.field == "expression" && !parts.is_empty() {
                parts.push(json!({"resource_type": "ConjunctionOperator", "conjunction_operator": "OR"}));
            }
            parts.push(Value::Object(fields));
        }
    }
    Ok(json!({ place.field: parts }))
}

/// Returns a body with the type of the object that it changes, if the client left it out.
pub(super) fn with_type<'b>(existing: Option<&Map<String, Value>>, body: &'b Value) -> Cow<'b, Value> {
    let of_type = existing.and_then(|existing| existing.get("resource_type"));
    match (of_type, body) {
        (Some(of_type), Value::Object(fields)) if fields.get("resource_type").is_none_or(Value::is_null) => {
            let mut fields = fields.clone();
            fields.insert("resource_type".to_owned(), of_type.clone());
            Cow::Owned(Value::Object(fields))
        }
        _ => Cow::Borrowed(body),
    }
}

/// Returns a body for the owner in which a part is missing, and of an expression the conjunction beside it too.
///
/// # Errors
/// There is no such part.
pub(super) fn without_part(draft: &Draft, place: &PartPlace) -> ApiResult<Value> {
    let mut parts = parts(draft, place)?;
    let at = parts.iter().position(|part| is(part, place.id)).ok_or_else(|| missing(place))?;
    parts.remove(at);
    if place.field == "expression" && !parts.is_empty() {
        parts.remove(at.saturating_sub(1));
    }
    Ok(json!({ place.field: parts }))
}

/// Returns a body for the owner in which members are added to a part or taken from it.
///
/// # Errors
/// There is no such part, or the action is neither `add` nor `remove`.
pub(super) fn with_members(draft: &Draft, place: &PartPlace, action: &str, body: &Value) -> ApiResult<Value> {
    let mut parts = parts(draft, place)?;
    let part = parts.iter_mut().find(|part| is(part, place.id)).ok_or_else(|| missing(place))?;
    let members = ["ip_addresses", "members"].iter().find_map(|name| body.get(name)).and_then(Value::as_array);
    let members = members.ok_or_else(|| refusals::field_missing("members"))?;
    let list = ["ip_addresses", "paths", "external_ids"].into_iter().find(|name| part.get(name).is_some());
    let list = list.and_then(|name| part.get_mut(name)).and_then(Value::as_array_mut);
    let list = list.ok_or_else(|| missing(place))?;
    match action {
        "add" => members.iter().for_each(|member| {
            if !list.contains(member) {
                list.push(member.clone());
            }
        }),
        "remove" => list.retain(|member| !members.contains(member)),
        other => return Err(refusals::action(other, &["add", "remove"])),
    }
    Ok(json!({ place.field: parts }))
}

/// Returns the part at a place of an object.
pub(super) fn part<'o>(owner: &'o Map<String, Value>, place: &PartPlace) -> Option<&'o Map<String, Value>> {
    let parts = owner.get(place.field)?.as_array()?;
    parts.iter().find(|part| is(part, place.id))?.as_object()
}

fn parts(draft: &Draft, place: &PartPlace) -> ApiResult<Vec<Value>> {
    let owner = draft.networks.get(place.owner).ok_or_else(|| refusals::not_found(place.owner))?;
    Ok(owner.body.get(place.field).and_then(Value::as_array).cloned().unwrap_or_default())
}

fn is(part: &Value, id: &str) -> bool {
    part.get("id").is_some_and(|own| own == id)
}

fn missing(place: &PartPlace) -> crate::kernel::refusal::Refusal {
    refusals::not_found(&[place.owner, "/", place.field, "/", place.id].concat())
}
