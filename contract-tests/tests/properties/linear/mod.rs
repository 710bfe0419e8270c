//! Tests with concurrent clients over sockets, and with servers that have known concurrency errors.

mod racy;

use racy::{Race, Racy};
use std::{collections::BTreeSet, io::Write};
use vmc_contract::{
    Target,
    linear::{self, CLIENTS, Plan, Report, Theme, Violation},
};

/// With how many seeds a race is looked for: whether it does harm is a matter of chance.
const SEEDS: u64 = 8;

/// How often the usual plans are played, each time with other seeds.
const TIMES: u64 = 2;

/// How many calls there must be in all.
const CALLS_MIN: usize = 8_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn histories_of_concurrent_clients_are_linearizable() {
    let mut report = Report::default();
    for time in 0..TIMES {
        report.add(linear::run(&Target::simulator(), &Plan::usual(100 * time)).await);
    }
    // Past the test harness, which shows what is printed only of tests that fail.
    let (histories, calls) = (report.histories, report.calls());
    writeln!(std::io::stderr(), "linear: {calls} calls of {CLIENTS} clients in {histories} histories").unwrap();
    assert!(report.mismatches().is_empty(), "{report}");
    assert!(calls >= CALLS_MIN, "too few calls: {calls}");
    let unheard: Vec<_> = report.operations.iter().filter(|(_, calls)| calls.answered == 0).collect();
    assert!(unheard.is_empty(), "never answered well, so hardly judged: {unheard:?}");
    let called: BTreeSet<_> = report.operations.keys().copied().collect();
    assert_eq!(called, linear::call::OPERATIONS.into_iter().collect(), "all operations of the model are called");
    assert!(report.operations["CreateSddc"].refused > 0, "no quota was met");
}

/// A server that answers from memory for a while.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stale_answers_are_found() {
    let plan = Plan { seed: 1, clients: CLIENTS, rounds: 10, calls: 4, theme: Theme::Spread };
    let report = caught(Race::StaleAnswers, plan).await;
    let (event, objection) = &report.violations[0].stuck[0];
    assert!(event.call.only_looks(), "{event:?}");
    assert!(objection.path.starts_with("$"), "{objection:?}");
}

/// A server that counts, and then writes, and lets others in between: two that want the last place both get it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_that_is_not_one_is_found() {
    let plan = Plan { seed: 1, clients: CLIENTS, rounds: 3, calls: 4, theme: Theme::Crowded };
    let report = caught(Race::CountThenCreate, plan).await;
    assert!(report.mismatches().iter().any(|mismatch| mismatch.operation == "CreateSddc"), "{report}");
}

/// A server that compares revisions, and then writes: two that have the current one both write.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_update_is_found() {
    let plan = Plan { seed: 1, clients: CLIENTS, rounds: 6, calls: 1, theme: Theme::Networks };
    let report = caught(Race::CompareThenPut, plan).await;
    assert!(report.mismatches().iter().any(|mismatch| mismatch.operation.contains("groups")), "{report}");
}

/// Plays a plan before a server with this race. It is found, what is printed is small, and fails again.
async fn caught(race: Race, plan: Plan) -> Report {
    let racy = Racy::start(race, Target::simulator().url()).await;
    let mut report = Report::default();
    for seed in plan.seed..plan.seed + SEEDS {
        report = linear::run(&Target::at(&racy.url), &[Plan { seed, ..plan }]).await;
        if !report.violations.is_empty() {
            break;
        }
    }
    assert!(!report.violations.is_empty(), "{race:?} was not noticed in {report}");
    for (violation, mismatch) in std::iter::zip(&report.violations, report.mismatches()) {
        let printed = violation.to_string();
        assert_eq!(mismatch.sentence, printed);
        let again = Violation::judge_again(&printed).expect("what was printed can be read");
        assert_eq!(again.violations.len(), 1, "judged again, this is good:\n{printed}");
        assert_eq!(again.violations[0].history, violation.history, "it cannot be made smaller");
        assert!(violation.history.len() < report.calls(), "{printed}");
    }
    report
}
