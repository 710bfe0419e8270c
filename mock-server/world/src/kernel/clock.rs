//! A world's own time: a line through (machine time, virtual time) with a slope.
//!
//! The clock is data. It is handed the machine's time and never asks for it.

use super::refusal::Refusal;
use jiff::{SignedDuration, Span, SpanRelativeTo, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The fastest a clock may run, in virtual seconds per machine second.
pub const RATE_MAX: f64 = 1_000_000.0;

/// The furthest a clock may be set or moved: the year 9000 leaves room for whatever is promised after that.
pub const LATEST: Timestamp = Timestamp::constant(221_845_392_000, 0);

/// The earliest that a clock may show: times in tokens are counted from here.
pub const EARLIEST: Timestamp = Timestamp::UNIX_EPOCH;

/// Virtual time as a function of machine time.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Clock {
    /// Virtual time at `machine_at`.
    virtual_at: Timestamp,
    /// The machine's time when the clock was last set. A clock that was taken off its machine has none, and stands still.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    machine_at: Option<Timestamp>,
    /// Virtual seconds per machine second: 1 is real time, 0 is frozen.
    rate: f64,
}

/// What a look at a task that is under way does to the clock.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnPoll {
    /// Nothing.
    #[default]
    Stay,
    /// It moves the clock to the end of the task, so that whoever waits for a task waits no longer than one look.
    Jump,
}

/// A clock was asked for something that it does not do.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum ClockError {
    /// Time only moves forward, because what has happened cannot be undone.
    #[error("the clock stands at {now} and only moves forward; it cannot be set to {asked}")]
    Backward {
        /// Where it stands.
        now: Timestamp,
        /// Where it was to go.
        asked: Timestamp,
    },
    /// Before the first instant that a world can have.
    #[error("the clock cannot begin before {EARLIEST}")]
    TooEarly,
    /// Beyond the last instant that a world can reach.
    #[error("the clock cannot go past {LATEST}")]
    TooFar,
    /// Not a rate.
    #[error("a rate is a number from 0 to {RATE_MAX}, not {0}")]
    Rate(f64),
}

impl From<ClockError> for Refusal {
    fn from(error: ClockError) -> Self {
        Self::bad_request("vmcsim.clock.invalid", error.to_string())
    }
}

impl Clock {
    /// A clock that shows `virtual_at` now and runs at real time.
    pub fn new(virtual_at: Timestamp, machine_at: Timestamp) -> Self {
        Self { virtual_at: to_millis(virtual_at), machine_at: Some(machine_at), rate: 1.0 }
    }

    /// As [`Clock::new`], for an instant that somebody asks for.
    ///
    /// # Errors
    /// [`ClockError::TooEarly`], [`ClockError::TooFar`].
    pub fn starting(virtual_at: Timestamp, machine_at: Timestamp) -> Result<Self, ClockError> {
        match virtual_at {
            early if early < EARLIEST => Err(ClockError::TooEarly),
            late if late > LATEST => Err(ClockError::TooFar),
            virtual_at => Ok(Self::new(virtual_at, machine_at)),
        }
    }

    /// Virtual time at this machine time, to the millisecond; never before the instant at which the clock was last set.
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

    /// Virtual seconds per machine second.
    pub fn rate(&self) -> f64 {
        self.rate
    }

    /// The same clock off its machine: it stands at what it shows now. Its rate is kept for the machine that it will be put on.
    #[must_use]
    pub fn taken_off(&self, machine: Timestamp) -> Self {
        Self { virtual_at: self.now(machine), machine_at: None, rate: self.rate }
    }

    /// Lets the clock go on at this machine from where it was last set.
    pub fn put_on(&mut self, machine: Timestamp) {
        self.machine_at = Some(machine);
    }

    /// Whether a clock that was read from somewhere is one that could have been made.
    pub fn is_possible(&self) -> bool {
        (0.0..=RATE_MAX).contains(&self.rate) && (EARLIEST..=LATEST).contains(&self.virtual_at)
    }

    /// Moves the clock to `asked`; it goes on at its rate from there.
    ///
    /// # Errors
    /// [`ClockError::Backward`] or [`ClockError::TooFar`]; the clock is then unchanged.
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

    /// Moves the clock on by a span of virtual time.
    ///
    /// # Errors
    /// As [`Clock::set`].
    pub fn advance(&mut self, by: SignedDuration, machine: Timestamp) -> Result<(), ClockError> {
        let asked = self.now(machine).checked_add(by).map_err(|_| ClockError::TooFar)?;
        self.set(asked, machine)
    }

    /// Changes the rate from now on; no virtual time is lost or gained by it.
    ///
    /// # Errors
    /// [`ClockError::Rate`]; the clock is then unchanged.
    pub fn set_rate(&mut self, rate: f64, machine: Timestamp) -> Result<(), ClockError> {
        if !(0.0..=RATE_MAX).contains(&rate) {
            return Err(ClockError::Rate(rate));
        }
        (self.virtual_at, self.machine_at, self.rate) = (self.now(machine), Some(machine), rate);
        Ok(())
    }
}

/// A span of time as people write it: `2h`, `90m`, `1d 6h` or ISO 8601 (`PT2H`). A day is 24 hours.
pub fn read_span(text: &str) -> Option<SignedDuration> {
    let span = text.parse::<Span>().ok()?;
    span.to_duration(SpanRelativeTo::days_are_24_hours()).ok()
}

/// Spans in documents, as people write them.
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

/// Cuts a time to whole milliseconds, the finest that the service shows.
pub fn to_millis(at: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at)
}

/// The instant after `from` by `time`, at the end of all time at the latest.
pub fn saturating_add(from: Timestamp, time: SignedDuration) -> Timestamp {
    to_millis(from.checked_add(time).unwrap_or(Timestamp::MAX))
}
