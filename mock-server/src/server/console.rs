//! The console of a server: whether it has one, and where it is.

use super::{Builder, MockServer, error::StartError, network::Reach};
use crate::http::App;

/// Ends what the console keeps open.
pub(super) type Stop = Box<dyn FnOnce() + Send>;

impl Builder {
    /// Sets whether the server has pages for people, the console under `/console/`. They need the feature `console`. Default: it has them.
    #[must_use]
    pub fn console(mut self, console: bool) -> Self {
        self.console = console;
        self
    }

    /// Gives the server its console, if it shall have one. The second value is to be called when the server stops.
    #[cfg(feature = "console")]
    pub(super) fn with_console(&self, app: App, reach: &Reach) -> Result<(App, Option<Stop>), StartError> {
        use crate::console::{Console, Reach as Reached};
        if !self.console {
            return Ok((app, None));
        }
        let ca_pem = reach.tls.as_ref().and_then(|tls| tls.authority_pem()).map(str::to_owned);
        let proxy_url = reach.proxy.map(|address| format!("http://{}", super::network::from_here(address)));
        let console = Console::new(Reached { ca_pem, proxy_url }).map_err(|_| StartError::NoRandomness)?;
        let pages = std::sync::Arc::new(console.clone());
        Ok((app.with_pages(pages), Some(Box::new(move || console.stop()))))
    }

    /// Without the feature `console`, no server has one.
    #[cfg(not(feature = "console"))]
    pub(super) fn with_console(&self, app: App, _: &Reach) -> Result<(App, Option<Stop>), StartError> {
        Ok((app, None))
    }
}

impl MockServer {
    /// Returns the address of the console, if the server has one.
    pub fn console_url(&self) -> Option<String> {
        self.has_console.then(|| format!("{}/console/", self.url()))
    }
}
