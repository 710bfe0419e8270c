//! What somebody is told who makes a common mistake, and the exit codes.

use super::{Server, exchange_whole, ran, vmcsim};
use serde_json::{Value, json};

/// Returns the JSON on standard error, which must be one line.
fn said(err: &str) -> Value {
    assert_eq!(err.lines().count(), 1, "{err}");
    serde_json::from_str(err).unwrap_or_else(|wrong| panic!("{wrong}: {err}"))
}

#[test]
fn with_json_failures_are_json_on_standard_error() {
    let server = Server::start(&[]);
    let unknown = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";
    for (line, code, status, error_code, message) in [
        (&["worlds", "show", "--world", unknown][..], 8, Some(404), "vmcsim.world.not.found", "There is no world"),
        (&["clock", "set", "2001-01-01T00:00:00Z"], 7, Some(400), "vmcsim.clock.invalid", "only moves forward"),
        (&["wait", unknown], 8, Some(404), "", "Cannot find the task"),
        (&["api", "GET", "/vmc/api/orgs/{org}/pizza"], 8, Some(404), "skyscraper.request.path.unknown", "pizza"),
        (&["api", "GET", "/csp/gateway/am/api/pizza"], 8, Some(404), "", "pizza"),
        (&["faults", "add", "pizza"], 2, None, "vmcsim.cli.misuse", "no JSON"),
        (&["clock", "advance"], 2, None, "vmcsim.cli.misuse", "Usage"),
        (&["import", "no-such-file"], 1, None, "vmcsim.cli.failed", "cannot read no-such-file"),
        (&["health", "--url", "http://127.0.0.1:1"], 3, None, "vmcsim.cli.no.server", "no vmcsim answers at"),
    ] {
        let ran = server.run(&[line, &["--json"]].concat()).expect(code);
        let said = said(&ran.err);
        assert!(ran.out.is_empty(), "{line:?}: {}", ran.out);
        assert_eq!(said["exit_code"], code, "{said}");
        assert_eq!(said.get("status").cloned(), status.map(|status: i32| json!(status)), "{said}");
        let code_said = said["error_code"].as_str().unwrap();
        assert!(if error_code.is_empty() { !code_said.is_empty() } else { code_said == error_code }, "{said}");
        assert!(said["error_messages"].to_string().contains(message), "{said}");
        // Without --json the message is for people.
        let plain = server.run(line).expect(code).err;
        assert!(plain.contains(message) && serde_json::from_str::<Value>(&plain).is_err(), "{plain}");
    }
}

/// Each common mistake is answered with what to do.
#[test]
fn mistakes_are_answered_with_what_to_do() {
    let server = Server::start(&["--rate", "0"]);
    let ready = server.ready();
    let (url, org) = (ready["url"].as_str().unwrap(), ready["org_id"].as_str().unwrap());
    let refused = |path: &str, token: &str| {
        let (status, body) = exchange_whole(url, "GET", path, token, "");
        let body: Value = serde_json::from_str(&body).unwrap();
        (status, body["error_messages"][0].as_str().unwrap_or_else(|| panic!("{body}")).to_owned())
    };
    let orgs = "/vmc/api/orgs";
    let (status, no_token) = refused(orgs, "");
    assert!(status == 401 && no_token.contains("POST /csp/gateway/am/api/auth/api-tokens/authorize"), "{no_token}");
    let (status, api_token) = refused(orgs, ready["api_token"].as_str().unwrap());
    assert!(status == 401 && api_token.contains("it is an API token. Exchange it with POST"), "{api_token}");
    let token = server.run(&["token"]).expect(0).out;
    let token = token.trim();
    let sddcs = format!("/orgs/{org}/sddcs");
    for (path, meant) in [
        ("/orgs", "/vmc/api/orgs"),
        (&*sddcs, &*format!("/vmc/api{sddcs}")),
        ("/api/orgs", "/vmc/api/orgs"),
        ("/vmc/orgs", "/vmc/api/orgs"),
        ("/vmc/api/vmc/api/orgs", "/vmc/api/orgs"),
        ("/VMC/api/Orgs", "/vmc/api/orgs"),
        ("/loggedin/user", "/csp/gateway/am/api/loggedin/user"),
        ("/am/api/loggedin/user", "/csp/gateway/am/api/loggedin/user"),
        ("/worlds", "/_vmcsim/worlds"),
    ] {
        let (status, wrong_prefix) = refused(path, token);
        let hint = format!("Perhaps this path is meant: {meant}.");
        assert!(status == 404 && wrong_prefix.ends_with(&hint), "{path}: {wrong_prefix}");
    }
    let (status, unknown) = refused("/pizza", token);
    assert!(status == 404 && unknown.ends_with("is not an operation of this service."), "{unknown}");
    server.run(&["clock", "advance", "1h"]).expect(0);
    let (status, expired) = refused(orgs, token);
    assert!(status == 401 && expired.contains("has expired") && expired.contains("sign in again"), "{expired}");
    for line in [&["journal", "verify", "CreateSdd"][..], &["journal", "show", "--operation", "CreateSdd"]] {
        let misspelt = server.run(line).expect(7).err;
        assert!(misspelt.contains("There is no operation of that name; there are CreateSddc"), "{misspelt}");
    }
}

