//! Flows about the networks of an SDDC.

mod cloud;
mod edges;
mod groups;
mod reach;

use crate::suite::Case;

/// Returns the cases of all flows about networks.
pub(super) fn cases() -> impl Iterator<Item = &'static Case> {
    [cloud::CASES, groups::CASES].into_iter().flatten().chain(edges::cases())
}
