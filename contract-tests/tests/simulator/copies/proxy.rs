//! A server between a client and a simulator, which lets pass what a copy may send, and can close at any request.

use super::planter::SecretPlanter;
use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{Method, StatusCode},
    response::Response,
};
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

const SIGN_IN: &str = "/csp/gateway/am/api/auth/api-tokens/authorize";
const BODY_MAX: usize = 64 << 20;

pub(super) struct ReadOnlyProxy {
    address: std::net::SocketAddr,
    inner: Arc<Inner>,
}

struct Inner {
    upstream: String,
    http: reqwest::Client,
    /// Requests that may still pass.
    left: AtomicUsize,
    refused: Mutex<Vec<String>>,
    planter: Mutex<Option<SecretPlanter>>,
}

impl ReadOnlyProxy {
    pub(super) async fn open(upstream: &str) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let inner = Arc::new(Inner {
            upstream: upstream.to_owned(),
            http: reqwest::Client::new(),
            left: AtomicUsize::new(usize::MAX),
            refused: Mutex::new(Vec::new()),
            planter: Mutex::new(None),
        });
        let routes = Router::new().fallback(pass).with_state(inner.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        Self { address, inner }
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The requests that a copy must not send.
    pub(super) fn refused(&self) -> Vec<String> {
        self.inner.refused.lock().unwrap().clone()
    }

    /// Plants secrets into answers from now on.
    pub(super) fn plant(&self, planter: SecretPlanter) {
        *self.inner.planter.lock().unwrap() = Some(planter);
    }

    /// Looks at what was planted.
    pub(super) fn planted<T>(&self, look: impl FnOnce(&SecretPlanter) -> T) -> T {
        look(self.inner.planter.lock().unwrap().as_ref().unwrap())
    }

    /// Lets so many requests for data pass, and answers none after them.
    pub(super) fn close_after(&self, requests: usize) {
        self.inner.left.store(requests, Ordering::Relaxed);
    }
}

async fn pass(State(inner): State<Arc<Inner>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
    let signs_in = parts.method == Method::POST && path == SIGN_IN;
    let plain = |status: StatusCode| Response::builder().status(status).body(Body::empty()).unwrap();
    if !signs_in && parts.method != Method::GET {
        inner.refused.lock().unwrap().push(format!("{} {path}", parts.method));
        return plain(StatusCode::INTERNAL_SERVER_ERROR);
    }
    let one_less = |left: usize| if left == usize::MAX { Some(left) } else { left.checked_sub(1) };
    if !signs_in && inner.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less).is_err() {
        // As if the token had been revoked: the copy ends at once.
        return plain(StatusCode::UNAUTHORIZED);
    }
    let body = to_bytes(body, BODY_MAX).await.unwrap();
    let mut sent = inner.http.request(parts.method, format!("{}{path}", inner.upstream)).body(body);
    for (name, value) in &parts.headers {
        if name != "host" && name != "content-length" {
            sent = sent.header(name, value);
        }
    }
    let answer = sent.send().await.unwrap();
    let mut response = Response::builder().status(answer.status());
    for (name, value) in answer.headers() {
        if name != "transfer-encoding" && name != "content-length" {
            response = response.header(name, value);
        }
    }
    let mut bytes = answer.bytes().await.unwrap();
    if !signs_in
        && let Some(planter) = &mut *inner.planter.lock().unwrap()
        && let Ok(mut body) = serde_json::from_slice(&bytes)
    {
        planter.plant(&mut body);
        bytes = body.to_string().into();
    }
    response.body(Body::from(bytes)).unwrap()
}
