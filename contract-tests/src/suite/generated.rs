//! Cases whose requests are drawn from a seed rather than written down.

use super::{Case, Needs::MovableClock, Played, Trial, cases};
use crate::linear;

/// The cases.
pub(super) const CASES: &[Case] = cases! { "model", Model;
    MovableClock => what_concurrent_clients_see_has_an_order;
};

/// The same in every run, so that a report can be compared with the one before.
const SEED: u64 = 7;

async fn what_concurrent_clients_see_has_an_order(trial: &Trial) -> Played {
    let report = linear::run(&trial.subject().target, &linear::Plan::usual(SEED)).await;
    for (operation, calls) in &report.operations {
        trial.asked(operation, calls.answered + calls.refused);
    }
    report.mismatches().into_iter().for_each(|mismatch| trial.note(mismatch));
    Ok(())
}
