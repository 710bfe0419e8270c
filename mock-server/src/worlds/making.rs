//! Making, resetting and ending worlds.
//!
//! A world is made from a seed, from an exported document, as a copy of another world, or from a built-in world. The server keeps what a
//! world was made from, so the world can be reset. A copy has its own id and credentials. An imported world keeps its id and credentials,
//! unless they are in use in this server.

use super::{Cell, Defaults, Outcome, WORLDS_MAX, Worlds, cell::is_large, refusals, settle};
use crate::{
    clock::machine_now,
    named,
    new_world::{MadeFrom, NewWorld, Origin, Source},
    store::Server,
    threads::blocking,
    world::{
        World,
        description::{self, Credentials, Described, Description, Made, Secrets},
        export,
        identity::mark,
        kernel::{
            ids,
            refusal::{ApiResult, Refusal},
        },
    },
};
use jiff::Timestamp;
use std::sync::{Arc, MutexGuard, PoisonError, TryLockError};
use uuid::Uuid;

/// A world under another id. The threads that answer other requests go on while a large one is copied.
fn under(world: &World, id: Uuid) -> Result<World, export::Unreadable> {
    if is_large(&world.state) { blocking(|| world.under(id)) } else { world.under(id) }
}

impl Worlds {
    /// Makes a world.
    ///
    /// # Errors
    /// There are too many worlds, the world to copy does not exist, or the requested clock is impossible.
    pub fn create(&self, mut new: NewWorld) -> ApiResult<Uuid> {
        let mut made = self.making();
        if self.shelf.read().unwrap_or_else(PoisonError::into_inner).len() >= WORLDS_MAX {
            return Err(Refusal::full("worlds", WORLDS_MAX));
        }
        let machine = machine_now();
        self.set_defaults(&mut new);
        let mut described = None;
        let (made_from, base) = match std::mem::take(&mut new.source) {
            Source::Seed => (MadeFrom::Seed, None),
            Source::Export(world) => (MadeFrom::Export, Some(world)),
            Source::Fork(id) => (MadeFrom::Fork, Some(Arc::new(self.copied(id)?))),
            Source::Named(name) => (MadeFrom::Named, Some(named::world(&name)?)),
            Source::Description(description, credentials) => {
                described = Some((description, credentials));
                (MadeFrom::Description, None)
            }
        };
        let mut next = *made;
        let kept = base.as_ref().filter(|base| made_from == MadeFrom::Export && self.is_free(base.id));
        let id = kept.map_or_else(|| self.next_id(&mut next), |base| base.id);
        let base = match base {
            Some(base) if base.id != id => Some(Arc::new(under(&base, id)?)),
            base => base,
        };
        let base = match described {
            None => base,
            Some((description, credentials)) => {
                let seed = self.seed_of(next - 1);
                Some(Arc::new(self.described(&description, credentials, (id, seed), machine)?))
            }
        };
        if base.is_none() && new.seed.is_none() {
            // The default world uses the server's seed itself for its ids, so `--seed 1` and `{"seed": 1}` give the same ids.
            new.seed = Some(self.seed_of(next - 1));
        }
        let origin = Origin { made_from, new, base };
        let world = origin.world(id, &self.defaults.pacing, machine)?;
        let given = self.given.check(&world, |id| self.has(id))?;
        let cell = Arc::new(Cell::new(world, origin, &self.journals, &self.notifications));
        if let Some(savers) = &self.savers {
            // The first world is the default one.
            let default = if self.default.is_nil() { id } else { self.default };
            let server = Server::new(self.seed, next, Some(default), self.all().into_iter().chain([id]));
            blocking(|| cell.begin(savers.directory(), &server))
                .map_err(|err| refusals::not_saved(&err.to_string()))?;
        }
        *made = next;
        self.shelf.write().unwrap_or_else(PoisonError::into_inner).insert(id, cell);
        self.given.claim(id, given);
        Ok(id)
    }

    /// The seed of the world that was made as the server's `number`th, counted from 0, if nothing else gives it one.
    fn seed_of(&self, number: u64) -> u64 {
        if number == 0 { self.seed } else { ids::mix(self.seed ^ ids::mix(number)) }
    }

    /// Makes a described world. It takes longer than other requests.
    fn described(
        &self,
        description: &Description,
        credentials: Credentials,
        (id, seed): (Uuid, u64),
        machine: Timestamp,
    ) -> ApiResult<World> {
        let pacing = self.defaults.pacing.clone();
        let made = Made { id, seed, pacing, machine, credentials };
        blocking(|| description::make(description, &made)).map_err(|problems| refusals::not_described(&problems))
    }

    /// Sets the clock of a world from a seed, or a built-in one, where the request did not. They are kept with the world, so a reset uses
    /// them too.
    fn set_defaults(&self, new: &mut NewWorld) {
        let Defaults { at, rate, on_poll, .. } = self.defaults;
        match new.source {
            Source::Seed => new.at = new.at.or(at),
            // A built-in world starts at its own time, and a described one at that of its description.
            Source::Named(_) | Source::Description(..) => {}
            Source::Export(_) | Source::Fork(_) => return,
        }
        new.rate = new.rate.or(rate);
        new.on_poll = new.on_poll.or(on_poll);
    }

