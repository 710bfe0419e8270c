//! Where worlds are kept beside memory: nowhere, or in a directory that outlives the program.
//!
//! With a directory no answer tells of anything that is not on disk. Whoever changes a world leaves it changed in memory and gets a
//! [`Ticket`]; the answer waits for it, without the world's lock. Few threads do the saving: each takes a world as it is then, writes it
//! whole, and redeems the tickets of everybody whose change is in it, so that many writers share one save. Whoever reads what is not saved
//! yet waits for the same save. Where a save fails, the world goes back to what was saved last and all who wait are refused: what was
//! not saved never was.
//!
//! Each world is a file, replaced as a whole, in the form of an export. An embedded database would save in less time, since it waits for
//! the disk once and not three times; the figures, and why files were chosen all the same, stand in `ARCHITECTURE.md`.

mod directory;
mod savers;
mod ticket;

pub(crate) use self::{
    directory::{Contents, Directory, Server, Stored},
    savers::{Progress, Saved, Savers},
    ticket::Ticket,
};

use crate::world::export::Unreadable;
use std::{io, path::PathBuf};
use tokio::runtime::{Handle, RuntimeFlavor};

/// Does something that takes long or waits, for the disk say. The threads that answer other requests go on meanwhile.
pub(crate) fn unhurried<T>(what: impl FnOnce() -> T) -> T {
    match Handle::try_current().map(|runtime| runtime.runtime_flavor()) {
        Ok(RuntimeFlavor::MultiThread) => tokio::task::block_in_place(what),
        _ => what(),
    }
}

/// A state that cannot be used. It is left as it is.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// Another server has it.
    #[error("the state in {} is in use by another server", .0.display())]
    InUse(PathBuf),
    /// The machine does not let us.
    #[error("cannot use the state: {path}: {reason}", path = path.display())]
    Disk {
        /// File or directory.
        path: PathBuf,
        /// Why not.
        reason: io::Error,
    },
    /// A file holds no world.
    #[error("cannot use the state: {path}: {reason}", path = path.display())]
    Unreadable {
        /// File.
        path: PathBuf,
        /// What is wrong in it.
        reason: Unreadable,
    },
    /// Files do not fit each other.
    #[error("cannot use the state: {path}: {reason}", path = path.display())]
    Inconsistent {
        /// File or directory.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
}
