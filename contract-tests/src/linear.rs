//! Concurrent clients whose histories must be linearizable.
//!
//! Several clients send random requests to one world of a server at the same time. Each call is recorded with the
//! points in the history at which it was sent and answered. The history is then compared with a sequential model that
//! shares no code with the simulator: there must be an order of the calls in which the model gives the same answers
//! and in which no call stands before one that was answered before it was sent.
//!
//! - [`call`]: the calls of clients, and the parts of an answer that are compared.
//! - [`model`]: the sequential model.
//! - [`history`]: the recorded calls; [`search`](mod@search): decides whether a history is linearizable; [`parts`]:
//!   splits a history into independent parts; [`shrink`]: reduces a history that is not linearizable.
//!
//! ```no_run
//! # async fn example() {
//! use vmc_contract::{Target, linear};
//!
//! let report = linear::run(&Target::at("http://127.0.0.1:8080"), &linear::Plan::usual(7)).await;
//! assert!(report.mismatches().is_empty(), "{report}");
//! # }
//! ```

pub mod call;
pub mod history;
pub mod model;
pub mod parts;
pub mod search;
pub mod shrink;

mod draw;
mod names;
mod plan;
mod record;

pub use plan::{CLIENTS, Plan, Theme};

use crate::{
    compare::Mismatch,
    target::{Target, World},
};
use call::{Call, Seen};
use history::{Event, History};
use model::Model;
use search::{Objection, Outcome, Sequential, search};
use std::{collections::BTreeMap, fmt};

impl Plan {
    /// Plays it in a world that was made for it.
    pub async fn play(&self, world: &World) -> Report {
        let recorded = record::record(world, self).await;
        let mut report = self.judge(&recorded.history);
        report.unanswered = recorded.unanswered.into_iter().map(|(call, why)| (call.operation(), why)).collect();
        report
    }

    /// Checks a history of a world that was created for the plan.
    pub fn judge(&self, history: &History<Call, Seen>) -> Report {
        let mut report = Report { histories: 1, ..Report::default() };
        for event in history.iter() {
            let count = report.operations.entry(event.call.operation()).or_default();
            if event.answer.status < 300 { count.answered += 1 } else { count.refused += 1 }
        }
        let begin = Model::new(self.limits());
        for part in begin.parts(history) {
            match search(&begin, &part) {
                Outcome::Linearizable(_) => {}
                Outcome::Undecided => report.undecided += 1,
                Outcome::Not(_) => report.violations.extend(Violation::new(*self, &begin, &part)),
            }
        }
        report
    }
}

/// Runs plans, each in a world of its own. The server must be a simulator in which worlds can be created.
///
/// # Panics
/// Panics if the server creates no world.
pub async fn run(target: &Target, plans: &[Plan]) -> Report {
    let mut report = Report::default();
    for plan in plans {
        report.add(plan.play(&target.world(plan.world()).await).await);
    }
    report
}

/// The result of one or more plans.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Report {
    /// The number of histories that were checked.
    pub histories: usize,
    /// The number of calls of each operation, by its name in the endpoint table.
    pub operations: BTreeMap<&'static str, Calls>,
    /// The histories, or parts of them, that are not linearizable.
    pub violations: Vec<Violation>,
    /// The number of histories or parts for which the search was inconclusive.
    pub undecided: usize,
    /// Operations that received no answer, with the reasons.
    pub unanswered: Vec<(&'static str, String)>,
}

/// The number of calls of an operation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Calls {
    /// The number of calls that succeeded.
    pub answered: usize,
    /// The number of calls that were refused.
    pub refused: usize,
}

/// A history that no order of its calls explains.
#[derive(Debug, Clone, PartialEq)]
pub struct Violation {
    /// The plan that produced the history.
    pub plan: Plan,
    /// The smallest part that is still not linearizable.
    pub history: History<Call, Seen>,
    /// The events that cannot extend the longest order found, each with the objection of the model.
    pub stuck: Vec<(Event<Call, Seen>, Box<Objection>)>,
}

