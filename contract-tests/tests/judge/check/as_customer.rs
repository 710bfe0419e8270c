//! Runs the suite with an API token, as for the real service: only reading requests are sent unless others are
//! allowed. The server's log shows the requests.

use crate::check::{found, proxy::changed};
use serde_json::Value;
use std::collections::BTreeSet;
use vmc_contract::{
    Target, World,
    guard::Guard,
    report::{Outcome, Report, Verdict},
    sddc_config::simulated,
    suite::{Access, Subject},
};

/// A world with an SDDC in it, judged with its API token, and what may be sent to it.
async fn judged(world: &World, target: Target, allowed: &[&str]) -> Report {
    let access = Access::Key { api_token: world.text("api_token").into(), org: world.org().to_owned() };
    let guard = Guard::looks_and(allowed.iter().map(|name| (*name).to_owned())).expect("names of operations");
    found(&Subject { target: target.guarded(guard), access }, &[""]).await
}

async fn furnished() -> World {
    let world = World::new().await;
    world.ready_sddc(&simulated("sddc-1", 1)).await;
    world
}

/// A server of its own kind: whatever would change something ends the test.
async fn that_is_only_looked_at() -> Target {
    changed(|passing, _| {
        let looks = passing.operation == "AuthorizeApiToken"
            || passing.operation == "FindReservationWindows"
            || ["Get", "List", "Search"].iter().any(|start| passing.operation.starts_with(start));
        assert!(looks && passing.operation != "GetCompatibleSubnetsAsync", "{} was sent", passing.operation);
    })
    .await
}

/// The cases that were left out, each with the reason.
fn skipped(report: &Report) -> BTreeSet<(&str, &str)> {
    let of = |verdict| match verdict {
        &Verdict { ref id, outcome: Outcome::Skipped { ref reason }, .. } => Some((id.as_str(), reason.as_str())),
        Verdict { .. } => None,
    };
    report.verdicts.iter().filter_map(of).collect()
}

#[tokio::test]
async fn a_service_is_only_looked_at_and_the_report_says_what_was_left_out() {
    let world = furnished().await;
    let before = world.owner().await.sddcs().await.expect(200).body;
    let report = judged(&world, that_is_only_looked_at().await, &[]).await;
    let lines: Vec<_> = report.mismatches().map(ToString::to_string).collect();
    assert!(lines.is_empty(), "{}", lines.join("\n"));
    let skipped = skipped(&report);
    assert!(skipped.contains(&("recordings/signing_in", "the server has no clock that can be moved")), "{skipped:?}");
    let renaming = ("flows/modest/an_sddc_is_renamed_and_named_back", "not allowed: UpdateSddc");
    assert!(skipped.contains(&renaming), "{skipped:?}");
    assert!(report.totals.passed > 30, "{:?}", report.totals);
    assert_eq!(world.owner().await.sddcs().await.expect(200).body, before, "nothing has changed");
}

#[tokio::test]
async fn what_is_allowed_by_name_is_done_and_taken_back() {
    let world = furnished().await;
    let report = judged(&world, Target::simulator(), &["UpdateSddc"]).await;
    let outcome = |id: &str| report.verdicts.iter().find(|verdict| verdict.id == id).map(|verdict| &verdict.outcome);
    assert_eq!(outcome("flows/modest/an_sddc_is_renamed_and_named_back"), Some(&Outcome::Passed));
    let other = outcome("flows/modest/a_task_that_has_ended_cannot_be_cancelled");
    assert!(matches!(other, Some(Outcome::Skipped { .. })), "{other:?}");
    let sddcs = world.owner().await.sddcs().await.expect(200).body;
    assert_eq!(sddcs[0]["name"], "sddc-1", "it is called as before");
}

#[tokio::test]
async fn a_broken_service_is_found_out_by_looking_alone() {
    let world = furnished().await;
    let broken = changed(|passing, _| {
        if let Some(task) = passing.body.as_object_mut().filter(|_| passing.operation == "GetTask") {
            task.remove("user_name");
        }
    });
    let report = judged(&world, broken.await, &[]).await;
    let places: Vec<_> = report.mismatches().map(|found| (found.operation.as_str(), found.path.as_str())).collect();
    assert!(places.contains(&("GetTask", "$.user_name")), "{places:?}");
}

/// The sign-in service may be at another address.
#[tokio::test]
async fn sign_in_goes_to_its_own_address() {
    let world = furnished().await;
    let vmc = changed(|passing, _| assert!(!passing.path.starts_with("/csp/"), "{}", passing.path)).await;
    let csp = changed(|passing, _| assert!(passing.path.starts_with("/csp/"), "{}", passing.path)).await;
    let report = judged(&world, vmc.with_csp_at(csp.url()), &[]).await;
    let lines: Vec<_> = report.mismatches().map(ToString::to_string).collect();
    assert!(lines.is_empty(), "{}", lines.join("\n"));
    assert!(report.target.contains("sign-in at"), "{}", report.target);
}

/// A redirect would carry the key to whom it names.
#[tokio::test]
async fn a_redirect_is_not_followed() {
    let world = World::new().await;
    let elsewhere = changed(|passing, _| assert!(passing.path.is_empty(), "{} was sent elsewhere", passing.path)).await;
    let target = redirecting(elsewhere.url()).await;
    let report = judged(&world, target, &[]).await;
    let found = report.mismatches().any(|found| found.operation == "AuthorizeApiToken" && found.path == "status");
    assert!(found && report.totals.passed == 0, "{report:?}");
}

/// A server that sends everybody to another.
async fn redirecting(to: &str) -> Target {
    let to = to.to_owned();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let router = axum::Router::new().fallback(move |uri: axum::http::Uri| {
        let place = format!("{to}{uri}");
        async move { axum::response::Redirect::temporary(&place) }
    });
    tokio::spawn(async move { axum::serve(listener, router).await });
    Target::at(&format!("http://{address}"))
}

/// A key that does not work is a mismatch of the sign-in, and no secret is in the report.
#[tokio::test]
async fn a_key_that_does_not_work_is_named_and_not_shown() {
    let world = World::new().await;
    let secret = "a-key-that-nobody-has-ever-had";
    let access = Access::Key { api_token: secret.into(), org: world.org().to_owned() };
    let subject = Subject { target: Target::simulator().guarded(Guard::looks_and([]).expect("no names")), access };
    let report = found(&subject, &["looks/organizations"]).await;
    let document: Value = serde_json::to_value(&report).unwrap();
    assert_eq!(document["verdicts"][0]["mismatches"][0]["operation"], "AuthorizeApiToken");
    assert!(!document.to_string().contains(secret), "{document}");
}
