//! The threads on which a server answers requests, and work that would hold them up.

use std::cell::Cell;

thread_local! {
    /// Whether this thread belongs to the runtime of a server.
    static ANSWERS: Cell<bool> = const { Cell::new(false) };
}

/// Marks this thread as one of a server's own runtime, which has several threads. The runtime calls this on each thread that it starts.
pub(crate) fn mark_answering() {
    ANSWERS.set(true);
}

/// Does something that takes long or waits, for example for the disk. On a thread that answers requests, another thread takes over its other
/// requests meanwhile. A thread of the caller, as in a Rust test, waits like for any other function: whether its runtime allows more
/// cannot be asked, and inside a `LocalSet` tokio would panic.
pub(crate) fn blocking<T>(what: impl FnOnce() -> T) -> T {
    if ANSWERS.get() { tokio::task::block_in_place(what) } else { what() }
}
