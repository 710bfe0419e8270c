//! The context of an operation.

use super::{caller::Caller, kinds::Kinds};
use crate::kernel::{faults::Faults, pacing::Pacing};
use jiff::Timestamp;
use std::cell::Cell;

/// What an operation is given besides the request.
#[derive(Debug)]
pub struct Cx<'a> {
    /// Who asks.
    pub caller: &'a Caller,
    /// Name of the operation; empty where nobody has asked and the service acts because a step is due.
    pub operation: &'a str,
    /// How the client reached the server, as `http://host:port`: addresses in answers point back there.
    pub base_url: &'a str,
    /// How the world is set.
    pub settings: Settings<'a>,
    now: Timestamp,
    holds: Cell<Holds>,
}

/// How long an answer is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Until the world changes.
    UntilChange,
    /// Until the world changes, or this instant is reached.
    Until(Timestamp),
    /// At the present moment only.
    Now,
}

impl Holds {
    fn and_until(self, end: Timestamp) -> Self {
        match self {
            Self::UntilChange => Self::Until(end),
            Self::Until(other) => Self::Until(other.min(end)),
            Self::Now => Self::Now,
        }
    }
}

/// How a world is set, and the kinds of task that it knows.
#[derive(Debug, Clone, Copy)]
pub struct Settings<'a> {
    /// How long tasks take.
    pub pacing: &'a Pacing,
    /// What goes wrong.
    pub faults: &'a Faults,
    /// The kinds of task.
    pub kinds: &'static Kinds,
}

impl<'a> Cx<'a> {
    /// The context of an operation that a caller asks for at this time.
    pub fn new(
        settings: Settings<'a>,
        now: Timestamp,
        caller: &'a Caller,
        operation: &'a str,
        base_url: &'a str,
    ) -> Self {
        Self { caller, operation, base_url, settings, now, holds: Cell::new(Holds::UntilChange) }
    }

    /// The context of what the service does when a step is due at this time. Nobody has asked for it.
    pub fn due(settings: Settings<'a>, now: Timestamp, service: &'a Caller) -> Self {
        Self::new(settings, now, service, "", "")
    }

    /// The world's time. An answer that depends on it holds for this moment only.
    #[inline]
    pub fn now(&self) -> Timestamp {
        self.holds.set(Holds::Now);
        self.now
    }

    /// A value that depends on the world's time. `value` is given the time, and returns the instant at which the value changes; `None`
    /// where it never does.
    pub fn until<T>(&self, value: impl FnOnce(Timestamp) -> (T, Option<Timestamp>)) -> T {
        let (value, end) = value(self.now);
        if let Some(end) = end {
            self.holds.set(self.holds.get().and_until(end));
        }
        value
    }

    /// How long the answer of the operation holds, from what it has asked so far.
    pub fn holds(&self) -> Holds {
        self.holds.get()
    }
}
