//! A sample of varied requests to every operation on networks.

use std::collections::BTreeSet;
use vmc_contract::{Target, networking, variants};

/// How many requests there must be.
const REQUESTS_MIN: usize = 8_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn operations_on_networks_answer_odd_requests_well() {
    let report = variants::run_networks(&Target::simulator(), super::wanted().0).await;
    let shown: Vec<_> = report.mismatches.iter().take(super::SHOWN_MAX).map(ToString::to_string).collect();
    assert!(shown.is_empty(), "{} mismatches\n{}", report.mismatches.len(), shown.join("\n"));
    let sent: usize = report.per_operation.values().sum();
    assert!(sent >= REQUESTS_MIN, "only {sent} requests");
    let tables = &networking::tables()[..2];
    let all: BTreeSet<_> = tables.iter().flat_map(|table| &table.operations).map(|operation| &operation.name).collect();
    assert_eq!(all, report.per_operation.keys().collect());
}
