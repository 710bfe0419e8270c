//! The command line as people and scripts use it: the output and the exit code of each subcommand.

mod descriptions;
mod failures;
mod files;
mod log;
mod names;
mod ready_file;
mod repeatable;
mod requests;

use ring::digest::{SHA256, digest};
use serde_json::{Value, json};
use std::{
    io::{Read, Write},
    net::TcpStream,
    path::PathBuf,
    process::{Child, Command, Stdio},
};

/// A running `vmcsim serve`. Its clock stands still unless a test moves it.
struct Server {
    child: Child,
    folder: tempfile::TempDir,
}

/// The exit code and the output of a subcommand.
struct Ran {
    code: i32,
    out: String,
    err: String,
}

impl Server {
    fn start(arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let ready = folder.path().join("ready.json");
        let mut command = vmcsim();
        command.args(["serve", "--ready-file"]).arg(&ready).args(arguments);
        if !arguments.contains(&"--log") {
            command.args(["--log", "off"]);
        }
        if !arguments.contains(&"--listen") {
            command.args(["--listen", "127.0.0.1:0"]);
        }
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // The server prints its last start line when it is ready, and writes the ready file soon after that.
        let mut out = std::io::BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        while !ready.exists() {
            line.clear();
            let read = std::io::BufRead::read_line(&mut out, &mut line).unwrap();
            if read == 0 || line.contains("Ctrl-C") {
                break;
            }
        }
        while !ready.exists() && child.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        Self { child, folder }
    }

    fn ready_file(&self) -> PathBuf {
        self.folder.path().join("ready.json")
    }

    fn ready(&self) -> Value {
        serde_json::from_slice(&std::fs::read(self.ready_file()).unwrap()).unwrap()
    }

    /// Runs a subcommand against this server.
    fn run(&self, arguments: &[&str]) -> Ran {
        let mut command = vmcsim();
        command.env("VMCSIM_READY_FILE", self.ready_file());
        ran(command.args(arguments))
    }

    /// Runs a subcommand that succeeds, and returns the JSON that it prints.
    fn json(&self, arguments: &[&str]) -> Value {
        let ran = self.run(&[arguments, &["--json"]].concat()).expect(0);
        serde_json::from_str(&ran.out).unwrap()
    }

    /// Sends a request as the owner of the default world's organization, and returns the answer's body.
    fn ask(&self, method: &str, path: &str, body: &Value) -> Value {
        let ready = self.ready();
        let form = format!("refresh_token={}", ready["api_token"].as_str().unwrap());
        let login = "/csp/gateway/am/api/auth/api-tokens/authorize";
        let granted = exchange(ready["url"].as_str().unwrap(), "POST", login, "", &form);
        let path = format!("/vmc/api/orgs/{}{path}", ready["org_id"].as_str().unwrap());
        let token = granted["access_token"].as_str().unwrap();
        exchange(ready["url"].as_str().unwrap(), method, &path, token, &body.to_string())
    }

    /// Starts to create an SDDC and returns its id and the task's id.
    fn create_sddc(&self, name: &str) -> (String, String) {
        let config = json!({"name": name, "num_hosts": 2, "provider": "ZEROCLOUD"});
        let task = self.ask("POST", "/sddcs", &config);
        (task["resource_id"].as_str().unwrap().to_owned(), task["id"].as_str().unwrap().to_owned())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Ran {
    #[track_caller]
    fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{}{}", self.out, self.err);
        self
    }
}

fn vmcsim() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vmcsim"));
    let ours = std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("VMCSIM_"));
    ours.for_each(|(name, _)| {
        command.env_remove(name);
    });
    command.stdin(Stdio::null());
    command
}

