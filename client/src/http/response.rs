//! Responses: reading them with a size limit, and decoding them as the documented reply, a documented refusal, or
//! neither.

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

/// The maximum size of an answer in bytes. This is enough for some thousand SDDCs.
pub(super) const MOST_BYTES: usize = 64 * 1024 * 1024;
/// The maximum number of bytes of an undocumented answer that an error quotes.
const MOST_QUOTED: usize = 2048;

/// A response whose body has not been decoded.
pub(super) struct Response {
    pub(super) status: StatusCode,
    content_type: Option<String>,
    retry_after: Option<Duration>,
    body: Vec<u8>,
}

impl Response {
    /// Reads an answer to its end. Returns `None` if it is longer than `limit`.
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

    /// Decodes the documented reply. Errors do not contain `tokens`.
    pub(super) fn into_reply<E: Endpoint>(self, request: &Request, tokens: &[&str]) -> Result<Output<E>, Error> {
        let tokens = || tokens.iter().copied().map(str::to_owned).chain(request.secrets());
        let status = self.status.as_u16();
        if status == E::INFO.status || Some(status) == E::INFO.other_status {
            E::decode_output(&self.body).map_err(|err| self.unreadable(err, request, tokens().collect()))
        } else {
            Err(self.into_refusal(request, &Redactor::new(tokens())))
        }
    }

    /// Decodes the answer of a request that no endpoint describes. Errors do not contain `tokens`.
    pub(super) fn into_document<T>(
        self,
        request: &Request,
        tokens: &[&str],
        decode: impl FnOnce(&[u8]) -> Result<T, DecodeError>,
    ) -> Result<T, Error> {
        if self.status.is_success() {
            let tokens = || tokens.iter().copied().map(str::to_owned).collect();
            decode(&self.body).map_err(|err| self.unreadable(err, request, tokens()))
        } else {
            Err(self.into_refusal(request, &Redactor::new(tokens.iter().copied().map(str::to_owned))))
        }
    }

    fn unreadable(&self, err: DecodeError, request: &Request, tokens: Vec<String>) -> Error {
        // Any text in CSP's answer may be a new token.
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
                Service::Nsx => {
                    if let Some(body) = self.refusal(redactor) {
                        return Error::NetworkRefused { operation, status, body: Box::new(body), retry_after };
                    }
                }
                Service::Vmc | Service::NsxV | Service::Control => {
                    if let Some(body) = self.refusal(redactor) {
                        return Error::Refused { operation, status, body: Box::new(body), retry_after };
                    }
                }
                Service::Core => {
                    if let Some(body) = self.refusal(redactor) {
                        return Error::CoreRefused { operation, status, body: Box::new(body), retry_after };
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

    /// Decodes the body as one of the documented refusals, redacted.
    fn refusal<T: DeserializeOwned>(&self, redactor: &Redactor) -> Option<T> {
        let mut body: Value = serde_json::from_slice(&self.body).ok()?;
        redactor.document(&mut body);
        serde_json::from_value(body).ok()
    }

    /// Returns the start of the body. The text is redacted before it is cut, so that no part of a token remains.
    fn quote(&self, redactor: &Redactor) -> String {
        /// The number of bytes that are redacted before the cut. Redacting makes most texts shorter.
        const ENOUGH: usize = 16 * MOST_QUOTED;
        let start = &self.body[..self.body.len().min(ENOUGH)];
        let mut text = redactor.text(&String::from_utf8_lossy(start));
        text.truncate(text.floor_char_boundary(MOST_QUOTED));
        text
    }
}
