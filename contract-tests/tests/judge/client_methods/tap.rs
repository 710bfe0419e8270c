//! A proxy between client and server that forwards everything and keeps the last exchange.

use axum::{
    Router,
    body::to_bytes,
    extract::{Request, State},
    response::Response,
};
use http::header::{CONTENT_TYPE, HOST};
use std::sync::{Arc, Mutex};
use tokio::{net::TcpListener, task::JoinHandle};

/// The largest body that passes.
const BODY_MAX: usize = 4 * 1024 * 1024;

/// A request and its answer.
#[derive(Debug, Clone)]
pub(crate) struct Exchange {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) status: u16,
    pub(crate) body: String,
}

/// A tap. It ends when it is dropped.
pub(crate) struct Tap {
    pub(crate) url: String,
    last: Arc<Mutex<Option<Exchange>>>,
    serving: JoinHandle<()>,
}

#[derive(Clone)]
struct Line {
    upstream: String,
    http: reqwest::Client,
    last: Arc<Mutex<Option<Exchange>>>,
}

impl Tap {
    pub(crate) async fn on(upstream: &str) -> Self {
        let last = Arc::default();
        let http = vmc_client::http::reqwest_builder().no_proxy().build().unwrap();
        let line = Line { upstream: upstream.to_owned(), http, last: Arc::clone(&last) };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().fallback(pass).with_state(line);
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, last, serving }
    }

    /// The last exchange, which is looked at once.
    pub(crate) fn last(&self) -> Exchange {
        self.last.lock().unwrap().take().expect("something passed since the last look")
    }
}

impl Drop for Tap {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn pass(State(line): State<Line>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path_and_query().unwrap().to_string();
    let mut asked = line.http.request(parts.method.clone(), format!("{}{path}", line.upstream));
    for name in ["csp-auth-token", "authorization", CONTENT_TYPE.as_str(), "accept", HOST.as_str()] {
        if let Some(value) = parts.headers.get(name) {
            asked = asked.header(name, value);
        }
    }
    let answer = asked.body(to_bytes(body, BODY_MAX).await.unwrap()).send().await.unwrap();
    let (status, kind) = (answer.status(), answer.headers().get(CONTENT_TYPE).cloned());
    let body = answer.text().await.unwrap();
    let exchange = Exchange { method: parts.method.to_string(), path, status: status.as_u16(), body: body.clone() };
    *line.last.lock().unwrap() = Some(exchange);
    let mut passed = Response::builder().status(status);
    if let Some(kind) = kind {
        passed = passed.header(CONTENT_TYPE, kind);
    }
    passed.body(body.into()).unwrap()
}
