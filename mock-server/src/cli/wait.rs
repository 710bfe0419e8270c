//! `vmcsim wait`: waits for a task as a client does, and shows its progress.

use super::{
    Ended,
    http::Answer,
    output::{cell, print, print_json},
    server::{Control, Server, content},
};
use anyhow::{Context, anyhow};
use clap::Args;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header::RETRY_AFTER};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::SignedDuration;
use serde_json::json;
use std::{borrow::Cow, time::Duration};
use tokio::time::{Instant, sleep};
use vmc_client::wire::{AccessTokenDto, Secret, Task, TaskId, TaskStatus};

/// Pause after the first request. Each later pause is twice as long (as the Terraform provider does).
const FIRST_PAUSE: Duration = Duration::from_millis(500);

/// The longest pause between two requests (as the Terraform provider does).
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// The shortest pause that `--every` can ask for.
const EVERY_MIN: Duration = Duration::from_millis(10);

/// The most failed requests in a row after which the program tries again (as the Terraform provider does).
const MOST_FAILURES: u32 = 20;

/// The longest pause that a `Retry-After` header can set.
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(60);

/// The operation that exchanges an API token for an access token, and the media type of its form.
const SIGN_IN: &str = "/csp/gateway/am/api/auth/api-tokens/authorize";
const FORM: &str = "application/x-www-form-urlencoded";

/// The header that carries the access token (published).
const TOKEN_HEADER: HeaderName = HeaderName::from_static("csp-auth-token");

/// Wait until a task of the world's organization has ended.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  vmcsim wait 5a1f…                 a bar on a terminal, one line at the end
  vmcsim wait 5a1f… --timeout 5m && echo ready
  vmcsim wait 5a1f… --json          the task, once it has ended

Exit codes: 0 the task is FINISHED, 4 it is FAILED, 5 it is CANCELED, 6 the timeout came first.")]
pub(super) struct Wait {
    /// Id of the task.
    task: TaskId,
    /// Stop waiting after this time of this machine: 30s, 5m, 2h.
    #[arg(long, value_name = "SPAN", value_parser = read_span)]
    timeout: Option<SignedDuration>,
    /// Pause between requests. Default: half a second at first, then longer pauses up to ten seconds.
    #[arg(long, value_name = "SPAN", value_parser = read_span)]
    every: Option<SignedDuration>,
    #[command(flatten)]
    server: Server,
}

impl Wait {
    pub(super) fn run(&self) -> anyhow::Result<Ended> {
        let control = self.server.control()?;
        let world = control.world("GET", "", None)?;
        let path = format!("/vmc/api/orgs/{}/tasks/{}", cell(&world["org_id"]), self.task);
        let user = User { control: &control, key: Secret::from(cell(&world["api_token"])) };
        let bar = ProgressBar::new(100).with_style(ProgressStyle::with_template("{bar:30} {pos:>3} % {msg}")?);
        let show = |task: &Task| {
            bar.set_position(u64::try_from(task.progress_percent.unwrap_or(0)).unwrap_or(0));
            bar.set_message(told(task));
        };
        let ended = control.wait(self.wait_for(&user, &path, show));
        bar.finish_and_clear();
        let (task, ended) = ended?;
        if self.server.json {
            print_json(&json!(task));
        } else if let Some(task) = task {
            print(&told(&task));
        }
        Ok(ended)
    }

    /// Reads the task repeatedly until it has ended or the time limit is reached. Returns the task as it was last read.
    async fn wait_for(
        &self,
        user: &User<'_>,
        path: &str,
        show: impl Fn(&Task),
    ) -> anyhow::Result<(Option<Task>, Ended)> {
        let span = |span: SignedDuration| Duration::try_from(span).unwrap_or_default();
        let every = self.every.map(|every| span(every).max(EVERY_MIN));
        let end = self.timeout.and_then(|timeout| Instant::now().checked_add(span(timeout)));
        let (mut pace, mut failures, mut token, mut last) = (every.unwrap_or(FIRST_PAUSE), 0, None, None);
        loop {
            let mut pause = pace;
            pace = every.unwrap_or_else(|| (pace * 2).min(LONGEST_PAUSE));
            match user.get(&mut token, path).await? {
                Look::Answer(text) => {
                    failures = 0;
                    let task: Task = serde_json::from_str(&text).context("the answer is no task; is this a vmcsim?")?;
                    show(&task);
                    let ended = match task.status {
                        Some(TaskStatus::Finished) => Some(Ended::Well),
                        Some(TaskStatus::Failed) => Some(Ended::Failed),
                        Some(TaskStatus::Canceled) => Some(Ended::Canceled),
                        _ => None,
                    };
                    last = Some(task);
                    if let Some(ended) = ended {
                        return Ok((last, ended));
                    }
                }
                Look::Failed { reason, .. } if failures == MOST_FAILURES => return Err(reason),
                Look::Failed { retry_after, .. } => {
                    failures += 1;
                    pause = pause.max(retry_after.min(LONGEST_RETRY_AFTER));
                }
            }
            if let Some(end) = end {
                let left = end.saturating_duration_since(Instant::now());
                if left.is_zero() {
                    return Ok((last, Ended::TimedOut));
                }
                pause = pause.min(left);
            }
            #[expect(clippy::disallowed_methods, reason = "a server in another process is waited for")]
            sleep(pause).await;
        }
    }
}

