//! Spans of a world's time, in the forms in which a Rust test writes them.

use crate::world::kernel::clock::read_span;
use jiff::SignedDuration;
use std::time::Duration;

/// A span of time for [`MockWorld::advance`](crate::MockWorld::advance): a text such as `"25m 30s"` or `"PT2H"`, a [`Duration`] of the
/// standard library, or a [`SignedDuration`] of jiff.
pub trait IntoSpan {
    /// Returns the span, or says why this is none.
    ///
    /// # Errors
    /// The text is no span of time, or the duration is too long.
    fn into_span(self) -> Result<SignedDuration, String>;
}

impl IntoSpan for SignedDuration {
    fn into_span(self) -> Result<SignedDuration, String> {
        Ok(self)
    }
}

impl IntoSpan for Duration {
    fn into_span(self) -> Result<SignedDuration, String> {
        SignedDuration::try_from(self).map_err(|err| err.to_string())
    }
}

impl IntoSpan for &str {
    fn into_span(self) -> Result<SignedDuration, String> {
        read_span(self).ok_or_else(|| format!("`{self}` is not a span of time such as 2h, 90m, 1d 6h or PT2H"))
    }
}
