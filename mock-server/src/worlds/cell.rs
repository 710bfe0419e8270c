//! A world in a server: its value, its lock, and how much of it is saved on disk.

use crate::{
    journal::{Journal, Journals},
    new_world::Origin,
    notifications::Notifications,
    store::{Directory, NewFiles, NotSaved, Progress, Saved, Server, Stored},
    threads::blocking,
    world::{World, WorldState, kernel::shared::Shared},
};
use jiff::Timestamp;
use std::{
    io,
    sync::{
        Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard, TryLockError,
        atomic::{AtomicBool, AtomicU64, Ordering},
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

/// SDDCs and tasks from which on a world is large. Going through so many takes about a millisecond.
const LARGE: usize = 500;

/// A world, and what is kept about it that is not part of it.
#[derive(Debug)]
pub(super) struct Cell {
    /// Locked by [`Cell::read`] and [`Cell::write`].
    world: RwLock<World>,
    /// Whether the world was large after its last change.
    large: AtomicBool,
    /// The revision of the world. Changed under the world's lock alone.
    revision: AtomicU64,
    pub(super) journal: Journal,
    notifications: Arc<Notifications>,
    /// The state that a reset returns the world to. It changes only under the world's lock.
    pub(super) origin: RwLock<Arc<Origin>>,
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
    /// The contents of the files.
    saved: Option<Box<(World, Arc<Origin>)>>,
}

impl Cell {
    pub(super) fn new(
        world: World,
        origin: Origin,
        journals: &Arc<Journals>,
        notifications: &Arc<Notifications>,
    ) -> Self {
        Self {
            large: AtomicBool::new(is_large(&world.state)),
            world: RwLock::new(world),
            revision: AtomicU64::new(next_revision()),
            journal: Journal::new(journals),
            notifications: notifications.clone(),
            origin: RwLock::new(Arc::new(origin)),
            version: AtomicU64::new(0),
            progress: Mutex::default(),
            files: Mutex::default(),
        }
    }

    /// Makes a cell for a world that was loaded from disk.
    pub(super) fn found(
        world: World,
        origin: Origin,
        base: Option<u64>,
        journals: &Arc<Journals>,
        notifications: &Arc<Notifications>,
    ) -> Self {
        let cell = Self::new(world.clone(), origin, journals, notifications);
        let saved = Some(Box::new((world, cell.origin())));
        *cell.files.lock().unwrap_or_else(PoisonError::into_inner) =
            Files { ended: false, base: base.unwrap_or_default(), saved };
        cell
    }

    /// Locks the world for reading.
    pub(super) fn read(&self) -> RwLockReadGuard<'_, World> {
        let wait = || self.world.read().unwrap_or_else(PoisonError::into_inner);
        if !self.is_large() {
            return wait();
        }
        // The holder of the lock may take long.
        match self.world.try_read() {
            Ok(world) => world,
            Err(TryLockError::Poisoned(world)) => world.into_inner(),
            Err(TryLockError::WouldBlock) => blocking(wait),
        }
    }

    /// Locks the world for writing, which gives it a new revision. A lock whose last holder panicked is taken over: the bug was answered
    /// with 500, and the world goes on.
    pub(super) fn write(&self) -> RwLockWriteGuard<'_, World> {
        let wait = || self.world.write().unwrap_or_else(PoisonError::into_inner);
        let world = match self.is_large().then(|| self.world.try_write()) {
            None => wait(),
            Some(Ok(world)) => world,
            Some(Err(TryLockError::Poisoned(world))) => world.into_inner(),
            Some(Err(TryLockError::WouldBlock)) => blocking(wait),
        };
        self.revision.store(next_revision(), Ordering::Relaxed);
        world
    }

    /// Whether the world is so large that going through all of it takes long.
    pub(super) fn is_large(&self) -> bool {
        self.large.load(Ordering::Relaxed)
    }

    /// Whether a change takes long, because an organization is copied first that is large and that a copy of the world shares. The caller
    /// holds the world's lock.
    pub(super) fn is_change_long(&self, world: &WorldState) -> bool {
        self.is_large() && world.orgs.values().any(Shared::is_shared)
    }

    /// Returns the version of the world at this time. The caller holds the world's lock.
    pub(super) fn version_at(&self, now: Timestamp) -> Version {
        Version { revision: self.revision.load(Ordering::Relaxed), now }
    }

    /// Returns the number of changes. The caller holds the world's lock.
    pub(super) fn version(&self) -> u64 {
        self.version.load(Ordering::Relaxed)
    }

    /// Notes a change. The caller holds the lock of the world, whose state is given as it is now.
    pub(super) fn changed(&self, world: &WorldState) {
        self.large.store(is_large(world), Ordering::Relaxed);
        self.version.fetch_add(1, Ordering::Relaxed);
    }

    /// Hands the notifications that the world has recorded to those who send them. This does not wait. It is called after every change,
    /// before the world's lock is released, so that they are sent in the order in which they came about and are no part of a copy.
    pub(super) fn hand_over(&self, world: &mut WorldState) {
        for org in world.orgs.values_mut().filter(|org| !org.notices.is_empty()) {
            let (notices, lost) = org.notices.take();
            self.notifications.put(notices, lost);
        }
    }

    pub(super) fn origin(&self) -> Arc<Origin> {
        self.origin.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Saves the world for the first time, with the data of the server, whose list contains it.
    pub(super) fn begin(&self, directory: &Directory, server: &Server) -> io::Result<()> {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        let world = self.world.read().unwrap_or_else(PoisonError::into_inner).clone();
        let origin = self.origin();
        let base = origin.base.as_deref().map(|base| (1, base));
        let number = base.map(|(number, _)| number);
        directory.put_new(NewFiles { world: &world, stored: &stored(&origin, number), base }, server)?;
        files.base = number.unwrap_or_default();
        files.saved = Some(Box::new((world, origin)));
        Ok(())
    }

    /// Removes the world's files permanently, and saves the data of the server, whose list does not contain the world.
    pub(super) fn end(&self, directory: &Directory, server: &Server) -> io::Result<()> {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((world, origin)) = files.saved.as_deref() {
            directory.remove(world.id, origin.base.as_ref().map(|_| files.base), server)?;
        }
        files.ended = true;
        Ok(())
    }
}

/// Whether a world has so many records that going through all of them takes long.
pub(super) fn is_large(world: &WorldState) -> bool {
    world.orgs.values().map(|org| org.sddcs.len() + org.tasks.len()).sum::<usize>() >= LARGE
}

/// Returns what is stored with a world.
fn stored(origin: &Origin, base: Option<u64>) -> Stored {
    Stored { made_from: origin.made_from, new: origin.new.clone(), base }
}

impl Files {
    fn write(&mut self, directory: &Directory, world: World, origin: Arc<Origin>) -> io::Result<()> {
        let before = self.saved.as_deref().and_then(|(_, origin)| origin.base.clone());
        let base = match (&origin.base, &before) {
            (Some(base), Some(before)) if Arc::ptr_eq(base, before) => self.base,
            (Some(base), _) => {
                directory.put_base(self.base + 1, base)?;
                self.base + 1
            }
            (None, _) => self.base,
        };
        let number = origin.base.as_ref().map(|_| base);
        if let Err(err) = directory.put(&world, &stored(&origin, number)) {
            if base != self.base {
                directory.remove_base(world.id, base);
            }
            return Err(err);
        }
        if before.is_some() && number != Some(self.base) {
            directory.remove_base(world.id, self.base);
        }
        self.base = base;
        self.saved = Some(Box::new((world, origin)));
        Ok(())
    }
}

impl Saved for Cell {
    fn progress(&self) -> &Mutex<Progress> {
        &self.progress
    }

    fn save(&self, directory: &Directory) -> Result<u64, NotSaved> {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        if files.ended {
            return Err(NotSaved::Deleted);
        }
        // The lock is held only while the world is copied. This is short, because copies share the records.
        let world = self.world.read().unwrap_or_else(PoisonError::into_inner);
        // The version is read first. Faults that affect reads in the meantime count towards the next version.
        let version = self.version();
        let (copy, origin) = (world.clone(), self.origin());
        drop(world);
        files.write(directory, copy, origin)?;
        Ok(version)
    }

    fn take_back(&self, forgotten: &mut dyn FnMut(u64)) {
        let saved = self.files.lock().unwrap_or_else(PoisonError::into_inner).saved.clone();
        let mut world = self.write();
        if let Some((saved, origin)) = saved.map(|saved| *saved) {
            *world = saved;
            *self.origin.write().unwrap_or_else(PoisonError::into_inner) = origin;
        }
        forgotten(self.version());
    }
}
