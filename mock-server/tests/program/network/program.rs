//! The program itself, started on free ports and stopped again.

use serde_json::Value;
use std::{
    io::{BufRead, BufReader, Read},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

pub(crate) const VMCSIM: &str = env!("CARGO_BIN_EXE_vmcsim");

/// A running program and the content of its ready file. Dropping it ends the program.
pub(crate) struct Program {
    child: Child,
    pub(crate) ready: Value,
    pub(crate) ready_file: PathBuf,
    /// The output until the program was ready.
    pub(crate) printed: String,
}

impl Program {
    /// Starts the server with these arguments. Its files are in this folder.
    pub(crate) fn serve(dir: &Path, arguments: &[&str]) -> Self {
        Self::serve_with(dir, arguments, &[])
    }

    /// Does the same, with these variables of its environment.
    pub(crate) fn serve_with(dir: &Path, arguments: &[&str], variables: &[(&str, &Path)]) -> Self {
        let ready_file = dir.join("it's ready.json");
        let listen = if arguments.contains(&"--listen") { &[][..] } else { &["--listen", "127.0.0.1:0"] };
        let mut child = Command::new(VMCSIM)
            .arg("serve")
            .args(if arguments.contains(&"--log") { &[][..] } else { &["--log", "off"] })
            .args(listen)
            .envs(variables.iter().copied())
            .args(arguments)
            .arg("--ready-file")
            .arg(&ready_file)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut printed = String::new();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        // This is the last line that the program prints. It writes the ready file after it.
        while !printed.contains("Stop with Ctrl-C.") {
            if lines.read_line(&mut printed).unwrap() == 0 {
                let mut complaint = String::new();
                child.stderr.take().unwrap().read_to_string(&mut complaint).unwrap();
                panic!("the program does not start: {printed}{complaint}");
            }
        }
        // The program prints nothing more until it ends.
        let ready = loop {
            if let Ok(bytes) = std::fs::read(&ready_file) {
                break serde_json::from_slice(&bytes).unwrap();
            }
            assert_eq!(child.try_wait().unwrap(), None, "the program ended");
            std::thread::yield_now();
        };
        Self { child, ready, ready_file, printed }
    }

    /// Ends the program and returns what it has logged.
    pub(crate) fn log(&mut self) -> String {
        self.child.kill().unwrap();
        let mut log = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        log
    }

    pub(crate) fn text(&self, name: &str) -> &str {
        self.ready[name].as_str().unwrap_or_else(|| panic!("no {name} in {}", self.ready))
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn what_is_printed_and_written_says_how_it_is_reached() {
    let dir = tempfile::tempdir().unwrap();
    let ca = dir.path().join("ca");
    let network = ["--tls", "--proxy", "127.0.0.1:0", "--ca-dir", ca.to_str().unwrap()];
    let program = Program::serve(dir.path(), &network);
    let (url, tls_url) = (program.text("url"), program.text("tls_url"));
    assert_eq!(url.replace("http://", "https://"), tls_url, "one port for both");
    assert!(program.text("proxy_url").starts_with("http://127.0.0.1:"));
    assert_eq!(Path::new(program.text("ca_file")), ca.join("ca.pem"));
    assert!(ca.join("ca.pem").exists() && Path::new(program.text("java_truststore")).exists());
    assert!(program.ready["admin_token"].is_null());
    for said in [tls_url, program.text("proxy_url"), program.text("ca_file"), "this machine alone"] {
        assert!(program.printed.contains(said), "{said}: {}", program.printed);
    }
    let before = std::fs::read(ca.join("ca.pem")).unwrap();
    drop(program);
    let again = Program::serve(dir.path(), &network);
    assert_eq!(std::fs::read(again.text("ca_file")).unwrap(), before, "kept");
    drop(again);
    let plain = Program::serve(dir.path(), &[]);
    for name in ["tls_url", "proxy_url", "ca_file", "java_truststore"] {
        assert!(plain.ready[name].is_null(), "{name}");
    }
    drop(plain);
    let open = Program::serve(dir.path(), &["--listen", "0.0.0.0:0"]);
    let token = open.text("admin_token");
    assert!(open.printed.contains("WARNING") && open.printed.matches(token).count() == 1, "{}", open.printed);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&open.ready_file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "it holds keys");
    }
}

/// The certificate authority is made once. A server says which of its names it was not made for, and how to make another one.
#[cfg(unix)]
#[test]
fn a_name_that_the_authority_may_not_vouch_for_is_said() {
    let dir = tempfile::tempdir().unwrap();
    let ca = dir.path().join("ca");
    let network = ["--tls", "--ca-dir", ca.to_str().unwrap()];
    let plain = Program::serve(dir.path(), &network);
    assert!(!plain.printed.contains("vmcsim ca new"), "{}", plain.printed);
    drop(plain);
    let names = ["--allow-host", "mock,*.test.example", "--external-url", "https://outside.example"];
    let all = [&network[..], &names].concat();
    let warned = Program::serve(dir.path(), &all);
    let line =
        warned.printed.lines().find_map(|line| line.split_once(": vmcsim ca new ")).expect("a command").1.to_owned();
    assert!(warned.printed.contains("may not vouch for mock, test.example, outside.example"), "{}", warned.printed);
    drop(warned);
    let ran = Command::new("sh").args(["-c", &format!("'{VMCSIM}' ca new {line}")]).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    assert!(String::from_utf8_lossy(&ran.stdout).contains("ca.pem"));
    let content = Program::serve(dir.path(), &all);
    assert!(!content.printed.contains("vmcsim ca new"), "{}", content.printed);
}

/// Windows PowerShell 5.1 writes a byte order mark before text.
#[test]
fn a_byte_order_mark_in_a_file_is_ignored() {
    let dir = tempfile::tempdir().unwrap();
    let file = |name: &str, content: &str| {
        let path = dir.path().join(name);
        std::fs::write(&path, format!("\u{feff}{content}")).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let token = "a-token-that-i-brought";
    let (token_file, rules) = (file("token", &format!("{token}\r\n")), r#"{"rules": [{"then": "token_expired"}]}"#);
    let rules = file("rules.json", rules);
    let pacing = file("pacing.json", r#"{"preset": "demo"}"#);
    let arguments = ["--faults", &rules, "--pacing", &pacing, "--admin-token-file", &token_file];
    let program = Program::serve(dir.path(), &arguments);
    assert_eq!(program.text("admin_token"), token);
    let ready_file = program.ready_file.to_str().unwrap();
    let run = |arguments: &[&str]| {
        let ran = Command::new(VMCSIM).args(arguments).args(["--ready-file", ready_file]).output().unwrap();
        assert!(ran.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&ran.stderr));
        String::from_utf8(ran.stdout).unwrap()
    };
    assert!(run(&["faults"]).contains("token_expired"));
    let export = run(&["export"]);
    let ready = std::fs::read_to_string(ready_file).unwrap();
    std::fs::write(ready_file, format!("\u{feff}{ready}")).unwrap();
    let world = file("world.json", &export);
    assert!(run(&["import", &world]).contains("API token"));
    assert!(run(&["env"]).contains("VMCSIM_URL"));
    drop(program);
    let imported = Program::serve(dir.path(), &["--import", &world]);
    assert!(imported.ready["api_token"].is_string());
}

#[test]
fn what_cannot_be_is_said_at_the_start() {
    let dir = tempfile::tempdir().unwrap();
    let file = |name: &str, content: &str| {
        let path = dir.path().join(name);
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let ca = dir.path().join("ca");
    std::fs::create_dir(&ca).unwrap();
    std::fs::write(ca.join("ca.pem"), "not one").unwrap();
    let (token, pem) = (file("token", "short\n"), file("cert.pem", "not one"));
    for (arguments, said) in [
        (&["--tls", "--ca-dir", ca.to_str().unwrap()][..], "is damaged"),
        (&["--proxy", "192.0.2.1:1", "--ca-dir", dir.path().to_str().unwrap()], "cannot listen on 192.0.2.1:1"),
        (&["--tls-cert", &pem], "--tls-key"),
        (&["--tls-cert", &pem, "--tls-key", &pem], "the certificate cannot be used"),
        (&["--admin-token-file", &token], "an admin token has 16"),
        (&["--admin-token-file", "no-such-file"], "cannot read no-such-file"),
        (&["--allow-host", "http://x"], "is not a host name"),
        (&["--allow-origin", "*"], "is not an origin"),
        (&["--external-url", "vmc.example"], "is not an address"),
        (&["--notify", "127.0.0.1:9000"], "a target of notifications is an address"),
    ] {
        let ran = Command::new(VMCSIM).args(["serve", "--listen", "127.0.0.1:0"]).args(arguments).output().unwrap();
        let complaint = String::from_utf8_lossy(&ran.stderr);
        assert!(!ran.status.success() && complaint.contains(said), "{arguments:?}: {complaint}");
    }
}
