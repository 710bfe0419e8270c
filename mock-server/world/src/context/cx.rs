//! The context of an operation.

use super::{caller::Caller, kinds::Kinds};
use crate::kernel::{faults::Faults, network_api::NetworkApi, pacing::Pacing};
use jiff::Timestamp;
use std::cell::Cell;

/// The input of an operation besides its request.
#[derive(Debug)]
pub struct Cx<'a> {
    pub caller: &'a Caller,
    /// The name of the operation. It is empty if no request is running and the service takes a due step.
    pub operation: &'a str,
    /// The address under which the client reached the server, such as `http://host:port`. Links in answers use it.
    pub base_url: &'a str,
    pub settings: Settings<'a>,
    now: Timestamp,
    holds: Cell<Holds>,
}

/// How long an answer stays valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// The answer is valid until the world changes.
    UntilChange,
    /// The answer is valid until the world changes or this instant is reached.
    Until(Timestamp),
    /// The answer is valid at the current moment only.
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

/// The settings of a world, and the table of task kinds.
#[derive(Debug, Clone, Copy)]
pub struct Settings<'a> {
    /// The speed of tasks.
    pub pacing: &'a Pacing,
    /// The fault rules.
    pub faults: &'a Faults,
    /// The networking interfaces of the SDDCs.
    pub network_api: NetworkApi,
    /// The table of task kinds.
    pub kinds: &'static Kinds,
}

impl<'a> Cx<'a> {
    /// Creates the context of an operation that a caller requests at this time.
    pub fn new(
        settings: Settings<'a>,
        now: Timestamp,
        caller: &'a Caller,
        operation: &'a str,
        base_url: &'a str,
    ) -> Self {
        Self { caller, operation, base_url, settings, now, holds: Cell::new(Holds::UntilChange) }
    }

    /// Creates the context of a due step that the service takes at this time without a request.
    pub fn due(settings: Settings<'a>, now: Timestamp, service: &'a Caller) -> Self {
        Self::new(settings, now, service, "", "")
    }

    /// Returns the world's time. After this call the answer is valid for the current moment only.
    #[inline]
    pub fn now(&self) -> Timestamp {
        self.holds.set(Holds::Now);
        self.now
    }

    /// Computes a value that depends on the world's time. `value` receives the time and returns the value together with the instant at
    /// which it changes, or `None` if it never changes.
    pub fn until<T>(&self, value: impl FnOnce(Timestamp) -> (T, Option<Timestamp>)) -> T {
        let (value, end) = value(self.now);
        if let Some(end) = end {
            self.holds.set(self.holds.get().and_until(end));
        }
        value
    }

    /// Returns how long the operation's answer stays valid, based on the calls so far.
    pub fn holds(&self) -> Holds {
        self.holds.get()
    }
}
