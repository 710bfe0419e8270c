//! Refusals that fault rules cause, and refusals of the rules themselves.

use crate::kernel::refusal::{InjectedWords, Refusal, RefusalKind};
use http::StatusCode;

/// The sentence for a request that comes too soon. No public source shows the service's own sentence. (assumption)
const THROTTLED: &str = "Too many requests. Please try again later.";

/// Creates the error that a fault rule describes. Fields that the rule leaves out are filled as the service would.
pub(super) fn injected(status: u16, messages: Vec<String>, code: Option<String>) -> Refusal {
    // The check of new rules refuses numbers that are not a status.
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let (own_code, own_sentence) = own_words(status);
    let message = if messages.is_empty() { own_sentence } else { messages.join(" ") };
    let kind = RefusalKind::Injected(Box::new(InjectedWords { messages, code }));
    Refusal { kind, ..Refusal::new(status, own_code, message) }
}

/// Too many requests. The client may try again after `retry_after` seconds.
pub(super) fn throttled(retry_after: u32) -> Refusal {
    let refusal = Refusal::new(StatusCode::TOO_MANY_REQUESTS, "skyscraper.request.throttled", THROTTLED);
    Refusal { retry_after: Some(retry_after), ..refusal }
}

/// The connection is to be closed or to stay silent. Only a caller in the same process, which has no connection, receives this refusal.
pub(super) fn unanswered() -> Refusal {
    let message = "A fault rule leaves this request unanswered.";
    Refusal::new(StatusCode::SERVICE_UNAVAILABLE, "vmcsim.fault.unanswered", message)
}

pub(super) fn rule_not_found(id: u64) -> Refusal {
    Refusal::not_found("vmcsim.fault.not.found", format!("There is no fault rule {id}."))
}

/// Returns the code and sentence that the service sends with a status. The sentence for 500 is recorded. The other sentences and all codes
/// are chosen; where this server has a refusal of its own with that status, its texts are used. (assumption)
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
        StatusCode::TOO_MANY_REQUESTS => ("skyscraper.request.throttled", THROTTLED),
        StatusCode::INTERNAL_SERVER_ERROR => ("skyscraper.internal.error", "An internal error has occurred."),
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