fn ran(command: &mut Command) -> Ran {
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

fn exchange(url: &str, method: &str, path: &str, token: &str, body: &str) -> Value {
    let (status, answer) = exchange_whole(url, method, path, token, body);
    assert!((200..300).contains(&status), "{method} {path}: {answer}");
    serde_json::from_str(&answer).unwrap()
}

/// Sends a request, and returns the status and the body of the answer.
fn exchange_whole(url: &str, method: &str, path: &str, token: &str, body: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(&url["http://".len()..]).unwrap();
    let length = body.len();
    let token = if token.is_empty() { String::new() } else { format!("csp-auth-token: {token}\r\n") };
    let head = format!("{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{token}Connection: close\r\n");
    stream.write_all(format!("{head}Content-Length: {length}\r\n\r\n{body}").as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
}

#[test]
fn without_a_server_the_exit_code_says_so() {
    // A port that was free a moment ago. Nothing listens on it.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let url = format!("http://127.0.0.1:{port}");
    for command in [
        &["clock"][..],
        &["worlds"],
        &["faults"],
        &["journal"],
        &["export"],
        &["health"],
        &["sddcs"],
        &["wait", "11111111-0000-4000-8000-000000000000"],
    ] {
        let ran = ran(vmcsim().args(command).args(["--url", &url])).expect(3);
        assert!(ran.err.contains(&format!("no vmcsim answers at {url}")), "{}", ran.err);
        assert_eq!(ran.out, "");
    }
}

#[test]
fn a_line_that_cannot_be_read_ends_with_2() {
    for line in
        [&["frobnicate"][..], &["clock", "set", "yesterday"], &["wait"], &["wait", "pizza"], &["--pace", "hasty"]]
    {
        let ran = ran(vmcsim().args(line)).expect(2);
        assert!(!ran.err.is_empty() && ran.out.is_empty());
    }
}

#[test]
fn every_subcommand_explains_itself_with_examples() {
    let help = ran(vmcsim().arg("--help")).expect(0).out;
    assert!(help.contains("Examples:") && help.contains("Exit codes:"), "{help}");
    for command in [
        "worlds",
        "clock",
        "faults",
        "journal",
        "export",
        "import",
        "wait",
        "completions",
        "token",
        "api",
        "tasks",
        "sddcs",
    ] {
        let help = ran(vmcsim().args([command, "--help"])).expect(0).out;
        assert!(help.contains("Examples:") && help.contains(&format!("vmcsim {command}")), "{help}");
    }
}

#[test]
fn the_clock_is_shown_and_moved() {
    let server = Server::start(&[]);
    server.run(&["clock", "freeze"]).expect(0);
    let (_, task) = server.create_sddc("a");
    let before = server.json(&["clock"]);
    assert_eq!(before["rate"], 0.0);
    assert!(server.run(&["clock"]).expect(0).out.contains("(stands still; next due "));
    let agenda = server.run(&["clock", "agenda"]).expect(0).out;
    assert_eq!(agenda.lines().count(), 1 + 15, "a head, fourteen milestones and the end\n{agenda}");
    assert!(agenda.lines().skip(1).all(|line| line.contains(&task)));
    assert_eq!(server.json(&["clock", "agenda", "--limit", "3"])["more"], 12);
    let after = server.json(&["clock", "advance", "1h", "30m"]);
    let at = |clock: &Value| clock["now"].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
    assert_eq!(at(&after).duration_since(at(&before)), jiff::SignedDuration::from_mins(90));
    assert_eq!(server.run(&["clock", "agenda"]).expect(0).out, "nothing is due\n");
    assert_eq!(server.json(&["clock", "on-poll", "jump"])["on_poll"], "jump");
    assert_eq!(server.json(&["clock", "rate", "60"])["rate"], 60.0);
    let refused = server.run(&["clock", "set", "2001-01-01T00:00:00Z"]).expect(7);
    assert!(refused.err.contains("only moves forward") && refused.out.is_empty());
    let pace = server.run(&["clock", "pace", "instant", "SDDC-DELETE=90s"]).expect(0);
    assert_eq!(pace.out, "pace instant\n  SDDC-DELETE 1m 30s\n");
    server.run(&["clock", "pace", "instant", "SDDC-PIZZA=90s"]).expect(7);
}

#[test]
fn waiting_for_a_task_ends_as_the_task_does() {
    let server = Server::start(&["--pace", "realistic"]);
    server.run(&["clock", "freeze"]).expect(0);
    let (_, task) = server.create_sddc("a");
    let ran = server.run(&["wait", &task, "--timeout", "0s"]).expect(6);
    assert_eq!(ran.out, "SDDC-PROVISION STARTED, SDDC_PROVISION, about 1 min left\n");
    server.run(&["clock", "skip", &task]).expect(0);
    assert_eq!(server.run(&["wait", &task]).expect(0).out, "SDDC-PROVISION FINISHED\n");
    assert_eq!(server.json(&["wait", &task])["status"], "FINISHED");
    let (_, task) = server.create_sddc("b");
    server.ask("POST", &format!("/tasks/{task}?action=cancel"), &json!({}));
    server.run(&["clock", "skip", &task]).expect(0);
    assert_eq!(server.run(&["wait", &task]).expect(5).out, "SDDC-PROVISION CANCELED\n");
    let unknown = server.run(&["wait", "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"]).expect(8);
    assert!(unknown.err.contains("Cannot find the task"), "{}", unknown.err);
}

#[test]
fn worlds_are_made_shown_and_ended() {
    let server = Server::start(&[]);
    let made = server.json(&["worlds", "create", "--seed", "7", "--pace", "instant", "--property", "sddcLimit=2"]);
    let id = made["id"].as_str().unwrap();
    assert_eq!((&made["seed"], &made["pacing"]["preset"]), (&json!(7), &json!("instant")));
    let shown = server.run(&["worlds", "show", "--world", id]).expect(0).out;
    for key in ["id", "org_id", "api_token", "url"] {
        assert!(shown.contains(made[key].as_str().unwrap()), "{shown}");
    }
    server.run(&["worlds", "delete", id]).expect(0);
    let gone = server.run(&["worlds", "show", "--world", id]).expect(8);
    assert_eq!(gone.err, format!("vmcsim: There is no world {id}.\n"));
    // Without a world's name the default world is used.
    assert_eq!(server.json(&["worlds", "show"])["id"], server.ready()["world_id"]);
}

#[test]
fn worlds_are_copied_and_begin_again() {
    let server = Server::start(&[]);
    let demo = server.json(&["worlds", "create", "--named", "demo"]);
    let id = demo["id"].as_str().unwrap();
    server.run(&["clock", "freeze", "--world", id]).expect(0);
    let list = server.run(&["worlds"]).expect(0).out;
    assert_eq!(list.lines().count(), 3, "{list}");
    assert!(list.lines().nth(1).unwrap().contains("default") && list.contains(id), "{list}");
    let fork = server.json(&["worlds", "fork", "--world", id]);
    assert_ne!(fork["api_token"], demo["api_token"]);
    assert_eq!(server.json(&["worlds", "reset", "--world", id])["api_token"], demo["api_token"]);
    server.run(&["clock", "freeze", "--world", id]).expect(0);
    let file = server.folder.path().join("world.json");
    let file = file.to_str().unwrap();
    assert_eq!(server.run(&["export", "--world", id, "--output", file]).expect(0).out, "");
    let printed = server.run(&["export", "--world", id]).expect(0).out;
    assert!(std::fs::read_to_string(file).unwrap() == printed && printed.contains("\"format\":"));
    // The journal names a document by the SHA-256 of the file.
    let sum: String = digest(&SHA256, printed.as_bytes()).as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    let sums = |operation: &str, world: &str| -> Vec<Value> {
        let shown = ["journal", "show", "--operation", operation, "--world", world];
        let entries = server.json(&shown)["entries"].as_array().unwrap().clone();
        entries.iter().map(|entry| entry["document"].clone()).collect()
    };
    assert_eq!(sums("ExportWorld", id), [json!(sum), json!(sum)]);
    // The id is in use, so the copy gets another one. When the id is free, the import restores the world with it.
    let copy = server.json(&["import", file]);
    assert_ne!(copy["id"], demo["id"]);
    assert_eq!(sums("CreateWorld", copy["id"].as_str().unwrap()), [json!(sum)]);
    server.run(&["worlds", "delete", id]).expect(0);
    assert_eq!(server.json(&["import", file])["api_token"], demo["api_token"]);
    assert_eq!(server.json(&["import", file, "--replace"])["id"], server.ready()["world_id"]);
    assert_eq!(sums("ImportWorld", "default"), [json!(sum)]);
    let missing = server.run(&["import", "no-such-file.json"]).expect(1);
    assert!(missing.err.contains("cannot read no-such-file.json"), "{}", missing.err);
    std::fs::write(file, "{").unwrap();
    assert!(server.run(&["import", file]).expect(1).err.contains("is no JSON"));
}

#[test]
fn fault_rules_are_added_switched_and_taken_away() {
    let server = Server::start(&["--pace", "instant"]);
    assert_eq!(server.run(&["faults"]).expect(0).out, "no fault rules\n");
    let rule = r#"{"when":{"task_kind":"SDDC-PROVISION"},"times":1,"then":{"task_fails":{"at":40,"message":"no hosts are left"}}}"#;
    let shown = server.run(&["faults", "add", rule]).expect(0).out;
    assert!(shown.contains("task_kind SDDC-PROVISION, times 1") && shown.contains("no hosts are left"), "{shown}");
    let (_, task) = server.create_sddc("a");
    assert_eq!(server.run(&["wait", &task]).expect(4).out, "SDDC-PROVISION FAILED, no hosts are left\n");
    let rules = server.json(&["faults"]);
    assert_eq!((&rules[0]["hits"], &rules[0]["matched"]), (&json!(1), &json!(1)));
    assert!(server.run(&["faults", "off", "1"]).expect(0).out.contains("(off)"));
    assert_eq!(server.json(&["faults", "on", "1"])[0]["rule"].get("enabled"), None);
    let file = server.folder.path().join("faults.json");
    std::fs::write(&file, r#"{"rules":[{"note":"busy","then":{"throttle":{}}}]}"#).unwrap();
    assert!(server.run(&["faults", "load", file.to_str().unwrap()]).expect(0).out.contains("busy"));
    let unknown =
        server.run(&["faults", "add", r#"{"when":{"operation":"CreateSdd"},"then":"token_expired"}"#]).expect(7);
    assert!(unknown.err.contains("CreateSddc"), "{}", unknown.err);
    server.run(&["faults", "add", "pizza"]).expect(2);
    server.run(&["faults", "remove", "7"]).expect(8);
    assert_eq!(server.run(&["faults", "remove", "2"]).expect(0).out, "no fault rules\n");
    assert_eq!(server.run(&["faults", "clear"]).expect(0).out, "no fault rules\n");
}

#[test]
fn health_is_asked_for_without_any_key() {
    let server = Server::start(&[]);
    let url = server.ready()["url"].as_str().unwrap().to_owned();
    assert_eq!(ran(vmcsim().args(["health", "--url", &url])).expect(0).out, "");
}

/// A container that holds only the program has no certificates to trust. The health check must work in it too.
#[test]
fn a_plain_address_needs_no_certificates_of_the_system() {
    let server = Server::start(&[]);
    let url = server.ready()["url"].as_str().unwrap().to_owned();
    let empty = tempfile::tempdir().unwrap();
    for command in ["health", "clock", "worlds"] {
        let mut asked = vmcsim();
        asked.args([command, "--url", &url]);
        asked.env("SSL_CERT_DIR", empty.path()).env("SSL_CERT_FILE", empty.path().join("none.pem"));
        assert_eq!(ran(&mut asked).expect(0).err, "");
    }
}

#[test]
fn documents_and_completions_are_printed_without_a_server() {
    for (command, title) in [(&["openapi"][..], "vmcsim"), (&["openapi", "--control"], "vmcsim control")] {
        let document: Value = serde_json::from_str(&ran(vmcsim().args(command)).expect(0).out).unwrap();
        assert_eq!((&document["openapi"], &document["info"]["title"]), (&json!("3.1.0"), &json!(title)));
    }
    let older: Value = serde_json::from_str(&ran(vmcsim().args(["openapi", "--form", "3.0"])).expect(0).out).unwrap();
    assert_eq!(older["openapi"], "3.0.3");
    for shell in ["bash", "fish", "zsh", "powershell", "elvish"] {
        let script = ran(vmcsim().args(["completions", shell])).expect(0).out;
        assert!(script.contains("on-poll"), "{shell}");
    }
    assert!(ran(vmcsim().args(["coverage"])).expect(0).out.contains("CreateSddc"));
}

/// Command line arguments take precedence over the environment, and two servers at once are refused.
#[test]
fn the_server_is_the_one_that_was_named() {
    let (one, other) = (Server::start(&[]), Server::start(&["--seed", "9"]));
    let (url, ready) = (other.ready()["url"].as_str().unwrap().to_owned(), other.ready_file());
    assert_eq!(one.json(&["worlds", "show", "--url", &url])["seed"], 9);
    assert_eq!(one.json(&["worlds", "show", "--ready-file", ready.to_str().unwrap()])["seed"], 9);
    one.run(&["health", "--url", "http://127.0.0.1:1"]).expect(3);
    let both = one.run(&["worlds", "--url", &url, "--ready-file", ready.to_str().unwrap()]).expect(2);
    assert!(both.err.contains("give one of them"), "{}", both.err);
    let by_environment = |name: &str, value: &str| ran(vmcsim().env(name, value).args(["worlds", "show", "--json"]));
    for shown in [by_environment("VMCSIM_URL", &url), by_environment("VMCSIM_READY_FILE", ready.to_str().unwrap())] {
        assert_eq!(serde_json::from_str::<Value>(&shown.expect(0).out).unwrap()["seed"], 9);
    }
}

/// The start lines describe the actual state and not the requested one, and give each reason once.
#[test]
fn a_state_that_goes_on_is_shown_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let (state, rules) = (folder.path().join("state"), folder.path().join("rules.json"));
    std::fs::write(&rules, r#"{"rules": []}"#).unwrap();
    let state = state.to_str().unwrap();
    drop(Server::start(&["--state", state, "--seed", "5", "--pace", "instant"]));
    let ready = folder.path().join("ready.json");
    let mut command = vmcsim();
    command.args(["serve", "--listen", "127.0.0.1:0", "--log", "off", "--state", state, "--ready-file"]).arg(&ready);
    command.args(["--seed", "9", "--pace", "manual", "--world", "busy", "--faults"]).arg(&rules);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut out = std::io::BufReader::new(child.stdout.take().unwrap());
    let mut printed = String::new();
    while std::io::BufRead::read_line(&mut out, &mut printed).unwrap() > 0 && !printed.contains("Ctrl-C") {}
    let taken = ran(vmcsim().args(["serve", "--listen", "127.0.0.1:0", "--state", state])).expect(1);
    child.kill().unwrap();
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    child.wait().unwrap();
    assert!(printed.contains("pace       instant\n") && printed.contains("seed       5\n"), "{printed}");
    assert!(said.contains("--world and --faults would be for a new state"), "{said}");
    assert_eq!(taken.err.matches("in use by another server").count(), 1, "{}", taken.err);
    std::fs::write(folder.path().join("state/server.json"), "{").unwrap();
    let listens = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listens.local_addr().unwrap().to_string();
    let damaged = ran(vmcsim().args(["serve", "--listen", "127.0.0.1:0", "--state", state])).expect(1).err;
    let taken = ran(vmcsim().args(["serve", "--listen", &address])).expect(1).err;
    for said in [damaged, taken] {
        let reasons: Vec<_> = said.trim().split(": ").collect();
        let mut once = reasons.clone();
        once.dedup();
        assert_eq!(reasons, once, "{said}");
    }
}

/// Environment variables for `serve` affect only `serve`.
#[test]
fn variables_of_the_server_are_nothing_to_other_commands() {
    let server = Server::start(&[]);
    for (name, value) in
        [("VMCSIM_TLS", "maybe"), ("VMCSIM_PACE", "hasty"), ("VMCSIM_LISTEN", "here"), ("VMCSIM_NAMED_WORLD", "x")]
    {
        let mut health = vmcsim();
        health.env(name, value).env("VMCSIM_READY_FILE", server.ready_file());
        ran(health.arg("health")).expect(0);
    }
    for (pace, code) in [("hasty", 2), ("demo", 1)] {
        // A file of paces overrides a pace in the environment.
        let mut serve = vmcsim();
        serve.args(["serve", "--pacing", "no-such-file.json"]).env("VMCSIM_PACE", pace);
        ran(&mut serve).expect(code);
    }
}

#[test]
fn what_makes_no_sense_is_refused() {
    let server = Server::start(&[]);
    let task = "11111111-0000-4000-8000-000000000000";
    for (line, code) in [
        (&["clock", "rate", "NaN"][..], 2),
        (&["clock", "rate", "inf"], 2),
        (&["worlds", "create", "--rate", "NaN"], 2),
        (&["wait", task, "--timeout=-5s"], 2),
        (&["wait", task, "--every=-5s"], 2),
        (&["clock", "--world", ""], 2),
        (&["clock", "--url", "127.0.0.1:80"], 2),
        (&["clock", "--url", "ftp://127.0.0.1"], 2),
        (&["clock", "skip", "pizza"], 2),
        (&["api", "GET", "vmc/api/orgs"], 2),
        (&["api", "LOOK", "/vmc/api/orgs"], 2),
        (&["serve", "--log", "a=b=c"], 2),
    ] {
        server.run(line).expect(code);
    }
    let secret = server.run(&["clock", "--url", "http://ada:lovelace@127.0.0.1:1"]).expect(2);
    assert!(!secret.err.contains("lovelace"), "{}", secret.err);
    let file = server.folder.path().join("no-ready.json");
    for text in ["{}", "[]", "{\"url\": 5}"] {
        std::fs::write(&file, text).unwrap();
        let refused = ran(vmcsim().args(["clock", "--ready-file"]).arg(&file)).expect(1);
        assert!(refused.err.contains("is no ready file"), "{}", refused.err);
    }
}
