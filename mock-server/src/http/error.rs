//! Writes responses: refusals in the form of the service that the request was sent to, and the bodies of successful operations.
//!
//! VMC, its newer services, CSP and NSX have different error bodies, and CSP has two.

mod core;
mod csp;
mod nsx;

use super::refusals::ENCODINGS_ACCEPTED;
use crate::{
    journal::entry::CLIENT_GONE,
    world::kernel::refusal::{Refusal, RefusalKind},
    worlds::Outcome,
};
use axum::{body::Body, response::Response};
use bytes::Bytes;
use http::{HeaderValue, StatusCode, header};
use jiff::{Timestamp, fmt::rfc2822};
use serde::Serialize;
use std::cell::RefCell;
use vmc_client::{endpoint::Service, wire::ErrorResponse};

/// The response body of a refused request, which the journal keeps.
#[derive(Debug, Clone)]
pub(super) struct RefusalBody(pub(super) Bytes);

/// Returns the response to a refused request, in the form of the service that it was sent to.
pub(super) fn refuse<T>(service: Service, path: &str, outcome: &Outcome<T>) -> Response {
    let internal;
    let refusal = match &outcome.result {
        Err(refusal) => refusal,
        Ok(_) => {
            internal = Refusal::internal();
            &internal
        }
    };
    let body = match service {
        Service::Csp => csp::body(path, refusal, outcome.now),
        Service::Core => core::body(path, refusal, outcome.now),
        Service::Nsx => nsx::body(refusal),
        Service::NsxV => nsx::preview_body(refusal),
        Service::Vmc | Service::Control => vmc_body(path, refusal),
    };
    let body = Bytes::from(body.unwrap_or_default());
    let mut response = dated(json(refusal.status, body.clone()), outcome.now);
    response.extensions_mut().insert(RefusalBody(body));
    if refusal.status == StatusCode::UNSUPPORTED_MEDIA_TYPE {
        response.headers_mut().insert(header::ACCEPT_ENCODING, HeaderValue::from_static(ENCODINGS_ACCEPTED));
    }
    if let Some(seconds) = refusal.retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

fn vmc_body(path: &str, refusal: &Refusal) -> Result<Vec<u8>, serde_json::Error> {
    let injected = refusal.injected();
    let code = injected.and_then(|words| words.code.as_deref()).unwrap_or(refusal.code);
    let messages = match &refusal.kind {
        RefusalKind::Injected(words) if !words.messages.is_empty() => words.messages.clone(),
        RefusalKind::Invalid(findings) => {
            findings.details.iter().map(|detail| detail.validation_error_message.clone()).collect()
        }
        _ => vec![refusal.to_string()],
    };
    let body = ErrorResponse {
        status: refusal.status.as_u16(),
        path: path.to_owned(),
        retryable: refusal.is_retryable(),
        error_code: code.to_owned(),
        error_messages: messages,
    };
    if refusal.status == StatusCode::NOT_IMPLEMENTED && !path.starts_with(VMC) {
        return serde_json::to_vec(&OtherServiceError { error_message: refusal.to_string(), body });
    }
    serde_json::to_vec(&body)
}

/// The beginning of the paths of VMC, of the autoscaler and of site recovery, whose error body is [`ErrorResponse`] alone.
const VMC: &str = "/vmc/";

/// The error body for a service that is not simulated, as vCenter and NSX Manager. Their clients read `error_message`. (seen in
/// client code)
#[derive(Serialize)]
struct OtherServiceError {
    error_message: String,
    #[serde(flatten)]
    body: ErrorResponse,
}

/// Returns a response with a JSON body.
pub(super) fn json(status: StatusCode, body: Bytes) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// Adds to a response that asks for credentials which ones it wants. (RFC 9110, section 11.6.1)
pub(super) fn with_realm(mut response: Response, realm: &'static str) -> Response {
    if response.status() == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(realm));
    }
    response
}

/// Returns a response without a body.
pub(super) fn empty(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

/// Returns a response that sends a browser to another address of this server, which it then reads.
pub(super) fn redirect(to: &str) -> Response {
    let mut response = empty(StatusCode::SEE_OTHER);
    if let Ok(to) = HeaderValue::from_str(to) {
        response.headers_mut().insert(header::LOCATION, to);
    }
    response
}

/// Returns the response that is recorded for a client that disconnected before its request was answered. Nobody receives it.
pub(super) fn client_gone() -> Response {
    empty(StatusCode::from_u16(CLIENT_GONE).unwrap_or_default())
}

/// Sets the response's `Date` header to the world's time.
pub(super) fn dated(mut response: Response, now: Option<Timestamp>) -> Response {
    if let Some(date) = now.and_then(date) {
        response.headers_mut().insert(header::DATE, date);
    }
    response
}

thread_local! {
    /// The last `Date` value that was formatted, and its second. Most responses have the same date as the one before.
    static LAST_DATE: RefCell<Option<(i64, HeaderValue)>> = const { RefCell::new(None) };
}

fn date(now: Timestamp) -> Option<HeaderValue> {
    let second = now.as_second();
    LAST_DATE.with_borrow_mut(|last| {
        if let Some((_, date)) = last.as_ref().filter(|(written, _)| *written == second) {
            return Some(date.clone());
        }
        let text = rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&now).ok()?;
        let date = HeaderValue::try_from(text).ok()?;
        *last = Some((second, date.clone()));
        Some(date)
    })
}
