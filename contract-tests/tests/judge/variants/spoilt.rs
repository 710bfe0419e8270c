//! Servers with one error each, to check that every error is found and named.

use super::PLAN;
use axum::{
    Router,
    body::{Body, to_bytes},
    extract::Request,
    response::Response,
};
use http::{HeaderValue, header};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use vmc_contract::Target;
use vmcsim::{App, MockServer};

/// An answer in parts.
struct Answered {
    status: u16,
    body: Value,
    headers: http::HeaderMap,
}

/// What becomes of an answer to an operation that is watched.
type Spoil = fn(&mut Answered);

/// An operation, what is done to its answers, the place at which that is found, and what is said of it.
type Break = (&'static str, Spoil, &'static str, &'static str);

const ORG: &str = "GET /vmc/api/orgs/{org}";
const USERS: &str = "GET /csp/gateway/am/api/loggedin/user";

const BREAKS: &[Break] = &[
    (ORG, |it| it.refused(|it| it.status = 500), "status", "the server failed"),
    (ORG, |it| it.refused(|it| it.status = 409), "status", "a refusal that this request cannot have"),
    (ORG, |it| it.refused(|it| it.status = 200), "status", "it must be refused, and was taken"),
    (
        ORG,
        |it| it.succeeded(|it| it.status = 400),
        "status",
        "it is as good as a request that works, and was not taken",
    ),
    (
        ORG,
        |it| it.succeeded(|it| it.status = 203),
        "status",
        "it is as good as a request that works, and was not taken",
    ),
    (ORG, |it| it.succeeded(|it| it.set("id", Value::Null)), "$.id", "required, and not there"),
    (ORG, |it| it.succeeded(|it| it.set("version", json!("1"))), "$.version", "not of the type integer"),
    (ORG, |it| it.succeeded(|it| it.set("invented", json!(1))), "$.invented", "not a field of Organization"),
    (
        ORG,
        |it| it.succeeded(|it| it.set("project_state", json!("PIZZA"))),
        "$.project_state",
        "not one of the published values",
    ),
    (
        ORG,
        |it| it.succeeded(|it| it.set("created", json!("2026-01-05T08:00:00+0000"))),
        "$.created",
        "no time with its zone",
    ),
    (ORG, |it| it.succeeded(|it| it.body = Value::Null), "$", "not of the type Organization"),
    (ORG, |it| it.header("content-type", "text/plain"), "header content-type", "another content type"),
    (ORG, |it| it.header("date", "yesterday"), "header date", "no date of HTTP"),
    (ORG, |it| it.header("connection", "close"), "connection", "the connection was closed"),
    (ORG, |it| it.refused(|it| it.set("status", json!(418))), "$", "the refusal names another status"),
    (ORG, |it| it.refused(|it| it.set("path", json!("/elsewhere"))), "$", "the refusal names another path"),
    (ORG, |it| it.refused(|it| it.set("retryable", json!(true))), "$", "the refusal says that a repetition would help"),
    (ORG, |it| it.refused(|it| it.set("error_code", json!(""))), "$", "the refusal has no code"),
    (ORG, |it| it.refused(|it| it.set("error_messages", json!([]))), "$", "the refusal says nothing"),
    (ORG, |it| it.refused(|it| it.set("hint", json!(""))), "$", "the refusal is not whole, or has more than it should"),
    (
        ORG,
        |it| it.refused(|it| it.set("error_code", json!("a.panicked"))),
        "$",
        "`panicked` is a word of the server's inside",
    ),
    (
        USERS,
        |it| it.refused(|it| it.set("traceId", json!(""))),
        "$",
        "the refusal has neither of the shapes of the sign-in",
    ),
    (USERS, |it| it.succeeded(|it| it.set("userId", json!(7))), "$.userId", "not of the type string"),
];

impl Answered {
    fn refused(&mut self, spoil: Spoil) {
        if self.status >= 400 {
            spoil(self);
        }
    }

    fn succeeded(&mut self, spoil: Spoil) {
        if self.status < 300 {
            spoil(self);
        }
    }

    fn set(&mut self, key: &str, value: Value) {
        if let Value::Object(body) = &mut self.body {
            body.insert(key.to_owned(), value);
        }
    }

    fn header(&mut self, name: &'static str, value: &'static str) {
        self.headers.insert(name, HeaderValue::from_static(value));
    }
}

/// Whether a path is one of an operation.
fn is(operation: &str, method: &str, path: &str) -> bool {
    let Some((wanted, template)) = operation.split_once(' ') else { return false };
    let (parts, wanted_parts): (Vec<_>, Vec<_>) = (path.split('/').collect(), template.split('/').collect());
    let same = |(part, wanted): (&&str, &&str)| wanted.starts_with('{') && !part.is_empty() || part == wanted;
    method == wanted && parts.len() == wanted_parts.len() && parts.iter().zip(&wanted_parts).all(same)
}

/// Lets the simulator answer, and spoils what it says to one operation.
async fn spoilt(app: App, operation: &str, spoil: Spoil, request: Request) -> Response {
    let watched = is(operation, request.method().as_str(), request.uri().path());
    let response = app.answer(request).await;
    if !watched {
        return response;
    }
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.expect("a body");
    let body = serde_json::from_slice(&bytes).unwrap_or_default();
    let mut answered = Answered { status: parts.status.as_u16(), body, headers: parts.headers };
    spoil(&mut answered);
    let mut response = Response::new(Body::from(answered.body.to_string()));
    *response.status_mut() = answered.status.try_into().expect("a status");
    answered.headers.remove(header::CONTENT_LENGTH);
    *response.headers_mut() = answered.headers;
    response
}

/// A server on a free port in front of the simulator.
async fn serve<F, R>(answer: F) -> Target
where
    F: Fn(Request) -> R + Clone + Send + Sync + 'static,
    R: Future<Output = Response> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let router = Router::new().fallback(answer);
    tokio::spawn(async move { axum::serve(listener, router).await });
    Target::at(&url)
}

