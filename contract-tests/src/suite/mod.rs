//! The suite: cases that can be run against any server.
//!
//! A [`Case`] runs in a [`Trial`], which collects its findings as [`crate::compare::Mismatch`]es. A case is skipped
//! if the server does not support what it needs (for example because its clock cannot be moved, or because only
//! reading requests are allowed), and the report gives the reason. In addition, a [`Witness`] compares every answer
//! of every case with the published types.

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

pub use customer::Customer;
use played::ANY_OPERATION;
pub use played::{Played, Stop};
pub use recordings::{NOT_JUDGED, completed, multipart, without_nulls};
pub use setting::Setting;
pub use subject::{Access, Subject};
pub use trial::Trial;
pub use witness::{Seen, Witness};

use crate::report::{Outcome, Report, Verdict};
use serde::Serialize;
use std::{collections::BTreeSet, fmt, future::Future, pin::Pin};

/// A case that can be run against a server.
#[derive(Debug, Clone, Copy)]
pub struct Case {
    /// The id of the case: `recordings/signing_in`.
    pub id: &'static str,
    /// The source of the expected values.
    pub source: Source,
    /// The requirements for the server.
    pub needs: Needs,
    /// The numbers of the recordings that the case compares with.
    pub records: &'static [u32],
    /// The function that runs the case.
    pub play: Play,
}

/// A function that runs a case.
pub type Play = for<'t> fn(&'t Trial) -> Pin<Box<dyn Future<Output = Played> + Send + 't>>;

/// The source of the expected values of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// Recorded exchanges with the service.
    Recording,
    /// The published tables of operations and types.
    Published,
    /// Behaviour across several steps that was observed at the service or that its clients rely on.
    Flow,
    /// A model of the service that shares no code with it.
    Model,
}

/// The requirements of a case for a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// The case sends only reading requests.
    Looks,
    /// The case uses these operations, which change or cost something.
    Changes(&'static [&'static str]),
    /// The case needs worlds of its own, whose clocks can be moved.
    MovableClock,
}

/// Declares cases: their source, then their names, which are functions in scope.
macro_rules! cases {
    ($folder:literal, $source:ident; $( $needs:expr => $name:ident $( : $($record:literal)+ )?; )+) => {
        &[$( crate::suite::Case {
            id: concat!($folder, "/", stringify!($name)),
            source: crate::suite::Source::$source,
            needs: $needs,
            records: &[$($($record),+)?],
            play: |trial| Box::pin($name(trial)),
        } ),+]
    };
}
pub(crate) use cases;

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

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Recording => "recording",
            Self::Published => "published",
            Self::Flow => "flow",
            Self::Model => "model",
        })
    }
}
