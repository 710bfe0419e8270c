//! The members of an SDDC group.

use std::collections::BTreeSet;

/// An SDDC group. Times are in seconds since the world began.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct Members {
    pub(crate) there: BTreeSet<String>,
    /// The change under way: when it ends, who joins and who leaves.
    pub(crate) change: Option<(u32, BTreeSet<String>, BTreeSet<String>)>,
}

impl Members {
    /// Lets what is due by now happen.
    pub(crate) fn settle(&mut self, now: u32) {
        if let Some((_, joining, leaving)) = self.change.take_if(|(end, ..)| *end <= now) {
            self.there.retain(|name| !leaving.contains(name));
            self.there.extend(joining);
        }
    }
}
