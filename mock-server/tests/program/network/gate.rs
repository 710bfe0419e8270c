//! Which requests are admitted: hosts, origins, the admin token, and heads that are too large.

use crate::network::raw::{Answer, ask, ask_bytes, connect, until_its_end};
use std::{io::Write, net::SocketAddr};
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
        // A page at such a name could have a token, because anyone can sign one with the built-in key.
        for line in [API, "POST /csp/gateway/am/api/auth/api-tokens/authorize", "GET /vmc/api/no/such/path", "GET /a/b"]
        {
            let said = get(&server, line, &[("host", host)]);
            assert!(said.status == 403 && said.text.contains("--allow-host"), "{line} {host}: {}", said.text);
        }
        // These are the same for everybody.
        for line in ["GET /healthz", "GET /readyz", "GET /openapi.json"] {
            assert_eq!(get(&server, line, &[("host", host)]).status, 200, "{line}");
        }
    }
    for host in [
        &*own,
        "localhost",
        "stg.skyscraper.vmware.com",
        "console-stg.cloud.vmware.com",
        "saas.csp.vmware.com",
        "mock",
        "10.1.2.3",
    ] {
        assert_eq!(get(&server, API, &[("host", host)]).status, 401, "{host}");
    }
    for host in ["vdp.vmware.com", "skyscraper.vmware.com", "x.vmc.vmware.com"] {
        assert_eq!(get(&server, API, &[("host", host)]).status, 403, "{host}");
    }
}

#[test]
fn a_request_names_one_host() {
    let server = MockServer::builder().tls().proxy().try_start().unwrap();
    for address in [server.address(), server.proxy_address().unwrap()] {
        for target in ["/healthz", "/vmc/api/orgs", "/_vmcsim/worlds", "http://vmc.vmware.com/vmc/api/orgs"] {
            for (headers, said) in [
                ("", "no host"),
                ("Host:\r\n", "no host"),
                ("Host: localhost\r\nHost: localhost\r\n", "several"),
                ("Host: localhost\r\nhost: evil.example\r\n", "several"),
            ] {
                let mut stream = connect(address);
                write!(stream, "GET {target} HTTP/1.1\r\n{headers}Connection: close\r\n\r\n").unwrap();
                let answer = until_its_end(&mut stream);
                assert!(answer.starts_with("HTTP/1.1 400 ") && answer.contains(said), "{target} {headers}: {answer}");
            }
        }
        // HTTP/1.0 knew no such header.
        let mut stream = connect(address);
        write!(stream, "GET http://localhost/healthz HTTP/1.0\r\n\r\n").unwrap();
        assert!(!until_its_end(&mut stream).contains(" 400 "));
    }
    let mut stream = connect(server.address());
    write!(stream, "GET /vmc/api/orgs HTTP/1.0\r\n\r\n").unwrap();
    assert!(until_its_end(&mut stream).contains(" 401 "));
}

/// Browsers send no origin with some requests, but say that a page of another site caused them.
#[test]
fn a_page_of_another_site_writes_nothing() {
    let server = MockServer::builder().admin_token("a-token-that-i-brought").try_start().unwrap();
    let own = server.address().to_string();
    let admin = ("x-vmcsim-admin-token", "a-token-that-i-brought");
    for (line, status) in [
        ("POST /csp/gateway/am/api/auth/api-tokens/authorize", 400),
        ("POST /vmc/api/orgs/x/sddcs", 401),
        ("DELETE /vmc/api/orgs/x/sddcs/x", 401),
        ("POST /vmc/api/pizza", 404),
        ("GET /_vmcsim/worlds", 200),
        ("POST /_vmcsim/worlds", 201),
    ] {
        for site in ["same-origin", "same-site", "none"] {
            assert_eq!(
                get(&server, line, &[("host", &own), admin, ("sec-fetch-site", site)]).status,
                status,
                "{line} {site}"
            );
        }
        let refused = get(&server, line, &[("host", &own), admin, ("sec-fetch-site", "Cross-Site")]);
        assert!(refused.status == 403 && refused.text.contains("another site"), "{line}: {}", refused.text);
        let twice = [("host", &*own), admin, ("sec-fetch-site", "none"), ("sec-fetch-site", "cross-site")];
        assert_eq!(get(&server, line, &twice).status, 403, "{line}");
    }
    assert_eq!(get(&server, API, &[("host", &own), ("sec-fetch-site", "cross-site")]).status, 401, "it only reads");
}

