//! Connection faults affect a client on every route: plain HTTP, TLS, the proxy, and a tunnel.

use reqwest::{Certificate, Client, Proxy};
use serde_json::{Value, json};
use vmc_client::http::reqwest_builder;
use vmcsim::MockServer;

/// The name of a route, a client, and the address that it uses for the service.
type Way = (&'static str, Client, String);

fn ways(server: &MockServer) -> [Way; 4] {
    let ca = || Certificate::from_pem(server.ca_pem().unwrap().as_bytes()).unwrap();
    let direct = || reqwest_builder().no_proxy().tls_certs_only([ca()]).build().unwrap();
    let proxied = || {
        let proxy = Proxy::all(server.proxy_url().unwrap()).unwrap();
        reqwest_builder().proxy(proxy).tls_certs_only([ca()]).build().unwrap()
    };
    [
        ("plain", direct(), server.url()),
        ("TLS", direct(), server.tls_url().unwrap()),
        ("through the proxy", proxied(), "http://vmc.vmware.com".to_owned()),
        ("through a tunnel", proxied(), "https://vmc.vmware.com".to_owned()),
    ]
}

#[tokio::test]
async fn they_strike_whichever_way_a_client_came() {
    let server = MockServer::builder().tls().proxy().try_start().unwrap();
    let control = reqwest_builder().no_proxy().build().unwrap();
    let faults = format!("{}/_vmcsim/worlds/default/faults", server.url());
    for (way, client, url) in ways(&server) {
        let sign_in = format!("{url}/csp/gateway/am/api/auth/api-tokens/authorize");
        let form = [("refresh_token", server.api_token().expose().to_owned())];
        let granted: Value = client.post(sign_in).form(&form).send().await.unwrap().json().await.unwrap();
        let token = granted["access_token"].as_str().unwrap().to_owned();
        let orgs = || client.get(format!("{url}/vmc/api/orgs")).header("csp-auth-token", &token).send();
        let whole = orgs().await.unwrap().bytes().await.unwrap();

        // A client library repeats a request when a reused connection is reset. The fault therefore affects all requests until the rule is
        // removed.
        for (then, arrives) in [
            (json!({"reset": "before"}), None),
            (json!({"truncate": {"keep": 10}}), Some(false)),
            (json!({"content_length": {"off_by": 5}}), Some(false)),
            (json!({"drip": {"bytes": 512, "every": "1ms"}}), Some(true)),
        ] {
            let rules = json!({"rules": [{"when": {"operation": "ListOrgs"}, "then": then}]});
            control.put(&faults).json(&rules).send().await.unwrap().error_for_status().unwrap();
            let came = match orgs().await {
                Err(_) => None,
                Ok(answer) => Some(answer.bytes().await.is_ok_and(|body| body == whole)),
            };
            assert_eq!(came, arrives, "{way}: {then}");
            let rules: Value = control.get(&faults).send().await.unwrap().json().await.unwrap();
            assert!(rules[0]["hits"].as_u64().unwrap() >= 1, "{way}: {rules}");
        }
        control.delete(&faults).send().await.unwrap().error_for_status().unwrap();
        assert_eq!(orgs().await.unwrap().bytes().await.unwrap(), whole, "{way}: afterwards all is well");
    }
}
