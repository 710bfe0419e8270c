//! Operations that take long. Few of them run at once, and the threads that answer other requests go on meanwhile.

use crate::store::blocking;
use tokio::sync::Semaphore;

/// Long operations that run at once.
const RUNNING_MAX: usize = 2;

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
