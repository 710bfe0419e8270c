//! Accepts connections up to a limit, and closes them in order when the server stops.

use super::{context::ConnectionContext, proxy};
use std::{future::Future, sync::Arc, time::Duration};
use tokio::{
    net::TcpListener,
    sync::{Semaphore, watch},
    task::JoinSet,
    time::timeout,
};

/// How long requests under way may take to finish after the server was told to stop.
const GOODBYE: Duration = Duration::from_secs(5);

/// How long the server waits after it failed to accept a connection.
const AFTER_FAILURE: Duration = Duration::from_millis(100);

/// A socket on which the server accepts clients.
pub(crate) struct Listener {
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

/// Serves until `stop` is ready, then lets requests under way finish.
///
/// # Errors
/// A listening socket cannot be registered with the runtime.
pub(crate) async fn serve(
    listeners: Vec<Listener>,
    context: ConnectionContext,
    stop: impl Future<Output = ()>,
) -> std::io::Result<()> {
    let room = Arc::new(Semaphore::new(context.limits.connections));
    let (stopping, stopped) = watch::channel(false);
    let mut accepting = JoinSet::new();
    for Listener { listener, kind } in listeners {
        let listener = TcpListener::from_std(listener)?;
        accepting.spawn(accept(listener, kind, context.clone(), room.clone(), stopped.clone()));
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
    context: ConnectionContext,
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
        let (context, stopped) = (context.clone(), stopped.clone());
        while connections.try_join_next().is_some() {}
        connections.spawn(async move {
            match kind {
                Kind::Server => context.receive(stream, None, stopped).await,
                Kind::Proxy => proxy::serve(stream, context, stopped).await,
            }
            drop(place);
        });
    }
    drop(listener);
    while connections.join_next().await.is_some() {}
}
