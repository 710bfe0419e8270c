//! Flows about SDDCs: their creation, their life, and the conversion of those with one host.

mod convert;
mod create;
mod life;

use crate::suite::Case;

/// Returns all cases about SDDCs.
pub(super) fn cases() -> impl Iterator<Item = &'static Case> {
    [create::CASES, life::CASES, convert::CASES].into_iter().flatten()
}
