//! The machine's clock: the one place that reads it. Everything else is handed a time.

use jiff::Timestamp;

/// What the machine's clock says, to the millisecond.
#[expect(clippy::disallowed_methods, reason = "this is the one place where machine time enters")]
pub(crate) fn machine_now() -> Timestamp {
    crate::world::kernel::clock::to_millis(Timestamp::now())
}
