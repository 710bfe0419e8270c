//! Servers with a race condition: a proxy in front of the simulator that breaks the atomicity of operations.

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    response::Response,
};
use http::{Method, StatusCode, header::CONTENT_TYPE};
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle, time::timeout};

/// How often what was remembered is answered before the server is asked again.
const STALE_FOR: usize = 3;

/// How many SDDCs the proxy lets there be.
const SDDCS_MAX: usize = 3;

/// How long one who has counted waits for others to count as well, before it creates. Bounded, for there may be no others.
const WAIT_MAX: Duration = Duration::from_millis(300);

/// The largest body that passes.
const BODY_MAX: usize = 1024 * 1024;

/// What is wrong with the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Race {
    /// Answers of `GET` are remembered, and given out for a while.
    StaleAnswers,
    /// The quota of SDDCs is watched by looking how many there are and then creating one.
    CountThenCreate,
    /// The revision of a group is compared with the current one, and then the group is written whatever its revision is.
    CompareThenPut,
}

/// A racy server. It ends when it is dropped.
pub(crate) struct Racy {
    pub(crate) url: String,
    serving: JoinHandle<()>,
}

#[derive(Clone)]
struct Proxy {
    race: Race,
    upstream: String,
    http: reqwest::Client,
    /// Answers by the path, and how often each may still be given.
    remembered: Arc<Mutex<HashMap<String, (Value, usize)>>>,
    /// How many have counted and not created yet.
    in_between: watch::Sender<usize>,
}

impl Racy {
    pub(crate) async fn start(race: Race, upstream: &str) -> Self {
        let http = vmc_client::http::reqwest_builder().no_proxy().build().unwrap();
        let proxy = Proxy {
            race,
            upstream: upstream.to_owned(),
            http,
            remembered: Arc::default(),
            in_between: watch::Sender::default(),
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().fallback(pass).with_state(proxy);
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, serving }
    }
}

impl Drop for Racy {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn pass(State(proxy): State<Proxy>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let mut body = to_bytes(body, BODY_MAX).await.unwrap();
    let path = parts.uri.path_and_query().unwrap().as_str();
    let send = async |method: Method, path: &str, body: Bytes| {
        let mut request = proxy.http.request(method, format!("{}{path}", proxy.upstream)).body(body);
        for name in ["csp-auth-token", "content-type"] {
            if let Some(value) = parts.headers.get(name) {
                request = request.header(name, value);
            }
        }
        let response = request.send().await.unwrap();
        let status = response.status();
        (status, serde_json::from_str::<Value>(&response.text().await.unwrap()).unwrap_or(Value::Null))
    };
    match proxy.race {
        Race::StaleAnswers if parts.method == Method::GET && path.contains("/sddcs/") => {
            if let Some(answer) = proxy.remembered(path) {
                return json_answer(StatusCode::OK, &answer);
            }
            let (status, answer) = send(Method::GET, path, body).await;
            if status == StatusCode::OK {
                proxy.remembered.lock().unwrap().insert(path.to_owned(), (answer.clone(), STALE_FOR));
            }
            return json_answer(status, &answer);
        }
        Race::CountThenCreate if parts.method == Method::POST && path.ends_with("/sddcs") => {
            let (_, there) = send(Method::GET, path, Bytes::new()).await;
            let there = there.as_array().map_or(0, Vec::len);
            if there >= SDDCS_MAX {
                return json_answer(StatusCode::BAD_REQUEST, &json!({}));
            }
            proxy.wait_for_others(SDDCS_MAX - there).await;
        }
        // The server itself has to have no quota.
        Race::CountThenCreate if path.ends_with("/worlds") => {
            let mut asked: Value = serde_json::from_slice(&body).unwrap();
            asked["org_properties"]["sddcLimit"] = json!("1000");
            body = asked.to_string().into();
        }
        Race::CompareThenPut if parts.method == Method::PUT && path.contains("/groups/") => {
            let (_, there) = send(Method::GET, path, Bytes::new()).await;
            let mut put: Value = serde_json::from_slice(&body).unwrap();
            if !there["_revision"].is_null() && put["_revision"] == there["_revision"] {
                proxy.wait_for_others(1).await;
                put["_revision"] = send(Method::GET, path, Bytes::new()).await.1["_revision"].take();
                body = put.to_string().into();
            }
        }
        Race::StaleAnswers | Race::CountThenCreate | Race::CompareThenPut => {}
    }
    let (status, answer) = send(parts.method.clone(), path, body).await;
    json_answer(status, &answer)
}

impl Proxy {
    /// Waits until more have counted than there are places, but not for long.
    async fn wait_for_others(&self, places: usize) {
        self.in_between.send_modify(|count| *count += 1);
        let mut counted = self.in_between.subscribe();
        let too_many = counted.wait_for(|count| *count > places);
        // Nobody may have come; then it creates alone.
        drop(timeout(WAIT_MAX, too_many).await);
        self.in_between.send_modify(|count| *count -= 1);
    }

    fn remembered(&self, path: &str) -> Option<Value> {
        let mut remembered = self.remembered.lock().unwrap();
        let (answer, left) = remembered.get_mut(path)?;
        *left = left.checked_sub(1)?;
        Some(answer.clone())
    }
}

fn json_answer(status: StatusCode, answer: &Value) -> Response {
    let body = if answer.is_null() { Body::empty() } else { Body::from(answer.to_string()) };
    Response::builder().status(status).header(CONTENT_TYPE, "application/json").body(body).unwrap()
}
