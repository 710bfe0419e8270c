//! Operations that take long. Few of them run at once, and the threads that answer other requests go on meanwhile.

use super::{Shell, control, operations::Run};
use crate::store::blocking;
use http::request::Parts;
use tokio::sync::Semaphore;
use vmc_client::endpoint::OperationInfo;

/// Long operations that run at once.
const RUNNING_MAX: usize = 2;

/// A body from which on reading it takes long, in bytes.
const BODY_LARGE: usize = 64 << 10;

/// The long operations of a server.
#[derive(Debug)]
pub(crate) struct LongOperations {
    turns: Semaphore,
}

impl Default for LongOperations {
    fn default() -> Self {
        Self { turns: Semaphore::new(RUNNING_MAX) }
    }
}

impl LongOperations {
    /// Runs an operation when fewer than `RUNNING_MAX` others run.
    pub(super) async fn run<T>(&self, operation: impl FnOnce() -> T) -> T {
        // The semaphore is never closed, so this is always a turn.
        let _turn = self.turns.acquire().await;
        blocking(operation)
    }
}

/// Whether it is clear before a request is decoded that its operation takes long. An operation that reads the world of its caller finds
/// out when it has found the world: [`Worlds::read`](crate::worlds::Worlds::read).
pub(super) fn is_long(shell: &Shell, info: &OperationInfo, run: &Run, parts: &Parts, body_length: usize) -> bool {
    body_length > BODY_LARGE || matches!(run, Run::Shell(_)) && control::takes_long(shell, info, parts.uri.path())
}

/// Whether an operation may go through all records of a world: its path does not end with the id of one.
pub(super) fn is_of_many(info: &OperationInfo) -> bool {
    !info.path.ends_with('}')
}
