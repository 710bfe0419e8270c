//! The files of a stored state.
//!
//! ```text
//! DIR/lock                      locked by the server that uses the state
//! DIR/server.json               data of the server: its seed, the number of worlds made, the default world
//! DIR/worlds/<id>.json          a world in the format of an export, with its settings
//! DIR/worlds/<id>.base-<n>.json the world from which this world was copied, if it is a copy
//! ```
//!
//! A file is written under another name, flushed to disk, and renamed over the old file. After a crash, either the old or the new file is
//! there. The files contain credentials; only their owner may read them.

use super::StateError;
use crate::{
    new_world::{MadeFrom, NewWorld},
    world::{
        World,
        export::{self, FORMAT, Unreadable},
    },
};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeSet,
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};
use uuid::Uuid;

/// A stored state that this server has locked.
#[derive(Debug)]
pub(crate) struct Directory {
    path: PathBuf,
    worlds: PathBuf,
    /// The lock is held as long as the state is in use.
    lock: File,
}

/// Data of the server that uses the state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Server {
    format: u32,
    /// The seed from which ids are generated.
    pub(crate) seed: u64,
    /// The number of worlds that were given a number.
    pub(crate) made: u64,
    /// The default world. `None` until it has been saved for the first time.
    pub(crate) default: Option<Uuid>,
}

/// Data that is stored with a world in its file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Stored {
    pub(crate) made_from: MadeFrom,
    pub(crate) new: NewWorld,
    /// The number of the base file, if the world is a copy. The base file contains the world from which it was copied.
    pub(crate) base: Option<u64>,
}

/// A stored state that was read.
#[derive(Debug)]
pub(crate) struct Contents {
    pub(crate) server: Server,
    /// Each world with its stored data and, if it is a copy, the world from which it was copied.
    pub(crate) worlds: Vec<(World, Stored, Option<World>)>,
}

impl Server {
    pub(crate) fn new(seed: u64, made: u64, default: Option<Uuid>) -> Self {
        Self { format: FORMAT, seed, made, default }
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        // Closing the file is not enough: a process that another thread is starting also has the file open until it runs its own program.
        let _ = self.lock.unlock();
    }
}

impl Directory {
    /// Opens a state, or creates it if there is none. The contents are `None` if the state is new.
    ///
    /// # Errors
    /// [`StateError`]. All files are then unchanged.
    pub(crate) fn open(path: &Path) -> Result<(Self, Option<Contents>), StateError> {
        let worlds = path.join("worlds");
        let disk = |path: &Path| {
            let path = path.to_owned();
            move |reason| StateError::Disk { path, reason }
        };
        private_directory(&worlds).map_err(disk(&worlds))?;
        let lock = path.join("lock");
        let file = private(OpenOptions::new().write(true).create(true).truncate(false)).open(&lock);
        let file = file.map_err(disk(&lock))?;
        file.try_lock().map_err(|err| match err {
            fs::TryLockError::WouldBlock => StateError::InUse(path.to_owned()),
            fs::TryLockError::Error(reason) => StateError::Disk { path: lock.clone(), reason },
        })?;
        let directory = Self { path: path.to_owned(), worlds, lock: file };
        let contents = directory.read()?;
        Ok((directory, contents))
    }

    fn read(&self) -> Result<Option<Contents>, StateError> {
        let path = self.path.join("server.json");
        let names = self.names()?;
        let text = match fs::read(&path) {
            Err(err) if err.kind() == io::ErrorKind::NotFound => {
                let left = names.iter().find(|name| !name.ends_with(".part"));
                return match left {
                    None => Ok(None),
                    Some(_) => Err(StateError::Inconsistent {
                        path,
                        reason: "there are worlds, but the file that belongs to them is missing".to_owned(),
                    }),
                };
            }
            text => text.map_err(|reason| StateError::Disk { path: path.clone(), reason })?,
        };
        let unreadable = |path: PathBuf| move |reason| StateError::Unreadable { path, reason };
        let server: Server = export::read_beside(&text).map_err(unreadable(path.clone()))?;
        let mut worlds = Vec::new();
        let mut bases = BTreeSet::new();
        // If the default world has never been saved, these files are left from a first start that was interrupted.
        for (name, id) in names.iter().filter_map(|name| Some((name, world_id(name)?))) {
            if server.default.is_none() {
                break;
            }
            let path = self.worlds.join(name);
            let (world, stored) = read_world(&path)?;
            let stored: Stored =
                stored.ok_or_else(|| wrong(&path, "what the server keeps beside the world is missing"))?;
            if world.id != id {
                return Err(wrong(&path, "it holds another world than its name says"));
            }
            let base = stored.base.map(|number| base_name(id, number));
            let base = base.map(|name| {
                let (base, _) = read_world::<serde::de::IgnoredAny>(&self.worlds.join(&name))?;
                bases.insert(name);
                Ok(base)
            });
            worlds.push((world, stored, base.transpose()?));
        }
        if let Some(default) = server.default
            && !worlds.iter().any(|(world, ..)| world.id == default)
        {
            return Err(wrong(&path, &format!("the file of the default world, {default}.json, is missing")));
        }
        self.clear(&names, |name| server.default.is_some() && (world_id(name).is_some() || bases.contains(name)));
        Ok(Some(Contents { server, worlds }))
    }

