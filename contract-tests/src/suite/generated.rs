//! Cases whose requests are generated from a seed.

use super::{Case, Needs::MovableClock, Played, Stop, Trial, cases};
use crate::{compare::Mismatch, linear, operation, variants};

/// Concurrent clients, compared with a model.
pub(super) const MODEL: &[Case] = cases! { "model", Model;
    MovableClock => what_concurrent_clients_see_has_an_order;
};

/// Variants of every parameter and body field of the published tables.
pub(super) const VARIANTS: &[Case] = cases! { "variants", Published;
    MovableClock => every_variant_is_answered_as_it_must_be;
};

/// The seed is constant, so that reports of different runs can be compared.
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
    // A server that breaks the connection under these requests has failed; it does not count as unreachable.
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
        // The sentence includes the request and the way to repeat it alone.
        mismatch.sentence = format!(
            "{} ({}: {}; {}; VARIANT={}:{})",
            mismatch.sentence, found.place, found.change, found.curl, found.seed, found.index
        );
        trial.note(mismatch);
    }
    Ok(())
}
