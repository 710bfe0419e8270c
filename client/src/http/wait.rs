//! Waiting for a task to end.

use super::{Client, Error};
use crate::wire::{OrgId, Task, TaskId, TaskStatus};
use std::{pin::Pin, time::Duration};
use tokio::time::{Instant, sleep};

/// The pause after the first poll. Each later pause is twice as long (as in the Terraform provider).
const FIRST_PAUSE: Duration = Duration::from_millis(500);
/// The longest pause between two polls (as in the Terraform provider).
const LONGEST_PAUSE: Duration = Duration::from_secs(10);
/// The maximum number of consecutive failed polls that are retried (as in the Terraform provider).
const MOST_FAILURES: u32 = 20;
/// The longest pause that an answer can request.
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(60);

type OnProgress<'a> = Box<dyn FnMut(&Task) + Send + 'a>;

/// A wait for the end of a task, which can be configured and then awaited. It is created by
/// [`Client::wait_for_task`].
#[must_use = "nothing is waited for until this is awaited"]
pub struct WaitForTask<'a> {
    client: Client,
    org: OrgId,
    task: TaskId,
    every: Option<Duration>,
    deadline: Option<Duration>,
    on_progress: Option<OnProgress<'a>>,
}

impl Client {
    /// Waits until a task has ended by polling it.
    ///
    /// ```no_run
    /// # async fn example(client: vmc_client::Client, org: vmc_client::wire::OrgId, task: vmc_client::wire::TaskId)
    /// # -> Result<(), vmc_client::Error> {
    /// use std::time::Duration;
    ///
    /// let task = client.wait_for_task(org, task).every(Duration::from_secs(60)).await?;
    /// println!("{:?} is there", task.resource_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// The pause between two polls is 0.5 s at first and doubles up to 10 s. A poll that fails with an error for
    /// which [`Error::is_retryable`] returns `true` is retried, up to 20 times in a row. If the service requests a
    /// longer pause, the client waits as requested, up to 60 s. Without a [deadline](WaitForTask::deadline) the wait
    /// lasts as long as the task.
    ///
    /// # Errors
    /// [`Error::TaskFailed`], [`Error::TaskCanceled`] or [`Error::DeadlineExceeded`], or the error of a poll that
    /// cannot be retried.
    pub fn wait_for_task<'a>(&self, org: OrgId, task: TaskId) -> WaitForTask<'a> {
        WaitForTask { client: self.clone(), org, task, every: None, deadline: None, on_progress: None }
    }
}

impl<'a> WaitForTask<'a> {
    /// Polls with a constant pause.
    pub fn every(mut self, pause: Duration) -> Self {
        self.every = Some(pause);
        self
    }

    /// Stops waiting when this much time has passed and the task has not ended.
    ///
    /// The task is polled at least once, and once more when the time is over. A poll in progress at that moment is
    /// not interrupted, because it may show the end of the task; the wait can therefore exceed the deadline by one
    /// exchange.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// Calls `callback` with the task as first read, and whenever its status, percentage or phase has changed.
    pub fn on_progress(mut self, callback: impl FnMut(&Task) + Send + 'a) -> Self {
        self.on_progress = Some(Box::new(callback));
        self
    }

    async fn run(mut self) -> Result<Task, Error> {
        let started = Instant::now();
        let mut pace = self.every.unwrap_or(FIRST_PAUSE);
        let mut failures = 0;
        let mut last: Option<Task> = None;
        loop {
            let mut pause = pace;
            pace = self.every.unwrap_or_else(|| longer(pace));
            let failure = match self.client.get_task(self.org, self.task).await {
                Ok(task) => {
                    failures = 0;
                    let task = self.seen(task, last.as_ref())?;
                    if task.status == Some(TaskStatus::Finished) {
                        return Ok(task);
                    }
                    last = Some(task);
                    None
                }
                Err(error) if error.is_retryable() && failures < MOST_FAILURES => {
                    failures += 1;
                    pause = pause_after(&error, pause);
                    Some(Box::new(error))
                }
                Err(error) => return Err(error),
            };
            if let Some(deadline) = self.deadline {
                let left = deadline.saturating_sub(started.elapsed());
                if left.is_zero() {
                    return Err(Error::DeadlineExceeded {
                        task: self.task,
                        deadline,
                        last: last.map(Box::new),
                        source: failure,
                    });
                }
                pause = pause.min(left);
            }
            #[expect(clippy::disallowed_methods, reason = "the service's time is real, or passes without us")]
            sleep(pause).await;
        }
    }

    /// Reports a task if it has changed, and returns an error if it ended unsuccessfully.
    fn seen(&mut self, task: Task, last: Option<&Task>) -> Result<Task, Error> {
        let is_news = last.is_none_or(|last| {
            last.status != task.status
                || last.progress_percent != task.progress_percent
                || last.phase_in_progress != task.phase_in_progress
        });
        if is_news && let Some(on_progress) = &mut self.on_progress {
            on_progress(&task);
        }
        match task.status {
            Some(TaskStatus::Failed) => Err(Error::TaskFailed { task: Box::new(task) }),
            Some(TaskStatus::Canceled) => Err(Error::TaskCanceled { task: Box::new(task) }),
            _ => Ok(task),
        }
    }
}

impl<'a> IntoFuture for WaitForTask<'a> {
    type Output = Result<Task, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

/// Returns the pause after this one, if no constant pause is set.
fn longer(pause: Duration) -> Duration {
    (pause * 2).min(LONGEST_PAUSE)
}

/// Returns the pause after a failed poll: the requested one within the limits, but at least `pace`.
fn pause_after(failure: &Error, pace: Duration) -> Duration {
    pace.max(failure.retry_after().unwrap_or_default().min(LONGEST_RETRY_AFTER))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::StatusCode;

    #[test]
    fn pauses_double_up_to_ten_seconds() {
        let pauses: Vec<_> = std::iter::successors(Some(FIRST_PAUSE), |pause| Some(longer(*pause))).take(7).collect();
        assert_eq!(pauses, [500, 1000, 2000, 4000, 8000, 10_000, 10_000].map(Duration::from_millis));
    }

    #[test]
    fn the_service_can_ask_for_longer_pauses_within_bounds() {
        for (asked, pace, granted) in [(None, 10, 10), (Some(3), 10, 10), (Some(30), 10, 30), (Some(86_400), 10, 60)] {
            let failure = Error::Unexpected {
                operation: "GetTask",
                status: StatusCode::SERVICE_UNAVAILABLE,
                body: String::new(),
                retry_after: asked.map(Duration::from_secs),
            };
            assert_eq!(pause_after(&failure, Duration::from_secs(pace)), Duration::from_secs(granted), "{asked:?}");
        }
    }
}
