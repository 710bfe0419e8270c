//! Tests of the command line program: exit statuses, formats, and messages for wrong usage.

use crate::check::proxy::changed;
use serde_json::{Value, json};
use std::process::{Command, Output, Stdio};
use vmc_contract::Target;

/// Runs the program with no setting from the environment but these.
async fn run(arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vmc-contract"));
    for name in ["VMC_URL", "CSP_URL", "API_TOKEN", "ORG_ID"] {
        command.env_remove(name);
    }
    command.args(arguments).envs(environment.iter().copied()).stdin(Stdio::null());
    // The servers of these tests are served by this process while the program runs.
    tokio::task::spawn_blocking(move || command.output()).await.expect("a thread").expect("the program runs")
}

fn said(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A server that calls each SDDC by another name than it has.
async fn broken() -> Target {
    let change = |passing: &mut crate::check::proxy::Passing, _: &mut crate::check::proxy::Memory| {
        if passing.operation == "GetSddc" && passing.status == 200 {
            passing.body["created"] = json!("<a&b> \"c\"");
        }
    };
    changed(change).await
}

/// One case is enough to see a format, and this one asks for an SDDC.
const CASE: [&str; 2] = ["--case", "looks/sddcs"];

async fn report(target: &Target, format: &str) -> Output {
    run(&["check", "--target", target.url(), "--format", format, CASE[0], CASE[1]], &[]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_agrees_is_green_in_every_format() {
    let target = Target::simulator();
    let text = report(&target, "text").await;
    assert_eq!(text.status.code(), Some(0), "{}", said(&text.stderr));
    assert!(said(&text.stdout).ends_with(" answers looked at\n"), "{}", said(&text.stdout));
    assert!(said(&text.stdout).contains("0 differ, 0 skipped"), "{}", said(&text.stdout));
    for format in ["json", "junit", "html"] {
        assert_eq!(report(&target, format).await.status.code(), Some(0), "{format}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn drift_is_shown_in_every_format() {
    let target = broken().await;
    let text = report(&target, "text").await;
    assert_eq!(text.status.code(), Some(1), "{}", said(&text.stderr));
    assert!(said(&text.stdout).contains("GetSddc at $.created: "), "{}", said(&text.stdout));

    let json: Value = serde_json::from_slice(&report(&target, "json").await.stdout).unwrap();
    let verdict = json["verdicts"].as_array().unwrap().iter().find(|verdict| verdict["id"] == "published/GetSddc");
    let found = &verdict.unwrap()["mismatches"][0];
    assert_eq!((&found["operation"], &found["path"]), (&json!("GetSddc"), &json!("$.created")));
    assert_eq!(found["actual"], json!("<a&b> \"c\""));

    let junit = said(&report(&target, "junit").await.stdout);
    let failure =
        "<testcase classname=\"published\" name=\"GetSddc\"><failure type=\"mismatch\" message=\"GetSddc at $.created";
    assert!(junit.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites "), "{junit}");
    assert!(junit.contains(failure) && junit.contains("&lt;a&amp;b&gt;") && !junit.contains("<a&b>"), "{junit}");

    let html = said(&report(&target, "html").await.stdout);
    assert!(html.starts_with("<!doctype html>") && html.contains("\"path\":\"$.created\""), "{html}");
    assert!(!html.contains("<a&b>"), "{html}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_goes_to_a_file_and_its_sum_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.xml");
    let target = Target::simulator();
    let arguments = ["check", "--target", target.url(), "--format", "junit", "--output", file.to_str().unwrap()];
    let output = run(&[&arguments[..], &CASE].concat(), &[]).await;
    assert_eq!(output.status.code(), Some(0), "{}", said(&output.stderr));
    assert!(said(&output.stdout).contains("cases passed"), "{}", said(&output.stdout));
    assert!(std::fs::read_to_string(file).unwrap().ends_with("</testsuites>\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_usage_and_nobody_there_are_told_apart_from_drift() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let nobody = format!("http://{free}");
    let elsewhere = Target::simulator();
    for (arguments, environment, reason) in [
        (&["check"][..], &[][..], "there is no server to check"),
        (
            &["check"],
            &[("VMC_URL", ""), ("CSP_URL", ""), ("API_TOKEN", ""), ("ORG_ID", "")],
            "there is no server to check",
        ),
        (&["check", "--target", &nobody], &[], "cannot be reached"),
        (&["check", "--target", "localhost:8080"], &[], "must begin with http:// or https://"),
        (&["check", "--in-process", "--case", "no/such"], &[], "no case has no/such in its name"),
        (&["check", "--in-process", "--format", "pdf"], &[], "invalid value 'pdf'"),
        (&["check", "--as-customer"], &[("VMC_URL", elsewhere.url())], "--api-token <TOKEN>"),
        (&["chekc"], &[], "unrecognized subcommand"),
    ] {
        let output = run(arguments, environment).await;
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", said(&output.stderr));
        let words = said(&output.stderr).to_lowercase();
        assert!(words.contains(&reason.to_lowercase()), "{arguments:?}: {words}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn cases_are_listed_with_what_they_need() {
    let listed = said(&run(&["check", "--list"], &[]).await.stdout);
    assert!(listed.contains("recordings/signing_in: needs a clock that can be moved\n"), "{listed}");
    assert!(listed.contains("flows/modest/an_sddc_is_renamed_and_named_back: needs --allow UpdateSddc\n"), "{listed}");
}
