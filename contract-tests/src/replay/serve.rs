//! An HTTP server that answers with recordings.

use super::{Answered, Question, Replay};
use crate::{operation::line_of, recording::Recording};
use anyhow::Context;
use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use http::{HeaderName, HeaderValue, StatusCode, header};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};
use vmc_client::endpoint::{Body as _, Form};

/// The maximum length of a request in bytes.
const REQUEST_MAX: usize = 16 * 1024 * 1024;

/// A server that answers with recordings until it is stopped or dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    served: JoinHandle<std::io::Result<()>>,
}

impl Server {
    /// Starts to listen; port 0 selects a free port.
    ///
    /// # Errors
    /// The address is in use.
    pub async fn start(replay: Replay, listen: SocketAddr) -> anyhow::Result<Self> {
        let listener = TcpListener::bind(listen).await.with_context(|| format!("cannot listen on {listen}"))?;
        let address = listener.local_addr()?;
        let (stop, stopped) = oneshot::channel::<()>();
        let router = Router::new().fallback(answer).with_state(Arc::new(Mutex::new(replay)));
        let served = axum::serve(listener, router).with_graceful_shutdown(async {
            // A dropped sender has the same meaning as one that was used.
            let _ = stopped.await;
        });
        Ok(Self { address, stop: Some(stop), served: tokio::spawn(served.into_future()) })
    }

    /// Returns the address of the server: `http://host:port`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Stops listening.
    ///
    /// # Errors
    /// The server had failed before.
    pub async fn stop(mut self) -> anyhow::Result<()> {
        if let Some(stop) = self.stop.take() {
            // The server may have ended already.
            let _ = stop.send(());
        }
        (&mut self.served).await??;
        Ok(())
    }
}

async fn answer(State(replay): State<Arc<Mutex<Replay>>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, REQUEST_MAX).await else { return StatusCode::PAYLOAD_TOO_LARGE.into_response() };
    let (method, path) = (parts.method.as_str(), parts.uri.path());
    let asked = Question::new(method, path, parts.uri.query().unwrap_or_default(), read(&body));
    let mut replay = replay.lock().unwrap_or_else(PoisonError::into_inner);
    match replay.answer(&asked) {
        Answered::By(recording) => by(recording),
        Answered::NotAtAll(nearest) => refused(method, path, nearest),
    }
}

/// Parses a body into the form of recordings: JSON, the fields of a multipart form, or text.
fn read(body: &[u8]) -> Value {
    if let Ok(document) = serde_json::from_slice(body) {
        return document;
    }
    if body.starts_with(b"--")
        && let Ok(Form(fields)) = Form::<BTreeMap<String, String>>::decode(body, None)
    {
        return json!(fields);
    }
    Value::String(String::from_utf8_lossy(body).into_owned())
}

/// Returns the status of a recording, or else the published status of its operation.
fn status(recording: &Recording) -> StatusCode {
    let line = line_of(&recording.request.method, &recording.request.path);
    let status = recording.expected_status().or(line.map(|line| line.status)).unwrap_or(200);
    StatusCode::from_u16(status).unwrap_or(StatusCode::OK)
}

fn by(recording: &Recording) -> Response {
    let body = recording.response.body.as_ref();
    let text = match body {
        None => String::new(),
        // A body that was not JSON was recorded as text.
        Some(Value::String(text)) if !says_json(recording) => text.clone(),
        Some(document) => document.to_string(),
    };
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status(recording);
    for (name, lines) in &recording.response.headers {
        for value in lines.lines() {
            if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
                response.headers_mut().append(name, value);
            }
        }
    }
    if body.is_some() && !response.headers().contains_key(header::CONTENT_TYPE) {
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    response
}

fn says_json(recording: &Recording) -> bool {
    let declared = recording.response.headers.get("content-type");
    declared.is_none_or(|declared| declared.contains("json"))
}

/// Returns a refusal in the shape of the addressed service.
fn refused(method: &str, path: &str, nearest: Option<(&Recording, String)>) -> Response {
    let nearest = nearest.map_or_else(String::new, |(recording, why)| {
        format!(" The nearest is recording {}, {}: {why}.", recording.record, recording.request_line())
    });
    let sentence = format!("No recording answers {method} {path}.{nearest}");
    let body = if path.starts_with("/csp/") {
        json!({"statusCode": 404, "traceId": "0".repeat(32), "cspErrorCode": "404.000", "message": sentence, "moduleCode": 404,
            "requestId": "0".repeat(16), "metadata": null})
    } else {
        json!({"status": 404, "path": path, "retryable": false, "error_code": "404", "error_messages": [sentence]})
    };
    (StatusCode::NOT_FOUND, axum::Json(body)).into_response()
}
