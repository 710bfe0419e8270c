//! Tests of the recordings: each belongs to a case or has a reason for being unused, and the wire types can represent
//! them. The suite (`judge/check`), which can run against any server, checks that the simulation answers as recorded.

mod figures;
mod networking;
mod wire_types;

// The machinery of recordings itself.
mod client;
mod recorder;
mod redaction;
mod session;

use serde_json::json;
use std::collections::BTreeMap;
use vmc_contract::{
    Answer, Judge,
    expected_differences::ExpectedDifferences,
    recording::{Grade, Recording, Recordings},
    suite::{self, NOT_JUDGED},
};
use vmcsim::world::kernel::refusal::Refusal;

/// The cases that drive a world to the points at which the recordings were made, with their recordings.
fn judged() -> impl Iterator<Item = (&'static str, &'static [u32])> {
    suite::all().filter(|case| case.id.starts_with("recordings/")).map(|case| (case.id, case.records))
}

#[test]
fn every_recording_is_judged_once_or_has_a_reason() {
    let mut places = BTreeMap::<u32, Vec<&str>>::new();
    for (place, records) in judged().chain(NOT_JUDGED.iter().copied()) {
        for record in records {
            places.entry(*record).or_default().push(place);
        }
    }
    let there: Vec<_> = Recordings::read_all().unwrap().numbers().collect();
    assert_eq!(there, (1..=111).collect::<Vec<_>>(), "the recordings that there are");
    assert_eq!(places.keys().copied().collect::<Vec<_>>(), there, "the recordings in the tables");
    places.retain(|_, places| places.len() > 1);
    assert!(places.is_empty(), "these stand in the tables more than once: {places:?}");
}

#[test]
fn differences_are_expected_of_judged_recordings_only() {
    let judged: Vec<_> = judged().flat_map(|(_, records)| records).collect();
    let expected = ExpectedDifferences::read().unwrap();
    let stray: Vec<_> = expected.records().filter(|record| !judged.contains(&record)).collect();
    assert!(stray.is_empty(), "nothing is judged by these: {stray:?}");
}

/// The list is reviewed, not grown: what no longer differs must leave it.
#[test]
fn an_expected_difference_that_is_none_any_more_is_a_mismatch() {
    let mut judge = Judge::new().unwrap();
    let recording = judge.recording(10).unwrap().clone();
    let (request, body) = (recording.request_line(), recording.customer_body());
    let text = body.to_string();
    judge.judge(10, &Answer { request, status: 200, content_type: None, date: None, text, body });
    let found = judge.found();
    let places: Vec<_> = found.iter().map(|found| found.path.as_str()).collect();
    assert_eq!(places, ["$[0].provider"], "{found:?}");
    assert!(found[0].sentence.contains("and does not differ"), "{}", found[0].sentence);
}

/// A row of the table in `fixtures/README.md`, as it follows from the file.
fn row(recording: &Recording) -> String {
    let grade = match recording.grade {
        Grade::Recorded => "recorded",
        Grade::LogExcerpt => "log excerpt",
        Grade::DocumentedExample => "documented example",
        Grade::ClientSource => "client source",
        Grade::Simulated => "simulated",
    };
    let status = match (recording.response.status, recording.response.status_inferred) {
        (None, _) => "–".to_owned(),
        (Some(status), true) => format!("{status} (inferred)"),
        (Some(status), false) => status.to_string(),
    };
    let Recording { record, file, .. } = recording;
    let endpoint = recording.endpoint.as_deref().unwrap_or("–");
    let partial = if recording.partial { "yes" } else { "no" };
    let weak = recording.weak.as_deref().unwrap_or_default();
    format!("| {record} | [{file}](recordings/{file}.json) | {endpoint} | {status} | {grade} | {partial} | {weak} | ")
}

#[test]
fn the_readme_has_provenance_and_grade_of_every_recording() {
    let readme = vmcsim_fixtures::README;
    let (recordings, networking) = (Recordings::read().unwrap(), Recordings::read_networking().unwrap());
    let all: Vec<_> = recordings.all().chain(networking.all()).collect();
    for recording in &all {
        let row = row(recording);
        let line = readme.lines().find(|line| line.starts_with(&row)).unwrap_or_else(|| panic!("no line {row}"));
        let source = line.trim_end_matches('|').rsplit('|').next().unwrap().trim();
        // A repository may have a remark after its name.
        let first = |key: &&str| recording.source[*key].as_str()?.split(' ').next();
        let named = ["repository", "url"].iter().filter_map(first);
        assert!(named.into_iter().any(|named| source.contains(named)), "{recording}: {source} is not its source");
    }
    let rows = readme.lines().filter(|line| line.contains("](recordings/")).count();
    assert_eq!(rows, all.len(), "lines for recordings");
}

/// Recording 38 is asked for by nothing that a client could send: its request was rebuilt from a command line, the field that broke the
/// service is not in it, and as it stands there is nothing wrong with it. What is judged is how the simulation words its own faults;
/// that it answers them with 500 and this sentence in the service's shape is tested where the faults are caught.
#[test]
fn the_services_own_fault_is_worded_as_recorded() {
    let mut judge = Judge::new().unwrap();
    let body = json!({"error_messages": [Refusal::internal().to_string()]});
    let request = judge.recording(38).unwrap().request_line();
    let text = body.to_string();
    judge.judge(38, &Answer { request, status: 500, content_type: None, date: None, text, body });
    assert_eq!(judge.found(), []);
    assert_eq!(judge.missed(&[38, 39]).len(), 1, "38 was judged by, and 39 was not");
}
