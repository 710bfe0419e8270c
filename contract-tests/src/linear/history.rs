//! Histories: the calls of clients, their answers and their order in time.
//!
//! The order comes from one counter, which every client reads before it sends a call and after it receives the
//! answer; no machine clock is involved. A history is stored as text, with one line of JSON for each event, so that a
//! failed one can be checked again.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::{fmt, ops::Deref};

/// A call and its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event<C, A> {
    /// The client that made the call.
    pub client: usize,
    /// The counter of the history when the call was sent.
    pub invoked: u64,
    /// The counter of the history when the answer was received; `None` if the history was cut off before that.
    pub returned: Option<u64>,
    pub call: C,
    /// The answer. For an event that was cut off, it is the answer that was received later.
    pub answer: A,
}

/// Events in the order in which their calls were sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History<C, A>(Vec<Event<C, A>>);

impl<C, A> History<C, A> {
    /// Creates a history of these events.
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
    /// Returns `true` if this call was answered before the other was sent.
    pub fn precedes(&self, other: &Self) -> bool {
        self.returned.is_some_and(|returned| returned < other.invoked)
    }
}

impl<C: DeserializeOwned, A: DeserializeOwned> History<C, A> {
    /// Parses the output of `to_string`.
    ///
    /// # Errors
    /// A line is not an event.
    pub fn read(text: &str) -> serde_json::Result<Self> {
        let events = text.lines().filter(|line| line.starts_with('{')).map(serde_json::from_str);
        events.collect::<serde_json::Result<_>>().map(Self::new)
    }
}

impl<C: Serialize, A: Serialize> fmt::Display for History<C, A> {
    /// Writes one line for each event.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|event| writeln!(f, "{}", serde_json::to_string(event).map_err(|_| fmt::Error)?))
    }
}
