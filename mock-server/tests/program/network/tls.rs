//! TLS on the same port as plain requests, with certificates only for the names that clients use.

use crate::network::raw::{ask, connect, until_its_end};
use jiff::SignedDuration;
use serde_json::{Value, json};
use std::io::Write;
use vmc_client::{Client, wire::AwsSddcConfig};
use vmcsim::{MockServer, Preset, TlsError, new_authority};

/// Returns a client that trusts a server's authority and resolves these host names to the server.
fn trusting(server: &MockServer, ca_pem: &str, hosts: &[&str]) -> reqwest::Client {
    let ca = reqwest::Certificate::from_pem(ca_pem.as_bytes()).unwrap();
    let builder = vmc_client::http::reqwest_builder().no_proxy().tls_certs_only([ca]);
    hosts.iter().fold(builder, |builder, host| builder.resolve(host, server.address())).build().unwrap()
}

#[tokio::test]
async fn one_port_speaks_both() {
    let server = MockServer::builder().tls().try_start().unwrap();
    let tls_url = server.tls_url().unwrap();
    let http = trusting(&server, server.ca_pem().unwrap(), &[]);
    for url in [server.url(), tls_url.clone()] {
        assert_eq!(
            http.get(format!("{url}/healthz")).send().await.unwrap().text().await.unwrap(),
            r#"{"status":"ok"}"#
        );
    }
    // A server without TLS.
    let plain = MockServer::start().await;
    assert_eq!((plain.tls_url(), plain.ca_pem(), plain.proxy_url()), (None, None, None));
    let mut stream = connect(plain.address());
    stream.write_all(b"\x16\x03\x01\x00\x05hello").unwrap();
    assert!(until_its_end(&mut stream).starts_with("HTTP/1.1 400"));
}

#[tokio::test]
async fn certificates_are_made_for_the_server_s_own_names() {
    let server = MockServer::builder().tls().allow_host("*.test.example").try_start().unwrap();
    let port = server.address().port();
    let hosts = [
        "localhost",
        "vmc.vmware.com",
        "console.cloud.vmware.com",
        "nsx-10-2-32-4.rp.vmwarevmc.com",
        "vcenter.sddc-10-2-32-4.vmwarevmc.com",
        "a.test.example",
    ];
    let http = trusting(&server, server.ca_pem().unwrap(), &hosts);
    for host in hosts {
        for _ in 0..2 {
            let answer = http.get(format!("https://{host}:{port}/healthz")).send().await.unwrap();
            assert_eq!(answer.status(), 200, "{host}");
        }
    }
    let strange = ["evil.example", "test.example", "vmc.vmware.com.evil.example"];
    let http = trusting(&server, server.ca_pem().unwrap(), &strange);
    for host in strange {
        let refused = http.get(format!("https://{host}:{port}/healthz")).send().await.unwrap_err();
        assert!(refused.is_connect(), "{host}: {refused}");
    }
    assert_eq!(ask(server.address(), "GET /healthz", &[], "").status, 200, "the server lives on");
    // More names than the server caches certificates for.
    let many: Vec<_> = (0..300).map(|number| format!("s{number}.vmwarevmc.com")).collect();
    let http = trusting(&server, server.ca_pem().unwrap(), &many.iter().map(String::as_str).collect::<Vec<_>>());
    for host in many.iter().chain(&many[..3]) {
        assert_eq!(http.get(format!("https://{host}:{port}/healthz")).send().await.unwrap().status(), 200);
    }
}

#[tokio::test]
async fn nobody_is_trusted_who_is_not_the_own_authority() {
    let (server, other) = (MockServer::builder().tls(), MockServer::builder().tls());
    let (server, other) = (server.try_start().unwrap(), other.try_start().unwrap());
    let http = trusting(&server, other.ca_pem().unwrap(), &[]);
    let refused = http.get(format!("{}/healthz", server.tls_url().unwrap())).send().await.unwrap_err();
    assert!(refused.is_connect(), "{refused}");
    let secrets = format!("{server:?}");
    assert!(!secrets.contains("PRIVATE KEY"), "{secrets}");
}

