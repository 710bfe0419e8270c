//! A process that may open few files: connections must not take those that saving needs.

use crate::state::wire::{Wire, expect, sddc};
use serde_json::Value;
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    process::{Child, Command, Stdio},
};

/// A program that is ended when this value is dropped.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn idle_connections_leave_files_for_saving() {
    let folder = tempfile::tempdir().unwrap();
    let script = format!(
        "ulimit -n 256; exec '{}' serve --listen 127.0.0.1:0 --log off --state '{}'",
        env!("CARGO_BIN_EXE_vmcsim"),
        folder.path().display()
    );
    let child = Command::new("sh").args(["-c", &script]).stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
    let mut child = Ended(child.unwrap());
    let (mut output, mut printed) = (BufReader::new(child.0.stdout.take().unwrap()), String::new());
    while !printed.contains("Stop with Ctrl-C.") {
        assert!(output.read_line(&mut printed).unwrap() > 0, "it does not start: {printed}");
    }
    let word_after =
        |mark: &str| printed.split_once(mark).and_then(|(_, rest)| rest.split_whitespace().next()).unwrap();
    assert!(printed.contains("because this process may open 256 files"), "{printed}");
    let most: usize = word_after("  connections  at most ").parse().unwrap();
    assert!((64..=200).contains(&most), "{most}");
    let address: SocketAddr = word_after("http://").parse().unwrap();
    let (wire, key) = (Wire(address), word_after("API token  ").to_owned());
    let answer = expect(wire.sign_in(&key), 200);
    let token = answer["access_token"].as_str().unwrap();
    let list = format!("/vmc/api/orgs/{}/sddcs", word_after("org id     "));
    // One place is left; everybody else waits for one.
    let mut idle: Vec<_> = (1..most).map(|_| TcpStream::connect(address).unwrap()).collect();
    for stream in &mut idle {
        stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
        stream.read_exact(&mut [0; 12]).unwrap();
    }
    for number in 0..5 {
        expect(wire.ask("POST", &list, Some(token), &sddc(&format!("sddc-{number}"))), 202);
    }
    let sddcs = expect(wire.ask("GET", &list, Some(token), &Value::Null), 200);
    assert_eq!(sddcs.as_array().unwrap().len(), 5);
}