/// The pages of the service itself, which scripts imitate, may use its operations.
#[test]
fn pages_of_the_service_use_the_service() {
    let server = MockServer::builder().try_start().unwrap();
    let own = server.address().to_string();
    for origin in ["https://vmc.vmware.com", "https://console.cloud.vmware.com", "https://console-stg.cloud.vmware.com"]
    {
        for host in [&*own, "vmc.vmware.com", "console.cloud.vmware.com"] {
            let answer = ask_bytes(server.address(), API, &[("host", host), ("origin", origin)], b"");
            assert_eq!(answer.status, 401, "{origin}");
            let same = origin.ends_with(host);
            assert_eq!(answer.header("access-control-allow-origin"), (!same).then_some(origin));
        }
        let preflight = [("host", &*own), ("origin", origin), ("access-control-request-method", "POST")];
        assert_eq!(get(&server, "OPTIONS /vmc/api/orgs", &preflight).status, 204);
        for line in [WORLD, "POST /_vmcsim/worlds", "OPTIONS /_vmcsim/worlds"] {
            assert_eq!(get(&server, line, &preflight).status, 403, "{line} {origin}");
        }
    }
    for origin in
        ["http://vmc.vmware.com", "https://vmc.vmware.com:8443", "https://vdp.vmware.com", "https://a.vmwarevmc.com"]
    {
        assert_eq!(get(&server, API, &[("host", &own), ("origin", origin)]).status, 403, "{origin}");
    }
}

