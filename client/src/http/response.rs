//! A response: it is read within bounds, and is the documented reply, a documented refusal, or neither.

use super::{
    Error,
    call::Request,
    error::CspRefusal,
    redact::{Redactor, texts_in},
};
use crate::endpoint::{DecodeError, Endpoint, Output, Service};
use http::{
    StatusCode,
    header::{CONTENT_TYPE, RETRY_AFTER},
};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::time::Duration;

/// The most bytes of an answer that are held: some thousand SDDCs.
pub(super) const MOST_BYTES: usize = 64 * 1024 * 1024;
/// The most bytes of an undocumented answer that an error quotes.
const MOST_QUOTED: usize = 2048;

/// A response whose body is not decoded yet.
pub(super) struct Response {
    pub(super) status: StatusCode,
    content_type: Option<String>,
    retry_after: Option<Duration>,
    body: Vec<u8>,
}

impl Response {
    /// Reads an answer to its end; `None` where it is longer than `limit`.
    pub(super) async fn read(mut response: reqwest::Response, limit: usize) -> Result<Option<Self>, reqwest::Error> {
        let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::trim);
        let status = response.status();
        let content_type = header(CONTENT_TYPE).map(str::to_owned);
        let retry_after = header(RETRY_AFTER).and_then(|seconds| seconds.parse().ok()).map(Duration::from_secs);
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            if chunk.len() > limit - body.len() {
                return Ok(None);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Some(Self { status, content_type, retry_after, body }))
    }

    /// Decodes the documented reply. The tokens do not appear in the error.
    pub(super) fn into_reply<E: Endpoint>(self, request: &Request, tokens: &[&str]) -> Result<Output<E>, Error> {
        let tokens = || tokens.iter().copied().map(str::to_owned).chain(request.told_to_csp());
        let status = self.status.as_u16();
        if status == E::INFO.status || Some(status) == E::INFO.other_status {
            E::decode_output(&self.body).map_err(|err| self.unreadable(err, request, tokens().collect()))
        } else {
            Err(self.into_refusal(request, &Redactor::new(tokens())))
        }
    }

    fn unreadable(&self, err: DecodeError, request: &Request, tokens: Vec<String>) -> Error {
        // What CSP answers may be a token that no one knows yet.
        let answered = if request.service == Service::Csp { texts_in(&self.body) } else { Vec::new() };
        self.undecodable(err, request, &Redactor::new(tokens.into_iter().chain(answered)))
    }

    fn undecodable(&self, err: DecodeError, request: &Request, redactor: &Redactor) -> Error {
        let mut reason = redactor.text(&err.reason);
        if let (Some(actual), Some(documented)) = (&self.content_type, request.accept)
            && !actual.starts_with(documented)
        {
            reason = format!("{reason} (it is labelled `{actual}`)");
        }
        Error::Undecodable { operation: request.operation, path: err.path, reason }
    }

    fn into_refusal(self, request: &Request, redactor: &Redactor) -> Error {
        let Self { status, retry_after, .. } = self;
        let operation = request.operation;
        if status.is_client_error() || status.is_server_error() {
            match request.service {
                Service::Vmc | Service::Control => {
                    if let Some(body) = self.refusal(redactor) {
                        return Error::Refused { operation, status, body: Box::new(body), retry_after };
                    }
                }
                Service::Csp => {
                    let full = self.refusal(redactor).map(CspRefusal::Full);
                    if let Some(body) = full.or_else(|| self.refusal(redactor).map(CspRefusal::Module)) {
                        return Error::SignInRefused { operation, status, body: Box::new(body), retry_after };
                    }
                }
            }
        }
        let body = if status.is_success() { String::new() } else { self.quote(redactor) };
        Error::Unexpected { operation, status, body, retry_after }
    }

    /// The body as one of the documented refusals, cleaned.
    fn refusal<T: DeserializeOwned>(&self, redactor: &Redactor) -> Option<T> {
        let mut body: Value = serde_json::from_slice(&self.body).ok()?;
        redactor.document(&mut body);
        serde_json::from_value(body).ok()
    }

    /// The start of the body, cleaned before it is cut, so that no half of a token is left.
    fn quote(&self, redactor: &Redactor) -> String {
        /// What is read for it. Cleaning makes most texts shorter.
        const ENOUGH: usize = 16 * MOST_QUOTED;
        let start = &self.body[..self.body.len().min(ENOUGH)];
        let mut text = redactor.text(&String::from_utf8_lossy(start));
        text.truncate(text.floor_char_boundary(MOST_QUOTED));
        text
    }
}
