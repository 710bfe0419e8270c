//! Which operation on networks a request addresses, and whether its answer is as published.

use crate::networking_table::{Found, NetworkingTable, Operation};
use serde_json::Value;
use std::sync::LazyLock;

/// The tables of NSX-T, of its interface to AWS, and of NSX-V. They are read here on their own, so that the server is not judged by its own
/// code.
pub fn tables() -> &'static [NetworkingTable; 3] {
    static TABLES: LazyLock<[NetworkingTable; 3]> =
        LazyLock::new(|| [NetworkingTable::policy(), NetworkingTable::cloud_service(), NetworkingTable::preview()]);
    &TABLES
}

/// Returns the operation that a request addresses, with its table. The target is a path with its query.
pub fn operation_at(method: &str, target: &str) -> Option<(&'static NetworkingTable, &'static Operation)> {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let below = below_sddc(path)?;
    let fits = |operation: &Operation| {
        let (template, fixed) = operation.path.split_once('?').unwrap_or((&operation.path, ""));
        operation.method == method
            && fits(template, below)
            && (fixed.is_empty() || query.split('&').any(|parameter| parameter.eq_ignore_ascii_case(fixed)))
    };
    let all = tables().iter().flat_map(|table| table.operations.iter().map(move |operation| (table, operation)));
    all.filter(|(_, operation)| fits(operation)).max_by_key(|(_, operation)| {
        let literals = operation.path.split('/').filter(|part| !part.starts_with('{')).count();
        (literals, operation.path.contains('?'))
    })
}

/// Returns the part of a path below the SDDC, as the tables have it.
pub fn below_sddc(path: &str) -> Option<&str> {
    let after = |prefix: &str| {
        let rest = path.strip_prefix(prefix)?;
        let (_, rest) = rest.split_once("/sddcs/")?;
        rest.find('/').map(|at| &rest[at..])
    };
    let of_proxy = || after("/vmc/reverse-proxy/api/orgs/");
    let rest = of_proxy().or_else(|| after("/vmc/api/orgs/").filter(|rest| rest.starts_with("/networks/4.0")))?;
    Some(rest.strip_prefix("/sks-nsxt-manager").unwrap_or(rest).trim_end_matches('/'))
}

fn fits(template: &str, path: &str) -> bool {
    let (mut wanted, mut came) = (template.split('/'), path.split('/'));
    loop {
        match (wanted.next(), came.next()) {
            (None, None) => return true,
            (Some(wanted), Some(came))
                if wanted.eq_ignore_ascii_case(came) || (wanted.starts_with('{') && !came.is_empty()) => {}
            _ => return false,
        }
    }
}

/// Returns `true` for an operation of NSX-V.
pub fn is_edge(operation: &Operation) -> bool {
    operation.path.starts_with("/networks/4.0")
}

/// Fields that answers have although no type has them.
const BESIDE_THE_TYPES: [&str; 1] = [
    // A hit of a search has the state of its realization. (recorded)
    "$.results[].status",
];

/// Returns the places at which an answer of an operation differs from what is published.
pub fn faults(table: &NetworkingTable, operation: &Operation, status: u16, body: &Value) -> Found {
    let mut found = Found::new();
    if !operation.statuses.contains(&status) {
        found.insert(format!("status {status}"));
    }
    if let Some(name) = operation.response.as_deref().filter(|_| status != 204) {
        table.differences("$", name, None, body, &mut found);
    }
    let is_search = operation.response.as_deref() == Some("SearchResponse");
    found.retain(|place| !(is_search && BESIDE_THE_TYPES.iter().any(|known| place.starts_with(known))));
    found
}
