//! Lives in several steps: what was observed of the service and what its clients rely on from one answer to the next.

mod life;
mod lists;
mod modest;
mod refusals;
mod sign_in;
mod watched;

use super::Case;

/// The cases.
pub(super) fn cases() -> impl Iterator<Item = &'static Case> {
    [life::CASES, lists::CASES, sign_in::CASES, refusals::CASES, modest::CASES].into_iter().flatten()
}
