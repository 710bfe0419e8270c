//! Starts tasks of the autoscaler.

use crate::{
    context::Cx,
    kernel::refusal::ApiResult,
    state::{
        orgs::Org,
        tasks::Plan,
        work::{AutoscalerWork, Work},
    },
    tasks::{self, NewTask},
};
use jiff::SignedDuration;
use vmc_client::wire::{AutoscalerTask, SddcId};

/// Starts a task of the autoscaler on an SDDC.
pub(super) fn begin(
    org: &mut Org,
    cx: &Cx,
    sddc: SddcId,
    work: AutoscalerWork,
    realistic: SignedDuration,
) -> ApiResult<AutoscalerTask> {
    let start_version = org.sddc(sddc)?.version;
    let work = Work::Autoscaler { sddc, work };
    let new = NewTask { work, realistic, plan: Plan::Succeed, start_version };
    Ok(AutoscalerTask::from(tasks::start(org, cx, new)))
}
