//! How subcommands end: their exit codes, and failures as text or as JSON.

use super::output::complain;
use serde_json::{Value, json};
use std::process::ExitCode;

/// How a subcommand ended that could do what it was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    Well,
    /// The task failed, or what was to be verified is not so.
    Failed,
    /// The task was cancelled.
    Canceled,
    /// The task had not ended when the time was over.
    TimedOut,
}

impl Ended {
    pub(super) fn code(self) -> ExitCode {
        ExitCode::from(match self {
            Self::Well => 0,
            Self::Failed => 4,
            Self::Canceled => 5,
            Self::TimedOut => 6,
        })
    }
}

/// A failure that has an exit code of its own. Every other error ends the program with exit code 1.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    /// An argument cannot be read, or does not go with the others.
    #[error("{0}")]
    Misuse(String),
    /// No server answers at the address, or the one that was named has ended.
    #[error("{0}")]
    NoServer(String),
    /// The server refused the request.
    #[error("{}", messages.join(" "))]
    Refused { status: u16, error_code: String, messages: Vec<String> },
}

impl Failure {
    fn exit_code(&self) -> u8 {
        match self {
            Self::Misuse(_) => 2,
            Self::NoServer(_) => 3,
            Self::Refused { status: 404, .. } => 8,
            Self::Refused { .. } => 7,
        }
    }

    /// Reads the refusal in a server's answer: the messages in the form of VMC or of CSP, or the status if it has none.
    pub(super) fn refused(status: http::StatusCode, body: &Value) -> Self {
        let listed = body["error_messages"].as_array().into_iter().flatten().chain([&body["message"]]);
        let mut messages: Vec<_> = listed.filter_map(Value::as_str).map(str::to_owned).collect();
        if messages.is_empty() {
            messages.push(format!("the server answered {status}"));
        }
        let code = ["error_code", "cspErrorCode", "moduleCode"].into_iter().find_map(|name| match &body[name] {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        });
        Self::Refused { status: status.as_u16(), error_code: code.unwrap_or_default(), messages }
    }
}

/// Says on standard error why a subcommand failed, as one line of JSON if the command line asks for JSON, and returns the exit code.
pub(super) fn report(err: &anyhow::Error) -> ExitCode {
    let failure = err.downcast_ref::<Failure>();
    let code = failure.map_or(1, Failure::exit_code);
    if wants_json() {
        let (status, error_code, messages) = match failure {
            Some(Failure::Refused { status, error_code, messages }) => {
                (Some(status), error_code.as_str(), messages.clone())
            }
            Some(Failure::Misuse(_)) => (None, "vmcsim.cli.misuse", vec![format!("{err:#}")]),
            Some(Failure::NoServer(_)) => (None, "vmcsim.cli.no.server", vec![format!("{err:#}")]),
            None => (None, "vmcsim.cli.failed", vec![format!("{err:#}")]),
        };
        say_json(code, status.copied(), error_code, &messages);
    } else {
        complain(&format!("{err:#}"));
    }
    ExitCode::from(code)
}

/// Says as JSON that the command line cannot be read.
pub(super) fn report_unreadable(err: &clap::Error) {
    say_json(2, None, "vmcsim.cli.misuse", &[err.to_string().trim_end().to_owned()]);
}

fn say_json(exit_code: u8, status: Option<u16>, error_code: &str, messages: &[String]) {
    let mut said = json!({"exit_code": exit_code, "error_code": error_code, "error_messages": messages});
    if let Some(status) = status {
        said["status"] = json!(status);
    }
    super::output::complain_json(&said);
}

/// Whether the command line asks for JSON. This is known even if the rest of it cannot be read.
pub(super) fn wants_json() -> bool {
    std::env::args_os().skip(1).take_while(|argument| argument != "--").any(|argument| argument == "--json")
}
