//! Computes the figures in `contract-tests/README.md` from fixtures and lists, so that they stay correct.

use serde_json::Value;
use std::{collections::BTreeMap, fs, path::Path};
use vmc_contract::{
    published::Published,
    recording::{Grade, Recordings},
    suite::NOT_JUDGED,
};

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|err| panic!("{}: {err}", path.display()))
}

/// The number of recordings, and how many there are of each grade.
fn grades(recordings: &Recordings) -> (usize, String) {
    let mut grades = BTreeMap::<&str, usize>::new();
    for recording in recordings.all() {
        let grade = match recording.grade {
            Grade::Recorded => "recorded",
            Grade::LogExcerpt => "log excerpts",
            Grade::DocumentedExample => "documented examples",
            Grade::ClientSource => "from clients' code",
            Grade::Simulated => "simulated",
        };
        *grades.entry(grade).or_default() += 1;
    }
    let all = grades.values().sum();
    let grades: Vec<_> = grades.iter().map(|(grade, count)| format!("{count} {grade}")).collect();
    (all, grades.join(", "))
}

/// The rows of the table "What is attested, and by what", but for their last columns, which are prose.
fn rows() -> Vec<String> {
    let (all, by_grade) = grades(&Recordings::read_all().unwrap());
    let (networking, networking_by_grade) = grades(&Recordings::read_networking().unwrap());
    let not_judged: usize = NOT_JUDGED.iter().map(|(_, records)| records.len()).sum();
    let count = |path: &str| serde_json::from_str::<Vec<Value>>(&read(path)).unwrap().len();
    let operations = |published: Published| published.operations.len();
    let types: Value = serde_json::from_str(vmcsim_fixtures::published::TYPES).unwrap();
    let types = types["types"].as_object().unwrap();
    let fields: usize = types.values().map(|of| of["fields"].as_object().unwrap().len()).sum();
    let assumptions = read("../mock-server/ASSUMPTIONS.md");
    let assumptions = assumptions.lines().filter(|line| line.starts_with("- ")).count();
    vec![
        format!("| recordings | {all}: {by_grade}; {} judged by, {not_judged} not |", all - not_judged),
        format!("| of these, recordings of networking | {networking}: {networking_by_grade} |"),
        format!("| differences from recordings that are meant | {} |", count("expected-differences.json")),
        format!(
            "| published tables | {} VMC and {} CSP operations; {} VMC types with {fields} fields |",
            operations(Published::vmc().unwrap()),
            operations(Published::csp().unwrap()),
            types.len()
        ),
        format!("| differences from the tables that are meant | {} |", count("published-differences.json")),
        format!("| assumptions | {assumptions} groups |"),
    ]
}

#[test]
fn the_readme_says_what_is_attested_and_what_is_not() {
    let readme = read("README.md");
    for row in rows() {
        assert!(readme.lines().any(|line| line.starts_with(&row)), "contract-tests/README.md has no line {row}");
    }
}
