//! Which operations take long. They are run as [`long`](super::long) says.

use super::{Shell, call::Received, journal::is_of_journal};
use crate::control_prefix::PREFIX;
use bytes::Bytes;
use vmc_client::endpoint::OperationInfo;

/// Bytes of a request body from which on decoding it takes long.
const BODY_LARGE: usize = 64 << 10;

/// Worlds from which on listing them takes long.
const WORLDS_MANY: usize = 500;

/// How long an operation may run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effort {
    /// So short that other requests can wait for it.
    Little,
    /// Any time.
    Any,
}

/// Returns whether a request takes long, as far as that is clear before it is decoded. An operation that reads the caller's world finds
/// out when the world is found: [`Worlds::read`](crate::worlds::Worlds::read).
pub(super) fn is_long(shell: &Shell, info: &OperationInfo, of_shell: bool, received: &Received) -> bool {
    let body_length = received.body.as_ref().map_or(0, Bytes::len);
    body_length > BODY_LARGE || of_shell && is_long_control(shell, info, received)
}

/// Returns whether an operation may read all records of a world: its path does not end with an id.
pub(super) fn reads_many(info: &OperationInfo) -> bool {
    !info.path.ends_with('}')
}

/// Returns whether an operation of the control takes long: it reads many worlds, a large world or a journal.
fn is_long_control(shell: &Shell, info: &OperationInfo, received: &Received) -> bool {
    let Some(rest) = info.path.strip_prefix(PREFIX) else { return false };
    if rest == "worlds" {
        return info.method == "GET" && shell.worlds.count() >= WORLDS_MANY;
    }
    let world = || shell.worlds.named(received.parameters.get("world")?).ok();
    is_of_journal(info.path) || world().is_some_and(|world| shell.worlds.is_large(world))
}
