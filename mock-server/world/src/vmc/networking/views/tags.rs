//! Tags of all objects.

use super::{
    associations::reference,
    machines::machines,
    request::{Fields, View, entries, fields},
};
use crate::kernel::refusal::ApiResult;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Returns scope and text of a tag.
fn parts(tag: &Value) -> (&str, &str) {
    let part = |name: &str| tag[name].as_str().unwrap_or_default();
    (part("scope"), part("tag"))
}

/// `GET /infra/tags`
pub(super) fn all(view: &View) -> ApiResult<Fields> {
    let machines = machines(view.sddc, view.networks);
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let of_documents = view.documents().flat_map(|(_, _, document)| entries(document, "tags"));
    for tag in of_documents.chain(machines.iter().flat_map(|machine| &machine.tags)) {
        *counts.entry(parts(tag)).or_default() += 1;
    }
    let is_wanted = |of: &str, name: &str| view.call.parameter(name).is_none_or(|wanted| wanted == of);
    let counts = counts.into_iter().filter(|((scope, tag), _)| is_wanted(scope, "scope") && is_wanted(tag, "tag"));
    view.list(counts.map(|((scope, tag), count)| json!({"scope": scope, "tag": tag, "tagged_objects_count": count})))
}

/// `GET /infra/tags/effective-resources`: the objects that have a tag.
pub(super) fn resources(view: &View) -> ApiResult<Fields> {
    let (scope, tag) = (view.call.parameter("scope"), view.call.parameter("tag"));
    let fits = |own: &Value| {
        let (own_scope, own_tag) = parts(own);
        scope.is_none_or(|scope| scope == own_scope) && tag.is_none_or(|tag| tag == own_tag)
    };
    let tagged = view.documents().filter(|(_, _, document)| entries(document, "tags").any(fits));
    view.list(tagged.filter_map(|(path, ..)| reference(view, path)))
}

/// `GET …/tag-operations/{id}/status`: an operation is done at once. It is not applied to the objects. (assumption)
pub(super) fn operation_status(view: &View) -> ApiResult<Fields> {
    let (path, operation) = view.owner()?;
    let results = |name: &str| -> Vec<Value> {
        let status = |of: &Value| {
            let ids = of["resource_ids"].as_array().into_iter().flatten();
            let each: Vec<_> = ids.map(|id| json!({"resource_id": id, "tag_status": "Success"})).collect();
            json!({"resource_type": of["resource_type"], "resource_tag_status": each})
        };
        entries(operation, name).map(status).collect()
    };
    let mut answer = fields(json!({
        "path": path, "status": "Success", "apply_to": results("apply_to"), "remove_from": results("remove_from"),
    }));
    if let Some(tag) = operation.body.get("tag") {
        answer.insert("tag".to_owned(), tag.clone());
    }
    Ok(answer)
}
