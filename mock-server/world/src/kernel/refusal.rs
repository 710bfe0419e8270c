//! The refusal of a request: its status, its code and its sentence, as a plain value.
//!
//! Each resource declares its own refusals beside its rules. This module has the value itself and the few refusals that every resource
//! shares. The shell writes the body from it, in the shape of the service that was asked.
//!
//! No public source shows a whole error body of VMC, nor any error code but that they are dotted and begin with `skyscraper.`: the codes
//! are chosen in that style. (assumption) Sentences that are the service's own, to the letter, are marked *recorded* where they are
//! declared; the others are chosen in its style.

use http::StatusCode;
use std::{
    borrow::Cow,
    error::Error,
    fmt::{self, Display, Formatter},
};

/// The result of an operation.
pub type ApiResult<T> = Result<T, Refusal>;

/// Why an operation was refused.
///
/// The sentence never holds a secret, so `Debug` and `Display` may be logged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// HTTP status.
    pub status: StatusCode,
    /// VMC's `error_code`.
    pub code: &'static str,
    /// The sentence that says what is wrong.
    pub message: Cow<'static, str>,
    /// Module and code of the sign-in service (CSP), where it has its own for this refusal.
    pub csp: Option<CspCode>,
    /// Value of the header `Retry-After`, in seconds.
    pub retry_after: Option<u32>,
    /// What kind of refusal it is, for code that treats one kind differently.
    pub kind: RefusalKind,
}

/// How the sign-in service numbers a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CspCode {
    /// The module that refuses.
    pub module: i64,
    /// The code within the module. Without one the body names the module and the sentence alone.
    pub code: Option<u16>,
}

/// Kinds of refusals that are treated differently from others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum RefusalKind {
    /// Nothing treats it differently.
    #[default]
    Plain,
    /// The world that the request names does not exist.
    WorldNotFound,
    /// A fault rule asks for it, in these words.
    Injected(Box<InjectedWords>),
}

/// What a fault rule says about the error that it injects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InjectedWords {
    /// Its sentences; none where the service's own applies.
    pub messages: Vec<String>,
    /// Its code, unless the service's own applies.
    pub code: Option<String>,
}

impl Refusal {
    /// A refusal with this status, code and sentence.
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self { status, code, message: message.into(), csp: None, retry_after: None, kind: RefusalKind::Plain }
    }

    /// A refusal with status 400.
    pub fn bad_request(code: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    /// A refusal with status 404.
    pub fn not_found(code: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::NOT_FOUND, code, message)
    }

    /// A refusal with status 409.
    pub fn conflict(code: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::CONFLICT, code, message)
    }

    /// The request cannot be read, or a value is not allowed.
    pub fn invalid(reason: impl Into<Cow<'static, str>>) -> Self {
        Self::bad_request("skyscraper.request.invalid", reason)
    }

    /// A required parameter is missing.
    pub fn parameter_missing(name: &'static str) -> Self {
        let message = format!("A required parameter is missing: {name}");
        Self::bad_request("skyscraper.request.parameter.missing", message)
    }

    /// A collection is full. The service has no such limits.
    pub fn full(what: &'static str, limit: usize) -> Self {
        let message = format!("The limit of {limit} {what} is reached.");
        Self::new(StatusCode::TOO_MANY_REQUESTS, "vmcsim.limit.reached", message)
    }

    /// The access token has expired, by the world's clock.
    pub fn token_expired() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "skyscraper.auth.token.expired", "The access token has expired.")
    }

    /// A bug in the simulator. The sentence is the service's own. (recorded)
    pub fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "skyscraper.internal.error", "An internal error has occurred.")
    }

    /// Whether the client may send the same request again.
    pub fn is_retryable(&self) -> bool {
        matches!(self.status, StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS)
    }

    /// What a fault rule says about it, if a rule injects it.
    pub fn injected(&self) -> Option<&InjectedWords> {
        match &self.kind {
            RefusalKind::Injected(words) => Some(words),
            RefusalKind::Plain | RefusalKind::WorldNotFound => None,
        }
    }
}

impl Display for Refusal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for Refusal {}

/// A decoder's reason without the text that it quotes.
pub fn without_quoted(reason: &str) -> String {
    let mut clean = String::with_capacity(reason.len());
    let mut rest = reason;
    while let Some((before, quoted)) = rest.split_once("string \"") {
        clean.push_str(before);
        clean.push_str("string");
        // What is quoted may hold quotes; it ends where the expectation begins.
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
