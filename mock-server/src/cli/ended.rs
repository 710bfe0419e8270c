//! The results of subcommands.

/// The result of a subcommand that could do its work.
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
