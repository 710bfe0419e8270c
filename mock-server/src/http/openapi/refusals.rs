//! The refusals that the documents declare for each operation.

use serde_json::{Map, Value, json};
use std::{collections::BTreeSet, sync::LazyLock};
use vmc_client::endpoint::{Access, OperationInfo, Right, Service};
use vmcsim_fixtures::published;

/// The statuses of refusals, with what they mean.
const MEANINGS: &[(u16, &str)] = &[
    (400, "The request is malformed, or asks for what is not possible."),
    (401, "The token or credential is missing, invalid or expired."),
    (403, "The caller does not have the right that is needed."),
    (404, "There is no such resource, or the caller may not know of it."),
    (405, "The operation is not possible for this resource."),
    (409, "The request conflicts with another change or with what exists."),
];

/// Returns the statuses with which an operation may be refused: those that follow from what the request consists of, and those that are
/// published for the operation. Other statuses, as of an internal error, are the default.
pub(super) fn statuses(info: &OperationInfo, has_parameters: bool) -> BTreeSet<u16> {
    let mut statuses: BTreeSet<u16> = published_statuses(info).iter().copied().filter(|status| *status < 500).collect();
    statuses.extend((has_parameters || info.body_media_type.is_some()).then_some(400));
    statuses.extend(info.path.contains('{').then_some(404));
    statuses.extend((info.access != Access::Anonymous).then_some(401));
    let of_role = matches!(info.access, Access::Needs(right) if right != Right::SeeSelf);
    statuses.extend(of_role.then_some(403));
    statuses
}

/// The published statuses of errors, where the operation is published with them.
fn published_statuses(info: &OperationInfo) -> &'static [u16] {
    type Statuses = Vec<(String, String, Vec<u16>)>;
    static PUBLISHED: LazyLock<Statuses> = LazyLock::new(|| {
        let text = |operation: &Value, key: &str| operation[key].as_str().unwrap_or_default().to_owned();
        let of = |operation: &Value| {
            let statuses = operation["error_statuses"].as_array().into_iter().flatten();
            let statuses = statuses.filter_map(|status| status.as_u64().and_then(|status| u16::try_from(status).ok()));
            (text(operation, "method"), text(operation, "path"), statuses.collect())
        };
        let add_on_services = [published::AUTOSCALER, published::SITE_RECOVERY, published::SDDC_GROUPS].map(read);
        let tables = add_on_services.iter().flat_map(|tables| tables.as_array()).flatten();
        let operations = tables.flat_map(|table| table["operations"].as_array()).flatten();
        read(published::OPERATIONS).as_array().into_iter().flatten().chain(operations).map(of).collect()
    });
    let found = PUBLISHED.iter().find(|(method, path, _)| method == info.method && path == info.path);
    found.map_or(&[], |(.., statuses)| statuses)
}

/// Reads a table. A test reads them all, so that each is JSON.
fn read(table: &str) -> Value {
    serde_json::from_str(table).unwrap_or_default()
}

/// Returns the responses that operations refer to, by their names in the document.
pub(super) fn responses(service: Service, schema: &Value) -> Map<String, Value> {
    let of = |(status, meaning): &(u16, &str)| (name(service, Some(*status)), response(meaning, schema));
    let other = (name(service, None), response("Any other refusal.", schema));
    MEANINGS.iter().map(of).chain([other]).collect()
}

fn response(meaning: &str, schema: &Value) -> Value {
    json!({"description": meaning, "content": {"application/json": {"schema": schema}}})
}

/// Returns the response that stands for a status, or for every other status.
pub(super) fn reference(service: Service, status: Option<u16>) -> Value {
    json!({"$ref": format!("#/components/responses/{}", name(service, status))})
}

fn name(service: Service, status: Option<u16>) -> String {
    let status = match status {
        Some(400) => "BadRequest",
        Some(401) => "Unauthorized",
        Some(403) => "Forbidden",
        Some(404) => "NotFound",
        Some(405) => "MethodNotAllowed",
        Some(409) => "Conflict",
        _ => "Refused",
    };
    format!("{service:?}{status}")
}
