//! Finding and changing the record of a site recovery, and starting its tasks.

use super::refusals;
use crate::{
    context::Cx,
    kernel::refusal::ApiResult,
    state::{
        orgs::Org,
        sddcs::SddcFacts,
        site_recovery::SiteRecoveryFacts,
        tasks::Plan,
        work::{SiteRecoveryWork, Work},
    },
    tasks::{self, NewTask},
};
use jiff::SignedDuration;
use vmc_client::wire::{Provider, SddcId, Task};

/// The duration of an activation. (assumption)
const ACTIVATION: SignedDuration = SignedDuration::from_mins(20);

/// The duration of any other change. (assumption)
const CHANGE: SignedDuration = SignedDuration::from_mins(10);

/// The duration of each change for the service's own simulation, which deploys nothing. (assumption)
const SIMULATED: SignedDuration = SignedDuration::from_secs(30);

/// Returns the site recovery of an SDDC.
///
/// # Errors
/// It was never activated.
pub(super) fn configured(sddc: &SddcFacts) -> ApiResult<&SiteRecoveryFacts> {
    sddc.site_recovery.as_deref().ok_or_else(|| refusals::not_configured(sddc.id))
}

pub(super) fn change(org: &mut Org, id: SddcId, change: impl FnOnce(&mut SiteRecoveryFacts)) -> ApiResult<()> {
    let sddc = org.sddc_mut(id)?;
    let facts = sddc.site_recovery.as_deref_mut().ok_or_else(|| refusals::not_configured(id))?;
    change(facts);
    Ok(())
}

pub(super) fn start(org: &mut Org, cx: &Cx, id: SddcId, work: SiteRecoveryWork) -> ApiResult<Task> {
    let sddc = org.sddc(id)?;
    let realistic = match (&sddc.provider, &work) {
        (Provider::ZeroCloud, _) => SIMULATED,
        (_, SiteRecoveryWork::Activate { .. }) => ACTIVATION,
        _ => CHANGE,
    };
    let start_version = sddc.site_recovery.as_ref().map_or(0, |facts| facts.version);
    let work = Work::SiteRecovery { sddc: id, work };
    Ok(tasks::start(org, cx, NewTask { work, realistic, plan: Plan::Succeed, start_version }))
}
