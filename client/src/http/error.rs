//! The errors of calls. Each kind is separate, so that a caller can distinguish a refusal from a malformed answer.
//!
//! No error text contains a token: text from the service is redacted before it becomes part of an error.

use crate::{
    endpoint::DecodeError,
    wire::{CoreError, CspError, CspModuleError, ErrorResponse, Task, TaskId, networking::NsxApiError},
};
use http::StatusCode;
use std::{fmt, sync::Arc, time::Duration};

/// The reason why a call, or the wait for a task, did not succeed.
///
/// The error can be cloned, because all calls that waited for one failed sign-in receive the same error.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// VMC refused the request with a body of its published shape.
    #[error("{operation} was refused with {status}: {} ({})", body.error_messages.join("; "), body.error_code)]
    Refused {
        /// Name of the operation.
        operation: &'static str,
        /// Status of the answer.
        status: StatusCode,
        /// The body of the refusal.
        body: Box<ErrorResponse>,
        /// The pause requested by the `Retry-After` header.
        retry_after: Option<Duration>,
    },
    /// CSP refused the request with a body of one of its two shapes.
    #[error("{operation} was refused with {status}: {body}")]
    SignInRefused {
        /// Name of the operation.
        operation: &'static str,
        /// Status of the answer.
        status: StatusCode,
        /// The body of the refusal.
        body: Box<CspRefusal>,
        /// The pause requested by the `Retry-After` header.
        retry_after: Option<Duration>,
    },
    /// NSX refused the request with a body of its recorded shape.
    #[error("{operation} was refused with {status}: {} ({})", body.error_message, body.error_code)]
    NetworkRefused {
        /// What was tried, such as `networking put`.
        operation: &'static str,
        /// Status of the answer.
        status: StatusCode,
        /// The body of the refusal.
        body: Box<NsxApiError>,
        /// The pause requested by the `Retry-After` header.
        retry_after: Option<Duration>,
    },
    /// One of the newer services of VMC refused the request with a body of their published shape.
    #[error("{operation} was refused with {status}: {}", body.message)]
    CoreRefused {
        /// Name of the operation.
        operation: &'static str,
        /// Status of the answer.
        status: StatusCode,
        /// The body of the refusal.
        body: Box<CoreError>,
        /// The pause requested by the `Retry-After` header.
        retry_after: Option<Duration>,
    },
    /// The operation does not document this answer: its status is unknown, or it is a refusal of no known shape.
    #[error("{operation} was answered with an undocumented {status}{}", quoted(body))]
    Unexpected {
        /// Name of the operation.
        operation: &'static str,
        /// Status of the answer.
        status: StatusCode,
        /// The start of the answer, at most 2 KiB. It is empty for a 2xx status, because such bodies may contain
        /// passwords.
        body: String,
        /// The pause requested by the `Retry-After` header.
        retry_after: Option<Duration>,
    },
    /// The status is a success, but the body is not the documented one.
    #[error("the answer to {operation} cannot be read{}: {reason}", place(path))]
    Undecodable {
        /// Name of the operation.
        operation: &'static str,
        /// The place in the document, such as `[0].resource_config.provider`; empty for the top level.
        path: String,
        /// The description of the error at that place.
        reason: String,
    },
    /// The answer is longer than the client's limit.
    #[error("the answer to {operation} is longer than {limit} bytes")]
    TooLarge {
        /// Name of the operation.
        operation: &'static str,
        /// The maximum number of bytes that are read.
        limit: usize,
    },
    /// The request could not be sent, or the answer could not be received.
    #[error("{operation} could not be sent or its answer not received")]
    Transport {
        /// Name of the operation.
        operation: &'static str,
        /// Sending the request again does no harm: its method is idempotent, or it is a sign-in.
        repeatable: bool,
        /// The error of the HTTP library, without the URL.
        source: Arc<reqwest::Error>,
    },
    /// The arguments cannot be represented in a request.
    #[error("the request for {operation} cannot be written")]
    Encode {
        /// Name of the operation.
        operation: &'static str,
        /// The part that cannot be encoded, with the reason.
        source: Arc<DecodeError>,
    },
    /// The operation needs an access token, and the client was built without an API token.
    #[error("{operation} needs an API token to sign in with, and the client has none")]
    NoApiToken {
        /// Name of the operation.
        operation: &'static str,
    },
    /// The client cannot be built with these settings.
    #[error("cannot build a client: {setting}")]
    Builder {
        /// The name of the setting and its expected form.
        setting: &'static str,
        /// The underlying error, if a library returned one.
        source: Option<Arc<dyn std::error::Error + Send + Sync>>,
    },
    /// The task ended as `FAILED`.
    #[error("task {} failed: {}", task.entity.id, task.error_message.as_deref().unwrap_or("no reason is given"))]
    TaskFailed {
        /// The task in its final state.
        task: Box<Task>,
    },
    /// The task ended as `CANCELED`.
    #[error("task {} was canceled", task.entity.id)]
    TaskCanceled {
        /// The task in its final state.
        task: Box<Task>,
    },
    /// The task did not end before the deadline of the wait. The task itself continues.
    #[error("task {task} had not ended after {deadline:?}")]
    DeadlineExceeded {
        /// The id of the task.
        task: TaskId,
        /// The deadline of the wait.
        deadline: Duration,
        /// The task as it was last read; `None` if it was never read.
        last: Option<Box<Task>>,
        /// The error of the last attempt to read the task, if that failed.
        source: Option<Box<Error>>,
    },
}

impl Error {
    /// Returns the status of the answer; `None` if there was no answer or it was a success.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Refused { status, .. }
            | Self::SignInRefused { status, .. }
            | Self::NetworkRefused { status, .. }
            | Self::Unexpected { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// Returns the pause that the service requested before the next request (`Retry-After`, in seconds on the wire).
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Refused { retry_after, .. }
            | Self::SignInRefused { retry_after, .. }
            | Self::NetworkRefused { retry_after, .. }
            | Self::Unexpected { retry_after, .. } => *retry_after,
            _ => None,
        }
    }

    /// Returns `true` if the same call may succeed later and can be repeated without harm. This holds for statuses
    /// 429 and 503, for a refusal that is marked as retryable, and for lost connections and timeouts of idempotent
    /// methods.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        let busy = matches!(self.status(), Some(StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE));
        match self {
            Self::Refused { body, .. } => busy || body.retryable,
            Self::SignInRefused { .. } | Self::Unexpected { .. } => busy,
            Self::Transport { repeatable, source, .. } => *repeatable && !source.is_builder(),
            _ => false,
        }
    }
}

/// A refusal by CSP, which has two shapes (both recorded).
#[derive(Debug, Clone, PartialEq)]
pub enum CspRefusal {
    /// The full shape, with a trace id and `cspErrorCode`.
    Full(CspError),
    /// The short shape of the token endpoints: module code and message.
    Module(CspModuleError),
}

impl fmt::Display for CspRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full(error) => write!(f, "{} ({})", error.message, error.csp_error_code),
            Self::Module(error) => write!(f, "{} (module {})", error.message, error.module_code),
        }
    }
}

fn place(path: &str) -> String {
    if path.is_empty() { String::new() } else { format!(" at `{path}`") }
}

/// Returns the start of an undocumented answer as a single line, short enough for a log.
fn quoted(body: &str) -> String {
    const CHARACTERS: usize = 200;
    let line = body.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(CHARACTERS) {
        Some((end, _)) => format!(": {}...", &line[..end]),
        None if line.is_empty() => line,
        None => format!(": {line}"),
    }
}
