//! Which objects of the system users cannot change or delete. (assumption, except for predefined rules, services and groups)

use super::super::defaults::{self, Guard};
use crate::{
    documents::{refusals, tree::Draft},
    kernel::refusal::ApiResult,
    state::sddcs::SddcFacts,
};

/// Checks that the object at a path may be written.
///
/// # Errors
/// It exists and nobody but the system may change it.
pub(super) fn may_change(draft: &Draft, sddc: &SddcFacts, path: &str) -> ApiResult<()> {
    let is_fixed = draft.networks.get(path).is_some() && defaults::guard(sddc, path) == Guard::Fixed;
    if is_fixed { Err(refusals::of_the_system(path)) } else { Ok(()) }
}

/// Checks that the object at a path may be deleted.
///
/// # Errors
/// It belongs to the system.
pub(super) fn may_delete(sddc: &SddcFacts, path: &str) -> ApiResult<()> {
    match defaults::guard(sddc, path) {
        Guard::Free => Ok(()),
        Guard::Kept | Guard::Fixed => Err(refusals::of_the_system(path)),
    }
}
