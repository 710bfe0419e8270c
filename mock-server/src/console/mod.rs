//! The console: pages for people, under `/console/`.
//!
//! A page reads what the operations of the API answer ([`Visit::read`]), and a form carries out an operation of the API ([`Visit::send`]), so
//! a page never shows anything else than the API does. The console keeps nothing between two requests but the keys of its forms and
//! sign-ins, which are drawn when the server starts.
//!
//! Each file has the pages of one resource. The templates, the style sheet and the script are in the folder `console` of this package.

mod activity;
mod assets;
mod clock;
mod curl;
mod developer;
mod downloads;
mod events;
mod explorer;
mod faults;
mod forms;
mod guard;
mod journal;
mod layout;
mod moments;
mod networking;

mod presets;
mod profile;
mod refusals;
mod routes;
mod samples;
mod sddc;

mod sddcs;
mod states;
mod subscriptions;
mod timeline;

mod visit;
mod worlds;

use crate::http::{
    App,
    pages::{Answering, Pages},
};
use axum::extract::Request;
use guard::Keys;
use std::sync::Arc;
use tokio::sync::watch;

/// The console of a server.
#[derive(Debug, Clone)]
pub(crate) struct Console {
    keys: Arc<Keys>,
    /// What a page can say about how the server is reached.
    reach: Arc<Reach>,
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

/// The console cannot be made: the system gives no random numbers.
#[derive(Debug, thiserror::Error)]
#[error("the system gives no random numbers")]
pub(crate) struct NoRandomness;

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
    fn stopped(&self) -> impl Future<Output = ()> + Send + 'static {
        let mut stopping = self.stopping.subscribe();
        async move {
            // The sender is there as long as a stream is.
            drop(stopping.wait_for(|is_stopping| *is_stopping).await);
        }
    }
}

impl Pages for Console {
    fn answer<'a>(&'a self, app: &'a App, request: Request) -> Answering<'a> {
        Box::pin(self.respond(app, request))
    }
}
