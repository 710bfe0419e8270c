//! Operations that take long. Few of them run at once, and the threads that answer other requests go on meanwhile.

use crate::threads::blocking;
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

    /// Takes all turns, so that every long operation waits until they are given back.
    #[cfg(test)]
    pub(super) async fn take_all_turns(&self) -> impl Drop {
        let all = u32::try_from(RUNNING_MAX).unwrap_or(u32::MAX);
        self.turns.acquire_many(all).await.unwrap_or_else(|_| unreachable!("the semaphore is never closed"))
    }
}
