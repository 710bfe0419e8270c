//! The answers that the model expects.

use serde_json::Value;

/// The answer that a call must receive.
pub(crate) enum Reply {
    Done(u16, Value),
    /// The call must be refused with one of these statuses.
    Refused(&'static [u16]),
}

pub(crate) const BAD: Reply = Reply::Refused(&[400]);
pub(crate) const UNKNOWN: Reply = Reply::Refused(&[404]);
/// The refusal if a thing does not exist and its parent is also in the wrong state.
pub(crate) const BAD_OR_UNKNOWN: Reply = Reply::Refused(&[400, 404]);