#[test]
fn a_port_in_use_is_answered_with_a_free_one() {
    let listens = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listens.local_addr().unwrap().to_string();
    let taken = format!("cannot listen on {address}, because another program uses this port; `");
    let serve = ran(vmcsim().args(["serve", "--listen", &address])).expect(1).err;
    assert!(serve.contains(&taken) && serve.contains("`--listen 127.0.0.1:0` takes a free one"), "{serve}");
    let ca = tempfile::tempdir().unwrap();
    let mut proxy = vmcsim();
    proxy.args(["serve", "--listen", "127.0.0.1:0", "--proxy", &address, "--ca-dir"]).arg(ca.path());
    let proxy = ran(&mut proxy).expect(1).err;
    assert!(proxy.contains(&taken) && proxy.contains("`--proxy 127.0.0.1:0` takes a free one"), "{proxy}");
}

/// The address may be written as people write it. An empty variable is as none.
#[test]
fn addresses_and_empty_variables_are_understood() {
    for listen in ["localhost:0", ":0", "0"] {
        let server = Server::start(&["--listen", listen]);
        assert!(server.ready()["url"].as_str().unwrap().starts_with("http://127.0.0.1:"), "{listen}");
    }
    let refused = ran(vmcsim().args(["serve", "--listen", "here"])).expect(2).err;
    assert!(refused.contains("localhost:8080"), "{refused}");
    let folder = tempfile::tempdir().unwrap();
    let ready = folder.path().join("ready.json");
    let mut serve = vmcsim();
    serve.args(["serve", "--listen", "127.0.0.1:0", "--log", "off", "--ready-file"]).arg(&ready);
    for name in ["STATE", "IMPORT", "FAULTS", "PACING", "SIGNING_KEY", "SEED", "PACE", "LOG", "AT", "RATE", "ON_POLL"] {
        serve.env(format!("VMCSIM_{name}"), "");
    }
    for name in ["NAMED_WORLD", "TLS", "TLS_CERT", "TLS_KEY", "CA_DIR", "PROXY", "ALLOW_HOST", "ADMIN_TOKEN_FILE"] {
        serve.env(format!("VMCSIM_{name}"), "");
    }
    let mut child = serve.current_dir(folder.path()).stdout(std::process::Stdio::null()).spawn().unwrap();
    while !ready.exists() && child.try_wait().unwrap().is_none() {
        std::thread::yield_now();
    }
    let mut health = vmcsim();
    health.arg("health").arg("--ready-file").arg(&ready);
    for name in ["URL", "READY_FILE", "LISTEN", "WORLD", "ADMIN_TOKEN_FILE"] {
        health.env(format!("VMCSIM_{name}"), "");
    }
    ran(&mut health).expect(0);
    child.kill().unwrap();
    child.wait().unwrap();
}

/// Without another address, commands use the one that the server is told to listen on, as in a container.
#[test]
fn commands_follow_the_address_of_the_server() {
    let server = Server::start(&[]);
    let url = server.ready()["url"].as_str().unwrap().to_owned();
    let port = url.rsplit(':').next().unwrap();
    for listen in [format!("0.0.0.0:{port}"), format!("localhost:{port}"), format!(":{port}")] {
        ran(vmcsim().env("VMCSIM_LISTEN", listen).arg("health")).expect(0);
    }
    ran(vmcsim().env("VMCSIM_LISTEN", "127.0.0.1:1").arg("health")).expect(3);
    ran(vmcsim().env("VMCSIM_LISTEN", "127.0.0.1:1").env("VMCSIM_URL", &url).arg("health")).expect(0);
}
