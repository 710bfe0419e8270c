//! Cases that are generated from the published tables: the life of each kind of object, each operation that reads, and each action.

mod actions;
mod cloud_kinds;
mod kinds;
mod stage;
mod views;

use crate::suite::Case;

/// Returns the generated cases about networks.
pub(super) fn cases() -> impl Iterator<Item = &'static Case> {
    [actions::CASES, cloud_kinds::CASES, kinds::CASES, views::CASES].into_iter().flatten()
}
