//! The promise that a change will be on disk.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, Wake, Waker},
    thread::{self, Thread},
};
use tokio::sync::oneshot;

/// What is waited for: that what was just seen or done is on disk, or why it is not and never was.
#[derive(Debug)]
#[must_use = "what is not waited for may not be on disk"]
pub(crate) struct Ticket(oneshot::Receiver<Result<(), String>>);

impl Ticket {
    /// A ticket, and the word that redeems it.
    pub(super) fn new() -> (oneshot::Sender<Result<(), String>>, Self) {
        let (word, ticket) = oneshot::channel();
        (word, Self(ticket))
    }

    /// Waits on this thread, whatever runtime it may belong to.
    pub(crate) fn wait(mut self) -> Result<(), String> {
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
    type Output = Result<(), String>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let gone = |_| Err("the server ends".to_owned());
        Pin::new(&mut self.0).poll(context).map(|word| word.unwrap_or_else(gone))
    }
}

/// Wakes a thread that is parked.
struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}
