//! How worlds come about, begin again, and end.
//!
//! A world is made from a seed, from an exported document, as a copy of another one, or from those that are built in. What it was made
//! from is kept, so that it can begin again. A copy has an id and keys of its own; an imported world keeps those that it had, unless they
//! are in use here.

use super::{Cell, Outcome, WORLDS_MAX, Worlds, cell::is_large, refusals, settle};
use crate::{
    clock::machine_now,
    named,
    store::{Saved, unhurried},
    world::{
        World, WorldSpec, export,
        kernel::{
            clock::{Clock, OnPoll},
            faults::FaultRule,
            ids,
            pacing::Pacing,
            refusal::{ApiResult, Refusal},
        },
    },
};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    sync::{Arc, MutexGuard, PoisonError, TryLockError},
};
use uuid::Uuid;

/// What a new world is to be; what is not said follows the server, or what it is made from.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct NewWorld {
    /// What it is made from.
    #[serde(skip)]
    pub source: Source,
    /// Where its ids come from, if it is made from nothing else.
    pub seed: Option<u64>,
    /// What its clock shows at first. Default: the machine's time, or where the clock stood that it is made from.
    pub at: Option<Timestamp>,
    /// How fast its clock runs. Default 1.
    pub rate: Option<f64>,
    /// What a look at a task under way does to its clock.
    pub on_poll: Option<OnPoll>,
    /// Its pace.
    pub pacing: Option<Pacing>,
    /// Properties of its organization that differ from the default.
    pub properties: BTreeMap<String, String>,
    /// What goes wrong in it. Default: nothing, or what goes wrong in the world that it is made from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub faults: Option<Vec<FaultRule>>,
}

/// What a world is made from.
#[derive(Debug, Clone, Default)]
pub enum Source {
    /// A seed.
    #[default]
    Seed,
    /// A world that was exported.
    Export(Arc<World>),
    /// Another world of this server, as it is now.
    Fork(Uuid),
    /// A world that is built in, by its name.
    Named(String),
}

/// What kind of thing a world was made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MadeFrom {
    /// A seed.
    Seed,
    /// An exported document.
    Export,
    /// Another world of the server.
    Fork,
    /// A world that is built in.
    Named,
}

/// What a world was made from, so that it can begin again.
#[derive(Debug, Clone)]
pub(crate) struct Beginning {
    /// What kind of thing.
    pub made_from: MadeFrom,
    /// What was asked of it.
    pub(super) new: NewWorld,
    /// The world that it is a copy of, under its own id, with its clock off the machine.
    pub(super) base: Option<Arc<World>>,
}

impl NewWorld {
    /// A world from a seed: equal seeds give equal ids.
    pub fn seeded(seed: u64) -> Self {
        Self { seed: Some(seed), ..Self::default() }
    }

    /// A world that is built in: `empty`, `demo` or `busy`.
    pub fn named(name: impl Into<String>) -> Self {
        Self { source: Source::Named(name.into()), ..Self::default() }
    }

    /// A world that was exported.
    ///
    /// # Errors
    /// The document is newer than this version, damaged, or contradicts itself.
    pub fn exported(document: &str) -> ApiResult<Self> {
        let world = export::read(document.as_bytes())?;
        Ok(Self { source: Source::Export(Arc::new(world)), ..Self::default() })
    }
}

