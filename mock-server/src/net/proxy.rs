//! The proxy: it answers requests to the service's hosts in this process, and refuses requests to all other hosts.
//!
//! A client with fixed service addresses asks its proxy for a tunnel to them (`CONNECT vmc.vmware.com:443`). The tunnel ends in this
//! process, with a certificate for that host name. The proxy never opens an outgoing connection.

use super::{connection, context::ConnectionContext};
use crate::{
    http::{App, origin_form, refusals},
    names::{Names, host_of},
};
use axum::body::Body;
use http::{Method, Request, Response, uri::Scheme};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::{net::TcpStream, sync::watch};

/// The ports of the service's hosts.
const PORTS: [&str; 2] = [":443", ":80"];

/// The host to which a tunnel was granted.
type Granted = Arc<Mutex<Option<String>>>;

/// Serves a connection to the proxy.
pub(super) async fn serve(stream: TcpStream, context: ConnectionContext, stop: watch::Receiver<bool>) {
    let granted = Granted::default();
    let (app, grant) = (context.app.clone(), granted.clone());
    let answer = move |request| {
        let (app, grant) = (app.clone(), grant.clone());
        async move { answer(request, &app, &grant).await }
    };
    let ended = connection::converse(stream, &context.limits, stop.clone(), answer).await;
    let host = granted.lock().unwrap_or_else(PoisonError::into_inner).take();
    // A client that sends data before CONNECT is answered violates the protocol, and its connection is closed.
    if let (Some((stream, read)), Some(host)) = (ended, host)
        && read.is_empty()
    {
        context.receive(stream, Some(&host), stop).await;
    }
}

async fn answer(request: Request<Body>, app: &App, granted: &Granted) -> Response<Body> {
    let host = request.uri().authority().map(|authority| host_of(authority.as_str()).to_owned());
    let Some(host) = host else { return app.turn_away(request, refusals::proxy_needs_host()).await };
    let port = request.uri().authority().and_then(|authority| authority.as_str().strip_prefix(&*host));
    let port_is_its = match port {
        Some("") => request.method() != Method::CONNECT,
        Some(port) => PORTS.contains(&port),
        None => false,
    };
    let speaks_http = request.uri().scheme().is_none_or(|scheme| *scheme == Scheme::HTTP);
    if !Names::is_service(&host) || !port_is_its || !speaks_http {
        let host = request.uri().authority().map_or(host, ToString::to_string);
        return app.turn_away(request, refusals::not_proxied(&host)).await;
    }
    if request.method() == Method::CONNECT {
        *granted.lock().unwrap_or_else(PoisonError::into_inner) = Some(host);
        return Response::new(Body::empty());
    }
    app.answer(origin_form(request)).await
}
