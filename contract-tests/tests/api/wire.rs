//! Tests with raw bytes: requests that no correct HTTP client can send, and the server's own address in answers.

use serde_json::Value;
use std::{
    collections::BTreeSet,
    io::{Read, Write},
    net::TcpStream,
};
use vmc_contract::{Target, User, World};

/// An answer as bytes.
struct Raw {
    status: u16,
    head: String,
    body: String,
}

/// Sends the bytes and takes what comes until the server closes.
fn exchange(target: &Target, request: &[u8]) -> Raw {
    let address = target.url().trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).expect("the server listens");
    stream.write_all(request).expect("the server reads");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("the server answers and closes");
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {answer:?}"));
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    Raw { status: status.expect("a status line"), head: head.to_lowercase(), body: body.to_owned() }
}

impl Raw {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("{} {}", self.head, self.body))
    }
}

fn request(user: &User, line: &str, headers: &str, body: &str) -> Vec<u8> {
    let token = user.token().unwrap_or_default();
    format!("{line} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\ncsp-auth-token: {token}\r\n{headers}\r\n{body}")
        .into()
}

#[tokio::test]
async fn a_body_may_come_in_chunks() {
    let world = World::new().await;
    let owner = world.owner().await;
    let line = format!("POST {}", owner.org_path("/sddcs"));
    let chunks =
        "8\r\n{\"name\":\r\n30;x=y\r\n\"in chunks\",\"num_hosts\":1,\"provider\":\"ZEROCLOUD\"\r\n1\r\n}\r\n0\r\n\r\n";
    let answer = exchange(world.target(), &request(&owner, &line, "Transfer-Encoding: chunked\r\n", chunks));
    assert_eq!(answer.status, 202, "{}", answer.body);
    let broken = "8\r\n{\"name\":\r\nzz\r\n";
    let answer = exchange(world.target(), &request(&owner, &line, "Transfer-Encoding: chunked\r\n", broken));
    assert_eq!(answer.status, 400, "{}", answer.body);
    assert_eq!(answer.json()["error_messages"][0], "The body ended before it was complete.");
    let names = owner.sddcs().await.expect(200).body;
    assert_eq!((names[0]["name"].as_str(), names[1].as_str()), (Some("in chunks"), None));
}

#[tokio::test]
async fn head_is_get_without_the_body() {
    let world = World::new().await;
    let owner = world.owner().await;
    let get = exchange(world.target(), &request(&owner, "GET /vmc/api/orgs", "", ""));
    let head = exchange(world.target(), &request(&owner, "HEAD /vmc/api/orgs", "", ""));
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    let lines = |head: &str| head.lines().map(str::to_owned).collect::<BTreeSet<_>>();
    assert_eq!(lines(&head.head), lines(&get.head));
    let refused = exchange(world.target(), &request(&owner.with_token(None), "HEAD /vmc/api/orgs", "", ""));
    assert_eq!((refused.status, refused.body.as_str()), (401, ""));
}

#[tokio::test]
async fn a_refused_method_names_those_that_are_not() {
    let world = World::new().await;
    let owner = world.owner().await;
    for line in ["OPTIONS", "PUT", "TRACE", "PIZZA"].map(|method| format!("{method} {}", owner.org_path("/sddcs"))) {
        let answer = exchange(world.target(), &request(&owner, &line, "", ""));
        assert_eq!(answer.status, 405, "{line}");
        assert_eq!(answer.json()["status"], 405);
        let allow = answer.head.lines().find_map(|line| line.strip_prefix("allow: ")).expect("an Allow header");
        assert!(allow.contains("get") && allow.contains("post") && !allow.contains("put"), "{allow}");
    }
}

