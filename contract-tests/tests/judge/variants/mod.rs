//! Generated requests: every parameter and every body field of every published operation, varied one at a time. The
//! answers are judged.
//!
//! `VARIANT=7:123 cargo test -p vmc-contract --test judge variants` sends a single variant, and `VARIANT=8` sends all
//! variants of another seed.

mod networks;
mod scalars;
mod spoilt;

use std::{collections::BTreeSet, sync::LazyLock};
use vmc_contract::{
    Target,
    variants::{Plan, VariantsReport},
};

/// The seed, unless the environment says another.
const SEED: u64 = 7;

/// How many variants there must be.
const VARIANTS_MIN: usize = 20_000;

/// How many mismatches are shown.
const SHOWN_MAX: usize = 25;

/// The seed, and the variant that alone is wanted.
#[expect(
    clippy::disallowed_methods,
    reason = "whoever replays a variant names it, and the test harness takes no arguments"
)]
fn wanted() -> (u64, Option<usize>) {
    let Ok(text) = std::env::var("VARIANT") else { return (SEED, None) };
    let (seed, index) = text.split_once(':').map_or((&*text, None), |(seed, index)| (seed, Some(index)));
    let number = |text: &str| text.parse::<u64>().expect("VARIANT is a seed, or a seed and an index: 7:123");
    (number(seed), index.map(|index| usize::try_from(number(index)).expect("an index")))
}

/// All variants of [`SEED`]. They are made once, since making them takes long.
pub(crate) static PLAN: LazyLock<Plan> = LazyLock::new(|| Plan::new(SEED).expect("a plan"));

fn expect_nothing_wrong(report: &VariantsReport) {
    let shown: Vec<_> = report.mismatches.iter().take(SHOWN_MAX).map(ToString::to_string).collect();
    let count = report.mismatches.len();
    assert!(count == 0, "{count} mismatches, of which the first are\n{}", shown.join("\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_variant_is_answered_as_published() {
    let (seed, alone) = wanted();
    let plan = if seed == SEED { PLAN.clone() } else { Plan::new(seed).expect("a plan") };
    let target = Target::simulator();
    if let Some(index) = alone {
        let report = plan.only(|variant| variant.index == index).run(&target).await.expect("a run");
        assert_eq!(report.count, 1, "there is no variant {index}");
        return expect_nothing_wrong(&report);
    }
    let report = plan.run(&target).await.expect("a run");
    expect_nothing_wrong(&report);
    assert_eq!(report.count, plan.variants().len());
    assert!(report.count >= VARIANTS_MIN, "only {} variants", report.count);

    // A variant alone is answered as it was among the others.
    let some = plan.only(|variant| variant.index % 40 == 0).run(&target).await.expect("a run");
    expect_nothing_wrong(&some);
    let differ: Vec<_> =
        some.statuses.iter().filter(|(index, status)| report.statuses.get(index) != Some(status)).collect();
    assert!(some.count > 500 && differ.is_empty(), "answered otherwise when sent again: {differ:?}");
}

#[test]
fn a_seed_always_gives_the_same_requests() {
    let plan = |seed| Plan::new(seed).expect("a plan");
    let (one, again, other) = (&*PLAN, plan(SEED), plan(SEED + 1));
    assert_eq!(one.variants(), again.variants());
    assert_ne!(one.variants(), other.variants());
    let order = one.variants().iter().enumerate().all(|(number, variant)| number == variant.index);
    assert!(order, "an index is a place in the plan");
}

#[test]
fn every_operation_has_variants() {
    let plan = &*PLAN;
    let operations = plan.operations();
    assert!(operations.len() > 170, "{} operations", operations.len());
    let count = |wanted: &str| plan.variants().iter().filter(|variant| variant.operation == wanted).count();
    let few: Vec<_> = operations.iter().filter(|operation| count(operation) < 20).collect();
    assert!(few.is_empty(), "hardly varied: {few:?}");
    assert_eq!(plan.strange_bases(), [""; 0], "no table has these");
}

/// What is demanded of parameters and fields is tried on each that can have it.
#[test]
fn every_kind_of_change_is_made() {
    let made: BTreeSet<_> = PLAN
        .variants()
        .iter()
        .map(|variant| (variant.place.split([' ', '.']).next().unwrap_or_default(), variant.change.as_str()))
        .collect();
    for wanted in [
        ("body", "missing"),
        ("body", "null"),
        ("body", "empty"),
        ("body", "an empty list"),
        ("body", "an empty object"),
        ("body", "twice"),
        ("body", "an unknown value"),
        ("body", "the known value AWS"),
        ("body", "the number 2147483648"),
        ("body", "the number -1"),
        ("body", "2 to the power of 63"),
        ("body", "10000 letters"),
        ("body", "bytes that are no UTF-8"),
        ("body", "a list instead: []"),
        ("body", "with an unknown field"),
        ("body", "none"),
        ("body", "broken off in the middle"),
        ("body", "in a list"),
        ("body", "too large"),
        ("body", "the content type `text/plain`"),
        ("form", "missing"),
        ("form", "twice"),
        ("form", "bytes that are no UTF-8"),
        ("query", "missing"),
        ("query", "empty"),
        ("query", "twice"),
        ("query", "bytes that are no UTF-8"),
        ("query", "8000 letters"),
        ("query", "the text `9223372036854775808`"),
        ("query", "the text `maybe`"),
        ("query", "an unknown parameter"),
        ("path", "bytes that are no UTF-8"),
        ("path", "empty"),
        ("path", "8000 letters"),
        ("token", "missing"),
        ("caller", "a user who may only read"),
    ] {
        assert!(made.contains(&wanted), "{wanted:?} is never tried");
    }
}
