//! The server under test: its addresses, and the requests that may be sent to it.

use crate::guard::Guard;
use reqwest::redirect::Policy;
use std::time::Duration;

/// The maximum time for an answer.
const ANSWER_MAX: Duration = Duration::from_mins(2);

/// A server under test.
#[derive(Debug, Clone)]
pub struct Target {
    url: String,
    /// The address of the sign-in service, if it differs.
    csp_url: Option<String>,
    guard: Guard,
    http: reqwest::Client,
}

impl Target {
    /// Creates a target for a server at this address.
    ///
    /// # Panics
    /// Panics if no HTTP client can be created.
    pub fn at(url: &str) -> Self {
        // A redirect would send the token to another server, past the guard.
        let mut http = vmc_client::http::reqwest_builder().no_proxy().redirect(Policy::none()).timeout(ANSWER_MAX);
        if url.starts_with("http:") {
            // Without TLS, the certificates of the system are not needed, and there may be none.
            http = http.tls_certs_only([]);
        }
        let http = http.build().expect("an HTTP client");
        Self { url: url.trim_end_matches('/').to_owned(), csp_url: None, guard: Guard::Open, http }
    }

    /// Sets another address for the sign-in service.
    #[must_use]
    pub fn with_csp_at(self, url: &str) -> Self {
        Self { csp_url: Some(url.trim_end_matches('/').to_owned()), ..self }
    }

    /// Restricts the requests to those that the guard admits.
    #[must_use]
    pub fn guarded(self, guard: Guard) -> Self {
        Self { guard, ..self }
    }

    /// `http://host:port`
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Returns the address to which a path belongs. The sign-in service may have its own address.
    pub fn url_of(&self, path: &str) -> &str {
        self.csp_url.as_deref().filter(|_| path.starts_with("/csp/")).unwrap_or(&self.url)
    }

    /// Returns the guard, which decides what may be sent.
    pub fn guard(&self) -> &Guard {
        &self.guard
    }

    /// Returns the client that sends all requests to this server.
    pub fn http(&self) -> &reqwest::Client {
        &self.http
    }
}
