//! Flows about site recovery.

mod activation;
mod srm_nodes;
mod steps;
mod tasks;

use crate::suite::Case;

/// Returns the cases of site recovery.
pub(super) fn cases() -> impl Iterator<Item = &'static Case> {
    [activation::CASES, srm_nodes::CASES, tasks::CASES].into_iter().flatten()
}
