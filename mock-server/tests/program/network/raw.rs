//! HTTP over a plain socket, for requests that no client library sends.

use serde_json::Value;
use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

/// How long a test waits for data that must arrive. It is not a statement about speed.
const PATIENCE: Duration = Duration::from_secs(60);

/// An answer as it was received.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) text: String,
}

impl Answer {
    fn read(text: &str) -> Self {
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {text:?}"));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        Self { status: status.unwrap_or_else(|| panic!("no status: {head}")), text: body.to_owned() }
    }

    pub(crate) fn body(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|err| panic!("{err}: {}", self.text))
    }

    /// Checks that this is a whole refusal of this status, and returns its one sentence.
    pub(crate) fn refusal(&self, status: u16) -> String {
        assert_eq!(self.status, status, "{}", self.text);
        let body = self.body();
        assert_eq!(body["status"], status);
        for name in ["path", "error_code"] {
            assert!(body[name].is_string(), "{body}");
        }
        assert!(body["retryable"].is_boolean(), "{body}");
        body["error_messages"][0].as_str().unwrap().to_owned()
    }
}

pub(crate) fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.set_write_timeout(Some(PATIENCE)).unwrap();
    stream
}

/// An answer as bytes.
#[derive(Debug)]
pub(crate) struct Bytes {
    pub(crate) status: u16,
    /// The head in lower case.
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Bytes {
    /// Returns the value of a header by its name in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let line = self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        line.map(str::trim)
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|err| panic!("{err}: {}", self.head))
    }
}

/// Sends a request on its own connection, and takes the bytes of the answer.
pub(crate) fn ask_bytes(address: SocketAddr, line: &str, headers: &[(&str, &str)], body: &[u8]) -> Bytes {
    let mut stream = connect(address);
    let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let length = body.len();
    let head = format!("{line} HTTP/1.1\r\n{headers}Connection: close\r\nContent-Length: {length}\r\n\r\n");
    stream.write_all(&[head.as_bytes(), body].concat()).unwrap();
    let answer = bytes_until_its_end(&mut stream);
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").expect("an answer");
    let head = String::from_utf8(answer[..end].to_ascii_lowercase()).unwrap();
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    Bytes { status, head, body: answer[end + 4..].to_owned() }
}

/// Reads until the other side ends the connection in any way.
pub(crate) fn until_its_end(stream: &mut TcpStream) -> String {
    String::from_utf8_lossy(&bytes_until_its_end(stream)).into_owned()
}

fn bytes_until_its_end(stream: &mut TcpStream) -> Vec<u8> {
    let (mut all, mut part) = (Vec::new(), [0; 4096]);
    loop {
        match stream.read(&mut part) {
            Ok(0) => break,
            Ok(count) => all.extend_from_slice(&part[..count]),
            Err(err) if err.kind() == std::io::ErrorKind::ConnectionReset => break,
            Err(err) => panic!("the connection does not end: {err}"),
        }
    }
    all
}

/// Sends a request on its own connection. If it names no host, it is sent to `localhost`.
pub(crate) fn ask(address: SocketAddr, line: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    let mut stream = connect(address);
    let mut headers = headers.to_vec();
    if !headers.iter().any(|(name, _)| *name == "host") {
        headers.insert(0, ("host", "localhost"));
    }
    let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let length = body.len();
    write!(stream, "{line} HTTP/1.1\r\n{headers}Connection: close\r\nContent-Length: {length}\r\n\r\n{body}").unwrap();
    Answer::read(&until_its_end(&mut stream))
}

/// Reads one answer that has an empty body.
pub(crate) fn head(stream: &mut TcpStream) -> String {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") {
        assert_eq!(stream.read(&mut byte).unwrap(), 1, "ended after {}", String::from_utf8_lossy(&head));
        head.push(byte[0]);
    }
    String::from_utf8_lossy(&head).into_owned()
}