/// The result of a request for the task.
enum Look {
    Answer(String),
    /// The request failed, but another try may succeed.
    Failed {
        reason: anyhow::Error,
        retry_after: Duration,
    },
}

/// The user that reads the task.
struct User<'a> {
    control: &'a Control,
    key: Secret,
}

impl User<'_> {
    /// Sends a GET request with an access token. Gets a new token first if there is none, or if the present one has expired.
    async fn get(&self, token: &mut Option<HeaderValue>, path: &str) -> anyhow::Result<Look> {
        loop {
            let is_new = token.is_none();
            let authorization = match token {
                Some(token) => token.clone(),
                None => match self.sign_in().await? {
                    Ok(new) => token.insert(new).clone(),
                    Err(failed) => return Ok(failed),
                },
            };
            let headers = HeaderMap::from_iter([(TOKEN_HEADER, authorization)]);
            match look(self.control.exchange("GET", path, headers, None).await) {
                (StatusCode::UNAUTHORIZED, _) if !is_new => *token = None,
                (_, look) => return look,
            }
        }
    }

    async fn sign_in(&self) -> anyhow::Result<Result<HeaderValue, Look>> {
        let mut form = form_urlencoded::Serializer::new(String::new());
        let form = form.append_pair("refresh_token", self.key.expose()).finish();
        let answer = self.control.exchange("POST", SIGN_IN, HeaderMap::new(), Some((FORM, form))).await;
        let text = match look(answer).1? {
            Look::Answer(text) => text,
            failed @ Look::Failed { .. } => return Ok(Err(failed)),
        };
        let granted: AccessTokenDto = serde_json::from_str(&text).context("the answer holds no access token")?;
        let header = HeaderValue::from_str(granted.access_token.expose());
        let mut header = header.map_err(|_| anyhow!("the access token is not fit for a header"))?;
        header.set_sensitive(true);
        Ok(Ok(header))
    }
}

/// Returns the status of an answer, with its content or its failure. An error is final.
fn look(answer: anyhow::Result<Answer>) -> (StatusCode, anyhow::Result<Look>) {
    let answer = match answer {
        Ok(answer) => answer,
        // A server that is busy or restarts may answer later.
        Err(reason) => {
            let failed = Look::Failed { reason, retry_after: Duration::ZERO };
            return (StatusCode::SERVICE_UNAVAILABLE, Ok(failed));
        }
    };
    let status = answer.status;
    let is_busy = matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE);
    let retry_after = answer.headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.trim().parse().ok());
    let look = match content(answer) {
        Err(reason) if is_busy => {
            Ok(Look::Failed { reason, retry_after: Duration::from_secs(retry_after.unwrap_or(0)) })
        }
        content => content.map(Look::Answer),
    };
    (status, look)
}

fn read_span(text: &str) -> Result<SignedDuration, String> {
    let span = text.parse::<SignedDuration>().map_err(|err| err.to_string())?;
    if span.is_negative() { Err("time only moves forward".to_owned()) } else { Ok(span) }
}

/// Returns a task as one line.
fn told(task: &Task) -> String {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let mut line = text(&task.task_type);
    if let Some(status) = &task.status {
        line = format!("{line} {status}");
    }
    let phase = task.phase_in_progress.as_deref().unwrap_or_default();
    let minutes = task.estimated_remaining_minutes.filter(|minutes| *minutes > 0);
    let notes = [
        Cow::Borrowed(phase),
        minutes.map(|minutes| format!("about {minutes} min left").into()).unwrap_or_default(),
        text(&task.error_message).into(),
    ];
    notes.iter().filter(|note| !note.is_empty()).fold(line, |line, note| format!("{line}, {note}"))
}
