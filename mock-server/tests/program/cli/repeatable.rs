//! Two runs of the program with the same seed, time and rate 0 give the same bytes for the same requests, with and without a state
//! directory and restarts.

use super::Server;
use serde_json::{Value, json};
use std::{path::Path, process::Command};

const ARGUMENTS: [&str; 8] = ["--seed", "7", "--at", "2026-01-05T08:00:00Z", "--rate", "0", "--pace", "realistic"];

/// One run: the servers that it has, and every byte that they answered.
struct Run<'s> {
    server: Server,
    /// Where it keeps its worlds. With it, the server is killed and started again at every rest.
    state: Option<&'s Path>,
    answered: Vec<String>,
    token: String,
    org: String,
}

impl<'s> Run<'s> {
    fn start(state: Option<&'s Path>) -> Self {
        let server = Self::server(state);
        let org = server.ready()["org_id"].as_str().unwrap().to_owned();
        let mut run = Self { server, state, answered: Vec::new(), token: String::new(), org };
        run.sign_in();
        run
    }

    fn server(state: Option<&Path>) -> Server {
        let mut arguments = ARGUMENTS.to_vec();
        arguments.extend(state.iter().flat_map(|state| ["--state", state.to_str().unwrap()]));
        Server::start(&arguments)
    }

    fn rest(&mut self) {
        if self.state.is_some() {
            self.server.child.kill().unwrap();
            self.server.child.wait().unwrap();
            self.server = Self::server(self.state);
        }
    }

    /// Sends a request with curl, and keeps the answer with its headers. Returns the body.
    fn ask(&mut self, method: &str, path: &str, body: &str) -> Value {
        let (answer, body) = self.curl(method, path, body);
        self.answered.push(answer);
        body
    }

    /// As `ask`, for an answer that belongs to no world and therefore has the machine's date.
    fn ask_outside(&mut self, method: &str, path: &str, body: &str) {
        let (answer, _) = self.curl(method, path, body);
        let (dates, kept): (Vec<_>, Vec<_>) = answer.lines().partition(|line| line.starts_with("date: "));
        assert_eq!(dates.len(), 1, "{answer}");
        self.answered.push(kept.join("\n"));
    }

    fn curl(&self, method: &str, path: &str, body: &str) -> (String, Value) {
        let url = format!("{}{}", self.server.ready()["url"].as_str().unwrap(), path.replace("{org}", &self.org));
        let mut curl = Command::new("curl");
        // The address is a part of answers, and the port differs from run to run.
        curl.args(["-q", "-sS", "-i", "--noproxy", "*", "-H", "host: localhost:8080", "-X", method, &url]);
        if !self.token.is_empty() {
            curl.args(["-H", &format!("csp-auth-token: {}", self.token)]);
        }
        if body.starts_with('{') {
            curl.args(["-H", "content-type: application/json"]);
        }
        if !body.is_empty() {
            curl.args(["-d", body]);
        }
        let ran = curl.output().expect("curl is needed for this test");
        assert!(ran.status.success(), "{method} {path}: {}", String::from_utf8_lossy(&ran.stderr));
        let answer = String::from_utf8(ran.stdout).unwrap();
        let body = answer.split_once("\r\n\r\n").unwrap().1;
        let json = if body.is_empty() { Value::Null } else { serde_json::from_str(body).unwrap() };
        (answer, json)
    }

    fn sign_in(&mut self) {
        self.token.clear();
        let key = self.server.ready()["api_token"].as_str().unwrap().to_owned();
        let path = "/csp/gateway/am/api/auth/api-tokens/authorize";
        self.token =
            self.ask("POST", path, &format!("refresh_token={key}"))["access_token"].as_str().unwrap().to_owned();
    }
}

