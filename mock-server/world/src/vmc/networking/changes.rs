//! Which SDDCs have networks, and how these are changed.

use super::{defaults::networks_of, refusals};
use crate::{
    context::Cx,
    documents::{
        call::DocumentCall,
        tree::{self, Change, Draft},
    },
    kernel::refusal::ApiResult,
    state::{
        networks::Networks,
        orgs::Org,
        sddcs::{Phase, SddcFacts},
        tasks::Milestone,
    },
};
use std::sync::Arc;
use vmc_client::wire::{Provider, SddcId};

/// Returns an SDDC whose networks answer: its gateways exist, it is not deleted, and it is not one of the simulated provider, which has no
/// NSX. (recorded for the provider; the rest is an assumption)
pub(super) fn reachable(org: &Org, id: SddcId) -> ApiResult<&SddcFacts> {
    let sddc = org.sddcs.get(&id).map(Arc::as_ref);
    let answers = |sddc: &&SddcFacts| {
        sddc.has(Milestone::Gateways) && sddc.provider == Provider::Aws && sddc.phase != Phase::Deleted
    };
    sddc.filter(answers).ok_or_else(|| refusals::unreachable(id))
}

/// Lets a change see the networks of an SDDC, which are its own from then on. If the change is refused, nothing has happened.
pub(super) fn change_networks<T>(
    org: &mut Org,
    cx: &Cx,
    call: &DocumentCall,
    run: impl FnOnce(&mut Draft) -> ApiResult<T>,
) -> ApiResult<T> {
    let change = Change { by: cx.caller.username.clone(), at: cx.now() };
    let Org { sddcs, ids, .. } = org;
    let record = sddcs.get_mut(&call.sddc).ok_or_else(|| refusals::unreachable(call.sddc))?;
    if let Some(networks) = record.networks.is_some().then(|| Arc::make_mut(record).networks.as_mut()).flatten() {
        return tree::change((call.table, Arc::make_mut(networks), ids), change, run);
    }
    let mut networks: Networks = networks_of(record).into_owned();
    let value = tree::change((call.table, &mut networks, ids), change, run)?;
    Arc::make_mut(record).networks = Some(Arc::new(networks));
    Ok(value)
}
