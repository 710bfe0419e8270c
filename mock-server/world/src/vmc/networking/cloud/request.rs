//! The parts of a request to the interface between NSX-T and AWS.

use crate::{
    documents::{call::DocumentCall, paths::last, schema::BodyReader},
    kernel::refusal::ApiResult,
};
use serde_json::{Map, Value};

/// Returns the template with which an operation of 2018 is published today.
pub(super) fn of_today(template: &'static str) -> String {
    match template {
        "/routes" => template.to_owned(),
        _ if template.starts_with("/infra/") => template.to_owned(),
        _ if template.starts_with("/vifs") => ["/infra/direct-connect", template].concat(),
        _ => ["/infra", template].concat(),
    }
}

/// Returns the path of an object in the tree.
pub(super) fn path(call: &DocumentCall) -> String {
    if call.asked.starts_with("/infra/") { call.asked.clone() } else { ["/infra", &call.asked].concat() }
}

/// Returns the last segment of the path.
pub(super) fn id(call: &DocumentCall) -> &str {
    last(&call.asked)
}

/// Returns the published fields of a body.
pub(super) fn body(call: &DocumentCall) -> ApiResult<Map<String, Value>> {
    let of = call.operation().request.unwrap_or_default();
    let sent = call.body.as_ref().unwrap_or(&Value::Null);
    BodyReader::new(call.table).object(of, sent, true)
}
