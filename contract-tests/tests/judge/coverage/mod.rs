//! Checks that no declared operation is forgotten: each operation of the table is routed, each routed operation is in
//! a table, and each is covered by a recording or by a test.
//!
//! Coverage is measured by running the suite and the methods of the client. The result is the table that `vmcsim
//! coverage` prints. The operations of the control API have a separate test, `simulator/every_operation`.

mod table;

use crate::{check, client_methods};
use std::collections::BTreeSet;
use vmc_client::endpoint::OperationInfo;

fn control() -> impl Iterator<Item = &'static OperationInfo> {
    vmcsim::control::table()
}

fn names(lines: impl Iterator<Item = &'static OperationInfo>) -> BTreeSet<&'static str> {
    lines.map(|line| line.name).collect()
}

#[test]
fn what_is_in_the_table_is_routed_and_the_other_way_round() {
    let routed = vmcsim::routed();
    let all: BTreeSet<_> = names(vmc_client::endpoints::all().chain(control()));
    let routes: BTreeSet<_> = routed.iter().copied().collect();
    assert_eq!(routes.len(), routed.len(), "an operation is routed twice");
    let missing: Vec<_> = all.difference(&routes).collect();
    assert!(missing.is_empty(), "in the table and not routed (mock-server/src/http/mod.rs): {missing:?}");
    let strange: Vec<_> = routes.difference(&all).collect();
    assert!(strange.is_empty(), "routed and in no table: {strange:?}");
}

#[test]
fn names_and_addresses_are_given_once() {
    let mut seen = BTreeSet::new();
    for line in vmc_client::endpoints::all().chain(control()) {
        assert!(seen.insert(line.name.to_owned()), "the name {} is given twice", line.name);
        // Two paths that differ in the names of their parameters alone are one address.
        let shape: Vec<_> = line.path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part }).collect();
        let address = format!("{} {}", line.method, shape.join("/"));
        assert!(seen.insert(address), "{} {} is there twice", line.method, line.path);
        assert!(!line.doc.is_empty(), "{} has no description", line.name);
    }
}

/// Each operation of the service is answered with success by a case of the suite or through the typed client.
#[tokio::test]
async fn each_operation_is_shown_by_what_runs() {
    let (report, methods) = (check::whole().await, client_methods::called().await);
    let by_client = |name: &str| methods.values().any(|operations| operations.contains(name));
    let shown = |line: &&OperationInfo| !table::cases(report, line.name).is_empty() || by_client(line.name);
    let missing: Vec<_> = vmc_client::endpoints::all().filter(|line| !shown(line)).map(|line| line.name).collect();
    assert!(missing.is_empty(), "no case and no client method has had a good answer of: {missing:?}");
}

/// Operations on networks that are simulated and that can only be refused, and why. No public client uses one of them.
const ONLY_REFUSED: [(&str, &str); 5] = [
    ("nsx_vmc_app.infra.external.connectivity_endpoints.get", "an SDDC has no endpoints of external connections"),
    ("nsx_vmc_app.infra.direct_connect.vifs.create", NO_INTERFACES),
    ("nsx_vmc_app.infra.direct_connect.vifs.delete", NO_INTERFACES),
    ("nsx_vmc_app.vifs.create", NO_INTERFACES),
    ("nsx_vmc_app.vifs.delete", NO_INTERFACES),
];

const NO_INTERFACES: &str = "no virtual interface is attached to an SDDC";

/// Each operation on networks that is simulated is answered with success by a case of the suite, unless it can only be refused.
#[tokio::test]
async fn each_operation_on_networks_is_shown_by_what_runs() {
    let report = check::whole().await;
    let shown = |name: &str| !table::cases(report, name).is_empty();
    let mut listed: BTreeSet<_> = ONLY_REFUSED.iter().map(|(name, _)| *name).collect();
    let mut wrong = Vec::new();
    for operation in vmc_contract::networking::tables().iter().flat_map(|table| &table.operations) {
        let name = operation.name.as_str();
        let line = format!("{name}: {} {} (used by {:?})", operation.method, operation.path, operation.used_by);
        match (listed.remove(name), shown(name) || table::reason(name).is_some()) {
            (false, false) => wrong.push(format!("no case has had a good answer of {line}")),
            (true, true) => wrong.push(format!("not only refused: {line}")),
            (true, false) if !operation.used_by.is_empty() => wrong.push(format!("clients use {line}")),
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(listed.is_empty(), "listed as only refused, and not published: {listed:?}");
}
