//! Reads, lists, writes and validates route configurations, reserved networks, traffic groups and others. They follow the rules of the
//! objects of the policy interface.

use super::request::path;
use crate::{
    context::Cx,
    documents::{
        call::{DocumentCall, DocumentReply},
        list::Paging,
        refusals,
        schema::BodyReader,
        tree::Mode,
        view,
    },
    kernel::refusal::ApiResult,
    state::{networks::Networks, orgs::Org, sddcs::SddcFacts},
    vmc::networking::{change::change_networks, defaults::networks_of, refusals::not_simulated},
};
use serde_json::{Map, Value, json};

/// An empty list of results, in the recorded form.
pub(super) fn no_results() -> Value {
    json!({"results": [], "result_count": 0})
}

pub(super) fn read(sddc: &SddcFacts, call: &DocumentCall) -> ApiResult<DocumentReply> {
    let networks = networks_of(sddc);
    if call.kind().is_some() {
        return object(&networks, call).map(|object| call.object(object));
    }
    let Some(kind) = call.table.kinds.in_collection(call.template()) else {
        return Err(not_simulated(call.operation().name, "the simulation has no data of this kind"));
    };
    let objects = networks
        .directly_below(&path(call))
        .map(|(path, document)| view::object(call.table, view::type_of(kind, document), path, document));
    Ok(call.object(Paging::of(&call.query)?.page(objects.collect(), false)))
}

pub(super) fn write(org: &mut Org, cx: &Cx, call: &DocumentCall) -> ApiResult<DocumentReply> {
    let (path, body) = (path(call), call.body.as_ref().unwrap_or(&Value::Null));
    let Some(kind) = call.kind() else {
        return Err(not_simulated(call.operation().name, "the simulation has no data of this kind"));
    };
    let object = change_networks(org, cx, call, |draft| match call.operation().method {
        "DELETE" => draft.delete(&path).map(|()| None),
        "PUT" => draft.put(kind, &path, body, Mode::PutUnlessStale).map(|()| object(draft.networks, call).ok()),
        _ => draft.put(kind, &path, body, Mode::Patch).map(|()| None),
    })?;
    Ok(call.reply(object.map(Value::Object)))
}

/// Validates a body without storing it.
pub(super) fn validate(call: &DocumentCall) -> ApiResult<DocumentReply> {
    let of = call.operation().request.unwrap_or_default();
    BodyReader::new(call.table).object(of, call.body.as_ref().unwrap_or(&Value::Null), false)?;
    Ok(call.done())
}

fn object(networks: &Networks, call: &DocumentCall) -> ApiResult<Map<String, Value>> {
    let path = path(call);
    let found = call.kind().zip(networks.get(&path));
    let (kind, document) = found.ok_or_else(|| refusals::not_found(&call.asked))?;
    Ok(view::object(call.table, view::type_of(kind, document), &path, document))
}
