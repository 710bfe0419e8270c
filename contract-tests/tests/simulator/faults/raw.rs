//! Raw connections, which show the effect of a fault on the bytes.

use std::{
    io::{ErrorKind, Read, Write},
    net::TcpStream,
    time::Duration,
};
use vmc_contract::{Target, User};

/// What came over a connection until it ended.
#[derive(Debug)]
pub(crate) struct Heard {
    pub(crate) status: Option<u16>,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
    /// The pieces as they were read.
    pub(crate) pieces: Vec<usize>,
    /// How it ended: `None` in order.
    pub(crate) end: Option<ErrorKind>,
}

impl Heard {
    /// A header of the answer by its name in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let line = self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        line.map(str::trim)
    }

    /// `Content-Length`
    pub(crate) fn length(&self) -> usize {
        self.header("content-length").and_then(|length| length.parse().ok()).expect("a content length")
    }
}

/// A connection to the server.
pub(crate) fn connect(target: &Target) -> TcpStream {
    TcpStream::connect(target.url().trim_start_matches("http://")).expect("the server listens")
}

/// A request of this person.
pub(crate) fn request(user: &User, line: &str, body: &str) -> Vec<u8> {
    let (token, length) = (user.token().unwrap_or_default(), body.len());
    format!("{line} HTTP/1.1\r\nHost: localhost\r\ncsp-auth-token: {token}\r\nContent-Length: {length}\r\n\r\n{body}")
        .into()
}

/// Sends bytes over a connection and takes what comes until it ends.
pub(crate) fn exchange(target: &Target, request: &[u8]) -> Heard {
    let mut stream = connect(target);
    stream.write_all(request).expect("the server reads");
    hear(&mut stream)
}

/// Takes what comes until the connection ends, or for two seconds nothing does.
pub(crate) fn hear(stream: &mut TcpStream) -> Heard {
    stream.set_read_timeout(Some(Duration::from_secs(2))).expect("a socket");
    let (mut all, mut pieces, mut piece) = (Vec::new(), Vec::new(), [0; 1 << 16]);
    let end = loop {
        match stream.read(&mut piece) {
            Ok(0) => break None,
            Ok(read) => {
                all.extend_from_slice(&piece[..read]);
                pieces.push(read);
            }
            Err(err) => break Some(err.kind()),
        }
    };
    let mark = all.windows(4).position(|four| four == b"\r\n\r\n");
    let (head, body) = mark.map_or((&[][..], &[][..]), |at| (&all[..at], &all[at + 4..]));
    let head = String::from_utf8_lossy(head).to_lowercase();
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    Heard { status, body: body.to_owned(), head, pieces, end }
}