    /// Waits until nobody else makes or ends a world, which takes long where a large one is copied.
    fn making(&self) -> MutexGuard<'_, u64> {
        match self.made.try_lock() {
            Ok(made) => made,
            Err(TryLockError::Poisoned(made)) => made.into_inner(),
            Err(TryLockError::WouldBlock) => blocking(|| self.made.lock().unwrap_or_else(PoisonError::into_inner)),
        }
    }

    /// The next id that no world here has: one that was imported may have come by it elsewhere.
    fn next_id(&self, next: &mut u64) -> Uuid {
        loop {
            let id = ids::world_id(self.seed, *next);
            *next += 1;
            if self.is_free(id) {
                return id;
            }
        }
    }

    /// Whether no world here has this id, and no file of the state either: one that belongs to no world is not replaced.
    fn is_free(&self, id: Uuid) -> bool {
        self.find(id).is_none() && !self.savers.as_ref().is_some_and(|savers| savers.directory().has(id))
    }

    /// Returns a copy of the world in its present state, with its clock detached from the machine's.
    fn copied(&self, id: Uuid) -> ApiResult<World> {
        self.inspect_unrecorded(id, |world, _| Ok(world.off(machine_now()))).saved_now().result
    }

    /// Resets a world to the state that it was made with: the same ids, the same credentials, and none of the later changes. Then reads it
    /// with `look`.
    pub fn reset<T>(&self, id: Uuid, look: impl FnOnce(&World, Timestamp) -> ApiResult<T>) -> Outcome<T> {
        self.begin(id, Cell::origin, look)
    }

    /// Replaces a world by an exported one. The world keeps its id, and later resets return to the exported world. Then reads the world
    /// with `look`.
    pub fn replace<T>(
        &self,
        id: Uuid,
        with: World,
        look: impl FnOnce(&World, Timestamp) -> ApiResult<T>,
    ) -> Outcome<T> {
        let base = if with.id == id { Ok(with) } else { under(&with, id) };
        let base = match base {
            Ok(base) => Arc::new(base),
            Err(error) => return Outcome::refused(error.into()),
        };
        match self.given.check(&base, |id| self.has(id)) {
            Ok(given) => self.given.claim(id, given),
            Err(refusal) => return Outcome::refused(refusal),
        }
        let base = Some(base);
        let origin = Origin { made_from: MadeFrom::Export, new: NewWorld::default(), base };
        self.begin(id, |_| Arc::new(origin), look)
    }

    /// Gives a world a new beginning under its lock, and reads it with `look` before any other request.
    fn begin<T>(
        &self,
        id: Uuid,
        origin: impl FnOnce(&Cell) -> Arc<Origin>,
        look: impl FnOnce(&World, Timestamp) -> ApiResult<T>,
    ) -> Outcome<T> {
        let Some(cell) = self.find(id) else { return Outcome::refused(refusals::world_not_found(&id.to_string())) };
        let mut world = cell.write();
        let (origin, machine) = (origin(&cell), machine_now());
        let begun = origin.world(id, &self.defaults.pacing, machine).map(|begun| *world = begun);
        let now = world.settings.clock.now(machine);
        settle(&cell, &mut world, now);
        let ticket = cell.journal.ticket(now);
        let result = begun.and_then(|()| {
            *cell.origin.write().unwrap_or_else(PoisonError::into_inner) = origin;
            cell.changed(&world.state);
            look(&world, now)
        });
        self.outcome(&cell, &world, now, ticket, None, result)
    }

    /// Exports a world as a document. Refuses if the document would be larger than what can be imported.
    pub fn export(&self, id: Uuid) -> Outcome<String> {
        // The copy shares the records, so it is quick to make. It is encoded without the world's lock.
        self.inspect(id, |world, _| Ok(world.off(machine_now()))).and_then(|copy| Ok(export::write(&copy)?))
    }

    /// Describes a world, with its secrets or without them.
    pub fn describe(&self, id: Uuid, secrets: Secrets) -> Outcome<Described> {
        // The copy shares the records, so it is quick to make. It is described without the world's lock.
        let copy = self.inspect(id, |world, now| Ok((World::clone(world), now)));
        copy.and_then(|(world, now)| Ok(description::describe(&world, now, secrets)))
    }

    /// Ends a world. Its tokens are not valid afterwards.
    ///
    /// # Errors
    /// The default world cannot be ended.
    pub fn delete(&self, id: Uuid) -> ApiResult<()> {
        if id == self.default {
            return Err(Refusal::invalid("The default world cannot be deleted."));
        }
        let made = self.making();
        let cell = self.find(id).ok_or_else(|| refusals::world_not_found(&id.to_string()))?;
        if let Some(savers) = &self.savers {
            let others = self.all().into_iter().filter(|other| *other != id);
            let server = Server::new(self.seed, *made, Some(self.default), others);
            blocking(|| cell.end(savers.directory(), &server)).map_err(|err| refusals::not_saved(&err.to_string()))?;
        }
        self.shelf.write().unwrap_or_else(PoisonError::into_inner).remove(&id);
        self.given.free(id);
        Ok(())
    }

    /// Returns the world that an API token or client id belongs to, if it has the form of one or a description gave it.
    pub(crate) fn world_of_key(&self, key: &str) -> Option<Uuid> {
        self.given.world_of(key).or_else(|| mark::world_of(key))
    }

    /// Returns the ids of all worlds: the default world first, then the others by id.
    pub fn all(&self) -> Vec<Uuid> {
        let mut all: Vec<_> = self.shelf.read().unwrap_or_else(PoisonError::into_inner).keys().copied().collect();
        all.sort_unstable_by_key(|id| (*id != self.default, *id));
        all
    }

    /// Returns what kind of source a world was made from.
    pub fn made_from(&self, id: Uuid) -> Option<MadeFrom> {
        Some(self.find(id)?.origin().made_from)
    }
}
