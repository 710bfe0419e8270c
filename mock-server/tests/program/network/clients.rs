//! Clients that use the hard-coded addresses of the real service and are not changed for the simulator. They reach it through the proxy, or
//! over TLS with a changed resolver.

use crate::network::{
    program::Program,
    tools::{self, script},
};
use serde_json::{Value, json};
use std::process::Command;

const CSP: &str = "https://console.cloud.vmware.com";
const VMC: &str = "https://vmc.vmware.com";

/// How a client reaches the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Proxy,
    Resolver,
}

const WAYS: [Way; 2] = [Way::Proxy, Way::Resolver];

/// A server, which makes one world for each client. A world's task ends when it is read for the second time.
struct Server {
    program: Program,
    _dir: tempfile::TempDir,
}

impl Server {
    fn start() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let ca = dir.path().join("ca");
        let ca = ca.to_str().unwrap();
        let arguments = ["--tls", "--proxy", "127.0.0.1:0", "--pace", "realistic", "--ca-dir", ca];
        Self { program: Program::serve(dir.path(), &arguments), _dir: dir }
    }

    fn port(&self) -> &str {
        self.program.text("url").rsplit(':').next().unwrap()
    }

    /// Returns a command without this machine's proxies and certificates, which reaches the server.
    fn command(&self, program: impl AsRef<std::ffi::OsStr>, way: Way) -> Command {
        let mut command = Command::new(program);
        for name in
            ["ALL_PROXY", "all_proxy", "HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy"]
        {
            command.env_remove(name);
        }
        let ca_file = self.program.text("ca_file");
        for name in ["CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS"] {
            command.env(name, ca_file);
        }
        match way {
            Way::Proxy => command.env("HTTPS_PROXY", self.program.text("proxy_url")).env("NODE_USE_ENV_PROXY", "1"),
            Way::Resolver => command.env("LEAD_TO", self.port()),
        };
        command
    }

    fn curl(&self, way: Way, method: &str, url: &str, more: &[&str]) -> Value {
        let mut curl = self.command("curl", way);
        // Without a settings file, because the one in the home folder could change the result.
        curl.args(["-q", "-sS", "--fail-with-body", "--max-time", "60", "-X", method, url]).args(more);
        if way == Way::Resolver {
            curl.arg("--connect-to").arg(format!("::127.0.0.1:{}", self.port()));
        }
        output(&mut curl)
    }

    /// Makes a new world at the address that the ready file names.
    fn world(&self) -> Value {
        let control = format!("{}/_vmcsim/worlds", self.program.text("url"));
        let ask = |method: &str, url: &str, body: &str| {
            output(Command::new("curl").args([
                "-q",
                "-sS",
                "--noproxy",
                "*",
                "--fail-with-body",
                "-X",
                method,
                url,
                "-d",
                body,
            ]))
        };
        let world = ask("POST", &control, r#"{"rate":0}"#);
        let clock = ask("PATCH", &format!("{control}/{}/clock", text(&world["id"])), r#"{"on_poll":"jump"}"#);
        assert_eq!(clock["on_poll"], "jump");
        world
    }
}

/// Runs a command and returns the JSON that it prints.
fn output(command: &mut Command) -> Value {
    let ran = command.output().unwrap_or_else(|err| panic!("{command:?}: {err}"));
    let (out, err) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    assert!(ran.status.success(), "{command:?}: {err} {out}");
    serde_json::from_str(&out).unwrap_or_else(|wrong| panic!("{command:?}: {wrong}: {out} {err}"))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}"))
}

/// Returns the configuration of an SDDC with NSX. The answer names the address of NSX.
fn config(world: &Value) -> Value {
    let account = &world["connected_accounts"][0];
    json!({"name": "unmodified", "num_hosts": 2, "provider": "AWS", "region": "US_WEST_2", "account_link_sddc_config": [
        {"connected_account_id": account["id"], "customer_subnet_ids": [account["subnets"]["us-west-2"][0]]}]})
}

/// Checks the values that every client must have read.
fn judge(world: &Value, seen: &Value) {
    assert_eq!(seen["org"], world["org_id"]);
    assert_eq!((&seen["task"]["status"], &seen["task"]["task_type"]), (&json!("FINISHED"), &json!("SDDC-PROVISION")));
    assert!(seen["looks"].as_u64().unwrap() >= 1, "{seen}");
    let sddc = &seen["sddc"];
    assert_eq!((&sddc["name"], &sddc["sddc_state"]), (&json!("unmodified"), &json!("READY")));
    let nsx = text(&sddc["resource_config"]["nsx_api_public_endpoint_url"]);
    assert!(nsx.starts_with(&format!("{VMC}/vmc/reverse-proxy/api/orgs/")), "{nsx}");
}

