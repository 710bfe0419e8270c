//! What the operations on edges are given.

use super::refusals;
use crate::{
    context::Cx,
    documents::{call::DocumentCall, schema::BodyReader, table::Api},
    kernel::refusal::ApiResult,
    state::{edges::Edges, sddcs::SddcFacts},
};
use serde_json::{Map, Value};

/// What an operation that reads is given.
#[derive(Clone, Copy)]
pub(super) struct View<'v> {
    pub(super) edges: &'v Edges,
    pub(super) sddc: &'v SddcFacts,
    pub(super) cx: &'v Cx<'v>,
    pub(super) call: &'v DocumentCall,
}

/// What an operation that writes is given. If it is refused, its changes are dropped.
pub(super) struct Draft<'d> {
    pub(super) edges: &'d mut Edges,
    pub(super) sddc: &'d SddcFacts,
    pub(super) call: &'d DocumentCall,
}

/// Reads the body of a request as the published type of the operation.
pub(super) fn body(call: &DocumentCall) -> ApiResult<Map<String, Value>> {
    let of = call.operation().request.unwrap_or_default();
    let sent = call.body.as_ref().unwrap_or(&Value::Null);
    BodyReader::new(call.table).object(of, sent, false).map_err(refusals::of_body)
}

/// Adds to an object the documented values of fields of its type that it has not.
pub(super) fn complete(of: &str, object: &mut Map<String, Value>) {
    for (name, value) in Api::Edges.table().types.defaults(of) {
        object.entry(name.clone()).or_insert_with(|| value.clone());
    }
}

/// Makes an object of a JSON literal.
pub(super) fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}
