//! The table of simulated operations and their coverage, as the server contains it.

use crate::{check, client_methods, variants::PLAN};
use std::{collections::BTreeMap, path::Path};
use vmc_client::{endpoint::OperationInfo, endpoints};
use vmc_contract::{
    linear, modelled, networking,
    published::Published,
    recording::Recordings,
    report::{Report, Verdict},
};
use vmcsim::{
    NotSimulated,
    coverage::{Coverage, Part, Row},
    world::vmc::networking::not_simulated::NOT_SIMULATED,
};

/// Where it lies in the server, and what `vmcsim coverage` is told from.
const JSON: &str = "coverage.json";
const MARKDOWN: &str = "COVERAGE.md";

/// The table, made anew from the operations, their recordings, and what the running suite and the client asked for.
async fn generated() -> Coverage {
    let published = Published::all().expect("fixtures");
    let mut rows = simulated(&published).await;
    let others = published.iter().flat_map(|published| &published.operations);
    for operation in others.filter(|operation| !operation.preview_networking) {
        if rows.iter().any(|row| row.method == operation.method && row.path == operation.path) {
            continue;
        }
        let listed = NotSimulated::find(&operation.method.parse().expect("a method"), &operation.path);
        rows.push(Row {
            part: part(&operation.path),
            operation: operation.name.clone(),
            method: operation.method.clone(),
            path: operation.path.clone(),
            not_simulated: Some(listed.map_or_else(|| "not written yet".to_owned(), |listed| listed.reason.to_owned())),
            ..Row::default()
        });
    }
    rows.extend(of_networks(check::whole().await));
    rows.sort_by_key(|row| row.part);
    Coverage(rows)
}

/// The rows of the endpoint table, in its order.
async fn simulated(published: &[Published]) -> Vec<Row> {
    let (report, methods) = (check::whole().await, client_methods::called().await);
    let models = [
        ("properties/holdings", &modelled::HOLDINGS[..]),
        ("properties/site_recovery", &modelled::SITE_RECOVERY[..]),
        ("properties/linear", &linear::call::OPERATIONS[..]),
    ];
    let mut variants = BTreeMap::<String, usize>::new();
    for variant in PLAN.variants() {
        *variants.entry(variant.operation.clone()).or_default() += 1;
    }
    let is_published = |line: &OperationInfo| {
        let operations = published.iter().flat_map(|published| &published.operations);
        operations.clone().any(|operation| operation.method == line.method && operation.path == line.path)
    };
    let recordings = Recordings::read().expect("recordings");
    let mut recorded = BTreeMap::<String, Vec<u32>>::new();
    for number in recordings.numbers() {
        if let Some(operation) = &recordings.get(number).expect("its number").endpoint {
            recorded.entry(operation.clone()).or_default().push(number);
        }
    }
    let row = |line: &OperationInfo| Row {
        part: part(line.path),
        operation: line.name.to_owned(),
        method: line.method.to_owned(),
        path: line.path.to_owned(),
        not_simulated: None,
        schema_checked: is_published(line),
        recordings: recorded.get(line.name).cloned().unwrap_or_default(),
        cases: cases(report, line.name),
        refusals: statuses(report, line.name).filter(|status| *status >= 400).collect(),
        models: models.iter().filter(|(_, all)| all.contains(&line.name)).map(|(file, _)| (*file).to_owned()).collect(),
        client_methods: those(methods, |operations| operations.contains(line.name)),
        variants: variants.get(&format!("{} {}", line.method, line.path)).copied().unwrap_or_default(),
    };
    endpoints::all().map(row).collect()
}

/// The rows of the operations on networks, in the order of their tables.
fn of_networks(report: &Report) -> Vec<Row> {
    let recordings = Recordings::read_networking().expect("recordings");
    let recorded = |name: &str| {
        let of_operation = recordings.all().filter(|recording| recording.endpoint.as_deref() == Some(name));
        of_operation.map(|recording| recording.record).collect()
    };
    let parts = [Part::NsxtPolicy, Part::NsxtCloud, Part::NsxvPreview];
    let prefixes = ["/vmc/reverse-proxy/api", "/vmc/reverse-proxy/api", "/vmc/api"];
    let mut rows = Vec::new();
    for ((part, prefix), table) in parts.into_iter().zip(prefixes).zip(networking::tables()) {
        rows.extend(table.operations.iter().map(|operation| Row {
            part,
            operation: operation.name.clone(),
            method: operation.method.clone(),
            path: format!("{prefix}/orgs/{{org}}/sddcs/{{sddc}}{}", operation.path),
            not_simulated: reason(&operation.name).map(str::to_owned),
            schema_checked: true,
            recordings: recorded(&operation.name),
            cases: cases(report, &operation.name),
            refusals: statuses(report, &operation.name).filter(|status| *status >= 400).collect(),
            ..Row::default()
        }));
    }
    rows
}

/// The reason why an operation on networks is not simulated.
pub(super) fn reason(operation: &str) -> Option<&'static str> {
    NOT_SIMULATED.iter().find(|listed| listed.operation == operation).map(|listed| listed.reason)
}

/// The cases of a report in which an operation was answered with success.
pub(super) fn cases(report: &Report, operation: &str) -> Vec<String> {
    let succeeded = |verdict: &&Verdict| {
        let statuses = verdict.statuses.get(operation);
        statuses.is_some_and(|statuses| statuses.iter().any(|status| *status < 400))
    };
    report.verdicts.iter().filter(succeeded).map(|verdict| verdict.id.clone()).collect()
}

fn statuses(report: &Report, operation: &str) -> impl Iterator<Item = u16> {
    report.verdicts.iter().filter_map(move |verdict| verdict.statuses.get(operation)).flatten().copied()
}

/// The names in a map whose values fit.
fn those<T>(map: &BTreeMap<String, T>, fits: impl Fn(&T) -> bool) -> Vec<String> {
    map.iter().filter(|(_, value)| fits(value)).map(|(name, _)| name.clone()).collect()
}

fn part(path: &str) -> Part {
    let parts = [
        ("/csp/", Part::Csp),
        ("/vmc/autoscaler/", Part::Autoscaler),
        ("/vmc/draas/", Part::SiteRecovery),
        ("/api/", Part::SddcGroups),
    ];
    parts.iter().find(|(begin, _)| path.starts_with(begin)).map_or(Part::Vmc, |(_, part)| *part)
}

/// `UPDATE_COVERAGE=1` writes the files instead.
#[tokio::test]
async fn what_the_server_says_of_itself_is_true() {
    let coverage = generated().await;
    // A row in a line, so that a change of one is a change of one.
    let rows: Vec<_> = coverage.0.iter().map(|row| serde_json::to_string(row).expect("JSON")).collect();
    let json = format!("[\n{}\n]\n", rows.join(",\n"));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../mock-server");
    for (file, text) in [(JSON, json), (MARKDOWN, coverage.to_markdown())] {
        let path = folder.join(file);
        if std::env::var_os("UPDATE_COVERAGE").is_some_and(|value| value == "1") {
            std::fs::write(&path, text).unwrap_or_else(|err| panic!("{}: {err}", path.display()));
        } else {
            let there = std::fs::read_to_string(&path).unwrap_or_default();
            assert!(
                there == text,
                "mock-server/{file} is stale: UPDATE_COVERAGE=1 cargo test -p vmc-contract --test judge coverage"
            );
        }
    }
}