/// What is too long for the server's HTTP library, or no HTTP, is refused there, with a status and no body.
#[tokio::test]
async fn sizes_and_bytes_that_are_out_of_bounds() {
    let world = World::new().await;
    let owner = world.owner().await;
    let orgs = "GET /vmc/api/orgs";
    let noise = "x".repeat(100_000);
    let long = |length: usize| format!("GET /vmc/api/orgs?{}", "x".repeat(length));
    let no_utf8: Vec<u8> = request(&owner.with_token(None), orgs, "X: ?\r\ncsp-auth-token: ?\r\n", "")
        .into_iter()
        .map(|byte| if byte == b'?' { 0xff } else { byte })
        .collect();
    let no_utf8_path = request(&owner, "GET /vmc/api/orgs/?", "", "");
    let no_utf8_path = no_utf8_path.into_iter().map(|byte| if byte == b'?' { 0xff } else { byte }).collect();
    for (case, bytes, status, has_body) in [
        ("a long header", request(&owner, orgs, &format!("X: {noise}\r\n"), ""), 200, true),
        ("a long token", request(&owner.with_token(Some(&noise)), orgs, "", ""), 401, true),
        ("70 headers", request(&owner, orgs, &"X: y\r\n".repeat(70), ""), 200, true),
        ("90 headers", request(&owner, orgs, &"X: y\r\n".repeat(90), ""), 431, true),
        ("110 headers", request(&owner, orgs, &"X: y\r\n".repeat(110), ""), 431, false),
        ("more header than is read", request(&owner, orgs, &format!("X: {}\r\n", noise.repeat(6)), ""), 431, false),
        ("a long query", request(&owner, &long(60_000), "", ""), 200, true),
        ("a query too long", request(&owner, &long(100_000), "", ""), 414, false),
        ("a token that is not text", no_utf8, 401, true),
        ("a path that is not text", no_utf8_path, 400, false),
        ("no HTTP", b"hello\r\n\r\n".to_vec(), 400, false),
        ("HTTP of the future", b"GET / HTTP/9.9\r\n\r\n".to_vec(), 400, false),
        ("a length that is none", request(&owner, orgs, "Content-Length: pizza\r\n", ""), 400, false),
        ("two lengths", request(&owner, orgs, "Content-Length: 1\r\nContent-Length: 2\r\n", "{}"), 400, false),
    ] {
        let answer = exchange(world.target(), &bytes);
        assert_eq!(answer.status, status, "{case}: {} {}", answer.head, answer.body);
        match (has_body, status) {
            (false, _) => assert_eq!(answer.body, "", "{case}"),
            (true, 200) => assert!(answer.json().is_array(), "{case}"),
            (true, _) => assert_eq!(answer.json().as_object().map(serde_json::Map::len), Some(5), "{case}"),
        }
        owner.sddcs().await.expect(200);
    }
}

/// A connection goes on after a refusal, whatever was left unread.
#[tokio::test]
async fn a_refusal_does_not_cost_the_connection() {
    let world = World::new().await;
    let owner = world.owner().await;
    let large = "x".repeat(2 << 20);
    let mut requests = String::new();
    // Too large for the operation, for a wrong method, and for no operation at all.
    for path in [owner.org_path("/sddcs"), "/vmc/api/orgs".to_owned(), "/vmc/api/pizza".to_owned()] {
        let (token, length) = (owner.token().unwrap(), large.len());
        let head = format!("Host: localhost\r\ncsp-auth-token: {token}\r\nContent-Length: {length}");
        requests += &format!("POST {path} HTTP/1.1\r\n{head}\r\n\r\n{large}");
    }
    requests += "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    let answers = exchange(world.target(), requests.as_bytes());
    let statuses: Vec<_> = answers.body.split("HTTP/1.1 ").skip(1).map(|answer| &answer[..3]).collect();
    assert_eq!((answers.status, &statuses[..]), (413, &["405", "404", "200"][..]), "{}", answers.body);
    assert!(answers.body.ends_with(r#"{"status":"ok"}"#), "{}", answers.body);
}

/// Addresses in answers lead back to where the client found the server.
#[tokio::test]
async fn addresses_lead_back_to_the_server() {
    let world = World::new().await;
    let owner = world.owner().await;
    let one_node = serde_json::json!({"name": "a", "num_hosts": 1, "provider": "AWS", "sddc_type": "1NODE"});
    let sddc = owner.create(&one_node).await.expect(202).text_at("resource_id");
    world.advance("3h").await;
    let owner = world.owner().await;
    let path = owner.org_path(&format!("/sddcs/{sddc}"));
    let own = world.target().url().to_owned();
    let host = own.trim_start_matches("http://").to_owned();
    for (host, base) in [
        (&*host, &*own),
        ("vmc.localhost:8080", "http://vmc.localhost:8080"),
        ("[::1]:8080", "http://[::1]:8080"),
        ("vmc.vmware.com", "http://vmc.vmware.com"),
    ] {
        let token = owner.token().unwrap();
        let bytes =
            format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\ncsp-auth-token: {token}\r\n\r\n");
        let config = exchange(world.target(), bytes.as_bytes()).json()["resource_config"].clone();
        let vcenter = config["vc_url"].as_str().expect("an address");
        assert!(
            vcenter.starts_with(&format!("{base}/")) && vcenter.contains("vcenter") && vcenter.ends_with('/'),
            "{vcenter}"
        );
        assert_eq!(config["nsx_reverse_proxy_url"], format!("{base}/vmc/reverse-proxy/api/"));
        let public = format!("{base}/vmc/reverse-proxy/api/orgs/{}/sddcs/{sddc}/sks-nsxt-manager", world.org());
        assert_eq!(config["nsx_api_public_endpoint_url"], public);
        assert!(config["nsx_mgr_url"].as_str().is_some_and(|url| url.starts_with(&format!("{base}/"))));
    }
}
