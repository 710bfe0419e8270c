//! The size of an SDDC's management VMs.

use super::{begin::begin, refusals};
use crate::{
    context::{Call, Cx},
    kernel::refusal::ApiResult,
    state::{orgs::Org, work::AutoscalerWork},
};
use jiff::SignedDuration;
use vmc_client::{
    endpoints::autoscaler::ScaleSddcSize,
    wire::{AutoscalerTask, SddcId, SddcSizeName, TaskId},
};

/// The duration of the change. (assumption)
const RESIZE_TIME: SignedDuration = SignedDuration::from_mins(60);

/// `POST …/sddcs/{sddc}/scale-sddc-size`: any smaller size becomes `LARGE`, the largest one. (assumption; the operation has no parameter)
pub fn scale(org: &mut Org, cx: &Cx, call: &Call<ScaleSddcSize>) -> ApiResult<AutoscalerTask> {
    let id = call.path.sddc;
    let sddc = org.sddc(id)?;
    sddc.check_state::<ScaleSddcSize>()?;
    if sddc.is_single_host() {
        return Err(refusals::single_host(id));
    }
    if sddc.autoscaler.resizing.is_some() {
        return Err(refusals::busy("A change of the size", id));
    }
    if sddc.size().size == Some(SddcSizeName::Large) {
        return Err(refusals::large_already(id));
    }
    let task = begin(org, cx, id, AutoscalerWork::Resize, RESIZE_TIME)?;
    org.sddc_mut(id)?.autoscaler.resizing = Some(task.id);
    Ok(task)
}

/// Called when a change of the size has ended. Returns true if the SDDC has waited for it.
pub(super) fn ended(org: &mut Org, id: SddcId, task: TaskId, well: bool) -> bool {
    let Ok(sddc) = org.sddc_mut(id) else { return false };
    let awaited = sddc.autoscaler.resizing.take_if(|resizing| *resizing == task).is_some();
    sddc.autoscaler.is_large |= awaited && well;
    awaited
}
