//! How errors look that a fault rule asks for by their status alone.

use crate::world::kernel::{error::{ApiError, TokenFault}, faults::error::{FaultError, InjectedError}};
use http::StatusCode;

/// Status and `error_code` of each.
pub(super) fn status_and_code(fault: &FaultError) -> (StatusCode, &'static str) {
    match fault {
        FaultError::Injected(error) => (status(error), own_words(status(error)).0),
        FaultError::Throttled { .. } => (StatusCode::TOO_MANY_REQUESTS, "skyscraper.request.throttled"),
        FaultError::Unanswered => (StatusCode::SERVICE_UNAVAILABLE, "vmcsim.fault.unanswered"),
        FaultError::RuleNotFound(_) => (StatusCode::NOT_FOUND, "vmcsim.fault.not.found"),
    }
}

/// The status that a rule names. Rules with others are not taken in.
fn status(error: &InjectedError) -> StatusCode {
    StatusCode::from_u16(error.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// What the service says by itself with a status, as code and sentence. That of 500 is recorded; the other sentences and all codes are
/// chosen, those of this server's own refusals where it has them. (assumption)
fn own_words(status: StatusCode) -> (&'static str, String) {
    let (code, sentence) = match status {
        StatusCode::BAD_REQUEST => ("skyscraper.request.invalid", "The request is invalid."),
        StatusCode::UNAUTHORIZED => ("skyscraper.auth.token.invalid", "The access token is not valid."),
        StatusCode::FORBIDDEN => ("skyscraper.auth.role.missing", "The caller's roles do not allow this operation."),
        StatusCode::NOT_FOUND => ("skyscraper.resource.not.found", "The resource cannot be found."),
        StatusCode::METHOD_NOT_ALLOWED => {
            ("skyscraper.request.method.not.allowed", "The method is not allowed for this resource.")
        }
        StatusCode::CONFLICT => {
            ("skyscraper.resource.conflict", "The resource was changed by another request. Please try again.")
        }
        StatusCode::TOO_MANY_REQUESTS => {
            return ("skyscraper.request.throttled", FaultError::Throttled { retry_after: 0 }.to_string());
        }
        StatusCode::INTERNAL_SERVER_ERROR => return ("skyscraper.internal.error", ApiError::Internal.to_string()),
        StatusCode::BAD_GATEWAY => ("skyscraper.gateway.bad", "The gateway got no valid answer."),
        StatusCode::SERVICE_UNAVAILABLE => {
            ("skyscraper.service.unavailable", "The service is temporarily unavailable. Please try again later.")
        }
        StatusCode::GATEWAY_TIMEOUT => ("skyscraper.gateway.timeout", "The gateway got no answer in time."),
        other => {
            let code = if other.is_client_error() { "skyscraper.request.refused" } else { "skyscraper.request.failed" };
            return (code, format!("{}.", other.canonical_reason().unwrap_or("The request was refused")));
        }
    };
    (code, sentence.to_owned())
}

/// Code and sentences: the rule's, or the service's own.
pub(super) fn words(error: &InjectedError, own_code: &str) -> (String, Vec<String>) {
    let messages = if error.messages.is_empty() { vec![own_words(status(error)).1] } else { error.messages.clone() };
    (error.code.clone().unwrap_or_else(|| own_code.to_owned()), messages)
}

/// What the sign-in service says: one sentence. With 400 it is what is recorded of refused tokens.
pub(super) fn sentence(error: &InjectedError) -> String {
    match status(error) {
        _ if !error.messages.is_empty() => error.messages.join(" "),
        StatusCode::BAD_REQUEST => ApiError::ApiTokenInvalid(TokenFault::Unknown).to_string(),
        status => own_words(status).1,
    }
}
