//! Notifications of the program: over TLS, and without the secrets of an address in its output.

use super::program::{Program, VMCSIM};
use serde_json::Value;
use std::{net::TcpListener, process::Command};
use vmcsim::MockServer;

/// How often a test looks for what does not come, so that it fails and does not hang. Each look starts a program.
const LOOKS_MAX: usize = 5000;

fn api(program: &Program, arguments: &[&str]) -> Value {
    let ran = Command::new(VMCSIM).arg("api").args(arguments).arg("--ready-file").arg(&program.ready_file).output();
    let ran = ran.unwrap();
    assert!(ran.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&ran.stderr));
    serde_json::from_slice(&ran.stdout).unwrap()
}

/// Starts to create an SDDC, and waits until the first notification of it has failed. Returns why.
fn failure(program: &Program) -> String {
    api(program, &["POST", "/vmc/api/orgs/{org}/sddcs", "-d", r#"{"name":"a","num_hosts":1,"provider":"ZEROCLOUD"}"#]);
    for _ in 0..LOOKS_MAX {
        let told = api(program, &["GET", "/_vmcsim/statistics"])["notifications"][0].clone();
        if told["failed"] == 1 {
            return told["last_failure"].as_str().unwrap().to_owned();
        }
    }
    panic!("no notification has failed");
}

/// The target is another simulator, which has no such operation. It is trusted if its authority is.
#[test]
fn a_target_is_reached_over_tls_if_its_certificate_is_trusted() {
    let target = MockServer::builder().tls().try_start().unwrap();
    let url = format!("{}/hook", target.tls_url().unwrap());
    let (dir, other) = (tempfile::tempdir().unwrap(), MockServer::builder().tls().try_start().unwrap());
    let trusted = dir.path().join("ca.pem");
    for (ca, reason, seen) in [(&target, "the target answered 404", 1), (&other, "certificate", 1)] {
        std::fs::write(&trusted, ca.ca_pem().unwrap()).unwrap();
        let program = Program::serve_with(dir.path(), &["--notify", &url], &[("SSL_CERT_FILE", &trusted)]);
        assert!(
            program.printed.contains(&format!("notifies   {}\n", target.tls_url().unwrap())),
            "{}",
            program.printed
        );
        let said = failure(&program);
        assert!(said.contains(reason), "{said}");
        let unmatched = target.app().clone();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let entries = runtime.block_on(async {
            let request = http::Request::get("/_vmcsim/unmatched").body(axum::body::Body::empty()).unwrap();
            let body = unmatched.answer(request).await.into_body();
            http_body_util::BodyExt::collect(body).await.unwrap().to_bytes()
        });
        let entries: Value = serde_json::from_slice(&entries).unwrap();
        let entries = entries["entries"].as_array().unwrap();
        assert_eq!(entries.len(), seen, "{entries:?}");
        assert_eq!((&entries[0]["method"], &entries[0]["path"]), (&"POST".into(), &"/hook".into()));
    }
}

/// User name, password, path and query of an address can be secrets. The variable is not shown by `--help` either.
#[test]
fn the_secrets_of_a_target_are_printed_and_logged_nowhere() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let url = format!("http://marked:marked@{closed}/marked?marked=marked");
    let dir = tempfile::tempdir().unwrap();
    let mut program = Program::serve_with(
        dir.path(),
        &["--log", "warn,vmcsim::net=trace,hyper=trace"],
        &[("VMCSIM_NOTIFY", url.as_ref())],
    );
    let shown = format!("http://{closed}");
    assert!(program.printed.contains(&format!("notifies   {shown}\n")), "{}", program.printed);
    let reason = failure(&program);
    let log = program.log();
    assert!(log.contains("was not delivered") && log.contains(&shown), "{log}");
    let help = Command::new(VMCSIM).args(["serve", "--help"]).env("VMCSIM_NOTIFY", &url).output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    assert!(help.contains("VMCSIM_NOTIFY"), "{help}");
    for text in [program.printed.as_str(), &reason, &log, &help] {
        assert!(!text.contains("marked"), "{text}");
    }
}
