//! A server on this machine whose answers a test chooses.

use axum::{
    Router,
    extract::Request,
    http::{HeaderMap, HeaderName, Method, Response, StatusCode},
};
use serde::Serialize;
use std::sync::{Arc, Mutex};
use tokio::{net::TcpListener, task::JoinHandle};

/// A request that was received.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    pub(crate) method: Method,
    pub(crate) path: String,
    headers: HeaderMap,
}

impl Received {
    pub(crate) fn is(&self, method: &str, path: &str) -> bool {
        self.method == method && self.path == path
    }

    /// The access token, if there is one.
    pub(crate) fn token(&self) -> Option<&str> {
        self.headers.get("csp-auth-token").map(|token| token.to_str().unwrap())
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    pub(crate) fn new(status: u16) -> Self {
        Self { status: status.try_into().unwrap(), headers: HeaderMap::new(), body: String::new() }
    }

    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.insert(HeaderName::from_static(name), value.parse().unwrap());
        self
    }

    pub(crate) fn json(self, body: impl Serialize) -> Self {
        let body = serde_json::to_string(&body).unwrap();
        self.text(body, "application/json")
    }

    pub(crate) fn text(self, body: impl Into<String>, content_type: &str) -> Self {
        Self { body: body.into(), ..self.header("content-type", content_type) }
    }
}

/// Answers a request, or leaves it to the rules after it.
type Rule = Box<dyn Fn(&Received) -> Option<Answer> + Send + Sync>;

#[derive(Default)]
struct Stage {
    rules: Vec<Rule>,
    received: Vec<Received>,
}

/// The server. It ends when it is dropped.
pub(crate) struct Server {
    url: String,
    stage: Arc<Mutex<Stage>>,
    task: JoinHandle<()>,
}

impl Server {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let stage = Arc::<Mutex<Stage>>::default();
        let answers = Arc::clone(&stage);
        let router = Router::new().fallback(async move |request: Request| answer(&answers, request));
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, stage, task }
    }

    /// The address of the server, without a slash at its end.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Adds a rule. The first rule that has an answer gives it; a request without an answer gets 404.
    pub(crate) fn add(&self, rule: impl Fn(&Received) -> Option<Answer> + Send + Sync + 'static) {
        self.stage.lock().unwrap().rules.push(Box::new(rule));
    }

    /// All requests so far, in order.
    pub(crate) fn received(&self) -> Vec<Received> {
        self.stage.lock().unwrap().received.clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn answer(stage: &Mutex<Stage>, request: Request) -> Response<String> {
    let (parts, _) = request.into_parts();
    let received = Received { method: parts.method, path: parts.uri.path().to_owned(), headers: parts.headers };
    let mut stage = stage.lock().unwrap();
    let given = stage.rules.iter().find_map(|rule| rule(&received)).unwrap_or_else(|| Answer::new(404));
    stage.received.push(received);
    let mut response = Response::new(given.body);
    *response.status_mut() = given.status;
    *response.headers_mut() = given.headers;
    response
}
