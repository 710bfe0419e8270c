//! Reads, lists, writes and validates route configurations, reserved networks, traffic groups and others. They follow the rules of the
//! objects of the policy interface.

use super::request::path;
use crate::{
    context::Cx,
    documents::{
        call::{DocumentCall, DocumentReply},
        schema::BodyReader,
        tree::Mode,
    },
    kernel::refusal::ApiResult,
    state::{orgs::Org, sddcs::SddcFacts},
    vmc::networking::{change::change_in_sddc, defaults::networks_of, policy, refusals::not_simulated},
};
use serde_json::{Value, json};

/// An empty list of results, in the recorded form.
pub(super) fn no_results() -> Value {
    json!({"results": [], "result_count": 0})
}

pub(super) fn read(sddc: &SddcFacts, call: &DocumentCall) -> ApiResult<DocumentReply> {
    let (networks, path) = (networks_of(sddc), path(call));
    let found = match (call.kind(), call.table.kinds.in_collection(call.template())) {
        (Some(_), _) => policy::object(&networks, sddc, call, &path, false)?,
        (None, Some(kind)) => policy::list(&networks, sddc, call, kind, &path)?,
        (None, None) => {
            return Err(not_simulated(call.operation().name, "the simulation has no data of this kind"));
        }
    };
    Ok(call.object(found))
}

pub(super) fn write(org: &mut Org, cx: &Cx, call: &DocumentCall) -> ApiResult<DocumentReply> {
    let (path, body) = (path(call), call.body.as_ref().unwrap_or(&Value::Null));
    let Some(kind) = call.kind() else {
        return Err(not_simulated(call.operation().name, "the simulation has no data of this kind"));
    };
    let object = change_in_sddc(org, cx, call, |draft, sddc| match call.operation().method {
        "DELETE" => draft.delete(&path).map(|()| None),
        "PUT" => draft
            .put(kind, &path, body, Mode::PutUnlessStale)
            .map(|()| policy::object(draft.networks, sddc, call, &path, false).ok()),
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
