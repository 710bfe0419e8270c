//! Cases whose requests are drawn from a seed rather than written down.

use super::{Case, Needs::MovableClock, Played, Stop, Trial, cases};
use crate::{compare::Mismatch, linear, operation, variants};

/// Concurrent clients, against a model.
pub(super) const MODEL: &[Case] = cases! { "model", Model;
    MovableClock => what_concurrent_clients_see_has_an_order;
};

/// Every parameter and body field of the published tables, varied.
pub(super) const VARIANTS: &[Case] = cases! { "variants", Published;
    MovableClock => every_variant_is_answered_as_it_must_be;
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

async fn every_variant_is_answered_as_it_must_be(trial: &Trial) -> Played {
    let report = variants::run(&trial.subject().target, SEED).await;
    // A server that breaks off under them has failed, and is not one that they cannot be sent to.
    let report = report.map_err(|err| {
        let sentence = format!("the variants could not all be sent: {err:#}");
        Stop::from(Mismatch {
            operation: "any operation".to_owned(),
            path: "$".to_owned(),
            expected: None,
            actual: None,
            sentence,
        })
    })?;
    for (request, count) in &report.per_operation {
        trial.asked(operation::name_of(request), *count);
    }
    for found in report.mismatches {
        let mut mismatch = found.mismatch;
        // What was sent, and how it is sent again alone.
        mismatch.sentence = format!(
            "{} ({}: {}; {}; VARIANT={}:{})",
            mismatch.sentence, found.place, found.change, found.curl, found.seed, found.index
        );
        trial.note(mismatch);
    }
    Ok(())
}
