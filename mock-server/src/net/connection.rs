//! One connection: requests in, answers out, until either side ends it.

use super::{
    limits::ConnectionLimits,
    patience::{PatientBody, PatientIo},
};
use crate::http::{App, Scheme};
use axum::body::Body;
use hyper::{server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::{convert::Infallible, pin::pin};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    sync::watch,
};

/// What is buffered of a head, in bytes, and how many headers are read. A head that is larger is refused by the HTTP library, without a
/// body; the smaller limits of the gate are refused in the service's own shape.
const HEAD_MAX: usize = 128 << 10;
const HEADERS_MAX: usize = 256;

/// How requests are read, from clients and by the proxy alike.
pub(super) fn reader(limits: &ConnectionLimits) -> http1::Builder {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(limits.head).max_buf_size(HEAD_MAX).max_headers(HEADERS_MAX);
    http
}

/// Serves a connection. Once `stop` changes, or its sender is gone, the request under way is finished and no other is taken in.
pub(super) async fn serve<Io>(
    io: Io,
    scheme: Scheme,
    app: App,
    limits: &ConnectionLimits,
    mut stop: watch::Receiver<bool>,
) where
    Io: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let body_time = limits.body;
    let service = service_fn(move |mut request: hyper::Request<hyper::body::Incoming>| {
        let app = app.clone();
        request.extensions_mut().insert(scheme);
        let request = request.map(|body| Body::new(PatientBody::new(body, body_time)));
        async move { Ok::<_, Infallible>(app.answer(request).await) }
    });
    let io = TokioIo::new(PatientIo::new(io, limits.write));
    let mut connection = pin!(reader(limits).serve_connection(io, service));
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        _ = stop.changed() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(err) = ended {
        tracing::debug!(%err, "connection ended");
    }
}
