//! A server to judge: its addresses, and what may be sent to it.

use crate::guard::Guard;
use reqwest::redirect::Policy;
use std::time::Duration;

/// How long an answer may take. A server that is slower does not answer.
const ANSWER_MAX: Duration = Duration::from_mins(2);

/// A server to judge.
#[derive(Debug, Clone)]
pub struct Target {
    url: String,
    /// Where the sign-in service is, if it is elsewhere.
    csp_url: Option<String>,
    guard: Guard,
    http: reqwest::Client,
}

impl Target {
    /// A server at this address.
    ///
    /// # Panics
    /// Where no HTTP client can be had.
    pub fn at(url: &str) -> Self {
        // A redirect would carry the token's header to whom it names, and past the guard.
        let mut http = reqwest::Client::builder().no_proxy().redirect(Policy::none()).timeout(ANSWER_MAX);
        if url.starts_with("http:") {
            // Without TLS the system's certificates are not needed, and there may not be any.
            http = http.tls_certs_only([]);
        }
        let http = http.build().expect("an HTTP client");
        Self { url: url.trim_end_matches('/').to_owned(), csp_url: None, guard: Guard::Open, http }
    }

    /// The same server, with its sign-in service at another address.
    #[must_use]
    pub fn with_csp_at(self, url: &str) -> Self {
        Self { csp_url: Some(url.trim_end_matches('/').to_owned()), ..self }
    }

    /// The same server, to which only what the guard lets through is sent.
    #[must_use]
    pub fn guarded(self, guard: Guard) -> Self {
        Self { guard, ..self }
    }

    /// `http://host:port`
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The address that a path belongs to: the sign-in service has one of its own.
    pub fn url_of(&self, path: &str) -> &str {
        self.csp_url.as_deref().filter(|_| path.starts_with("/csp/")).unwrap_or(&self.url)
    }

    /// What may be sent to it.
    pub fn guard(&self) -> &Guard {
        &self.guard
    }

    /// The client that all requests to this server go through.
    pub fn http(&self) -> &reqwest::Client {
        &self.http
    }
}
