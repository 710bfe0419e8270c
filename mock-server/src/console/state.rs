//! What the console keeps while the server runs: the keys of its forms, and how the server is reached.

use super::guard::{Keys, NoRandomness};
use std::sync::Arc;
use tokio::sync::watch;

/// The console of a server.
#[derive(Debug, Clone)]
pub(crate) struct Console {
    pub(super) keys: Arc<Keys>,
    /// What a page can say about how the server is reached.
    pub(super) reach: Arc<Reach>,
    /// Tells the live streams that the server stops.
    stopping: watch::Sender<bool>,
}

/// How a server is reached besides its address.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reach {
    /// The certificate of its authority, in PEM form, if it speaks TLS.
    pub(crate) ca_pem: Option<String>,
    /// The address of its proxy.
    pub(crate) proxy_url: Option<String>,
}

impl Console {
    /// Makes the console of a server.
    ///
    /// # Errors
    /// [`NoRandomness`].
    pub(crate) fn new(reach: Reach) -> Result<Self, NoRandomness> {
        Ok(Self { keys: Arc::new(Keys::draw()?), reach: Arc::new(reach), stopping: watch::Sender::new(false) })
    }

    /// Ends the live streams, because the server stops.
    pub(crate) fn stop(&self) {
        self.stopping.send_replace(true);
    }

    /// Waits until the server stops.
    pub(super) fn stopped(&self) -> impl Future<Output = ()> + Send + 'static {
        let mut stopping = self.stopping.subscribe();
        async move {
            // The sender is there as long as a stream is.
            drop(stopping.wait_for(|is_stopping| *is_stopping).await);
        }
    }
}
