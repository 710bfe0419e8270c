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
    asked_time: Cell<bool>,
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
        Self { caller, operation, base_url, settings, now, asked_time: Cell::new(false) }
    }

    /// The context of what the service does when a step is due at this time. Nobody has asked for it.
    pub fn due(settings: Settings<'a>, now: Timestamp, service: &'a Caller) -> Self {
        Self::new(settings, now, service, "", "")
    }

    /// The world's time. Notes that it was asked for: an answer made without it stays right until the world changes.
    #[inline]
    pub fn now(&self) -> Timestamp {
        self.asked_time.set(true);
        self.now
    }

    /// Whether the operation has asked for the time.
    pub fn asked_time(&self) -> bool {
        self.asked_time.get()
    }
}
