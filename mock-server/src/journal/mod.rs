//! What happened in a world: every request and its answer, in the order in which the world met them.
//!
//! A journal belongs to a world's cell and not to the world, which stays a pure value: looking at a world writes an entry too.
//!
//! Writing must cost next to nothing, and what is written is mostly never looked at. So an entry is kept as it passed ([`Exchange`]),
//! and becomes what can be shown ([`Told`]) when somebody looks for the first time: secrets are named, JSON is read, and what passed is
//! forgotten. Only a [`Told`] can be shown. An [`Exchange`] has no readable part outside this module, and prints nothing of itself.

pub(crate) mod entry;
pub(crate) mod filter;
pub(crate) mod recordings;
pub(crate) mod unused;
pub(crate) mod verification;

mod exchange;
mod placeholders;
mod redact;
mod told;
mod totals;

pub(crate) use crate::fingerprint::Fingerprint;
pub(crate) use exchange::{Document, Exchange, Head, Kept, Unread};
pub(crate) use redact::A_WORLD;

use crate::world::kernel::refusal::{ApiResult, Refusal};
use entry::Entry;
use filter::Filter;
use jiff::Timestamp;
use placeholders::Placeholders;
use std::{
    collections::VecDeque,
    fmt,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};
use told::Told;
use totals::Totals;
use verification::{Verdict, Verification};

/// Entries that a journal keeps, unless the server is told otherwise.
pub const ENTRIES_DEFAULT: usize = 4096;

/// The most entries that a server can be told to keep.
pub const ENTRIES_MAX: usize = 1 << 20;

/// Bytes that a journal may hold for each entry that it may keep. The answer to a look at a task has one kilobyte, to one at an SDDC
/// five, and most requests are looks at tasks.
const BYTES_PER_ENTRY: usize = 2048;

/// Bytes that a journal may hold however few entries it may keep.
const BYTES_MIN: usize = 8 << 20;

/// The place of a request among all requests to its world, taken under the world's lock, and the world's time then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ticket {
    pub(crate) number: u64,
    pub(crate) at: Timestamp,
}

/// The journal of a world.
pub struct Journal {
    entries_max: usize,
    tickets: AtomicU64,
    pages: Mutex<Pages>,
}

/// What is kept.
#[derive(Default)]
struct Pages {
    lines: VecDeque<(u64, Line)>,
    bytes: usize,
    recorded: u64,
    dropped: u64,
    placeholders: Placeholders,
}

/// An entry, before anybody looked at it or after.
enum Line {
    Passed(Box<Exchange>, Timestamp),
    Told(Arc<Told>),
}

/// A page of a journal.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Page {
    /// How much there is.
    pub(crate) totals: Totals,
    /// What was asked for, the oldest first.
    pub(crate) entries: Vec<Entry>,
    /// Whether there is more of it behind.
    pub(crate) more: bool,
}

impl fmt::Debug for Journal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Totals { recorded, dropped } = self.pages().totals();
        f.debug_struct("Journal").field("recorded", &recorded).field("dropped", &dropped).finish_non_exhaustive()
    }
}

impl Journal {
    /// An empty journal that keeps so many entries; none at all means that nothing is written.
    pub(crate) fn new(entries_max: usize) -> Self {
        Self { entries_max: entries_max.min(ENTRIES_MAX), tickets: AtomicU64::new(0), pages: Mutex::default() }
    }

    /// A place in the journal. Whoever takes it holds the world's lock, so that places are in the order of what happens.
    pub(crate) fn ticket(&self, at: Timestamp) -> Option<Ticket> {
        (self.entries_max > 0).then(|| Ticket { number: self.tickets.fetch_add(1, Ordering::Relaxed) + 1, at })
    }

    /// Writes an entry. What is too much then makes room, the oldest first.
    pub(crate) fn write(&self, ticket: Ticket, exchange: Exchange) {
        let mut pages = self.pages();
        pages.recorded += 1;
        pages.bytes += exchange.size();
        // Requests that were answered at the same time come in any order.
        let behind = pages.lines.iter().rev().take_while(|(number, _)| *number > ticket.number).count();
        let at = pages.lines.len() - behind;
        pages.lines.insert(at, (ticket.number, Line::Passed(Box::new(exchange), ticket.at)));
        let bytes_max = (self.entries_max * BYTES_PER_ENTRY).max(BYTES_MIN);
        while pages.lines.len() > self.entries_max || pages.bytes > bytes_max {
            let Some((_, line)) = pages.lines.pop_front() else { break };
            pages.bytes -= line.size();
            pages.dropped += 1;
        }
    }

    /// The entries that a filter lets through.
    pub(crate) fn page(&self, filter: &Filter) -> Page {
        let pages = self.looked_at();
        let mut found: Vec<_> = pages.told().filter(|told| filter.lets_through(told)).collect();
        let more = match filter.last {
            Some(last) => {
                found.drain(..found.len().saturating_sub(last));
                false
            }
            None => found.len() > filter.limit,
        };
        found.truncate(filter.limit);
        Page { totals: pages.totals(), entries: found.into_iter().map(Told::entry).collect(), more }
    }

    /// An entry by its number.
    pub(crate) fn entry(&self, number: u64) -> Option<Entry> {
        let pages = self.looked_at();
        pages.told().find(|told| told.number() == number).map(Told::entry)
    }

    /// Whether what should have happened did.
    ///
    /// # Errors
    /// Nothing is written down, so nobody knows.
    pub(crate) fn verify(&self, verification: &Verification) -> ApiResult<Verdict> {
        if self.entries_max == 0 {
            return Err(Refusal::invalid("This server keeps no journal, so nothing can be verified."));
        }
        let pages = self.looked_at();
        Ok(verification.judge(pages.told(), pages.totals(), &pages.placeholders))
    }

    /// Forgets all entries. Numbers go on, and what a secret is called stays.
    pub(crate) fn clear(&self) {
        let mut pages = self.pages();
        let placeholders = std::mem::take(&mut pages.placeholders);
        *pages = Pages { placeholders, ..Pages::default() };
    }

    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn looked_at(&self) -> MutexGuard<'_, Pages> {
        let mut pages = self.pages();
        pages.look();
        pages
    }
}

impl Pages {
    fn totals(&self) -> Totals {
        Totals { recorded: self.recorded, dropped: self.dropped }
    }

    /// Makes of everything that passed what can be shown, the oldest first, so that secrets are numbered as they came up.
    fn look(&mut self) {
        let Self { lines, bytes, placeholders, .. } = self;
        for (number, line) in lines {
            let before = line.size();
            if let Line::Passed(exchange, at) = line {
                *line = Line::Told(Arc::new(Told::of(*number, *at, exchange, placeholders)));
                *bytes = *bytes + line.size() - before;
            }
        }
    }

    fn told(&self) -> impl DoubleEndedIterator<Item = &Told> {
        self.lines.iter().filter_map(|(_, line)| match line {
            Line::Told(told) => Some(&**told),
            Line::Passed(..) => None,
        })
    }
}

impl Line {
    fn size(&self) -> usize {
        match self {
            Self::Passed(exchange, _) => exchange.size(),
            Self::Told(told) => told.size(),
        }
    }
}
