//! The simulation and the wire types, judged by the recordings.
//!
//! Every recording stands in one of two tables: by which story it is judged, or why not. One that stands in neither, or in both, fails.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod stories;
mod wire_types;

use std::collections::BTreeMap;
use vmc_contract::{Judge, expected_differences::ExpectedDifferences, recording::Recordings};

/// The first table. Each story is a test: it drives a world to the points at which the recordings were made, and every recording
/// in its row must have been judged by then.
macro_rules! judged_by {
    ($( $story:ident: $($record:literal)+; )+) => {
        const JUDGED: &[(&str, &[u32])] = &[$((stringify!($story), &[$($record),+])),+];
        $(
            #[tokio::test]
            async fn $story() {
                let mut judge = Judge::new();
                stories::$story(&mut judge).await;
                judge.close(&[$($record),+]);
            }
        )+
    };
}

judged_by! {
    signing_in: 1 2 3;
    a_client_without_a_header: 4;
    the_only_user_of_an_organization: 5;
    a_user_is_found: 6;
    organizations: 7 8 9;
    providers_that_are_switched_on: 10;
    four_hosts_of_the_simulated_provider: 11;
    one_node_on_aws_from_request_to_deletion: 13 14 15 16 17 18 19 20 21 22;
    tasks_are_listed_and_a_finished_one_stays: 23 24;
    an_aws_sddc_of_the_usual_kind: 26 29 30;
    the_documented_request: 31;
    refused_creations: 32 33 34 35 40;
    more_subnets_than_the_service_can_link: 37;
    the_services_own_fault: 38;
    deletion_comes_too_early: 39;
    main_job: 25 47;
    a_new_name: 48;
    a_cluster_is_destroyed: 12;
    hosts_of_the_simulated_provider: 27 28;
    an_organization_without_hosts_left: 41;
    hosts_that_must_stay: 42 43;
    clusters_that_are_being_made: 44 45;
    hosts_and_clusters_are_asked_for: 46 49 50;
    an_address_is_attached_and_released: 52 62;
    an_empty_type_of_sddc: 36;
    hosts_for_a_term: 51 53 54;
}

/// The second table: why nothing is judged by a recording.
const NOT_JUDGED: &[(&str, &[u32])] = &[
    ("NSX: belongs to a later part", &[55, 56, 57, 58]),
    ("outside the VMC and CSP operations: belong to a later part", &[59, 60, 61]),
];

#[test]
fn every_recording_is_judged_or_has_a_reason() {
    let mut places = BTreeMap::<u32, Vec<&str>>::new();
    for (place, records) in JUDGED.iter().chain(NOT_JUDGED) {
        for record in *records {
            places.entry(*record).or_default().push(place);
        }
    }
    let there: Vec<_> = Recordings::read().unwrap().numbers().collect();
    assert_eq!(there, (1..=62).collect::<Vec<_>>(), "the recordings that there are");
    assert_eq!(places.keys().copied().collect::<Vec<_>>(), there, "the recordings in the tables");
    places.retain(|_, places| places.len() > 1);
    assert!(places.is_empty(), "these stand in the tables more than once: {places:?}");
}

#[test]
fn differences_are_expected_of_judged_recordings_only() {
    let judged: Vec<_> = JUDGED.iter().flat_map(|(_, records)| *records).collect();
    let expected = ExpectedDifferences::read().unwrap();
    let stray: Vec<_> = expected.records().filter(|record| !judged.contains(&record)).collect();
    assert!(stray.is_empty(), "nothing is judged by these: {stray:?}");
}