#[test]
fn curl_finds_the_service_at_its_own_addresses() {
    if tools::found().is_none() {
        return;
    }
    let server = Server::start();
    for way in WAYS {
        let world = server.world();
        let authorize = format!("{CSP}/csp/gateway/am/api/auth/api-tokens/authorize");
        let form = format!("refresh_token={}", text(&world["api_token"]));
        let sign_in = || {
            let answer = server.curl(way, "POST", &authorize, &["-d", &form]);
            format!("csp-auth-token: {}", text(&answer["access_token"]))
        };
        let access = sign_in();
        let orgs = server.curl(way, "GET", &format!("{VMC}/vmc/api/orgs"), &["-H", &access]);
        let org = format!("{VMC}/vmc/api/orgs/{}", text(&orgs[0]["id"]));
        let config = config(&world).to_string();
        let json = "content-type: application/json";
        let task = server.curl(way, "POST", &format!("{org}/sddcs"), &["-H", &access, "-H", json, "-d", &config]);
        let (mut task, mut looks) = (task, 0);
        while task["status"] == "STARTED" && looks < 100 {
            task = server.curl(way, "GET", &format!("{org}/tasks/{}", text(&task["id"])), &["-H", &access]);
            looks += 1;
        }
        let access = sign_in();
        let sddc = server.curl(way, "GET", &format!("{org}/sddcs/{}", text(&task["resource_id"])), &["-H", &access]);
        // The address of NSX in the answer leads to this server.
        let mut nsx = server.command("curl", way);
        nsx.args(["-q", "-sS", "-o", "/dev/null", "-w", "%{http_code}"])
            .arg(text(&sddc["resource_config"]["nsx_reverse_proxy_url"]));
        if way == Way::Resolver {
            nsx.arg("--connect-to").arg(format!("::127.0.0.1:{}", server.port()));
        }
        assert!(output(&mut nsx).as_u64().unwrap() >= 200);
        judge(&world, &json!({"org": orgs[0]["id"], "task": task, "sddc": sddc, "looks": looks}));
    }
}

#[test]
fn python_requests_finds_the_service_at_its_own_addresses() {
    let Some(tools) = tools::found() else { return };
    let python = tools.join("python/bin/python");
    let server = Server::start();
    for way in WAYS {
        let world = server.world();
        let mut client = server.command(&python, way);
        client.arg(script("flow.py")).arg(text(&world["api_token"])).arg(config(&world).to_string());
        judge(&world, &output(&mut client));
    }
}

#[test]
fn node_s_fetch_finds_the_service_at_its_own_addresses() {
    let Some(tools) = tools::found() else { return };
    let flow = tools.join("node/flow.mjs");
    let server = Server::start();
    for way in WAYS {
        let world = server.world();
        let mut client = server.command("node", way);
        client.arg(&flow).arg(text(&world["api_token"])).arg(config(&world).to_string());
        judge(&world, &output(&mut client));
    }
}

/// The checks that Python 3.13 does by default, and the result of OpenSSL's own verifier for the same certificates.
#[test]
fn certificates_pass_openssl_s_strict_mode() {
    let Some(tools) = tools::found() else { return };
    let python = tools.join("python/bin/python");
    let server = Server::start();
    let ca_file = server.program.text("ca_file");
    let names =
        ["localhost", "127.0.0.1", "vmc.vmware.com", "console.cloud.vmware.com", "nsx-1-2-3-4.rp.vmwarevmc.com"];
    let mut strict = Command::new(python);
    let shown = output(strict.arg(script("strict.py")).args([server.port(), ca_file]).args(names));
    let dir = tempfile::tempdir().unwrap();
    for name in names {
        let leaf = dir.path().join("leaf.pem");
        std::fs::write(&leaf, text(&shown[name])).unwrap();
        let purpose = ["verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", ca_file];
        let verified = Command::new("openssl").args(purpose).arg(&leaf).output().unwrap();
        assert!(verified.status.success(), "{name}: {}", String::from_utf8_lossy(&verified.stderr));
        let printed = Command::new("openssl").args(["x509", "-noout", "-text", "-in"]).arg(&leaf).output().unwrap();
        let printed = String::from_utf8_lossy(&printed.stdout).into_owned();
        for said in [
            name,
            "X509v3 Authority Key Identifier",
            "X509v3 Subject Key Identifier",
            "X509v3 Key Usage: critical",
            "TLS Web Server Authentication",
            "CA:FALSE",
        ] {
            assert!(printed.contains(said), "{name}: no {said} in {printed}");
        }
    }
}
