//! Damage of a state, and what is done about it if that is asked for.

use super::{StateError, private_files::private_directory};
use std::{
    ffi::OsString,
    fs::{self, OpenOptions},
    io,
    path::{Path, PathBuf},
};

/// The folder into which damaged files are moved.
const DAMAGED: &str = "damaged";

/// Names that are tried for a file that is moved aside.
const NAMES_MAX: u32 = 10_000;

/// A damage that is repaired.
#[derive(Debug)]
pub(super) struct Repair {
    /// What is damaged, and how the state goes on without it.
    pub(super) said: String,
    /// The files that are moved aside.
    pub(super) files: Vec<PathBuf>,
}

impl Repair {
    pub(super) fn new(damage: &StateError, after: &str, files: Vec<PathBuf>) -> Self {
        let damage = damage.to_string();
        let damage = damage.strip_prefix("cannot use the state: ").unwrap_or(&damage).trim_end_matches('.');
        Self { said: format!("{damage}. {after}"), files }
    }

    /// Moves the files aside, and returns what was done.
    ///
    /// # Errors
    /// A file cannot be moved.
    pub(super) fn carry_out(self, state: &Path) -> Result<String, StateError> {
        let mut said = self.said;
        for file in self.files {
            let moved = move_aside(state, &file).map_err(|reason| StateError::Disk { path: file.clone(), reason })?;
            said.push_str(&format!(" {} is now {}.", file.display(), moved.display()));
        }
        Ok(said)
    }
}

/// Moves a file into the folder for damaged ones, under a name that no other file there has, and returns its new path.
fn move_aside(state: &Path, file: &Path) -> io::Result<PathBuf> {
    let folder = state.join(DAMAGED);
    private_directory(&folder)?;
    let name = file.file_name().unwrap_or_default();
    for number in 0..NAMES_MAX {
        let mut to = OsString::from(name);
        if number > 0 {
            to.push(format!(".{number}"));
        }
        let to = folder.join(to);
        // The name is taken first, because a file that is moved replaces the one that has the name.
        match OpenOptions::new().write(true).create_new(true).open(&to) {
            Err(err) if err.kind() == io::ErrorKind::AlreadyExists => {}
            Err(err) => return Err(err),
            Ok(_) => return fs::rename(file, &to).map(|()| to.clone()).inspect_err(|_| drop(fs::remove_file(&to))),
        }
    }
    Err(io::Error::other(format!("{} is full of files of this name", folder.display())))
}
