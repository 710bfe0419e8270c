//! Slow, silent and many connections. The limits are short here to keep the tests quick. The tests check what happens, and not when.

use crate::network::raw::{ask, connect, head, until_its_end};
use std::{
    io::{Read, Write},
    net::{Shutdown, SocketAddr},
    time::Duration,
};
use vmcsim::{ConnectionLimits, MockServer};

const SHORT: ConnectionLimits = ConnectionLimits {
    head: Duration::from_millis(300),
    body: Duration::from_millis(300),
    write: Duration::from_millis(300),
    connections: 100,
};

fn server() -> MockServer {
    MockServer::builder().tls().proxy().connection_limits(SHORT).try_start().unwrap()
}

fn begun(address: SocketAddr, begin: &[u8]) -> String {
    let mut stream = connect(address);
    stream.write_all(begin).unwrap();
    until_its_end(&mut stream)
}

#[test]
fn whoever_begins_and_does_not_go_on_is_let_go() {
    let server = server();
    let proxy = server.proxy_address().unwrap();
    for begin in [
        &b""[..],
        b"GET /healthz HT",
        b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow",
        // The first byte of a TLS handshake.
        b"\x16",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ] {
        assert_eq!(begun(server.address(), begin), "", "{begin:?}");
    }
    for begin in [&b""[..], b"CONNECT vmc.vmware.com:443 HTTP/1.1\r\nHost"] {
        assert_eq!(begun(proxy, begin), "", "{begin:?}");
    }
    // A tunnel in which nothing is sent.
    let granted = begun(proxy, b"CONNECT vmc.vmware.com:443 HTTP/1.1\r\nHost: vmc.vmware.com:443\r\n\r\n");
    assert!(granted.starts_with("HTTP/1.1 200"), "{granted}");
    assert_eq!(ask(server.address(), "GET /healthz", &[], "").status, 200, "and others are served");
}

#[test]
fn a_connection_that_is_idle_after_an_answer_ends() {
    let server = server();
    let mut stream = connect(server.address());
    for _ in 0..3 {
        stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
        assert!(head(&mut stream).starts_with("HTTP/1.1 200"));
        let mut body = [0; 15];
        stream.read_exact(&mut body).unwrap();
        assert_eq!(&body, br#"{"status":"ok"}"#);
    }
    assert_eq!(until_its_end(&mut stream), "");
}

#[test]
fn a_body_that_trickles_in_is_refused() {
    let server = server();
    let paths = ["/csp/gateway/am/api/auth/api-tokens/authorize", "/_vmcsim/worlds", "/vmc/api/no/such/path"];
    for (path, known) in paths.into_iter().zip([true, true, false]) {
        for body in ["Content-Length: 100\r\n\r\n{", "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"see"] {
            let answer =
                begun(server.address(), format!("POST {path} HTTP/1.1\r\nHost: localhost\r\n{body}").as_bytes());
            let status = if known { "HTTP/1.1 408" } else { "HTTP/1.1 404" };
            assert!(answer.starts_with(status), "{path}: {answer}");
            assert!(!known || answer.contains("did not arrive in time"), "{answer}");
        }
    }
}

/// A client that sends requests and never reads the answers. When its receive buffers are full, the server ends the connection.
#[test]
fn a_client_that_does_not_read_is_let_go() {
    let server = server();
    let mut stream = connect(server.address());
    let request = b"GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n";
    let ended = (0..10_000_000).find_map(|_| stream.write_all(request).err());
    let ended = ended.expect("the connection ends");
    let reset = [std::io::ErrorKind::ConnectionReset, std::io::ErrorKind::BrokenPipe];
    assert!(reset.contains(&ended.kind()), "{ended}");
}

/// A client may close its direction after the request. It still gets the answer, also if the change must be saved first.
#[test]
fn a_half_closed_connection_is_answered() {
    let folder = tempfile::tempdir().unwrap();
    let plain = MockServer::builder().try_start().unwrap();
    let saving = MockServer::builder().state(folder.path()).try_start().unwrap();
    for server in [&plain, &saving] {
        let form = format!("refresh_token={}", server.api_token().expose());
        let request = format!(
            "POST /csp/gateway/am/api/auth/api-tokens/authorize HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n{form}",
            form.len()
        );
        for _ in 0..20 {
            let mut stream = connect(server.address());
            stream.write_all(request.as_bytes()).unwrap();
            stream.shutdown(Shutdown::Write).unwrap();
            let answer = until_its_end(&mut stream);
            assert!(answer.starts_with("HTTP/1.1 200 ") && answer.ends_with('}'), "{answer}");
        }
        // Several requests at once, and then the end.
        let mut stream = connect(server.address());
        stream.write_all(&b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n".repeat(3)).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        assert_eq!(until_its_end(&mut stream).matches(r#"{"status":"ok"}"#).count(), 3);
        // A request that is cut off gets a refusal, or nothing.
        let mut stream = connect(server.address());
        stream.write_all(&request.as_bytes()[..request.len() - 5]).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        assert!(!until_its_end(&mut stream).contains(" 200 "));
    }
}

#[test]
fn connections_beyond_the_limit_wait_for_a_place() {
    let limits = ConnectionLimits { connections: 2, ..ConnectionLimits::default() };
    let server = MockServer::builder().connection_limits(limits).try_start().unwrap();
    let request = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
    let mut held: Vec<_> = (0..2).map(|_| connect(server.address())).collect();
    for stream in &mut held {
        stream.write_all(request).unwrap();
        assert!(head(stream).starts_with("HTTP/1.1 200"));
    }
    let mut third = connect(server.address());
    third.write_all(request).unwrap();
    third.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
    let waiting = third.read(&mut [0]).unwrap_err();
    assert!(matches!(waiting.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut), "{waiting}");
    third.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    drop(held.pop());
    assert!(head(&mut third).starts_with("HTTP/1.1 200"));
}