#[tokio::test]
async fn a_kept_authority_is_the_same_at_the_next_start() {
    let dir = tempfile::tempdir().unwrap();
    let start = || MockServer::builder().tls().ca_dir(dir.path()).try_start().unwrap();
    let first = start();
    let ca_pem = std::fs::read_to_string(first.ca_file().unwrap()).unwrap();
    assert_eq!(first.ca_pem(), Some(&*ca_pem));
    drop(first);
    let second = start();
    let http = trusting(&second, &ca_pem, &[]);
    assert_eq!(http.get(format!("{}/healthz", second.tls_url().unwrap())).send().await.unwrap().status(), 200);
}

/// The authority may vouch for the server's names alone, and clients hold it to that.
#[tokio::test]
async fn a_kept_authority_vouches_for_the_names_that_it_was_made_for() {
    let dir = tempfile::tempdir().unwrap();
    let start = |name: &str| MockServer::builder().tls().ca_dir(dir.path()).allow_host(name).try_start().unwrap();
    drop(MockServer::builder().tls().ca_dir(dir.path()).try_start().unwrap());
    let reached = async |server: &MockServer, host: &str| {
        let hosts: &[&str] = if host.starts_with(char::is_alphabetic) { &[host] } else { &[] };
        let url = format!("https://{host}:{}/healthz", server.address().port());
        trusting(server, server.ca_pem().unwrap(), hosts).get(url).send().await.is_ok()
    };
    let server = start("mock.example");
    assert_eq!((server.names_outside_ca(), server.ca_is_unlimited()), (vec!["mock.example".to_owned()], false));
    for (host, is_reached) in [
        ("127.0.0.1", true),
        ("localhost", true),
        ("a.localhost", true),
        ("vmc.vmware.com", true),
        ("nsx-1.rp.vmwarevmc.com", true),
        ("mock.example", false),
    ] {
        assert_eq!(reached(&server, host).await, is_reached, "{host}");
    }
    drop(server);
    new_authority(dir.path(), &["mock.example".to_owned()]).unwrap();
    let server = start("mock.example");
    assert_eq!(server.names_outside_ca(), Vec::<String>::new());
    assert!(reached(&server, "mock.example").await && reached(&server, "vmc.vmware.com").await);
    drop(server);
    let server = start("*");
    assert_eq!(server.names_outside_ca(), ["*"]);
    assert!(matches!(new_authority(dir.path(), &["a b".to_owned()]), Err(TlsError::Name(_))));
    // An authority that lives as long as its server is made for the server's names.
    let server = MockServer::builder().tls().allow_host("mock.example").try_start().unwrap();
    assert!(reached(&server, "mock.example").await && server.names_outside_ca().is_empty());
    // One of an earlier version, which may vouch for every name.
    let key = rcgen::KeyPair::generate().unwrap();
    let mut params = rcgen::CertificateParams::default();
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Constrained(0));
    params.distinguished_name.push(rcgen::DnType::OrganizationName, "vmcsim");
    let old = tempfile::tempdir().unwrap();
    std::fs::write(old.path().join("ca.pem"), params.self_signed(&key).unwrap().pem()).unwrap();
    std::fs::write(old.path().join("ca-key.pem"), key.serialize_pem()).unwrap();
    let server = MockServer::builder().tls().ca_dir(old.path()).try_start().unwrap();
    assert!(server.ca_is_unlimited() && server.names_outside_ca().is_empty());
}

