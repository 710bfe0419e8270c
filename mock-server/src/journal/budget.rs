//! The memory that the journals of all worlds of a server share.
//!
//! When the journals together exceed it, the largest journal gives up its oldest entries. A small journal therefore keeps its entries,
//! however many other worlds there are.

use super::pages::Pages;
use std::{
    fmt,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, TryLockError, Weak,
        atomic::{AtomicUsize, Ordering},
    },
};

/// The largest number of entries that a journal can be configured to keep.
pub const ENTRIES_MAX: usize = 1 << 20;

/// Bytes that the journals of a server may hold together by default.
const BYTES_DEFAULT: usize = 256 << 20;

/// Bytes that a journal may hold for each entry that it may keep. The answer to a GET request for a task has one kilobyte, the answer to a
/// GET request for an SDDC has five, and most requests are GET requests for tasks.
const BYTES_PER_ENTRY: usize = 2048;

/// Bytes that a journal may hold even if it may keep only a few entries.
const BYTES_MIN: usize = 8 << 20;

/// The part of the memory that is freed at once, so that not every request has to free some.
const FREED_PART: usize = 16;

/// The journals of a server, and their limits.
pub(crate) struct Journals {
    entries_max: usize,
    bytes_max: usize,
    /// Bytes that all journals hold now.
    bytes: AtomicUsize,
    open: Mutex<Vec<Weak<Held>>>,
}

/// What one journal holds.
pub(super) struct Held {
    entries_max: usize,
    pages: Mutex<Pages>,
    /// The bytes of the pages, as far as they are counted for the server.
    bytes: AtomicUsize,
    journals: Arc<Journals>,
}

impl fmt::Debug for Journals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Journals")
            .field("bytes", &self.bytes())
            .field("bytes_max", &self.bytes_max)
            .finish_non_exhaustive()
    }
}

impl Journals {
    /// Sets how many entries each journal keeps, and how many bytes all of them hold. By default they hold as much as one full journal
    /// needs, and at least [`BYTES_DEFAULT`].
    pub(crate) fn new(entries_max: usize, bytes_max: Option<usize>) -> Arc<Self> {
        let entries_max = entries_max.min(ENTRIES_MAX);
        let bytes_max = bytes_max.unwrap_or_else(|| BYTES_DEFAULT.max(bytes_of(entries_max)));
        Arc::new(Self { entries_max, bytes_max, bytes: AtomicUsize::new(0), open: Mutex::default() })
    }

    /// Makes the memory of one more journal, which keeps as many entries as all others unless it is told otherwise.
    pub(super) fn open(self: &Arc<Self>, entries_max: Option<usize>) -> Arc<Held> {
        let entries_max = entries_max.unwrap_or(self.entries_max);
        let (pages, bytes, journals) = (Mutex::default(), AtomicUsize::new(0), self.clone());
        let held = Arc::new(Held { entries_max, pages, bytes, journals });
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.len() == open.capacity() {
            open.retain(|held| held.strong_count() > 0);
        }
        open.push(Arc::downgrade(&held));
        held
    }

    /// Returns how many bytes the journals hold.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes.load(Ordering::Relaxed)
    }

    /// Returns how many bytes the journals may hold.
    pub(crate) fn bytes_max(&self) -> usize {
        self.bytes_max
    }

    /// Frees memory if the journals hold too much. If another thread is doing so, it is left to that thread.
    fn make_room(&self) {
        if self.bytes() <= self.bytes_max {
            return;
        }
        let open = match self.open.try_lock() {
            Ok(open) => open,
            Err(TryLockError::Poisoned(open)) => open.into_inner(),
            Err(TryLockError::WouldBlock) => return,
        };
        let target = self.bytes_max - self.bytes_max / FREED_PART;
        while self.bytes() > target {
            let journals = open.iter().filter_map(Weak::upgrade);
            let largest = journals.max_by_key(|held| held.bytes.load(Ordering::Relaxed));
            let Some(largest) = largest else { return };
            let freed = largest.give_up(self.bytes().saturating_sub(target));
            if freed == 0 {
                return;
            }
        }
    }
}

/// Returns how many bytes a journal of so many entries may hold.
fn bytes_of(entries: usize) -> usize {
    (entries * BYTES_PER_ENTRY).max(BYTES_MIN)
}

impl Held {
    pub(super) fn entries_max(&self) -> usize {
        self.entries_max
    }

    pub(super) fn bytes_max(&self) -> usize {
        bytes_of(self.entries_max)
    }

    pub(super) fn pages(&self) -> MutexGuard<'_, Pages> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts what the pages hold now for the server, releases them, and frees memory if there is too much of it.
    pub(super) fn count(&self, pages: MutexGuard<'_, Pages>) {
        self.recount(&pages);
        drop(pages);
        self.journals.make_room();
    }

    fn recount(&self, pages: &Pages) {
        let before = self.bytes.swap(pages.bytes, Ordering::Relaxed);
        // The difference may be negative; sums of this kind wrap around to the right result.
        self.journals.bytes.fetch_add(pages.bytes.wrapping_sub(before), Ordering::Relaxed);
    }

    /// Drops the oldest entries: so many bytes, but at most half of what there is and at least one entry. Returns how many bytes were
    /// dropped.
    fn give_up(&self, bytes: usize) -> usize {
        let mut pages = self.pages();
        let before = pages.bytes;
        let target = before.saturating_sub(bytes).max(before / 2);
        while pages.bytes > target && pages.drop_oldest() {}
        self.recount(&pages);
        before.saturating_sub(pages.bytes)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let bytes = *self.bytes.get_mut();
        self.journals.bytes.fetch_sub(bytes, Ordering::Relaxed);
    }
}
