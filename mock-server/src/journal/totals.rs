//! Numbers of entries.

/// The numbers of entries of a journal.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Totals {
    /// Entries written since the world began, or since the journal was cleared.
    pub(crate) recorded: u64,
    /// Those among them that are there no more: the oldest made room.
    pub(crate) dropped: u64,
}
