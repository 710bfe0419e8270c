//! The access token: got when first needed, kept until the service no longer takes it.
//!
//! How long a token lives is known to the service's clock alone, which may be a simulated one. So expiry is never
//! computed here; a 401 is what tells that a token has had its day.

use super::Error;
use crate::wire::Secret;
use http::HeaderValue;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::Mutex;

/// An access token as a header value, and which of the client's sign-ins brought it.
///
/// Tokens are told apart by that number, not by their text: two sign-ins within one second may bring the same text.
#[derive(Clone)]
pub(super) struct AccessToken {
    pub(super) header: HeaderValue,
    sign_in: u64,
}

impl AccessToken {
    /// The token's text, to be looked for where it must not appear.
    pub(super) fn text(&self) -> &str {
        self.header.to_str().unwrap_or_default()
    }
}

/// What an OAuth app signs in with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientCredentials {
    /// Client id.
    pub id: String,
    /// Client secret.
    pub secret: Secret,
}

/// What a client signs in with.
#[derive(Debug, Clone)]
pub(super) enum Key {
    /// An API token of a user.
    ApiToken(Secret),
    /// An OAuth app's own.
    Client(ClientCredentials),
}

impl Key {
    /// The secret of it, to be looked for where it must not appear.
    pub(super) fn secret(&self) -> &str {
        match self {
            Self::ApiToken(token) => token.expose(),
            Self::Client(credentials) => credentials.secret.expose(),
        }
    }
}

/// The cache of the one access token that all calls of a client share.
pub(super) struct Login {
    key: Option<Key>,
    /// Held across a sign-in, so that there is one at a time and the others wait for its outcome.
    state: Mutex<State>,
    /// Sign-ins that have ended, well or badly. Read without the lock, to know what ended while waiting for it.
    ended: AtomicU64,
}

#[derive(Default)]
struct State {
    token: Option<AccessToken>,
    failure: Option<Failure>,
}

struct Failure {
    sign_in: u64,
    error: Error,
}

impl Login {
    pub(super) fn new(key: Option<Key>) -> Self {
        Self { key, state: Mutex::default(), ended: AtomicU64::new(0) }
    }

    pub(super) fn key(&self) -> Option<&Key> {
        self.key.as_ref()
    }

    /// A token that is not `refused`: the kept one, or else a new one from `sign_in`.
    ///
    /// Calls that queue up behind a sign-in share its outcome, be it a token or a failure. Sharing failures too
    /// keeps the wait of each call to one sign-in, however many are waiting.
    pub(super) async fn token<F>(
        &self,
        refused: Option<&AccessToken>,
        sign_in: impl FnOnce() -> F,
    ) -> Result<AccessToken, Error>
    where
        F: Future<Output = Result<HeaderValue, Error>>,
    {
        let ended_before = self.ended.load(Ordering::Acquire);
        let mut state = self.state.lock().await;
        if let Some(token) = &state.token
            && refused.is_none_or(|refused| refused.sign_in != token.sign_in)
        {
            return Ok(token.clone());
        }
        if let Some(failure) = &state.failure
            && failure.sign_in > ended_before
        {
            return Err(failure.error.clone());
        }
        *state = State::default();
        let outcome = sign_in().await;
        let sign_in = self.ended.fetch_add(1, Ordering::AcqRel) + 1;
        match outcome {
            Ok(header) => {
                let token = AccessToken { header, sign_in };
                state.token = Some(token.clone());
                Ok(token)
            }
            Err(error) => {
                state.failure = Some(Failure { sign_in, error: error.clone() });
                Err(error)
            }
        }
    }
}
