//! The suite: cases that can be run against any server.
//!
//! A [`Case`] runs in a [`Trial`], which collects its findings as [`crate::compare::Mismatch`]es. A case is skipped
//! if the server does not support what it needs (for example because its clock cannot be moved, or because only
//! reading requests are allowed), and the report gives the reason. In addition, a [`Witness`] compares every answer
//! of every case with the published types.

mod case;
mod customer;
mod every_operation;
mod flows;
mod generated;
mod played;
mod reads;
mod recordings;
mod setting;
mod subject;
mod trial;
mod witness;
mod worlds;

pub use crate::report::Source;
pub(crate) use case::cases;
pub use case::{Case, Play};
pub use customer::Customer;
use played::ANY_OPERATION;
pub use played::{Played, Stop};
pub use recordings::{NOT_JUDGED, completed, multipart, without_nulls};
pub use setting::Setting;
pub use subject::{Access, Needs, Subject};
pub use trial::Trial;
pub use witness::{Seen, Witness};

use crate::report::{Outcome, Report, Verdict};
use std::collections::BTreeSet;

/// Returns all cases, in the order in which they run.
pub fn all() -> impl Iterator<Item = &'static Case> {
    let written = recordings::CASES.iter().chain(recordings::LOOKS).chain(reads::CASES).chain(flows::cases());
    let written = written.chain(every_operation::CASES);
    written.chain(generated::VARIANTS).chain(generated::MODEL)
}

/// Runs the selected cases against a server.
///
/// # Errors
/// Fixtures or lists of this repository cannot be read.
pub async fn run(subject: &Subject, wanted: impl Fn(&Case) -> bool) -> anyhow::Result<Report> {
    let trial = Trial::new(subject.clone())?;
    let mut verdicts = Vec::new();
    for case in all().filter(|case| wanted(case)) {
        verdicts.push(judged(case, &trial).await);
    }
    verdicts.extend(trial.witness(Witness::verdicts));
    let secrets = match &subject.access {
        Access::Key { api_token, .. } => vec![api_token.expose()],
        Access::Control => Vec::new(),
    };
    Ok(Report::new(subject.to_string(), verdicts, &secrets))
}

async fn judged(case: &Case, trial: &Trial) -> Verdict {
    let trial = trial.again();
    let verdict = |outcome, operations: BTreeSet<String>, answers| Verdict {
        id: case.id.to_owned(),
        source: case.source,
        operations,
        statuses: trial.statuses(),
        answers,
        outcome,
    };
    if let Some(reason) = trial.subject().cannot(case.needs) {
        return verdict(Outcome::Skipped { reason }, trial.recorded_operations(case.records), 0);
    }
    let played = (case.play)(&trial).await;
    trial.end().await;
    let (operations, answers) = (trial.operations(), trial.answers());
    let mut found = trial.found(case.records, played.is_ok());
    match played {
        Err(Stop::Skip(reason)) if found.is_empty() => {
            return verdict(Outcome::Skipped { reason }, operations, answers);
        }
        Err(Stop::Differs(mut mismatch)) => {
            if let Some(latest) = trial.latest().filter(|_| mismatch.operation == ANY_OPERATION) {
                mismatch.operation = latest.to_owned();
            }
            found.push(*mismatch);
        }
        Err(Stop::Skip(_)) | Ok(()) => {}
    }
    let outcome = if found.is_empty() { Outcome::Passed } else { Outcome::Differs { mismatches: found } };
    verdict(outcome, operations, answers)
}
