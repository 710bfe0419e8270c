//! Accepts connections up to a limit, and closes them in order when the server stops.

use super::{connection, limits::ConnectionLimits, proxy, tls::Tls};
use crate::http::{App, Scheme};
use std::{future::Future, sync::Arc, time::Duration};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Semaphore, watch},
    task::JoinSet,
    time::timeout,
};

/// How long requests under way may take to finish after the server was told to stop.
const GOODBYE: Duration = Duration::from_secs(5);

/// How long the server waits after it failed to accept a connection.
const AFTER_FAILURE: Duration = Duration::from_millis(100);

/// The first byte of a TLS handshake. No HTTP request begins with it.
const TLS_BEGIN: u8 = 0x16;

/// A listening socket and its purpose.
pub(crate) struct Door {
    pub(crate) listener: std::net::TcpListener,
    pub(crate) kind: Kind,
}

/// The purpose of a listening socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The server itself: plain HTTP and, if the server has a certificate, TLS.
    Server,
    /// The proxy.
    Proxy,
}

/// The application, limits and certificates that all connections share.
#[derive(Debug, Clone)]
pub(crate) struct House {
    pub(crate) app: App,
    pub(crate) limits: ConnectionLimits,
    /// Certificates, if there is a proxy or the server speaks TLS.
    pub(crate) tls: Option<Arc<Tls>>,
    /// Whether the server also accepts TLS. Connections through the proxy may use TLS independently of this.
    pub(crate) serves_tls: bool,
}

/// Serves connections until `stop` is ready, then lets requests under way finish.
///
/// # Errors
/// A listening socket cannot be registered with the runtime.
pub(crate) async fn serve(doors: Vec<Door>, house: House, stop: impl Future<Output = ()>) -> std::io::Result<()> {
    let room = Arc::new(Semaphore::new(house.limits.connections));
    let (stopping, stopped) = watch::channel(false);
    let mut accepting = JoinSet::new();
    for Door { listener, kind } in doors {
        let listener = TcpListener::from_std(listener)?;
        accepting.spawn(accept(listener, kind, house.clone(), room.clone(), stopped.clone()));
    }
    stop.await;
    let _ = stopping.send(true);
    let all = async { while accepting.join_next().await.is_some() {} };
    let _ = timeout(GOODBYE, all).await;
    Ok(())
}

/// Accepts connections until the server is told to stop, and then waits for the open connections to end.
async fn accept(
    listener: TcpListener,
    kind: Kind,
    house: House,
    room: Arc<Semaphore>,
    mut stopped: watch::Receiver<bool>,
) {
    let mut connections = JoinSet::new();
    loop {
        let next = async {
            // The place is acquired after a connection has arrived. An idle listener therefore takes no place from the others.
            let accepted = listener.accept().await;
            (accepted, room.clone().acquire_owned().await)
        };
        let (accepted, place) = tokio::select! {
            next = next => next,
            _ = stopped.changed() => break,
        };
        let stream = match accepted {
            Ok((stream, _)) => stream,
            Err(err) => {
                // One failure does not mean that the next attempt fails. But if the process has no file descriptors left, the next attempt
                // fails at once.
                tracing::warn!(%err, "a connection could not be taken in");
                let _ = timeout(AFTER_FAILURE, stopped.changed()).await;
                if *stopped.borrow() {
                    break;
                }
                continue;
            }
        };
        let _ = stream.set_nodelay(true);
        let (house, stopped) = (house.clone(), stopped.clone());
        while connections.try_join_next().is_some() {}
        connections.spawn(async move {
            match kind {
                Kind::Server => house.receive(stream, None, stopped).await,
                Kind::Proxy => proxy::serve(stream, house, stopped).await,
            }
            drop(place);
        });
    }
    drop(listener);
    while connections.join_next().await.is_some() {}
}

impl House {
    /// Serves a connection with plain HTTP or TLS. `asked` is the host that a client asked the proxy for; such a connection may always use
    /// TLS.
    pub(super) async fn receive(self, stream: TcpStream, asked: Option<&str>, mut stop: watch::Receiver<bool>) {
        let Self { app, limits, tls, serves_tls } = self;
        let tls = tls.filter(|_| serves_tls || asked.is_some());
        let Some(tls) = tls else { return connection::serve(stream, Scheme::Http, app, &limits, stop).await };
        let mut first = [0];
        // No request is under way before the client has sent its first byte; therefore the shutdown does not wait for one.
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
