//! Reads a state as a whole, and says what is to be done with its files. It changes none.

use super::{
    StateError, checksum,
    contents::{Server, Stored, StoredWorld},
    file_names::{self, Found, Kind, Name},
    repair::Repair,
};
use crate::{
    clock::machine_now,
    new_world::NewWorld,
    world::{World, export, kernel::ids},
};
use serde::de::{DeserializeOwned, IgnoredAny};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
};
use uuid::Uuid;

/// A state that was read.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// `None` if the state is new.
    pub(super) server: Option<Server>,
    pub(super) worlds: Vec<StoredWorld>,
    /// Worlds whose files have yet to take their own names.
    pub(super) unfinished: Vec<Uuid>,
    /// Whether `server.json` is to be written again.
    pub(super) write_server_again: bool,
    /// The damage, with what was asked to be done about it.
    pub(super) repairs: Vec<Repair>,
    /// Files that a crash left, in the order in which they are removed.
    pub(super) leftovers: Vec<PathBuf>,
    /// Files that are not of this state. They stay.
    pub(super) others: Vec<PathBuf>,
}

impl Reading {
    /// Whether the first start has still to be made.
    pub(super) fn is_to_begin(&self, server: &Server) -> bool {
        server.default.is_none() && self.worlds.is_empty() && self.repairs.is_empty()
    }
}

/// Reads a state. With `repair`, damage is no error; the seed is that of the server, if its own is lost.
///
/// # Errors
/// [`StateError`].
pub(super) fn read(state: &Path, folder: &Path, repair: Option<u64>) -> Result<Reading, StateError> {
    let found = Found::list(folder).map_err(|reason| StateError::Disk { path: folder.to_owned(), reason })?;
    let own = found.own.iter().copied().collect();
    Reader { state, folder, repair, found, own, ended: BTreeSet::new(), reading: Reading::default() }.read()
}

struct Reader<'d> {
    state: &'d Path,
    folder: &'d Path,
    repair: Option<u64>,
    found: Found,
    own: BTreeSet<Name>,
    /// Worlds in the list that were ended.
    ended: BTreeSet<Uuid>,
    reading: Reading,
}

