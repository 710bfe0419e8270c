//! A proxy in front of the simulator that changes its answers: a server with one known error.

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};
use vmc_contract::{Target, operation};

/// Longer than anything the suite sends, its bodies that are too large among it, or the simulator answers.
const BODY_MAX: usize = 4 << 20;

/// An answer on its way through.
pub(crate) struct Passing {
    /// Name of the operation, or the request line where there is none.
    pub(crate) operation: String,
    /// Path and query of the request.
    pub(crate) path: String,
    pub(crate) status: u16,
    pub(crate) content_type: String,
    /// The body; where it was not JSON, null.
    pub(crate) body: Value,
    /// What is sent in place of the body.
    pub(crate) text: Option<String>,
}

/// What a change remembers of earlier answers.
pub(crate) type Memory = BTreeMap<String, Value>;

/// Changes an answer.
pub(crate) type Change = fn(&mut Passing, &mut Memory);

struct Proxy {
    upstream: String,
    http: reqwest::Client,
    change: Change,
    memory: Mutex<Memory>,
}

/// A server that answers as the simulator of this process does, but for a change. It ends with the runtime of the test.
pub(crate) async fn changed(change: Change) -> Target {
    let simulator = Target::simulator();
    let (upstream, http) = (simulator.url().to_owned(), simulator.http().clone());
    let proxy = Proxy { upstream, http, change, memory: Mutex::default() };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let router = Router::new().fallback(pass).with_state(Arc::new(proxy));
    tokio::spawn(async move { axum::serve(listener, router).await });
    Target::at(&format!("http://{address}"))
}

async fn pass(State(proxy): State<Arc<Proxy>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let path = parts.uri.to_string();
    let body = to_bytes(body, BODY_MAX).await.expect("the suite sends whole bodies");
    let mut asked = proxy.http.request(parts.method.clone(), format!("{}{path}", proxy.upstream)).body(body);
    for (name, value) in parts.headers.iter().filter(|(name, _)| !["host", "content-length"].contains(&name.as_str())) {
        asked = asked.header(name, value);
    }
    let answer = asked.send().await.expect("the simulator answers");
    let status = answer.status().as_u16();
    let header = answer.headers().get("content-type").and_then(|value| value.to_str().ok());
    let content_type = header.unwrap_or_default().to_owned();
    let came = answer.text().await.expect("a whole answer");
    let mut passing = Passing {
        operation: operation::name_of(&format!("{} {path}", parts.method)).to_owned(),
        path,
        status,
        content_type,
        body: serde_json::from_str(&came).unwrap_or(Value::Null),
        text: None,
    };
    (proxy.change)(&mut passing, &mut proxy.memory.lock().unwrap_or_else(PoisonError::into_inner));
    let json = if passing.body.is_null() { came } else { passing.body.to_string() };
    let text = passing.text.unwrap_or(json);
    let status = StatusCode::from_u16(passing.status).expect("a status");
    (status, [("content-type", passing.content_type)], Body::from(text)).into_response()
}
