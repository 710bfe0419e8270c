//! The state that all connections of a server share.

use super::{connection, limits::ConnectionLimits, proxied::ProxiedHosts, tls::Tls};
use crate::http::{App, Scheme};
use std::sync::Arc;
use tokio::{net::TcpStream, sync::watch, time::timeout};

/// The first byte of a TLS handshake. No HTTP request begins with it.
const TLS_BEGIN: u8 = 0x16;

/// The state that all connections of a server share.
#[derive(Debug, Clone)]
pub(crate) struct ConnectionContext {
    pub(crate) app: App,
    pub(crate) limits: ConnectionLimits,
    /// The hosts that the proxy leads to.
    pub(crate) proxied: Arc<ProxiedHosts>,
    /// Certificates, if the proxy has or the server speaks TLS.
    pub(crate) tls: Option<Arc<Tls>>,
    /// Whether the server speaks TLS too; the proxy does for itself.
    pub(crate) serves_tls: bool,
}

impl ConnectionContext {
    /// Serves a connection, whatever it speaks. A connection through the proxy was asked for by a host's name, and may speak TLS in any case.
    pub(super) async fn receive(self, stream: TcpStream, asked: Option<&str>, mut stop: watch::Receiver<bool>) {
        let Self { app, limits, tls, serves_tls, .. } = self;
        let tls = tls.filter(|_| serves_tls || asked.is_some());
        let Some(tls) = tls else { return connection::serve(stream, Scheme::Http, app, &limits, stop).await };
        let mut first = [0];
        // Before the first byte of a client there is no request to finish, so the end of the server does not wait for
        // the client.
        let peeked = tokio::select! {
            peeked = timeout(limits.head, stream.peek(&mut first)) => peeked,
            _ = stop.changed() => return,
        };
        match peeked {
            Ok(Ok(1)) if first == [TLS_BEGIN] => {
                let shaken = tokio::select! {
                    shaken = timeout(limits.head, tls.accept(stream, asked)) => shaken,
                    _ = stop.changed() => return,
                };
                match shaken {
                    Ok(Ok(stream)) => connection::serve(stream, Scheme::Https, app, &limits, stop).await,
                    Ok(Err(err)) => tracing::info!(%err, "no TLS with a client; does it trust the certificate?"),
                    Err(_) => tracing::debug!("a client was too slow to shake hands"),
                }
            }
            Ok(Ok(1)) => connection::serve(stream, Scheme::Http, app, &limits, stop).await,
            Ok(_) => {}
            Err(_) => tracing::debug!("a client said nothing"),
        }
    }
}
