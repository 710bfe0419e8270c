//! No token and no secret appears where it must not: log lines at every level, `Debug` texts, refusals, and the journal.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use axum::{body::Body, extract::Request};
use base64::{Engine, prelude::BASE64_STANDARD};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use std::{
    io::Write,
    sync::{Arc, Mutex},
};
use tracing_subscriber::{filter::LevelFilter, fmt::MakeWriter};
use vmc_client::endpoints;
use vmcsim::{App, MockServer};

/// A text that every planted secret contains.
const MARK: &str = "marked-0f9a";

/// Collects log lines.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;
    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

impl Lines {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

async fn answer(app: &App, request: Request) -> (u16, String) {
    let response = app.answer(request).await;
    let status = response.status().as_u16();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8_lossy(&body).into_owned())
}

fn request(method: &str, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Request {
    let request = http::Request::builder().method(method).uri(path).header("host", "127.0.0.1");
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    request.body(body.into()).unwrap()
}

async fn sign_in(app: &App, api_token: &str) -> String {
    let path = "/csp/gateway/am/api/auth/api-tokens/authorize";
    let (_, text) = answer(app, request("POST", path, &[], format!("refresh_token={api_token}"))).await;
    let answered: Value = serde_json::from_str(&text).unwrap();
    answered["access_token"].as_str().unwrap().to_owned()
}

/// Returns every body that can hold a planted secret: as a form, as JSON under every name of a secret, with a wrong type, and malformed.
fn bodies() -> Vec<(&'static str, String)> {
    let names = [
        "refresh_token",
        "api_token",
        "tokenValue",
        "token",
        "idToken",
        "code",
        "password",
        "client_secret",
        "secret",
        "newClientSecret",
        "code_verifier",
    ];
    let form: Vec<_> = names.iter().map(|name| format!("{name}={MARK}")).collect();
    let all: Value = names.iter().map(|name| ((*name).to_owned(), json!(MARK))).collect();
    let nested: Value = ["displayName", "name", "usernames", "ids", "grantTypes", "allowedScopes", "organizationRoles"]
        .iter()
        .map(|name| ((*name).to_owned(), json!([{"name": MARK, "secret": MARK}])))
        .collect();
    let form_type = "application/x-www-form-urlencoded";
    let mut bodies = vec![
        ("application/json", all.to_string()),
        ("application/json", nested.to_string()),
        ("application/json", json!(MARK).to_string()),
        ("application/json", format!("{{\"tokenValue\": \"{MARK}\", \"{MARK}\": ")),
        ("application/json", MARK.to_owned()),
        (form_type, form.join("&")),
        (form_type, MARK.to_owned()),
    ];
    for grant in ["client_credentials", "refresh_token", "password", "authorization_code", MARK] {
        bodies.push((form_type, format!("grant_type={grant}&scope={MARK}&orgId={MARK}&{}", form.join("&"))));
    }
    bodies
}

/// This test needs its own process, because the log belongs to the process.
#[tokio::test]
async fn planted_secrets_are_found_nowhere() {
    let lines = Lines::default();
    let log = tracing_subscriber::fmt().with_max_level(LevelFilter::TRACE).with_writer(lines.clone()).finish();
    tracing::subscriber::set_global_default(log).unwrap();
    let mock = MockServer::builder().journal_max(20_000).try_start().unwrap();
    let (app, world) = (mock.app(), mock.world());
    let org = world.org_id.to_string();
    let basic = |id: &str| format!("Basic {}", BASE64_STANDARD.encode(format!("{id}:{MARK}")));
    let (known, unknown) = (basic(world.client_id.as_ref().unwrap()), basic("nobody"));
    let bearer = format!("Bearer {MARK}");
    let (mut seen, mut real) =
        (0, vec![mock.api_token().expose().to_owned(), world.client_secret.as_ref().unwrap().expose().to_owned()]);
    for row in endpoints::all() {
        let path: String = row
            .path
            .split('/')
            .skip(1)
            .flat_map(|part| ["/", if part.starts_with('{') { &org } else { part }])
            .collect();
        let signed_in = sign_in(app, mock.api_token().expose()).await;
        let query = format!("refresh_token={MARK}&api_token={MARK}&pageStart={MARK}&token={MARK}&expandProfile={MARK}");
        for headers in [
            vec![("csp-auth-token", MARK)],
            vec![("authorization", bearer.as_str())],
            vec![("authorization", known.as_str())],
            vec![("authorization", unknown.as_str())],
            vec![("authorization", MARK)],
            vec![("csp-auth-token", signed_in.as_str())],
        ] {
            for (number, (kind, body)) in bodies().into_iter().enumerate() {
                let path = if number == 0 { format!("{path}?{query}") } else { path.clone() };
                let headers = [&headers[..], &[("content-type", kind)]].concat();
                let (status, text) = answer(app, request(row.method, &path, &headers, body)).await;
                assert!(status < 400 || !text.contains(MARK), "{} {path} answered {status} {text}", row.method);
                assert_ne!(status, 500, "{} {path} failed: {text}", row.method);
                seen += 1;
            }
        }
        real.push(signed_in);
    }
    assert!(seen > 5000, "{seen} requests");
    let passed = format!("{mock:?}");
    let mut told = mock.journal();
    told.retain(|entry| entry.path.starts_with("/csp/") || entry.request_body != Some(json!(MARK)));
    let journal = journal(&mock).await;
    let debug = format!("{world:?} {passed} {mock:?} {:?} {told:?}", mock.client());
    let text = lines.text();
    assert!(text.contains("answered"), "the log is kept");
    for secret in real.iter().map(String::as_str).chain([MARK, known.as_str(), unknown.as_str()]) {
        assert!(!text.contains(secret), "a log line holds a secret");
        assert!(!debug.contains(secret), "a Debug text holds a secret");
        let held = journal.iter().find(|text| text.contains(secret));
        assert!(held.is_none(), "the journal holds {secret}: {held:?}");
    }
    assert!(journal.len() > 3000, "{} entries are kept", journal.len());
}

/// Returns the content of the journal from every operation that shows it. Bodies outside of sign-in that are only a text are left out,
/// because no name and no form marks the text as a secret.
async fn journal(mock: &MockServer) -> Vec<String> {
    let path = "/_vmcsim/worlds/default/journal";
    let (mut shown, mut after) = (Vec::new(), Some(0));
    while let Some(number) = after {
        let (_, text) = answer(mock.app(), request("GET", &format!("{path}?limit=1000&after={number}"), &[], "")).await;
        let page: Value = serde_json::from_str(&text).unwrap();
        for entry in page["entries"].as_array().unwrap() {
            if entry["path"].as_str().unwrap().starts_with("/csp/") || entry["request_body"] != MARK {
                shown.push(entry.to_string());
            }
        }
        after = page["next"].as_u64();
    }
    let wanted = json!({"operation": "AuthorizeApiToken", "body": {"refresh_token": "x", "scope": "x"}}).to_string();
    shown.push(answer(mock.app(), request("POST", &format!("{path}/verifications"), &[], wanted)).await.1);
    let (_, text) = answer(mock.app(), request("GET", &format!("{path}/recordings"), &[], "")).await;
    let recordings: Vec<Value> = serde_json::from_str(&text).unwrap();
    let told =
        |one: &&Value| one["request"]["path"].as_str().unwrap().starts_with("/csp/") || one["request"]["body"] != MARK;
    shown.extend(recordings.iter().filter(told).map(Value::to_string));
    shown
}
