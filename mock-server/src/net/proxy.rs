//! The proxy: it answers requests to the service's hosts, to the private addresses of NSX and to the server's own addresses in this
//! process, and refuses requests to all other hosts.
//!
//! A client with fixed service addresses asks its proxy for a tunnel to them (`CONNECT vmc.vmware.com:443`). The tunnel ends in this
//! process, with a certificate for that host name. The proxy never opens an outgoing connection.

use super::{
    connection,
    context::ConnectionContext,
    proxied::{ProxiedHosts, target},
};
use crate::http::{App, check_host_header, origin_form, refusals};
use axum::body::Body;
use http::{
    Method, Request, Response,
    uri::{Authority, Scheme},
};
use std::{
    net::{IpAddr, Ipv4Addr},
    sync::{Arc, Mutex, PoisonError},
};
use tokio::{net::TcpStream, sync::watch};

/// The host to which a tunnel was granted.
type Granted = Arc<Mutex<Option<String>>>;

/// Serves a connection to the proxy.
pub(super) async fn serve(stream: TcpStream, context: ConnectionContext, stop: watch::Receiver<bool>) {
    let granted = Granted::default();
    let here = stream.local_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |address| address.ip());
    let (app, hosts, grant) = (context.app.clone(), context.proxied.clone(), granted.clone());
    let answer = move |request| {
        let (app, hosts, grant) = (app.clone(), hosts.clone(), grant.clone());
        async move { answer(request, &app, &hosts, here, &grant).await }
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

async fn answer(
    request: Request<Body>,
    app: &App,
    hosts: &ProxiedHosts,
    here: IpAddr,
    granted: &Granted,
) -> Response<Body> {
    if let Err(refusal) = check_host_header(request.version(), request.headers()) {
        return app.turn_away(request, refusal).await;
    }
    let Some(authority) = request.uri().authority() else {
        return app.turn_away(request, refusals::proxy_needs_host()).await;
    };
    let tunnel = request.method() == Method::CONNECT;
    let speaks_http = request.uri().scheme().is_none_or(|scheme| *scheme == Scheme::HTTP);
    let target = target(authority, if tunnel { None } else { Some(80) });
    let is_led_to = |(host, port): &(&str, u16)| {
        hosts.lead_to(host, *port, here) || ProxiedHosts::is_of_service(*port) && app.has_nsx_at(host)
    };
    let Some((host, _)) = target.filter(|target| speaks_http && is_led_to(target)) else {
        let refusal = refusals::not_proxied(without_user(authority));
        return app.turn_away(request, refusal).await;
    };
    if tunnel {
        *granted.lock().unwrap_or_else(PoisonError::into_inner) = Some(host.to_owned());
        return Response::new(Body::empty());
    }
    app.answer(origin_form(request)).await
}

/// Returns an authority without user name and password.
fn without_user(authority: &Authority) -> &str {
    let text = authority.as_str();
    text.rsplit_once('@').map_or(text, |(_, rest)| rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_name_and_a_password_are_not_shown() {
        let authority: Authority = "user:password@evil.example:80".parse().unwrap();
        assert_eq!(without_user(&authority), "evil.example:80");
    }
}