    fn names(&self) -> Result<Vec<String>, StateError> {
        let read = || -> io::Result<Vec<String>> {
            let mut names = Vec::new();
            for entry in fs::read_dir(&self.worlds)? {
                names.push(entry?.file_name().to_string_lossy().into_owned());
            }
            names.sort_unstable();
            Ok(names)
        };
        read().map_err(|reason| StateError::Disk { path: self.worlds.clone(), reason })
    }

    /// Removes the files that a crash left: incomplete files, and base files of worlds that no longer exist.
    fn clear(&self, names: &[String], needed: impl Fn(&str) -> bool) {
        let ours = |name: &&String| name.ends_with(".part") || name.ends_with(".json");
        for name in names.iter().filter(ours).filter(|name| !needed(name)) {
            if let Err(err) = fs::remove_file(self.worlds.join(name)) {
                tracing::warn!(file = %name, error = %err, "cannot take away a file that is no longer needed");
            }
        }
    }

    /// Saves the data of the server.
    pub(crate) fn put_server(&self, server: &Server) -> io::Result<()> {
        replace(&self.path, "server.json", &serde_json::to_string(server)?)
    }

    /// Saves a world.
    pub(crate) fn put(&self, world: &World, stored: &Stored) -> io::Result<()> {
        replace(&self.worlds, &world_name(world.id), &written(world, Some(stored))?)
    }

    /// Saves the world from which another world was copied.
    pub(crate) fn put_base(&self, number: u64, base: &World) -> io::Result<()> {
        replace(&self.worlds, &base_name(base.id, number), &written::<()>(base, None)?)
    }

    /// Removes a world.
    pub(crate) fn remove(&self, id: Uuid) -> io::Result<()> {
        fs::remove_file(self.worlds.join(world_name(id)))?;
        File::open(&self.worlds)?.sync_all()
    }

    /// Removes the world from which another world was copied. The file is no longer needed, and does no harm if it cannot be removed.
    pub(crate) fn remove_base(&self, id: Uuid, number: u64) {
        self.clear(&[base_name(id, number)], |_| false);
    }
}

/// Writes a world as text. Until the whole text is there, no file is touched.
fn written<A: serde::Serialize>(world: &World, kept: Option<&A>) -> io::Result<String> {
    export::write_with(world, kept).map_err(io::Error::other)
}

fn read_world<A: serde::de::DeserializeOwned>(path: &Path) -> Result<(World, Option<A>), StateError> {
    let text = fs::read(path).map_err(|reason| StateError::Disk { path: path.to_owned(), reason })?;
    export::read_with(&text).map_err(|reason: Unreadable| StateError::Unreadable { path: path.to_owned(), reason })
}

fn wrong(path: &Path, reason: &str) -> StateError {
    StateError::Inconsistent { path: path.to_owned(), reason: reason.to_owned() }
}

fn world_name(id: Uuid) -> String {
    format!("{id}.json")
}

fn base_name(id: Uuid, number: u64) -> String {
    format!("{id}.base-{number}.json")
}

fn world_id(name: &str) -> Option<Uuid> {
    name.strip_suffix(".json")?.parse().ok()
}

/// Replaces a file as a whole, or leaves the old file unchanged. When this returns, the new file is on disk.
fn replace(folder: &Path, name: &str, text: &str) -> io::Result<()> {
    let half = folder.join(format!("{name}.part"));
    let written = || {
        let mut file = private(OpenOptions::new().write(true).create(true).truncate(true)).open(&half)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&half, folder.join(name))
    };
    if let Err(err) = written() {
        let _ = fs::remove_file(&half);
        return Err(err);
    }
    File::open(folder)?.sync_all()
}

#[cfg(unix)]
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600)
}

#[cfg(not(unix))]
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

fn private_directory(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}
