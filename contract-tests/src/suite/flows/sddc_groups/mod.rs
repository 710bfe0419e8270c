//! Flows about SDDC groups.

mod grouped;
mod members;
mod py_vmc;
mod terraform;

use super::Case;

/// Returns all cases of SDDC groups.
pub(super) fn cases() -> impl Iterator<Item = &'static Case> {
    [terraform::CASES, members::CASES, py_vmc::CASES].into_iter().flatten()
}
