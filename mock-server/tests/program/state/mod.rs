//! Worlds that outlive the program. After a restart every answered change is there, however the program ended. A state that cannot be used
//! is left unchanged.

mod crash;
mod damage;
#[cfg(unix)]
mod descriptors;
mod disk;
mod earlier;
mod kill;
mod leaving;
#[cfg(unix)]
mod lock;
#[cfg(unix)]
mod others;
mod process;
mod repair;
mod restart;
#[cfg(unix)]
mod room;
mod wire;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

/// Returns every file of a state by its path, except the lock file, whose content has no meaning.
fn files(state: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    for folder in [state.to_owned(), state.join("worlds")] {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() && path.file_name().unwrap() != "lock" {
                files.insert(path.clone(), std::fs::read(path).unwrap());
            }
        }
    }
    files
}
