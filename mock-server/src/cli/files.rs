//! Writes the files of subcommands, without harm to files that are not the user's own.

use anyhow::Context;
use std::{
    fs::{self, OpenOptions},
    io::{self, IsTerminal, Write},
    path::{Path, PathBuf},
};

use super::output::{print_exactly, put};

/// The most symbolic links that lead to a file one after the other, as on Linux.
const LINKS_MAX: usize = 40;

/// Names that are tried for a file that is being written.
const PARTS_MAX: u32 = 16;

/// How a path is written to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// A regular file, or none yet. It is replaced as a whole.
    File(PathBuf),
    /// A device, a pipe, or what a process has open, such as `/dev/stdout`. It is written to as it is.
    Stream(PathBuf),
}

impl Target {
    /// Finds out what is at a path. Symbolic links are followed if they and the file belong to the user (links also to the system), because
    /// a link that someone else put there would replace a file that the user does not mean.
    ///
    /// # Errors
    /// A folder is there, a link belongs to someone else or leads to a file of someone else, or nothing can be known about the path.
    pub(super) fn find(path: &Path) -> io::Result<Self> {
        let refused = |reason: String| io::Error::new(io::ErrorKind::PermissionDenied, reason);
        let (mut path, mut followed) = (path.to_owned(), 0);
        loop {
            if is_opened_by_a_process(&path) {
                return Ok(Self::Stream(path));
            }
            let there = match fs::symlink_metadata(&path) {
                Err(err) if err.kind() == io::ErrorKind::NotFound => return Ok(Self::File(path)),
                there => there?,
            };
            if there.is_dir() {
                return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder"));
            }
            if there.is_file() {
                return match followed {
                    0 => Ok(Self::File(path)),
                    _ if is_of_user(&there, false) => Ok(Self::File(path)),
                    _ => Err(refused(format!("the link leads to {}, which belongs to someone else", path.display()))),
                };
            }
            if !there.is_symlink() {
                return Ok(Self::Stream(path));
            }
            if !is_of_user(&there, true) {
                return Err(refused(format!("{} is a link that belongs to someone else", path.display())));
            }
            followed += 1;
            if followed > LINKS_MAX {
                return Err(io::Error::other("too many links lead on to each other"));
            }
            let to = fs::read_link(&path)?;
            // A relative link starts at the folder of the link.
            path = path.parent().map_or_else(|| to.clone(), |folder| folder.join(&to));
        }
    }

    /// Writes the content, so that only the user can read a new file, and no reader sees a part of it.
    pub(super) fn write(&self, content: &[u8]) -> io::Result<()> {
        let file = match self {
            // A regular file that a process has open is continued and not overwritten.
            Self::Stream(path) => return OpenOptions::new().append(true).open(path)?.write_all(content),
            Self::File(path) => path,
        };
        let (part, mut opened) = part_of(file)?;
        let written = opened.write_all(content).and_then(|()| fs::rename(&part, file));
        written.inspect_err(|_| drop(fs::remove_file(&part)))
    }
}

/// Makes the file beside `file` that takes its place when it is complete. It never opens a file that is there already.
fn part_of(file: &Path) -> io::Result<(PathBuf, fs::File)> {
    let name = file.file_name().ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "it is no file name"))?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut tried = 0;
    loop {
        let mut part = std::ffi::OsString::from(".");
        part.push(name);
        part.push(format!(".{}-{tried}.part", std::process::id()));
        let part = file.with_file_name(part);
        match options.open(&part) {
            Err(err) if err.kind() == io::ErrorKind::AlreadyExists && tried < PARTS_MAX => tried += 1,
            opened => return opened.map(|opened| (part, opened)),
        }
    }
}

/// Whether a path names what a process has open, or a device. `/dev/stdout` may lead to a regular file, which must not be replaced.
fn is_opened_by_a_process(path: &Path) -> bool {
    let Ok(path) = std::path::absolute(path) else { return false };
    let folder = path.parent().map(|folder| folder.canonicalize().unwrap_or_else(|_| folder.to_owned()));
    cfg!(unix)
        && folder.is_some_and(|folder| folder.starts_with("/dev") || folder.starts_with("/proc"))
        && !path.starts_with("/dev/shm")
}

#[cfg(unix)]
fn is_of_user(there: &fs::Metadata, or_of_system: bool) -> bool {
    use std::os::unix::fs::MetadataExt;
    let user = user_id();
    (or_of_system && there.uid() == 0) || user.is_none_or(|user| there.uid() == user)
}

/// Returns the id of the user. `None` on systems that do not show it in a file.
#[cfg(unix)]
fn user_id() -> Option<u32> {
    fs::metadata("/proc/self").ok().map(|own| std::os::unix::fs::MetadataExt::uid(&own))
}

#[cfg(not(unix))]
fn is_of_user(_: &fs::Metadata, _: bool) -> bool {
    true
}

/// Writes a document unchanged to a file that only its owner can read, or to standard output.
pub(super) fn write_document(file: Option<&Path>, document: &str) -> anyhow::Result<()> {
    let Some(file) = file else {
        put(document);
        if io::stdout().is_terminal() {
            print_exactly("");
        }
        return Ok(());
    };
    let written = Target::find(file).and_then(|target| target.write(document.as_bytes()));
    written.with_context(|| format!("cannot write {}", file.display()))
}
