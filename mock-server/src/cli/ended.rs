//! How subcommands end.

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
