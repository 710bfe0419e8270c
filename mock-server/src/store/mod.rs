//! Storage of worlds: in memory only, or also in a directory that remains when the program ends.
//!
//! With a directory, no answer contains a state that is not on disk. A request that changes a world changes it in memory and receives a
//! [`Ticket`]. Its answer waits for the ticket without holding the world's lock. A few threads do the saving. Each takes the current state
//! of a world, writes the whole world, and completes the tickets of all changes that the state contains; in this way many requests share one
//! save. A request that reads a state that is not saved yet waits for the same save. If a save fails, the world returns to the last saved
//! state and all waiting requests are refused: their changes have no effect.
//!
//! Each world is a file in the format of an export, and each save replaces the whole file. Each file has a checksum, and one file lists the worlds,
//! so that the next start notices every file that is missing or changed. An embedded database would save faster, because it waits
//! for the disk once for each save instead of three times. `DECISIONS.md` contains the figures and the reasons for using files.

mod checksum;
mod contents;
mod directory;
mod file_names;
mod lock;
mod private_files;
mod reading;
mod repair;
mod savers;
mod ticket;

pub(crate) use self::{
    contents::{Contents, Server, Stored, StoredWorld},
    directory::{Directory, NewFiles},
    savers::{Progress, Saved, Savers},
    ticket::{NotSaved, Ticket},
};

use crate::world::export::Unreadable;
use std::{io, path::PathBuf};

/// A stored state that cannot be used. Its files are left unchanged.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// Another server is using the state.
    #[error("the state in {} is in use by another server", .0.display())]
    InUse(PathBuf),
    /// The operating system reports an error.
    #[error("cannot use the state: {path}: {reason}", path = path.display())]
    Disk {
        /// The file or directory.
        path: PathBuf,
        /// The error.
        reason: io::Error,
    },
    /// A file of the state is missing.
    #[error("cannot use the state: {} is missing, or is not a regular file", .0.display())]
    Missing(PathBuf),
    /// The checksum of a file is not that of its content.
    #[error(
        "cannot use the state: the `sha256` of {} does not match its content, so it was changed or damaged after it was written. If the change is intended, remove `sha256`.",
        .0.display()
    )]
    Changed(PathBuf),
    /// A file does not contain a valid world.
    #[error("cannot use the state: {path}: {reason}", path = path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The error in the file.
        reason: Unreadable,
    },
    /// The files contradict each other.
    #[error("cannot use the state: {path}: {reason}", path = path.display())]
    Inconsistent {
        /// The file or directory.
        path: PathBuf,
        /// A description of the error.
        reason: String,
    },
}

impl StateError {
    /// Returns `true` if a start that repairs the state may continue without the files that this error names. Returns `false` if the state
    /// is in use, if the operating system reports an error, or if a newer version wrote the file.
    pub fn is_damage(&self) -> bool {
        match self {
            Self::InUse(_) | Self::Disk { .. } | Self::Unreadable { reason: Unreadable::Newer { .. }, .. } => false,
            Self::Missing(_) | Self::Changed(_) | Self::Unreadable { .. } | Self::Inconsistent { .. } => true,
        }
    }
}
