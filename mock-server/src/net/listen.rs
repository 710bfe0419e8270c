//! Taking connections in, so many at once and no more, and ending them in order.

use super::{house::House, proxy};
use std::{future::Future, sync::Arc, time::Duration};
use tokio::{
    net::TcpListener,
    sync::{Semaphore, watch},
    task::JoinSet,
    time::timeout,
};

/// How long requests under way have to finish once the server is told to stop.
const GOODBYE: Duration = Duration::from_secs(5);

/// How long nobody is taken in after that has failed.
const AFTER_FAILURE: Duration = Duration::from_millis(100);

/// Where clients come in.
pub(crate) struct Door {
    /// Where it listens.
    pub(crate) listener: std::net::TcpListener,
    /// What it is for.
    pub(crate) kind: Kind,
}

/// What a door is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The server itself, plain and, where it has a certificate, with TLS.
    Server,
    /// The proxy.
    Proxy,
}

/// Serves until `stop` is ready, then lets requests under way finish.
///
/// # Errors
/// A door is none that the runtime can wait at.
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

/// Takes connections in until told to stop, and then waits for those that are under way.
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
            // A door at which nobody waits takes no place from the others.
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
                // It says nothing about the next one; but where there are no files left, the next comes at once and fails too.
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
