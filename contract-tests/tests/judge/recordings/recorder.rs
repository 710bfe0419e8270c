//! Tests of the recording proxy: the services that it forwards to, and its changes to requests and answers.

use axum::{Router, extract::Request, http::header::LOCATION, routing::any};
use std::path::Path;
use vmc_contract::{
    Target,
    record::{Guard, Recorder, Settings},
    recording::Recordings,
    redact::Redactor,
};
use vmcsim::MockServer;

/// More than the proxy takes of a request.
const TOO_LONG: usize = (16 << 20) + 1;

/// Records a service, with settings that a test changes.
pub(crate) async fn record(upstream: &str, folder: &Path, change: impl FnOnce(&mut Settings)) -> Recorder {
    let mut settings = Settings {
        upstream: upstream.to_owned(),
        csp_upstream: None,
        upstream_ca: None,
        listen: "127.0.0.1:0".parse().unwrap(),
        output: folder.to_owned(),
        redactor: Redactor::with_key(b"a key for this test"),
        tell: |_| {},
    };
    change(&mut settings);
    Recorder::start(settings).await.unwrap()
}

/// Sign-in and service stand at two addresses, each with an authority of its own.
#[tokio::test]
async fn tls_leads_to_services_that_are_trusted_and_to_no_others() {
    let start = || MockServer::builder().tls().try_start().unwrap();
    let (vmc, csp) = (start(), start());
    let (vmc_url, csp_url) = (vmc.tls_url().unwrap(), csp.tls_url().unwrap());
    let both = [vmc.ca_pem().unwrap(), csp.ca_pem().unwrap()].concat();
    let folder = tempfile::tempdir().unwrap();
    let form = format!("refresh_token={}", csp.api_token().expose());
    for (name, ca, reached) in [("both", Some(both), true), ("one", vmc.ca_pem().map(str::to_owned), false)] {
        let session = folder.path().join(name);
        let csp_upstream = Some(csp_url.clone());
        let recorder = record(&vmc_url, &session, |settings| {
            settings.upstream_ca = ca.map(String::into_bytes);
            settings.csp_upstream = csp_upstream;
        });
        let recorder = recorder.await;
        let anyone = Target::at(&recorder.url()).anyone();
        let sign_in = anyone.send_form("/csp/gateway/am/api/auth/api-tokens/authorize", form.clone()).await;
        if reached {
            let user = anyone.in_org(&sign_in.expect(200).text_at("access_token"), "");
            let orgs = user.get("/vmc/api/orgs").await.expect(200);
            assert_eq!(orgs.body[0]["id"], vmc.org_id().to_string());
        } else {
            assert_eq!(sign_in.status, 502, "{}", sign_in.text);
            assert!(!sign_in.text.contains(&csp_url) && !sign_in.text.contains(&form), "{}", sign_in.text);
        }
        let summary = recorder.stop().await.unwrap();
        assert_eq!((summary.recordings, summary.dropped.unanswered), if reached { (2, 0) } else { (0, 1) });
    }
    let recordings = Recordings::read_from(&folder.path().join("both")).unwrap();
    let asked: Vec<_> = recordings.all().filter_map(|recording| recording.endpoint.as_deref()).collect();
    assert_eq!(asked, ["AuthorizeApiToken", "ListOrgs"]);
}

/// A client that follows a redirect stays with the proxy, unless it is sent somewhere else.
#[tokio::test]
async fn a_location_at_the_service_becomes_one_at_the_proxy() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let here = url.clone();
    let answer = any(|request: Request| async move {
        let base = if request.uri().path() == "/leave" { "http://elsewhere.example".to_owned() } else { here };
        (http::StatusCode::FOUND, [(LOCATION, format!("{base}/there?a=b"))])
    });
    let router = Router::new().fallback(answer);
    let serving = tokio::spawn(async move { axum::serve(listener, router).await });
    let folder = tempfile::tempdir().unwrap();
    let recorder = record(&url, &folder.path().join("session"), |_| {}).await;
    let client =
        vmc_client::http::reqwest_builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    for (path, there) in [("/stay", recorder.url()), ("/leave", "http://elsewhere.example".to_owned())] {
        let answer = client.get(format!("{}{path}", recorder.url())).send().await.unwrap();
        assert_eq!(answer.status(), 302);
        assert_eq!(answer.headers()[LOCATION].to_str().unwrap(), format!("{there}/there?a=b"));
    }
    recorder.stop().await.unwrap();
    serving.abort();
}

/// The recorder leads to the real service, so it forwards nothing for web pages of others and listens on this machine alone.
#[tokio::test]
async fn nobody_else_uses_the_recorder() {
    let service = MockServer::start().await;
    let folder = tempfile::tempdir().unwrap();
    let recorder = record(&service.url(), &folder.path().join("session"), |_| {}).await;
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = format!("{}/vmc/api/orgs", recorder.url());
    let own = recorder.url();
    for (header, value, status) in [
        ("host", "localhost", 401),
        ("host", "mock.localhost:80", 401),
        // It is forwarded. The service does not know this origin.
        ("origin", &*own, 403),
        ("origin", &*service.url(), 401),
        ("sec-fetch-site", "same-origin", 401),
        ("host", "evil.example", 403),
        ("host", "localhost.evil.example", 403),
        ("host", "user@localhost", 403),
        ("origin", "https://evil.example", 403),
        ("origin", "null", 403),
        ("sec-fetch-site", "cross-site", 403),
    ] {
        let answer = client.get(&url).header(header, value).send().await.unwrap();
        assert_eq!(answer.status(), status, "{header}: {value}");
        let is_forwarded = status == 401 || value == own;
        assert_ne!(answer.text().await.unwrap().starts_with("vmc-contract record:"), is_forwarded, "{header}: {value}");
    }
    let summary = recorder.stop().await.unwrap();
    assert_eq!((summary.recordings, summary.dropped.unanswered), (5, 0), "what was refused is not recorded");
    let everywhere = |output: &str| Settings {
        upstream: service.url(),
        csp_upstream: None,
        upstream_ca: None,
        listen: "0.0.0.0:0".parse().unwrap(),
        output: folder.path().join(output),
        redactor: Redactor::with_key(b"a key for this test"),
        tell: |_| {},
    };
    let refused = Recorder::start(everywhere("refused")).await.unwrap_err();
    assert!(refused.to_string().contains("--beyond-loopback"), "{refused}");
    let guard = Guard { beyond_loopback: true, allowed_hosts: vec!["Recorder.Example".to_owned()] };
    let recorder = Recorder::start_guarded(everywhere("allowed"), &guard).await.unwrap();
    let url = format!("{}/vmc/api/orgs", recorder.url().replace("0.0.0.0", "127.0.0.1"));
    assert_eq!(client.get(&url).header("host", "recorder.example").send().await.unwrap().status(), 401);
    recorder.stop().await.unwrap();
}

#[tokio::test]
async fn what_is_too_long_is_not_handed_on() {
    let service = MockServer::start().await;
    let folder = tempfile::tempdir().unwrap();
    let recorder = record(&service.url(), &folder.path().join("session"), |_| {}).await;
    let client = vmc_client::http::reqwest_builder().no_proxy().build().unwrap();
    let sent =
        client.post(format!("{}/vmc/api/orgs/any/sddcs", recorder.url())).body(vec![b' '; TOO_LONG]).send().await;
    // It is refused before all of it was read, which a client may take for a broken connection.
    assert!(sent.is_err() || sent.is_ok_and(|answer| answer.status() == 413));
    let summary = recorder.stop().await.unwrap();
    assert_eq!((summary.recordings, summary.dropped.unanswered), (0, 1));
}
