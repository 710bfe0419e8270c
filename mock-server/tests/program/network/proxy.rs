//! The proxy: the requests that it answers and refuses. It never opens a connection itself.

use crate::network::raw::{Answer, ask, connect, head};
use jiff::SignedDuration;
use serde_json::{Value, json};
use std::{
    io::{ErrorKind, Write},
    net::{SocketAddr, TcpListener},
};
use vmcsim::{MockServer, Preset};

fn server() -> (MockServer, SocketAddr) {
    let server = MockServer::builder().proxy().try_start().unwrap();
    let proxy = server.proxy_address().unwrap();
    (server, proxy)
}

fn through(proxy: SocketAddr, line: &str, host: &str) -> Answer {
    ask(proxy, line, &[("host", host)], "")
}

#[test]
fn what_is_not_the_service_s_is_refused_and_goes_nowhere() {
    let (server, proxy) = server();
    let elsewhere = TcpListener::bind("127.0.0.1:0").unwrap();
    elsewhere.set_nonblocking(true).unwrap();
    let port = elsewhere.local_addr().unwrap().port();
    for host in [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "vmware.com",
        "vmc.vmware.com.evil.example",
        "evil.example",
        "vmwarevmc.com",
    ] {
        let authority = format!("{host}:{port}");
        for line in [format!("CONNECT {authority}"), format!("GET http://{authority}/x")] {
            // The `Host` header has no effect.
            for header in [&*authority, "vmc.vmware.com"] {
                let said = through(proxy, &line, header).refusal(403);
                assert!(said.contains("nowhere else"), "{said}");
            }
        }
    }
    // Other ports of the service's hosts are refused, and so are malformed authorities.
    for line in [
        "CONNECT vmc.vmware.com:22",
        "CONNECT vmc.vmware.com:0",
        "CONNECT vmc.vmware.com:99999",
        "CONNECT vmc.vmware.com:",
        "CONNECT vmc.vmware.com",
        "CONNECT [vmc.vmware.com]:443",
        "CONNECT [vmc.vmware.com]evil.example:443",
        "GET http://vmc.vmware.com:8443/healthz",
        "GET ftp://vmc.vmware.com/healthz",
    ] {
        let status = through(proxy, line, "vmc.vmware.com").status;
        assert!([400, 403].contains(&status), "{line}: {status}");
    }
    assert_eq!(elsewhere.accept().unwrap_err().kind(), ErrorKind::WouldBlock, "somebody was connected to");
    let said = through(proxy, "GET /healthz", "vmc.vmware.com").refusal(400);
    assert!(said.contains("proxy"), "{said}");
    // The server's own port does not act as a proxy.
    assert_eq!(ask(server.address(), "CONNECT vmc.vmware.com:443", &[("host", "vmc.vmware.com")], "").status, 404);
}

#[test]
fn whole_addresses_of_the_service_are_answered() {
    let (_server, proxy) = server();
    for host in ["vmc.vmware.com", "console.cloud.vmware.com", "nsx-1-2-3-4.rp.vmwarevmc.com", "VMC.VMWARE.COM:80"] {
        assert_eq!(
            through(proxy, &format!("GET http://{host}/healthz"), "elsewhere.example").text,
            r#"{"status":"ok"}"#
        );
        through(proxy, &format!("GET http://{host}/vmc/api/orgs?x=y"), host).refusal(401);
    }
    let world = through(proxy, "GET http://vmc.vmware.com/_vmcsim/worlds/default", "elsewhere.example").body();
    let url = world["url"].as_str().unwrap();
    assert!(url.starts_with("http://vmc.vmware.com/_vmcsim/worlds/"), "{url}");
}

