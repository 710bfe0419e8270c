//! The machine's clock. Only this module reads it; all other code receives a time as an argument.

use jiff::Timestamp;
use std::time::Instant;

/// Returns the time of the machine's clock, in whole milliseconds.
#[expect(clippy::disallowed_methods, reason = "this is the one place where machine time enters")]
pub(crate) fn machine_now() -> Timestamp {
    crate::world::kernel::clock::to_millis(Timestamp::now())
}

/// Returns the machine's clock for measuring how long something takes.
#[expect(clippy::disallowed_methods, reason = "this is the one place where machine time enters")]
pub(crate) fn stopwatch() -> Instant {
    Instant::now()
}
