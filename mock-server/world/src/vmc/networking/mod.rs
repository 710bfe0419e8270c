//! The networks of an SDDC: which documents there are, and what they cause.

mod changes;
mod cloud;
mod defaults;
mod edges;
mod policy;
pub mod refusals;

pub use defaults::networks_of;

use crate::{
    context::Cx,
    documents::{
        call::{DocumentCall, DocumentReply},
        table::Api,
    },
    kernel::refusal::ApiResult,
    state::orgs::Org,
};
use changes::reachable;

/// Carries out an operation that reads.
///
/// # Errors
/// Those of the operation; or the SDDC has no networks that can be reached.
pub fn read(org: &Org, cx: &Cx, call: &DocumentCall) -> ApiResult<DocumentReply> {
    if call.table.api == Api::Edges {
        return edges::read(edges::reachable(org, call.sddc)?, cx, call);
    }
    let sddc = reachable(org, call.sddc)?;
    match call.table.api {
        Api::CloudService => cloud::read(org, sddc, cx, call),
        Api::Policy | Api::Edges => policy::read(org, sddc, cx, call),
    }
}

/// Carries out an operation that changes documents.
///
/// # Errors
/// Those of the operation; or the SDDC has no networks that can be reached.
pub fn write(org: &mut Org, cx: &Cx, call: &DocumentCall) -> ApiResult<DocumentReply> {
    if call.table.api == Api::Edges {
        return edges::write(org, call);
    }
    reachable(org, call.sddc)?;
    match call.table.api {
        Api::CloudService => cloud::write(org, cx, call),
        Api::Policy | Api::Edges => policy::write(org, cx, call),
    }
}
