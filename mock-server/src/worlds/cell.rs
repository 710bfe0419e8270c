//! A world in a server: its value, its lock, and how much of it is saved on disk.

use super::Beginning;
use crate::{
    journal::Journal,
    store::{Directory, Progress, Saved, Stored},
    world::World,
};
use jiff::Timestamp;
use std::{
    io,
    sync::{
        Arc, Mutex, PoisonError, RwLock, RwLockWriteGuard,
        atomic::{AtomicU64, Ordering},
    },
};

/// The two things that an answer about a world depends on and that change: the revision of the world's state, and its time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Version {
    /// Differs whenever the state may differ, also between the worlds of a process.
    pub(crate) revision: u64,
    pub(crate) now: Timestamp,
}

/// Returns a revision that no world of this process has had.
fn next_revision() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// A world, and the data that a server keeps about it outside of the world itself.
#[derive(Debug)]
pub(super) struct Cell {
    /// Only [`Cell::write`] locks it for writing.
    pub(super) world: RwLock<World>,
    /// The revision of the world. It changes only under the world's lock.
    revision: AtomicU64,
    pub(super) journal: Journal,
    /// The state that a reset returns the world to. It changes only under the world's lock.
    pub(super) beginning: RwLock<Arc<Beginning>>,
    /// The number of changes. It rises only under the world's lock.
    version: AtomicU64,
    progress: Mutex<Progress>,
    files: Mutex<Files>,
}

/// The files of a world. Their lock is held while a file is written.
#[derive(Debug, Default)]
struct Files {
    /// Set when the world has been ended. Nothing may be written after that.
    ended: bool,
    /// The number of the file with the world that this one was copied from.
    base: u64,
    /// The content of the files.
    saved: Option<(World, Arc<Beginning>)>,
}

impl Cell {
    pub(super) fn new(world: World, beginning: Beginning, journal_max: usize) -> Self {
        Self {
            world: RwLock::new(world),
            revision: AtomicU64::new(next_revision()),
            journal: Journal::new(journal_max),
            beginning: RwLock::new(Arc::new(beginning)),
            version: AtomicU64::new(0),
            progress: Mutex::default(),
            files: Mutex::default(),
        }
    }

    /// Makes a cell for a world that was loaded from disk.
    pub(super) fn found(world: World, beginning: Beginning, base: Option<u64>, journal_max: usize) -> Self {
        let cell = Self::new(world.clone(), beginning, journal_max);
        let saved = Some((world, cell.beginning()));
        *cell.files.lock().unwrap_or_else(PoisonError::into_inner) =
            Files { ended: false, base: base.unwrap_or_default(), saved };
        cell
    }

    /// Locks the world for writing and gives it a new revision. A lock whose last holder panicked is taken over: the panic was answered
    /// with 500, and the world stays usable.
    pub(super) fn write(&self) -> RwLockWriteGuard<'_, World> {
        let world = self.world.write().unwrap_or_else(PoisonError::into_inner);
        self.revision.store(next_revision(), Ordering::Relaxed);
        world
    }

    /// Returns the version that answers at this time depend on. The caller holds the world's lock.
    pub(super) fn version_at(&self, now: Timestamp) -> Version {
        Version { revision: self.revision.load(Ordering::Relaxed), now }
    }

    /// Returns the number of changes. The caller holds the world's lock.
    pub(super) fn version(&self) -> u64 {
        self.version.load(Ordering::Relaxed)
    }

    /// Counts a change. The caller holds the world's lock.
    pub(super) fn changed(&self) {
        self.version.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn beginning(&self) -> Arc<Beginning> {
        self.beginning.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Removes the world's files permanently.
    pub(super) fn end(&self, directory: &Directory) -> io::Result<()> {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((world, beginning)) = &files.saved {
            directory.remove(world.id)?;
            if beginning.base.is_some() {
                directory.remove_base(world.id, files.base);
            }
        }
        files.ended = true;
        Ok(())
    }
}

impl Files {
    fn write(&mut self, directory: &Directory, world: World, beginning: Arc<Beginning>) -> io::Result<()> {
        let before = self.saved.as_ref().and_then(|(_, beginning)| beginning.base.clone());
        let base = match (&beginning.base, &before) {
            (Some(base), Some(before)) if Arc::ptr_eq(base, before) => self.base,
            (Some(base), _) => {
                directory.put_base(self.base + 1, base)?;
                self.base + 1
            }
            (None, _) => self.base,
        };
        let Beginning { made_from, new, .. } = &*beginning;
        let number = beginning.base.as_ref().map(|_| base);
        directory.put(&world, &Stored { made_from: *made_from, new: new.clone(), base: number })?;
        if before.is_some() && number != Some(self.base) {
            directory.remove_base(world.id, self.base);
        }
        self.base = base;
        self.saved = Some((world, beginning));
        Ok(())
    }
}

impl Saved for Cell {
    fn progress(&self) -> &Mutex<Progress> {
        &self.progress
    }

    fn save(&self, directory: &Directory) -> io::Result<u64> {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        if files.ended {
            return Err(io::Error::new(io::ErrorKind::NotFound, "the world has been ended"));
        }
        // The lock is held only while the world is copied. This is short, because copies share the records.
        let world = self.world.read().unwrap_or_else(PoisonError::into_inner);
        // The version is read first. Faults that affect reads in the meantime count towards the next version.
        let version = self.version();
        let (copy, beginning) = (world.clone(), self.beginning());
        drop(world);
        files.write(directory, copy, beginning)?;
        Ok(version)
    }

    fn take_back(&self, forgotten: &mut dyn FnMut(u64)) {
        let saved = self.files.lock().unwrap_or_else(PoisonError::into_inner).saved.clone();
        let mut world = self.write();
        if let Some((saved, beginning)) = saved {
            *world = saved;
            *self.beginning.write().unwrap_or_else(PoisonError::into_inner) = beginning;
        }
        forgotten(self.version());
    }
}
