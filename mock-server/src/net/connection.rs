//! One connection: requests in, answers out, until either side ends it, or a fault does.

use super::script::{Script, Wire};
use crate::{http::App, world::faults::WireFault};
use axum::{body::Body, response::Response};
use hyper::{server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::sync::watch;

/// How long a client may take to send the head of a request.
const HEAD_TIME: Duration = Duration::from_secs(30);

/// A fault has struck the connection: HTTP gives it up without a word, and a script goes on with it.
#[derive(Debug, thiserror::Error)]
#[error("a fault rule ends the connection")]
struct Struck;

/// Serves a connection. Once `stop` changes, or its sender is gone, the request under way is finished and no other is taken in.
pub(super) async fn serve<Io: Wire>(io: Io, app: App, mut stop: watch::Receiver<bool>) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_TIME);
    let script = Arc::new(Mutex::new(None));
    let struck = script.clone();
    let service = service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
        let (app, struck) = (app.clone(), struck.clone());
        async move {
            let mut response = app.answer(request.map(Body::new)).await;
            let Some(fault) = response.extensions_mut().remove::<WireFault>() else { return Ok(response) };
            let script = Script::of(fault, response).await;
            *struck.lock().unwrap_or_else(PoisonError::into_inner) = Some(script);
            Err::<Response, _>(Struck)
        }
    });
    let mut connection = http.serve_connection(TokioIo::new(io), service);
    let ended = tokio::select! {
        ended = &mut connection => ended,
        _ = stop.changed() => {
            std::pin::Pin::new(&mut connection).graceful_shutdown();
            (&mut connection).await
        }
    };
    let script = script.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(script) = script {
        script.run(connection.into_parts().io.into_inner(), stop).await;
    } else if let Err(err) = ended {
        tracing::debug!(%err, "connection ended");
    }
}
