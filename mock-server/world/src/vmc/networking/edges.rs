//! The edges of NSX-V, the preview of 2018.

use super::refusals::not_simulated;
use crate::{
    context::Cx,
    documents::call::{DocumentCall, DocumentReply},
    kernel::refusal::ApiResult,
    state::{orgs::Org, sddcs::SddcFacts},
};

/// Carries out an operation that reads.
pub(super) fn read(_org: &Org, _sddc: &SddcFacts, _cx: &Cx, call: &DocumentCall) -> ApiResult<DocumentReply> {
    Err(not_simulated(call.operation().name, "it is not written yet"))
}

/// Carries out an operation that changes documents.
pub(super) fn write(_org: &mut Org, _cx: &Cx, call: &DocumentCall) -> ApiResult<DocumentReply> {
    Err(not_simulated(call.operation().name, "it is not written yet"))
}
