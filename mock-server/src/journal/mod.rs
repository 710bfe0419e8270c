//! The journal of a world: every request to the world and its answer, in the order in which the world handled them.
//!
//! The journal is stored in the world's cell and not in the world itself, which stays a pure value: a request that only reads the world
//! writes an entry too.
//!
//! Writing an entry must be cheap, because most entries are never read. An entry is first stored as the raw exchange ([`Exchange`]). When
//! the journal is read for the first time, each raw exchange is converted into a form that can be shown ([`RedactedEntry`]): secrets are replaced by
//! placeholders, JSON is parsed, and the raw exchange is dropped. Only a [`RedactedEntry`] can be shown. The content of an [`Exchange`] cannot be
//! read outside this module, and its `Debug` output shows only the operation's name.

pub(crate) mod entry;
pub(crate) mod filter;
pub(crate) mod recordings;
pub(crate) mod unused;
pub(crate) mod verification;

mod exchange;
mod placeholders;
mod redact;
mod redacted;
mod totals;

pub(crate) use crate::fingerprint::Fingerprint;
pub(crate) use exchange::{Document, Exchange, Head, Kept, Unread};
pub(crate) use redact::{A_WORLD, without_secrets};

use crate::world::kernel::refusal::{ApiResult, Refusal};
use entry::Entry;
use filter::Filter;
use jiff::Timestamp;
use placeholders::Placeholders;
use redacted::RedactedEntry;
use std::{
    collections::VecDeque,
    fmt,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};
use totals::Totals;
use verification::{Verdict, Verification};

/// The number of entries that a journal keeps by default.
pub const ENTRIES_DEFAULT: usize = 4096;

/// The largest number of entries that a journal can be configured to keep.
pub const ENTRIES_MAX: usize = 1 << 20;

/// The number of entries that the list of unmatched requests keeps.
const UNMATCHED_MAX: usize = 1000;

/// Bytes that a journal may hold for each entry that it may keep. The answer to a GET request for a task has one kilobyte, the answer to a
/// GET request for an SDDC has five, and most requests are GET requests for tasks.
const BYTES_PER_ENTRY: usize = 2048;

/// Bytes that a journal may hold even if it may keep only a few entries.
const BYTES_MIN: usize = 8 << 20;

/// The position of a request among all requests to its world, and the world's time at that moment. It is taken under the world's lock.
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

/// The entries and counters of a journal.
#[derive(Default)]
struct Pages {
    lines: VecDeque<(u64, Line)>,
    bytes: usize,
    recorded: u64,
    dropped: u64,
    placeholders: Placeholders,
    /// How many secrets were known when the entries were last searched for them.
    searched_for: u64,
}

/// An entry: the raw exchange before the journal is first read, or the form that can be shown afterwards.
enum Line {
    Passed(Box<Exchange>, Timestamp),
    RedactedEntry(Box<RedactedEntry>),
}

/// A page of a journal.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Page {
    pub(crate) totals: Totals,
    /// The entries that match the filter, the oldest first.
    pub(crate) entries: Vec<Entry>,
    /// Whether more matching entries follow.
    pub(crate) more: bool,
}

impl fmt::Debug for Journal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Totals { recorded, dropped } = self.pages().totals();
        f.debug_struct("Journal").field("recorded", &recorded).field("dropped", &dropped).finish_non_exhaustive()
    }
}

impl Journal {
    /// Creates an empty journal that keeps at most `entries_max` entries. With 0, nothing is written.
    pub(crate) fn new(entries_max: usize) -> Self {
        Self { entries_max: entries_max.min(ENTRIES_MAX), tickets: AtomicU64::new(0), pages: Mutex::default() }
    }

    /// Creates the list of refused requests that led to no world. It is a journal of the server.
    pub(crate) fn unmatched() -> Self {
        Self::new(UNMATCHED_MAX)
    }

    /// Takes the next position in the journal, or returns `None` if the journal keeps no entries. The caller holds the world's lock, which
    /// keeps positions in the order in which requests take effect.
    pub(crate) fn ticket(&self, at: Timestamp) -> Option<Ticket> {
        (self.entries_max > 0).then(|| Ticket { number: self.tickets.fetch_add(1, Ordering::Relaxed) + 1, at })
    }

    /// Writes an entry. While the journal exceeds its limits, the oldest entries are dropped.
    pub(crate) fn write(&self, ticket: Ticket, exchange: Exchange) {
        let mut pages = self.pages();
        pages.recorded += 1;
        pages.bytes += exchange.size();
        // Requests that are answered at the same time may be written in any order.
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

    /// Returns the entries that match a filter.
    pub(crate) fn page(&self, filter: &Filter) -> Page {
        let pages = self.looked_at();
        let mut found: Vec<_> = pages.entries().filter(|told| filter.lets_through(told)).collect();
        let more = match filter.last {
            Some(last) => {
                found.drain(..found.len().saturating_sub(last));
                false
            }
            None => found.len() > filter.limit,
        };
        found.truncate(filter.limit);
        Page { totals: pages.totals(), entries: found.into_iter().map(RedactedEntry::entry).collect(), more }
    }

    /// Returns the entry with this number.
    pub(crate) fn entry(&self, number: u64) -> Option<Entry> {
        let pages = self.looked_at();
        pages.entries().find(|told| told.number() == number).map(RedactedEntry::entry)
    }

    /// Checks whether the expected requests were made.
    ///
    /// # Errors
    /// The server keeps no journal, or the verification contradicts itself.
    pub(crate) fn verify(&self, verification: &Verification) -> ApiResult<Verdict> {
        if self.entries_max == 0 {
            return Err(Refusal::invalid("This server keeps no journal, so nothing can be verified."));
        }
        verification.check()?;
        let pages = self.looked_at();
        Ok(verification.judge(pages.entries(), pages.totals(), &pages.placeholders))
    }

    /// Removes all entries. Entry numbers continue, and each secret keeps its placeholder.
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

    /// Converts all raw exchanges into the form that can be shown. The oldest is converted first, which numbers secrets in the order of
    /// their first appearance.
    fn look(&mut self) {
        let Self { lines, bytes, placeholders, searched_for, .. } = self;
        for (number, line) in lines.iter_mut() {
            let before = line.size();
            if let Line::Passed(exchange, at) = line {
                *line = Line::RedactedEntry(Box::new(RedactedEntry::of(*number, *at, exchange, placeholders)));
                *bytes = *bytes + line.size() - before;
            }
        }
        // A later exchange may reveal that a text of an earlier one is a secret.
        if *searched_for < placeholders.given() {
            *searched_for = placeholders.given();
            for (_, line) in lines.iter_mut() {
                let before = line.size();
                if let Line::RedactedEntry(told) = line {
                    told.replace_known(placeholders);
                    *bytes = *bytes + line.size() - before;
                }
            }
        }
    }

    fn entries(&self) -> impl DoubleEndedIterator<Item = &RedactedEntry> {
        self.lines.iter().filter_map(|(_, line)| match line {
            Line::RedactedEntry(told) => Some(&**told),
            Line::Passed(..) => None,
        })
    }
}

impl Line {
    fn size(&self) -> usize {
        match self {
            Self::Passed(exchange, _) => exchange.size(),
            Self::RedactedEntry(told) => told.size(),
        }
    }
}
