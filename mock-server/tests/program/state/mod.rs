//! Worlds that outlive the program: what was answered is there again, whatever happens to the program, and a state that cannot be used is
//! left as it is.

mod damage;
mod disk;
mod kill;
mod process;
mod restart;
mod wire;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

/// Every file of a state by its path, but for the lock, which says nothing.
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
