//! Serves one connection: reads requests and writes answers until either side closes the connection or a fault ends it.

use super::{
    limits::ConnectionLimits,
    patience::{PatientBody, PatientIo, linger},
    script::{Script, Wire},
};
use crate::{
    http::{App, Scheme},
    world::kernel::faults::WireFault,
};
use axum::{body::Body, response::Response};
use bytes::Bytes;
use http::{HeaderValue, Method, Request, header};
use hyper::{
    body::{Body as _, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};
use tokio::sync::watch;

/// The maximum size of the buffer for the head of a request, in bytes. The HTTP library rejects a larger head, or one with more than a
/// hundred headers, without a body in its answer. The server's own, smaller limits are reported in the format of the service.
const HEAD_MAX: usize = 256 << 10;

/// Configures how requests are read.
fn reader(limits: &ConnectionLimits) -> http1::Builder {
    let mut http = http1::Builder::new();
    // A limit of our own on the number of headers would make every request allocate space on the heap for that many headers.
    http.timer(TokioTimer::new()).header_read_timeout(limits.head).max_buf_size(HEAD_MAX);
    // A client may close its direction after the request and wait for the answer.
    http.half_close(true);
    http
}

/// A fault ends the connection: the HTTP library stops without an answer, and a [`Script`] continues.
#[derive(Debug, thiserror::Error)]
#[error("a fault rule ends the connection")]
struct Struck;

/// Serves a connection. When `stop` changes or its sender is dropped, the request under way is finished and no further request is read.
pub(super) async fn serve<Io: Wire>(
    io: Io,
    scheme: Scheme,
    app: App,
    limits: &ConnectionLimits,
    stop: watch::Receiver<bool>,
) {
    let answer = move |mut request: Request<Body>| {
        let app = app.clone();
        if scheme != Scheme::default() {
            request.extensions_mut().insert(scheme);
        }
        async move { app.answer_received(request).await }
    };
    drop(converse(io, limits, stop, answer).await);
}

/// Reads requests and writes their answers until the connection ends as described in [`serve`]. Returns the connection and the bytes that
/// were read from it but not used, because a client may continue with another protocol after its last request. Returns `None` if the
/// connection ended with a fault or an error.
pub(super) async fn converse<Io: Wire, Answered: Future<Output = Response>>(
    io: Io,
    limits: &ConnectionLimits,
    mut stop: watch::Receiver<bool>,
    answer: impl Fn(Request<Body>) -> Answered,
) -> Option<(Io, Bytes)> {
    let body_time = limits.body;
    let script = Arc::new(Mutex::new(None));
    let struck = script.clone();
    let left_unread = Arc::new(AtomicBool::new(false));
    let is_left = left_unread.clone();
    let service = service_fn(move |request: Request<Incoming>| {
        let (struck, is_left) = (struck.clone(), is_left.clone());
        let is_head = request.method() == Method::HEAD;
        let answer = answer(request.map(|body| {
            if body.is_end_stream() {
                Body::empty()
            } else {
                Body::new(PatientBody::new(body, body_time, is_left.clone()))
            }
        }));
        async move {
            let mut response = answer.await;
            if is_left.load(Ordering::Relaxed) {
                response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
            }
            let Some(fault) = response.extensions_mut().remove::<WireFault>() else { return Ok(response) };
            // An answer without a body has nothing that could be cut off.
            if is_head && matches!(fault, WireFault::Truncate { .. }) {
                return Ok(response);
            }
            let script = Script::of(fault, response).await;
            *struck.lock().unwrap_or_else(PoisonError::into_inner) = Some(script);
            Err::<Response, _>(Struck)
        }
    });
    let mut connection = reader(limits).serve_connection(TokioIo::new(PatientIo::new(io, limits.write)), service);
    let ended = tokio::select! {
        ended = &mut connection => ended,
        _ = stop.changed() => {
            std::pin::Pin::new(&mut connection).graceful_shutdown();
            (&mut connection).await
        }
    };
    let parts = connection.into_parts();
    let mut io = parts.io.into_inner();
    let script = script.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(script) = script {
        script.run(io, stop).await;
        return None;
    }
    if let Err(err) = ended {
        tracing::debug!(%err, "connection ended");
        return None;
    }
    if left_unread.load(Ordering::Relaxed) {
        linger(&mut io, stop).await;
        return None;
    }
    Some((io.into_inner(), parts.read_buf))
}
