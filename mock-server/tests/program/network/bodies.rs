//! Bodies as clients send and want them: compressed, with a byte order mark, or only after the server has asked for them.

use crate::network::raw::{Bytes, ask, ask_bytes, connect, head, until_its_end};
use flate2::{
    Compression,
    read::GzDecoder,
    write::{DeflateEncoder, GzEncoder, ZlibEncoder},
};
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    io::{Read, Write},
    net::SocketAddr,
};
use vmcsim::MockServer;

const SIGN_IN: &str = "POST /csp/gateway/am/api/auth/api-tokens/authorize";
const HOST: (&str, &str) = ("host", "localhost");

/// The most that is read of a body, in bytes.
const BODY_MAX: usize = 1 << 20;

fn server() -> (MockServer, SocketAddr, String) {
    let server = MockServer::builder().rate(0.0).try_start().unwrap();
    let address = server.address();
    let form = format!("refresh_token={}", server.api_token().expose());
    let token = ask(address, SIGN_IN, &[HOST], &form).body()["access_token"].as_str().unwrap().to_owned();
    (server, address, token)
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

fn gunzipped(answer: &Bytes) -> Vec<u8> {
    assert_eq!(answer.header("content-encoding"), Some("gzip"), "{}", answer.head);
    assert_eq!(answer.header("content-length"), Some(&*answer.body.len().to_string()), "{}", answer.head);
    let mut plain = Vec::new();
    GzDecoder::new(&answer.body[..]).read_to_end(&mut plain).unwrap();
    plain
}

#[test]
fn a_compressed_body_is_decoded() {
    let (server, address, token) = server();
    let sddc = json!({"name": "from a compressed body", "num_hosts": 1, "provider": "ZEROCLOUD"}).to_string();
    let sddcs = format!("POST /vmc/api/orgs/{}/sddcs", server.org_id());
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
    zlib.write_all(sddc.as_bytes()).unwrap();
    let mut raw = DeflateEncoder::new(Vec::new(), Compression::default());
    raw.write_all(sddc.as_bytes()).unwrap();
    let (zlib, raw) = (zlib.finish().unwrap(), raw.finish().unwrap());
    let send = |encoding: &str, body: &[u8]| {
        ask_bytes(address, &sddcs, &[HOST, ("csp-auth-token", &token), ("content-encoding", encoding)], body)
    };
    for (encoding, body) in [
        ("gzip", gzip(sddc.as_bytes())),
        ("X-GZIP", gzip(sddc.as_bytes())),
        ("deflate", zlib.clone()),
        ("deflate", raw),
        ("deflate, gzip", gzip(&zlib)),
        ("identity", sddc.clone().into_bytes()),
    ] {
        assert_eq!(send(encoding, &body).status, 202, "{encoding}");
    }
    // The journal has what the client meant.
    let last = ask(address, "GET /_vmcsim/worlds/default/journal?operation=CreateSddc&last=1", &[HOST], "").body();
    assert_eq!(last["entries"][0]["request_body"]["name"], "from a compressed body");
    for (encoding, body, status, said) in [
        ("br", sddc.as_bytes(), 415, "`br`"),
        ("gzip, zstd", sddc.as_bytes(), 415, "`zstd`"),
        ("gzip", sddc.as_bytes(), 400, "not valid gzip"),
        ("gzip", &gzip(sddc.as_bytes())[..40], 400, "not valid gzip"),
        ("deflate", &zlib[..zlib.len() - 1], 400, "not valid deflate"),
        ("gzip", &gzip(&vec![b' '; BODY_MAX + 1]), 413, "larger than"),
        ("gzip, gzip", &gzip(&gzip(&vec![b' '; 64 << 20])), 413, "larger than"),
    ] {
        let answer = send(encoding, body);
        assert_eq!(answer.status, status, "{encoding}: {}", answer.head);
        assert!(answer.json()["error_messages"][0].as_str().unwrap().contains(said), "{}", answer.json());
        assert_eq!(answer.header("accept-encoding"), (status == 415).then_some("gzip, deflate"));
    }
    // A form is decoded too.
    let form = gzip(format!("refresh_token={}", server.api_token().expose()).as_bytes());
    assert_eq!(ask_bytes(address, SIGN_IN, &[HOST, ("content-encoding", "gzip")], &form).status, 200);
}

#[test]
fn a_large_answer_is_compressed_for_clients_that_ask() {
    let (server, address, token) = server();
    let token = ("csp-auth-token", &*token);
    let org = server.org_id();
    let sddc = json!({"name": "a", "num_hosts": 1, "provider": "ZEROCLOUD"}).to_string();
    for _ in 0..3 {
        assert_eq!(ask(address, &format!("POST /vmc/api/orgs/{org}/sddcs"), &[HOST, token], &sddc).status, 202);
    }
    let tasks = format!("GET /vmc/api/orgs/{org}/tasks");
    for line in [&*tasks, "GET /openapi.json", "GET /_vmcsim/openapi.json"] {
        // Twice, because the second answer may come from the cache. Both forms come from one kept answer.
        for _ in 0..2 {
            let plain = ask_bytes(address, line, &[HOST, token], b"");
            assert_eq!((plain.status, plain.header("content-encoding")), (200, None), "{line}");
            assert_eq!(plain.header("vary"), Some("accept-encoding"), "{line}");
            for asked in ["gzip", "br, gzip;q=0.8", "*"] {
                let packed = ask_bytes(address, line, &[HOST, token, ("accept-encoding", asked)], b"");
                assert_eq!(gunzipped(&packed), plain.body, "{line}");
                assert!(packed.body.len() < plain.body.len(), "{line}");
                let head = line.replacen("GET", "HEAD", 1);
                let head = ask_bytes(address, &head, &[HOST, token, ("accept-encoding", asked)], b"");
                // A second may pass between the two.
                let lines = |head: &str| {
                    let lines = head.lines().filter(|line| !line.starts_with("date: "));
                    lines.map(str::to_owned).collect::<BTreeSet<_>>()
                };
                assert_eq!(
                    (lines(&head.head), head.body.len()),
                    (lines(&packed.head), 0),
                    "it is GET without the body"
                );
            }
            for asked in ["br", "gzip;q=0", "identity", "deflate"] {
                let answer = ask_bytes(address, line, &[HOST, token, ("accept-encoding", asked)], b"");
                assert_eq!((answer.header("content-encoding"), &answer.body), (None, &plain.body), "{line} {asked}");
            }
        }
    }
    // A small answer stays as it is. The journal has the answer, not its packed form.
    let orgs = ask_bytes(address, "GET /healthz", &[HOST, ("accept-encoding", "gzip")], b"");
    assert_eq!((orgs.header("content-encoding"), orgs.header("vary")), (None, None));
    let last = ask(address, "GET /_vmcsim/worlds/default/journal?operation=ListTasks&last=1", &[HOST], "").body();
    assert!(last["entries"][0]["answer_body"].is_array(), "{last}");
    assert_eq!(server.world().org_id, org);
}

/// A fault of the connection counts the bytes of the answer as the operation gave it.
#[test]
fn a_truncated_answer_is_not_compressed() {
    let (server, address, token) = server();
    let rule = json!({"when": {"operation": "GetOrg"}, "then": {"truncate": {"keep": 1000}}}).to_string();
    assert_eq!(ask(address, "POST /_vmcsim/worlds/default/faults", &[HOST], &rule).status, 201);
    let line = format!("GET /vmc/api/orgs/{}", server.org_id());
    let answer = ask_bytes(address, &line, &[HOST, ("csp-auth-token", &token), ("accept-encoding", "gzip")], b"");
    assert_eq!((answer.header("content-encoding"), answer.body.len()), (None, 1000));
}

/// Windows PowerShell 5.1 writes a byte order mark before text.
#[test]
fn a_byte_order_mark_is_not_part_of_a_body() {
    let (server, address, token) = server();
    let marked = |text: &str| format!("\u{feff}{text}");
    let form = marked(&format!("refresh_token={}", server.api_token().expose()));
    assert_eq!(ask(address, SIGN_IN, &[HOST], &form).status, 200);
    let sddc = json!({"name": "marked", "num_hosts": 1, "provider": "ZEROCLOUD", "pizza": 1}).to_string();
    let sddcs = format!("POST /vmc/api/orgs/{}/sddcs", server.org_id());
    let headers = [HOST, ("csp-auth-token", &*token)];
    assert_eq!(ask(address, &sddcs, &headers, &marked(&sddc)).status, 202);
    let packed = gzip(marked(&sddc).as_bytes());
    let answer = ask_bytes(address, &sddcs, &[headers[0], headers[1], ("content-encoding", "gzip")], &packed);
    assert_eq!(answer.status, 202);
    assert_eq!(ask(address, "POST /_vmcsim/worlds", &[HOST], &marked("")).status, 201, "a mark alone is no body");
    let world = ask(address, "POST /_vmcsim/worlds", &[HOST], &marked(r#"{"seed": 7}"#));
    assert_eq!((world.status, &world.body()["seed"]), (201, &json!(7)));
    let export = ask(address, "GET /_vmcsim/worlds/default/export", &[HOST], "").text;
    let imported = ask(address, "PUT /_vmcsim/worlds/default/import", &[HOST], &marked(&export));
    assert_eq!(imported.status, 200, "{}", imported.text);
    let journal = ask(address, "GET /_vmcsim/worlds/default/journal?operation=CreateSddc", &[HOST], "").body();
    for entry in journal["entries"].as_array().unwrap() {
        assert_eq!((&entry["request_body"]["name"], &entry["unread"]), (&json!("marked"), &json!(["body.pizza"])));
    }
}

/// What came back for the head of a request whose client waits with the body, and the answer after it was sent.
fn expecting(address: SocketAddr, line: &str, headers: &[(&str, &str)], length: usize) -> (String, Option<String>) {
    let mut stream = connect(address);
    let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    write!(stream, "{line} HTTP/1.1\r\n{headers}Expect: 100-continue\r\nContent-Length: {length}\r\n\r\n").unwrap();
    let first = head(&mut stream);
    if !first.starts_with("HTTP/1.1 100") {
        return (first, None);
    }
    stream.write_all(&vec![b' '; length]).unwrap();
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    (first, Some(until_its_end(&mut stream)))
}

#[test]
fn a_body_that_cannot_change_the_refusal_is_not_asked_for() {
    let (server, address, token) = server();
    let org = server.org_id();
    let sddcs = format!("POST /vmc/api/orgs/{org}/sddcs");
    let other_org = "POST /vmc/api/orgs/11111111-2222-4333-8444-555555555555/sddcs";
    let no_id = format!("POST /vmc/api/orgs/{org}/sddcs/pizza/clusters");
    let good = ("csp-auth-token", &*token);
    let (bad, encoded) = (("csp-auth-token", "x.y.z"), ("content-encoding", "br"));
    let foreign = ("origin", "https://evil.example");
    for (line, headers, length, status) in [
        (&*sddcs, &[HOST][..], 10, 401),
        (&sddcs, &[HOST, bad], 10, 401),
        (other_org, &[HOST, good], 10, 404),
        (&no_id, &[HOST, good], 10, 400),
        (&sddcs, &[HOST, good], BODY_MAX + 1, 413),
        (&sddcs, &[HOST, good, encoded], 10, 415),
        (&sddcs, &[HOST, good, foreign], 10, 403),
        (&sddcs, &[("host", "evil.example"), good], 10, 403),
        ("POST /vmc/api/pizza", &[HOST, good], 10, 404),
        ("POST /vmc/api/orgs", &[HOST, good], 10, 405),
        ("PUT /healthz", &[HOST], 10, 405),
    ] {
        let (first, _) = expecting(address, line, headers, length);
        assert!(first.starts_with(&format!("HTTP/1.1 {status} ")), "{line} {headers:?}: {first}");
        assert!(first.to_lowercase().contains("connection: close"), "{first}");
    }
    let expired = MockServer::builder().rate(0.0).try_start().unwrap();
    let form = format!("refresh_token={}", expired.api_token().expose());
    let access = ask(expired.address(), SIGN_IN, &[HOST], &form).body();
    expired.advance("1h");
    let token = access["access_token"].as_str().unwrap();
    let line = format!("POST /vmc/api/orgs/{}/sddcs", expired.org_id());
    let (first, _) = expecting(expired.address(), &line, &[HOST, ("csp-auth-token", token)], 10);
    assert!(first.starts_with("HTTP/1.1 401 "), "{first}");
    // What depends on the body is asked for. A refused request is in the journal in any case.
    let (first, then) = expecting(address, &sddcs, &[HOST, good], 10);
    assert!(first.starts_with("HTTP/1.1 100 ") && then.unwrap().starts_with("HTTP/1.1 400 "), "{first}");
    let refused = ask(address, "GET /_vmcsim/worlds/default/journal?operation=CreateSddc", &[HOST], "").body();
    let statuses: Vec<_> = refused["entries"].as_array().unwrap().iter().map(|entry| entry["status"].clone()).collect();
    assert_eq!(Value::from(statuses), json!([404, 413, 415, 400]));
}
