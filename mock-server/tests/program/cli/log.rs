//! The log of a server: a line for each request, and warnings for requests that lead to no operation or no world.

use super::{Server, exchange_whole};
use std::io::Read;

/// Starts a server with this log filter, sends it a good request and two mistaken ones, and returns its log.
fn log(filter: &str) -> String {
    let mut server = Server::start(&["--log", filter]);
    server.ask("GET", "/sddcs", &serde_json::Value::Null);
    let url = server.ready()["url"].as_str().unwrap().to_owned();
    assert_eq!(exchange_whole(&url, "GET", "/vmc/api/orgs", "", "").0, 401);
    let secret = "0aB1cD2eF3".repeat(6) + "zz9Z";
    assert_eq!(exchange_whole(&url, "GET", &format!("/orgs/{secret}"), "", "").0, 404);
    server.child.kill().unwrap();
    let mut text = String::new();
    server.child.stderr.take().unwrap().read_to_string(&mut text).unwrap();
    assert!(!text.contains(&secret), "{text}");
    text
}

fn lines<'l>(log: &'l str, parts: &[&str]) -> Vec<&'l str> {
    log.lines().filter(|line| parts.iter().all(|part| line.contains(part))).collect()
}

#[test]
fn every_request_is_a_line_with_its_caller_and_its_time() {
    let log = log("info");
    let listed = lines(&log, &["INFO", "ListSddcs", "status=200", "method=GET", "caller=owner@", "world=", "ms="]);
    assert_eq!(listed.len(), 1, "{log}");
    assert_eq!(lines(&log, &["INFO", "AuthorizeApiToken", "status=200"]).len(), 1, "{log}");
}

#[test]
fn mistakes_are_warnings_by_default() {
    let log = log("warn");
    assert_eq!(
        lines(&log, &["WARN", "path=\"/vmc/api/orgs\"", "status=401", "Authentication is required"]).len(),
        1,
        "{log}"
    );
    assert_eq!(lines(&log, &["WARN", "status=404", "/vmc/api/orgs/"]).len(), 1, "{log}");
    assert_eq!(log.lines().count(), 2, "{log}");
}