/// The user's own certificate is sent to every client, whatever name the client asks for.
#[tokio::test]
async fn a_user_can_bring_a_certificate() {
    let key = rcgen::KeyPair::generate().unwrap();
    let params = rcgen::CertificateParams::new(["mine.example".to_owned()]).unwrap();
    let own = params.self_signed(&key).unwrap().pem();
    let server = MockServer::builder().tls().certificate(own.clone(), key.serialize_pem()).try_start().unwrap();
    assert_eq!((server.ca_pem(), server.ca_file()), (None, None));
    let http = trusting(&server, &own, &["mine.example"]);
    let url = format!("https://mine.example:{}/healthz", server.address().port());
    assert_eq!(http.get(url).send().await.unwrap().status(), 200);
    let other = rcgen::KeyPair::generate().unwrap();
    let refused = MockServer::builder().tls().certificate(own, other.serialize_pem()).try_start().unwrap_err();
    assert!(refused.to_string().contains("certificate"), "{refused}");
}

/// Addresses in answers use the client's own route: plain HTTP, TLS, or the service's own name.
#[tokio::test]
async fn addresses_in_answers_follow_the_address_that_was_used() {
    let server = MockServer::builder().tls().pace(Preset::Realistic).rate(0.0).try_start().unwrap();
    let http = trusting(&server, server.ca_pem().unwrap(), &["vmc.vmware.com"]);
    let (org, token) = (server.org_id(), server.api_token());
    let tls_url = server.tls_url().unwrap();
    let sign_in = async || -> String {
        let authorize = format!("{tls_url}/csp/gateway/am/api/auth/api-tokens/authorize");
        let answer = http.post(authorize).form(&[("refresh_token", token.expose())]).send().await.unwrap();
        answer.json::<Value>().await.unwrap()["access_token"].as_str().unwrap().to_owned()
    };
    let config = json!({"name": "a", "num_hosts": 2, "provider": "AWS", "region": "US_WEST_2",
        "account_link_sddc_config": [{"connected_account_id": server.world().connected_accounts[0].id,
            "customer_subnet_ids": [server.world().connected_accounts[0].subnets["us-west-2"][0]]}]});
    let sddcs = format!("{tls_url}/vmc/api/orgs/{org}/sddcs");
    let task = http.post(&sddcs).header("csp-auth-token", sign_in().await).json(&config).send().await.unwrap();
    let task: Value = task.json().await.unwrap();
    let sddc = task["resource_id"].as_str().unwrap_or_else(|| panic!("{task}"));
    server.advance(SignedDuration::from_hours(5));
    let access = sign_in().await;
    let port = server.address().port();
    let under_its_name = format!("https://vmc.vmware.com:{port}");
    // Each address is requested twice, because answers are cached for each address separately.
    for base in [&server.url(), &tls_url, &under_its_name, &tls_url, &server.url()] {
        let answer = http.get(format!("{base}/vmc/api/orgs/{org}/sddcs/{sddc}")).header("csp-auth-token", &access);
        let config = answer.send().await.unwrap().json::<Value>().await.unwrap()["resource_config"].take();
        for name in ["vc_url", "nsx_api_public_endpoint_url", "nsx_reverse_proxy_url", "nsx_mgr_url"] {
            let url = config[name].as_str().unwrap_or_else(|| panic!("no {name} in {config}"));
            assert!(url.starts_with(&format!("{base}/")), "{name} is {url} for {base}");
        }
    }
    let discovery = format!("{under_its_name}/csp/gateway/am/api/.well-known/openid-configuration");
    let discovery: Value = http.get(discovery).send().await.unwrap().json().await.unwrap();
    assert!(discovery["jwks_uri"].as_str().unwrap().starts_with(&under_its_name), "{discovery}");
}

#[tokio::test]
async fn the_typed_client_works_over_tls() {
    let server = MockServer::builder().tls().try_start().unwrap();
    let url = server.tls_url().unwrap();
    let client = Client::builder().vmc_url(&url).csp_url(&url).api_token(server.api_token());
    let client = client.root_certificate_pem(server.ca_pem().unwrap().as_bytes()).build().unwrap();
    assert_eq!(client.list_orgs().await.unwrap()[0].entity.id, server.org_id());
    let config = AwsSddcConfig { name: "a".into(), num_hosts: 0, ..AwsSddcConfig::default() };
    assert!(
        client.create_sddc(server.org_id(), Default::default(), &config).await.is_err(),
        "refusals come over TLS too"
    );
}
