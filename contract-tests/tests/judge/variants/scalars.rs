//! Checks that a single value in a body may have the JSON form of another type, at every place of every operation.

use std::collections::BTreeSet;
use vmc_contract::{Target, operation::line_of, published::Published, variants::run_scalars};

const SHOWN_MAX: usize = 25;

/// Operations whose bodies have no single value.
const WITHOUT_SCALARS: [&str; 0] = [];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_scalar_of_every_body_may_have_another_form() {
    let report = run_scalars(&Target::simulator(), 7).await.expect("a run");
    let shown: Vec<_> = report.mismatches.iter().take(SHOWN_MAX).map(String::as_str).collect();
    assert!(shown.is_empty(), "{} mismatches, of which the first are\n{}", report.mismatches.len(), shown.join("\n"));
    let places: usize = report.places.values().map(BTreeSet::len).sum();
    assert!(places > 250 && report.count > 5 * places, "{places} places, {} forms", report.count);

    let published = Published::all().expect("tables");
    let operations = published.iter().flat_map(|tables| &tables.operations);
    let simulated = operations
        .filter(|operation| operation.takes_json())
        .filter(|operation| line_of(&operation.method, &operation.path).is_some());
    let names = simulated.map(|operation| format!("{} {}", operation.method, operation.path));
    let untried: Vec<_> = names.filter(|name| !report.places.contains_key(name)).collect();
    assert_eq!(untried, WITHOUT_SCALARS, "bodies of which nothing was tried");
}
