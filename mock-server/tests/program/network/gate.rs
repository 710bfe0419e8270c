//! Which requests are admitted: hosts, origins, the admin token, and heads that are too large.

use crate::network::raw::{Answer, ask};
use std::net::SocketAddr;
use vmcsim::{MockServer, StartError};

const WORLD: &str = "GET /_vmcsim/worlds/default";
const API: &str = "GET /vmc/api/orgs";

fn get(server: &MockServer, line: &str, headers: &[(&str, &str)]) -> Answer {
    let address = SocketAddr::new([127, 0, 0, 1].into(), server.address().port());
    ask(address, line, headers, "")
}

#[test]
fn the_control_is_reached_by_names_of_the_server_alone() {
    let server = MockServer::builder().allow_host("mock").allow_host("*.test.example").try_start().unwrap();
    let own = server.address().to_string();
    for host in [
        &*own,
        "localhost",
        "LOCALHOST:8080",
        "[::1]:80",
        "vmc.vmware.com",
        "console.cloud.vmware.com:443",
        "nsx-1-2-3-4.rp.vmwarevmc.com",
        "mock:1",
        "a.test.example",
    ] {
        assert_eq!(get(&server, WORLD, &[("host", host)]).status, 200, "{host}");
    }
    for host in [
        "evil.example",
        "evil.example:80",
        "vmc.vmware.com.evil.example",
        "test.example",
        "localhost.evil.example",
        "[::1].evil.example",
        "[localhost]",
    ] {
        for line in [WORLD, "POST /_vmcsim/worlds", "GET /_vmcsim/openapi.json", "GET //_vmcsim//worlds/default/"] {
            let said = get(&server, line, &[("host", host)]).refusal(403);
            assert!(said.contains("--allow-host"), "{said}");
        }
        // Requests to the service need an access token anyway, and clients may use any host name for it.
        assert_eq!(get(&server, API, &[("host", host)]).status, 401, "{host}");
    }
}

#[test]
fn a_web_page_of_another_origin_drives_nothing() {
    let server = MockServer::builder().allow_host("mock").try_start().unwrap();
    let own = server.address().to_string();
    let page = format!("http://{own}");
    for (host, origin) in [(&*own, &*page), ("mock:1", "https://mock:1"), ("localhost:1", "http://localhost:1")] {
        assert_eq!(get(&server, WORLD, &[("host", host), ("origin", origin)]).status, 200, "{origin}");
        assert_eq!(get(&server, API, &[("host", host), ("origin", origin)]).status, 401, "{origin}");
    }
    for (host, origin) in [
        (&*own, "http://evil.example"),
        (&*own, "null"),
        (&*own, "http://localhost:3000"),
        // A page whose own name was directed to this server (DNS rebinding).
        ("evil.example", "http://evil.example"),
        (&*own, "http://127.0.0.1"),
    ] {
        for line in [WORLD, "POST /_vmcsim/worlds", API, "POST /csp/gateway/am/api/auth/api-tokens/authorize"] {
            let answer = get(&server, line, &[("host", host), ("origin", origin)]);
            assert_eq!(answer.status, 403, "{line} {origin}: {}", answer.text);
        }
    }
    // With two Origin headers it is unclear which one is meant.
    let twice = [("host", &*own), ("origin", &*page), ("origin", "http://evil.example")];
    assert_eq!(get(&server, WORLD, &twice).status, 403);
    assert_eq!(get(&server, WORLD, &[("host", &own), ("host", "evil.example")]).status, 403);
    let answer = get(&server, "OPTIONS /_vmcsim/worlds", &[("host", &own), ("origin", &page)]);
    assert!(answer.status >= 400, "no CORS");
}

#[test]
fn from_other_machines_the_control_needs_the_admin_token() {
    let everywhere: SocketAddr = "0.0.0.0:0".parse().unwrap();
    let here: SocketAddr = "127.0.0.1:0".parse().unwrap();
    let generated = MockServer::builder().listen(everywhere).try_start().unwrap();
    let by_proxy = MockServer::builder().listen(here).proxy_on(everywhere).try_start().unwrap();
    let brought = MockServer::builder().admin_token("a-token-that-i-brought").try_start().unwrap();
    assert!(generated.url().starts_with("http://127.0.0.1:"), "{}", generated.url());
    for server in [&generated, &by_proxy, &brought] {
        let token = server.admin_token().unwrap().expose().to_owned();
        let bearer = format!("Bearer {token}");
        let wrong = format!("{token}x");
        for line in [WORLD, "POST /_vmcsim/worlds/default/clock/skip", "GET //_vmcsim/openapi.json"] {
            for headers in [
                &[("x-vmcsim-admin-token", &*token)][..],
                &[("authorization", &*bearer)],
                // A caller that knows the token may use any host name.
                &[("host", "vmcsim.example"), ("authorization", &*bearer)],
            ] {
                let answer = get(server, line, headers);
                assert_eq!(answer.status, 200, "{line} {}", answer.text);
            }
            for headers in [
                &[][..],
                &[("authorization", "Basic x")],
                &[("x-vmcsim-admin-token", &*wrong)],
                &[("x-vmcsim-admin-token", "")],
            ] {
                let said = get(server, line, headers).refusal(401);
                assert!(said.contains("admin token") && !said.contains(&token), "{said}");
            }
        }
        assert_eq!(get(server, "GET /healthz", &[]).status, 200);
        assert_eq!(get(server, API, &[]).refusal(401).find("admin"), None, "the service has tokens of its own");
        assert!(!format!("{server:?}").contains(&token));
    }
    assert_eq!(generated.admin_token().unwrap().expose().len(), 32);
    assert_ne!(generated.admin_token().unwrap().expose(), by_proxy.admin_token().unwrap().expose());
    for bad in ["", "short", "with a blank in it, though long", "with-\u{e9}-in-it-though-long"] {
        let refused = MockServer::builder().admin_token(bad).try_start();
        assert!(matches!(refused, Err(StartError::AdminToken)), "{bad}");
    }
    let refused = MockServer::builder().allow_host("http://mock").try_start();
    assert!(matches!(refused, Err(StartError::Name(_))));
}

#[test]
fn heads_that_are_too_large_are_refused_in_the_service_s_shape() {
    let server = MockServer::builder().try_start().unwrap();
    let target = |length: usize| format!("GET /vmc/api/orgs?x={}", "y".repeat(length - "/vmc/api/orgs?x=".len()));
    assert_eq!(get(&server, &target(60 << 10), &[]).status, 401);
    get(&server, &target((60 << 10) + 1), &[]).refusal(414);
    let long = "x".repeat(120 << 10);
    assert_eq!(get(&server, API, &[("x-long", &long)]).status, 401);
    let longer = "x".repeat(128 << 10);
    get(&server, API, &[("x-long", &longer)]).refusal(431);
    // The test itself sends two more headers.
    assert_eq!(get(&server, API, &[("x-one", "1"); 78]).status, 401);
    get(&server, API, &[("x-one", "1"); 79]).refusal(431);
}