impl Reader<'_> {
    fn read(mut self) -> Result<Reading, StateError> {
        let path = self.state.join("server.json");
        let (mut server, is_lost) = match self.server(&path) {
            Ok(None) => {
                self.reading.others = self.found.others.iter().map(|name| self.folder.join(name)).collect();
                return Ok(self.reading);
            }
            Ok(Some(server)) => (server, false),
            Err(err) => {
                let files = path.exists().then(|| path.clone()).into_iter().collect();
                self.forgive(err, "The worlds whose files are whole stay.", files)?;
                (self.replacement(), true)
            }
        };
        let listed = match &server.worlds {
            Some(worlds) => worlds.clone(),
            None if server.default.is_none() => Vec::new(),
            None => self.found.of_kind(Kind::World).collect(),
        };
        self.reading.write_server_again = is_lost || server.worlds.is_none();
        for id in listed {
            match self.world(id) {
                Ok(Some(world)) => self.reading.worlds.push(world),
                Ok(None) => drop(self.ended.insert(id)),
                Err(err) => {
                    let files = self.found.of_world(self.folder, id);
                    self.forgive(err, &format!("The world {id} is gone from the state."), files)?;
                }
            }
        }
        self.reading.write_server_again |= !self.ended.is_empty() || !self.reading.repairs.is_empty();
        self.default(&mut server, &path, is_lost)?;
        // A first start that was interrupted is begun again.
        self.reading.write_server_again &= !self.reading.is_to_begin(&server);
        self.sort_files(&server, is_lost);
        self.reading.server = Some(server);
        Ok(self.reading)
    }

    /// Takes damage for repaired if that was asked for, and for an error otherwise.
    fn forgive(&mut self, damage: StateError, after: &str, files: Vec<PathBuf>) -> Result<(), StateError> {
        if self.repair.is_none() || !damage.is_damage() {
            return Err(damage);
        }
        self.reading.repairs.push(Repair::new(&damage, after, files));
        Ok(())
    }

    fn server(&self, path: &Path) -> Result<Option<Server>, StateError> {
        let mut text = match fs::read(path) {
            Err(err) if err.kind() == io::ErrorKind::NotFound => {
                let has_worlds = self.own.iter().any(|name| matches!(name.kind, Kind::World | Kind::Base(_)));
                let missing = "there are worlds, but the file that belongs to them is missing";
                return if has_worlds { Err(wrong(path, missing)) } else { Ok(None) };
            }
            text => text.map_err(|reason| StateError::Disk { path: path.to_owned(), reason })?,
        };
        let content = checksum::content(&mut text).map_err(|_| StateError::Changed(path.to_owned()))?;
        let server = export::read_beside(content.document);
        server.map(Some).map_err(|reason| StateError::Unreadable { path: path.to_owned(), reason })
    }

    /// Returns data of the server in place of those that are lost.
    fn replacement(&self) -> Server {
        // No server has numbered so many worlds, so ids are not given twice.
        let made = u64::try_from(machine_now().as_millisecond()).unwrap_or_default();
        Server::new(self.repair.unwrap_or_default(), made, None, self.found.of_kind(Kind::World))
    }

    /// Reads a world with its base. `None` if it was ended.
    fn world(&mut self, id: Uuid) -> Result<Option<StoredWorld>, StateError> {
        let path = self.folder.join(file_names::world(id));
        let has = |kind| self.own.contains(&Name { id, kind });
        let mut world = if has(Kind::World) {
            read_world(&path, id)?
        } else if has(Kind::WorldPart)
            && let Ok(world) = read_world(&self.folder.join(file_names::part_of(&file_names::world(id))), id)
        {
            // It was written as a whole, and the server stopped before it was renamed.
            self.reading.unfinished.push(id);
            world
        } else if has(Kind::Ended) {
            return Ok(None);
        } else {
            return Err(StateError::Missing(path));
        };
        if let Some(number) = world.stored.base {
            self.base(&mut world, number)?;
        }
        Ok(Some(world))
    }

    /// Reads the base of a world. In place of a damaged one it takes the world itself, so that the world can be used.
    fn base(&mut self, of: &mut StoredWorld, number: u64) -> Result<(), StateError> {
        let id = of.world.id;
        let path = self.folder.join(file_names::base(id, number));
        match read_document::<IgnoredAny>(&path, id) {
            Ok((base, _, is_summed)) => {
                (of.base, of.write_base_again) = (Some(base), !is_summed);
            }
            Err(err) => {
                let files = path.exists().then_some(path).into_iter().collect();
                self.forgive(err, &format!("A reset of the world {id} leads to its state at this start."), files)?;
                of.base = Some(of.world.off(machine_now()));
                of.stored.new = NewWorld::default();
                (of.write_again, of.write_base_again) = (true, true);
            }
        }
        Ok(())
    }

    /// Checks that the default world is there. If damage is repaired, another one or none takes its place.
    fn default(&mut self, server: &mut Server, path: &Path, is_lost: bool) -> Result<(), StateError> {
        let has = |reading: &Reading, id| reading.worlds.iter().any(|found| found.world.id == id);
        if is_lost {
            let first = ids::world_id(server.seed, 0);
            server.default = match self.reading.worlds.as_slice() {
                [only] => Some(only.world.id),
                _ => Some(first).filter(|first| has(&self.reading, *first)),
            };
            let said = server.default.map_or_else(
                || "A new default world is made.".to_owned(),
                |default| format!("The default world is {default}."),
            );
            self.reading.repairs.push(Repair { said, files: Vec::new() });
        } else if let Some(default) = server.default
            && !has(&self.reading, default)
        {
            let err = wrong(path, &format!("the default world, {default}, is missing"));
            self.forgive(err, "A new default world is made.", Vec::new())?;
            server.default = None;
        }
        Ok(())
    }

    /// Sorts out the files that are not needed.
    fn sort_files(&mut self, server: &Server, is_lost: bool) {
        let worlds: BTreeMap<_, _> =
            self.reading.worlds.iter().map(|found| (found.world.id, found.stored.base)).collect();
        let unfinished: BTreeSet<_> = self.reading.unfinished.iter().copied().collect();
        let moved: BTreeSet<_> = self.reading.repairs.iter().flat_map(|repair| repair.files.clone()).collect();
        // If the default world has never been saved, an earlier version left these files when its first start was interrupted.
        let was_never_started = server.default.is_none() && server.worlds.is_none();
        let mut leftovers = Vec::new();
        for name in &self.own {
            let path = self.folder.join(name.text());
            let is_known = |id| {
                let marked = |kind| self.own.contains(&Name { id, kind });
                worlds.contains_key(&id) || marked(Kind::WorldPart) || marked(Kind::Ended)
            };
            let is_needed = match name.kind {
                Kind::World => worlds.contains_key(&name.id),
                Kind::Base(number) => worlds.get(&name.id) == Some(&Some(number)),
                Kind::WorldPart => unfinished.contains(&name.id),
                Kind::BasePart(_) | Kind::Ended => false,
            };
            let is_ours = match name.kind {
                Kind::World => was_never_started,
                Kind::Base(_) => was_never_started || is_known(name.id),
                Kind::WorldPart | Kind::BasePart(_) | Kind::Ended => true,
            };
            match (is_needed || moved.contains(&path), is_ours) {
                (true, _) => {}
                (false, true) => leftovers.push((name.kind, path)),
                (false, false) => self.reading.others.push(path),
            }
        }
        // The file that shows whose the others are is removed last.
        leftovers.sort_by_key(|(kind, _)| matches!(kind, Kind::WorldPart | Kind::Ended));
        let leftovers: Vec<_> = leftovers.into_iter().map(|(_, path)| path).collect();
        if !is_lost {
            self.reading.leftovers = leftovers;
        } else if !leftovers.is_empty() {
            let said = "Files that belong to no world are left.".to_owned();
            self.reading.repairs.push(Repair { said, files: leftovers });
        }
        self.reading.others.extend(self.found.others.iter().map(|name| self.folder.join(name)));
    }
}

