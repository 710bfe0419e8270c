//! Histories: who asked what, what was answered, and which of it lay before which.
//!
//! The order is that of one counter, which every client reads before it sends and after it was answered; no clock of a machine is in it.
//! A history is kept as text, a line of JSON for each event, so that one that failed can be judged again.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::{fmt, ops::Deref};

/// A call and its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event<C, A> {
    /// Which client asked.
    pub client: usize,
    /// When it was asked, by the counter of the history.
    pub invoked: u64,
    /// When it was answered, by the same counter; `None` where the history was cut off before that.
    pub returned: Option<u64>,
    /// What was asked.
    pub call: C,
    /// What was answered. Of an event that was cut off: what was answered later on.
    pub answer: A,
}

/// Events in the order in which they were asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History<C, A>(Vec<Event<C, A>>);

impl<C, A> History<C, A> {
    /// A history of these events.
    pub fn new(mut events: Vec<Event<C, A>>) -> Self {
        events.sort_by_key(|event| event.invoked);
        Self(events)
    }
}

impl<C, A> Deref for History<C, A> {
    type Target = [Event<C, A>];

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<C, A> Event<C, A> {
    /// Whether it was answered before the other was asked.
    pub fn precedes(&self, other: &Self) -> bool {
        self.returned.is_some_and(|returned| returned < other.invoked)
    }
}

impl<C: DeserializeOwned, A: DeserializeOwned> History<C, A> {
    /// Reads what was written with `to_string`.
    ///
    /// # Errors
    /// A line is no event.
    pub fn read(text: &str) -> serde_json::Result<Self> {
        let events = text.lines().filter(|line| line.starts_with('{')).map(serde_json::from_str);
        events.collect::<serde_json::Result<_>>().map(Self::new)
    }
}

impl<C: Serialize, A: Serialize> fmt::Display for History<C, A> {
    /// A line for each event.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|event| writeln!(f, "{}", serde_json::to_string(event).map_err(|_| fmt::Error)?))
    }
}
