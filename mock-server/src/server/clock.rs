//! The clock and the pace of a world for Rust tests.

use super::{IntoSpan, MockServer, MockWorld};
use crate::{
    http::control::{self, ClockChange, ClockView, PacingView, SkippedView, clock, pacing},
    world::kernel::{
        clock::OnPoll,
        pacing::{Pacing, Preset},
    },
    worlds::Outcome,
};
use jiff::Timestamp;
use vmc_client::wire::TaskId;

impl MockServer {
    /// Returns the default world's clock: [`MockWorld::clock`].
    ///
    /// # Panics
    /// Panics if the state cannot be written to disk.
    #[track_caller]
    pub fn clock(&self) -> ClockView {
        self.default_world().clock()
    }

    /// Advances the default world's clock: [`MockWorld::advance`].
    ///
    /// # Panics
    /// Panics as [`MockWorld::advance`] does.
    #[track_caller]
    pub fn advance(&self, by: impl IntoSpan) {
        self.default_world().advance(by);
    }

    /// Moves the default world's clock to the next event: [`MockWorld::skip`].
    ///
    /// # Panics
    /// Panics as [`MockWorld::skip`] does.
    #[track_caller]
    pub fn skip(&self) -> SkippedView {
        self.default_world().skip()
    }

    /// Moves the default world's clock to the end of a task: [`MockWorld::skip_to_end`].
    ///
    /// # Panics
    /// Panics as [`MockWorld::skip_to_end`] does.
    #[track_caller]
    pub fn skip_to_end(&self, task: TaskId) -> SkippedView {
        self.default_world().skip_to_end(task)
    }

    /// Sets the default world's time: [`MockWorld::set_time`].
    ///
    /// # Panics
    /// Panics as [`MockWorld::set_time`] does.
    #[track_caller]
    pub fn set_time(&self, at: Timestamp) {
        self.default_world().set_time(at);
    }

    /// Sets how fast the default world's clock runs: [`MockWorld::set_rate`].
    ///
    /// # Panics
    /// Panics as [`MockWorld::set_rate`] does.
    #[track_caller]
    pub fn set_rate(&self, rate: f64) {
        self.default_world().set_rate(rate);
    }

    /// Sets what a read of an unfinished task does to the default world's clock: [`MockWorld::set_on_poll`].
    ///
    /// # Panics
    /// Panics if the change cannot be written to disk.
    #[track_caller]
    pub fn set_on_poll(&self, on_poll: OnPoll) {
        self.default_world().set_on_poll(on_poll);
    }

    /// Sets how long the default world's tasks take from now on: [`MockWorld::set_pace`].
    ///
    /// # Panics
    /// Panics if the change cannot be written to disk.
    #[track_caller]
    pub fn set_pace(&self, preset: Preset) {
        self.default_world().set_pace(preset);
    }

    /// Sets the default world's pace with exceptions by kind of task: [`MockWorld::set_pacing`].
    ///
    /// # Panics
    /// Panics as [`MockWorld::set_pacing`] does.
    #[track_caller]
    pub fn set_pacing(&self, pacing: &PacingView) {
        self.default_world().set_pacing(pacing);
    }
}

impl MockWorld {
    /// Returns the world's clock: its time, its rate, and when the next event is due.
    ///
    /// # Panics
    /// Panics if the world has been ended.
    #[track_caller]
    pub fn clock(&self) -> ClockView {
        self.view().clock
    }

    /// Advances the world's clock by a span: `"25m 30s"`, a [`std::time::Duration`], or a [`jiff::SignedDuration`].
    ///
    /// # Panics
    /// Panics if the world has been ended, the span is none, or the clock would go backwards or past the last instant that a world can
    /// reach.
    #[track_caller]
    pub fn advance(&self, by: impl IntoSpan) {
        let by = match by.into_span() {
            Ok(by) => by,
            Err(reason) => panic!("the clock cannot be moved: {reason}"),
        };
        let moved = clock::advance(&self.shell, self.id, Ok(by)).saved_now();
        self.note_control::<control::AdvanceClock, _>(&moved, &control::ClockAdvance { by: format!("{by:#}") });
        done("the clock cannot be moved", moved);
    }

