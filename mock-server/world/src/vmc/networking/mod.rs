//! The networks of an SDDC: which documents there are, and what they cause.

mod change;
mod cloud;
mod defaults;
mod edges;
pub mod not_simulated;
mod nsx_address;
pub mod outbound;
mod policy;
mod protocols;
pub mod refusals;
mod users;
mod views;

pub use defaults::{Changes, changes_of, networks_of};
pub use nsx_address::NsxAddress;
pub(crate) use policy::secrets::hide as hide_secrets;
pub use users::nsx_user;

use crate::{
    context::Cx,
    documents::{
        call::{DocumentCall, DocumentReply},
        table::Api,
    },
    kernel::{network_api::NetworkApi, refusal::ApiResult},
    state::{
        orgs::Org,
        sddcs::{Phase, SddcFacts},
        tasks::Milestone,
    },
};
use std::sync::Arc;
use vmc_client::wire::Provider;

/// Carries out an operation that reads.
///
/// # Errors
/// Those of the operation; or the SDDC has no networks that can be reached.
pub fn read(org: &Org, cx: &Cx, call: &DocumentCall) -> ApiResult<DocumentReply> {
    let sddc = reachable(org, call)?;
    check_api(cx, call)?;
    not_simulated::check(call.operation().name)?;
    match call.table.api {
        Api::Policy => policy::read(org, sddc, cx, call),
        Api::CloudService => cloud::read(org, sddc, cx, call),
        Api::Edges => edges::read(sddc, cx, call),
    }
}

/// Carries out an operation that changes documents.
///
/// # Errors
/// Those of the operation; or the SDDC has no networks that can be reached.
pub fn write(org: &mut Org, cx: &Cx, call: &DocumentCall) -> ApiResult<DocumentReply> {
    reachable(org, call)?;
    check_api(cx, call)?;
    not_simulated::check(call.operation().name)?;
    match call.table.api {
        Api::Policy => policy::write(org, cx, call),
        Api::CloudService => cloud::write(org, cx, call),
        Api::Edges => edges::write(org, call),
    }
}

/// Returns an SDDC whose networks answer: its gateways exist, it is not deleted, and it is not one of the simulated provider, which has no
/// NSX. (recorded for the provider; the rest is an assumption)
fn reachable<'o>(org: &'o Org, call: &DocumentCall) -> ApiResult<&'o SddcFacts> {
    let id = call.sddc;
    if call.table.api == Api::Edges {
        return edges::reachable(org, id);
    }
    let sddc = org.sddcs.get(&id).map(Arc::as_ref);
    let answers = |sddc: &&SddcFacts| {
        sddc.has(Milestone::Gateways) && sddc.provider == Provider::Aws && sddc.phase != Phase::Deleted
    };
    sddc.filter(answers).ok_or_else(|| refusals::unreachable(id))
}

/// Checks that the SDDCs of the world have the interface of an operation.
fn check_api(cx: &Cx, call: &DocumentCall) -> ApiResult<()> {
    match (cx.settings.network_api, call.table.api) {
        (NetworkApi::Both, _)
        | (NetworkApi::Nsxt, Api::Policy | Api::CloudService)
        | (NetworkApi::Nsxv, Api::Edges) => Ok(()),
        (NetworkApi::Nsxt, Api::Edges) => Err(refusals::other_interface("NSX-T", "nsxt")),
        (NetworkApi::Nsxv, Api::Policy | Api::CloudService) => Err(refusals::other_interface("NSX-V", "nsxv")),
    }
}
