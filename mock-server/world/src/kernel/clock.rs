//! The clock of a world: virtual time as a linear function of the machine's time.
//!
//! The clock is plain data. Its methods receive the machine's time as an argument and never read it.

use super::refusal::Refusal;
use jiff::{SignedDuration, Span, SpanRelativeTo, Timestamp};
use serde::{Deserialize, Serialize};

/// The highest rate of a clock, in virtual seconds per machine second.
pub const RATE_MAX: f64 = 1_000_000.0;

/// The latest time to which a clock can be set. The year 9000 leaves room for steps that are scheduled after that.
pub const LATEST: Timestamp = Timestamp::constant(221_845_392_000, 0);

/// The earliest time that a clock can show, because times in tokens are counted from here.
pub const EARLIEST: Timestamp = Timestamp::UNIX_EPOCH;

/// Virtual time as a function of the machine's time.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Clock {
    /// The virtual time at `machine_at`.
    virtual_at: Timestamp,
    /// The machine's time when the clock was last set. `None` if the clock is detached from the machine; it then stands still.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    machine_at: Option<Timestamp>,
    /// Virtual seconds per machine second: 1 is real time, 0 is stopped.
    rate: f64,
}

/// The effect on the clock when an unfinished task is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum OnPoll {
    /// The clock is not moved.
    #[default]
    Stay,
    /// The clock is moved to the end of the task, so that a client that waits for a task reads it only once.
    Jump,
}

/// The reasons why a change of a clock is refused.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum ClockError {
    /// The new time is before the current time. Time only moves forward, because events cannot be undone.
    #[error("the clock stands at {now} and only moves forward; it cannot be set to {asked}")]
    Backward {
        /// The clock's current time.
        now: Timestamp,
        /// The requested time.
        asked: Timestamp,
    },
    /// The time is before [`EARLIEST`].
    #[error("the clock cannot begin before {EARLIEST}")]
    TooEarly,
    /// The time is after [`LATEST`].
    #[error("the clock cannot go past {LATEST}")]
    TooFar,
    /// The rate is not allowed.
    #[error("a rate is a number from 0 to {RATE_MAX}, not {0}")]
    Rate(f64),
}

impl From<ClockError> for Refusal {
    fn from(error: ClockError) -> Self {
        Self::bad_request("vmcsim.clock.invalid", error.to_string())
    }
}

impl Clock {
    /// Creates a clock that shows `virtual_at` now and runs in real time.
    pub fn new(virtual_at: Timestamp, machine_at: Timestamp) -> Self {
        Self { virtual_at: to_millis(virtual_at), machine_at: Some(machine_at), rate: 1.0 }
    }

    /// Creates a clock as [`Clock::new`] does, but checks the requested time.
    ///
    /// # Errors
    /// [`ClockError::TooEarly`] or [`ClockError::TooFar`] if the time is out of bounds.
    pub fn starting(virtual_at: Timestamp, machine_at: Timestamp) -> Result<Self, ClockError> {
        match virtual_at {
            early if early < EARLIEST => Err(ClockError::TooEarly),
            late if late > LATEST => Err(ClockError::TooFar),
            virtual_at => Ok(Self::new(virtual_at, machine_at)),
        }
    }

    /// Returns the virtual time at this machine time, in whole milliseconds. It is never before the instant at which the clock was last
    /// set.
    #[inline]
    pub fn now(&self, machine: Timestamp) -> Timestamp {
        let machine_at = self.machine_at.unwrap_or(machine);
        let passed = (machine.as_millisecond() - machine_at.as_millisecond()).max(0);
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            reason = "saturates, and is bounded below"
        )]
        let passed = if self.rate == 1.0 { passed } else { (passed as f64 * self.rate) as i64 };
        self.virtual_at
            .checked_add(SignedDuration::from_millis(passed))
            .map_or(LATEST, |now| now.min(LATEST).max(self.virtual_at))
    }

    /// Returns the rate, in virtual seconds per machine second.
    pub fn rate(&self) -> f64 {
        self.rate
    }

    /// Returns the clock detached from the machine: it stands still at its current time. It keeps its rate for the next
    /// [`put_on`](Self::put_on).
    #[must_use]
    pub fn taken_off(&self, machine: Timestamp) -> Self {
        Self { virtual_at: self.now(machine), machine_at: None, rate: self.rate }
    }

    /// Attaches the clock to this machine's time. It continues from the time at which it was last set.
    pub fn put_on(&mut self, machine: Timestamp) {
        self.machine_at = Some(machine);
    }

    /// Returns true if a clock that was read from a document has allowed values.
    pub fn is_possible(&self) -> bool {
        (0.0..=RATE_MAX).contains(&self.rate) && (EARLIEST..=LATEST).contains(&self.virtual_at)
    }

    /// Moves the clock to `asked`. It continues at its rate from there.
    ///
    /// # Errors
    /// [`ClockError::Backward`] or [`ClockError::TooFar`]. The clock is unchanged in that case.
    pub fn set(&mut self, asked: Timestamp, machine: Timestamp) -> Result<(), ClockError> {
        let (now, asked) = (self.now(machine), to_millis(asked));
        if asked < now {
            return Err(ClockError::Backward { now, asked });
        }
        if asked > LATEST {
            return Err(ClockError::TooFar);
        }
        (self.virtual_at, self.machine_at) = (asked, Some(machine));
        Ok(())
    }

    /// Moves the clock forward by a span of virtual time.
    ///
    /// # Errors
    /// Fails as [`Clock::set`] does.
    pub fn advance(&mut self, by: SignedDuration, machine: Timestamp) -> Result<(), ClockError> {
        let asked = self.now(machine).checked_add(by).map_err(|_| ClockError::TooFar)?;
        self.set(asked, machine)
    }

    /// Changes the rate from now on. The virtual time itself does not jump.
    ///
    /// # Errors
    /// [`ClockError::Rate`]. The clock is unchanged in that case.
    pub fn set_rate(&mut self, rate: f64, machine: Timestamp) -> Result<(), ClockError> {
        if !(0.0..=RATE_MAX).contains(&rate) {
            return Err(ClockError::Rate(rate));
        }
        (self.virtual_at, self.machine_at, self.rate) = (self.now(machine), Some(machine), rate);
        Ok(())
    }
}

/// Reads a span of time, such as `2h`, `90m`, `1d 6h` or ISO 8601 (`PT2H`). A day has 24 hours. Returns `None` for other text.
pub fn read_span(text: &str) -> Option<SignedDuration> {
    let span = text.parse::<Span>().ok()?;
    span.to_duration(SpanRelativeTo::days_are_24_hours()).ok()
}

/// Serializes spans of time in the form that [`read_span`] reads.
pub(crate) mod span {
    use jiff::SignedDuration;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(crate) fn serialize<S: Serializer>(span: &SignedDuration, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&format_args!("{span:#}"))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<SignedDuration, D::Error> {
        let text = String::deserialize(from)?;
        super::read_span(&text).ok_or_else(|| D::Error::custom("it is no span of time such as 250ms, 90m, 2h or PT2H"))
    }
}

/// Truncates a time to whole milliseconds, the finest resolution that the service shows.
pub fn to_millis(at: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at)
}

/// Adds a span to a time. Returns the latest possible time if the sum would exceed it.
pub fn saturating_add(from: Timestamp, time: SignedDuration) -> Timestamp {
    to_millis(from.checked_add(time).unwrap_or(Timestamp::MAX))
}