/// The proxy of a server leads to the server itself too, by its addresses and by the names that its user allows.
#[tokio::test]
async fn the_server_s_own_addresses_are_answered() {
    let builder = MockServer::builder().tls().proxy().allow_host("mock").allow_host("*.test.example");
    let server = builder.external_url("https://outside.example:8443").try_start().unwrap();
    let (proxy, port) = (server.proxy_address().unwrap(), server.address().port());
    for authority in [
        format!("127.0.0.1:{port}"),
        format!("[::1]:{port}"),
        format!("localhost:{port}"),
        format!("mock:{port}"),
        "mock".to_owned(),
        "a.test.example".to_owned(),
        "outside.example:8443".to_owned(),
        "saas.csp.vmware.com".to_owned(),
    ] {
        let answer = through(proxy, &format!("GET http://{authority}/_vmcsim/worlds/default"), &authority);
        assert_eq!(answer.status, 200, "{authority}: {}", answer.text);
    }
    let other = if port == 9 { 10 } else { 9 };
    for authority in [
        format!("127.0.0.1:{other}"),
        format!("127.0.0.2:{port}"),
        format!("localhost:{other}"),
        format!("mock:{other}"),
        format!("test.example:{port}"),
        format!("outside.example:{other}"),
        format!("vmc.vmware.com:{other}"),
        "127.0.0.1".to_owned(),
        "vdp.vmware.com".to_owned(),
    ] {
        let answer = through(proxy, &format!("GET http://{authority}/healthz"), &authority);
        assert_eq!(answer.status, 403, "{authority}: {}", answer.text);
    }
    // Tunnels with TLS in them, whose certificates are for what the client asked for.
    let through = reqwest::Proxy::all(server.proxy_url().unwrap()).unwrap();
    let ca = reqwest::Certificate::from_pem(server.ca_pem().unwrap().as_bytes()).unwrap();
    let client = reqwest::Client::builder().proxy(through).tls_certs_only([ca]).build().unwrap();
    for base in [
        format!("127.0.0.1:{port}"),
        format!("localhost:{port}"),
        format!("mock:{port}"),
        "mock".to_owned(),
        "b.test.example".to_owned(),
        "outside.example:8443".to_owned(),
        "stg.skyscraper.vmware.com".to_owned(),
    ] {
        let answer = client.get(format!("https://{base}/healthz")).send().await;
        assert_eq!(answer.unwrap_or_else(|err| panic!("{base}: {err:?}")).status(), 200);
    }
}

/// The private address of the NSX of an SDDC, with a certificate for it, and the name of NSX Manager.
#[tokio::test]
async fn the_nsx_of_an_sddc_is_reached_by_its_address() {
    let server = MockServer::builder().proxy().pace(Preset::Realistic).rate(0.0).try_start().unwrap();
    let proxy = server.proxy_address().unwrap();
    let account = &server.world().connected_accounts[0];
    let link = json!([{"connected_account_id": account.id, "customer_subnet_ids": [account.subnets["us-west-2"][0]]}]);
    let config = json!({"name": "a", "num_hosts": 2, "provider": "AWS", "region": "US_WEST_2",
        "vpc_cidr": "10.77.0.0/16", "account_link_sddc_config": link});
    let address = "10.77.0.5";
    let ca = reqwest::Certificate::from_pem(server.ca_pem().unwrap().as_bytes()).unwrap();
    let all = reqwest::Proxy::all(server.proxy_url().unwrap()).unwrap();
    let client = vmc_client::http::reqwest_builder().proxy(all).tls_certs_only([ca]).build().unwrap();
    let authorize = "https://console.cloud.vmware.com/csp/gateway/am/api/auth/api-tokens/authorize";
    let token = server.api_token().expose().to_owned();
    let answer = client.post(authorize).form(&[("refresh_token", &token)]).send().await.unwrap();
    let token = answer.json::<Value>().await.unwrap()["access_token"].as_str().unwrap().to_owned();
    let sddcs = format!("https://vmc.vmware.com/vmc/api/orgs/{}/sddcs", server.org_id());
    let made = client.post(&sddcs).header("csp-auth-token", &token).json(&config).send().await.unwrap();
    let task: Value = made.json().await.unwrap();
    // There is no NSX yet.
    let refused = |authority: &str| through(proxy, &format!("CONNECT {authority}"), authority).refusal(403);
    refused("10.77.0.5:443");
    server.advance(SignedDuration::from_mins(180));
    let answer = client.post(authorize).form(&[("refresh_token", server.api_token().expose())]).send().await.unwrap();
    let token = answer.json::<Value>().await.unwrap()["access_token"].as_str().unwrap().to_owned();
    let sddc = format!("{sddcs}/{}", task["resource_id"].as_str().unwrap());
    let answer = client.get(sddc).header("csp-auth-token", token).send().await.unwrap();
    let config = answer.json::<Value>().await.unwrap()["resource_config"].take();
    assert_eq!(config["nsx_mgr_management_ip"], address);
    let url = config["nsx_mgr_url"].as_str().unwrap();
    let name = url.trim_end_matches('/').rsplit('/').next().unwrap();
    let password = config["nsx_cloud_admin_password"].as_str();
    for host in ["https://10.77.0.5", "http://10.77.0.5", &format!("https://{name}"), url.trim_end_matches('/')] {
        let get = client.get(format!("{host}/policy/api/v1/infra/domains")).basic_auth("cloud_admin", password);
        let answer = get.send().await.unwrap_or_else(|err| panic!("{host}: {err:?}"));
        assert_eq!(answer.status(), 200, "{host}");
        assert!(answer.json::<Value>().await.unwrap()["results"].is_array());
    }
    for authority in ["10.77.0.5:22", "10.77.0.4:443", "10.2.0.5:443"] {
        refused(authority);
    }
}

