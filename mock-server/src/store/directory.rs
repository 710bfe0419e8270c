//! The files of a stored state.
//!
//! ```text
//! DIR/lock                      locked by the server that uses the state
//! DIR/server.json               data of the server: its seed, the number of worlds made, the default world, and the list of all worlds
//! DIR/worlds/<id>.json          a world in the format of an export, with its settings
//! DIR/worlds/<id>.base-<n>.json the world from which this world was copied, if it is a copy
//! DIR/worlds/<id>.ended         the file of a world that was ended, until the list is written without it
//! DIR/…/<file>.part             a file that is being written
//! DIR/damaged/<file>            a file that a start with repair found damaged
//! ```
//!
//! Each file has a checksum of its own ([`checksum`](super::checksum)), and `server.json` lists the worlds. So a start notices every file
//! that was changed and every one that is missing, and a save writes the file of one world alone. Files that are not in the list, or have
//! other names, are left as they are.
//!
//! The list and the files fit together after a crash at every point:
//!
//! - A new world is written as `<id>.json.part`, then its base. Then the list is written with it, and the `.part` is renamed. A `.part` of a
//!   world in the list is complete, and a start renames it. A `.part` of any other world is removed, with its base.
//! - A world that is ended is renamed to `<id>.ended`. Its base is removed, the list is written without it, and the file is removed. A start
//!   does the rest for each world that has an `.ended` and no file. So a world can be ended on a disk that is full.
//! - A save replaces `<id>.json` alone. If the world has a new base, this is written first, under the next number, and the earlier one is
//!   removed last. A start removes the bases of its worlds that no world names.
//!
//! An older file of the same world, put in its place, is not noticed.

use super::{
    StateError,
    contents::{Contents, Server, Stored},
    file_names,
    lock::Lock,
    private_files::{drop_part, finish_part, private_directory, sync_folder, write_part},
    reading::{self, Reading},
};
use crate::world::{World, export};
use std::{
    fs::{self, OpenOptions},
    io,
    path::{Path, PathBuf},
};
use uuid::Uuid;

/// A stored state that this server has locked.
#[derive(Debug)]
pub(crate) struct Directory {
    path: PathBuf,
    worlds: PathBuf,
    lock: Lock,
}

/// A world to be saved, with its data, and with the number of its base if it has one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewFiles<'w> {
    pub(crate) world: &'w World,
    pub(crate) stored: &'w Stored,
    pub(crate) base: Option<(u64, &'w World)>,
}

impl Directory {
    /// Opens a state, or creates it if there is none. The contents are `None` if the state is new. With `repair`, damaged files are moved
    /// aside, and the state goes on without them; the seed is used if that of the state is lost.
    ///
    /// # Errors
    /// [`StateError`]. All files are then unchanged, unless they could not be moved or written.
    pub(crate) fn open(path: &Path, repair: Option<u64>) -> Result<(Self, Option<Contents>), StateError> {
        let worlds = path.join("worlds");
        private_directory(&worlds).map_err(|reason| StateError::Disk { path: worlds.clone(), reason })?;
        let lock = Lock::take(path, &worlds)?;
        let directory = Self { path: path.to_owned(), worlds, lock };
        let reading = reading::read(&directory.path, &directory.worlds, repair)?;
        let contents = directory.tidy(reading)?;
        Ok((directory, contents))
    }

    /// Does what reading the state has shown to be necessary.
    fn tidy(&self, reading: Reading) -> Result<Option<Contents>, StateError> {
        for file in &reading.others {
            tracing::warn!(file = %file.display(), "this file does not belong to the state and is left as it is");
        }
        let begins = reading.server.as_ref().is_none_or(|server| reading.is_to_begin(server));
        let Reading { server, worlds, unfinished, write_server_again, repairs, leftovers, .. } = reading;
        let disk = |path: &Path| {
            let path = path.to_owned();
            move |reason| StateError::Disk { path, reason }
        };
        for id in unfinished {
            finish_part(&self.worlds, &file_names::world(id)).map_err(disk(&self.worlds))?;
        }
        let is_repair = !repairs.is_empty();
        let repairs = repairs.into_iter().map(|repair| repair.carry_out(&self.path)).collect::<Result<_, _>>()?;
        for found in &worlds {
            let base = found.base.as_ref().zip(found.stored.base).filter(|_| found.write_base_again);
            let base = base.map_or(Ok(()), |(base, number)| self.put_base(number, base));
            let world = if found.write_again { self.put(&found.world, &found.stored) } else { Ok(()) };
            match base.and(world) {
                Err(reason) if is_repair => return Err(disk(&self.worlds)(reason)),
                Err(err) => {
                    tracing::warn!(world = %found.world.id, error = %err, "cannot write a checksum for a world")
                }
                Ok(()) => {}
            }
        }
        let Some(server) = server else { return Ok(None) };
        let server = Server::new(server.seed, server.made, server.default, worlds.iter().map(|found| found.world.id));
        let mut is_written = true;
        if write_server_again && let Err(reason) = self.put_server(&server) {
            if is_repair {
                return Err(disk(&self.path)(reason));
            }
            tracing::warn!(error = %reason, "cannot write the list of worlds");
            is_written = false;
        }
        // They show what the list is to be.
        for file in leftovers.iter().filter(|_| is_written) {
            remove(file);
        }
        Ok((!begins).then_some(Contents { server, worlds, repairs }))
    }