#[test]
fn an_origin_that_the_user_allows_may_read_answers() {
    let app = "http://localhost:3000";
    let open = MockServer::builder().allow_origin(app).allow_origin("https://app.example").try_start().unwrap();
    let guarded = MockServer::builder().allow_origin(app).admin_token("a-token-that-i-brought").try_start().unwrap();
    for server in [&open, &guarded] {
        let own = server.address().to_string();
        let asked = [
            ("host", &*own),
            ("origin", app),
            ("access-control-request-method", "POST"),
            ("access-control-request-headers", "csp-auth-token,x-mine"),
            ("access-control-request-private-network", "true"),
        ];
        let answer = ask_bytes(server.address(), "OPTIONS /vmc/api/orgs/x/sddcs", &asked, b"");
        assert_eq!((answer.status, answer.body.len()), (204, 0));
        for (name, value) in [
            ("access-control-allow-origin", app),
            ("access-control-allow-headers", "csp-auth-token,x-mine"),
            ("access-control-allow-private-network", "true"),
            ("vary", "origin"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{name}");
        }
        assert!(answer.header("access-control-allow-methods").unwrap().contains("delete"));
        // Refusals can be read too, and answers from the cache.
        for line in [API, "GET /vmc/api/pizza", "GET /openapi.json"] {
            let answer = ask_bytes(server.address(), line, &[("host", &own), ("origin", app)], b"");
            assert_eq!(answer.header("access-control-allow-origin"), Some(app), "{line}");
            assert!(answer.header("access-control-expose-headers").unwrap().contains("retry-after"));
        }
        let plain = ask_bytes(server.address(), API, &[("host", &own)], b"");
        assert_eq!(plain.header("access-control-allow-origin"), None);
        for origin in ["http://localhost:3001", "https://localhost:3000", "http://app.example", "https://x.app.example"]
        {
            let answer = ask_bytes(server.address(), API, &[("host", &own), ("origin", origin)], b"");
            assert_eq!((answer.status, answer.header("access-control-allow-origin")), (403, None), "{origin}");
        }
    }
    // The control is for pages that send the admin token, and so only on servers that have one.
    let own = open.address().to_string();
    for line in [WORLD, "POST /_vmcsim/worlds", "OPTIONS /_vmcsim/worlds"] {
        let headers = [("host", &*own), ("origin", app), ("access-control-request-method", "POST")];
        assert_eq!(get(&open, line, &headers).status, 403, "{line}");
    }
    let own = guarded.address().to_string();
    let asked = [("host", &*own), ("origin", app), ("access-control-request-method", "POST")];
    assert_eq!(get(&guarded, "OPTIONS /_vmcsim/worlds", &asked).status, 204);
    assert_eq!(get(&guarded, WORLD, &asked[..2]).status, 401);
    let admin = ("authorization", "Bearer a-token-that-i-brought");
    let answer = ask_bytes(guarded.address(), WORLD, &[asked[0], asked[1], admin], b"");
    assert_eq!((answer.status, answer.header("access-control-allow-origin")), (200, Some(app)));
    for bad in ["*", "null", "localhost:3000", "http://localhost:3000/"] {
        let refused = MockServer::builder().allow_origin(bad).try_start();
        assert!(matches!(refused, Err(StartError::Origin(_))), "{bad}");
    }
}

/// Behind an ingress, addresses in answers begin with its address. What proxies tell in headers is not believed.
#[test]
fn an_external_address_is_the_base_of_addresses() {
    let url = "https://vmc.ingress.example/sim";
    let server = MockServer::builder().external_url(format!("{url}/")).try_start().unwrap();
    let own = server.address().to_string();
    let forwarded = [
        ("x-forwarded-host", "evil.example"),
        ("x-forwarded-proto", "http"),
        ("x-forwarded-prefix", "/evil"),
        ("forwarded", "host=evil.example"),
    ];
    for (host, base) in [(&*own, url), ("vmc.ingress.example", url), ("vmc.vmware.com", "http://vmc.vmware.com")] {
        let mut headers = vec![("host", host)];
        headers.extend(forwarded);
        let world = get(&server, WORLD, &headers).body();
        assert!(world["url"].as_str().unwrap().starts_with(&format!("{base}/_vmcsim/worlds/")), "{world}");
        let discovery = get(&server, "GET /csp/gateway/am/api/.well-known/openid-configuration", &headers).body();
        assert_eq!(discovery["token_endpoint"], format!("{base}/csp/gateway/am/api/auth/token"));
    }
    let page = "https://vmc.ingress.example";
    assert_eq!(get(&server, WORLD, &[("host", &own), ("origin", page)]).status, 200, "it is a page of this server");
    assert_eq!(get(&server, WORLD, &[("host", "other.ingress.example")]).status, 403);
    let plain = MockServer::builder().try_start().unwrap();
    let mut headers = vec![("host", "localhost")];
    headers.extend(forwarded);
    let world = get(&plain, WORLD, &headers).body();
    assert!(world["url"].as_str().unwrap().starts_with("http://localhost/_vmcsim/worlds/"), "{world}");
    let refused = MockServer::builder().external_url("ingress.example").try_start();
    assert!(matches!(refused, Err(StartError::ExternalUrl(_))));
}

#[test]
fn no_cache_keeps_an_answer_and_no_browser_guesses_its_type() {
    let server = MockServer::builder().try_start().unwrap();
    let form = format!("refresh_token={}", server.api_token().expose());
    let host = ("host", "localhost");
    let sign_in = "POST /csp/gateway/am/api/auth/api-tokens/authorize";
    let signed_in = ask_bytes(server.address(), sign_in, &[host], form.as_bytes());
    assert_eq!((signed_in.status, signed_in.header("pragma")), (200, Some("no-cache")));
    for (line, headers) in [
        (sign_in, &[host][..]),
        (API, &[host]),
        (WORLD, &[host]),
        ("GET /openapi.json", &[host]),
        ("GET /vmc/api/pizza", &[host]),
        (API, &[("host", "evil.example")]),
        (API, &[]),
    ] {
        let answer = ask_bytes(server.address(), line, headers, b"");
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{line} {headers:?}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{line} {headers:?}");
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
    assert_eq!(get(&server, WORLD, &[("host", &own), ("host", "evil.example")]).status, 400);
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
    // The test itself sends three more headers.
    assert_eq!(get(&server, API, &[("x-one", "1"); 77]).status, 401);
    get(&server, API, &[("x-one", "1"); 78]).refusal(431);
}
