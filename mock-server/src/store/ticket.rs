//! A ticket resolves when a change is on disk, or when it is clear that it will not be.

use std::{
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, Wake, Waker},
    thread::{self, Thread},
};
use tokio::sync::oneshot;

/// The reason why a change is not on disk.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NotSaved {
    /// The world was deleted meanwhile, and the change with it.
    #[error("the world was deleted")]
    Deleted,
    /// The change could not be written and was taken back.
    #[error("{0}")]
    Failed(String),
}

impl From<io::Error> for NotSaved {
    fn from(err: io::Error) -> Self {
        Self::Failed(err.to_string())
    }
}

/// Resolves when the state that was read or written is on disk, or with the reason why it is not.
#[derive(Debug)]
#[must_use = "what is not waited for may not be on disk"]
pub(crate) struct Ticket(oneshot::Receiver<Result<(), NotSaved>>);

impl Ticket {
    /// Creates a ticket, and the sender that redeems it.
    pub(super) fn new() -> (oneshot::Sender<Result<(), NotSaved>>, Self) {
        let (word, ticket) = oneshot::channel();
        (word, Self(ticket))
    }

    /// Blocks this thread until the ticket resolves. This works inside and outside a runtime.
    pub(crate) fn wait(mut self) -> Result<(), NotSaved> {
        let waker = Waker::from(Arc::new(Unpark(thread::current())));
        let mut context = Context::from_waker(&waker);
        loop {
            match Pin::new(&mut self).poll(&mut context) {
                Poll::Ready(result) => return result,
                Poll::Pending => thread::park(),
            }
        }
    }
}

impl Future for Ticket {
    type Output = Result<(), NotSaved>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let gone = |_| Err(NotSaved::Failed("the server ends".to_owned()));
        Pin::new(&mut self.0).poll(context).map(|word| word.unwrap_or_else(gone))
    }
}

/// Wakes a parked thread.
struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}
