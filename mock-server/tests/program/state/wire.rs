//! Plain HTTP requests, each on its own connection.

use serde_json::{Value, json};
use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
};

/// The address that a server listens on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wire(pub(crate) SocketAddr);

/// Status and body.
pub(crate) type Answer = (u16, Value);

impl Wire {
    /// Sends a request. Returns `None` if the server ends before the answer is complete.
    pub(crate) fn ask(self, method: &str, path: &str, token: Option<&str>, body: &Value) -> Option<Answer> {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.send(method, path, token, &body)
    }

    /// Exchanges an API token for an access token.
    pub(crate) fn sign_in(self, api_token: &str) -> Option<Answer> {
        let path = "/csp/gateway/am/api/auth/api-tokens/authorize";
        self.send("POST", path, None, &format!("refresh_token={api_token}"))
    }

    fn send(self, method: &str, path: &str, token: Option<&str>, body: &str) -> Option<Answer> {
        let mut stream = TcpStream::connect(self.0).ok()?;
        let token = token.map(|token| format!("csp-auth-token: {token}\r\n")).unwrap_or_default();
        let host = self.0;
        let length = body.len();
        let head = format!("{method} {path} HTTP/1.1\r\nhost: {host}\r\n{token}content-length: {length}\r\n");
        stream.write_all(format!("{head}connection: close\r\n\r\n{body}").as_bytes()).ok()?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).ok()?;
        let answer = String::from_utf8(answer).ok()?;
        let (head, body) = answer.split_once("\r\n\r\n")?;
        let told =
            head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
        if told.unwrap_or(0) != body.len() {
            return None;
        }
        let status = head.split(' ').nth(1)?.parse().ok()?;
        Some((status, serde_json::from_str(body).unwrap_or(Value::Null)))
    }
}

/// Checks that an answer was received with this status, and returns its body.
#[track_caller]
pub(crate) fn expect(answer: Option<Answer>, status: u16) -> Value {
    let (found, body) = answer.expect("the server answers");
    assert_eq!(found, status, "{body}");
    body
}

/// Returns a request body for an SDDC of `ZEROCLOUD`, the service's own simulation.
pub(crate) fn sddc(name: &str) -> Value {
    json!({"name": name, "num_hosts": 1, "provider": "ZEROCLOUD", "region": "US_WEST_2"})
}
