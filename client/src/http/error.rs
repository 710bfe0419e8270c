//! What can go wrong with a call, each kind apart, so that a caller can tell a refusal from a broken answer.
//!
//! No text in here holds a token: what the service said is cleaned before it becomes an error.

use crate::{
    endpoint::DecodeError,
    wire::{CspError, CspModuleError, ErrorResponse, Task, TaskId},
};
use http::StatusCode;
use std::{fmt, sync::Arc, time::Duration};

/// Why a call, or a wait for a task, did not succeed.
///
/// It can be cloned: one failed sign-in is the answer to every call that waited for it.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// VMC refused, and said why in its published shape.
    #[error("{operation} was refused with {status}: {} ({})", body.error_messages.join("; "), body.error_code)]
    Refused {
        /// Name of the operation.
        operation: &'static str,
        /// Status of the answer.
        status: StatusCode,
        /// What the service said.
        body: Box<ErrorResponse>,
        /// Pause that the answer asks for.
        retry_after: Option<Duration>,
    },
    /// CSP refused, and said why in one of its two shapes.
    #[error("{operation} was refused with {status}: {body}")]
    SignInRefused {
        /// Name of the operation.
        operation: &'static str,
        /// Status of the answer.
        status: StatusCode,
        /// What the service said.
        body: Box<CspRefusal>,
        /// Pause that the answer asks for.
        retry_after: Option<Duration>,
    },
    /// An answer that the operation does not document: a foreign status, or a refusal in no known shape.
    #[error("{operation} was answered with an undocumented {status}{}", quoted(body))]
    Unexpected {
        /// Name of the operation.
        operation: &'static str,
        /// Status of the answer.
        status: StatusCode,
        /// Start of the answer, at most 2 KiB. Empty for a 2xx status: such bodies may hold passwords.
        body: String,
        /// Pause that the answer asks for.
        retry_after: Option<Duration>,
    },
    /// A success whose body is not what the operation documents.
    #[error("the answer to {operation} cannot be read{}: {reason}", place(path))]
    Undecodable {
        /// Name of the operation.
        operation: &'static str,
        /// Where in the document, as `[0].resource_config.provider`; empty at the top.
        path: String,
        /// What is wrong there.
        reason: String,
    },
    /// The answer is longer than the client is willing to hold.
    #[error("the answer to {operation} is longer than {limit} bytes")]
    TooLarge {
        /// Name of the operation.
        operation: &'static str,
        /// The most that is read, in bytes.
        limit: usize,
    },
    /// The request did not get there, or the answer did not get back.
    #[error("{operation} could not be sent or its answer not received")]
    Transport {
        /// Name of the operation.
        operation: &'static str,
        /// Sending it again does no harm: an idempotent method, or a sign-in.
        repeatable: bool,
        /// What the HTTP library says, without the address.
        source: Arc<reqwest::Error>,
    },
    /// The arguments have no representation in a request.
    #[error("the request for {operation} cannot be written")]
    Encode {
        /// Name of the operation.
        operation: &'static str,
        /// Which part, and why.
        source: Arc<DecodeError>,
    },
    /// The operation needs an access token, and the client was built without an API token.
    #[error("{operation} needs an API token to sign in with, and the client has none")]
    NoApiToken {
        /// Name of the operation.
        operation: &'static str,
    },
    /// The client cannot be built from these settings.
    #[error("cannot build a client: {setting}")]
    Builder {
        /// Which setting, and what it should be.
        setting: &'static str,
        /// The reason, where a library gave one.
        source: Option<Arc<dyn std::error::Error + Send + Sync>>,
    },
    /// The task that was waited for ended as `FAILED`.
    #[error("task {} failed: {}", task.entity.id, task.error_message.as_deref().unwrap_or("no reason is given"))]
    TaskFailed {
        /// The task as it ended.
        task: Box<Task>,
    },
    /// The task that was waited for ended as `CANCELED`.
    #[error("task {} was canceled", task.entity.id)]
    TaskCanceled {
        /// The task as it ended.
        task: Box<Task>,
    },
    /// The task had not ended when the time to wait for it was over. It goes on all the same.
    #[error("task {task} had not ended after {deadline:?}")]
    DeadlineExceeded {
        /// The task that was waited for.
        task: TaskId,
        /// How long it was waited for.
        deadline: Duration,
        /// The task as last seen; `None` where it never was.
        last: Option<Box<Task>>,
        /// Why the last look brought nothing, where it failed.
        source: Option<Box<Error>>,
    },
}

impl Error {
    /// Status of the answer; `None` where there was none, or where it was a success.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Refused { status, .. } | Self::SignInRefused { status, .. } | Self::Unexpected { status, .. } => {
                Some(*status)
            }
            _ => None,
        }
    }

    /// How long the service asked to be left alone (`Retry-After`, in seconds on the wire).
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Refused { retry_after, .. }
            | Self::SignInRefused { retry_after, .. }
            | Self::Unexpected { retry_after, .. } => *retry_after,
            _ => None,
        }
    }

    /// The same call may succeed later and can be made again without harm: statuses 429 and 503, a refusal that calls
    /// itself retryable, and lost connections and timeouts of idempotent methods.
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

/// One line of an undocumented answer, short enough for a log.
fn quoted(body: &str) -> String {
    const CHARACTERS: usize = 200;
    let line = body.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(CHARACTERS) {
        Some((end, _)) => format!(": {}...", &line[..end]),
        None if line.is_empty() => line,
        None => format!(": {line}"),
    }
}