/// What a client tells about itself in the address is neither logged nor repeated.
#[test]
fn a_password_in_the_address_is_not_repeated() {
    let (_server, proxy) = server();
    for host in ["evil.example", "vmc.vmware.com"] {
        let line = format!("GET http://user:secret-word@{host}/healthz");
        let said = through(proxy, &line, host).refusal(403);
        assert!(said.contains(host) && !said.contains("secret-word") && !said.contains("user"), "{said}");
    }
}

/// Port 80 of the service through a tunnel, without TLS in it.
#[test]
fn a_tunnel_may_hold_plain_requests() {
    let (_server, proxy) = server();
    let mut stream = connect(proxy);
    stream.write_all(b"CONNECT vmc.vmware.com:80 HTTP/1.1\r\nHost: vmc.vmware.com:80\r\n\r\n").unwrap();
    assert!(head(&mut stream).starts_with("HTTP/1.1 200"));
    for _ in 0..2 {
        stream.write_all(b"HEAD /healthz HTTP/1.1\r\nHost: vmc.vmware.com\r\n\r\n").unwrap();
        assert!(head(&mut stream).starts_with("HTTP/1.1 200"));
    }
}

/// Tunnels to the hosts of the real service, with TLS in them.
#[tokio::test]
async fn the_service_s_addresses_lead_here_with_certificates_for_them() {
    let (server, _) = server();
    let proxy = reqwest::Proxy::all(server.proxy_url().unwrap()).unwrap();
    let ca = reqwest::Certificate::from_pem(server.ca_pem().unwrap().as_bytes()).unwrap();
    let client = vmc_client::http::reqwest_builder().proxy(proxy).tls_certs_only([ca]).build().unwrap();
    let token = server.api_token().expose().to_owned();
    let authorize = "https://console.cloud.vmware.com/csp/gateway/am/api/auth/api-tokens/authorize";
    let answer = client.post(authorize).form(&[("refresh_token", token)]).send().await.unwrap();
    let answer: serde_json::Value = answer.json().await.unwrap();
    let access = answer["access_token"].as_str().unwrap();
    for host in ["vmc.vmware.com", "nsx-10-2-32-4.rp.vmwarevmc.com"] {
        let orgs = client.get(format!("https://{host}/vmc/api/orgs")).header("csp-auth-token", access);
        let orgs: serde_json::Value = orgs.send().await.unwrap().json().await.unwrap();
        assert_eq!(orgs[0]["id"], server.org_id().to_string());
    }
}
