//! The refusal of a request, as a plain value: status, error code and sentence.
//!
//! Each resource declares its own refusals beside its rules. This module defines the type, and the few refusals that all resources share.
//! The HTTP layer writes the error body in the format of the service that was called.
//!
//! No public source shows a complete error body of VMC. Of its error codes it is only known that they contain dots and begin with
//! `skyscraper.`, so the codes are chosen in that style. (assumption) Sentences that repeat the service's own text exactly are marked
//! *recorded* where they are declared; the others are chosen in the service's style.

use http::StatusCode;
use std::{
    borrow::Cow,
    error::Error,
    fmt::{self, Display, Formatter},
};
use vmc_client::wire::ValidationErrorDetail;

/// The error code of a collection that has reached its limit.
const FULL: &str = "vmcsim.limit.reached";

/// The result of an operation.
pub type ApiResult<T> = Result<T, Refusal>;

/// The refusal of a request.
///
/// The sentence never contains a secret, so the `Debug` and `Display` output may be logged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub status: StatusCode,
    /// VMC's `error_code`.
    pub code: &'static str,
    /// The sentence that describes the error.
    pub message: Cow<'static, str>,
    /// The module and code of the sign-in service (CSP), if it has its own for this refusal.
    pub csp: Option<CspCode>,
    /// The module and code of NSX, if it has its own for this refusal.
    pub nsx: Option<NsxCode>,
    /// The value of the `Retry-After` header, in seconds.
    pub retry_after: Option<u32>,
    /// The kind of refusal, for code that treats some kinds differently.
    pub kind: RefusalKind,
}

/// The numbers by which the sign-in service identifies a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CspCode {
    /// The number of the module that refuses.
    pub module: i64,
    /// The code within the module. If it is `None`, the body contains only the module and the sentence.
    pub code: Option<u16>,
}

/// The name and the number by which NSX identifies a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NsxCode {
    /// The module that refuses.
    pub module: &'static str,
    pub code: u32,
}

/// Kinds of refusals that need different treatment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum RefusalKind {
    /// A refusal without special treatment.
    #[default]
    Plain,
    /// The world in the request does not exist.
    WorldNotFound,
    /// A check found these faults. Only the newer services below `/api/` name them each.
    Invalid(Box<Findings>),
    /// A fault rule caused the refusal and may set its texts.
    Injected(Box<InjectedWords>),
}

/// The faults that a check found. They are boxed, so that results without a refusal stay small.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Findings {
    pub details: Vec<ValidationErrorDetail>,
}

impl RefusalKind {
    /// Returns the kind of a refusal for which a check found these faults.
    pub fn invalid(details: impl IntoIterator<Item = ValidationErrorDetail>) -> Self {
        Self::Invalid(Box::new(Findings { details: details.into_iter().collect() }))
    }
}

/// The texts that a fault rule sets for the error that it injects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InjectedWords {
    /// The sentences. Empty if the service's own sentence is used.
    pub messages: Vec<String>,
    /// The error code. `None` if the service's own code is used.
    pub code: Option<String>,
}

impl Refusal {
    /// Creates a refusal with this status, code and sentence.
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            csp: None,
            nsx: None,
            retry_after: None,
            kind: RefusalKind::Plain,
        }
    }

    /// Creates a refusal with status 400.
    pub fn bad_request(code: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    /// Creates a refusal with status 404.
    pub fn not_found(code: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::NOT_FOUND, code, message)
    }

    /// Creates a refusal with status 409.
    pub fn conflict(code: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::CONFLICT, code, message)
    }

    /// The request cannot be parsed, or a value is not allowed.
    pub fn invalid(reason: impl Into<Cow<'static, str>>) -> Self {
        Self::bad_request("skyscraper.request.invalid", reason)
    }

    /// A required parameter is missing.
    pub fn parameter_missing(name: &'static str) -> Self {
        let message = format!("A required parameter is missing: {name}");
        Self::bad_request("skyscraper.request.parameter.missing", message)
    }

    /// A collection has reached its limit. The service has no such limits.
    pub fn full(what: &'static str, limit: usize) -> Self {
        let message = format!(
            "The limit of {limit} {what} is reached. Sending the request again does not help: delete some of them, or use another world."
        );
        Self::new(StatusCode::TOO_MANY_REQUESTS, FULL, message)
    }

    /// The access token has expired, by the world's clock.
    pub fn token_expired() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "skyscraper.auth.token.expired",
            "The access token has expired, by the world's clock: sign in again with the API token.",
        )
    }

    /// A bug in the simulator. The sentence is the service's own. (recorded)
    pub fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "skyscraper.internal.error", "An internal error has occurred.")
    }

    /// Returns true if the client may send the same request again.
    pub fn is_retryable(&self) -> bool {
        let may_pass = matches!(self.status, StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS);
        may_pass && self.code != FULL
    }

    /// Returns the texts of the fault rule, if a rule caused this refusal.
    pub fn injected(&self) -> Option<&InjectedWords> {
        match &self.kind {
            RefusalKind::Injected(words) => Some(words),
            RefusalKind::Plain | RefusalKind::WorldNotFound | RefusalKind::Invalid(_) => None,
        }
    }
}

impl Display for Refusal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for Refusal {}

/// Returns a decoder's error text without the part of the input that it quotes.
pub fn without_quoted(reason: &str) -> String {
    let mut clean = String::with_capacity(reason.len());
    let mut rest = reason;
    while let Some((before, quoted)) = rest.split_once("string \"") {
        clean.push_str(before);
        clean.push_str("string");
        // The quoted text may contain quotes, so it ends only where the expectation begins.
        rest = quoted.rfind("\", expected").map_or("", |end| &quoted[end + 1..]);
    }
    clean.push_str(rest);
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_decoder_quotes_is_left_out() {
        for (reason, clean) in [
            (r#"invalid type: string "se\"cret", expected u32"#, "invalid type: string, expected u32"),
            (r#"invalid value: string "a", expected b", expected a UUID"#, "invalid value: string, expected a UUID"),
            ("missing field `name`", "missing field `name`"),
            ("invalid type: integer `7`, expected a string", "invalid type: integer `7`, expected a string"),
        ] {
            assert_eq!(without_quoted(reason), clean);
        }
    }
}
