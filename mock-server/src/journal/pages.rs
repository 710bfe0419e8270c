//! The entries of a journal in memory: as they were received, or in the form in which they are shown.

use super::{exchange::Exchange, placeholders::Placeholders, redacted::RedactedEntry, totals::Totals};
use jiff::Timestamp;
use std::collections::VecDeque;

/// The entries and counters of a journal.
#[derive(Default)]
pub(super) struct Pages {
    lines: VecDeque<(u64, Line)>,
    pub(super) bytes: usize,
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

impl Pages {
    /// Adds an entry. Requests that are answered at the same time may be added in any order.
    pub(super) fn insert(&mut self, number: u64, at: Timestamp, exchange: Exchange) {
        self.recorded += 1;
        self.bytes += exchange.size();
        if self.lines.capacity() == 0 {
            // Thousands of worlds may have one entry only: the request that made them.
            self.lines.reserve_exact(1);
        }
        let behind = self.lines.iter().rev().take_while(|(other, _)| *other > number).count();
        let place = self.lines.len() - behind;
        self.lines.insert(place, (number, Line::Passed(Box::new(exchange), at)));
    }

    /// Drops the oldest entries until there are at most so many, with so many bytes.
    pub(super) fn shrink(&mut self, entries_max: usize, bytes_max: usize) {
        while (self.lines.len() > entries_max || self.bytes > bytes_max) && self.drop_oldest() {}
    }

    /// Removes all entries. Each secret keeps its placeholder.
    pub(super) fn clear(&mut self) {
        let placeholders = std::mem::take(&mut self.placeholders);
        *self = Self { placeholders, ..Self::default() };
    }

    pub(super) fn placeholders(&self) -> &Placeholders {
        &self.placeholders
    }

    pub(super) fn totals(&self) -> Totals {
        Totals { recorded: self.recorded, dropped: self.dropped }
    }

    /// Drops the oldest entry. Returns whether there was one.
    pub(super) fn drop_oldest(&mut self) -> bool {
        let Some((_, line)) = self.lines.pop_front() else { return false };
        self.bytes -= line.size();
        self.dropped += 1;
        true
    }

    /// Converts all raw exchanges into the form that can be shown. The oldest is converted first, which numbers secrets in the order of
    /// their first appearance.
    pub(super) fn look(&mut self) {
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

    pub(super) fn entries(&self) -> impl DoubleEndedIterator<Item = &RedactedEntry> {
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
