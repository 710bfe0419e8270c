//! Changes of the networks of an SDDC.

use super::{defaults::networks_of, refusals};
use crate::{
    context::Cx,
    documents::{
        call::DocumentCall,
        tree::{Change, Draft, change},
    },
    kernel::refusal::ApiResult,
    state::{orgs::Org, sddcs::SddcFacts},
};
use std::sync::Arc;

/// Lets a change see the networks of an SDDC, which are its own from then on. If the change is refused, nothing has happened.
pub(super) fn change_networks<T>(
    org: &mut Org,
    cx: &Cx,
    call: &DocumentCall,
    run: impl FnOnce(&mut Draft) -> ApiResult<T>,
) -> ApiResult<T> {
    change_in_sddc(org, cx, call, |draft, _| run(draft))
}

/// Does the same as [`change_networks`] and also shows the SDDC to the change. Its own field `networks` is empty meanwhile.
pub(super) fn change_in_sddc<T>(
    org: &mut Org,
    cx: &Cx,
    call: &DocumentCall,
    run: impl FnOnce(&mut Draft, &SddcFacts) -> ApiResult<T>,
) -> ApiResult<T> {
    let by = Change { by: cx.caller.username.clone(), at: cx.now() };
    let Org { sddcs, ids, .. } = org;
    let record = sddcs.get_mut(&call.sddc).ok_or_else(|| refusals::unreachable(call.sddc))?;
    let own = record.networks.is_some().then(|| Arc::make_mut(record).networks.take()).flatten();
    let was_own = own.is_some();
    let mut networks = own.unwrap_or_else(|| Arc::new(networks_of(record).into_owned()));
    let sddc: &SddcFacts = record;
    let result = change((call.table, Arc::make_mut(&mut networks), ids), by, |draft| run(draft, sddc));
    if was_own || result.is_ok() {
        Arc::make_mut(record).networks = Some(networks);
    }
    result
}
