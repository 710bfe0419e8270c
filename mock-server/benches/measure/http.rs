//! An HTTP client with little overhead. The benchmarks measure the servers and not the client.

use super::Result;
use serde_json::Value;
use std::{
    io::{Read, Write},
    net::TcpStream,
};

/// A connection to a server.
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// Formats a request. A body that begins like JSON is sent as JSON, any other body as a form. An empty body is not sent.
pub(crate) fn request(host: &str, method: &str, path: &str, token: &str, body: &str) -> String {
    let kind = match body.as_bytes().first() {
        None => "",
        Some(b'{' | b'[') => "Content-Type: application/json\r\n",
        Some(_) => "Content-Type: application/x-www-form-urlencoded\r\n",
    };
    let length = body.len();
    let length = if body.is_empty() { String::new() } else { format!("Content-Length: {length}\r\n") };
    let token = if token.is_empty() { String::new() } else { format!("csp-auth-token: {token}\r\n") };
    format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\n{token}{kind}{length}\r\n{body}")
}

impl Connection {
    /// Connects to a server.
    ///
    /// # Errors
    /// No server listens at the address.
    pub(crate) fn open(address: &str) -> Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: vec![0; 1 << 16] })
    }

    /// Sends a request and reads the whole answer, whose status must be a success. Returns the status and the body.
    ///
    /// # Errors
    /// The connection breaks, or the request is refused.
    pub(crate) fn exchange(&mut self, request: &str) -> Result<(u16, &[u8])> {
        self.stream.write_all(request.as_bytes())?;
        let mut filled = 0;
        let (status, whole, head) = loop {
            match read_head(&self.buffer[..filled])? {
                Some((status, head, length)) => break (status, head + length, head),
                None => filled += some(self.stream.read(&mut self.buffer[filled..])?)?,
            }
        };
        if self.buffer.len() < whole {
            self.buffer.resize(whole, 0);
        }
        while filled < whole {
            filled += some(self.stream.read(&mut self.buffer[filled..])?)?;
        }
        let body = &self.buffer[head..whole];
        if (200..300).contains(&status) {
            return Ok((status, body));
        }
        let line = request.lines().next().unwrap_or_default();
        Err(format!("{line} was answered with {status}: {}", String::from_utf8_lossy(body)).into())
    }

    /// Sends a request like `exchange`, and parses the body as JSON.
    ///
    /// # Errors
    /// The errors of `exchange`, or the body is not JSON.
    pub(crate) fn json(&mut self, request: &str) -> Result<Value> {
        let (_, body) = self.exchange(request)?;
        Ok(if body.is_empty() { Value::Null } else { serde_json::from_slice(body)? })
    }
}

/// Returns the status, the length of the head and the length of the body, or `None` if the head is not complete yet.
///
/// # Errors
/// The text is not the head of an answer.
pub(crate) fn read_head(text: &[u8]) -> Result<Option<(u16, usize, usize)>> {
    let Some(end) = text.windows(4).position(|four| four == b"\r\n\r\n") else { return Ok(None) };
    let head = std::str::from_utf8(&text[..end])?.to_ascii_lowercase();
    let status = head.split(' ').nth(1).ok_or("no status")?.parse()?;
    let length = head.split("content-length: ").nth(1).and_then(|rest| rest.split("\r\n").next());
    Ok(Some((status, end + 4, length.map_or(Ok(0), str::parse)?)))
}

fn some(read: usize) -> Result<usize> {
    if read == 0 { Err("the server ended the connection".into()) } else { Ok(read) }
}