impl Beginning {
    /// The world as it begins.
    fn world(&self, id: Uuid, pacing: &Pacing, machine: Timestamp) -> ApiResult<World> {
        let new = &self.new;
        let Some(base) = &self.base else {
            let mut clock = Clock::starting(new.at.unwrap_or(machine), machine)?;
            if let Some(rate) = new.rate {
                clock.set_rate(rate, machine)?;
            }
            let spec = WorldSpec {
                id,
                seed: new.seed.unwrap_or_default(),
                clock,
                on_poll: new.on_poll.unwrap_or_default(),
                pacing: new.pacing.clone().unwrap_or_else(|| pacing.clone()),
                properties: new.properties.clone(),
                faults: new.faults.clone().unwrap_or_default(),
            };
            return World::new(spec, machine);
        };
        let mut world = World::clone(base);
        world.clock.put_on(machine);
        if let Some(at) = new.at {
            world.clock.set(at, machine)?;
        }
        if let Some(rate) = new.rate {
            world.clock.set_rate(rate, machine)?;
        }
        world.settle(world.clock.now(machine));
        world.on_poll = new.on_poll.unwrap_or(world.on_poll);
        if let Some(pacing) = &new.pacing {
            world.pacing = pacing.clone();
        }
        // Whoever changes an organization has a copy of it, and without properties there is nothing to change.
        if !new.properties.is_empty()
            && let Some(org) = world.orgs.get_mut(&world.home)
        {
            org.properties.extend(new.properties.clone());
        }
        if let Some(faults) = &new.faults {
            world.faults.replace(faults.clone())?;
        }
        Ok(world)
    }
}

/// A world under another id. The threads that answer other requests go on while a large one is copied.
fn under(world: &World, id: Uuid) -> Result<World, export::Unreadable> {
    if is_large(world) { unhurried(|| world.under(id)) } else { world.under(id) }
}

impl Worlds {
    /// Makes a world.
    ///
    /// # Errors
    /// There are too many worlds, the world that is to be copied is not there, or the clock asked for is impossible.
    pub fn create(&self, mut new: NewWorld) -> ApiResult<Uuid> {
        let mut made = self.making();
        if self.shelf.read().unwrap_or_else(PoisonError::into_inner).len() >= WORLDS_MAX {
            return Err(Refusal::full("worlds", WORLDS_MAX));
        }
        let machine = machine_now();
        let (made_from, base) = match std::mem::take(&mut new.source) {
            Source::Seed => (MadeFrom::Seed, None),
            Source::Export(world) => (MadeFrom::Export, Some(world)),
            Source::Fork(id) => (MadeFrom::Fork, Some(Arc::new(self.copied(id)?))),
            Source::Named(name) => (MadeFrom::Named, Some(named::world(&name)?)),
        };
        let mut next = *made;
        let kept = base.as_ref().filter(|base| made_from == MadeFrom::Export && self.find(base.id).is_none());
        let id = kept.map_or_else(|| self.next_id(&mut next), |base| base.id);
        let base = match base {
            Some(base) if base.id != id => Some(Arc::new(under(&base, id)?)),
            base => base,
        };
        if base.is_none() && new.seed.is_none() {
            // The default world's ids come from the server's seed itself, so that `--seed 1` and `{"seed": 1}` mean the same ids.
            let number = next - 1;
            new.seed = Some(if number == 0 { self.seed } else { ids::mix(self.seed ^ ids::mix(number)) });
        }
        let beginning = Beginning { made_from, new, base };
        let world = beginning.world(id, &self.pacing, machine)?;
        let cell = Arc::new(Cell::new(world, beginning, self.journal_max));
        if let Some(savers) = &self.savers {
            let default = Some(self.default).filter(|default| !default.is_nil());
            self.save_server(next, default)?;
            if let Err(err) = unhurried(|| cell.save(savers.directory())) {
                // The number goes back where it can; where it cannot, it is passed over after a restart.
                let _ = self.save_server(*made, default);
                return Err(refusals::not_saved(&err.to_string()));
            }
        }
        *made = next;
        self.shelf.write().unwrap_or_else(PoisonError::into_inner).insert(id, cell);
        Ok(id)
    }