/// What somebody does with the simulator: every kind of operation, of time, of fault and of refusal.
fn everything(run: &mut Run) {
    let sddcs = "/vmc/api/orgs/{org}/sddcs";
    let control = "/_vmcsim/worlds/default";
    let config = |name: &str| json!({"name": name, "num_hosts": 2, "provider": "ZEROCLOUD"}).to_string();
    run.ask("GET", "/vmc/api/orgs", "");
    run.ask("GET", "/csp/gateway/am/api/loggedin/user", "");
    let task = run.ask("POST", sddcs, &config("a"));
    let (task, sddc) = (task["id"].as_str().unwrap().to_owned(), task["resource_id"].as_str().unwrap().to_owned());
    run.ask("POST", &format!("{control}/clock/advance"), r#"{"by": "10s"}"#);
    run.ask("GET", &format!("/vmc/api/orgs/{{org}}/tasks/{task}"), "");
    run.ask("GET", &format!("{control}/agenda"), "");
    run.ask("GET", &format!("{control}/journal"), "");
    run.rest();
    run.ask("POST", &format!("{control}/clock/skip"), &json!({"task": task}).to_string());
    run.ask("GET", &format!("{sddcs}/{sddc}"), "");
    run.ask("POST", &format!("{sddcs}/{sddc}/clusters"), r#"{"num_hosts": 3}"#);
    run.ask("POST", &format!("{sddcs}/{sddc}/publicips"), r#"{"count": 1, "names": ["web"]}"#);
    let chance = r#"{"when": {"operation": "ListSddcs"}, "chance": 0.5, "then": {"error": {"status": 503}}}"#;
    run.ask("POST", &format!("{control}/faults"), chance);
    for _ in 0..6 {
        run.ask("GET", sddcs, "");
    }
    run.rest();
    run.ask("GET", &format!("{control}/faults"), "");
    run.ask("DELETE", &format!("{control}/faults"), "");
    run.ask("POST", &format!("{control}/clock/advance"), r#"{"by": "1h"}"#);
    run.ask("GET", sddcs, "");
    run.sign_in();
    // Refusals of a world, and of none.
    run.ask("POST", sddcs, "{");
    run.ask("GET", &format!("{sddcs}/aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"), "");
    run.ask("GET", "/csp/gateway/am/api/orgs/aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee", "");
    run.ask_outside("GET", "/pizza", "");
    run.ask_outside("GET", "/openapi.json", "");
    run.ask_outside("GET", "/healthz", "");
    // Worlds that are made later start at the same time and stand still too.
    for body in
        ["{}", r#"{"from": {"named": "busy"}}"#, r#"{"from": {"fork": "default"}}"#, r#"{"seed": 3, "rate": 0}"#]
    {
        let world = run.ask("POST", "/_vmcsim/worlds", body);
        let world = format!("/_vmcsim/worlds/{}", world["id"].as_str().unwrap());
        run.rest();
        run.ask("GET", &world, "");
        run.ask("POST", &format!("{world}/clock/skip"), "");
        run.ask("GET", &format!("{world}/export"), "");
        run.ask("POST", &format!("{world}/reset"), "");
    }
    run.ask_outside("GET", "/_vmcsim/worlds", "");
    run.ask("DELETE", &format!("{sddcs}/{sddc}"), "");
    run.ask("GET", &format!("{control}/export"), "");
    run.ask("POST", &format!("{control}/reset"), "");
    run.sign_in();
    run.ask("POST", sddcs, &config("b"));
}

#[test]
fn the_same_requests_get_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    let mut runs = [Run::start(None), Run::start(None), Run::start(Some(&state))];
    for run in &mut runs {
        everything(run);
    }
    let [first, others @ ..] = &runs;
    let head = first.answered[0].split_once("\r\n\r\n").unwrap().0;
    assert!(head.contains("date: Mon, 05 Jan 2026 08:00:00 GMT"), "{head}");
    for (number, other) in others.iter().enumerate() {
        assert_eq!(first.answered.len(), other.answered.len());
        for (one, again) in first.answered.iter().zip(&other.answered) {
            assert_eq!(one, again, "run {number}");
        }
    }
    // Another seed gives other ids, so the comparison sees something.
    let other = Server::start(&["--seed", "8", "--at", "2026-01-05T08:00:00Z", "--rate", "0"]);
    assert_ne!(other.ready()["org_id"], first.server.ready()["org_id"]);
}

/// With rate 0, time moves only when told: in the default world, and in all that are made later.
#[test]
fn time_stands_still_at_rate_0() {
    let server = Server::start(&["--rate", "0", "--at", "2026-01-05T08:00:00Z", "--on-poll", "jump"]);
    let made = server.json(&["worlds", "create", "--seed", "3"]);
    for world in ["default", made["id"].as_str().unwrap()] {
        let clock = server.json(&["clock", "--world", world]);
        assert_eq!(
            (&clock["now"], &clock["rate"], &clock["on_poll"]),
            (&json!("2026-01-05T08:00:00Z"), &json!(0.0), &json!("jump"))
        );
    }
    let own = server.json(&["worlds", "create", "--seed", "3", "--rate", "1", "--at", "2027-01-01T00:00:00Z"]);
    assert_eq!((&own["clock"]["rate"], &own["clock"]["on_poll"]), (&json!(1.0), &json!("jump")));
    let busy = server.json(&["worlds", "create", "--named", "busy"]);
    assert_eq!(busy["clock"]["rate"], 0.0);
    let fork = server.json(&["worlds", "fork", "--world", own["id"].as_str().unwrap()]);
    assert_eq!(fork["clock"]["rate"], 1.0, "a copy goes on as its original");
    for line in [&["--rate", "NaN"][..], &["--at", "yesterday"], &["--on-poll", "run"]] {
        super::ran(super::vmcsim().arg("serve").args(line)).expect(2);
    }
    let late = super::ran(super::vmcsim().args(["serve", "--listen", "127.0.0.1:0", "--rate", "-1"]));
    late.expect(2);
}
