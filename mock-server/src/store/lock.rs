//! The lock of a state, which one server at a time holds.
//!
//! The file `lock` is locked, and so is the folder `worlds` on systems that can lock a folder, because a file can be removed while it is
//! locked, and a second server would then lock another one. Before each write, the server that holds the lock compares the file that it has
//! open with the one that is there. If it is another one, nothing is written any more until the server is started again.

use super::{StateError, private_files::private};
use std::{
    fs::{self, File, Metadata, OpenOptions, TryLockError},
    io,
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
};

/// How often the lock is tried while other programs remove the file.
const TRIES: usize = 16;

/// The lock is held until this value is dropped.
#[derive(Debug)]
pub(super) struct Lock {
    path: PathBuf,
    file: File,
    /// `None` where a folder cannot be locked.
    worlds: Option<File>,
    is_lost: AtomicBool,
}

impl Lock {
    /// Locks a state, whose folders are there.
    ///
    /// # Errors
    /// Another server holds the lock, or the operating system reports an error.
    pub(super) fn take(state: &Path, worlds: &Path) -> Result<Self, StateError> {
        let path = state.join("lock");
        let in_use = || StateError::InUse(state.to_owned());
        let disk = |reason| StateError::Disk { path: path.clone(), reason };
        let worlds = match File::open(worlds).map(|folder| (folder.try_lock(), folder)) {
            Ok((Ok(()), folder)) => Some(folder),
            Ok((Err(TryLockError::WouldBlock), _)) => return Err(in_use()),
            // Some file systems lock files alone.
            Ok((Err(TryLockError::Error(_)), _)) | Err(_) => None,
        };
        for _ in 0..TRIES {
            let file = open(&path).map_err(disk)?;
            file.try_lock().map_err(|err| match err {
                TryLockError::WouldBlock => in_use(),
                TryLockError::Error(reason) => disk(reason),
            })?;
            if is_there(&file, &path).map_err(disk)? {
                return Ok(Self { path, file, worlds, is_lost: AtomicBool::new(false) });
            }
        }
        Err(in_use())
    }

    /// Checks that the lock is still that of the state.
    ///
    /// # Errors
    /// The file was removed or replaced, now or earlier.
    pub(super) fn check(&self) -> io::Result<()> {
        if !self.is_lost() {
            if is_there(&self.file, &self.path)? {
                return Ok(());
            }
            if !self.is_lost.swap(true, Ordering::Relaxed) {
                tracing::error!(
                    lock = %self.path.display(),
                    "the lock file was removed or replaced while this server uses the state, and another server may use it too; \
                     nothing is saved any more until this server is started again"
                );
            }
        }
        let path = self.path.display();
        Err(io::Error::other(format!(
            "{path} was removed or replaced while this server uses the state, and another server may use it too; this server \
             saves nothing until it is started again"
        )))
    }

    /// Whether a check has failed.
    pub(super) fn is_lost(&self) -> bool {
        self.is_lost.load(Ordering::Relaxed)
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing the files is not enough: a process that another thread is starting also has them open until it runs its own program.
        for file in [Some(&self.file), self.worlds.as_ref()].into_iter().flatten() {
            let _ = file.unlock();
        }
    }
}

/// Opens the file that is locked, or makes it.
fn open(path: &Path) -> io::Result<File> {
    if fs::symlink_metadata(path).is_ok_and(|there| !there.is_file()) {
        return Err(io::Error::other("it is no regular file"));
    }
    private(OpenOptions::new().write(true).create(true).truncate(false)).open(path)
}

/// Whether the open file is the one at this path.
fn is_there(file: &File, path: &Path) -> io::Result<bool> {
    match fs::symlink_metadata(path) {
        Ok(there) => Ok(is_same(&there, &file.metadata()?)),
        Err(err) if matches!(err.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(false),
        Err(err) => Err(err),
    }
}

#[cfg(unix)]
fn is_same(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

/// Other systems do not remove a file that is open.
#[cfg(not(unix))]
fn is_same(_: &Metadata, _: &Metadata) -> bool {
    true
}