/// What is said, place by place, of a server.
async fn said(target: &Target, operation: &str) -> Vec<(String, String)> {
    let plan = PLAN.clone().only(|variant| variant.operation == operation);
    let report = plan.run(target).await.expect("a run");
    assert!(report.mismatches.iter().all(|found| found.mismatch.operation == operation));
    report.mismatches.into_iter().map(|found| (found.mismatch.path, found.mismatch.sentence)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_break_is_found() {
    let server = MockServer::start().await;
    let mut missed = Vec::new();
    for (operation, spoil, place, sentence) in BREAKS {
        let app = server.app().clone();
        let target = serve(move |request| spoilt(app.clone(), operation, *spoil, request)).await;
        let said = said(&target, operation).await;
        let found = said.iter().any(|(path, words)| path == place && words == sentence);
        if !found {
            missed.push(format!(
                "{operation} should be said to have at {place}: {sentence}; said was {:?}",
                said.first()
            ));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_said_of_a_server_that_is_whole() {
    let server = MockServer::start().await;
    let app = server.app().clone();
    let target = serve(move |request| spoilt(app.clone(), ORG, |_| (), request)).await;
    assert_eq!(said(&target, ORG).await, []);
}

/// A refusal renames the SDDC all the same.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_that_changes_something_is_found() {
    const RENAME: &str = "PATCH /vmc/api/orgs/{org}/sddcs/{sddc}";
    let server = MockServer::start().await;
    let app = server.app().clone();
    let target = serve(move |request: Request| {
        let app = app.clone();
        async move {
            let mut rename = Request::builder().method(request.method().clone()).uri(request.uri().clone());
            if let Some(token) = request.headers().get("csp-auth-token") {
                rename = rename.header("csp-auth-token", token);
            }
            let watched = is(RENAME, request.method().as_str(), request.uri().path());
            let response = app.answer(request).await;
            if watched && response.status() == 400 {
                app.answer(rename.body(Body::from(r#"{"name":"changed"}"#)).expect("a request")).await;
            }
            response
        }
    })
    .await;
    let said = said(&target, RENAME).await;
    assert!(said.iter().any(|(_, words)| words == "what was refused has changed something"), "{said:?}");
}

/// Once, time passes in all worlds at a refusal, the neighbour's among them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_of_another_world_is_found() {
    let server = MockServer::start().await;
    let (app, worlds) = (server.app().clone(), Arc::new(Mutex::new(Vec::new())));
    let target = serve(move |request: Request| {
        let (app, worlds) = (app.clone(), worlds.clone());
        async move {
            let (method, path) = (request.method().as_str().to_owned(), request.uri().path().to_owned());
            let response = app.answer(request).await;
            if path == "/_vmcsim/worlds" {
                let (parts, body) = response.into_parts();
                let bytes = to_bytes(body, usize::MAX).await.expect("a body");
                let view: Value = serde_json::from_slice(&bytes).expect("a world");
                worlds.lock().expect("a lock").push(view["id"].as_str().expect("an id").to_owned());
                return Response::from_parts(parts, Body::from(bytes));
            }
            if is(ORG, &method, &path) && response.status() == 401 {
                let made = std::mem::take(&mut *worlds.lock().expect("a lock"));
                for world in made {
                    let uri = format!("/_vmcsim/worlds/{world}/clock/advance");
                    let advance = Request::builder().method("POST").uri(uri).body(Body::from(r#"{"by":"1m"}"#));
                    app.answer(advance.expect("a request")).await;
                }
            }
            response
        }
    })
    .await;
    let said = said(&target, ORG).await;
    assert!(said.iter().any(|(_, words)| words == "another world has changed"), "{said:?}");
}