impl Violation {
    fn new(plan: Plan, begin: &Model, part: &History<Call, Seen>) -> Option<Self> {
        let history = shrink::smallest(begin, part, &can_go);
        let Outcome::Not(stuck) = search(begin, &history) else { return None };
        let stuck = stuck.next.into_iter().map(|(number, objection)| (history[number].clone(), objection)).collect();
        Some(Self { plan, history, stuck })
    }

    /// Parses a printed violation and checks its history again.
    ///
    /// # Errors
    /// The text does not have the form of a printed violation.
    pub fn judge_again(printed: &str) -> serde_json::Result<Report> {
        let plan = printed.lines().find_map(|line| line.strip_prefix(PLAN)).unwrap_or_default();
        let plan: Plan = serde_json::from_str(plan)?;
        Ok(plan.judge(&History::read(printed)?))
    }
}

/// Returns `true` if an event can be left out of a history: it changes nothing, and no later call uses a name that
/// only this event returned.
fn can_go(gone: &Event<Call, Seen>, rest: &[Event<Call, Seen>]) -> bool {
    let told = |name: &str, before: &Event<Call, Seen>| {
        rest.iter().any(|event| event.precedes(before) && event.answer.tells(name))
    };
    let needs =
        |later: &Event<Call, Seen>| later.call.names().iter().any(|name| gone.answer.tells(name) && !told(name, later));
    Model::only_looks(&gone.call, &gone.answer) && !rest.iter().any(needs)
}

impl Report {
    /// Adds another report to this one.
    pub fn add(&mut self, other: Self) {
        self.histories += other.histories;
        for (operation, calls) in other.operations {
            let count = self.operations.entry(operation).or_default();
            count.answered += calls.answered;
            count.refused += calls.refused;
        }
        self.violations.extend(other.violations);
        self.undecided += other.undecided;
        self.unanswered.extend(other.unanswered);
    }

    /// Returns the total number of calls.
    pub fn calls(&self) -> usize {
        self.operations.values().map(|calls| calls.answered + calls.refused).sum()
    }

    /// Returns a mismatch for each violation, and for each part that could not be decided or call that was not
    /// answered.
    pub fn mismatches(&self) -> Vec<Mismatch> {
        let bare = |operation: &str, sentence: String| Mismatch {
            operation: operation.to_owned(),
            path: "$".to_owned(),
            expected: None,
            actual: None,
            sentence,
        };
        let violations = self.violations.iter().map(|violation| match violation.stuck.first() {
            Some((event, objection)) => Mismatch {
                path: objection.path.clone(),
                expected: objection.expected.clone(),
                actual: objection.actual.clone(),
                ..bare(event.call.operation(), violation.to_string())
            },
            None => bare("", violation.to_string()),
        });
        let unanswered = self.unanswered.iter().map(|(operation, why)| bare(operation, why.clone()));
        let undecided = (0..self.undecided)
            .map(|_| bare("", "no order of a history was found, and too many are left to try".to_owned()));
        violations.chain(unanswered).chain(undecided).collect()
    }
}

/// The prefix of the line of a printed violation that contains the plan.
const PLAN: &str = "plan ";

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "No order of these calls explains the answers. Of those that could come next in the longest order:"
        )?;
        for (event, objection) in &self.stuck {
            writeln!(f, "- {} of client {}: {objection}", event.call.operation(), event.client)?;
        }
        writeln!(
            f,
            "Who comes first does not follow from the seed; linear::Violation::judge_again judges this text again."
        )?;
        writeln!(f, "{PLAN}{}", serde_json::to_string(&self.plan).map_err(|_| fmt::Error)?)?;
        self.history.fmt(f)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (histories, calls, wrong) = (self.histories, self.calls(), self.mismatches());
        writeln!(f, "{calls} calls in {histories} histories, {} of them not linearizable", self.violations.len())?;
        wrong.iter().try_for_each(|mismatch| writeln!(f, "{}", mismatch.sentence))
    }
}
