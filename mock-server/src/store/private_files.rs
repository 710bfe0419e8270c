//! Writes the files of a state. Only their owner may read them, because they contain credentials. A file is written under another name,
//! flushed to disk, and renamed. After a crash either the old or the new file is there.

use super::{checksum, file_names::part_of};
use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Write},
    path::Path,
};

/// Writes a file under its other name, with its checksum. When this returns, its content is on disk, but perhaps not its name. If it
/// fails, nothing is left.
///
/// A regular file of this name was left by a crash and is removed. A link is never followed.
///
/// # Errors
/// The operating system reports an error, or what has the name is no regular file.
pub(super) fn write_part(folder: &Path, name: &str, document: &str) -> io::Result<()> {
    let part = folder.join(part_of(name));
    let mut file = create(&part)?;
    let (head, rest) = checksum::with_checksum(document);
    let written = file.write_all(head.as_bytes()).and_then(|()| file.write_all(rest.as_bytes()));
    written.and_then(|()| file.sync_all()).inspect_err(|_| drop(fs::remove_file(&part)))
}

/// Gives a file that was written its own name, in place of the file that has it.
pub(super) fn finish_part(folder: &Path, name: &str) -> io::Result<()> {
    fs::rename(folder.join(part_of(name)), folder.join(name))
}

/// Removes a file that will not be finished.
pub(super) fn drop_part(folder: &Path, name: &str) {
    let _ = fs::remove_file(folder.join(part_of(name)));
}

/// Waits until the names in a folder are on disk.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Makes a file that is not there yet.
fn create(part: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    // A file that is made anew is none to which a link leads.
    private(options.write(true).create_new(true));
    match options.open(part) {
        Err(err) if err.kind() == io::ErrorKind::AlreadyExists => {
            if !fs::symlink_metadata(part)?.is_file() {
                return Err(io::Error::other(format!("{} is in the way, and no regular file", part.display())));
            }
            fs::remove_file(part)?;
            options.open(part)
        }
        opened => opened,
    }
}

#[cfg(unix)]
pub(super) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600)
}

#[cfg(not(unix))]
pub(super) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

/// Makes a folder and those that it is in, if they are not there.
pub(super) fn private_directory(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}