    /// Moves the world's clock to the next event that is due. If only expiry dates are due, it releases the task that has been held
    /// longest instead. The answer names it.
    ///
    /// # Panics
    /// Panics if the world has been ended.
    #[track_caller]
    pub fn skip(&self) -> SkippedView {
        let moved = clock::skip(&self.shell, self.id, None).saved_now();
        self.note_control::<control::SkipClock, _>(&moved, &());
        done("the clock cannot be moved", moved)
    }

    /// Moves the world's clock to the end of a task, and releases the task first if it is held.
    ///
    /// ```
    /// use vmc_client::wire::{AwsSddcConfig, Provider, TaskStatus};
    /// use vmcsim::{MockServer, Preset};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), vmc_client::Error> {
    /// let mock = MockServer::builder().pace(Preset::Manual).start().await;
    /// let (client, org) = (mock.client(), mock.org_id());
    /// let config = AwsSddcConfig {
    ///     name: "sddc-1".into(), num_hosts: 1, provider: Provider::ZeroCloud, ..AwsSddcConfig::default()
    /// };
    /// let task = client.create_sddc(org, Default::default(), &config).await?.entity.id;
    /// assert_eq!(mock.skip_to_end(task).released.unwrap().task_id, task);
    /// assert_eq!(client.get_task(org, task).await?.status, Some(TaskStatus::Finished));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Panics
    /// Panics if the world has been ended or has no such task, or the task has no end, for example because a fault made it stick.
    #[track_caller]
    pub fn skip_to_end(&self, task: TaskId) -> SkippedView {
        let moved = clock::skip(&self.shell, self.id, Some(task)).saved_now();
        self.note_control::<control::SkipClock, _>(&moved, &control::ClockSkip { task: Some(task) });
        done("the clock cannot be moved to the end of the task", moved)
    }

    /// Sets the world's time.
    ///
    /// # Panics
    /// Panics if the world has been ended, or the time is before the world's present time or past the last instant that a world can reach.
    #[track_caller]
    pub fn set_time(&self, at: Timestamp) {
        self.change_clock(&ClockChange { at: Some(at), ..ClockChange::default() });
    }

    /// Sets how fast the world's clock runs. 1 is real time; 0 stops the clock.
    ///
    /// # Panics
    /// Panics if the world has been ended, or the rate is not a number from 0 to 1,000,000.
    #[track_caller]
    pub fn set_rate(&self, rate: f64) {
        self.change_clock(&ClockChange { rate: Some(rate), ..ClockChange::default() });
    }

    /// Sets what a read of an unfinished task does to the world's clock: nothing, or a move to the end of the task.
    ///
    /// # Panics
    /// Panics if the world has been ended.
    #[track_caller]
    pub fn set_on_poll(&self, on_poll: OnPoll) {
        self.change_clock(&ClockChange { on_poll: Some(on_poll), ..ClockChange::default() });
    }

    #[track_caller]
    fn change_clock(&self, change: &ClockChange) {
        let changed = clock::change(&self.shell, self.id, change).saved_now();
        self.note_control::<control::UpdateClock, _>(&changed, change);
        done("the clock cannot be changed", changed);
    }

    /// Sets how long the world's tasks take from now on. Unfinished tasks keep their duration.
    ///
    /// # Panics
    /// Panics if the world has been ended.
    #[track_caller]
    pub fn set_pace(&self, preset: Preset) {
        self.change_pacing(Pacing::preset(preset), &PacingView { preset, ..PacingView::default() });
    }

    /// Sets how long the world's tasks take from now on, with exceptions by kind of task.
    ///
    /// # Panics
    /// Panics if the world has been ended, a kind of task does not exist, or a text is not a pace.
    #[track_caller]
    pub fn set_pacing(&self, pacing: &PacingView) {
        match pacing.read() {
            Ok(read) => self.change_pacing(read, pacing),
            Err(reason) => panic!("the pace cannot be changed: {reason}"),
        }
    }

    #[track_caller]
    fn change_pacing(&self, pacing: Pacing, view: &PacingView) {
        let changed = pacing::change(&self.shell, self.id, pacing).saved_now();
        self.note_control::<control::SetPacing, _>(&changed, view);
        done("the pace cannot be changed", changed);
    }
}

/// Returns the result of a change that a test relies on.
#[track_caller]
pub(super) fn done<T>(failure: &str, outcome: Outcome<T>) -> T {
    match outcome.result {
        Ok(result) => result,
        Err(reason) => panic!("{failure}: {reason}"),
    }
}
