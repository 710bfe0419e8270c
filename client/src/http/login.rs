//! The cached access token: it is requested when first needed and kept until the service rejects it.
//!
//! Only the service's clock, which may be simulated, determines how long a token lives. The client therefore never
//! computes the expiry; a 401 answer shows that the token has expired.

use super::Error;
use crate::wire::Secret;
use http::HeaderValue;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::Mutex;

/// An access token as a header value, and the number of the sign-in that returned it.
///
/// Tokens are compared by that number, not by their text: two sign-ins within one second may return the same text.
#[derive(Clone)]
pub(super) struct AccessToken {
    pub(super) header: HeaderValue,
    sign_in: u64,
}

impl AccessToken {
    /// Returns the token's text, which is used to redact it.
    pub(super) fn text(&self) -> &str {
        self.header.to_str().unwrap_or_default()
    }
}

/// The credentials with which an OAuth app signs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientCredentials {
    pub id: String,
    pub secret: Secret,
}

/// The credential with which a client signs in.
#[derive(Debug, Clone)]
pub(super) enum Key {
    /// An API token of a user.
    ApiToken(Secret),
    /// The credentials of an OAuth app.
    Client(ClientCredentials),
}

impl Key {
    /// Returns the secret part, which is used to redact it.
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
    /// This lock is held during a sign-in: only one sign-in runs at a time, and the other calls wait for its outcome.
    state: Mutex<State>,
    /// The number of sign-ins that have ended, successfully or not. It is read without the lock, to detect sign-ins
    /// that end while a call waits.
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

    /// Returns a token other than `refused`: the cached one, or a new one from `sign_in`.
    ///
    /// Calls that wait for a running sign-in share its outcome, whether it is a token or an error. Because errors are
    /// shared too, each call waits for at most one sign-in, however many calls are waiting.
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