    /// Waits until nobody else makes or ends a world, which takes long where a large one is copied.
    fn making(&self) -> MutexGuard<'_, u64> {
        match self.made.try_lock() {
            Ok(made) => made,
            Err(TryLockError::Poisoned(made)) => made.into_inner(),
            Err(TryLockError::WouldBlock) => unhurried(|| self.made.lock().unwrap_or_else(PoisonError::into_inner)),
        }
    }

    /// The next id that no world here has: one that was imported may have come by it elsewhere.
    fn next_id(&self, next: &mut u64) -> Uuid {
        loop {
            let id = ids::world_id(self.seed, *next);
            *next += 1;
            if self.find(id).is_none() {
                return id;
            }
        }
    }

    /// A world as it is now, with its clock off the machine.
    fn copied(&self, id: Uuid) -> ApiResult<World> {
        self.peek(id, |world, _| Ok(world.off(machine_now()))).saved_now().result
    }

    /// Lets a world begin again, as it was made: the same ids, the same keys, and nothing of what happened since. Then looks at it.
    pub fn reset<T>(&self, id: Uuid, look: impl FnOnce(&World, Timestamp) -> ApiResult<T>) -> Outcome<T> {
        self.begin(id, Cell::beginning, look)
    }

    /// Puts a world that was exported in the place of another, which keeps its id. From then on it begins again as this one. Then looks
    /// at it.
    pub fn replace<T>(
        &self,
        id: Uuid,
        with: World,
        look: impl FnOnce(&World, Timestamp) -> ApiResult<T>,
    ) -> Outcome<T> {
        let base = if with.id == id { Ok(with) } else { under(&with, id) };
        let base = match base {
            Ok(base) => Some(Arc::new(base)),
            Err(error) => return Outcome::refused(error.into()),
        };
        let beginning = Beginning { made_from: MadeFrom::Export, new: NewWorld::default(), base };
        self.begin(id, |_| Arc::new(beginning), look)
    }

    /// Lets a world begin as is said once its lock is had. Nothing happens in it between that and the look.
    fn begin<T>(
        &self,
        id: Uuid,
        beginning: impl FnOnce(&Cell) -> Arc<Beginning>,
        look: impl FnOnce(&World, Timestamp) -> ApiResult<T>,
    ) -> Outcome<T> {
        let Some(cell) = self.find(id) else { return Outcome::refused(refusals::world_not_found(&id.to_string())) };
        let mut world = cell.write();
        let (beginning, machine) = (beginning(&cell), machine_now());
        let begun = beginning.world(id, &self.pacing, machine).map(|begun| *world = begun);
        let now = world.clock.now(machine);
        settle(&cell, &mut world, now);
        let ticket = cell.journal.ticket(now);
        let result = begun.and_then(|()| {
            *cell.beginning.write().unwrap_or_else(PoisonError::into_inner) = beginning;
            cell.changed(&world);
            look(&world, now)
        });
        self.told(&cell, &world, now, ticket, None, result)
    }

    /// A world as a document; a refusal where it would be larger than what can be read.
    pub fn export(&self, id: Uuid) -> Outcome<String> {
        // Its records are shared, so taking the copy is quick; it is written without the world's lock.
        self.look(id, |world, _| Ok(world.off(machine_now()))).and_then(|copy| Ok(export::write(&copy)?))
    }

    /// Ends a world; its tokens are worthless from then on.
    ///
    /// # Errors
    /// The default world stays.
    pub fn delete(&self, id: Uuid) -> ApiResult<()> {
        if id == self.default {
            return Err(Refusal::invalid("The default world cannot be deleted."));
        }
        let _making = self.making();
        let cell = self.find(id).ok_or_else(|| refusals::world_not_found(&id.to_string()))?;
        if let Some(savers) = &self.savers {
            unhurried(|| cell.end(savers.directory())).map_err(|err| refusals::not_saved(&err.to_string()))?;
        }
        self.shelf.write().unwrap_or_else(PoisonError::into_inner).remove(&id);
        Ok(())
    }

    /// The ids of all worlds: the default one, then the others by their id.
    pub fn all(&self) -> Vec<Uuid> {
        let mut all: Vec<_> = self.shelf.read().unwrap_or_else(PoisonError::into_inner).keys().copied().collect();
        all.sort_unstable_by_key(|id| (*id != self.default, *id));
        all
    }

    /// What a world was made from.
    pub fn made_from(&self, id: Uuid) -> Option<MadeFrom> {
        Some(self.find(id)?.beginning().made_from)
    }
}
