//! `vmcsim wait`: waits for a task as a client does, and shows how far it is.

use super::{
    Ended,
    output::{cell, print, print_json},
    server::{Server, Unreachable},
};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use jiff::SignedDuration;
use serde_json::json;
use std::{borrow::Cow, time::Duration};
use vmc_client::{
    Client, Error,
    wire::{Secret, Task, TaskId},
};

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
    /// Give up after this time of this machine: 30s, 5m, 2h.
    #[arg(long, value_name = "SPAN", value_parser = read_span)]
    timeout: Option<SignedDuration>,
    /// Look at this pace. Default: after half a second, then ever less often, every ten seconds at last.
    #[arg(long, value_name = "SPAN", value_parser = read_span)]
    every: Option<SignedDuration>,
    #[command(flatten)]
    server: Server,
}

impl Wait {
    pub(super) fn run(&self) -> anyhow::Result<Ended> {
        let control = self.server.control()?;
        let world = control.world("GET", "", None)?;
        let org = world["org_id"].as_str().unwrap_or_default().parse()?;
        let token = Secret::from(cell(&world["api_token"]));
        let client = Client::builder().vmc_url(&control.url).csp_url(&control.url).api_token(token).build()?;
        let bar = ProgressBar::new(100).with_style(ProgressStyle::with_template("{bar:30} {pos:>3} % {msg}")?);
        let show = |task: &Task| {
            bar.set_position(u64::try_from(task.progress_percent.unwrap_or(0)).unwrap_or(0));
            bar.set_message(told(task));
        };
        let span = |span: SignedDuration| Duration::try_from(span).unwrap_or_default();
        let mut wait = client.wait_for_task(org, self.task).on_progress(show);
        if let Some(every) = self.every {
            wait = wait.every(span(every).max(Duration::from_millis(10)));
        }
        if let Some(timeout) = self.timeout {
            wait = wait.deadline(span(timeout));
        }
        let ended = control.wait(wait.into_future());
        bar.finish_and_clear();
        let (task, ended) = match ended {
            Ok(task) => (Some(task), Ended::Well),
            Err(Error::TaskFailed { task }) => (Some(*task), Ended::Failed),
            Err(Error::TaskCanceled { task }) => (Some(*task), Ended::Canceled),
            Err(Error::DeadlineExceeded { last, .. }) => (last.map(|task| *task), Ended::TimedOut),
            Err(gone @ Error::Transport { .. }) => {
                return Err(anyhow::Error::new(gone).context(Unreachable(control.url.clone())));
            }
            Err(other) => return Err(other.into()),
        };
        if self.server.json {
            print_json(&json!(task));
        } else if let Some(task) = task {
            print(&told(&task));
        }
        Ok(ended)
    }
}

fn read_span(text: &str) -> Result<SignedDuration, String> {
    let span = text.parse::<SignedDuration>().map_err(|err| err.to_string())?;
    if span.is_negative() { Err("time only moves forward".to_owned()) } else { Ok(span) }
}

/// A task in one line.
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
