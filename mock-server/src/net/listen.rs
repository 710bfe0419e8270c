//! Taking connections in, so many at once and no more, and ending them in order.

use super::connection;
use crate::http::App;
use std::{future::Future, sync::Arc, time::Duration};
use tokio::{
    net::TcpListener,
    sync::{Semaphore, watch},
    task::JoinSet,
};

/// Connections that are served at once; further ones wait.
const CONNECTIONS_MAX: usize = 4096;

/// How long requests under way have to finish once the server is told to stop.
const GOODBYE: Duration = Duration::from_secs(5);

/// Serves until `stop` is ready, then lets requests under way finish.
pub(crate) async fn serve(listener: TcpListener, app: App, stop: impl Future<Output = ()>) {
    let room = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let (stopping, stopped) = watch::channel(false);
    let mut connections = JoinSet::new();
    let accept = async {
        loop {
            let Ok(place) = room.clone().acquire_owned().await else { return };
            // An accept that fails says nothing about the next one.
            let Ok((stream, _)) = listener.accept().await else { continue };
            let _ = stream.set_nodelay(true);
            let (app, stopped) = (app.clone(), stopped.clone());
            while connections.try_join_next().is_some() {}
            connections.spawn(async move {
                connection::serve(stream, app, stopped).await;
                drop(place);
            });
        }
    };
    tokio::select! {
        () = accept => {}
        () = stop => {}
    }
    drop(listener);
    let _ = stopping.send(true);
    let all = async { while connections.join_next().await.is_some() {} };
    let _ = tokio::time::timeout(GOODBYE, all).await;
}