fn read_world(path: &Path, id: Uuid) -> Result<StoredWorld, StateError> {
    let (world, stored, is_summed) = read_document(path, id)?;
    let stored: Stored = stored.ok_or_else(|| wrong(path, "what the server keeps beside the world is missing"))?;
    Ok(StoredWorld { world, stored, base: None, write_again: !is_summed, write_base_again: false })
}

/// Reads a file with the world of this id. Returns also whether the file has a checksum.
fn read_document<A: DeserializeOwned>(path: &Path, id: Uuid) -> Result<(World, Option<A>, bool), StateError> {
    let mut text = fs::read(path).map_err(|reason| match reason.kind() {
        io::ErrorKind::NotFound => StateError::Missing(path.to_owned()),
        _ => StateError::Disk { path: path.to_owned(), reason },
    })?;
    let content = checksum::content(&mut text).map_err(|_| StateError::Changed(path.to_owned()))?;
    let (world, kept) = export::read_with(content.document)
        .map_err(|reason| StateError::Unreadable { path: path.to_owned(), reason })?;
    if world.id != id {
        return Err(wrong(path, "it holds another world than its name says"));
    }
    Ok((world, kept, content.is_summed))
}

fn wrong(path: &Path, reason: &str) -> StateError {
    StateError::Inconsistent { path: path.to_owned(), reason: reason.to_owned() }
}
