//! Tests of `vmc-contract check`: the simulator agrees with the contract, errors of a server are found, and the
//! program reports correctly.

mod as_customer;
mod mutations;
mod program;
mod proxy;

use std::collections::BTreeSet;
use tokio::sync::OnceCell;
use vmc_contract::{
    Target,
    report::{Outcome, Report},
    suite::{self, Case, Source, Subject},
};

/// What a suite finds of a server by the cases whose names begin so.
async fn found(subject: &Subject, cases: &[&str]) -> Report {
    let wanted = |case: &Case| cases.iter().any(|name| case.id.starts_with(name));
    suite::run(subject, wanted).await.expect("the suite can be read")
}

/// What the suite finds of the simulator, run once for all tests: every case but the concurrent clients and the variants, which have tests of
/// their own: `properties/linear` and `judge/variants`.
pub(crate) async fn whole() -> &'static Report {
    static REPORT: OnceCell<Report> = OnceCell::const_new();
    let run = async || {
        let subject = Subject::simulator(Target::simulator());
        let written = |case: &Case| case.source != Source::Model && !case.id.starts_with("variants/");
        suite::run(&subject, written).await.expect("the suite can be read")
    };
    REPORT.get_or_init(run).await
}

#[tokio::test]
async fn the_simulator_agrees_with_the_contract_in_every_case() {
    let report = whole().await;
    let lines: Vec<_> = report.mismatches().map(ToString::to_string).collect();
    assert!(lines.is_empty(), "{} mismatches:\n{}", lines.len(), lines.join("\n"));
    let left_out: Vec<_> = report.verdicts.iter().filter(|verdict| verdict.outcome != Outcome::Passed).collect();
    assert!(left_out.is_empty(), "{left_out:?}");
    assert!(report.totals.answers > 500, "{:?}", report.totals);
}

#[test]
fn cases_have_names_of_their_own() {
    let mut names = BTreeSet::new();
    for case in suite::all() {
        assert!(names.insert(case.id), "{} is there twice", case.id);
    }
    assert!(names.len() > 40, "{names:?}");
}
