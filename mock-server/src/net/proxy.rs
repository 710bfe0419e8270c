//! The proxy: what is meant for the service ends here, and nothing else goes anywhere.
//!
//! A client that has the service's addresses wired in asks its proxy for a tunnel to them (`CONNECT vmc.vmware.com:443`). It gets one that
//! ends in this process, with a certificate for that name. The proxy never opens a connection.

use super::{connection, listen::House};
use crate::{
    http::{App, Scheme, origin_form, turn_away},
    names::{Names, host_of},
    net::patience::PatientBody,
    world::error::GateFault,
};
use axum::body::Body;
use http::{Method, Request, Response};
use hyper::{
    body::Incoming,
    service::service_fn,
    upgrade::{OnUpgrade, Upgraded},
};
use hyper_util::rt::TokioIo;
use std::{
    convert::Infallible,
    pin::pin,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{net::TcpStream, sync::watch};

/// A tunnel that was granted: to which host, and the connection once the answer is out.
type Granted = Arc<Mutex<Option<(String, OnUpgrade)>>>;

/// Serves a connection to the proxy.
pub(super) async fn serve(stream: TcpStream, house: House, mut stop: watch::Receiver<bool>) {
    let granted = Granted::default();
    let (app, body_time, grant) = (house.app.clone(), house.limits.body, granted.clone());
    let service = service_fn(move |request| {
        let (app, grant) = (app.clone(), grant.clone());
        async move { Ok::<_, Infallible>(answer(request, &app, body_time, &grant).await) }
    });
    let connection = connection::reader(&house.limits).serve_connection(TokioIo::new(stream), service);
    let mut connection = pin!(connection.with_upgrades());
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        _ = stop.changed() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(err) = ended {
        tracing::debug!(%err, "connection to the proxy ended");
    }
    let tunnel = granted.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some((host, upgrade)) = tunnel
        && let Ok(upgraded) = upgrade.await
        && let Some(stream) = whole(upgraded)
    {
        house.receive(stream, Some(&host), stop).await;
    }
}

/// The connection as it was accepted. A client that sends before it is answered has broken the rules of CONNECT, and is let go.
fn whole(upgraded: Upgraded) -> Option<TcpStream> {
    let parts = upgraded.downcast::<TokioIo<TcpStream>>().ok()?;
    parts.read_buf.is_empty().then(|| parts.io.into_inner())
}

async fn answer(mut request: Request<Incoming>, app: &App, body_time: Duration, granted: &Granted) -> Response<Body> {
    let host = request.uri().authority().map(|authority| host_of(authority.as_str()).to_owned());
    let upgrade = (request.method() == Method::CONNECT).then(|| hyper::upgrade::on(&mut request));
    request.extensions_mut().insert(Scheme::Http);
    let request = request.map(|body| Body::new(PatientBody::new(body, body_time)));
    let Some(host) = host else { return turn_away(request, GateFault::ProxyNeedsHost.into()).await };
    if !Names::is_service(&host) {
        tracing::info!(host, "the proxy was asked for a host that is not the service's, and refused");
        return turn_away(request, GateFault::NotProxied(host).into()).await;
    }
    if let Some(upgrade) = upgrade {
        *granted.lock().unwrap_or_else(PoisonError::into_inner) = Some((host, upgrade));
        return Response::new(Body::empty());
    }
    app.answer(origin_form(request)).await
}
