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

mod budget;
mod exchange;
mod pages;
mod placeholders;
mod redact;
mod redacted;
mod totals;

pub(crate) use crate::fingerprint::Fingerprint;
pub use budget::ENTRIES_MAX;
pub(crate) use budget::Journals;
pub(crate) use exchange::{Document, Exchange, Head, Kept, Unread};
pub(crate) use redact::{A_WORLD, path_without_secrets, without_secrets};

use crate::world::kernel::refusal::{ApiResult, Refusal};
use budget::Held;
use entry::Entry;
use filter::Filter;
use jiff::Timestamp;
use pages::Pages;
use redacted::RedactedEntry;
use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};
use totals::Totals;
use verification::{Verdict, Verification};

/// The number of entries that a journal keeps by default.
pub const ENTRIES_DEFAULT: usize = 4096;

/// The number of entries that the list of unmatched requests keeps.
const UNMATCHED_MAX: usize = 1000;

/// The position of a request among all requests to its world, and the world's time at that moment. It is taken under the world's lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ticket {
    pub(crate) number: u64,
    pub(crate) at: Timestamp,
}

/// The journal of a world.
pub struct Journal {
    tickets: AtomicU64,
    held: Arc<Held>,
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
        let Totals { recorded, dropped } = self.held.pages().totals();
        f.debug_struct("Journal").field("recorded", &recorded).field("dropped", &dropped).finish_non_exhaustive()
    }
}

impl Journal {
    /// Creates an empty journal, one of a server. If the journals keep no entries, nothing is written.
    pub(crate) fn new(journals: &Arc<Journals>) -> Self {
        Self { tickets: AtomicU64::new(0), held: journals.open(None) }
    }

    /// Creates the list of refused requests that led to no world. It is a journal of the server.
    pub(crate) fn unmatched(journals: &Arc<Journals>) -> Self {
        Self { tickets: AtomicU64::new(0), held: journals.open(Some(UNMATCHED_MAX)) }
    }

    /// Takes the next position in the journal, or returns `None` if the journal keeps no entries. The caller holds the world's lock, which
    /// keeps positions in the order in which requests take effect.
    pub(crate) fn ticket(&self, at: Timestamp) -> Option<Ticket> {
        (self.held.entries_max() > 0).then(|| Ticket { number: self.tickets.fetch_add(1, Ordering::Relaxed) + 1, at })
    }

    /// Returns the number of requests that were written since the world began, or since the journal was cleared.
    pub(crate) fn recorded(&self) -> u64 {
        self.held.pages().totals().recorded
    }

    /// Writes an entry. While the journal exceeds its limits, the oldest entries are dropped. If all journals of the server together hold
    /// too much, the largest ones lose entries.
    pub(crate) fn write(&self, ticket: Ticket, exchange: Exchange) {
        let mut pages = self.held.pages();
        pages.insert(ticket.number, ticket.at, exchange);
        pages.shrink(self.held.entries_max(), self.held.bytes_max());
        self.held.count(pages);
    }

    /// Returns the entries that match a filter.
    pub(crate) fn page(&self, filter: &Filter) -> Page {
        self.looked_at(|pages| {
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
        })
    }

    /// Returns the entry with this number.
    pub(crate) fn entry(&self, number: u64) -> Option<Entry> {
        self.looked_at(|pages| pages.entries().find(|told| told.number() == number).map(RedactedEntry::entry))
    }

    /// Checks whether the expected requests were made.
    ///
    /// # Errors
    /// The server keeps no journal, or the verification contradicts itself.
    pub(crate) fn verify(&self, verification: &Verification) -> ApiResult<Verdict> {
        if self.held.entries_max() == 0 {
            return Err(Refusal::invalid("This server keeps no journal, so nothing can be verified."));
        }
        verification.check()?;
        Ok(self.looked_at(|pages| verification.judge(pages.entries(), pages.totals(), pages.placeholders())))
    }

    /// Removes all entries. Entry numbers continue, and each secret keeps its placeholder.
    pub(crate) fn clear(&self) {
        let mut pages = self.held.pages();
        pages.clear();
        self.held.count(pages);
    }

    /// Reads the pages after all entries have been converted into the form that can be shown, which is larger.
    fn looked_at<T>(&self, read: impl FnOnce(&Pages) -> T) -> T {
        let mut pages = self.held.pages();
        pages.look();
        let read = read(&pages);
        self.held.count(pages);
        read
    }
}