    /// Whether there is a file for a world of this id. It belongs to no world, if the server has none with this id.
    pub(crate) fn has(&self, id: Uuid) -> bool {
        fs::symlink_metadata(self.worlds.join(file_names::world(id))).is_ok()
    }

    /// Whether the state may be in use by another server, so that nothing is saved any more.
    pub(super) fn is_lost(&self) -> bool {
        self.lock.is_lost()
    }

    /// Saves the data of the server.
    pub(crate) fn put_server(&self, server: &Server) -> io::Result<()> {
        self.replace(&self.path, "server.json", &serde_json::to_string(server)?)
    }

    /// Saves a world that the list contains.
    pub(crate) fn put(&self, world: &World, stored: &Stored) -> io::Result<()> {
        self.replace(&self.worlds, &file_names::world(world.id), &written(world, Some(stored))?)
    }

    /// Saves the world from which another world was copied.
    pub(crate) fn put_base(&self, number: u64, base: &World) -> io::Result<()> {
        self.replace(&self.worlds, &file_names::base(base.id, number), &written::<()>(base, None)?)
    }

    /// Saves a new world, and the data of the server, whose list contains it. If this fails, nothing of it is left.
    pub(crate) fn put_new(&self, new: NewFiles, server: &Server) -> io::Result<()> {
        let NewFiles { world, stored, base } = new;
        let name = file_names::world(world.id);
        let document = written(world, Some(stored))?;
        self.lock.check()?;
        write_part(&self.worlds, &name, &document)?;
        let listed = || {
            match base {
                Some((number, base)) => self.put_base(number, base)?,
                None => sync_folder(&self.worlds)?,
            }
            // An earlier world of this id was ended. It must not end this one.
            let _ = fs::remove_file(self.worlds.join(file_names::ended(world.id)));
            self.put_server(server)
        };
        if let Err(err) = listed() {
            // What the list has must be there, although the system may not have written the list for good.
            if !self.is_lost() && !self.lists(world.id) {
                drop_part(&self.worlds, &name);
                base.iter().for_each(|(number, _)| self.remove_base(world.id, *number));
            }
            return Err(err);
        }
        // If the system fails before the new name is on disk, the next start renames the file.
        finish_part(&self.worlds, &name)
    }

    /// Whether the list on disk has a world.
    fn lists(&self, id: Uuid) -> bool {
        fs::read_to_string(self.path.join("server.json")).is_ok_and(|text| text.contains(&id.to_string()))
    }

    /// Ends a world, with its base, and saves the data of the server, whose list does not contain it.
    pub(crate) fn remove(&self, id: Uuid, base: Option<u64>, server: &Server) -> io::Result<()> {
        self.lock.check()?;
        let (file, ended) = (self.worlds.join(file_names::world(id)), self.worlds.join(file_names::ended(id)));
        fs::rename(&file, &ended)?;
        sync_folder(&self.worlds).inspect_err(|_| drop(fs::rename(&ended, &file)))?;
        if let Some(number) = base {
            self.remove_base(id, number);
        }
        match self.put_server(server) {
            Ok(()) => remove(&ended),
            Err(err) => {
                tracing::warn!(world = %id, error = %err, "the list of worlds still has a world that was ended");
                // The file has only to be there.
                if !self.is_lost() {
                    let _ = OpenOptions::new().write(true).open(&ended).and_then(|file| file.set_len(0));
                }
            }
        }
        Ok(())
    }

    /// Removes the world from which another world was copied. The file is no longer needed, and does no harm if it cannot be removed.
    pub(crate) fn remove_base(&self, id: Uuid, number: u64) {
        if self.lock.check().is_ok() {
            remove(&self.worlds.join(file_names::base(id, number)));
        }
    }

    /// Replaces a file as a whole, or leaves the old file unchanged. When this returns, the new file is on disk.
    fn replace(&self, folder: &Path, name: &str, document: &str) -> io::Result<()> {
        self.lock.check()?;
        write_part(folder, name, document)?;
        self.lock.check()?;
        finish_part(folder, name).inspect_err(|_| drop_part(folder, name))?;
        sync_folder(folder)
    }
}

/// Writes a world as text. Until the whole text is there, no file is touched.
fn written<A: serde::Serialize>(world: &World, kept: Option<&A>) -> io::Result<String> {
    export::write_with(world, kept).map_err(io::Error::other)
}

/// Removes a file that is no longer needed, if it is there.
fn remove(file: &Path) {
    match fs::remove_file(file) {
        Err(err) if err.kind() != io::ErrorKind::NotFound => {
            tracing::warn!(file = %file.display(), error = %err, "cannot take away a file that is no longer needed");
        }
        _ => {}
    }
}
