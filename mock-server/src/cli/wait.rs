//! `vmcsim wait`: waits for a task and shows its progress. It asks the control, so its requests are not those of a program under test.

use super::{
    failure::{Ended, Failure},
    http::Answer,
    output::{complain, complain_json, plain, print, print_json},
    server::{Control, Server, content},
};
use anyhow::Context;
use clap::Args;
use http::{StatusCode, header::RETRY_AFTER};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::SignedDuration;
use serde_json::json;
use std::{borrow::Cow, time::Duration};
use tokio::time::{Instant, sleep};
use vmc_client::wire::{Task, TaskId, TaskStatus};
use vmcsim::control::WorldTaskView;

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

/// Wait until a task of the world's organization has ended.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  vmcsim wait 5a1f…                 a bar on a terminal, a line for each phase elsewhere
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
        let path = control.world_path(&format!("/tasks/{}", self.task));
        let mut progress = Progress::new(self.server.json)?;
        let ended = control.wait(self.wait_for(&control, &path, &mut progress));
        progress.bar.finish_and_clear();
        let (task, ended) = ended?;
        if self.server.json {
            print_json(&json!(task));
        } else if let Some(task) = task {
            progress.print(&told(&task));
        }
        Ok(ended)
    }

    /// Reads the task repeatedly until it has ended or the time limit is reached. Returns the task as it was last read.
    async fn wait_for(
        &self,
        control: &Control,
        path: &str,
        progress: &mut Progress,
    ) -> anyhow::Result<(Option<Task>, Ended)> {
        let span = |span: SignedDuration| Duration::try_from(span).unwrap_or_default();
        let every = self.every.map(|every| span(every).max(EVERY_MIN));
        let end = self.timeout.and_then(|timeout| Instant::now().checked_add(span(timeout)));
        let (mut pace, mut failures, mut last) = (every.unwrap_or(FIRST_PAUSE), 0, None);
        let headers = control.admin()?;
        loop {
            let mut pause = pace;
            pace = every.unwrap_or_else(|| (pace * 2).min(LONGEST_PAUSE));
            match look(control.exchange("GET", path, headers.clone(), None).await)? {
                Look::Answer(text) => {
                    failures = 0;
                    let WorldTaskView { held, task } =
                        serde_json::from_str(&text).context("the answer is no task; is this a vmcsim?")?;
                    let ended = match task.status {
                        Some(TaskStatus::Finished) => Some(Ended::Well),
                        Some(TaskStatus::Failed) => Some(Ended::Failed),
                        Some(TaskStatus::Canceled) => Some(Ended::Canceled),
                        _ => None,
                    };
                    if ended.is_none() {
                        progress.show(&task, held);
                    }
                    last = Some(task);
                    if let Some(ended) = ended {
                        return Ok((last, ended));
                    }
                }
                Look::Failed { reason, .. } if failures == MOST_FAILURES => return Err(reason),
                // A server that never answered is not waited for.
                Look::Failed { reason, .. } if last.is_none() && reason.is::<Failure>() => return Err(reason),
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

/// Shows how far a task is: a bar on a terminal, and a line for each phase elsewhere.
struct Progress {
    bar: ProgressBar,
    json: bool,
    /// The status and the phase for which a line was printed last.
    phase: Option<(Option<TaskStatus>, Option<String>)>,
    /// The last line that was printed.
    printed: Option<String>,
    /// Whether it was said that the task is held.
    said_held: bool,
}

impl Progress {
    fn new(json: bool) -> anyhow::Result<Self> {
        let bar = ProgressBar::new(100).with_style(ProgressStyle::with_template("{bar:30} {pos:>3} % {msg}")?);
        Ok(Self { bar, json, phase: None, printed: None, said_held: false })
    }

    fn show(&mut self, task: &Task, is_held: bool) {
        self.bar.set_position(u64::try_from(task.progress_percent.unwrap_or(0)).unwrap_or(0));
        self.bar.set_message(told(task));
        // The minutes change within a phase.
        let phase = (task.status.clone(), task.phase_in_progress.clone());
        if self.bar.is_hidden() && !self.json && self.phase.as_ref() != Some(&phase) {
            self.print(&told(task));
            self.phase = Some(phase);
        }
        if is_held && !self.said_held {
            self.said_held = true;
            let id = task.entity.id;
            let hint = format!("the task is held (manual pace) until `vmcsim clock skip {id}` releases it");
            self.bar.suspend(|| if self.json { complain_json(&json!({"notice": hint})) } else { complain(&hint) });
        }
    }

    /// Prints a line, unless it is the one that was printed last.
    fn print(&mut self, line: &str) {
        if self.printed.as_deref() != Some(line) {
            print(line);
            self.printed = Some(line.to_owned());
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

/// Returns the content of an answer, or its failure. An error is final.
fn look(answer: anyhow::Result<Answer>) -> anyhow::Result<Look> {
    let answer = match answer {
        Ok(answer) => answer,
        // A server that is busy or restarts may answer later.
        Err(reason) => return Ok(Look::Failed { reason, retry_after: Duration::ZERO }),
    };
    let is_busy = matches!(answer.status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE);
    let retry_after = answer.headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.trim().parse().ok());
    match content(answer) {
        Err(reason) if is_busy => {
            Ok(Look::Failed { reason, retry_after: Duration::from_secs(retry_after.unwrap_or(0)) })
        }
        content => content.map(Look::Answer),
    }
}

fn read_span(text: &str) -> Result<SignedDuration, String> {
    let span = text.parse::<SignedDuration>().map_err(|err| err.to_string())?;
    if span.is_negative() { Err("time only moves forward".to_owned()) } else { Ok(span) }
}

/// Returns a task as one line.
fn told(task: &Task) -> String {
    let text = |text: &Option<String>| plain(text.as_deref().unwrap_or_default()).into_owned();
    let mut line = text(&task.task_type);
    if let Some(status) = &task.status {
        line = format!("{line} {}", plain(&status.to_string()));
    }
    let phase = text(&task.phase_in_progress);
    let minutes = task.estimated_remaining_minutes.filter(|minutes| *minutes > 0);
    let notes = [
        Cow::Owned(phase),
        minutes.map(|minutes| format!("about {minutes} min left").into()).unwrap_or_default(),
        text(&task.error_message).into(),
    ];
    notes.iter().filter(|note| !note.is_empty()).fold(line, |line, note| format!("{line}, {note}"))
}
